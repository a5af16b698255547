"""The invitation in the browser: from the center's page by the mail to the signed-in person, and the deputy in the header."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from shokuiki.accounts.models import Membership, User
from shokuiki.accounts.tests.test_signin_browser import give_finger_reader
from shokuiki.members.tests.conftest import link_in_mail
from shokuiki.records import clock
from shokuiki.testing.browser import assert_accessible, expect, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "yama-no-mori-99"


def test_an_invited_person_comes_from_the_mail_to_the_program(cast, browser_as):
    page = browser_as(cast.program)
    page.goto("/")
    page.get_by_role("navigation", name="メインメニュー").get_by_role("link", name="団体の担当者").click()
    assert_accessible(page)
    page.get_by_role("link", name=cast.peso.name).click()
    page.get_by_role("link", name="担当者を招待する").click()
    assert_accessible(page)
    page.get_by_label("氏名 ※必須", exact=True).fill("佐藤 花")
    page.get_by_label("ふりがな ※必須", exact=True).fill("サトウ ハナ")
    page.get_by_label("メールアドレス").fill("hana@example.jp")
    page.get_by_role("button", name="招待のメールを送る").click()
    expect(page.get_by_text("招待のメールを送りました。")).to_be_visible()
    expect(page.get_by_role("region", name="招待の表")).to_contain_text("招待中")
    assert_accessible(page)

    theirs = browser_as(None, phone=True, allowed=(404, 422))
    theirs.goto(link_in_mail())
    expect(theirs).to_have_url(theirs.url.split("/invitation/")[0] + reverse("members:invitation"))
    expect(theirs.locator("main")).to_contain_text("長谷川 亮")
    assert_accessible(theirs)
    theirs.get_by_label("パスワード ※必須", exact=True).fill("mijikai")
    theirs.get_by_label("パスワード（確認）").fill("mijikai")
    theirs.get_by_role("button", name="登録して招待を受ける").click()
    expect(theirs.locator("#error-summary")).to_contain_text("パスワード")
    theirs.get_by_label("パスワード ※必須", exact=True).fill(PASSWORD)
    theirs.get_by_label("パスワード（確認）").fill(PASSWORD)
    theirs.get_by_role("button", name="登録して招待を受ける").click()
    expect(theirs.get_by_text("港南公共職業安定所の担当官として登録しました。")).to_be_visible()
    theirs.goto(link_in_mail())
    expect(theirs.get_by_role("heading", level=1)).to_have_text("この招待は使えません")
    assert_accessible(theirs)

    again = browser_as(None)
    sign_in(again, "hana@example.jp", PASSWORD)
    expect(again.get_by_role("heading", level=1)).to_have_text("会議の案内")
    assert User.objects.get(email="hana@example.jp").kana == "さとう はな"


def test_an_invited_counselor_goes_from_the_mail_to_a_password_to_a_passkey_and_signs_in_with_it(cast, browser_as, settings):
    """Where the center's staff must have a second factor, nothing opens before it is there."""
    page = browser_as(cast.director)
    page.goto(reverse("members:invite", args=[cast.center.pk]))
    page.get_by_label("役職", exact=False).select_option("職業評価担当カウンセラー")
    page.get_by_label("氏名 ※必須", exact=True).fill("佐藤 花")
    page.get_by_label("ふりがな ※必須", exact=True).fill("さとう はな")
    page.get_by_label("メールアドレス").fill("hana@example.jp")
    page.get_by_role("button", name="招待のメールを送る").click()
    expect(page.get_by_text("招待のメールを送りました。")).to_be_visible()

    settings.SECOND_FACTOR_REQUIRED = True
    theirs = browser_as(None)
    give_finger_reader(theirs)
    theirs.goto(link_in_mail())
    theirs.get_by_label("パスワード ※必須", exact=True).fill(PASSWORD)
    theirs.get_by_label("パスワード（確認）").fill(PASSWORD)
    theirs.get_by_role("button", name="登録して招待を受ける").click()
    expect(theirs.locator("main")).to_contain_text("二つ目の確認を登録してください")
    theirs.goto("/cases/")
    expect(theirs).to_have_url(re.compile(reverse("mfa_index")))
    theirs.get_by_role("link", name="パスキーを登録する").click()
    asked = theirs.get_by_role("button", name="確認して続ける")
    registers = theirs.get_by_role("button", name="パスキーを登録する")
    expect(asked.or_(registers)).to_be_visible()
    if asked.is_visible():
        theirs.get_by_label("パスワード", exact=False).fill(PASSWORD)
        asked.click()
    registers.click()
    theirs.get_by_role("link", name="控えたので、次に進む").click()
    theirs.get_by_role("button", name="利用者メニュー").click()
    theirs.get_by_role("button", name="ログアウトする").click()
    theirs.goto("/cases/")
    theirs.get_by_role("button", name="パスキーでログインする").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("案件一覧")
    expect(theirs.get_by_role("button", name="利用者メニュー")).to_contain_text("佐藤 花")


def test_the_director_names_a_deputy_who_sees_it_in_the_header(cast, browser_as):
    page = browser_as(cast.director)
    page.goto(reverse("members:people", args=[cast.center.pk]))
    page.get_by_role("link", name="代決者を指定する").click()
    assert_accessible(page)
    page.get_by_label("代決者", exact=False).select_option(label="大西 誠（おおにし まこと）")
    page.get_by_role("textbox", name="代決の終わり ※必須", exact=True).fill((clock.today() + timedelta(days=3)).isoformat())
    page.get_by_label("理由").fill("出張で不在のため")
    page.get_by_role("button", name="代決者を指定する").click()
    expect(page.locator("main")).to_contain_text("大西 誠さんが、所長 高瀬 恵子さんの代決者です")
    assert_accessible(page)
    theirs = browser_as(cast.chief)
    theirs.goto("/")
    expect(theirs.get_by_role("button", name="利用者メニュー")).to_contain_text("所長（代決）")
    assert Membership.objects.deputies().get().user == cast.chief

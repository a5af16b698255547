"""The corporation's track in Chromium: the form on a phone, the decision at the desk."""

from django.urls import reverse

from partners.models import ConsignmentApplication, Selection
from partners.tests.factories import make_application, make_draft
from shokuiki.testing.browser import assert_accessible, expect


def next_step(page, heading):
    page.get_by_role("button", name="保存して次へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_manager_fills_in_and_submits_the_application_on_a_phone(cast, browser_as):
    page = browser_as(cast.manager, phone=True)
    page.goto(reverse("partners:applications"))
    page.get_by_role("link", name="申込を始める").click()
    page.get_by_label("申込先のセンター").select_option(label="青嶺障害者職業センター")
    page.get_by_role("button", name="申込を始める").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("法人の情報")
    assert_accessible(page)
    expect(page.get_by_label("法人種別の説明")).to_be_hidden()
    page.get_by_label("その他の法人").check()
    expect(page.get_by_label("法人種別の説明")).to_be_visible()
    page.get_by_label("社会福祉法人").check()
    page.get_by_label("代表者の役職").fill("理事長")
    page.get_by_label("代表者の氏名").fill("小林 直樹")
    page.get_by_label("郵便番号").fill("１００−０００１")
    expect(page.get_by_label("所在地")).to_have_value("東京都千代田区千代田")
    page.get_by_label("電話番号").fill("03-1234-5678")
    next_step(page, "施設")

    page.get_by_label("施設の種類").select_option(label="知的障害者授産施設")
    page.get_by_label("施設の名称").fill("あおぞら作業所")
    page.get_by_role("button", name="施設を追加する").click()
    second = page.get_by_role("group", name="施設 2")
    second.get_by_label("施設の種類").select_option(label="精神障害者福祉工場")
    second.get_by_label("施設の名称").fill("あおぞら工場")
    next_step(page, "パートナー候補")

    page.get_by_label("氏名").fill("野田 千尋")
    page.get_by_label("ふりがな").fill("ノダ チヒロ")
    next_step(page, "希望する内容")
    page.get_by_label("委託の開始希望日").first.fill("R9.4.1")
    next_step(page, "損害保険と会計")

    assert_accessible(page)
    page.get_by_label("これから加入する").check()
    expect(page.get_by_label("保険会社と保険の名前")).to_be_hidden()
    next_step(page, "確認と提出")
    expect(page.get_by_text("まだ足りないものがあります")).to_be_visible()
    page.get_by_role("link", name="足りないものを記入する").click()
    page.get_by_label("区分している").check()
    page.get_by_label("区分経理の方法").fill("別の会計単位で経理する。")
    next_step(page, "確認と提出")
    assert_accessible(page)
    page.get_by_role("button", name="申込を提出する").click()
    expect(page.get_by_text("申込を提出しました。")).to_be_visible()

    application = ConsignmentApplication.objects.get()
    assert application.state == "submitted"
    assert [row.name for row in application.facilities.all()] == ["あおぞら作業所", "あおぞら工場"]
    assert application.candidates.get().kana == "のだ ちひろ"


def test_the_director_decides_by_way_of_the_confirmation(cast, browser_as):
    application = make_application(cast, "awaiting_decision", insurance_plan="will_not")
    page = browser_as(cast.director)
    page.goto(application.get_absolute_url())
    page.get_by_role("link", name="要件を確かめて決定する").click()
    assert_accessible(page)
    expect(page.get_by_label("選定の開始日").first).to_be_hidden()
    page.locator("label", has_text="期間と条件を付けて").click()
    expect(page.get_by_label("選定の開始日").first).to_be_visible()
    page.get_by_label("決定の理由").fill("体制が整っている。")
    page.get_by_label("注意「損害保険に加入している」を確認しました").check()
    page.get_by_label("「損害保険に加入している」が満たされなくても選定する理由").fill("受託までに加入すると聞いた。")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("決定内容の確認")
    assert_accessible(page)
    assert not Selection.objects.exists()
    page.get_by_role("button", name="選定を決定する").click()
    expect(page.get_by_text("委託先に選定しました。")).to_be_visible()
    assert_accessible(page)
    assert Selection.objects.get().application == application


def test_a_returned_application_is_read_by_both_sides(cast, browser_as):
    application = make_application(cast, "returned")
    for user, phone in ((cast.manager, True), (cast.program, False)):
        page = browser_as(user, phone=phone)
        page.goto(application.get_absolute_url())
        expect(page.get_by_text("代表者のふりがなを直してください。")).to_be_visible()
        assert_accessible(page)
        page.goto(reverse("partners:application_history", args=[application.pk]) + "?all")
        expect(page.get_by_role("heading", level=2)).to_have_text("すべての履歴")
        assert_accessible(page)


def test_an_error_leads_to_its_field(cast, browser_as):
    application = make_draft(cast)
    page = browser_as(cast.manager, allowed=(422,))
    page.goto(reverse("partners:application_edit", args=[application.pk, "corporation"]))
    page.get_by_label("法人番号").fill("123")
    page.get_by_role("button", name="保存して次へ進む").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="法人番号は、13桁の数字で入力してください").click()
    expect(page.get_by_label("法人番号")).to_be_focused()
    expect(page.get_by_label("法人番号")).to_have_value("123")

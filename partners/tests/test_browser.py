"""The corporation's track in Chromium: the form on a phone, the decision at the desk."""

import re

from django.core import mail
from django.urls import reverse

from partners.models import ConsignmentApplication, Corporation, PartnerCandidate, Selection
from partners.tests.factories import make_application, make_draft
from shokuiki.records.gate import keep
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


def test_a_corporation_registers_on_a_phone_and_stands_at_the_first_step_of_its_application(cast, browser_as):
    page = browser_as(phone=True)
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="法人の登録").click()
    assert_accessible(page)
    page.get_by_label("メールアドレス").fill("hiiragi@example.jp")
    page.get_by_role("button", name="案内のメールを受け取る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("案内のメールを送りました")
    assert_accessible(page)
    assert not Corporation.objects.exists()

    page.goto(re.search(r"http://\S+/corporations/register/\S+", mail.outbox[0].body)[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("法人と管理者の登録")
    assert "hiiragi" not in page.url and page.url.endswith("/details/")
    expect(page.get_by_label("法人種別の説明")).to_be_hidden()
    page.get_by_label("医療法人").check()
    page.get_by_label("法人番号").fill("4999900000707")
    page.get_by_label("名称").fill("医療法人 ひいらぎ会")
    page.get_by_label("ふりがな", exact=False).first.fill("ヒイラギカイ")
    page.get_by_label("郵便番号").fill("100-0001")
    expect(page.get_by_label("所在地")).to_have_value("東京都千代田区千代田")
    page.get_by_label("管理者の氏名").fill("柊 真理")
    page.get_by_label("管理者のふりがな").fill("ひいらぎ まり")
    page.get_by_label("パスワード", exact=False).first.fill("mado-no-akari-7")
    page.get_by_label("パスワード（確認）").fill("mado-no-akari-7")
    assert_accessible(page)
    page.get_by_role("button", name="法人を登録する").click()

    expect(page.get_by_text("法人を登録しました。")).to_be_visible()
    page.get_by_label("申込先のセンター").select_option(label="青嶺障害者職業センター")
    page.get_by_role("button", name="申込を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("法人の情報")
    expect(page.get_by_label("名称")).to_have_value("医療法人 ひいらぎ会")
    expect(page.get_by_label("法人番号")).to_have_value("4999900000707")
    expect(page.get_by_label("医療法人")).to_be_checked()


def test_what_differs_between_two_submissions_is_read_on_the_page(cast, browser_as):
    application = make_application(cast, "returned")
    candidate = PartnerCandidate(application=application, name="村井 恵", kana="むらい めぐみ")
    application.edit(
        by=cast.manager, changes={"phone": "017-765-4321"},
        keep_rows=lambda row: keep(candidate, by=cast.manager, reason="候補"),
    )
    application.submit(by=cast.manager)
    for user, phone in ((cast.manager, True), (cast.program, False)):
        page = browser_as(user, phone=phone)
        page.goto(application.get_absolute_url())
        expect(page.get_by_role("heading", name="前の提出から変わったところ")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="第1回と比べる").click()
        expect(page.get_by_role("row", name="電話番号").locator("del")).to_have_text("017-123-4567")
        expect(page.get_by_role("row", name="電話番号").locator("ins")).to_have_text("017-765-4321")
        expect(page.get_by_role("row", name="パートナー候補の追加")).to_contain_text("村井 恵")
        assert_accessible(page)


def test_the_center_types_in_an_application_that_came_on_paper(cast, browser_as):
    page = browser_as(cast.clerk)
    page.goto(reverse("partners:applications"))
    page.get_by_role("link", name="紙の申込を代行入力する").click()
    assert_accessible(page)
    page.get_by_label("年", exact=True).fill("8")
    page.get_by_label("月", exact=True).fill("4")
    page.get_by_label("日", exact=True).fill("1")
    expect(page.get_by_label("法人番号")).to_be_hidden()
    page.get_by_label("まだ登録されていない法人").check()
    expect(page.get_by_label("法人番号")).to_be_visible()
    page.get_by_label("小規模作業所", exact=True).check()
    page.get_by_label("名称").fill("小規模作業所 ひなた")
    page.get_by_role("textbox", name=re.compile("^ふりがな")).fill("ひなた")
    page.get_by_label("所在地").fill("青嶺市北沢1-1")
    page.get_by_role("button", name="代行入力を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("法人の情報")
    expect(page.get_by_label("名称")).to_have_value("小規模作業所 ひなた")
    page.goto(ConsignmentApplication.objects.get().get_absolute_url())
    expect(page.get_by_text("紙で受け付けた申込")).to_be_visible()
    assert_accessible(page)

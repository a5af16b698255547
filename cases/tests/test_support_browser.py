"""The support in Chromium: a partner's log on the phone, its confirmation, and every page at both widths."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import LogState
from cases.models import DailyLog, FollowUpRecord
from cases.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.models import Draft
from shokuiki.testing.browser import assert_accessible, expect


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def page_of(name, *args):
    return reverse(f"cases:{name}", args=args)


def test_a_partner_writes_todays_log_on_the_phone_and_the_counselor_confirms(cast, case, browser_as):
    phone = browser_as(cast.partner, phone=True)
    phone.goto("/")
    phone.get_by_role("link", name="今日の支援日誌を書く", exact=True).click()
    expect(phone.get_by_role("heading", name="支援日誌を書く")).to_be_visible()
    phone.get_by_label("開始", exact=True).fill("09:30")
    phone.get_by_label("終了", exact=True).fill("12:00")
    expect(phone.get_by_text("2時間30分")).to_be_visible()
    phone.get_by_label("職場に同行").check()
    for group in phone.locator(".sk-lograte").all():
        group.get_by_text("一部できた", exact=True).click()
    phone.get_by_label("支援の内容と本人の様子").fill("手順カードを見て一人で始められた。")
    expect(phone.get_by_text("に下書きを保存しました")).to_be_visible()
    assert Draft.objects.filter(user=cast.partner).exists()
    expect(phone.get_by_label("相談の内容")).to_be_hidden()
    phone.get_by_label("センターに相談したいことがある").check()
    phone.get_by_label("相談の内容").fill("休憩後の席の位置を相談したい。")
    assert_accessible(phone)
    phone.get_by_role("button", name="支援日誌を提出する").click()
    expect(phone.get_by_text("支援日誌を提出しました。")).to_be_visible()
    assert not Draft.objects.exists()

    desk = browser_as(cast.program)
    desk.goto(page_of("all_logs"))
    desk.get_by_role("link", name="日誌を順に確認する").click()
    expect(desk.get_by_text("休憩後の席の位置を相談したい。")).to_be_visible()
    desk.get_by_label("カウンセラーから").fill("事業所と相談します。")
    desk.get_by_role("button", name="日誌を確認済にする").click()
    expect(desk.get_by_text("確認を待つ日誌はありません。")).to_be_visible()
    assert DailyLog.objects.get().state == LogState.CONFIRMED


def test_a_draft_is_stored_on_request_and_found_again(cast, case, browser_as):
    phone = browser_as(cast.partner, phone=True)
    phone.goto(page_of("log_create", case.pk))
    phone.get_by_label("支援の内容と本人の様子").fill("途中まで書いた。")
    phone.get_by_role("button", name="下書きを保存する").click()
    expect(phone.get_by_text("まだ登録されていません。").first).to_be_visible()
    expect(phone.get_by_label("支援の内容と本人の様子")).to_have_value("途中まで書いた。")


def pages_of_support(cast, case):
    """(person, page) of everything between 支援の準備 and 完了."""
    waiting = make.make_log(case, cast.partner, on=clock.today() - timedelta(days=2), asks_center=True, question="席の位置")
    returned = make.make_log(case, cast.partner, on=clock.today() - timedelta(days=1))
    returned.return_to_writer(by=cast.program, comment="時間を確かめてください。")
    preparing = make.prepare_workplace(cast, make.selected_case(cast))
    plan = make.draft_support_plan(cast, preparing)
    assignment = make.assign_partners(cast, preparing)[0]
    contract = make.prepare_contract(cast, preparing)
    after = make.follow_up_case(cast)
    FollowUpRecord(case=after, date=clock.today(), method="visit", content="訪ねた。", organization=cast.center).record(
        by=cast.program
    )
    by_program = [
        page_of("support", case.pk), page_of("support", preparing.pk), page_of("prepare", preparing.pk),
        page_of("start_support", preparing.pk), page_of("support_plan", plan.pk), page_of("support_plan_edit", plan.pk),
        page_of("assignment_create", preparing.pk), page_of("assignment_end", assignment.pk), page_of("contracts"),
        page_of("contract", contract.pk), page_of("contract_edit", contract.pk), page_of("contract_accounting", contract.pk),
        page_of("contract_create", preparing.pk), page_of("interrupt", case.pk), page_of("all_logs"), page_of("logs", case.pk),
        page_of("log", waiting.pk), page_of("log_return", waiting.pk), page_of("follow_ups"), page_of("follow_up", after.pk),
        page_of("follow_up_record", after.pk), page_of("employment_create", after.pk),
    ]
    return {
        cast.program: by_program,
        cast.chief: [page_of("end_support", case.pk), page_of("support_plan_approve", plan.pk), page_of("close", after.pk)],
        cast.director: [page_of("contract_conclude", contract.pk)],
        cast.partner: ["/", page_of("all_logs"), page_of("case", case.pk), page_of("log_create", case.pk),
                       page_of("log", returned.pk), page_of("log_edit", returned.pk)],
    }


@pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])
def test_every_page_of_the_support_is_accessible_and_stays_inside_its_width(cast, case, browser_as, phone):
    for user, pages in pages_of_support(cast, case).items():
        window = browser_as(user, phone=phone)
        for address in pages:
            window.goto(address)
            assert_accessible(window)
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert window.evaluate(overflow) == 0, f"{address} scrolls sideways"

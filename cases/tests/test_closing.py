"""The support's start, interruption and end, and 完了: each step with what the notice demands of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, EndKind, LivingSupport
from cases.models import FollowUpRecord
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from partners.models import Partner
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import gate
from shokuiki.records.models import Decision


def today():
    return clock.today().isoformat()


def another_technician(cast):
    """One more of the workplace's people, without an account."""
    partner = Partner(kind="technical", organization=cast.workplace, name="内藤 進", active_from=date(1999, 10, 1))
    return partner.start(by=cast.program)


def page(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


# --- 支援開始 -------------------------------------------------------------------------------------------------------------
def test_a_prepared_case_starts_in_the_browser(cast):
    case = make.prepared_case(cast)
    client = signed_in(cast.program)
    assert "支援を開始する" in text_of(client.get(page("support", case)))
    text = text_of(client.get(page("start_support", case)))
    assert text.count("確認済</span>") == 6
    case.refresh_from_db()
    data = {"seen": case.version, "on": case.planned_from.isoformat()}
    assert [client.post(page("start_support", case), data).status_code for _ in range(2)] == [302, 409]
    case.refresh_from_db()
    assert (case.state, case.started_on) == (CaseState.SUPPORTING, case.planned_from)


def test_s26_s1_support_does_not_start_before_partners_contract_and_plan_are_there(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    with pytest.raises(Refused) as refusal:
        case.start_support(by=cast.program, on=case.planned_from)
    assert [rule.no for rule in refusal.value.requirements] == ["運用", "S26", "S26", "S1"]
    assert "通知 別紙2 2(2)ロ①②" in refusal.value.message
    case.refresh_from_db()
    assert (case.state, case.started_on) == (CaseState.SELECTED, None)
    text = text_of(signed_in(cast.program).get(page("start_support", case)))
    assert text.count("未確認</span>") == 4


def test_s10_a_dispatched_case_needs_the_centers_partner_and_no_contract(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast, living_support=LivingSupport.DISPATCHED))
    make.approved_support_plan(cast, case)
    technician = make.make_partner(cast, "technical", cast.workplace, cast.technician)
    make.assign(cast, case, technician)
    refusal = refused("S10", lambda: case.start_support(by=cast.program, on=case.planned_from))
    assert refusal.clause == "通知 記1 なお書き"
    make.assign(cast, case, make.living_partner(cast, case))
    case.start_support(by=cast.program, on=case.planned_from)
    assert case.state == CaseState.SUPPORTING


def test_s1_a_contract_that_does_not_cover_the_day_is_none(cast):
    case = make.prepared_case(cast)
    with pytest.raises(Refused) as refusal:
        case.start_support(by=cast.program, on=case.planned_from - timedelta(days=1))
    assert "S1" in {rule.no for rule in refusal.value.requirements}


def test_support_does_not_start_before_plan_and_contract_are_settled(cast):
    """判断: a day on which nothing was approved or concluded yet is not the start, though it is known later."""
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    make.assign_partners(cast, case)
    plan, contract = make.draft_support_plan(cast, case), make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    day = case.planned_from
    contract.conclude(by=cast.director, on=day + timedelta(days=2))
    plan.approve(by=cast.chief, on=day + timedelta(days=1))
    refused("運用", lambda: case.start_support(by=cast.program, on=day))
    refused("S1", lambda: case.start_support(by=cast.program, on=day + timedelta(days=1)))
    case.start_support(by=cast.program, on=day + timedelta(days=2))
    assert case.started_on == day + timedelta(days=2)


# --- 中断と再開 -------------------------------------------------------------------------------------------------------------
def test_support_is_interrupted_with_a_reason_and_resumed(cast):
    case = make.supporting_case(cast)
    client = signed_in(cast.program)
    data = {"seen": case.version, "on": today(), "reason": ""}
    assert client.post(page("interrupt", case), data).status_code == 422
    assert [client.post(page("interrupt", case), data | {"reason": "入院"}).status_code for _ in range(2)] == [302, 409]
    case.refresh_from_db()
    assert (case.state, case.interrupted_on) == (CaseState.INTERRUPTED, clock.today())
    assert "支援を中断しています" in text_of(client.get(page("support", case)))
    early = {"seen": case.version, "on": (clock.today() - timedelta(days=1)).isoformat(), "reason": ""}
    answer = client.post(page("resume", case), early)
    assert answer.status_code == 422
    assert "中断日" in text_of(answer)
    assert client.post(page("resume", case), early | {"on": today()}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.interrupted_on) == (CaseState.SUPPORTING, None)
    with pytest.raises(Refused, match="中断の理由"):
        case.interrupt(by=cast.program, on=clock.today(), reason=" ")


# --- 支援終了 -------------------------------------------------------------------------------------------------------------
def test_p13_logs_not_yet_confirmed_ask_for_acknowledgement_and_reason(cast):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner)
    act = {"by": cast.chief, "on": clock.today(), "end_kind": EndKind.COMPLETED, "reason": "目標に達した。"}
    refused("P13", lambda: case.end_support(**act))
    refused("P13", lambda: case.end_support(**act, acknowledged={"P13": " "}))
    case.refresh_from_db()
    assert case.state == CaseState.SUPPORTING
    case.end_support(**act, acknowledged={"P13": "最後の1件は明日確認する。"})
    decision = Decision.objects.get(kind=DecisionKind.SUPPORT_END)
    assert decision.text.acknowledged == {"P13": "最後の1件は明日確認する。"}
    assert decision.outcome == Outcome.COMPLETED


def test_p13_tells_that_a_returned_log_cannot_be_corrected_after_the_end(cast):
    case = make.supporting_case(cast)
    log = make.make_log(case, cast.partner)
    sentence = "差し戻した1件は、終了すると書いた人が直せません。"
    assert sentence not in text_of(signed_in(cast.chief).get(page("end_support", case)))
    log.return_to_writer(by=cast.program, comment="数を書いてください。")
    assert sentence in text_of(signed_in(cast.chief).get(page("end_support", case)))


def test_p13_in_the_browser_the_warning_is_shown_and_the_reason_asked(cast):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner)
    client = signed_in(cast.chief)
    assert "確認していない日誌が1件あります。" in text_of(client.get(page("end_support", case)))
    case.refresh_from_db()
    data = {"seen": case.version, "on": today(), "end_kind": "completed", "reason": "目標に達した。"}
    answer = client.post(page("end_support", case), data)
    assert answer.status_code == 422
    assert "目標に達した。" in text_of(answer)
    data |= {"acknowledge": "on", "acknowledge_reason": "明日確認する。"}
    assert [client.post(page("end_support", case), data).status_code for _ in range(2)] == [302, 409]


def test_p7_support_does_not_end_before_its_last_log(cast):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner, confirmed_by=cast.program)
    act = {"by": cast.chief, "end_kind": EndKind.COMPLETED, "reason": ""}
    refused("P7", lambda: case.end_support(on=clock.today() - timedelta(days=1), **act))
    case.refresh_from_db()
    early = {"seen": case.version, "on": (clock.today() - timedelta(days=1)).isoformat(), "end_kind": "completed"}
    answer = signed_in(cast.chief).post(page("end_support", case), early)
    shown = text_of(answer)
    assert answer.status_code == 422 and "最後の支援日誌の日以後" in shown
    assert "未確認</span>" in shown and 'name="end_kind"' in shown, "the list tells the day typed, the form stays"
    case.end_support(on=clock.today(), **act)
    assert case.ended_on == clock.today()


def test_support_that_is_interrupted_does_not_end_before_the_interruption(cast):
    case = make.supporting_case(cast)
    case.interrupt(by=cast.program, on=clock.today(), reason="入院")
    act = {"by": cast.chief, "end_kind": EndKind.DISCONTINUED, "reason": "退院の見通しがない。"}
    with pytest.raises(Refused, match="中断日"):
        case.end_support(on=clock.today() - timedelta(days=1), **act)
    case.end_support(on=clock.today(), **act)
    assert (case.state, case.interrupted_on) == (CaseState.SUPPORT_ENDED, None)


def test_p14_discontinuing_needs_its_reason(cast):
    case = make.supporting_case(cast)
    act = {"by": cast.director, "on": clock.today(), "end_kind": EndKind.DISCONTINUED}
    with pytest.raises(Refused, match="中止の理由"):
        case.end_support(**act, reason=" ")
    assert not Decision.objects.filter(kind=DecisionKind.SUPPORT_END).exists()
    case.end_support(**act, reason="事業所の閉鎖")
    assert (case.state, case.end_chip.label) == (CaseState.SUPPORT_ENDED, "中止")
    answer = signed_in(cast.program).get(page("follow_up_record", case))
    assert answer.status_code == 409, "a discontinued case goes through the meeting after support too"


def test_the_end_of_support_ends_the_assignments(cast):
    case = make.supporting_case(cast)
    coming = make.assign(cast, case, another_technician(cast), valid_from=clock.today() + timedelta(days=3))
    case.end_support(by=cast.chief, on=clock.today(), end_kind=EndKind.COMPLETED, reason="")
    assert {row.valid_to for row in case.assignments.all()} == {clock.today()}
    assert not case.assignments.filter(pk=coming.pk).exists()
    with clock.moved_to(clock.today() + timedelta(days=1)):
        assert signed_in(cast.partner).get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["program", "evaluator", "clerk", "partner"])
def test_only_chief_and_director_end_support(cast, who):
    case = make.supporting_case(cast)
    with pytest.raises(NotAllowed):
        case.end_support(by=getattr(cast, who), on=clock.today(), end_kind=EndKind.COMPLETED, reason="")
    assert signed_in(getattr(cast, who)).get(page("end_support", case)).status_code == 403


# --- 完了 -------------------------------------------------------------------------------------------------------------------
def test_a_case_is_closed_by_chief_or_director_and_the_closing_is_a_decision(cast):
    case = make.follow_up_case(cast)
    client = signed_in(cast.director)
    assert "案件を完了する" in text_of(client.get(page("follow_up", case)))
    data = {"seen": case.version, "on": today(), "reason": "働き続けている。"}
    assert [client.post(page("close", case), data).status_code for _ in range(2)] == [302, 409]
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.CLOSED, clock.today())
    assert Decision.objects.about(case).first().kind == DecisionKind.CLOSING
    assert client.get(page("follow_up_record", case)).status_code == 403
    assert signed_in(cast.program).get(page("follow_up_record", case)).status_code == 409


def test_a_case_is_not_closed_before_its_last_record(cast):
    case = make.follow_up_case(cast)
    FollowUpRecord(case=case, date=clock.today(), method="phone", content="電話した。").record(by=cast.program)
    case.refresh_from_db()
    refused("運用", lambda: case.close(by=cast.chief, on=clock.today() - timedelta(days=1), reason=""))
    case.close(by=cast.chief, on=clock.today(), reason="")
    assert case.closed_on == clock.today()


def test_s24_a_case_is_not_closed_without_the_meeting_after_support(cast):
    case = make.ended_case(cast)
    with pytest.raises(Refused, match="今の状態（支援終了）"):
        case.close(by=cast.chief, on=clock.today(), reason="")
    case = make.follow_up_case(cast)
    with gate(case, "record_follow_up", by=cast.program) as row:
        row.follow_up_on = None
    assert refused("S24", lambda: case.close(by=cast.chief, on=clock.today(), reason="")).clause == "通知 別紙2 2(2)イ②"
    case.refresh_from_db()
    assert case.state == CaseState.FOLLOW_UP


@pytest.mark.parametrize(("who", "status"), [("program", 403), ("clerk", 403), ("partner", 404), ("other_director", 404)])
def test_who_may_not_close(cast, who, status):
    case = make.follow_up_case(cast)
    assert signed_in(getattr(cast, who)).get(page("close", case)).status_code == status


# --- The tab ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["prepare", "start_support", "interrupt", "resume", "end_support", "close"])
def test_a_verb_at_the_wrong_time_is_not_offered(cast, verb):
    case = make.make_case(cast)
    answer = signed_in(cast.chief).get(page(verb, case))
    assert answer.status_code == 409
    assert "今はこの操作ができません" in text_of(answer)


@pytest.mark.parametrize("state", ["selected", "supporting"])
def test_the_tab_takes_the_same_number_of_queries_for_1_and_30(cast, queries, state):
    case = make.prepared_case(cast) if state == "selected" else make.supporting_case(cast)
    client = signed_in(cast.program)
    one = queries(client, page("support", case))
    for _ in range(29):
        make.assign(cast, case, another_technician(cast))
        make.prepare_contract(cast, case)
    assert queries(client, page("support", case)) == one <= 12


def test_the_workplace_and_period_are_set_in_the_browser(cast):
    case = make.selected_case(cast)
    client = signed_in(cast.program)
    data = {"seen": case.version, "workplace": cast.workplace.pk, "planned_from": case.planned_to.isoformat(),
            "planned_to": case.planned_from.isoformat()}
    answer = client.post(page("prepare", case), data)
    assert answer.status_code == 422
    assert "支援終了の予定日は、開始の予定日以後の日付を入力してください。" in text_of(answer)
    data |= {"planned_from": case.planned_from.isoformat(), "planned_to": case.planned_to.isoformat()}
    assert [client.post(page("prepare", case), data).status_code for _ in range(2)] == [302, 409]
    case.refresh_from_db()
    assert case.workplace == cast.workplace
    assert signed_in(cast.clerk).get(page("prepare", case)).status_code == 403

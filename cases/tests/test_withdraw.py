"""取下げ: before support only, with a reason, once; 支援体制の予定: S10."""

from datetime import date, timedelta

import pytest

from cases.enums import BEFORE_SUPPORT, CaseState, LivingSupport
from cases.models import Case
from cases.tests import factories as make
from cases.tests.pages import refusal, signed_in, text_of, url_of
from meetings.enums import RequestState
from meetings.models import TargetSelection
from meetings.tests.selection_steps import requested
from partners.models import Partner
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.models import Decision


def typed(case, **changed):
    return {"on": clock.today().isoformat(), "reason": "本人が別の道を選んだ。", "seen": case.version, **changed}


def test_a_withdrawn_case_stops_where_it_was_with_its_decision(cast):
    case = make.evaluated_case(cast)
    answer = signed_in(cast.program).post(url_of("withdraw", case.pk), typed(case))
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.step, case.closed_on) == (CaseState.WITHDRAWN, 3, clock.today())
    decision = Decision.objects.about(case).get()
    assert (decision.kind, decision.outcome, decision.by) == (
        DecisionKind.WITHDRAWAL, Outcome.WITHDRAWN, cast.program
    )
    assert decision.text.reason == "本人が別の道を選んだ。"


def test_the_page_says_that_it_cannot_be_undone(cast):
    case = make.make_case(cast)
    shown = text_of(signed_in(cast.program).get(url_of("withdraw", case.pk)))
    assert "もとに戻せません" in shown and "案件を取り下げる" in shown


@pytest.mark.parametrize("changed, sentence", [
    ({"reason": ""}, "取下げの理由を入力してください"),
    ({"on": "2999-01-01"}, "先の日付です"),
    ({"on": "昭和60年1月1日"}, "相談受付日"),
])
def test_bad_input_says_why_and_writes_nothing(cast, changed, sentence):
    case = make.make_case(cast)
    answer = signed_in(cast.program).post(url_of("withdraw", case.pk), typed(case, **changed))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Case.objects.get().state == CaseState.INTAKE and not Decision.objects.exists()


def test_the_second_of_two_clicks_loses(cast):
    case = make.make_case(cast)
    data = typed(case)
    signed_in(cast.chief).post(url_of("withdraw", case.pk), data)
    answer = signed_in(cast.program).post(url_of("withdraw", case.pk), data)
    assert answer.status_code == 409
    assert "大西 誠さんが先に保存しました" in text_of(answer)
    assert Decision.objects.count() == 1


def test_a_case_in_support_is_ended_and_not_withdrawn(cast):
    case = make.supporting_case(cast)
    assert case.state not in BEFORE_SUPPORT
    answer = signed_in(cast.program).get(url_of("withdraw", case.pk))
    assert answer.status_code == 409
    decisions = Decision.objects.count()
    assert "支援実施中" in refusal(lambda: case.withdraw(by=cast.program, on=clock.today(), reason="都合")).message
    assert Decision.objects.count() == decisions


def test_who_was_assigned_already_sees_a_withdrawn_case_no_longer(cast):
    case = make.prepared_case(cast)
    make.assign(
        cast, case, Partner(kind="technical", organization=cast.workplace, name="内藤 進").start(by=cast.program),
        valid_from=clock.today() + timedelta(days=3),
    )
    assert Case.objects.assigned_to(cast.partner).exists()
    case.withdraw(by=cast.evaluator, on=clock.today(), reason="本人の都合")
    assert not Case.objects.assigned_to(cast.partner).exists()
    assert {row.valid_to for row in case.assignments.all()} == {clock.today() - timedelta(days=1)}
    assert signed_in(cast.partner).get(case.get_absolute_url()).status_code == 404


def test_a_contract_that_is_left_is_told(cast):
    case = make.prepared_case(cast)
    answer = signed_in(cast.program).post(url_of("withdraw", case.pk), typed(case), follow=True)
    assert "締結済の委託契約が残っています" in text_of(answer)
    case = make.make_case(cast, person=make.make_person(cast, birth_date=date(1990, 1, 1)))
    answer = signed_in(cast.program).post(url_of("withdraw", case.pk), typed(case), follow=True)
    assert "締結済の委託契約が残っています" not in text_of(answer)


def test_a_withdrawn_case_takes_its_open_request_with_it(cast):
    """Nobody is asked to decide on who has withdrawn; the 所長's list of what waits is empty again."""
    request = requested(cast)
    assert TargetSelection.objects.waiting().exists()
    request.case.withdraw(by=cast.evaluator, on=clock.today(), reason="本人の都合")
    request.refresh_from_db()
    assert (request.state, request.case.state) == (RequestState.CANCELLED, CaseState.WITHDRAWN)
    assert not TargetSelection.objects.waiting().exists()
    assert "案件の取下げにより依頼を終える" in request.history.first().history_change_reason


@pytest.mark.parametrize("who, status", [
    ("program", 200), ("evaluator", 200), ("chief", 200), ("director", 403), ("colleague", 403), ("clerk", 403),
    ("other_program", 404), ("partner", 404),
])
def test_who_withdraws_and_who_arranges(cast, who, status):
    case = make.make_case(cast)
    client = signed_in(getattr(cast, who))
    assert client.get(url_of("withdraw", case.pk)).status_code == status
    expected = 403 if who == "evaluator" else status
    assert client.get(url_of("arrange", case.pk)).status_code == expected


# --- 支援体制の予定 -----------------------------------------------------------------------------------------------------
def arranged(case, **changed):
    start = clock.today() + timedelta(days=30)
    return {
        "living_support": "consigned", "consignee": "", "workplace": "", "planned_from": start.isoformat(),
        "planned_to": (start + timedelta(days=90)).isoformat(), "seen": case.version, **changed,
    }


def test_the_support_is_arranged_with_a_selected_corporation(cast):
    case = make.evaluated_case(cast)
    make.make_selection(cast)
    client = signed_in(cast.program)
    shown = text_of(client.get(url_of("arrange", case.pk)))
    assert "選定されている法人" in shown and "まだ選定されていない法人" in shown
    answer = client.post(
        url_of("arrange", case.pk), arranged(case, consignee=cast.corporation.pk, workplace=cast.workplace.pk), follow=True
    )
    assert "まだ委託先法人に選定されていません" not in text_of(answer)
    case.refresh_from_db()
    assert (case.living_support, case.consignee, case.workplace) == (
        LivingSupport.CONSIGNED, cast.corporation, cast.workplace
    )
    assert (case.planned_to - case.planned_from).days == 90


def test_a_corporation_that_is_not_selected_yet_is_told(cast):
    case = make.evaluated_case(cast)
    answer = signed_in(cast.program).post(
        url_of("arrange", case.pk), arranged(case, consignee=cast.corporation.pk), follow=True
    )
    assert "まだ委託先法人に選定されていません" in text_of(answer)
    assert Case.objects.get().consignee == cast.corporation


def test_who_has_a_support_center_is_never_consigned(cast):
    """S10: the choice is closed on the page, and the server refuses it with its clause; nothing is written."""
    case = make.evaluated_case(cast, uses_support_center=True)
    client = signed_in(cast.program)
    shown = text_of(client.get(url_of("arrange", case.pk)))
    assert "障害者雇用支援センターの支援を受けているため、選べません" in shown and "disabled" in shown
    answer = client.post(url_of("arrange", case.pk), arranged(case, consignee=cast.corporation.pk))
    assert answer.status_code == 422
    assert "根拠：通知 記1 なお書き" in text_of(answer)
    refused = refusal(lambda: case.arrange(by=cast.program, changes={"living_support": LivingSupport.CONSIGNED}))
    assert (refused.no, refused.clause) == ("S10", "通知 記1 なお書き")
    assert Case.objects.get().living_support == ""


def test_a_dispatched_case_names_no_corporation(cast):
    """S10"""
    case = make.evaluated_case(cast, uses_support_center=True)
    signed_in(cast.program).post(
        url_of("arrange", case.pk), arranged(case, living_support="dispatched", consignee=cast.corporation.pk)
    )
    case.refresh_from_db()
    assert (case.living_support, case.consignee) == (LivingSupport.DISPATCHED, None)


def test_a_period_that_ends_before_it_begins_is_refused(cast):
    case = make.evaluated_case(cast)
    answer = signed_in(cast.program).post(
        url_of("arrange", case.pk), arranged(case, planned_to=clock.today().isoformat())
    )
    assert answer.status_code == 422
    assert "開始の予定日以後の日付" in text_of(answer)
    assert Case.objects.get().planned_from is None


def test_after_the_decision_nothing_is_arranged_anew(cast):
    case = make.selected_case(cast)
    assert signed_in(cast.program).get(url_of("arrange", case.pk)).status_code == 409

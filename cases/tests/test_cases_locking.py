"""Two people at once on one person or case: what each rests on stands still until it is written."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from cases import requirements
from cases.actions import edit_basics
from cases.enums import CaseState, ContractState, ErasureState, EvaluationState
from cases.models import (
    Case,
    Contract,
    DailyLog,
    EmergencyAccess,
    ErasureRequest,
    Interview,
    PartnerAssignment,
    Person,
    SupportPlan,
    VocationalEvaluation,
    WorkObservation,
    emergency,
    support_plan,
)
from cases.models import case as case_module
from cases.tests import factories as make
from cases.tests.test_erasure import approved, closed_case, request_for
from partners.enums import PartnerKind
from partners.models import Selection
from partners.models import selection as selections
from shokuiki.accounts.enums import Post
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused, Stale
from shokuiki.records.gate import keep
from shokuiki.records.models import Counter, Decision, Erasure
from shokuiki.records.requirements import block
from shokuiki.testing.factories import make_member
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]


def anew(row):
    return type(row)._base_manager.get(pk=row.pk)


def evaluating(cast):
    """A case whose evaluation is complete and not yet confirmed."""
    case = make.make_case(cast)
    today = clock.today()

    def rows(evaluation):
        interview = Interview(evaluation=evaluation, held_on=today, source="本人", content="希望を聞いた。")
        observation = WorkObservation(evaluation=evaluation, observed_on=today, task="箱詰め", content="丁寧に続けた。")
        for row in (interview, observation):
            keep(row, by=cast.evaluator, reason="記入")

    VocationalEvaluation.begin(case, by=cast.evaluator).edit(
        by=cast.evaluator, keep_rows=rows,
        changes={"wish": "体を動かす仕事がしたい。", "summary": "手順が決まった作業に力がある。"},
    )
    return anew(case)


def test_a_person_received_twice_at_once_has_one_open_case(cast, monkeypatch):
    """P1, also across the change of the 年度, where the two numbers come from two counters."""
    person = make.make_person(cast)

    def receive(opened_on):
        case = Case(
            center=cast.center, person=person, opened_on=opened_on, referral_source="self", primary_counselor=cast.program
        )
        return lambda: case.open_case(by=cast.program)

    today = clock.today()
    results = meanwhile(monkeypatch, Counter, "save", receive(today - timedelta(days=366)), receive(today))
    assert isinstance(results[0], Case) and isinstance(results[1], ValidationError)
    assert "進行中の案件があります" in str(results[1])
    assert person.cases.count() == 1


def test_two_partners_for_the_same_days_are_not_both_assigned(cast, monkeypatch):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    second = make_member(cast.corporation, Post.CONSIGNED_PARTNER, "中村 さゆり", "なかむら さゆり")
    partners = [
        make.make_partner(cast, PartnerKind.CONSIGNED, cast.corporation, user) for user in (cast.partner, second)
    ]

    def assign(partner):
        assignment = PartnerAssignment(case=anew(case), partner=partner, valid_from=make.day_of(case, make.STARTED))
        return lambda: assignment.assign(by=cast.program)

    results = meanwhile(monkeypatch, requirements, "for_assignment", *map(assign, partners))
    assert isinstance(results[0], PartnerAssignment) and isinstance(results[1], Refused)
    assert "重なっています" in results[1].message and case.assignments.count() == 1


@pytest.mark.parametrize("what", ["prepare", "conclude", "assign"])
def test_nothing_new_is_built_on_a_selection_that_is_just_being_revoked(cast, monkeypatch, what):
    """S1: the later of the two sees what the earlier decided."""
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    partner = make.make_partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.partner)
    today, term = clock.today(), {"starts_on": case.planned_from, "ends_on": case.planned_to}
    if what == "conclude":
        contract = make.prepare_contract(cast, case)
        contract.confirm_accounting(by=cast.program, on=today)

    def revoke():
        Selection.objects.get(pk=case.selection_id).revoke(by=cast.director, event_date=today, reason="指定の取消し")

    def build():
        if what == "conclude":
            return anew(contract).conclude(by=cast.director, on=today)
        if what == "prepare":
            return Contract(case=anew(case), selection=anew(case.selection), rate_yen=6000, **term).prepare(by=cast.program)
        return make.assign(cast, anew(case), partner)

    results = meanwhile(monkeypatch, selections, "by_director", revoke, build)
    assert results[0] is None and isinstance(results[1], Refused) and results[1].no == "S1", results
    assert not Contract.objects.filter(state=ContractState.CONCLUDED).exists()


@pytest.mark.parametrize("first", ["confirm", "edit"])
def test_an_evaluation_is_confirmed_or_handed_over_and_nobody_waits_for_ever(cast, monkeypatch, first):
    case = evaluating(cast)
    evaluation = case.evaluation
    other = make_member(cast.center, Post.EVALUATION_COUNSELOR, "西 真由", "にし まゆ")

    def confirm():
        anew(evaluation).confirm(by=cast.evaluator, on=clock.today())

    def edit():
        edit_basics(
            by=cast.chief, case=anew(case), seen=None, case_columns={"evaluation_counselor": other}, person_columns={},
            keep_rows=lambda person: None,
        )

    if first == "confirm":
        results = meanwhile(monkeypatch, requirements, "for_evaluation_confirmation", confirm, edit)
        assert results == [None, None]
        assert (anew(evaluation).state, anew(evaluation).evaluator) == (EvaluationState.CONFIRMED, cast.evaluator)
    else:
        results = meanwhile(monkeypatch, Person, "edit", edit, confirm)
        assert results[0] is None and "あなたの所属ではできません" in str(results[1])
        assert (anew(evaluation).state, anew(evaluation).evaluator) == (EvaluationState.DRAFT, other)


def test_an_emergency_access_begun_in_two_windows_is_one(cast, monkeypatch):
    case = make.make_case(cast)

    def begin():
        return EmergencyAccess.begin(anew(case), by=cast.colleague, reason="本人から電話があり、担当者が不在のため")

    results = meanwhile(monkeypatch, emergency, "create", begin, begin)
    assert isinstance(results[0], EmergencyAccess)
    assert isinstance(results[1], Refused) and "すでに見られます" in results[1].message
    assert EmergencyAccess.objects.count() == 1


def test_the_next_version_of_a_plan_begun_in_two_windows_is_one(cast, monkeypatch):
    """S22: one decision of the meeting, one version."""
    case = make.supporting_case(cast)
    decision = Decision.objects.record(
        case, "expanded_in_progress", Outcome.CHANGED, by=cast.chief, event_date=clock.today(), reason="方法を変える。",
        requirements=[block("S21", "振り返った", True, "振り返り", "通知 別紙2 2(2)イ①")],
    )

    def begin():
        return SupportPlan.begin(anew(case), by=cast.program, basis=decision)

    results = meanwhile(monkeypatch, support_plan, "create", begin, begin)
    assert isinstance(results[0], SupportPlan) and isinstance(results[1], (Refused, ValidationError)), results
    assert case.support_plans.count() == 2


def test_a_plan_approved_by_two_at_once_is_approved_by_the_first(cast, monkeypatch):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    plan = make.draft_support_plan(cast, case)
    seen = anew(plan).version

    def approve(by):
        return lambda: anew(plan).approve(by=by, on=clock.today(), seen=seen)

    results = meanwhile(
        monkeypatch, requirements, "for_support_plan_approval", approve(cast.chief), approve(cast.director)
    )
    assert results[0] is None and isinstance(results[1], Stale)
    assert anew(plan).approval.by == cast.chief
    assert Decision.objects.filter(kind="support_plan").count() == 1


def test_two_partners_hand_in_their_logs_of_one_day_and_one_partner_hands_it_in_once(cast):
    case = make.supporting_case(cast)
    today = clock.today()

    def hand_in(user):
        def attempt():
            return make.make_log(anew(case), user, on=today)

        return attempt

    results = at_once(hand_in(cast.partner), hand_in(cast.technician), hand_in(cast.partner))
    logs = [result for result in results if isinstance(result, DailyLog)]
    assert sorted(log.written_by.pk for log in logs) == sorted([cast.partner.pk, cast.technician.pk])
    (refused,) = (result for result in results if result not in logs)
    assert "この日の支援日誌はすでにあります" in str(refused)


# --- 消去 ---------------------------------------------------------------------------------------------------------------
def test_two_approvals_of_an_erasure_at_once_are_one_approval(cast):
    """P24: the second is asked to look again, whether it is the same person in two windows or somebody else."""
    request = request_for(cast, closed_case(cast))

    def approve(by):
        return lambda: anew(request).approve(by=by, seen=request.version)

    for first, second in ((cast.chief, cast.chief), (cast.director, cast.chief)):
        results = at_once(approve(first), approve(second))
        assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
        row = anew(request)
        assert (row.state, row.second_approver, row.decision) == (ErasureState.APPROVED_ONCE, None, None)
        row.cancel(by=cast.director)
        request = request_for(cast, closed_case(cast))


def test_the_last_approval_by_two_at_once_is_one_decision(cast):
    request = request_for(cast, closed_case(cast))
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")
    request.approve(by=cast.chief)

    def approve(by):
        return lambda: anew(request).approve_finally(by=by, seen=request.version)

    results = at_once(approve(cast.director), approve(second))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    assert Decision.objects.filter(kind="erasure").count() == 1


@pytest.mark.parametrize("way", ["reopen", "receive"])
def test_a_person_who_comes_again_while_the_records_are_erased_is_not_taken_in_half_erased(cast, monkeypatch, way):
    """Whoever is later sees what the other did: the new case stays and nothing is erased, or all is and none begins."""
    case = closed_case(cast)
    approved(cast, case)

    def come_again():
        if way == "reopen":
            return anew(case).reopen(by=cast.program, on=clock.today(), reason="もう一度相談があったため")
        return Case(
            center=cast.center, person=case.person, opened_on=clock.today(), referral_source="self",
            primary_counselor=cast.program,
        ).open_case(by=cast.program)

    def retain():
        call_command("retain", carry_out=True, stdout=StringIO())

    results = meanwhile(monkeypatch, case_module, "locked", come_again, retain)
    assert isinstance(results[0], Case) and isinstance(results[1], CommandError), results
    assert "保存期間が終わっていない人" in str(results[1]) and not Erasure.objects.exists()
    anew(results[0]).withdraw(by=cast.program, on=clock.today(), reason="別の仕事")


def test_who_comes_again_just_after_the_records_are_erased_is_received_as_somebody_new(cast, monkeypatch):
    case = closed_case(cast)
    request = approved(cast, case)

    def retain():
        call_command("retain", carry_out=True, stdout=StringIO())

    def come_again():
        return anew(case).reopen(by=cast.program, on=clock.today(), reason="もう一度相談があったため")

    results = meanwhile(monkeypatch, ErasureRequest, "refuse_early", retain, come_again)
    assert results[0] is None and isinstance(results[1], Refused) and "消去されています" in results[1].message
    assert request.persons == [case.person_id] and Erasure.objects.count() == 1
    assert anew(case).state == CaseState.WITHDRAWN and case.person.cases.count() == 1

"""The day, the hour or the one missing thing at which a rule begins or ceases to hold."""

from datetime import date, timedelta

import pytest

from cases import requirements
from cases.enums import SupportPlanState
from cases.models import EmergencyAccess, FollowUpPlan, FollowUpRecord, RehabilitationPlan, VocationalEvaluation
from cases.tests import factories as make
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep
from shokuiki.records.requirements import MET, UNMET

DAY = timedelta(days=1)


@pytest.mark.parametrize("day, state", [(date(1999, 9, 30), UNMET), (date(1999, 10, 1), MET)])
def test_s3_the_extension_begins_on_its_first_day(cast, day, state):
    contract = make.prepare_contract(cast, make.selected_case(cast))
    contract.starts_on = day
    assert requirements.contract_since_extension(contract).state == state


def test_p8_one_phase_ends_the_day_before_the_next_begins(cast):
    plan = make.draft_support_plan(cast, make.prepare_workplace(cast, make.selected_case(cast)))
    first, second = plan.phases.all()
    first.ends_on = second.starts_on
    keep(first, by=cast.program, reason="段階")
    refused("P8", lambda: plan.approve(by=cast.chief, on=clock.today()))
    first.ends_on = second.starts_on - DAY
    keep(first, by=cast.program, reason="段階")
    plan.approve(by=cast.chief, on=clock.today())
    assert plan.state == SupportPlanState.APPROVED


def test_p7_the_first_day_and_the_last_are_days_of_support(cast):
    case = make.supporting_case(cast)
    assert make.make_log(case, cast.partner, date=case.started_on).pk
    row = make.assignment_of(case, cast.partner)
    row.end(by=cast.program, on=clock.today())
    assert make.make_log(case, cast.partner, date=clock.today()).pk


def test_living_support_is_handed_over_from_one_day_to_the_next(cast):
    case = make.supporting_case(cast)
    first = make.assignment_of(case, cast.partner)
    first.end(by=cast.program, on=clock.today())
    refused("運用", lambda: make.assign(cast, case, first.partner, valid_from=clock.today()))
    assert make.assign(cast, case, first.partner, valid_from=clock.today() + DAY).pk


def test_an_emergency_is_over_after_its_last_second(cast):
    access = EmergencyAccess.begin(make.make_case(cast), by=cast.colleague, reason="本人が倒れ、主治医に伝えるため。")
    with clock.moved_to(access.ends_at - timedelta(seconds=1)):
        assert EmergencyAccess.objects.running().exists()
    with clock.moved_to(access.ends_at):
        assert not EmergencyAccess.objects.running().exists()


def test_the_next_follow_up_comes_after_the_record(cast):
    record = {"case": make.follow_up_case(cast), "date": clock.today(), "method": "visit", "content": "訪ねた。"}
    with pytest.raises(Refused, match="日付より後"):
        FollowUpRecord(**record, next_on=clock.today()).record(by=cast.program)
    assert FollowUpRecord(**record, next_on=clock.today() + DAY).record(by=cast.program).pk


# --- Nothing may be missing -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing, said", [("summary", "総合所見"), ("interviews", "面接・調査"), ("testresults", "検査または作業観察")])
def test_s17_an_evaluation_is_finished_when_nothing_is_missing(cast, missing, said):
    evaluation = make.evaluated_case(cast).evaluation
    assert requirements.evaluation_complete(evaluation).state == MET
    if missing == "summary":
        evaluation.summary = "　"
    else:
        other = VocationalEvaluation.begin(make.make_case(cast, person=make.make_person(cast)), by=cast.evaluator)
        for row in getattr(evaluation, missing).all():
            row.evaluation = other
            keep(row, by=cast.evaluator, reason="移す")
    found = requirements.evaluation_complete(evaluation)
    assert (found.no, found.state) == ("S17", UNMET) and f"まだないもの：{said}。" in found.fact


@pytest.mark.parametrize("missing, said", [("current_state", "現状と支援の方向性"), ("proposed_support", "センターが提案する支援内容")])
def test_s28_a_plan_is_proposed_when_nothing_is_missing(cast, missing, said):
    plan = RehabilitationPlan.objects.get(case=make.proposed_case(cast))
    assert requirements.for_plan_proposal(plan)[0].state == MET
    setattr(plan, missing, "　")
    found = requirements.for_plan_proposal(plan)[0]
    assert (found.no, found.state) == ("S28", UNMET) and found.fact == f"まだないもの：{said}。"


def test_s23_a_period_has_a_beginning_and_an_end(cast):
    plan = FollowUpPlan.begin(make.ended_case(cast), by=cast.program)
    plan.edit(by=cast.program, changes={"period_from": clock.today()})
    assert "期間" in requirements.for_follow_up(plan, None)[0].fact

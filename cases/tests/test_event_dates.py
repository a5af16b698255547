"""The day on which something happened: typed, not in the future, and not before what it follows."""

from datetime import timedelta

import pytest

from cases.enums import EndKind
from cases.models import Disclosure, Employment, FollowUpRecord, RehabilitationPlan, VocationalEvaluation
from cases.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.errors import Refused

DAY = timedelta(days=1)


def confirm_evaluation(cast):
    case = make.make_case(cast)
    evaluation = VocationalEvaluation.begin(case, by=cast.evaluator)
    return case.opened_on, lambda on: evaluation.confirm(by=cast.evaluator, on=on)


def propose_plan(cast):
    case = make.evaluated_case(cast)
    plan = RehabilitationPlan.begin(case, by=cast.program)
    return case.evaluated_on, lambda on: plan.propose(by=cast.program, on=on)


def approve_plan(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    plan = make.draft_support_plan(cast, case)
    return case.selected_on, lambda on: plan.approve(by=cast.chief, on=on)


def conclude_contract(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    return case.selected_on, lambda on: contract.conclude(by=cast.director, on=on)


def confirm_accounting(cast):
    contract = make.prepare_contract(cast, make.prepare_workplace(cast, make.selected_case(cast)))
    return None, lambda on: contract.confirm_accounting(by=cast.program, on=on)


def terminate_contract(cast):
    contract = make.prepared_case(cast).contracts.get()
    return contract.concluded_on, lambda on: contract.terminate(by=cast.director, on=on, reason="契約の見直し")


def start_support(cast):
    case = make.prepared_case(cast)
    return case.selected_on, lambda on: case.start_support(by=cast.program, on=on)


def interrupt_support(cast):
    case = make.supporting_case(cast)
    return case.started_on, lambda on: case.interrupt(by=cast.program, on=on, reason="入院")


def resume_support(cast):
    case = make.supporting_case(cast)
    case.interrupt(by=cast.program, on=clock.today() - DAY, reason="入院")
    return case.interrupted_on, lambda on: case.resume(by=cast.program, on=on)


def end_support(cast):
    case = make.supporting_case(cast)
    return case.started_on, lambda on: case.end_support(by=cast.chief, on=on, end_kind=EndKind.COMPLETED, reason="")


def close_case(cast):
    case = make.follow_up_case(cast)
    return case.follow_up_on, lambda on: case.close(by=cast.chief, on=on, reason="")


def withdraw_case(cast):
    case = make.make_case(cast)
    return case.opened_on, lambda on: case.withdraw(by=cast.program, on=on, reason="本人の都合")


def reopen_case(cast):
    case = make.make_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    return case.closed_on, lambda on: case.reopen(by=cast.program, on=on, reason="もう一度働きたい。")


def withdraw_consent(cast):
    consent = make.make_case(cast).person.consents.first()
    return consent.obtained_on, lambda on: consent.withdraw(by=cast.program, on=on)


def follow_up(cast):
    case = make.follow_up_case(cast)
    return case.follow_up_on, lambda on: FollowUpRecord(
        case=case, date=on, method="visit", content="訪ねた。").record(by=cast.program)


def be_hired(cast):
    case = make.supporting_case(cast)
    return case.started_on, lambda on: Employment(
        case=case, employer="株式会社 青嶺", hired_on=on, route="peso", type="regular").record(by=cast.program)


def disclose(cast):
    case = make.make_case(cast)
    return case.opened_on, lambda on: Disclosure(
        case=case, requested_on=on, requester="person", reason="すべて").record(by=cast.director)


EVENTS = [
    confirm_evaluation, propose_plan, approve_plan, conclude_contract, confirm_accounting, terminate_contract, start_support,
    interrupt_support, resume_support, end_support, close_case, withdraw_case, reopen_case, withdraw_consent, follow_up,
    be_hired, disclose,
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_event_lies_in_the_future_or_before_what_it_follows(cast, event):
    earliest, happen = event(cast)
    with pytest.raises(Refused, match="先の日付です"):
        happen(clock.today() + DAY)
    if earliest:
        with pytest.raises(Refused, match="以後の日付を入力してください"):
            happen(earliest - DAY)


@pytest.mark.parametrize("event", [close_case, withdraw_case, reopen_case, withdraw_consent, follow_up, be_hired, disclose,
                                   interrupt_support, resume_support, end_support, terminate_contract],
                         ids=lambda event: event.__name__)
def test_the_first_possible_day_is_accepted(cast, event):
    earliest, happen = event(cast)
    happen(earliest)

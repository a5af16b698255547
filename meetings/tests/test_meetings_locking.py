"""Two people at once around meetings: what was just taken back carries no conclusion, and nobody waits for ever."""

import pytest

from cases.actions import edit_basics
from cases.enums import CaseState, PlanState
from cases.models import Case, Consent, RehabilitationPlan
from cases.models import rehabilitation_plan as plans
from cases.tests.factories import ended_case, proposed_case, supporting_case
from meetings import requirements
from meetings.enums import Attendance, MeetingKind, MeetingState
from meetings.models import Meeting, TargetSelection, agenda
from meetings.models import target_selection as requests
from meetings.tests.factories import held_case_meeting, held_liaison, hold, plan_meeting, post_meeting, share
from meetings.tests.selection_steps import decision, requested
from partners.models import Selection
from partners.models import selection as selections
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused, Stale
from shokuiki.records.models import Decision
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]


def anew(row):
    return type(row)._base_manager.get(pk=row.pk)


@pytest.fixture
def item(cast):
    """The item of a ケース会議 that has been held and recorded, without its conclusion."""
    case = proposed_case(cast)
    held_liaison(cast, case)
    return held_case_meeting(cast, case).items.get()


def conclude(cast, item, by=None):
    return lambda: anew(item).conclude(by=by or cast.chief, conclusion=Outcome.SUITABLE, reason="総合的に検討した。")


def next_version(cast, case):
    """Another version of the plan, drafted and not yet proposed."""
    plan = RehabilitationPlan.begin(anew(case), by=cast.program)
    return lambda: anew(plan).propose(by=cast.program, on=clock.today())


def test_a_conclusion_adopts_the_plan_that_stands_while_the_next_is_being_proposed(cast, item, monkeypatch):
    """S28: the plan that is adopted is the one proposed; the other is told that the conclusion came first."""
    propose = next_version(cast, item.case)
    results = meanwhile(monkeypatch, requirements, "for_conclusion", conclude(cast, item), propose)
    assert results[0] is None and isinstance(results[1], Refused), results
    case = anew(item.case)
    assert case.state == CaseState.CONCLUDED
    assert case.rehabilitation_plans.get(state=PlanState.ADOPTED).number == 1


def test_a_plan_that_is_being_proposed_is_the_one_the_conclusion_adopts(cast, item, monkeypatch):
    propose = next_version(cast, item.case)
    results = meanwhile(monkeypatch, plans.requirements, "for_plan_proposal", propose, conclude(cast, item))
    assert results == [None, None]
    adopted = anew(item.case).rehabilitation_plans.get(state=PlanState.ADOPTED)
    assert (adopted.number, adopted.decision) == (2, anew(item).decision)


def test_of_two_who_conclude_at_once_exactly_one_writes_the_decision(cast, item):
    results = at_once(conclude(cast, item), conclude(cast, item, by=cast.director))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert Decision.objects.filter(kind="case_meeting").count() == 1


def test_a_case_that_is_withdrawn_while_the_meeting_concludes_stays_withdrawn(cast, item, monkeypatch):
    def withdraw():
        anew(item.case).withdraw(by=cast.program, on=clock.today(), reason="本人の申出")

    results = meanwhile(monkeypatch, Case, "end_before_support", withdraw, conclude(cast, item))
    assert results[0] is None and isinstance(results[1], Refused), results
    assert (anew(item.case).state, anew(item).decision) == (CaseState.WITHDRAWN, None)


# --- The 所長's desk ------------------------------------------------------------------------------------------------------
def select(cast, request):
    return lambda: anew(request).select(by=cast.director, **decision(request))


def test_no_corporation_is_taken_whose_selection_is_just_being_revoked(cast, monkeypatch):
    """S1"""
    request = requested(cast)

    def revoke():
        Selection.objects.get().revoke(by=cast.director, event_date=clock.today(), reason="指定の取消し")

    results = meanwhile(monkeypatch, selections, "by_director", revoke, select(cast, request))
    assert results[0] is None and isinstance(results[1], Refused) and results[1].no == "S1", results
    assert anew(request).decision is None


def test_nobody_is_selected_whose_consent_is_just_being_withdrawn(cast, monkeypatch):
    request = requested(cast)
    consent = Consent.objects.get(person=request.case.person, purpose="program_use")

    def withdraw():
        anew(consent).withdraw(by=cast.program, on=clock.today(), reason="本人の申出")

    results = meanwhile(monkeypatch, Consent, "refuse_withdrawn", withdraw, select(cast, request))
    assert results[0] is None and isinstance(results[1], Refused) and "同意" in results[1].message, results
    assert anew(request.case).state == CaseState.AWAITING_DECISION


def test_the_director_decides_on_the_person_as_saved_in_this_instant(cast, monkeypatch):
    """S10: what hangs on the case is read after the wait for it; a page that showed less than that is stale."""
    request = requested(cast)
    center = {"uses_employment_support_center": True, "employment_support_center_name": "障害者雇用支援センター はまなす"}

    def edit():
        edit_basics(
            by=cast.program, case=anew(request.case), seen=None, person_columns=center, keep_rows=lambda person: None,
            case_columns={"evaluation_counselor": cast.evaluator},
        )

    results = meanwhile(monkeypatch, Case, "edit", edit, select(cast, request))
    assert results[0] is None and isinstance(results[1], Refused) and results[1].no == "S10", results


def test_a_request_taken_back_while_the_director_decides_is_taken_back_or_decided(cast, monkeypatch):
    request = requested(cast)
    seen = anew(request).version

    def cancel():
        anew(request).cancel(by=cast.program, seen=seen)

    def decide():
        anew(request).select(by=cast.director, seen=seen, **decision(request))

    results = meanwhile(monkeypatch, requests.requirements, "for_selection", decide, cancel)
    assert results[0] is None and isinstance(results[1], Stale)
    assert anew(request.case).state == CaseState.SELECTED


def test_a_case_withdrawn_while_the_director_decides_does_not_lock_up(cast, monkeypatch):
    request = requested(cast)

    def withdraw():
        anew(request.case).withdraw(by=cast.program, on=clock.today(), reason="本人の申出")

    results = meanwhile(monkeypatch, requests.requirements, "for_selection", select(cast, request), withdraw)
    assert results[0] is None and (results[1] is None or isinstance(results[1], Refused)), results
    assert anew(request.case).state == (CaseState.SELECTED if results[1] else CaseState.WITHDRAWN)
    assert not TargetSelection.objects.waiting().exists()


# --- 拡大ケース会議 ---------------------------------------------------------------------------------------------------------
def test_a_consent_is_withdrawn_before_the_outsiders_take_part_or_after(cast, monkeypatch):
    """P18: whoever is later sees what the other did."""
    case = supporting_case(cast)
    consent = share(cast, case)
    today = clock.today()
    meeting = plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=today)

    def withdraw():
        anew(consent).withdraw(by=cast.program, on=today, reason="本人の申出")

    def take_part():
        hold(anew(meeting), by=cast.program, on=today)

    results = meanwhile(monkeypatch, Consent, "refuse_withdrawn", withdraw, take_part)
    assert results[0] is None and isinstance(results[1], Refused) and results[1].no == "P18", results
    assert anew(meeting).state == MeetingState.PLANNED
    assert not meeting.attendees.exclude(attendance="").exists()


def test_of_two_meetings_after_the_support_confirmed_at_once_one_decides_the_follow_up(cast, monkeypatch):
    """S24: both would write a decision of the center and change the case; the case is held before the chain."""
    case = ended_case(cast)
    first, second = (post_meeting(cast, case, confirmed=False) for _ in range(2))

    def confirm(meeting):
        return lambda: anew(meeting).confirm(by=cast.chief, on=clock.today())

    results = meanwhile(monkeypatch, agenda, "locked", confirm(first), confirm(second))
    assert results[0] is None and isinstance(results[1], Refused), results
    assert anew(case).state == CaseState.FOLLOW_UP
    assert Decision.objects.filter(kind="expanded_post").count() == 1


def test_a_meeting_is_held_once(cast):
    case = proposed_case(cast)
    meeting = plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today())
    seen = meeting.version

    def take(attendance):
        there = {attendee.pk: (attendance, "") for attendee in meeting.attendees.all()}
        return lambda: anew(meeting).hold(by=cast.program, held_on=clock.today(), attendance=there, seen=seen)

    results = at_once(take(Attendance.PRESENT), take(Attendance.WRITTEN))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    expected = [Attendance.PRESENT, Attendance.WRITTEN][results.index(None)]
    assert {attendee.attendance for attendee in Meeting.objects.get().attendees.all()} == {expected}

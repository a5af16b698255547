"""対象者選定: the verbs and the rules they rest on. 根拠: 通知 記1 第2項"""

from datetime import timedelta

import pytest

from cases.enums import CaseState, ConsentPurpose, LivingSupport
from cases.models import Consent
from cases.tests.factories import day_of
from meetings.enums import SELECTION_VERBS, RequestState, Role
from meetings.models import TargetSelection
from meetings.tests.selection_steps import concluded, council, decision, members, requested, seat
from partners.models import ConsignmentApplication, Selection
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.gate import keep
from shokuiki.records.models import Decision

REASON = {"reason": "本人の希望と評価の結果が合っている。"}


def select(request, by, **changes):
    request.select(by=by, **decision(request, **changes))
    request.refresh_from_db()


def verbs(request, by):
    """Each verb with what it needs, for the tables below."""
    on = {"event_date": clock.today(), **REASON}
    return {
        "select": lambda: select(request, by),
        "decline": lambda: request.decline(by=by, **on),
        "send_back": lambda: request.send_back(by=by, **on),
        "cancel": lambda: request.cancel(by=by),
    }


def written(request):
    """What a refusal must leave as it was."""
    request.refresh_from_db()
    request.case.refresh_from_db()
    return (
        request.state, request.version, request.case.state, request.case.version, Decision.objects.count(),
        request.history.count(), request.case.history.count(),
    )


def refused(request, attempt, error=Refused):
    """The refusal of an attempt that leaves nothing behind."""
    before = written(request)
    with pytest.raises(error) as told:
        attempt()
    assert written(request) == before
    return told.value


def changed(row, by, **columns):
    """Change a row of another room as its own verbs would."""
    for name, value in columns.items():
        setattr(row, name, value)
    keep(row, by=by, reason="変更")


# --- The way through ----------------------------------------------------------------------------------------------
def test_the_director_selects_the_person_and_what_it_rests_on_is_kept(cast):
    request = requested(cast)
    select(request, cast.director)
    case = request.case
    assert (request.state, request.outcome, case.state) == (RequestState.DECIDED, Outcome.SELECTED, CaseState.SELECTED)
    assert (case.selection, case.consignee, case.selected_on) == (
        Selection.objects.get(), cast.corporation, decision(request)["event_date"]
    )
    assert case.used_support_center_at_selection is False and case.selection_decision == request.decision
    kept = request.decision
    assert (kept.kind, kept.outcome, kept.by, kept.post) == (
        DecisionKind.TARGET_SELECTION, Outcome.SELECTED, cast.director, "director"
    )
    assert [rule["no"] for rule in kept.rests_on] == [
        "S1", "S7", "S9", "S18", "S16", "S10", "S17", "S28", "S29", "運用", "S12", "S15", "P17",
    ]
    assert {rule["state"] for rule in kept.rests_on} == {"met"}
    assert set(kept.text.facts) == {rule["no"] for rule in kept.rests_on}  # none hides another


def test_the_director_declines_with_a_reason(cast):
    request = requested(cast)
    request.decline(by=cast.director, event_date=clock.today(), reason="健康の回復を先にする。")
    request.refresh_from_db()
    assert (request.state, request.outcome, request.case.state) == (
        RequestState.DECIDED, Outcome.DECLINED, CaseState.NOT_SELECTED
    )
    assert (request.case.stopped_step, request.decision.text.reason) == (5, "健康の回復を先にする。")


def test_after_suitable_the_case_goes_back_to_the_counselor(cast):
    request = requested(cast)
    request.send_back(by=cast.director, event_date=clock.today(), reason="通勤の方法を確かめてください。")
    request.refresh_from_db()
    assert (request.state, request.case.state) == (RequestState.SENT_BACK, CaseState.CONCLUDED)
    again = TargetSelection.ask(request.case, by=cast.program, on=clock.today())
    select(again, cast.director, event_date=clock.today())
    assert again.case.state == CaseState.SELECTED


def test_after_unsuitable_the_case_goes_back_to_a_new_case_meeting(cast):
    request = requested(cast, outcome=Outcome.UNSUITABLE)
    request.send_back(by=cast.director, event_date=clock.today(), reason="新しい診断をもとに検討し直してください。")
    request.refresh_from_db()
    assert (request.case.state, request.case.conclusion) == (CaseState.AWAITING_CASE_MEETING, "")


def test_a_cancelled_request_can_be_made_again(cast):
    request = requested(cast)
    request.cancel(by=cast.program, reason="期間を見直す。")
    request.refresh_from_db()
    assert (request.state, request.case.state) == (RequestState.CANCELLED, CaseState.CONCLUDED)
    assert TargetSelection.ask(request.case, by=cast.program, on=clock.today()).state == RequestState.REQUESTED


# --- Who and when -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [state for state in RequestState if state != RequestState.REQUESTED])
@pytest.mark.parametrize("verb", ["select", "decline", "send_back", "cancel"])
def test_only_a_waiting_request_is_decided_or_cancelled(cast, state, verb):
    request = requested(cast)
    leads_there = {RequestState.DECIDED: "decline", RequestState.SENT_BACK: "send_back", RequestState.CANCELLED: "cancel"}
    verbs(request, cast.program if state == RequestState.CANCELLED else cast.director)[leads_there[state]]()
    told = refused(request, verbs(request, cast.program if verb == "cancel" else cast.director)[verb])
    assert "今の状態" in told.message


def test_the_states_that_verbs_start_from_stand_in_one_table():
    starts = {verb: set(known.sources or ()) for verb, known in SELECTION_VERBS.items()}
    assert starts.pop("create") == set()
    assert all(sources == {RequestState.REQUESTED} for sources in starts.values())


@pytest.mark.parametrize("post", ["chief", "program", "evaluator", "clerk", "manager", "other_director"])
@pytest.mark.parametrize("verb", ["select", "decline", "send_back"])
def test_only_the_director_of_the_center_decides(cast, post, verb):
    """S1 of persons: the message names the 所長 and the clause."""
    request = requested(cast)
    told = refused(request, verbs(request, getattr(cast, post))[verb], NotAllowed)
    assert "所長" in str(told)
    if verb != "send_back":
        assert "通知 記1 第2項" in str(told)


@pytest.mark.parametrize("post", ["director", "evaluator", "colleague", "clerk"])
def test_only_the_program_counselor_or_the_chief_asks_and_cancels(cast, post):
    case = concluded(cast)
    with pytest.raises(NotAllowed):
        TargetSelection.ask(case, by=getattr(cast, post), on=clock.today())
    assert not TargetSelection.objects.exists()
    request = TargetSelection.ask(case, by=cast.chief, on=clock.today())
    refused(request, lambda: request.cancel(by=getattr(cast, post)), NotAllowed)


@pytest.mark.parametrize("verb", ["select", "decline", "send_back"])
def test_who_asked_does_not_decide(cast, verb):
    """P17"""
    request = requested(cast)
    changed(request, cast.program, requested_by=cast.director)
    told = refused(request, verbs(request, cast.director)[verb])
    assert (told.no, told.clause) == ("P17", "センター運用")


def test_the_later_of_two_directors_is_told_who_was_first(cast):
    request = requested(cast)
    seen = request.version
    TargetSelection.objects.get(pk=request.pk).decline(by=cast.director, event_date=clock.today(), **REASON)
    told = refused(request, lambda: request.select(by=cast.director, seen=seen, **decision(request)), Stale)
    assert told.by == cast.director


@pytest.mark.parametrize("verb", ["select", "decline", "send_back"])
def test_a_case_that_changed_since_the_page_was_read_is_not_decided(cast, verb):
    request = requested(cast)
    case_seen = request.case.version
    changed(request.case, cast.chief, desired_work="清掃")
    attempts = {
        "select": lambda: request.select(by=cast.director, case_seen=case_seen, **decision(request)),
        "decline": lambda: request.decline(by=cast.director, event_date=clock.today(), case_seen=case_seen, **REASON),
        "send_back": lambda: request.send_back(by=cast.director, event_date=clock.today(), case_seen=case_seen, **REASON),
    }
    assert refused(request, attempts[verb], Stale).by == cast.chief


# --- What is typed ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["select", "decline", "send_back"])
def test_a_decision_needs_its_reason(cast, verb):
    request = requested(cast)
    on = {"by": cast.director, "event_date": clock.today(), "reason": "　"}
    attempts = {
        "select": lambda: select(request, cast.director, reason="　"),
        "decline": lambda: request.decline(**on),
        "send_back": lambda: request.send_back(**on),
    }
    assert "理由" in refused(request, attempts[verb]).message


def test_a_decision_lies_neither_before_the_request_nor_in_the_future(cast):
    request = requested(cast)
    for day in (request.requested_on - timedelta(days=1), clock.today() + timedelta(days=1)):
        assert "決定日" in refused(request, lambda day=day: select(request, cast.director, event_date=day)).message


def test_the_support_cannot_end_before_it_begins(cast):
    request = requested(cast)
    start = request.case.planned_from
    told = refused(request, lambda: select(request, cast.director, planned_to=start - timedelta(days=1)))
    assert told.field == "planned_to"


def test_the_living_support_is_named(cast):
    request = requested(cast)
    assert refused(request, lambda: select(request, cast.director, living_support="")).field == "living_support"


def test_a_request_needs_a_confirmed_record_of_the_case_meeting(cast):
    """S18: 根拠: 通知 別紙2 1(2)イ"""
    case = concluded(cast, confirmed=False)
    version = case.version
    with pytest.raises(Refused) as told:
        TargetSelection.ask(case, by=cast.program, on=clock.today())
    assert (told.value.no, told.value.clause) == ("S18", "通知 別紙2 1(2)イ")
    case.refresh_from_db()
    assert (case.version, case.state, TargetSelection.objects.count()) == (version, CaseState.CONCLUDED, 0)


def test_a_request_does_not_precede_its_case_meeting(cast):
    case = concluded(cast)
    with pytest.raises(Refused, match="ケース会議の開催日"):
        TargetSelection.ask(case, by=cast.program, on=case.concluded_on - timedelta(days=1))


# --- The rules of the notice: the wrong way is refused with its clause, and nothing is written -------------------------
def test_a_corporation_that_was_never_selected_is_refused(cast):
    """S1"""
    request = requested(cast, selected=False)
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S1", "通知 記1 第1項")


def test_a_selection_that_ends_before_the_support_is_refused(cast):
    """S1"""
    request = requested(cast)
    beyond = Selection.objects.get().valid_to + timedelta(days=1)
    told = refused(request, lambda: select(request, cast.director, planned_to=beyond))
    assert (told.no, told.clause) == ("S1", "通知 記1 第1項")


def test_a_revoked_selection_is_refused(cast):
    """S1"""
    request = requested(cast)
    Selection.objects.get().revoke(by=cast.director, event_date=clock.today(), reason="会計の区分に疑い")
    assert refused(request, lambda: select(request, cast.director)).no == "S1"


@pytest.mark.parametrize("missing", ["officer", "manager"])
def test_a_liaison_council_without_the_peso_or_the_corporation_does_not_count(cast, missing):
    """S7, S8: the case came to its conclusion when all were there; then that attendance proves wrong."""
    request = requested(cast)
    seats = request.case.agenda_items.get(meeting__kind="liaison_council").meeting.attendees
    changed(seats.get(user=getattr(cast, missing)), cast.chief, attendance="absent")
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S7", "通知 記1 第2項")
    assert "連絡会議" in told.message


def test_another_corporation_than_the_one_in_the_council_is_refused(cast):
    """S7: 判断: changing the corporation afterwards needs a new 連絡会議."""
    request = requested(cast)
    changed(request.case, cast.program, consignee=cast.other_corporation)
    unmet = refused(request, lambda: select(request, cast.director)).requirements
    assert {"S1", "S7"} <= {found.no for found in unmet}


def test_a_council_after_the_case_meeting_does_not_count(cast):
    """S7: 事前に連絡会議"""
    request = requested(cast)
    liaison = request.case.agenda_items.get(meeting__kind="liaison_council").meeting
    changed(liaison, cast.chief, held_on=request.case.concluded_on + timedelta(days=1))
    assert refused(request, lambda: select(request, cast.director)).no == "S7"


def test_for_a_dispatched_case_the_peso_alone_is_enough(cast):
    """S8, S10: the corporation has no part in it."""
    without = [seat(cast.program, cast.center, Role.PROGRAM_COUNSELOR), seat(cast.officer, cast.peso, Role.PESO_OFFICER)]
    request = requested(cast, living_support=LivingSupport.DISPATCHED, council_of=without)
    select(request, cast.director)
    case = request.case
    assert (case.state, case.consignee, case.selection) == (CaseState.SELECTED, None, None)
    assert case.used_support_center_at_selection is True
    assert "S1" not in {rule["no"] for rule in request.decision.rests_on}


def test_unsuitable_is_never_selected(cast):
    """S9"""
    request = requested(cast, outcome=Outcome.UNSUITABLE)
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S9", "通知 記1 第2項・別紙2の1")


def test_a_conclusion_that_no_case_meeting_came_to_is_refused(cast):
    """S9"""
    request = requested(cast)
    item = request.case.agenda_items.get(meeting__kind="case_meeting")
    changed(item, cast.chief, decision=None)
    assert {"S9", "S18"} <= {found.no for found in refused(request, lambda: select(request, cast.director)).requirements}


def test_who_is_supported_by_a_support_center_is_not_consigned(cast):
    """S10"""
    request = requested(cast)
    changed(
        request.case.person, cast.program, uses_employment_support_center=True, employment_support_center_name="はまなす"
    )
    told = refused(request, lambda: select(request, cast.director, living_support=LivingSupport.CONSIGNED))
    assert (told.no, told.clause) == ("S10", "通知 記1 なお書き")
    assert "はまなす" in told.message


def test_an_evaluation_that_is_open_again_is_refused(cast):
    """S17"""
    request = requested(cast)
    changed(request.case.evaluation, cast.evaluator, state="draft")
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S17", "通知 別紙2 1(1)")


def test_a_case_without_a_plan_is_refused(cast):
    """S28"""
    request = requested(cast)
    changed(request.case.rehabilitation_plans.get(), cast.program, state="superseded")
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S28", "通知 別紙2 1(1)")


@pytest.mark.parametrize("where", ["evaluation", "plan"])
def test_a_person_without_a_stated_wish_is_refused(cast, where):
    """S29"""
    request = requested(cast)
    row = request.case.evaluation if where == "evaluation" else request.case.rehabilitation_plans.get()
    changed(row, cast.chief, wish="")
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S29", "通知 本文")


def test_a_person_who_took_back_the_consent_is_refused(cast):
    request = requested(cast)
    for consent in Consent.objects.filter(purpose=ConsentPurpose.PROGRAM_USE):
        consent.withdraw(by=cast.program, on=clock.today())
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("運用", "センター運用")
    assert "同意" in told.message


# --- Warnings: acknowledged with a reason, or refused ---------------------------------------------------------------
@pytest.fixture
def uninsured(cast):
    """A request whose corporation's insurance runs out before the support ends."""
    request = requested(cast)
    application = ConsignmentApplication.objects.get()
    changed(application, cast.manager, insurance_until=request.case.planned_to - timedelta(days=1))
    return request


@pytest.mark.parametrize("acknowledged", [None, {}, {"S12": "　"}, {"S16": "よい"}])
def test_an_insurance_that_runs_out_is_acknowledged_with_a_reason(cast, uninsured, acknowledged):
    """S12: advice, never a block. 根拠: 通知 記3"""
    told = refused(uninsured, lambda: select(uninsured, cast.director, acknowledged=acknowledged))
    assert (told.no, told.clause) == ("S12", "通知 記3")
    select(uninsured, cast.director, acknowledged={"S12": "更新を求めた。", "S99": "問われていない。"})
    assert uninsured.decision.text.acknowledged == {"S12": "更新を求めた。"}
    assert uninsured.case.state == CaseState.SELECTED


def test_a_missing_member_of_the_case_meeting_is_acknowledged_with_a_reason(cast):
    """S16"""
    why = {"S16": "所長は出張中で、書面で意見を聞いた。"}
    request = requested(cast, members_of=members(cast)[1:], acknowledged=why)
    told = refused(request, lambda: select(request, cast.director))
    assert (told.no, told.clause) == ("S16", "通知 別紙2 1(2)ロ")
    select(request, cast.director, acknowledged=why)
    assert request.decision.text.acknowledged == why


def test_declining_asks_no_acknowledgement_but_keeps_what_was_found(cast, uninsured):
    uninsured.decline(by=cast.director, event_date=clock.today(), reason="体調の回復を待つ。")
    states = {rule["no"]: rule["state"] for rule in uninsured.decision.rests_on}
    assert states["S12"] == "warn" and states["S9"] == "met"


def test_the_whole_council_and_the_days_are_real(cast):
    """The steps of these tests go through the verbs of the meetings, in the order of the notice."""
    request = requested(cast)
    days = [item.meeting.held_on for item in request.case.agenda_items.order_by("meeting__held_on")]
    assert days == [day_of(request.case, 35), day_of(request.case, 40)] and len(council(cast)) == 3

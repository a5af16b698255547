"""What is to be done on cases: by when, computed from dates (a date without its done-date is work), or as the next step."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse

from cases.enums import CLOSED_STATES, IN_SUPPORT, CaseState, ConsentPurpose, ContractState
from cases.models import Case, Consent, Contract, FollowUpRecord
from cases.next_step import TASKS
from meetings.enums import RECORDING, MeetingKind, MeetingState
from meetings.models import AgendaItem
from shokuiki.records import access, clock
from shokuiki.records.enums import SettingKey

AHEAD = timedelta(days=7)
S = CaseState
WITH_DATES = [*IN_SUPPORT, S.SUPPORT_ENDED, S.FOLLOW_UP]
# Whose turn it is: the steps that the evaluation counselor takes; the others before and between the support.
FIRST, EVALUATION, BEFORE_MEETING = {S.INTAKE}, {S.INTAKE, S.EVALUATING}, {S.AWAITING_CASE_MEETING, S.DEFERRED}
PROGRAM = {S.DRAFTING, *BEFORE_MEETING, S.CONCLUDED, S.SELECTED, S.INTERRUPTED}


@dataclass(frozen=True)
class Due:
    """One thing to do for one case by a day. days: from today, negative when late. ahead: how long before it shows.

    of_all: every counselor of the case may do it, not only who carries it on.
    """

    on: date
    task: str
    case: Case
    url: str
    ahead: timedelta = AHEAD
    of_all: bool = False

    @property
    def shows(self):
        return self.on <= clock.today() + self.ahead

    @property
    def is_soon(self):
        return not self.is_late and self.on <= clock.today() + AHEAD

    @property
    def days(self):
        return (self.on - clock.today()).days

    @property
    def is_late(self):
        return self.days < 0

    @property
    def late_days(self):
        return -self.days


@dataclass(frozen=True)
class Work:
    """due: the `Due` rows up to a week ahead, of consents that run out as the office has set. turns: [(case, task)]
    of those whose next step is this person's and has no date. contracts: cases whose 委託契約 waits to be concluded."""

    due: list
    turns: list
    contracts: list


def work_of(cases, numbers, own=None):
    """The `Work` on these cases, in one query. numbers: {SettingKey: days} of the office.

    own: the counselor whose desk it is, to whom only their own part of it is told; None for the whole center.
    """
    with access.sifting():
        rows = list(_looked_at(cases, numbers, every=own is not None))
        due = [row for case in rows for row in due_of(case, numbers) if row.shows and (row.of_all or carries_on(own, case))]
    due.sort(key=lambda row: (row.on, row.case.pk))
    turns = [(case, TASKS[case.state]) for case in rows if own and is_turn_of(own, case)]
    turns.sort(key=lambda turn: (-turn[0].step, turn[0].person.kana_key, turn[0].pk))
    return Work(due, turns, [case for case in rows if case.contract_id])


def carries_on(user, case):
    """The program counselor, or who is in charge while there is none; anybody where it is the whole center's."""
    return user is None or (case.program_counselor_id or case.primary_counselor_id) == user.pk


def is_turn_of(user, case):
    """Whether the next step of a case that has no day of its own is this counselor's to take."""
    if case.state in FIRST and case.primary_counselor_id == user.pk:
        return True
    if case.state in EVALUATION:
        return case.evaluation_counselor_id == user.pk
    return case.state in PROGRAM and carries_on(user, case) and not (case.state in BEFORE_MEETING and case.meeting_ahead)


def _looked_at(cases, numbers, *, every):
    """The cases with what the work on them is told from. every: those without dates, too."""
    last_record = FollowUpRecord.objects.filter(case=OuterRef("pk")).order_by("-date", "-pk")
    meetings = AgendaItem.objects.filter(case=OuterRef("pk"))
    held = meetings.filter(meeting__kind=MeetingKind.IN_PROGRESS).exclude(meeting__held_on=None)
    planned = meetings.filter(meeting__kind__in=[MeetingKind.IN_PROGRESS, MeetingKind.POST]).filter(
        meeting__state=MeetingState.PLANNED
    )
    ahead = meetings.filter(meeting__kind__in=[MeetingKind.LIAISON, MeetingKind.CASE_MEETING]).filter(
        meeting__state__in=[MeetingState.PLANNED, *RECORDING]
    )
    contracts = Contract.objects.filter(case=OuterRef("pk"), state=ContractState.PREPARED).order_by("pk")
    until = clock.today() + timedelta(days=numbers[SettingKey.CONSENT_DAYS])
    consents = Consent.objects.running_out(until).filter(person=OuterRef("person")).order_by("valid_until", "pk")
    wanted = Q() if every else Q(state__in=[S.SELECTED, *WITH_DATES]) | Exists(consents)
    return (
        cases.filter(wanted, ~Q(state__in=CLOSED_STATES))
        .select_related("person", "program_counselor", "selection__organization")
        .annotate(
            next_follow_up=Subquery(last_record.values("next_on")[:1]),
            last_meeting=Subquery(
                held.order_by().values("case").annotate(last=Max("meeting__held_on")).values("last")
            ),
            meeting_planned=Exists(planned),
            meeting_ahead=Exists(ahead),
            contract_id=Subquery(contracts.values("pk")[:1]),
            consent_id=Subquery(consents.values("pk")[:1]),
            consent_purpose=Subquery(consents.values("purpose")[:1]),
            consent_until=Subquery(consents.values("valid_until")[:1]),
        )
        .order_by("pk")
    )


def due_of(case, numbers):
    """What one annotated case has coming."""
    url = case.get_absolute_url()
    if case.consent_id:
        task = f"同意「{ConsentPurpose(case.consent_purpose).label}」の期限を確かめ、続けるときは同意を得る"
        ahead = timedelta(days=numbers[SettingKey.CONSENT_DAYS])
        yield Due(case.consent_until, task, case, reverse("cases:consent", args=[case.consent_id]), ahead, True)
    if case.state == CaseState.FOLLOW_UP:
        if case.next_follow_up:
            yield Due(case.next_follow_up, "フォローアップを行い、記録する", case, url)
        return
    if case.state == CaseState.SUPPORT_ENDED:
        if not case.meeting_planned:
            on = case.ended_on + timedelta(days=numbers[SettingKey.POST_MEETING_DAYS])
            yield Due(on, "支援終了後の拡大ケース会議を開く（目安）", case, url)
        return
    if case.state not in IN_SUPPORT:
        return
    if case.selection and case.selection.alert:
        # 判断: no day is late for it; it stands for today as long as the case runs without a selection in force.
        task = f"委託先法人の選定（{case.selection.chip.label}）を確かめ、支援の体制を見直す"
        yield Due(clock.today(), task, case, url)
    if case.planned_to:
        yield Due(case.planned_to, "支援を終了するか、期間を見直す", case, url)
    if not case.meeting_planned and case.state == CaseState.SUPPORTING:
        on = (case.last_meeting or case.started_on) + timedelta(days=numbers[SettingKey.MEETING_INTERVAL_DAYS])
        yield Due(on, "支援実施中の拡大ケース会議を開く（目安）", case, url)

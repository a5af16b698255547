"""期限: what is to be done by when, computed from dates; a date without its done-date is work."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse

from cases.enums import CLOSED_STATES, IN_SUPPORT, CaseState, ConsentPurpose
from cases.models import Case, Consent, FollowUpRecord
from meetings.enums import MeetingKind, MeetingState
from meetings.models import AgendaItem
from shokuiki.records import access, clock
from shokuiki.records.enums import SettingKey

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One thing to do for one case by a day. days: from today, negative when late. ahead: how long before it shows."""

    on: date
    task: str
    case: Case
    url: str
    ahead: timedelta = AHEAD

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


def due_rows(cases, numbers):
    """The due work of these cases up to a week ahead, of consents that run out as the office has set, in one query.

    numbers: {SettingKey: days} of the office.
    """
    last_record = FollowUpRecord.objects.filter(case=OuterRef("pk")).order_by("-date", "-pk")
    meetings = AgendaItem.objects.filter(case=OuterRef("pk"))
    held = meetings.filter(meeting__kind=MeetingKind.IN_PROGRESS).exclude(meeting__held_on=None)
    planned = meetings.filter(meeting__kind__in=[MeetingKind.IN_PROGRESS, MeetingKind.POST]).filter(
        meeting__state=MeetingState.PLANNED
    )
    until = clock.today() + timedelta(days=numbers[SettingKey.CONSENT_DAYS])
    consents = Consent.objects.running_out(until).filter(person=OuterRef("person")).order_by("valid_until", "pk")
    rows = (
        cases.filter(
            Q(state__in=[*IN_SUPPORT, CaseState.SUPPORT_ENDED, CaseState.FOLLOW_UP])
            | (~Q(state__in=CLOSED_STATES) & Exists(consents))
        )
        .select_related("person", "program_counselor", "selection__organization")
        .annotate(
            next_follow_up=Subquery(last_record.values("next_on")[:1]),
            last_meeting=Subquery(
                held.order_by().values("case").annotate(last=Max("meeting__held_on")).values("last")
            ),
            meeting_planned=Exists(planned),
            consent_id=Subquery(consents.values("pk")[:1]),
            consent_purpose=Subquery(consents.values("purpose")[:1]),
            consent_until=Subquery(consents.values("valid_until")[:1]),
        )
    )
    with access.sifting():
        found = [due for case in rows for due in due_of(case, numbers)]
    kept = sorted((due for due in found if due.shows), key=lambda due: (due.on, due.case.pk))
    for due in kept:
        access.shown(due.case.person_id, due.case.center_id)
    return kept


def due_of(case, numbers):
    """What one annotated case has coming."""
    url = case.get_absolute_url()
    if case.consent_id:
        task = f"同意「{ConsentPurpose(case.consent_purpose).label}」の期限を確かめ、続けるときは同意を得る"
        ahead = timedelta(days=numbers[SettingKey.CONSENT_DAYS])
        yield Due(case.consent_until, task, case, reverse("cases:consent", args=[case.consent_id]), ahead)
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

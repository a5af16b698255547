"""期限: what is to be done by when, computed from dates; a date without its done-date is work."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Subquery

from cases.enums import IN_SUPPORT, CaseState
from cases.models import Case, FollowUpRecord
from meetings.enums import MeetingKind, MeetingState
from meetings.models import AgendaItem
from shokuiki.records import clock
from shokuiki.records.enums import SettingKey

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One thing to do for one case by a day. days: from today, negative when late."""

    on: date
    task: str
    case: Case
    url: str

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
    """The due work of these cases up to a week ahead, latest first, in one query.

    numbers: {SettingKey: days} of the office.
    """
    last_record = FollowUpRecord.objects.filter(case=OuterRef("pk")).order_by("-date", "-pk")
    meetings = AgendaItem.objects.filter(case=OuterRef("pk"))
    held = meetings.filter(meeting__kind=MeetingKind.IN_PROGRESS).exclude(meeting__held_on=None)
    planned = meetings.filter(meeting__kind__in=[MeetingKind.IN_PROGRESS, MeetingKind.POST]).filter(
        meeting__state=MeetingState.PLANNED
    )
    rows = (
        cases.filter(state__in=[*IN_SUPPORT, CaseState.SUPPORT_ENDED, CaseState.FOLLOW_UP])
        .select_related("person", "program_counselor")
        .annotate(
            next_follow_up=Subquery(last_record.values("next_on")[:1]),
            last_meeting=Subquery(
                held.order_by().values("case").annotate(last=Max("meeting__held_on")).values("last")
            ),
            meeting_planned=Exists(planned),
        )
    )
    found = [due for case in rows for due in due_of(case, numbers)]
    limit = clock.today() + AHEAD
    return sorted((due for due in found if due.on <= limit), key=lambda due: (due.on, due.case.pk))


def due_of(case, numbers):
    """What one annotated case has coming."""
    url = case.get_absolute_url()
    if case.state == CaseState.FOLLOW_UP:
        if case.next_follow_up:
            yield Due(case.next_follow_up, "フォローアップを行い、記録する", case, url)
        return
    if case.state == CaseState.SUPPORT_ENDED:
        if not case.meeting_planned:
            on = case.ended_on + timedelta(days=numbers[SettingKey.POST_MEETING_DAYS])
            yield Due(on, "支援終了後の拡大ケース会議を開く（目安）", case, url)
        return
    if case.planned_to:
        yield Due(case.planned_to, "支援を終了するか、期間を見直す", case, url)
    if not case.meeting_planned and case.state == CaseState.SUPPORTING:
        on = (case.last_meeting or case.started_on) + timedelta(days=numbers[SettingKey.MEETING_INTERVAL_DAYS])
        yield Due(on, "支援実施中の拡大ケース会議を開く（目安）", case, url)

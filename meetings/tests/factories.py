"""Meetings carried to a state through the real verbs, with the clock moved: for tests and for the sample center."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cases.enums import ConsentPurpose, FollowUpMethod
from cases.models import Consent, CurriculumItem, FollowUpPlan, FollowUpRole, FollowUpWay
from cases.tests.factories import CONCLUDED, ENDED, FOLLOWED, day_of, make_consent, proposed_case
from meetings.enums import Attainment, Attendance, ChangeKind, MeetingKind
from meetings.members import propose
from meetings.models import DecidedMethod, GoalReview, Meeting
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import keep

# Days from the consultation to each meeting.
LIAISON, CASE_MEETING, IN_PROGRESS, POST = 35, CONCLUDED, 100, FOLLOWED


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def plan_meeting(cast, kind, cases, *, on=None, hour=10, by=None, chair=None, attendees=None, **columns):
    """A planned meeting with the members the notice names invited."""
    on = on or clock.today()
    columns = {"place": "センター 会議室", "purpose": "次第に沿って話し合う。", **columns}
    meeting = Meeting(
        center=cast.center, kind=kind, starts_at=at(on, hour), ends_at=at(on, hour + 1, 30), chair=chair or cast.chief, **columns
    )
    invited = propose(kind, cast.center, cases) if attendees is None else attendees
    return meeting.convene(by=by or cast.program, cases=cases, attendees=invited)


def share(cast, case, *organizations, on=None):
    """The person's consent that names these organizations for the 拡大ケース会議."""
    organizations = organizations or (cast.corporation, cast.workplace, cast.peso, cast.agency)
    return make_consent(
        cast, case.person, ConsentPurpose.SHARE_EXPANDED_MEETING, on=on or clock.today(), recipients=organizations
    )


def is_shared(case):
    return Consent.objects.filter(person=case.person, purpose=ConsentPurpose.SHARE_EXPANDED_MEETING).valid().exists()


def hold(meeting, *, by, absent=(), on=None):
    """Everybody attends but those in `absent` (roles or users)."""
    attendance = {}
    for attendee in meeting.attendees.all():
        is_absent = attendee.user in absent or set(attendee.roles) & set(absent)
        attendance[attendee.pk] = (Attendance.ABSENT, "都合により") if is_absent else (Attendance.PRESENT, "")
    meeting.hold(by=by, held_on=on or meeting.starts_on, attendance=attendance)
    return meeting


def write(meeting, *, by, summary="話し合ったとおり進める。", **changes):
    """The record, with a word on each case."""

    def keep_items(row):
        for item in row.items.all():
            item.discussion = "仕事の内容と役割を確かめた。"
            keep(item, by=by, reason="会議の記録")

    meeting.record(by=by, changes={"summary": summary, **changes}, keep_rows=keep_items)
    return meeting


# --- Before the selection ----------------------------------------------------------------------------------------------
def held_liaison(cast, *cases, on=None, confirmed=True, absent=(), attendees=None, hour=9):
    """A 連絡会議 on these cases, its record confirmed by the 主任."""
    on = on or (day_of(cases[0], LIAISON) if cases else clock.today())
    with clock.moved_to(on):
        meeting = plan_meeting(cast, MeetingKind.LIAISON, list(cases), on=on, attendees=attendees, hour=hour)
        hold(meeting, by=cast.program, absent=absent)
        write(meeting, by=cast.program)
        if confirmed:
            meeting.confirm(by=cast.chief, on=on)
    return meeting


def held_case_meeting(cast, *cases, on=None, absent=(), attendees=None, hour=13):
    """A ケース会議 that was held and is written, without its conclusions."""
    on = on or day_of(cases[0], CASE_MEETING)
    with clock.moved_to(on):
        meeting = plan_meeting(
            cast, MeetingKind.CASE_MEETING, list(cases), on=on, chair=cast.director, attendees=attendees, hour=hour
        )
        hold(meeting, by=cast.program, absent=absent)
        write(meeting, by=cast.program)
    return meeting


def conclude(cast, meeting, case, outcome=Outcome.SUITABLE, *, by=None, acknowledged=None):
    with clock.moved_to(meeting.held_on):
        item = meeting.items.get(case=case)
        item.conclude(
            by=by or cast.chief, conclusion=outcome, reason="総合的に検討した。", discussion="評価と計画の案を検討した。",
            acknowledged=acknowledged,
        )
    case.refresh_from_db()
    return item


def concluded_case_by_meeting(cast, *, outcome=Outcome.SUITABLE, confirmed=True, **columns):
    """A case at 選定依頼の準備中 by a real 連絡会議 and ケース会議."""
    case = proposed_case(cast, **columns)
    held_liaison(cast, case)
    meeting = held_case_meeting(cast, case)
    conclude(cast, meeting, case, outcome)
    if confirmed:
        with clock.moved_to(meeting.held_on):
            meeting.confirm(by=cast.director, on=meeting.held_on)
    return case


# --- 拡大ケース会議 ----------------------------------------------------------------------------------------------------
def in_progress_meeting(
    cast, case, *, on=None, changes=(), unchanged=False, confirmed=True, absent=(), acknowledged=None, attendees=None
):
    """A 拡大ケース会議（支援実施中）: all goals rated, looked back, decided. Without changes: 変更なし."""
    on = on or day_of(case, IN_PROGRESS)
    with clock.moved_to(on):
        if not is_shared(case):
            share(cast, case)
        meeting = plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=on, attendees=attendees)
        hold(meeting, by=cast.program, absent=absent)
        write_in_progress(cast, meeting, changes=changes, unchanged=unchanged or not changes)
        if confirmed:
            meeting.confirm(by=cast.chief, on=on, acknowledged=acknowledged)
    return meeting


def write_in_progress(cast, meeting, *, changes=(), unchanged=True, goals=None):
    by = cast.program

    def keep_item(row):
        item = row.items.get()
        item.review, item.changes, item.unchanged = "手順書を使う支援が合っていた。", list(changes), unchanged
        keep(item, by=by, reason="会議の記録")
        for goal in item.case.approved_plan.goals.all() if goals is None else goals:
            review = GoalReview.objects.filter(item=item, goal=goal).first() or GoalReview(item=item, goal=goal)
            review.attainment, review.current_value = Attainment.MOSTLY, goal.target_value
            keep(review, by=by, reason="会議の記録")
        if ChangeKind.METHODS in changes:
            keep(DecidedMethod(item=item, text="休憩のあとの席を替える。", responsible="石田 和也"), by=by, reason="会議の記録")

    meeting.record(by=by, changes={"summary": "残る課題は午後の作業量。"}, keep_rows=keep_item)
    return meeting


def post_meeting(cast, case, *, on=None, confirmed=True, absent=(), acknowledged=None, complete=True, attendees=None):
    """A 拡大ケース会議（支援終了後） whose record holds the follow-up plan."""
    on = on or max(day_of(case, POST), case.ended_on or day_of(case, ENDED))
    with clock.moved_to(on):
        if not is_shared(case):
            share(cast, case)
        meeting = plan_meeting(cast, MeetingKind.POST, [case], on=on, attendees=attendees)
        hold(meeting, by=cast.program, absent=absent)
        write_post(cast, meeting, complete=complete)
        if confirmed:
            meeting.confirm(by=cast.chief, on=on, acknowledged=acknowledged)
    return meeting


def write_post(cast, meeting, *, complete=True):
    by, today = cast.program, clock.today()

    def keep_plan(row):
        plan = FollowUpPlan.begin(row.items.get().case, by=by)
        columns = {"guidance_policy": "職場での自立を見守る。", "period_from": today, "period_to": today + timedelta(days=365)}
        plan.edit(by=by, changes=columns, keep_rows=keep_rows if complete else None)

    def keep_rows(plan):
        rows = (
            FollowUpRole(plan=plan, organization=cast.center, person=cast.program.name, role="月1回の訪問"),
            FollowUpRole(plan=plan, organization=cast.peso, person=cast.officer.name, role="雇用の条件の確認"),
            CurriculumItem(plan=plan, theme="仕事の振り返り", planned_on=today + timedelta(days=30)),
            FollowUpWay(plan=plan, method=FollowUpMethod.VISIT, frequency="月1回"),
        )
        for row in rows:
            keep(row, by=by, reason="フォローアップ計画")

    meeting.record(by=by, changes={"summary": "支援は目標に達して終わった。"}, keep_rows=keep_plan)
    return meeting

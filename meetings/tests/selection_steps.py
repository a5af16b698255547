"""A case carried to the 所長's desk through real meetings, with the clock moved: for the tests of 対象者選定."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cases.enums import LivingSupport
from cases.tests.factories import CONCLUDED, PROPOSED, SELECTED, day_of, make_selection, proposed_case
from meetings.enums import Attendance, MeetingKind, Role
from meetings.models import Attendee, Meeting, TargetSelection
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import keep

DISCUSSED, ASKED = PROPOSED + 5, CONCLUDED + 1


def seat(user, organization, *roles):
    return Attendee(user=user, organization=organization, name=user.name, roles=list(roles))


def council(cast):
    """Who sits in the 連絡会議."""
    return [
        seat(cast.program, cast.center, Role.PROGRAM_COUNSELOR), seat(cast.officer, cast.peso, Role.PESO_OFFICER),
        seat(cast.manager, cast.corporation, Role.CORPORATION),
    ]


def members(cast):
    """The four members of the ケース会議. 根拠: 通知 別紙2 1(2)ロ"""
    return [
        seat(cast.director, cast.center, Role.DIRECTOR), seat(cast.chief, cast.center, Role.CHIEF_COUNSELOR),
        seat(cast.evaluator, cast.center, Role.EVALUATION_COUNSELOR),
        seat(cast.program, cast.center, Role.PROGRAM_COUNSELOR),
    ]


def meet(cast, case, kind, on, attendees, *, conclude=None, confirmed=True):
    """A meeting held and recorded on a day. conclude: function (item) that concludes on the case. Returns it."""
    with clock.moved_to(on):
        begins = timezone.make_aware(datetime.combine(on, time(13)))
        meeting = Meeting(
            center=cast.center, kind=kind, starts_at=begins, ends_at=begins + timedelta(hours=1), place="会議室",
            chair=cast.chief, recorder=cast.program,
        ).convene(by=cast.program, cases=[case], attendees=attendees)
        there = {attendee.pk: (Attendance.PRESENT, "") for attendee in meeting.attendees.all()}
        meeting.hold(by=cast.program, held_on=on, attendance=there)
        meeting.record(by=cast.program, changes={"summary": "話し合った。"}, keep_rows=lambda row: _write(row, cast.program))
        if conclude:
            conclude(meeting.items.get())
        if confirmed:
            meeting.refresh_from_db()
            meeting.confirm(by=cast.chief, on=on)
    return meeting


def _write(meeting, by):
    for item in meeting.items.all():
        item.discussion = "支援の見通しを話し合った。"
        keep(item, by=by, reason="記録")


def concluded(
    cast, *, outcome=Outcome.SUITABLE, council_of=None, members_of=None, acknowledged=None, confirmed=True,
    selected=True, **columns
):
    """A case whose ケース会議 came to a conclusion after a 連絡会議. selected: whether its corporation is selected."""
    consigned = columns.get("living_support", LivingSupport.CONSIGNED) == LivingSupport.CONSIGNED
    case = proposed_case(cast, **columns)
    if selected and consigned:
        make_selection(cast, on=case.opened_on - timedelta(days=60), partners=[cast.partner])
    meet(cast, case, MeetingKind.LIAISON, day_of(case, DISCUSSED), council_of or council(cast))

    def conclude(item):
        item.conclude(by=cast.chief, conclusion=outcome, reason="総合的に検討した。", acknowledged=acknowledged)

    meet(
        cast, case, MeetingKind.CASE_MEETING, day_of(case, CONCLUDED), members_of or members(cast),
        conclude=conclude, confirmed=confirmed,
    )
    case.refresh_from_db()
    return case


def requested(cast, **options):
    """A request that waits for the 所長. Options as of `concluded`."""
    case = concluded(cast, **options)
    with clock.moved_to(day_of(case, ASKED)):
        return TargetSelection.ask(case, by=cast.program, on=clock.today(), comment="本人にも説明しています。")


def decision(request, **changes):
    """What the 所長 types to select, for the verb."""
    case = request.case
    return {
        "event_date": day_of(case, SELECTED), "reason": "ケース会議の結論のとおり", "living_support": case.living_support,
        "planned_from": case.planned_from, "planned_to": case.planned_to, **changes,
    }

"""A seat at a ケース会議 opens the case: nobody takes one on a colleague's case behind that colleague's back."""

from datetime import timedelta

import pytest

from cases.tests import factories as cases
from meetings.enums import MeetingKind, Role
from meetings.models import Attendee, Meeting
from meetings.tests import factories as make
from meetings.tests.test_convene import plan_data, row_of
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep, may, remove

pytestmark = pytest.mark.django_db
DAY = timedelta(days=3)


def seat(user, center):
    return Attendee(organization=center, user=user, name=user.name, roles=[Role.PROGRAM_COUNSELOR])


def test_a_colleague_cannot_open_a_case_by_a_meeting_of_their_own(cast, client):
    case = cases.proposed_case(cast)
    client.force_login(cast.colleague)
    url = f"/meetings/new/?kind=case_meeting&case={case.pk}"
    rows = [row_of(cast.center, cast.colleague.name, "program_counselor"), row_of(cast.center, cast.chief.name, "chief_counselor")]
    answer = client.post(url, plan_data(clock.today() + DAY, cast.chief, rows))
    assert answer.status_code == 422
    assert f"案件 {case.number} の担当カウンセラーも、出席者に加えてください。" in answer.content.decode()
    assert not Meeting.objects.exists() and not may(cast.colleague, "read", case)


def test_a_colleague_may_sit_where_the_cases_own_counselor_is_invited_too(cast):
    case = cases.proposed_case(cast)
    make.plan_meeting(
        cast, MeetingKind.CASE_MEETING, [case], on=clock.today() + DAY, by=cast.colleague,
        attendees=[seat(cast.colleague, cast.center), seat(cast.program, cast.center)],
    )
    assert may(cast.colleague, "read", case)


def test_a_colleague_cannot_write_themself_into_a_meeting_the_counselor_does_not_attend(cast):
    case = cases.proposed_case(cast)
    meeting = make.plan_meeting(
        cast, MeetingKind.CASE_MEETING, [case], on=clock.today() + DAY, by=cast.chief, attendees=[seat(cast.chief, cast.center)]
    )

    def join(row):
        own = seat(cast.colleague, cast.center)
        own.meeting = row
        keep(own, by=cast.colleague, reason="会議に招く")

    with pytest.raises(Refused):
        meeting.edit(by=cast.colleague, changes={}, keep_rows=join)
    assert not may(cast.colleague, "read", case) and meeting.attendees.count() == 1


def test_a_colleague_who_has_a_seat_cannot_put_another_case_before_it_or_send_the_counselor_away(cast):
    case, other = cases.proposed_case(cast), cases.proposed_case(cast, person=cases.make_person(cast, family_name="小田"))
    meeting = make.plan_meeting(
        cast, MeetingKind.CASE_MEETING, [case], on=clock.today() + DAY,
        attendees=[seat(cast.program, cast.center), seat(cast.colleague, cast.center)],
    )

    def alone(row):
        remove(row.attendees.get(user=cast.program), by=cast.colleague, reason="出席者から外す")

    with pytest.raises(Refused):
        meeting.edit(by=cast.colleague, changes={}, cases=[case, other], keep_rows=alone)
    assert not may(cast.colleague, "read", other) and meeting.attendees.filter(user=cast.program).exists()


def test_the_counselor_of_the_case_and_the_chief_need_nobody_beside_them(cast):
    case = cases.proposed_case(cast)
    for who in (cast.program, cast.chief):
        make.plan_meeting(
            cast, MeetingKind.CASE_MEETING, [case], on=clock.today() + DAY, by=who, attendees=[seat(who, cast.center)]
        )
    assert Meeting.objects.count() == 2



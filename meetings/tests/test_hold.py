"""Attendance: 出席, 欠席, 書面; who came uninvited; the consent an outside member of a 拡大ケース会議 needs."""

import pytest

from cases.tests import factories as cases
from meetings.enums import Attendance, MeetingKind, MeetingState
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.errors import Refused

pytestmark = pytest.mark.django_db


def data_of(meeting, *, absent=(), **columns):
    rows = list(meeting.attendees.all())
    data = {
        "seen": meeting.version, "held_on": clock.today().isoformat(), "attendance-TOTAL_FORMS": len(rows),
        "attendance-INITIAL_FORMS": len(rows), "newcomers-TOTAL_FORMS": 0, "newcomers-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data |= {
            f"attendance-{number}-pk": row.pk, f"attendance-{number}-attendance": "absent" if row.user in absent else "present",
            f"attendance-{number}-absence_reason": "出張" if row.user in absent else "",
        }
    return data | columns


def test_attendance_is_recorded_and_the_second_click_loses(client, cast):
    case = cases.proposed_case(cast)
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [case])
    client.force_login(cast.program)
    url = f"/meetings/{meeting.pk}/hold/"
    assert client.get(url).status_code == 200
    data = data_of(meeting, absent=[cast.officer])
    assert client.post(url, data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on) == (MeetingState.HELD, clock.today())
    officer = meeting.attendees.get(user=cast.officer)
    assert (officer.attendance, officer.absence_reason) == (Attendance.ABSENT, "出張")
    assert client.post(url, data).status_code == 409


def test_who_came_uninvited_is_added(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [])
    client.force_login(cast.program)
    came = {
        "newcomers-TOTAL_FORMS": 1, "newcomers-0-organization": cast.corporation.pk, "newcomers-0-name": cast.manager.name,
        "newcomers-0-role": "organization_representative",
    }
    assert client.post(f"/meetings/{meeting.pk}/hold/", data_of(meeting) | came).status_code == 302
    assert meeting.attendees.get(user=cast.manager).attendance == Attendance.PRESENT


def test_bad_input_says_why(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [])
    client.force_login(cast.program)
    data = data_of(meeting, held_on="2999-01-01") | {"attendance-0-attendance": ""}
    response = client.post(f"/meetings/{meeting.pk}/hold/", data)
    page = response.content.decode()
    assert response.status_code == 422 and "先の日付です" in page and "出欠を選んでください" in page
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_an_outside_member_without_consent_cannot_take_part_in_an_expanded_meeting_p18(cast):
    case = cases.supporting_case(cast)
    make.share(cast, case, cast.corporation, cast.workplace)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    with pytest.raises(Refused, match=cast.peso.name) as refused:
        make.hold(meeting, by=cast.program)
    assert refused.value.no == "P18"
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED
    assert not meeting.attendees.exclude(attendance="").exists()
    make.hold(meeting, by=cast.program, absent=[cast.officer])
    assert meeting.state == MeetingState.HELD


def test_the_page_names_the_organization_and_leads_to_the_consent_p18(client, cast):
    case = cases.supporting_case(cast)
    make.share(cast, case, cast.corporation, cast.workplace)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    client.force_login(cast.program)
    url = f"/meetings/{meeting.pk}/hold/"
    page = client.get(url).content.decode()
    assert f"{cast.peso.name}を共有の相手とする同意がありません" in page and f"/cases/{case.pk}/consents/" in page
    response = client.post(url, data_of(meeting))
    assert response.status_code == 422
    assert f"本人が{cast.peso.name}との共有に同意していることが必要です" in response.content.decode()


def test_a_withdrawn_consent_counts_no_more_p19(cast):
    case = cases.supporting_case(cast)
    consent = make.share(cast, case)
    consent.withdraw(by=cast.program, on=clock.today(), reason="本人の申出")
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    with pytest.raises(Refused) as refused:
        make.hold(meeting, by=cast.program)
    assert refused.value.no == "P18"


def test_attendance_is_corrected_until_a_conclusion_rests_on_it(client, cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    meeting = make.held_case_meeting(cast, case, on=clock.today())
    client.force_login(cast.program)
    assert "出欠を直す" in client.get(f"/meetings/{meeting.pk}/hold/").content.decode()
    assert client.post(f"/meetings/{meeting.pk}/hold/", data_of(meeting, absent=[cast.evaluator])).status_code == 302
    assert meeting.attendees.get(user=cast.evaluator).attendance == Attendance.ABSENT
    make.conclude(cast, meeting, case, acknowledged={"S16": "電話で意見を聞いた。"})
    meeting.refresh_from_db()
    response = client.post(f"/meetings/{meeting.pk}/hold/", data_of(meeting))
    assert response.status_code == 422 and "結論を確定した会議の出欠は直せません" in response.content.decode()


def test_a_meeting_during_the_support_is_not_held_on_another_day_s20(cast):
    case = cases.supporting_case(cast)
    make.share(cast, case, on=case.opened_on)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    with pytest.raises(Refused) as refused:
        make.hold(meeting, by=cast.program, on=cases.day_of(case, cases.STARTED - 1))
    assert refused.value.no == "S20"

"""Attendance: 出席, 欠席, 書面; who came uninvited; the consent an outside member of a 拡大ケース会議 needs."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cases.enums import ConsentPurpose, EndKind, SharedItem
from cases.tests import factories as cases
from meetings.enums import Attendance, MeetingKind, MeetingState
from meetings.models import Attendee
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
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


def test_who_only_wrote_was_not_there(cast):
    """S8: 書面 is no 打合せ; S16: nor does it stand for a member, nor for the center."""
    case = cases.proposed_case(cast)
    liaison = make.plan_meeting(cast, MeetingKind.LIAISON, [case])
    written = {row.pk: (Attendance.WRITTEN, "") for row in liaison.attendees.all()}
    liaison.hold(by=cast.program, held_on=clock.today(), attendance=written)
    make.write(liaison, by=cast.program)
    with pytest.raises(Refused, match="公共職業安定所、法人") as refused:
        liaison.confirm(by=cast.chief, on=clock.today())
    assert refused.value.no == "S8"
    meeting = make.plan_meeting(cast, MeetingKind.CASE_MEETING, [case])
    meeting.hold(
        by=cast.program, held_on=clock.today(), attendance={row.pk: (Attendance.WRITTEN, "") for row in meeting.attendees.all()}
    )
    with pytest.raises(Refused) as refused:
        make.conclude(cast, meeting, case, Outcome.DEFERRED)
    assert (refused.value.no, refused.value.clause) == ("S16", "通知 別紙2 3")


def test_who_only_writes_hears_of_the_person_too_p18(cast):
    case = cases.supporting_case(cast)
    make.share(cast, case, cast.corporation, cast.workplace)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    attendance = {
        row.pk: (Attendance.WRITTEN if row.user == cast.officer else Attendance.PRESENT, "") for row in meeting.attendees.all()
    }
    with pytest.raises(Refused, match=cast.peso.name) as refused:
        meeting.hold(by=cast.program, held_on=clock.today(), attendance=attendance)
    assert refused.value.no == "P18"


@pytest.mark.parametrize(
    ("role", "organization"),
    [
        ("director", "agency"), ("program_counselor", "other_center"), ("dispatched_partner", "corporation"),
        ("consigned_partner", "center"), ("organization_representative", "peso"), ("technical_partner", "corporation"),
        ("peso_officer", "agency"), ("chief_counselor", None),
    ],
)
def test_nobody_stands_for_a_group_they_do_not_belong_to_s25(cast, role, organization):
    """The rules count roles (S16, S25): 根拠 通知 別紙2 1(2)ロ, 2(2)ロ"""
    at = getattr(cast, organization) if organization else None
    with pytest.raises(ValidationError, match="機関か役割を選び直してください"):
        make.plan_meeting(cast, MeetingKind.LIAISON, [], attendees=[Attendee(organization=at, name="ある人", roles=["other", role])])
    assert not Attendee.objects.exists()


def test_the_page_names_the_row_whose_role_does_not_fit(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [])
    client.force_login(cast.program)
    came = {
        "newcomers-TOTAL_FORMS": 1, "newcomers-0-organization": cast.agency.pk, "newcomers-0-name": "原 さやか",
        "newcomers-0-role": "director",
    }
    response = client.post(f"/meetings/{meeting.pk}/hold/", data_of(meeting) | came)
    assert response.status_code == 422
    assert "1行目：「所長」になれるのは、地域障害者職業センターの人です。" in response.content.decode()


def test_who_was_invited_is_not_added_a_second_time(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [cases.proposed_case(cast)])
    client.force_login(cast.program)
    came = {
        "newcomers-TOTAL_FORMS": 1, "newcomers-0-organization": cast.peso.pk, "newcomers-0-name": "村上　一郎",
        "newcomers-0-role": "peso_officer",
    }
    response = client.post(f"/meetings/{meeting.pk}/hold/", data_of(meeting, absent=[cast.officer]) | came)
    assert response.status_code == 422 and "招いた人の一覧にいます" in response.content.decode()
    assert meeting.attendees.filter(organization=cast.peso).count() == 1


@pytest.mark.parametrize("kind", [MeetingKind.LIAISON, MeetingKind.CASE_MEETING])
def test_no_meeting_lies_before_the_consultation_s20(cast, kind):
    """A slip in the year would else make a 連絡会議 precede every ケース会議 (S7)."""
    case = cases.proposed_case(cast)
    meeting = make.plan_meeting(cast, kind, [case])
    with pytest.raises(Refused, match="相談受付日") as refused:
        make.hold(meeting, by=cast.program, on=case.opened_on - timedelta(days=1))
    assert (refused.value.no, refused.value.clause) == ("S20", "通知 記1 第2項")
    make.hold(meeting, by=cast.program, on=case.opened_on)
    assert meeting.held_on == case.opened_on


def test_the_consent_names_what_the_meeting_speaks_of_p18(cast):
    case = cases.supporting_case(cast)
    everybody = (cast.corporation, cast.workplace, cast.peso, cast.agency)
    cases.make_consent(
        cast, case.person, ConsentPurpose.SHARE_EXPANDED_MEETING, recipients=everybody, items=[SharedItem.SUPPORT_PLAN]
    )
    with pytest.raises(Refused, match=f"{SharedItem.GOAL_PROGRESS.label}」が含まれていません") as refused:
        make.hold(make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case]), by=cast.program)
    assert refused.value.no == "P18"


def test_the_consent_is_asked_of_the_day_of_the_meeting_p18_p19(cast):
    """Withdrawn between invitation and holding it counts no more; withdrawn since the meeting it did count."""
    case, today = cases.supporting_case(cast), clock.today()
    yesterday = today - timedelta(days=1)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=yesterday)
    make.share(cast, case, on=today)
    with pytest.raises(Refused) as refused:
        make.hold(meeting, by=cast.program, on=yesterday)
    assert refused.value.no == "P18"
    make.share(cast, case, on=yesterday).withdraw(by=cast.program, on=today, reason="本人の申出")
    make.hold(meeting, by=cast.program, on=yesterday)
    assert meeting.state == MeetingState.HELD


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


@pytest.mark.parametrize("kind", [MeetingKind.IN_PROGRESS, MeetingKind.POST])
def test_the_end_of_the_support_divides_the_two_kinds_to_the_day_s20(cast, kind):
    """On the last day either may be held."""
    case = cases.supporting_case(cast)
    last = cases.day_of(case, cases.ENDED)
    make.share(cast, case, on=case.opened_on)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=last) if kind == MeetingKind.IN_PROGRESS else None
    with clock.moved_to(last):
        case.end_support(by=cast.chief, on=last, end_kind=EndKind.COMPLETED, reason="目標に達した。")
    meeting = meeting or make.plan_meeting(cast, MeetingKind.POST, [case], on=last)
    wrong = last + timedelta(days=1 if kind == MeetingKind.IN_PROGRESS else -1)
    with clock.moved_to(last + timedelta(days=2)):
        with pytest.raises(Refused, match="支援終了日") as refused:
            make.hold(meeting, by=cast.program, on=wrong)
        assert refused.value.no == "S20"
        make.hold(meeting, by=cast.program, on=last)
    assert meeting.held_on == last

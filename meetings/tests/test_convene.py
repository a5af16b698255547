"""Planning a meeting: who may, which cases, which members."""

from datetime import timedelta

import pytest

from cases.enums import CaseState
from cases.tests import factories as cases
from meetings.enums import MeetingKind, MeetingState, Role
from meetings.members import propose
from meetings.models import Meeting
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["officer", "manager", "technician", "dispatched", "caseworker", "clerk", "other_program"])
def test_only_the_centers_counselors_and_director_convene_s19(cast, who):
    with pytest.raises(NotAllowed, match="通知 別紙2 3、連絡会議は記1 第2項"):
        make.plan_meeting(cast, MeetingKind.LIAISON, [], by=getattr(cast, who))
    assert not Meeting.objects.exists()


def test_a_center_does_not_convene_on_another_centers_case_s19(cast):
    case = cases.make_case(cast)
    meeting = Meeting(
        center=cast.other_center, kind=MeetingKind.LIAISON, starts_at=make.at(clock.today(), 9),
        ends_at=make.at(clock.today(), 10), place="会議室", chair=cast.other_director,
    )
    with pytest.raises(Refused) as refused:
        meeting.convene(by=cast.other_program, cases=[case])
    assert refused.value.no == "S19"
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("kind", "state", "clause"),
    [
        (MeetingKind.IN_PROGRESS, "selected_case", "通知 別紙2 2(2)イ①"),
        (MeetingKind.IN_PROGRESS, "ended_case", "通知 別紙2 2(2)イ①"),
        (MeetingKind.POST, "supporting_case", "通知 別紙2 2(2)イ②"),
        (MeetingKind.POST, "follow_up_case", "通知 別紙2 2(2)イ②"),
    ],
)
def test_an_expanded_meeting_at_the_wrong_moment_is_refused_s20(cast, kind, state, clause):
    case = getattr(cases, state)(cast)
    with pytest.raises(Refused) as refused:
        make.plan_meeting(cast, kind, [case])
    assert (refused.value.no, refused.value.clause) == ("S20", clause)
    assert not Meeting.objects.exists()


def test_a_closed_case_comes_on_no_agenda_s20(cast):
    case = cases.make_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="転居")
    with pytest.raises(Refused) as refused:
        make.plan_meeting(cast, MeetingKind.CASE_MEETING, [case])
    assert refused.value.no == "S20"


@pytest.mark.parametrize("several", [0, 2])
def test_an_expanded_meeting_is_about_exactly_one_case(cast, several):
    found = [
        cases.supporting_case(cast, person=cases.make_person(cast, given_name=name, given_kana=kana))
        for name, kana in (("一", "いち"), ("二", "に"))
    ][:several]
    with pytest.raises(Refused, match="1つの案件"):
        make.plan_meeting(cast, MeetingKind.IN_PROGRESS, found)
    assert not Meeting.objects.exists()


def test_the_plan_of_an_expanded_meeting_cannot_be_changed_to_two_cases(cast):
    case = cases.supporting_case(cast)
    other = cases.supporting_case(cast, person=cases.make_person(cast, given_name="二", given_kana="に"))
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    with pytest.raises(Refused, match="1つの案件"):
        meeting.edit(by=cast.program, changes={}, cases=[case, other])
    assert [item.case for item in meeting.items.all()] == [case]


def test_the_chair_is_a_director_or_chief_of_the_center(cast):
    with pytest.raises(Refused, match="所長か主任"):
        make.plan_meeting(cast, MeetingKind.LIAISON, [], chair=cast.program)


# --- The members the notice names ---------------------------------------------------------------------------------------
def roles(found):
    return {(row.name, role) for row in found for role in row.roles}


def test_the_four_members_are_proposed_for_a_case_meeting_s16(cast):
    case = cases.proposed_case(cast)
    assert roles(propose(MeetingKind.CASE_MEETING, cast.center, [case])) == {
        (cast.director.name, Role.DIRECTOR), (cast.chief.name, Role.CHIEF_COUNSELOR),
        (cast.evaluator.name, Role.EVALUATION_COUNSELOR), (cast.program.name, Role.PROGRAM_COUNSELOR),
    }


def test_who_holds_several_roles_is_one_row_s16(cast):
    case = cases.make_case(cast, evaluation_counselor=cast.program)
    rows = propose(MeetingKind.CASE_MEETING, cast.center, [case])
    assert [row.roles for row in rows if row.name == cast.program.name] == [
        [Role.EVALUATION_COUNSELOR, Role.PROGRAM_COUNSELOR]
    ]


def test_the_five_groups_are_proposed_for_an_expanded_meeting_s25(cast):
    case = cases.supporting_case(cast)
    make.share(cast, case)
    assert roles(propose(MeetingKind.IN_PROGRESS, cast.center, [case])) == {
        (cast.technician.name, Role.TECHNICAL_PARTNER), (cast.partner.name, Role.CONSIGNED_PARTNER),
        (cast.director.name, Role.DIRECTOR), (cast.chief.name, Role.CHIEF_COUNSELOR),
        (cast.program.name, Role.PROGRAM_COUNSELOR), (cast.officer.name, Role.PESO_OFFICER),
        (cast.caseworker.name, Role.WELFARE_AGENCY),
    }


def test_the_partners_of_the_support_are_proposed_after_it_ended(cast):
    names = {row.name for row in propose(MeetingKind.POST, cast.center, [cases.ended_case(cast)])}
    assert {cast.technician.name, cast.partner.name} <= names


# --- The pages -----------------------------------------------------------------------------------------------------------
def plan_data(meeting_day, chair, rows, **columns):
    data = {
        "date": meeting_day.isoformat(), "starts": "10:00", "ends": "11:30", "place": "会議室", "chair": chair.pk,
        "purpose": "打合せ", "attendees-TOTAL_FORMS": len(rows), "attendees-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data |= {f"attendees-{number}-{name}": value for name, value in row.items()}
    return data | columns


def row_of(organization, name, role, **columns):
    return {"organization": organization.pk, "name": name, "role": role, **columns}


def test_a_counselor_chooses_kind_and_cases_and_changes_the_proposed_members(client, cast):
    case = cases.proposed_case(cast)
    client.force_login(cast.program)
    assert "連絡会議" in client.get("/meetings/new/").content.decode()
    assert case.person.full_name in client.get("/meetings/new/?kind=liaison_council").content.decode()
    url = f"/meetings/new/?kind=liaison_council&case={case.pk}"
    page = client.get(url).content.decode()
    assert "連絡会議を登録する" in page and cast.manager.name in page and cast.officer.name in page
    day = clock.today() + timedelta(days=3)
    rows = [row_of(cast.peso, "村上一郎", "peso_officer"), row_of(cast.center, "長谷川 亮", "program_counselor", also="chief_counselor")]
    response = client.post(url, plan_data(day, cast.chief, rows))
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert meeting.starts_on == day and meeting.state == MeetingState.PLANNED
    assert [(row.user, row.roles) for row in meeting.attendees.all()] == [
        (cast.officer, ["peso_officer"]), (cast.program, ["program_counselor", "chief_counselor"]),
    ]


def test_missing_main_members_are_shown_with_the_clause(client, cast):
    case = cases.supporting_case(cast)
    client.force_login(cast.program)
    page = client.get(f"/meetings/new/?kind=expanded_in_progress&case={case.pk}").content.decode()
    assert "その他の関係機関" in page and "通知 別紙2 2(2)ロ①–⑤" in page


def test_bad_input_says_why_and_keeps_what_was_typed(client, cast):
    case = cases.proposed_case(cast)
    client.force_login(cast.program)
    rows = [row_of(cast.peso, "村上 一郎", "")]
    response = client.post(
        f"/meetings/new/?kind=liaison_council&case={case.pk}",
        plan_data(clock.today(), cast.chief, rows, ends="9:00", place="港南の会議室"),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "終了の時刻は、開始の時刻より後にしてください。" in page and "役割を選んでください" in page and "港南の会議室" in page
    assert not Meeting.objects.exists()


def test_the_page_refuses_who_may_not_convene(client, cast):
    for who in (cast.officer, cast.clerk, cast.dispatched):
        client.force_login(who)
        assert client.get("/meetings/new/").status_code == 403


def test_another_centers_case_is_not_found(client, cast):
    case = cases.make_case(cast)
    client.force_login(cast.other_program)
    assert client.get(f"/meetings/new/?kind=liaison_council&case={case.pk}").status_code == 404


def test_the_wrong_moment_is_told_before_the_form_s20(client, cast):
    case = cases.proposed_case(cast)
    client.force_login(cast.program)
    response = client.get(f"/meetings/new/?kind=expanded_post&case={case.pk}")
    assert response.status_code == 409 and "支援終了後の案件について開く" in response.content.decode()


def test_the_plan_is_changed_and_the_second_saver_is_told_who_was_first(client, cast):
    case = cases.proposed_case(cast)
    other = cases.proposed_case(cast, person=cases.make_person(cast, given_name="二", given_kana="に"))
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=2))
    known = meeting.attendees.first()
    rows = [row_of(cast.center, known.name, known.roles[0], pk=known.pk), row_of(cast.agency, "原 さやか", "welfare_agency")]
    data = plan_data(
        clock.today() + timedelta(days=5), cast.director, rows, cases=[case.pk, other.pk], seen=meeting.version
    )
    client.force_login(cast.program)
    url = f"/meetings/{meeting.pk}/edit/"
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 302
    meeting.refresh_from_db()
    assert meeting.chair == cast.director and meeting.items.count() == 2
    assert meeting.attendees.filter(user=cast.caseworker).exists()
    response = client.post(url, data | {"place": "別の場所"})
    assert response.status_code == 409
    assert "あなた（ほかの画面）が先に保存しました" in response.content.decode() and "別の場所" in response.content.decode()


def test_a_planned_meeting_is_cancelled_with_a_reason(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [], on=clock.today() + timedelta(days=2))
    client.force_login(cast.program)
    url = f"/meetings/{meeting.pk}/cancel/"
    assert client.post(url, {"seen": meeting.version, "reason": ""}).status_code == 422
    assert client.post(url, {"seen": meeting.version, "reason": "法人の都合"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert client.get(url).status_code == 409


def test_the_case_keeps_its_state_when_a_meeting_is_planned(cast):
    case = cases.proposed_case(cast)
    make.plan_meeting(cast, MeetingKind.CASE_MEETING, [case])
    case.refresh_from_db()
    assert case.state == CaseState.AWAITING_CASE_MEETING

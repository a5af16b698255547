"""The record and its confirmation, whatever the kind; and what the page of a case says about its meetings."""

from datetime import timedelta

import pytest

from cases.models import PlanGoal, RehabilitationPlan
from cases.tests import factories as cases
from meetings.enums import ChangeKind, MeetingKind, MeetingState
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep

pytestmark = pytest.mark.django_db


def card(client, case):
    """The text of the case's page."""
    response = client.get(f"/cases/{case.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_recorder_is_who_writes(cast):
    meeting = make.hold(make.plan_meeting(cast, MeetingKind.LIAISON, [cases.proposed_case(cast)]), by=cast.program)
    make.write(meeting, by=cast.chief)
    assert meeting.recorder == cast.chief
    with pytest.raises(Refused, match="別の人が確定する"):
        meeting.confirm(by=cast.chief, on=clock.today())
    meeting.confirm(by=cast.director, on=clock.today())
    assert (meeting.state, meeting.confirmed_by) == (MeetingState.CONFIRMED, cast.director)


def test_a_record_is_not_confirmed_before_the_meeting_nor_in_the_future(cast):
    meeting = make.hold(make.plan_meeting(cast, MeetingKind.LIAISON, [cases.proposed_case(cast)]), by=cast.program)
    make.write(meeting, by=cast.program)
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Refused, match="確定日"):
            meeting.confirm(by=cast.chief, on=day)
    assert meeting.state == MeetingState.MINUTES_DRAFT


def test_the_page_of_a_meeting_says_what_comes_next(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [cases.proposed_case(cast)])
    client.force_login(cast.program)
    url = meeting.get_absolute_url()
    assert f"/meetings/{meeting.pk}/hold/" in client.get(url).content.decode()
    make.hold(meeting, by=cast.program)
    assert "会議の記録を書く" in client.get(url).content.decode()
    make.write(meeting, by=cast.program)
    assert "会議の長が記録を確定するのを待っています" in client.get(url).content.decode()
    client.force_login(cast.chief)
    assert "確定の画面へ進む" in client.get(url).content.decode()
    meeting.confirm(by=cast.chief, on=clock.today())
    assert "次にすること" not in client.get(url).content.decode()


def test_the_confirmation_waits_for_what_is_missing(client, cast):
    case = cases.proposed_case(cast)
    meeting = make.held_liaison(cast, case, confirmed=False, absent=[cast.officer])
    client.force_login(cast.chief)
    page = client.get(f"/meetings/{meeting.pk}/confirm/").content.decode()
    assert "出席の記録がない相手：公共職業安定所。" in page and "まだ確定できません" in page
    data = {"seen": meeting.version, "on": clock.today().isoformat()}
    response = client.post(f"/meetings/{meeting.pk}/confirm/", data)
    assert response.status_code == 422 and "通知 記1 第2項" in response.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTES_DRAFT


def test_the_history_tells_who_changed_what_in_words(client, cast):
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case, changes=[ChangeKind.PLAN])
    client.force_login(cast.program)
    page = client.get(f"/meetings/{meeting.pk}/history/").content.decode()
    assert "出欠を記録する：村上 一郎" in page and "公共職業安定所の担当官" in page and "おおむね達成" in page
    assert "peso_officer" not in page and "会議の記録を確定する" in page


def test_a_meeting_that_did_not_come_about_is_called_off_after_its_attendance(client, cast):
    """S8: without the 安定所 its record is never confirmed; the case goes on with a new one."""
    case = cases.proposed_case(cast)
    meeting = make.held_liaison(cast, case, confirmed=False, absent=[cast.officer])
    url = f"/meetings/{meeting.pk}/cancel/"
    client.force_login(cast.colleague)
    assert client.get(url).status_code == 403
    client.force_login(cast.program)
    assert url in client.get(meeting.get_absolute_url()).content.decode()
    assert client.post(url, {"seen": meeting.version, "reason": "安定所が来られず、打合せにならなかった。"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on) == (MeetingState.CANCELLED, None)
    assert "連絡会議を開く準備をする" in card(client, case)


def test_a_meeting_that_concluded_on_a_case_is_not_called_off(client, cast):
    case = make.concluded_case_by_meeting(cast, confirmed=False)
    meeting = case.agenda_items.get(meeting__kind=MeetingKind.CASE_MEETING).meeting
    with pytest.raises(Refused, match="結論を確定した会議は中止できません"):
        meeting.cancel(by=cast.program, reason="都合")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on) == (MeetingState.MINUTES_DRAFT, case.concluded_on)
    client.force_login(cast.program)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "会議を中止する" not in page and "出欠を直す" not in page and "会議の記録を書き足す" in page


# --- The page of a case ---------------------------------------------------------------------------------------------------
def test_the_case_leads_from_liaison_to_case_meeting_to_request(client, cast):
    case = cases.proposed_case(cast)
    client.force_login(cast.program)
    page = card(client, case)
    assert "連絡会議を開く" in page and f"kind=liaison_council&amp;case={case.pk}" in page
    make.held_liaison(cast, case)
    page = card(client, case)
    assert "ケース会議を開く" in page and f"kind=case_meeting&amp;case={case.pk}" in page
    meeting = make.held_case_meeting(cast, case)
    assert "ケース会議の記録を仕上げる" in card(client, case)
    make.conclude(cast, meeting, case)
    assert "ケース会議の記録の確定を待っています" in card(client, case)
    with clock.moved_to(meeting.held_on):
        meeting.confirm(by=cast.director, on=meeting.held_on)
    assert f"/cases/{case.pk}/request-selection/" in card(client, case)


def test_the_arrangement_comes_before_the_liaison_meeting(client, cast):
    case = cases.evaluated_case(cast)
    plan = RehabilitationPlan.begin(case, by=cast.program)
    plan.edit(
        by=cast.program, changes={"current_state": "現状", "proposed_support": "支援"},
        keep_rows=lambda row: keep(PlanGoal(plan=row, text="通う"), by=cast.program, reason="目標"),
    )
    plan.propose(by=cast.program, on=clock.today())
    client.force_login(cast.program)
    page = card(client, case)
    assert "支援体制の予定を決める" in page and "連絡会議を開く準備をする" not in page


def test_a_meeting_under_way_is_what_comes_next(client, cast):
    case = cases.proposed_case(cast)
    make.plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=2))
    client.force_login(cast.program)
    assert "連絡会議を見る" in card(client, case)


def test_meetings_stand_in_the_course_of_the_case_and_on_its_tab(client, cast):
    case = make.concluded_case_by_meeting(cast, outcome=Outcome.DEFERRED)
    client.force_login(cast.program)
    page = client.get(f"/cases/{case.pk}/?all=1").content.decode()
    assert "連絡会議" in page and "ケース会議の結論" in page
    page = client.get(f"/cases/{case.pk}/meetings/").content.decode()
    assert "結論：継続検討" in page and "ケース会議を登録する" in page
    client.force_login(cast.colleague)
    assert client.get(f"/cases/{case.pk}/meetings/").status_code == 403
    client.force_login(cast.other_program)
    assert client.get(f"/cases/{case.pk}/meetings/").status_code == 404

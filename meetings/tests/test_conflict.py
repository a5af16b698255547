"""Two people at one meeting: the later is told what the other changed in attendance, agenda and record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import FollowUpPlan, FollowUpRole
from cases.tests import factories as cases
from cases.tests.pages import text_of, typed_on
from meetings.enums import Attendance, MeetingKind
from meetings.models import DecidedMethod, GoalReview
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.gate import keep, remove

pytestmark = pytest.mark.django_db


def told(answer, *sentences):
    page = text_of(answer)
    assert answer.status_code == 409, page
    assert [sentence for sentence in sentences if sentence not in page] == []


def yesterday():
    return clock.today() - timedelta(days=1)


def opened(client, name, meeting):
    url = reverse(f"meetings:{name}", args=[meeting.pk])
    return url, typed_on(client.get(url))


def held_yesterday(cast, kind, case):
    with clock.moved_to(yesterday()):
        own = [row for row in make.propose(kind, cast.center, [case]) if not row.is_outside(cast.center.pk)]
        return make.hold(make.plan_meeting(cast, kind, [case], on=yesterday(), attendees=own), by=cast.program)


def test_of_a_plan_who_is_invited_and_the_agenda_are_told(signed_in, cast):
    case = cases.proposed_case(cast)
    other = cases.proposed_case(cast, person=cases.make_person(cast, family_name="別府", family_kana="べっぷ"))
    with clock.moved_to(yesterday()):
        meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=9))
    url, data = opened(signed_in(cast.program), "edit", meeting)
    gone = meeting.attendees.filter(organization=cast.peso).first()
    meeting.edit(by=cast.chief, changes={"place": "大会議室"}, cases=[case, other], keep_rows=lambda row: remove(
        gone, by=cast.chief, reason="外す"
    ))
    told(
        signed_in(cast.program).post(url, data | {"purpose": "私が書いた議題。"}), "大西 誠さんが先に保存しました", "<ins>大会議室</ins>",
        f"議題「{other}」を加えました", f"出席者「{gone.name}」を取り除きました", "私が書いた議題。",
    )


def test_of_the_attendance_each_attendee_is_told(signed_in, cast):
    meeting = held_yesterday(cast, MeetingKind.LIAISON, cases.proposed_case(cast))
    url, data = opened(signed_in(cast.program), "hold", meeting)
    away = meeting.attendees.first()
    attendance = {row.pk: (Attendance.PRESENT, "") for row in meeting.attendees.all()} | {away.pk: (Attendance.ABSENT, "発熱")}
    meeting.correct(by=cast.chief, held_on=meeting.held_on, attendance=attendance)
    told(
        signed_in(cast.program).post(url, data), f"出席者「{away.name}」を変えました", "<del>出席</del>", "<ins>欠席</ins>", "<ins>発熱</ins>",
    )


def test_of_a_record_what_was_said_on_each_case_is_told(signed_in, cast):
    case = cases.proposed_case(cast)
    meeting = held_yesterday(cast, MeetingKind.LIAISON, case)
    url, data = opened(signed_in(cast.program), "record", meeting)
    make.write(meeting, by=cast.chief, summary="先に書いたまとめ。")
    told(
        signed_in(cast.program).post(url, data | {"summary": "私が書いたまとめ。"}), "<ins>先に書いたまとめ。</ins>",
        f"議題「{meeting.items.get()}」を変えました", "<ins>仕事の内容と役割を確かめた。</ins>", "私が書いたまとめ。",
    )


def test_of_a_record_during_support_reviews_and_methods_are_told(signed_in, cast):
    case = cases.supporting_case(cast)
    meeting = held_yesterday(cast, MeetingKind.IN_PROGRESS, case)
    url, data = opened(signed_in(cast.program), "record", meeting)
    goal = case.approved_plan.goals.first()

    def rows(row):
        item = row.items.get()
        item.review = "先に書いた振り返り。"
        keep(item, by=cast.chief, reason="会議の記録")
        keep(GoalReview(item=item, goal=goal, attainment="partly"), by=cast.chief, reason="会議の記録")
        keep(DecidedMethod(item=item, text="席を替える。"), by=cast.chief, reason="会議の記録")

    meeting.record(by=cast.chief, changes={}, keep_rows=rows)
    told(
        signed_in(cast.program).post(url, data | {"summary": "私が書いたまとめ。"}), "<ins>先に書いた振り返り。</ins>",
        f"目標の達成度「{goal.text}」を加えました", "<ins>一部達成</ins>", "決定した支援方法「席を替える。」を加えました", "私が書いたまとめ。",
    )


def test_of_a_record_after_support_the_follow_up_plan_and_its_rows_are_told(signed_in, cast):
    case = cases.ended_case(cast)
    meeting = held_yesterday(cast, MeetingKind.POST, case)
    with clock.moved_to(yesterday()):
        plan = FollowUpPlan.begin(case, by=cast.program)
    url, data = opened(signed_in(cast.program), "record", meeting)

    def rows(row):
        plan.edit(by=cast.chief, changes={"guidance_policy": "先に書いた方針。"}, keep_rows=lambda follow_up: keep(
            FollowUpRole(plan=follow_up, organization=cast.peso, role="雇用の条件の確認"), by=cast.chief, reason="会議の記録"
        ))

    meeting.record(by=cast.chief, changes={}, keep_rows=rows)
    told(
        signed_in(cast.program).post(url, data | {"summary": "私が書いたまとめ。"}), "<ins>先に書いた方針。</ins>",
        "役割分担「雇用の条件の確認」を加えました", "私が書いたまとめ。",
    )

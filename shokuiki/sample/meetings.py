"""Meetings of every kind, from the invitation to the confirmed record."""

from datetime import timedelta

from cases.enums import FollowUpMethod
from cases.models import CurriculumItem, FollowUpPlan, FollowUpRole, FollowUpWay, SupportPlan
from meetings import confirmation, requirements
from meetings.enums import Attainment, Attendance, ChangeKind, MeetingKind, Role
from meetings.members import propose
from meetings.models import Attendee, DecidedMethod, GoalReview, Meeting
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import keep
from shokuiki.sample import texts
from shokuiki.sample.goals import attainment, measured, share_of
from shokuiki.sample.stage import at, moved, of

ROOMS = ("第1会議室", "第2会議室", "相談室")
REASONS = {
    "S12": "加入は必須ではない。支援の開始までに、加入と更新の予定を法人に確かめる。",
    "S16": "欠けた構成員には事前に資料で説明し、意見を書面で受けた。小さなセンターのため、兼ねる役割もある。",
    "S25": "支援を受けているほかの機関はない。生活の相談は安定所とセンターで分けて受ける。",
}
HOURS = {
    MeetingKind.LIAISON: (10, 0, 60), MeetingKind.CASE_MEETING: (15, 0, 75), MeetingKind.IN_PROGRESS: (13, 30, 90),
    MeetingKind.POST: (14, 0, 90),
}
PURPOSES = {
    MeetingKind.LIAISON: "委託と支援の体制を、法人・安定所と打ち合わせる。", MeetingKind.CASE_MEETING: "対象者として適切か否かを検討する。",
    MeetingKind.IN_PROGRESS: "目標の進み具合を確かめ、支援方法を見直す。", MeetingKind.POST: "終了後の指導方針とフォローアップを決める。",
}


def acknowledged(found):
    """Why one goes on in spite of each warning that is among these requirements."""
    return {requirement.no: REASONS[requirement.no] for requirement in found if requirement.asks}


# --- The parts of a meeting --------------------------------------------------------------------------------------------
def convene(stage, kind, stories, number):
    """Invite to a meeting on a working day, four working days before it (at the latest on the last one)."""
    team = stage.people(stories[0])
    day = stage.day(number)
    hour, minute, minutes = HOURS[kind]
    expanded = kind in (MeetingKind.IN_PROGRESS, MeetingKind.POST)
    with moved(stage.day(min(number - 4, 0)), 11, 20):
        cases = [stage.case(story) for story in stories]
        attendees = propose(kind, cases[0].center, cases)
        if expanded:
            attendees.append(Attendee(name=cases[0].person.full_name, roles=[Role.PERSON]))
        starts_at = at(day, hour, minute)
        place = f"{cases[0].workplace.name}　会議室" if kind == MeetingKind.IN_PROGRESS else of(ROOMS, number)
        return Meeting(
            center=cases[0].center, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
            place=place, chair=team.chief, purpose=PURPOSES[kind],
        ).convene(by=team.program, cases=cases, attendees=attendees)


def note_attendance(stage, meeting, stories, number):
    """出欠を記録する, on the day of the meeting."""
    away = {}
    if any("evaluator_absent" in story.twists for story in stories) and meeting.kind == MeetingKind.CASE_MEETING:
        away = {Role.EVALUATION_COUNSELOR: (Attendance.ABSENT, "研修のため")}
    elif meeting.is_expanded and stories[0].number % 3 == 0:
        away = {Role.WELFARE_AGENCY: (Attendance.WRITTEN, "")}
    attendance = {
        attendee.pk: next((away[role] for role in attendee.roles if role in away), (Attendance.PRESENT, ""))
        for attendee in meeting.attendees.all()
    }
    with moved(stage.day(number), HOURS[meeting.kind][0] + 2):
        meeting.hold(by=stage.people(stories[0]).program, held_on=stage.day(number), attendance=attendance)


def write_record(stage, meeting, stories, number, keep_rows, *, summary="", next_on=None):
    with moved(stage.day(number), 17):
        meeting.record(
            by=stage.people(stories[0]).program, changes={"summary": summary, "next_on": next_on}, keep_rows=keep_rows
        )


def confirm(stage, meeting, stories, number):
    """会議の記録を確定する, by the chair on the next working day."""
    by = stage.people(stories[0]).chief
    with moved(stage.day(number + 1), 9, 15):
        found = confirmation.for_record(Meeting.objects.get(pk=meeting.pk))
        meeting.confirm(by=by, on=clock.today(), acknowledged=acknowledged(found))


# --- 連絡会議, ケース会議 ------------------------------------------------------------------------------------------------
def liaison(stage, stories, number):
    """One 連絡会議 on all the cases of that day with the same corporation and 安定所."""
    by = stage.people(stories[0]).program
    meeting = convene(stage, MeetingKind.LIAISON, stories, number)
    note_attendance(stage, meeting, stories, number)
    said = [of(texts.ARRANGED, story.number) for story in stories]
    write_record(stage, meeting, stories, number, lambda row: _discussed(row, said, by))
    confirm(stage, meeting, stories, number)


def case_meeting(stage, stories, number):
    """One ケース会議 on all the cases of that day, with its conclusion on each."""
    by = stage.people(stories[0]).program
    meeting = convene(stage, MeetingKind.CASE_MEETING, stories, number)
    note_attendance(stage, meeting, stories, number)
    said = [
        f"{of(texts.STRENGTHS[story.disability[0]], story.number)}{of(texts.ISSUES[story.disability[0]], story.number)}"
        "評価の担当から結果の説明があり、支援の期間と生活面の支え方を話し合った。" for story in stories
    ]
    write_record(stage, meeting, stories, number, lambda row: _discussed(row, said, by))
    with moved(stage.day(number), 17, 30):
        for item, story in zip(meeting.items.all(), stories, strict=True):
            conclusion, reason = _conclusion(stage, story, number)
            found = requirements.for_conclusion(item, conclusion, reason)
            item.conclude(by=by, conclusion=conclusion, reason=reason, acknowledged=acknowledged(found))
    confirm(stage, meeting, stories, number)


def _conclusion(stage, story, number):
    if number == story.day("defer") or "deferred" in story.twists:
        return Outcome.DEFERRED, texts.DEFERRED
    if "unsuitable" in story.twists:
        return Outcome.UNSUITABLE, texts.UNSUITABLE
    return Outcome.SUITABLE, stage.words("SUITABLE")


def _discussed(meeting, said, by):
    for item, words in zip(meeting.items.all(), said, strict=True):
        item.discussion = words
        keep(item, by=by, reason="会議の記録を書く")


# --- 拡大ケース会議（支援実施中） ---------------------------------------------------------------------------------------------
def in_progress(stage, story, number, count):
    """Attainment per goal, 振り返り, and what was newly decided; a changed plan gets its next version."""
    by = stage.people(story).program
    change = story.reviews[count][1]
    meeting = convene(stage, MeetingKind.IN_PROGRESS, [story], number)
    note_attendance(stage, meeting, [story], number)
    write_record(
        stage, meeting, [story], number, lambda row: _reviewed(stage, story, row, number, change, by),
        summary=stage.words("SUMMARIES"), next_on=stage.day(number + 25),
    )
    confirm(stage, meeting, [story], number)
    if change and "version_pending" not in story.twists:
        _next_version(stage, story, meeting.items.get().decision, number + 1)


def _reviewed(stage, story, meeting, number, change, by):
    item = meeting.items.get()
    item.review = stage.words("REVIEWS")
    item.discussion = stage.words("TALKED")
    item.changes = {
        "plan": [ChangeKind.METHODS, ChangeKind.PLAN], "methods": [ChangeKind.METHODS], "structure": [ChangeKind.STRUCTURE],
    }.get(change, [])
    item.unchanged = not item.changes
    keep(item, by=by, reason="会議の記録を書く")
    goals = list(item.case.approved_plan.goals.all())
    for place, goal in enumerate(goals):
        share = share_of(story, number, place)
        keep(GoalReview(
            item=item, goal=goal, attainment=attainment(share), current_value=measured(goal, share),
            evidence="支援日誌（直近2週）、事業所の作業記録" if goal.target_value is not None else "支援日誌（直近2週）",
            observation="" if attainment(share) == Attainment.ACHIEVED else "声をかけずにできる場面を増やす。",
        ), by=by, reason="会議の記録を書く")
    for goal in goals if ChangeKind.METHODS in item.changes else ():
        method = next((known.method_now for known in story.work.goals if known.text == goal.text), "")
        if method:
            keep(DecidedMethod(
                item=item, goal=goal, text=method, responsible=goal.get_responsible_display(), period="次の日から4週間",
            ), by=by, reason="会議の記録を書く")


def _next_version(stage, story, decision, number):
    """The next version of the 支援計画, with what was newly decided; approved by the 主任."""
    team = stage.people(story)
    case = stage.case(story)
    with moved(stage.day(number), 13):
        plan = case.support_plans.filter(state="draft").first()
        plan = plan or SupportPlan.begin(case, by=team.program, basis=decision)
        plan.edit(
            by=team.program,
            changes={
                "methods": "手順カードと見本を使い、支援者の声かけを減らす。報告は朝と帰りの2回とする。",
                "structure": f"{plan.structure}訪問を週1日減らし、昼休みの相談は事業所の担当者が受ける。",
            },
            keep_rows=lambda row: _changed_methods(row, story, team.program),
        )
        plan.approve(by=team.chief, on=clock.today(), reason=stage.words("CHANGE_APPROVED"))


def _changed_methods(plan, story, by):
    now = {goal.text: goal.method_now for goal in story.work.goals if goal.method_now}
    for goal in plan.goals.all():
        if goal.text in now:
            goal.method = now[goal.text]
            keep(goal, by=by, reason="支援計画を記入する")


# --- 拡大ケース会議（支援終了後） --------------------------------------------------------------------------------------------
def post(stage, story, number):
    """指導方針 and the four items; confirmed, they become the フォローアップ計画."""
    by = stage.people(story).program
    meeting = convene(stage, MeetingKind.POST, [story], number)
    note_attendance(stage, meeting, [story], number)

    def keep_rows(row):
        item = row.items.get()
        item.discussion = stage.words("SHARED")
        keep(item, by=by, reason="会議の記録を書く")
        FollowUpPlan.begin(item.case, by=by).edit(
            by=by,
            changes={
                "guidance_policy": of(texts.POLICIES, story.number), "period_from": clock.today(),
                "period_to": clock.today() + timedelta(days=182),
                "curriculum_none": "本人の希望により、集まりへの参加は求めない。" if story.number % 4 == 3 else "",
            },
            keep_rows=lambda plan: _follow_up_rows(stage, story, plan, by),
        )

    write_record(
        stage, meeting, [story], number, keep_rows, summary="6か月の間、訪問と電話で支える。困ったときの連絡先を本人と確かめた。"
    )
    if "post_drafted" not in story.twists:
        confirm(stage, meeting, [story], number)


def _follow_up_rows(stage, story, plan, by):
    day = clock.today()
    rows = [
        FollowUpRole(plan=plan, organization=stage.organizations[story.center], person=by.name, role="月1回の職場訪問と、関係機関との連絡"),
        FollowUpRole(plan=plan, organization=stage.organizations[story.peso], role="雇用の条件と助成の相談"),
        FollowUpWay(plan=plan, method=FollowUpMethod.VISIT, frequency="月1回", note="職場を訪ね、本人と担当者に会う。"),
        FollowUpWay(plan=plan, method=FollowUpMethod.PHONE, frequency="月1回", note="訪問の2週間後に電話する。"),
    ]
    if story.agency:
        rows.append(FollowUpRole(plan=plan, organization=stage.organizations[story.agency], role="生活と体調の相談"))
    if story.number % 4 != 3:
        rows += [
            CurriculumItem(plan=plan, theme="働く人の集まりに参加する", planned_on=day + timedelta(days=45)),
            CurriculumItem(plan=plan, theme="給料の使い方を考える", planned_on=day + timedelta(days=100)),
        ]
    for row in rows:
        keep(row, by=by, reason="フォローアップ計画を書く")

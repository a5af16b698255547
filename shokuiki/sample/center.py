"""The whole sample center, told in the order of its days."""

from itertools import groupby

from django.db import transaction

from meetings.enums import MeetingKind
from shokuiki.records import clock
from shokuiki.sample import after, intake, meetings, selection, support
from shokuiki.sample.attachments import attach_files
from shokuiki.sample.corporations import decide_again, tell_corporations
from shokuiki.sample.corrections import answer_request, correct_records
from shokuiki.sample.long_ago import ask_to_erase, tell_persons_of_long_ago
from shokuiki.sample.members import tell_members
from shokuiki.sample.persons import STORIES
from shokuiki.sample.stage import Stage, moved
from shokuiki.sample.workplaces import register_workplaces

# step: (hour, function of (stage, story)); later hours come later within a day.
SIMPLE = {
    "open": (9, intake.open_case), "begin_evaluation": (10, intake.begin_evaluation),
    "finish_evaluation": (16, intake.finish_evaluation), "begin_plan": (11, intake.begin_plan),
    "propose": (13, intake.propose), "revise": (14, intake.revise), "ask": (11, selection.ask),
    "decide": (16, selection.decide), "withdraw": (11, selection.withdraw), "prepare": (14, support.prepare),
    "sign": (13, support.sign), "start": (9, support.start), "interrupt": (17, support.interrupt),
    "end": (17, support.end), "hire": (10, after.hire), "close": (16, after.close),
}
COUNTED = {
    "log": (16, support.write_log), "technical_log": (16, support.write_technical_log), "follow_up": (15, after.follow_up),
}
JOINT = {"liaison": (10, meetings.liaison), "defer": (15, meetings.case_meeting), "case_meeting": (15, meetings.case_meeting)}
EXPANDED = {"in_progress": 13, "post": 14}
# Meetings to come: (kind, stories, working days from now: 1 is today or the next working day).
COMING = (
    (MeetingKind.LIAISON, ("miyamoto",), 1), (MeetingKind.IN_PROGRESS, ("sato",), 1),
    (MeetingKind.CASE_MEETING, ("sakaguchi", "negishi"), 3), (MeetingKind.POST, ("kagami",), 4),
    (MeetingKind.IN_PROGRESS, ("saeki",), 6), (MeetingKind.CASE_MEETING, ("kawai",), 9),
)


def make_sample(stories=STORIES):
    """Fill an empty database, or nothing of it. stories: fewer make it faster; those to come need theirs."""
    with transaction.atomic():
        stage = Stage.opened(clock.today())
        tell_persons_of_long_ago(stage)
        register_workplaces(stage)
        tell_corporations(stage)
        stories = {story.key: story.timed(stage.day) for story in stories}
        tell_persons(stage, stories.values())
        decide_again(stage)
        if sato := stories.get("sato"):
            after.read_in_need(stage, sato)
            correct_records(stage, sato)
        if shinohara := stories.get("shinohara"):
            answer_request(stage, shinohara)
        plan_meetings(stage, stories)
        tell_members(stage)
        attach_files(stage, stories.get("sato"))
        ask_to_erase(stage)
    return stage


def calendar(stage, stories):
    """[(day, hour, step, group, story, count)] of all that happened; those of one group meet in one room."""
    found = []
    for story in stories:
        for day, step, count in story.steps():
            hour = EXPANDED.get(step) or (SIMPLE | COUNTED | JOINT)[step][0]
            group = (story.center, story.corporation, story.peso) if step == "liaison" else (story.center,)
            found.append((day, hour, step, group if step in JOINT else (story.key,), story, count))
        for step, days in (("log", support.log_days), ("technical_log", support.technician_days)):
            for count, day in enumerate(days(stage, story)):
                found.append((day, COUNTED[step][0], step, (story.key,), story, count))
    return sorted(found, key=lambda entry: (*entry[:4], entry[4].number))


def tell_persons(stage, stories):
    """Carry every story through its days."""
    for (day, hour, step, _), entries in groupby(calendar(stage, stories), key=lambda entry: entry[:4]):
        told = [(entry[4], entry[5]) for entry in entries]
        if step in JOINT:
            JOINT[step][1](stage, [story for story, _ in told], day)
            continue
        for story, count in told:
            with moved(stage.day(day), hour, 5 + story.number):
                _step(stage, story, step, day, count)


def _step(stage, story, step, day, count):
    if step == "in_progress":
        meetings.in_progress(stage, story, day, count)
    elif step == "post":
        meetings.post(stage, story, day)
    elif step in COUNTED:
        COUNTED[step][1](stage, story, day, count)
    else:
        SIMPLE[step][1](stage, story)


def plan_meetings(stage, stories):
    """What is on the calendar from today on; one meeting just held, one called off. stories: {key: story}."""
    for kind, keys, day in COMING:
        if stories.keys() >= set(keys):
            meetings.convene(stage, kind, [stories[key] for key in keys], day)
    if segawa := stories.get("segawa"):
        held = meetings.convene(stage, MeetingKind.IN_PROGRESS, [segawa], 0)
        meetings.note_attendance(stage, held, [segawa], 0)
    if miyamoto := stories.get("miyamoto"):
        off = meetings.convene(stage, MeetingKind.LIAISON, [miyamoto], 0)
        with moved(stage.day(-1), 16):
            off.cancel(by=stage.people(miyamoto).program, reason="法人の担当者の都合により、日を改める。")

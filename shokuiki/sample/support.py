"""Support: plan, partners, contract, start, the logs, 中断 and 終了."""

from datetime import time

from cases.enums import Attendance, ConsentPurpose, EndKind, LogState, Phase, RateUnit, SupportWay
from cases.models import (
    Contract,
    DailyLog,
    GoalNote,
    PartnerAssignment,
    SupportGoal,
    SupportPhase,
    SupportPlan,
)
from cases.requirements import for_support_end
from shokuiki.records import clock
from shokuiki.records.gate import keep
from shokuiki.sample import texts
from shokuiki.sample.goals import measured, rating, share_of
from shokuiki.sample.intake import consent
from shokuiki.sample.stage import moved, of

PRICES = (5400, 6000, 6600)


# --- Preparation ------------------------------------------------------------------------------------------------------
def prepare(stage, story):
    """Workplace, consent to share, the first 支援計画, and a contract in preparation."""
    team = stage.people(story)
    case = stage.case(story)
    place = stage.organizations[story.workplace]
    case.prepare(by=team.program, changes={"workplace": place})
    others = [stage.organizations[key] for key in (story.workplace, story.peso, story.corporation, story.agency) if key]
    consent(stage, case, ConsentPurpose.SHARE_EXPANDED_MEETING, team.program, recipients=others)
    until = stage.later(20) if "consent_expiring" in story.twists else None
    consent(stage, case, ConsentPurpose.SHARE_WORKPLACE, team.program, recipients=[place], valid_until=until)
    plan = SupportPlan.begin(stage.case(story), by=team.program)
    plan.edit(by=team.program, keep_rows=lambda row: _plan_rows(stage, story, row, team.program), changes={
        "overall_goal": f"{story.weeks}週で、{story.work.work}の持ち場を一人で任されるようになる。",
        "structure": f"技術面は{place.name}の技術支援パートナー、生活面は支援パートナーが支える。",
        "methods": "見本と手順書で示し、少しずつ任せる。朝と帰りに短く振り返る。",
        "emergency_procedure": "事業所からセンターへ電話する。けがのときは、先に事業所が救急に連絡する。",
        "person_agreed_on": clock.today(), "workplace_agreed_on": clock.today(),
    })
    if story.is_consigned:
        case = stage.case(story)
        Contract(
            case=case, selection=case.selection, starts_on=case.planned_from, ends_on=case.planned_to,
            rate_yen=of(PRICES, story.number), rate_unit=RateUnit.DAY, max_days=story.weeks * len(story.visits),
        ).prepare(by=team.program)


def _plan_rows(stage, story, plan, by):
    end = story.day("end")
    first, second = story.start + 9, story.start + story.weeks * 3
    phases = (
        (Phase.PREPARATION, story.start, first, 5), (Phase.INTENSIVE, first + 1, second, len(story.visits)),
        (Phase.TRANSITION, second + 1, end, max(1, len(story.visits) - 1)),
    )
    for phase, begins, ends, days in phases:
        keep(SupportPhase(
            plan=plan, phase=phase, starts_on=stage.day(begins), ends_on=stage.day(ends), days_per_week=days,
        ), by=by, reason="支援計画を記入する")
    for goal in story.work.goals:
        keep(SupportGoal(
            plan=plan, text=goal.text, area=goal.area, indicator=goal.indicator, unit=goal.unit, start_value=goal.start,
            target_value=goal.target, responsible=goal.responsible, method=goal.method, due_on=stage.day(end),
        ), by=by, reason="支援計画を記入する")


def sign(stage, story):
    """The plan is approved, partners are assigned, the 所長 concludes the contract."""
    team = stage.people(story)
    case = stage.case(story)
    case.support_plans.get().approve(by=team.chief, on=clock.today(), reason=stage.words("APPROVED"))
    for key, days in ((story.workplace, 5), (story.living, len(story.visits))):
        PartnerAssignment(
            case=stage.case(story), partner=stage.partners[key], valid_from=stage.day(story.start), days_per_week=days,
        ).assign(by=team.program)
    if story.is_consigned:
        contract = case.contracts.get()
        if contract.selection.organization.corporation.needs_separate_accounting:
            contract.confirm_accounting(by=team.program, on=clock.today())
        with moved(clock.today(), 15):
            contract.conclude(by=team.director, on=clock.today())


def start(stage, story):
    stage.case(story).start_support(by=stage.people(story).program, on=clock.today())


# --- 支援日誌 ----------------------------------------------------------------------------------------------------------
def log_days(stage, story):
    """Working days with a visit of the living partner, thinned where the support lies long behind."""
    if not story.reached("start"):
        return []
    last = min(story.day("end") if story.reached("end") else 0, 0)
    if story.until == "interrupt":
        last = story.day("interrupt")
    days = [day for day in range(story.start, last + 1) if stage.day(day).weekday() in story.visits]
    if "log_missing" in story.twists:
        days.pop()
    return days[::3] if story.reached("end") else days


def technician_days(stage, story):
    """Thursdays of the running support, where the technical partner signs in."""
    if not story.reached("start") or story.until != "start" or stage.partners[story.workplace].user is None:
        return []
    return [day for day in range(story.start, 1) if stage.day(day).weekday() == 3]


def write_log(stage, story, number, place):
    """One log of the living partner: written on its day, as a rule handed in and two working days later confirmed."""
    left = len(log_days(stage, story)) - 1 - place
    written = min(number + 4, 0) if "late" in story.twists and place % 4 == 1 else number
    asks = "asks" in story.twists and left == 0 or "asked" in story.twists and left == 3
    returned = "returned" in story.twists and left == 1
    columns = _what_happened(stage, story, number, place, steady=asks)
    if asks:
        columns |= {"asks_center": True, "question": story.work.question}
    draft = "log_drafted" in story.twists and left == 0
    log = _written(stage, story, story.living, number, written, columns, gap=returned, draft=draft)
    if returned:
        with moved(stage.day(number + 1), 9, 40):
            log.return_to_writer(by=stage.people(story).program, comment=texts.GIVEN_BACK)
    elif log.state == LogState.SUBMITTED and written + 2 <= 0:
        _confirm(stage, story, log, written + 2, story.work.answer if asks else of(texts.COMMENTS, place))


def write_technical_log(stage, story, number, place):
    """One log of the workplace's own partner, on the work alone."""
    stretch = _stretch(story, number)
    log = _written(stage, story, story.workplace, number, number, {
        "date": stage.day(number), "starts_at": time(13), "ends_at": time(14, 30), "ways": [SupportWay.AT_WORK],
        "content": of(texts.WORK[stretch], place + story.number),
    })
    if number + 3 <= 0:
        _confirm(stage, story, log, number + 3, "")


def _written(stage, story, key, number, written, columns, *, gap=False, draft=False):
    """A log of the day `number`, written on the day `written`; handed in, if it is not left as a draft."""
    case = stage.case(story)
    assignment = case.assignments.get(partner=stage.partners[key])
    by = assignment.partner.user or stage.people(story).program
    with moved(stage.day(written), 16, 10 + story.number):
        log = DailyLog(case=case, assignment=assignment, **columns)
        log.write(by=by, keep_rows=lambda row: _notes(row, story, number, by, gap))
        if not draft:
            log.submit(by=by)
    return log


def _confirm(stage, story, log, day, comment):
    with moved(stage.day(day), 9, 5 + story.number):
        log.confirm(by=stage.people(story).program, comment=comment)


def _stretch(story, number):
    progress = story.progress(number)
    return "early" if progress < 0.34 else "middle" if progress < 0.7 else "late"


def _what_happened(stage, story, number, place, *, steady):
    stretch = _stretch(story, number)
    seen = of(texts.WORK[stretch] if place % 2 else getattr(story.work, stretch), place // 2 + story.number)
    attendance, content = Attendance.PRESENT, f"{seen}{of(texts.LIVING[stretch], place * 2 + story.number)}"
    ways = of(([SupportWay.AT_WORK], [SupportWay.AT_WORK, SupportWay.INTERVIEW], [SupportWay.AT_WORK, SupportWay.COMMUTE]), place)
    if place % 11 == 7 and not steady:
        attendance, content, ways = Attendance.ABSENT_NOTIFIED, texts.ABSENT, [SupportWay.PHONE]
    elif place % 9 == 4 and stretch != "late" and not steady:
        attendance, content = Attendance.LATE, f"{texts.LATE_ARRIVAL}{seen}"
    return {
        "date": stage.day(number), "starts_at": time(9 + story.number % 2, 30), "ends_at": time(12, 0 if place % 2 else 30),
        "ways": ways, "attendance": attendance, "content": content,
    }


def _notes(log, story, number, by, gap):
    absent = log.attendance == Attendance.ABSENT_NOTIFIED
    for place, goal in enumerate(log.case.approved_plan.goals.all()):
        share = share_of(story, number, place)
        keep(GoalNote(
            log=log, goal=goal, rating="no_occasion" if absent else rating(share),
            value=None if absent or gap and place == 2 else measured(goal, share),
        ), by=by, reason="目標ごとの様子")


# --- 中断, 終了 ---------------------------------------------------------------------------------------------------------
def interrupt(stage, story):
    stage.case(story).interrupt(
        by=stage.people(story).program, on=clock.today(), reason="睡眠の乱れが続き、主治医から2週間の休みを勧められたため。再開の日は外来の後に決める。"
    )


def end(stage, story):
    team = stage.people(story)
    case = stage.case(story)
    discontinued = "discontinued" in story.twists
    waiting = [requirement for requirement in for_support_end(case) if requirement.asks]
    case.end_support(
        by=team.chief, on=clock.today(), end_kind=EndKind.DISCONTINUED if discontinued else EndKind.COMPLETED,
        reason=stage.words("DISCONTINUED" if discontinued else "COMPLETED"),
        acknowledged={requirement.no: "残りの日誌は、今週のうちに確認する。" for requirement in waiting},
    )
    if story.is_consigned:
        contract = case.contracts.get(state="concluded")
        contract.terminate(by=team.director, on=clock.today(), reason="支援が終わったため。")

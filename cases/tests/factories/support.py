"""Cases in support and after it, with plans, partners, contracts, logs and follow-up."""

from datetime import time, timedelta

from cases.enums import (
    Attendance,
    ConsentPurpose,
    EndKind,
    FollowUpMethod,
    GoalArea,
    GoalRating,
    LivingSupport,
    Phase,
    Responsible,
    SupportWay,
)
from cases.models import (
    Contract,
    CurriculumItem,
    DailyLog,
    FollowUpPlan,
    FollowUpRole,
    FollowUpWay,
    GoalNote,
    PartnerAssignment,
    SupportGoal,
    SupportPhase,
    SupportPlan,
)
from cases.tests.factories.partners import make_partner
from cases.tests.factories.steps import ENDED, FOLLOWED, PLANNED_DAYS, PREPARED, STARTED, day_of, moved
from cases.tests.factories.up_to_selection import make_consent, selected_case
from partners.enums import PartnerKind
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.gate import keep
from shokuiki.records.models import Decision


def prepare_workplace(cast, case):
    with moved(case, PREPARED):
        case.prepare(by=cast.program, changes={"workplace": cast.workplace})
    return case


def draft_support_plan(cast, case):
    """The first version with two phases and three goals, not yet approved."""
    with moved(case, PREPARED):
        plan = SupportPlan.begin(case, by=cast.program)
        plan.edit(
            by=cast.program,
            changes={
                "wish": "体を動かす仕事がしたい。", "overall_goal": "週5日、一人で持ち場を任されるようになる。",
                "structure": "技術面は技術支援パートナー、生活面は支援パートナーが支える。",
                "methods": "手順書と写真で示し、少しずつ任せる。", "emergency_procedure": "事業所からセンターへ電話する。",
                "person_agreed_on": clock.today(), "workplace_agreed_on": clock.today(),
            },
            keep_rows=lambda row: _support_plan_rows(row, cast.program),
        )
    return plan


def _support_plan_rows(plan, by):
    start = plan.case.planned_from
    for phase, first, last in ((Phase.INTENSIVE, 0, 60), (Phase.TRANSITION, 61, PLANNED_DAYS)):
        keep(
            SupportPhase(
                plan=plan, phase=phase, days_per_week=5,
                starts_on=start + timedelta(days=first), ends_on=start + timedelta(days=last),
            ),
            by=by, reason="段階",
        )
    goals = (
        ("包装の工程を一人でできる", GoalArea.JOB_SKILL, "一人でできる工程", "工程", 1, 4, Responsible.TECHNICAL),
        ("始業の5分前までに持ち場に着く", GoalArea.WORK_ATTITUDE, "間に合った日の割合", "%", 40, 90, Responsible.LIVING),
        ("困ったときに自分から伝える", GoalArea.COMMUNICATION, "", "", None, None, Responsible.LIVING),
    )
    for text, area, indicator, unit, start_value, target_value, responsible in goals:
        keep(
            SupportGoal(
                plan=plan, text=text, area=area, indicator=indicator, unit=unit, start_value=start_value,
                target_value=target_value, responsible=responsible, method="朝に手順を一緒に確かめる。",
            ),
            by=by, reason="目標",
        )


def approved_support_plan(cast, case):
    plan = draft_support_plan(cast, case)
    with moved(case, PREPARED):
        plan.approve(by=cast.chief, on=clock.today())
    return plan


def living_partner(cast, case):
    """Who gives the living support of this case: the corporation's partner, or the one sent by the center."""
    if case.living_support == LivingSupport.CONSIGNED:
        return make_partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.partner)
    return make_partner(cast, PartnerKind.DISPATCHED, cast.center, cast.dispatched)


def assign(cast, case, partner, *, valid_from=None, valid_to=None, days_per_week=3):
    assignment = PartnerAssignment(
        case=case, partner=partner, valid_from=valid_from or day_of(case, STARTED), valid_to=valid_to,
        days_per_week=days_per_week,
    )
    return assignment.assign(by=cast.program)


def share_with_partners(cast, case):
    """The person's consents that let the partners of workplace and corporation read the goals (P18)."""
    make_consent(cast, case.person, ConsentPurpose.SHARE_WORKPLACE, recipients=[cast.workplace])
    if case.living_support == LivingSupport.CONSIGNED:
        make_consent(cast, case.person, ConsentPurpose.SHARE_CONSIGNEE, recipients=[case.selection.organization])


def assign_partners(cast, case):
    with moved(case, PREPARED):
        share_with_partners(cast, case)
        technician = make_partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
        return [assign(cast, case, partner) for partner in (technician, living_partner(cast, case))]


def prepare_contract(cast, case, **columns):
    """A contract in preparation for the planned period."""
    columns = {
        "selection": case.selection, "starts_on": case.planned_from, "ends_on": case.planned_to, "rate_yen": 6000,
        "max_days": 60, **columns,
    }
    with moved(case, PREPARED):
        return Contract(case=case, **columns).prepare(by=cast.program)


def conclude_contract(cast, case):
    contract = prepare_contract(cast, case)
    with moved(case, PREPARED):
        if case.selection.organization.corporation.needs_separate_accounting:
            contract.confirm_accounting(by=cast.program, on=clock.today())
        contract.conclude(by=cast.director, on=clock.today())
    return contract


def prepared_case(cast, **columns):
    """At 支援の準備中 with workplace, approved plan, partners and contract: ready to start."""
    case = selected_case(cast, **columns)
    prepare_workplace(cast, case)
    approved_support_plan(cast, case)
    assign_partners(cast, case)
    if case.living_support == LivingSupport.CONSIGNED:
        conclude_contract(cast, case)
    return case


def supporting_case(cast, **columns):
    """At 支援実施中."""
    case = prepared_case(cast, **columns)
    with moved(case, STARTED):
        case.start_support(by=cast.program, on=clock.today())
    return case


def assignment_of(case, user):
    return case.assignments.get(partner__user=user)


def make_log(case, user, *, on=None, submitted=True, confirmed_by=None, notes=None, **columns):
    """A log of this user's assignment, written on its day. notes: {goal pk: (rating, value)}, else できた for all."""
    on = on or clock.today()
    columns = {
        "date": on, "starts_at": time(9), "ends_at": time(12), "ways": [SupportWay.AT_WORK],
        "attendance": Attendance.PRESENT, "content": "始業前に持ち場に着き、手順書を見ながら包装を進めた。", **columns,
    }
    with clock.moved_to(on):
        log = DailyLog(case=case, assignment=assignment_of(case, user), **columns)
        log.write(by=user, keep_rows=lambda row: _notes(row, user, notes))
        if submitted:
            log.submit(by=user)
        if confirmed_by:
            log.confirm(by=confirmed_by)
    return log


def _notes(log, by, notes):
    plan = log.case.support_plans.filter(approved_on__isnull=False).first()
    for goal in plan.goals.all():
        rating, value = (notes or {}).get(goal.pk, (GoalRating.DONE, goal.target_value))
        keep(GoalNote(log=log, goal=goal, rating=rating, value=value), by=by, reason="目標ごとの様子")


# --- After support -------------------------------------------------------------------------------------------------
def ended_case(cast, *, end_kind=EndKind.COMPLETED, **columns):
    """At 支援終了, on the later of the usual day and today's limit."""
    case = supporting_case(cast, **columns)
    with moved(case, ENDED):
        case.end_support(by=cast.chief, on=clock.today(), end_kind=end_kind, reason="目標に達した。")
    return case


def follow_up_case(cast, **columns):
    """At フォローアップ中: the plan with its four items was decided by the meeting after support."""
    case = ended_case(cast, **columns)
    with moved(case, FOLLOWED):
        plan = FollowUpPlan.begin(case, by=cast.program)
        plan.edit(
            by=cast.program,
            changes={
                "guidance_policy": "職場での自立を見守り、変化の早い時期に連絡を取り合う。",
                "period_from": clock.today(), "period_to": clock.today() + timedelta(days=365),
            },
            keep_rows=lambda row: _follow_up_rows(row, cast),
        )
        case.follow_up_on = clock.today()
        decision = Decision.objects.record(
            case, DecisionKind.EXPANDED_POST, Outcome.FOLLOW_UP, by=cast.chief, event_date=clock.today(),
            reason="フォローアップを行う。", verb="start_follow_up", also=[(plan, "decide")],
        )
        plan.decide(by=cast.chief, decision=decision)
    case.refresh_from_db()
    return case


def _follow_up_rows(plan, cast):
    rows = (
        FollowUpRole(plan=plan, organization=cast.center, person=cast.program.name, role="月1回の訪問"),
        FollowUpRole(plan=plan, organization=cast.peso, person=cast.officer.name, role="雇用の条件の確認"),
        CurriculumItem(plan=plan, theme="仕事の振り返り", planned_on=clock.today() + timedelta(days=30)),
        FollowUpWay(plan=plan, method=FollowUpMethod.VISIT, frequency="月1回", note="職場を訪ねて様子を見る。"),
    )
    for row in rows:
        keep(row, by=cast.program, reason="フォローアップ計画")

"""次にすること: for each state of a case one task, for who may do it; others are told whom they wait for."""

from django.urls import reverse

from cases.enums import CaseState, LivingSupport, PlanState
from cases.page import PARTS, NextCard
from partners.enums import PartnerKind
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.gate import can, may

# What the state asks for, in the list of cases and where no room has more to say.
TASKS = {
    CaseState.INTAKE: "同意を確かめ、職業評価を始める",
    CaseState.EVALUATING: "職業評価を行い、確定する",
    CaseState.DRAFTING: "計画の案を作り、確定する",
    CaseState.AWAITING_CASE_MEETING: "連絡会議とケース会議を開く",
    CaseState.DEFERRED: "ケース会議でもう一度検討する",
    CaseState.CONCLUDED: "所長に選定を依頼する",
    CaseState.AWAITING_DECISION: "所長の決定を待つ",
    CaseState.SELECTED: "支援の準備をする",
    CaseState.SUPPORTING: "支援を進める",
    CaseState.INTERRUPTED: "支援の再開か終了を決める",
    CaseState.SUPPORT_ENDED: "支援終了後の拡大ケース会議を開く",
    CaseState.FOLLOW_UP: "フォローアップを行う",
}


def next_card(case, user, assignments=()):
    """The card of a case from `page.cases_of_page`, or None when nothing is left to do.

    assignments: those that hold today. Other rooms are asked first.
    """
    if case.state not in TASKS:
        return None
    for part in PARTS:
        card = part.next_card(case, user)
        if card:
            return card
    if case.state == CaseState.SELECTED:
        return selected(case, user, assignments)
    return CARDS.get(case.state, waiting)(case, user)


def page(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def waiting(case, user):
    """Somebody else must act."""
    counselor = case.program_counselor or case.primary_counselor
    text = f"この案件の担当（{counselor.name}）が進めます。" if counselor else "担当カウンセラーが進めます。"
    return NextCard(TASKS[case.state], text, waiting=True)


def intake(case, user):
    if not can(user, "edit", case):
        return waiting(case, user)
    if not case.consented_to_evaluation:
        return NextCard(
            "本人の同意を記録する", "相談と職業評価のために情報を扱うことを本人に説明し、同意を記録します。",
            primary=("同意を記録する", page("consent_create", case)),
        )
    if case.evaluation_counselor is None:
        return NextCard(
            "職業評価の担当者を決める", "職業評価を行うカウンセラーを選びます。",
            primary=("基本情報を編集する", page("edit", case)),
        )
    if not can(user, "start_evaluation", case):
        return waiting(case, user)
    return NextCard(
        "職業評価を始める", f"評価の担当　{case.evaluation_counselor.name}",
        primary=("職業評価を始める", page("evaluation_start", case)),
    )


def evaluating(case, user):
    evaluation = case.evaluation
    if not may(user, "edit", evaluation):
        return NextCard(
            "職業評価を行い、確定する", f"評価の担当（{evaluation.evaluator.name}）が記入し、確定します。", waiting=True,
            secondary=(("職業評価を見る", page("evaluation", case)),),
        )
    return NextCard(
        "職業評価を行い、確定する", "面接・調査、検査か作業観察、本人の希望、総合所見がそろったら確定します。",
        primary=("職業評価を記入する", page("evaluation_edit", case)),
        secondary=(("評価の確定へ進む", page("evaluation_confirm", case)),),
    )


def drafting(case, user):
    if not may(user, "draft_plan", case):
        return waiting(case, user)
    plan = case.rehabilitation_plans.filter(state=PlanState.DRAFT).first()
    arrange = ("支援体制の予定を決める", page("arrange", case))
    if plan is None:
        return NextCard(
            "職業リハビリテーション計画の案を作る", "評価の本人の希望を写した案ができます。",
            primary=("計画の案を作る", page("rehabilitation_plan_create", case)), secondary=(arrange,),
        )
    return NextCard(
        "計画の案を作り、確定する", f"{plan}　現状・目標・支援内容・本人の希望を書いたら確定します。",
        primary=("計画の案を記入する", reverse("cases:rehabilitation_plan_edit", args=[plan.pk])),
        secondary=(("計画の確定へ進む", reverse("cases:rehabilitation_plan_propose", args=[plan.pk])), arrange),
    )


def selected(case, user, assignments):
    """The first thing that is missing before support can start; the whole list stands on the 支援 tab."""
    if not may(user, "prepare", case):
        return waiting(case, user)
    consigned = case.living_support == LivingSupport.CONSIGNED
    kinds = {assignment.partner.kind for assignment in assignments}
    living = PartnerKind.CONSIGNED if consigned else PartnerKind.DISPATCHED
    missing = [
        title for title, there in (
            ("事業所と支援の期間を決める", case.workplace_id and case.planned_from),
            ("支援計画を作り、承認を受ける", case.has_support_plan),
            ("パートナーを割り当てる", {PartnerKind.TECHNICAL, living} <= kinds),
            ("委託契約を結ぶ", case.has_contract or not consigned),
        ) if not there
    ]
    title = missing[0] if missing else "支援を開始する"
    rest = f"このあと：{'、'.join(missing[1:])}" if missing[1:] else ""
    return NextCard(title, rest, primary=("支援の準備を進める" if missing else "支援の開始へ進む", page("support", case)))


def supporting(case, user):
    logs = ("支援日誌を見る", page("logs", case))
    prepares = may(user, "prepare", case)
    is_over = case.planned_to and case.planned_to < clock.today()
    if is_over and (prepares or may(user, "end_support", case)) and not (prepares and case.logs_waiting):
        return NextCard(
            "支援を終了するか、期間を見直す", f"支援の期間は{wareki(case.planned_to)}までの予定でした。",
            primary=("支援の状況を見る", page("support", case)), secondary=(logs,),
        )
    if not prepares:
        return waiting(case, user)
    if case.logs_waiting:
        return NextCard(
            "支援日誌を確認する", f"提出された日誌が{case.logs_waiting}件あります。",
            primary=("支援日誌を確認する", page("logs", case)), secondary=(("支援の状況を見る", page("support", case)),),
        )
    return NextCard(
        "支援を進める", "確認を待っている支援日誌はありません。",
        primary=("支援の状況を見る", page("support", case)), secondary=(logs,),
    )


def interrupted(case, user):
    if not may(user, "resume", case):
        return waiting(case, user)
    return NextCard(
        "支援の再開か終了を決める", f"{wareki(case.interrupted_on)}から支援を中断しています。", primary=("支援の状況を見る", page("support", case)),
    )


def follow_up(case, user):
    """The next visit with its day; once the planned period is over, whether anything is left to do."""
    see = ("フォローアップを開く", page("follow_up", case))
    if case.follow_up_until and case.follow_up_until < clock.today():
        text = f"フォローアップの期間は{wareki(case.follow_up_until)}までの予定でした。"
        if may(user, "close", case):
            return NextCard("案件を完了するか決める", f"{text}続けることがなければ、案件を完了します。", primary=see)
        return NextCard("案件の完了を待っています", f"{text}主任か所長が完了します。", waiting=True, secondary=(see,))
    if not may(user, "record_follow_up", case):
        return waiting(case, user)
    text = "フォローアップを行ったら記録します。予定した期間が終わったら案件を完了します。"
    if case.next_follow_up:
        late = (clock.today() - case.next_follow_up).days
        text = f"次の予定　{wareki(case.next_follow_up)}{f'（{late}日過ぎています）' if late > 0 else ''}"
    return NextCard("フォローアップを行う", text, primary=see)


CARDS = {
    CaseState.INTAKE: intake,
    CaseState.EVALUATING: evaluating,
    CaseState.DRAFTING: drafting,
    CaseState.SUPPORTING: supporting,
    CaseState.INTERRUPTED: interrupted,
    CaseState.FOLLOW_UP: follow_up,
}

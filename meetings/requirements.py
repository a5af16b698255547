"""What the notice demands of a meeting, of its conclusion, and of the 所長's decision on a person."""

from dataclasses import replace

from cases.enums import IN_SUPPORT, CaseState, ConsentPurpose, LivingSupport, SharedItem
from cases.requirements import (
    IN_PROGRESS,
    MEETINGS,
    NOT_IN_NOTICE,
    POST,
    PRACTICE,
    consented,
    evaluation_confirmed,
    plan_proposed,
    proposed_plan,
    support_source_allowed,
    wish_stated,
)
from cases.rules import DIRECTING
from cases.sharing import SHARING, may_share, shared_by
from meetings.enums import (
    CASE_MEETING_ROLES,
    EXPANDED,
    TOOK_PART,
    MeetingKind,
    Role,
)
from partners.enums import InsurancePlan
from partners.models.selection import selected_requirement
from partners.requirements import INSURANCE_CLAUSE, separate_accounting
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.requirements import block, refuse_unmet, warn  # noqa: F401  (refuse_unmet: used by the models)

PURPOSE = "通知 別紙2 1(2)イ"
CASE_MEETING_MEMBERS = "通知 別紙2 1(2)ロ"
EXPANDED_MEMBERS = "通知 別紙2 2(2)ロ①–⑤"
HOST = "通知 別紙2 3"
PURPOSES_OF_EXPANDED = (ConsentPurpose.SHARE_EXPANDED_MEETING,)
# What a 拡大ケース会議 speaks of by its nature. 根拠: 通知 別紙2 2(2)イ①「進捗状況や目標達成度」, ②
DISCUSSED = {
    MeetingKind.IN_PROGRESS: (SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS),
    MeetingKind.POST: (SharedItem.FOLLOW_UP_PLAN,),
}


# --- Convening and holding ----------------------------------------------------------------------------------------
def for_planning(meeting, cases):
    return [chair_leads(meeting), *(right_moment(meeting.kind, case) for case in cases), own_cases(meeting, cases)]


def chair_leads(meeting):
    met = meeting.chair.holds(meeting.center_id, *DIRECTING)
    return block("運用", "会議の長がセンターの所長か主任である", met, meeting.chair.name, PRACTICE,
                 remedy="所長か主任を選んでください。", clause_note=NOT_IN_NOTICE)


def own_cases(meeting, cases):
    """S19: a center convenes on its own cases. 根拠: 通知 別紙2 3, 記1 第2項"""
    others = [case.number for case in cases if case.center_id != meeting.center_id]
    return block("S19", "主催するセンターの案件を議題にする", not others,
                 f"ほかのセンターの案件：{'、'.join(others)}。" if others else meeting.center.name,
                 MEETINGS if meeting.kind == MeetingKind.LIAISON else HOST,
                 remedy="このセンターの案件を選んでください。", clause_note="実施主体は地域障害者職業センター")


def right_moment(kind, case, on=None):
    """S20: 実施中 only during the support, 終了後 only after it; the others at any open time. 根拠: 別紙2 2(2)イ①②

    on: the day the meeting was held, so that its record may still be confirmed when the case has gone on.
    """
    fact = f"{case.number}の段階は「{case.get_state_display()}」です。"
    if kind == MeetingKind.IN_PROGRESS:
        met = case.state in IN_SUPPORT
        if on:
            met = case.started_on is not None and case.started_on <= on and (case.ended_on is None or on <= case.ended_on)
            fact = f"支援開始日 {_day(case.started_on)}、支援終了日 {_day(case.ended_on)}、会議 {wareki(on)}。"
        return block("S20", "支援実施中の案件について開く", met, fact, IN_PROGRESS, remedy="支援の期間の中で開いてください。")
    if kind == MeetingKind.POST:
        met = case.state == CaseState.SUPPORT_ENDED
        if on and case.ended_on and on < case.ended_on:
            met, fact = False, f"支援終了日 {wareki(case.ended_on)}、会議 {wareki(on)}。"
        return block("S20", "支援終了後の案件について開く", met, fact, POST, remedy="支援を終了してから開いてください。")
    if on:
        fact = f"{case.number}の相談受付日 {wareki(case.opened_on)}、会議 {wareki(on)}。"
        return block("S20", "相談を受け付けたあとに開く", case.opened_on <= on, fact, MEETINGS, remedy="開催日を確かめてください。")
    return block("S20", "進行中の案件について開く", case.is_open, fact, MEETINGS, remedy="進行中の案件を選んでください。")


def _day(day):
    return wareki(day) if day else "なし"


def for_holding(meeting):
    """S20; P18: who is not of the center takes part in a 拡大ケース会議, and in a ケース会議, which foresees nobody from
    outside, only with the consent that names them. 判断: センター運用; with whom a 連絡会議 is held, the notice says.
    """
    cases = meeting.cases()
    found = [right_moment(meeting.kind, case, meeting.held_on) for case in cases]
    if meeting.kind == MeetingKind.LIAISON:
        return found
    outside = {
        attendee.organization for attendee in meeting.attendees.select_related("organization")
        if attendee.attendance in TOOK_PART and attendee.is_outside(meeting.center_id)
    }
    for case in cases if outside else ():
        shared = shared_as_discussed(meeting, case, outside, meeting.held_on)
        found += [replace(one, fact=f"{case.number}：{one.fact}") for one in shared]
    return found


def purposes_of(kind):
    """The consents under which an organization may hear of a person in a meeting of this kind. 判断: センター運用"""
    return PURPOSES_OF_EXPANDED if kind in EXPANDED else SHARING


def shared_as_discussed(meeting, case, organizations, on=None):
    """P18 for each of these organizations: what the meeting speaks of on this case. One query."""
    consents, items = shared_by(case.person_id, on), DISCUSSED.get(meeting.kind, ())
    found = []
    for organization in sorted(organizations, key=str):
        by_purpose = [may_share(organization, consents, purpose, items) for purpose in purposes_of(meeting.kind)]
        found.append(next((shared for shared in by_purpose if not shared.blocks), by_purpose[0]))
    return found


def center_present(meeting):
    """S25, S16: nobody of the center attended: refused. 根拠: 通知 別紙2 3 (the center holds both kinds)"""
    met = bool(meeting.present_roles() & set(CASE_MEETING_ROLES))
    number = "S25" if meeting.is_expanded else "S16"
    return block(number, "センターの構成員が出席している", met, "出席を確かめました。" if met else "センターの出席者がいません。", HOST,
                 remedy="センターの構成員の出席を記録してください。", clause_note="実施主体は地域障害者職業センター")


# --- The conclusion on a person -------------------------------------------------------------------------------------
def for_conclusion(item, conclusion, reason):
    """What stands before a ケース会議 concludes on one case; 継続検討 needs only its reason."""
    found = [in_case_meeting(item.meeting), conclusion_reasoned(conclusion, reason), center_present(item.meeting)]
    if conclusion != Outcome.DEFERRED:
        found += before_conclusion(item)
    if conclusion == Outcome.SUITABLE:
        found += before_suitable(item.case)
    return found


def before_conclusion(item):
    """What 適切 and 適切でない rest on."""
    case = item.case
    return [liaison_held(case, item.meeting), evaluation_confirmed(case), case_meeting_members(item.meeting, case)]


def before_suitable(case):
    return [plan_proposed(case), wishes_stated(case)]


def in_case_meeting(meeting):
    """S9: only a ケース会議 concludes on a person. 根拠: 通知 記1 第2項"""
    return block("S9", "ケース会議で総合的に検討して結論を出す", meeting.kind == MeetingKind.CASE_MEETING,
                 meeting.get_kind_display(), MEETINGS, remedy="ケース会議を開いてください。",
                 clause_note="ケース会議により総合的な検討")


def conclusion_reasoned(conclusion, reason):
    """S18: 根拠: 通知 別紙2 1(2)イ"""
    met = conclusion in (Outcome.SUITABLE, Outcome.UNSUITABLE, Outcome.DEFERRED) and bool(reason.strip())
    return block("S18", "結論（適切・適切でない・継続検討）と理由を記録する", met,
                 Outcome(conclusion).label if conclusion else "結論が選ばれていません。", PURPOSE,
                 remedy="結論を選び、理由を書いてください。", clause_note="対象者として適切か否か選定する")


def liaison_held(case, before=None):
    """S7, S8: a confirmed 連絡会議 on this case with that 安定所 and the corporation to be consigned, before the ケース会議.

    before: the ケース会議, or None to look at any. 根拠: 通知 記1 第2項
    """
    title = "連絡会議で法人・安定所と打合せをした"
    if case.peso_id is None:
        return block("S7", title, False, "関係する公共職業安定所が決まっていません。", MEETINGS,
                     remedy="基本情報で公共職業安定所を選んでください。")
    if not case.living_support or (case.living_support == LivingSupport.CONSIGNED and case.consignee_id is None):
        return block("S7", title, False, "支援体制の予定（委託先法人）が決まっていません。", MEETINGS,
                     remedy="支援体制の予定を決めてください。")
    wanted = {case.peso_id: case.peso.name}
    if case.living_support == LivingSupport.CONSIGNED:
        wanted[case.consignee_id] = case.consignee.name
    missing = "、".join(wanted.values())
    meetings = [item.meeting for item in case.agenda_items.all() if item.meeting.kind == MeetingKind.LIAISON]
    for meeting in sorted(meetings, key=lambda meeting: meeting.starts_at, reverse=True):
        if not meeting.is_confirmed or (before and meeting.began >= before.began):
            continue
        there = {attendee.organization_id for attendee in meeting.present()}
        if set(wanted) <= there:
            return block("S7", title, True, f"{wareki(meeting.held_on)}　{missing}が出席", MEETINGS,
                         evidence=[("会議の記録を開く", meeting.get_absolute_url())],
                         clause_note="事前に連絡会議で打ち合わせ")
    when = "ケース会議の前の、" if before else ""
    return block("S7", title, False, f"{when}{missing}が出席し記録が確定した連絡会議がありません。", MEETINGS,
                 remedy="連絡会議を開き、記録を確定してください。", clause_note="事前に連絡会議で打ち合わせ")


def liaison_still_fits(case, meeting):
    """S7 at the decision. A corporation changed since the ケース会議 needs a new 連絡会議, which may come after it; that the
    安定所 was met before the ケース会議 stays required. 判断
    """
    held = liaison_held(case, meeting)
    if not held.blocks or meeting is None:
        return held
    earlier = any(
        item.meeting.kind == MeetingKind.LIAISON and item.meeting.is_confirmed and item.meeting.began < meeting.began
        and case.peso_id in {attendee.organization_id for attendee in item.meeting.present()}
        for item in case.agenda_items.all()
    )
    return liaison_held(case) if earlier else held


def case_meeting_members(meeting, case):
    """S16: the four members, the evaluation counselor being the one who evaluated this person; a missing one, or an
    outsider, needs a reason. 根拠: 通知 別紙2 1(2)ロ, 1(1)「相談者の…職業評価を実施したカウンセラー」
    """
    present = meeting.present()
    evaluator = case.evaluation.evaluator if hasattr(case, "evaluation") else case.evaluation_counselor
    held = {role for attendee in present for role in attendee.roles}
    evaluated = [a for a in present if Role.EVALUATION_COUNSELOR in a.roles and evaluator and a.user_id == evaluator.pk]
    if not evaluated:
        held.discard(Role.EVALUATION_COUNSELOR)
    missing = [Role(role).label for role in CASE_MEETING_ROLES if role not in held]
    outsiders = [attendee.name for attendee in present if not set(attendee.roles) & set(CASE_MEETING_ROLES)]
    parts = []
    if missing:
        parts.append(f"出席していない構成員：{'、'.join(missing)}。")
        if not evaluated and evaluator:
            parts.append(f"この人の職業評価を行ったのは{evaluator.name}です。")
    if outsiders:
        parts.append(f"構成員でない出席者：{'、'.join(outsiders)}。")
    return warn("S16", "ケース会議の主要な構成メンバーがそろっている", not parts, "".join(parts) or "4つの役割の出席を確かめました。",
                CASE_MEETING_MEMBERS, remedy="欠けた事情と、どう補うかを書いてください。", clause_note="主要な構成メンバー")


def wishes_stated(case):
    """S29: the person's wish stands in the evaluation and in the plan."""
    evaluation = getattr(case, "evaluation", None)
    plan = proposed_plan(case)
    wish = evaluation.wish if evaluation and plan and plan.wish.strip() else ""
    return wish_stated("職業評価と職業リハビリテーション計画", wish)


# --- The director's decision ----------------------------------------------------------------------------------------
def for_request(case):
    return [record_confirmed(case)]


def for_selection(request, by, living_support, planned_from=None, planned_to=None):
    """The checklist of 対象者選定, in the order the page shows it.

    by: who decides. planned_from, planned_to: the support period; while it is not typed yet, today stands for it.
    """
    return [*on_selection(request.case, living_support, planned_from, planned_to), not_the_preparer(request, by)]


def on_selection(case, living_support, planned_from=None, planned_to=None):
    """The same without the person who decides: what the counselor sees before asking."""
    start = planned_from or clock.today()
    end = max(planned_to or start, start)
    consigned = living_support == LivingSupport.CONSIGNED
    selection = selection_of(case, start) if consigned else None
    meeting = concluding_meeting(case)
    found = [selected_requirement(selection, start, end)] if consigned else []
    found += [liaison_still_fits(case, meeting), concluded_suitable(case), record_confirmed(case)]
    if meeting:
        found.append(case_meeting_members(meeting, case))
    found += [
        support_source_allowed(case, living_support),
        evaluation_confirmed(case),
        plan_proposed(case),
        wishes_stated(case),
        consented(case, ConsentPurpose.PROGRAM_USE),
    ]
    if selection:
        found += [insured_through(selection, end), separate_accounting(selection.application)]
    return found


def selection_of(case, on):
    """The selection of the corporation to be consigned that is in force on a day, else its latest, or None."""
    if case.consignee_id is None:
        return None
    selections = [row for row in case.consignee.selections.all() if row.center_id == case.center_id]
    return next((row for row in selections if row.in_force(on)), selections[0] if selections else None)


def concluding_meeting(case):
    """The ケース会議 whose conclusion the case now has, or None."""
    if case.conclusion_decision_id is None:
        return None
    return next(
        (
            item.meeting for item in case.agenda_items.all()
            if item.decision_id == case.conclusion_decision_id and item.meeting.kind == MeetingKind.CASE_MEETING
        ),
        None,
    )


def concluded_suitable(case):
    """S9: a person becomes 対象者 only on 適切 of a ケース会議. 根拠: 通知 記1 第2項"""
    meeting = concluding_meeting(case)
    met = case.conclusion == Outcome.SUITABLE and meeting is not None
    fact = (
        f"{wareki(case.concluded_on)}　結論「{Outcome(case.conclusion).label}」" if case.conclusion
        else "ケース会議の結論がありません。"
    )
    return block("S9", "ケース会議で総合的に検討し、適切と結論した", met, fact, f"{MEETINGS}・別紙2の1",
                 remedy="適切でないと結論された人は選定できません。",
                 evidence=[("会議の記録を開く", meeting.get_absolute_url())] if meeting else (),
                 clause_note="連絡会議の後のケース会議により対象者を選定")


def record_confirmed(case):
    """S18: the conclusion and its reason stand in a record that is confirmed. 根拠: 通知 別紙2 1(2)イ"""
    meeting = concluding_meeting(case)
    met = meeting is not None and meeting.is_confirmed
    fact = f"{wareki(meeting.confirmed_on)}確定　{meeting.confirmed_by.name}" if met else "記録がまだ確定していません。"
    return block("S18", "ケース会議の記録が確定している", met, fact, PURPOSE, remedy="会議の長が記録を確定してください。",
                 evidence=[("会議の記録を開く", meeting.get_absolute_url())] if meeting else (),
                 clause_note="対象者として適切か否か選定する")


def insured_through(selection, until):
    """S12: enrolled, and not running out before the support ends; advice only. 根拠: 通知 記3"""
    application = selection.application
    enrolled = application.insurance_plan == InsurancePlan.ENROLLED
    short = enrolled and application.insurance_until is not None and application.insurance_until < until
    fact = application.get_insurance_plan_display() or "答えがありません。"
    if short:
        fact = f"加入しています。ただし満了日 {wareki(application.insurance_until)}が支援終了の予定日より前です。"
    return warn("S12", "損害保険に加入している", enrolled and not short, fact, INSURANCE_CLAUSE,
                remedy="法人に加入や更新の予定を確認してください。", clause_note="加入が望ましい（必須ではない）",
                evidence=[("申込を開く", application.get_absolute_url())])


def not_the_preparer(request, by):
    """P17. 判断: who prepared a selection does not decide it: neither who asked, nor a counselor of the case."""
    fact = f"依頼した人：{request.requested_by.name}"
    counsels = request.case.is_counseled_by(by)
    if counsels:
        fact = f"{fact}　案件の担当：{by.name}。"
    return block("P17", "選定を依頼した人とは別の人が決定する", request.requested_by_id != by.pk and not counsels, fact,
                 PRACTICE, remedy="所長、または別の代決者が決定してください。", clause_note=NOT_IN_NOTICE)

"""What the notice demands while the support is prepared: plan, workplace, partners, contract."""

from datetime import timedelta

from cases.enums import ContractState, LivingSupport, Phase
from cases.requirements.clauses import (
    ACCOUNTING,
    IN_PROGRESS,
    MEMBERS,
    NEEDS_OF_PERSON,
    NOT_IN_NOTICE,
    PRACTICE,
    SUPPORT_CENTER,
)
from cases.requirements.up_to_selection import wish_stated
from partners.enums import EXTENDED_ON, PartnerKind
from partners.models.selection import selected_requirement
from shokuiki.japan.dates import wareki
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.requirements import block, inform

PHASES = list(Phase)


def for_support_plan_approval(plan):
    phases = list(plan.phases.all())
    goals = plan.goals.count()
    return [
        block("運用", "支援の段階と目標を書く", bool(phases) and goals > 0, f"段階 {len(phases)}件、目標 {goals}件。", PRACTICE,
              remedy="段階と目標を1件以上書いてください。", clause_note=NOT_IN_NOTICE),
        phases_in_order(phases),
        phases_without_gaps(phases),
        wish_stated("支援計画", plan.wish),
        revision_decided(plan.case, plan.number, plan.basis),
    ]


def phases_in_order(phases):
    """P8: one phase after the other, in their customary order; the same one may come twice in a row."""
    pairs = list(zip(phases, phases[1:], strict=False))
    apart = all(before.ends_on < after.starts_on for before, after in pairs)
    ordered = all(PHASES.index(before.phase) <= PHASES.index(after.phase) for before, after in pairs)
    customary = "、".join(phase.label for phase in PHASES)
    fact = f"段階が、{customary}の順に並んでいません。" if apart and not ordered else "段階の期間が重なっています。"
    met = apart and ordered
    return block("P8", "段階が順に並び、重ならない", met, "順と期間を確かめました。" if met else fact, PRACTICE,
                 remedy="段階とその期間を直してください。", clause_note=NOT_IN_NOTICE)


def phases_without_gaps(phases):
    """P8, second half: days between two phases are told, not refused."""
    pairs = zip(phases, phases[1:], strict=False)
    gaps = [after for before, after in pairs if after.starts_on > before.ends_on + timedelta(days=1)]
    fact = f"{'、'.join(f'「{phase}」の前' for phase in gaps)}に空きがあります。" if gaps else "空きはありません。"
    return inform("P8", "段階の間に空きがない", not gaps if phases else None, fact, PRACTICE,
                  remedy="空けてよいか確かめてください。", clause_note=NOT_IN_NOTICE)


def revision_decided(case, number, basis):
    """S22: a revision points at the 拡大ケース会議 that decided it. 根拠: 通知 別紙2 2(2)イ①"""
    title = "拡大ケース会議（支援実施中）が計画の変更を決めている"
    if number == 1:
        return block("S22", title, None, "最初の計画です。", IN_PROGRESS)
    met = (
        is_decision(basis, DecisionKind.EXPANDED_IN_PROGRESS, case) and basis.outcome == Outcome.CHANGED
    )
    fact = f"{wareki(basis.event_date)}の会議の決定" if met else "変更を決めた会議の記録がありません。"
    return block("S22", title, met, fact, IN_PROGRESS, remedy="拡大ケース会議を開き、変更を決めてください。",
                 clause_note="新たな支援方法等の計画や体制を決定")


def is_decision(decision, kind, case):
    """Whether a decision is of this kind and about this case."""
    return decision is not None and decision.kind == kind and decision.subject == case


def for_preparation(case):
    """While workplace and period are set: P6, and S26 for the partners already assigned."""
    return [
        block("P6", "支援の予定期間が委託契約の期間の中にある", *period_in_contract(case, case.planned_from), PRACTICE,
              remedy="予定の期間を契約の期間に合わせてください。", clause_note=NOT_IN_NOTICE),
        technicians_of_workplace(case),
    ]


def period_in_contract(case, start):
    """(met, fact) for P6: every day from `start` to the planned end lies in a concluded contract; None without one."""
    contracts = concluded_contracts(case)
    if not contracts or start is None:
        return None, "締結済の委託契約がないため、まだ確かめません。"
    in_order = sorted(contracts, key=lambda row: row.starts_on)
    covered = start - timedelta(days=1)
    for row in in_order:
        if row.starts_on <= covered + timedelta(days=1):
            covered = max(covered, row.ends_on)
    met = max(start, case.planned_to or start) <= covered
    until = f"、支援の終了の予定日 {wareki(case.planned_to)}" if case.planned_to else ""
    periods = "、".join(f"{wareki(row.starts_on)}から{wareki(row.ends_on)}まで" for row in in_order)
    return met, f"契約の期間 {periods}{until}。"


def concluded_contracts(case):
    return [contract for contract in case.contracts.all() if contract.state == ContractState.CONCLUDED]


def technicians_of_workplace(case):
    """S26: the workplace cannot be changed under the technical partners who belong to the former one."""
    others = case.assignments.current().filter(partner__kind=PartnerKind.TECHNICAL).exclude(
        partner__organization_id=case.workplace_id
    ).select_related("partner")
    names = [assignment.partner.name for assignment in others]
    return block("S26", "技術支援パートナーが委託先事業所に所属している", not names,
                 f"{'、'.join(names)}は別の事業所の人です。" if names else "割当てを確かめました。", MEMBERS,
                 remedy="前の事業所のパートナーの割当てを終えてから、事業所を変えてください。")


def for_assignment(case, assignment):
    partner = assignment.partner
    found = [partner_belongs(case, partner), living_source(case, partner), partner_active(case, assignment)]
    if partner.kind == PartnerKind.CONSIGNED:
        found.append(selected_requirement(case.selection, assignment.valid_from, assignment.valid_to))
    found.append(one_at_a_time(case, assignment))
    return found


def partner_active(case, assignment):
    """判断: who is not active as a partner yet, or no longer, is not assigned; nor before the person is a 対象者."""
    partner, selected_on = assignment.partner, case.selected_on
    start, until = max(partner.active_from, selected_on), partner.active_to
    met = start <= assignment.valid_from and (until is None or assignment.valid_from <= until)
    fact = f"対象者選定 {wareki(selected_on)}、{partner.name}の活動 {wareki(partner.active_from)}から{wareki(until) if until else ''}。"
    return block("運用", "担当の開始日が、対象者選定の後で、パートナーの活動期間の中にある", met, fact, PRACTICE,
                 remedy="担当の開始日を確かめてください。", clause_note=NOT_IN_NOTICE)


def partner_belongs(case, partner):
    """S26, S6: each partner belongs where the notice puts them. 根拠: 通知 別紙2 2(2)ロ①②"""
    wanted = {
        PartnerKind.TECHNICAL: (case.workplace_id, "委託先事業所"),
        PartnerKind.CONSIGNED: (case.selection.organization_id if case.selection else None, "委託先法人"),
        PartnerKind.DISPATCHED: (case.center_id, "このセンター"),
    }
    organization_id, label = wanted[partner.kind]
    met = organization_id is not None and partner.organization_id == organization_id
    return block("S26", f"{partner.get_kind_display()}が{label}に所属している", met,
                 f"{partner.name}　{partner.organization.name}", MEMBERS,
                 remedy=f"この案件の{label}に所属するパートナーを選んでください。",
                 clause_note="委託先事業所（技術支援パートナー）、委託先法人（委託支援パートナー）")


def living_source(case, partner):
    """S10, S6: the kind of partner follows from who gives the living support."""
    allowed = {
        PartnerKind.CONSIGNED: case.living_support == LivingSupport.CONSIGNED,
        PartnerKind.DISPATCHED: case.living_support == LivingSupport.DISPATCHED,
        PartnerKind.TECHNICAL: True,
    }
    return block("S10", "職業面の生活支援の区分に合うパートナーである", allowed[partner.kind],
                 f"この案件の生活支援は「{case.get_living_support_display() or '未定'}」です。", SUPPORT_CENTER,
                 remedy="区分に合うパートナーを選んでください。", clause_note="支援体制の区分")


def one_at_a_time(case, assignment):
    """判断: exactly one source of living support at a time, and nobody twice."""
    living = assignment.partner.kind != PartnerKind.TECHNICAL
    others = case.assignments.living() if living else case.assignments.filter(partner=assignment.partner)
    clash = next(
        (
            other for other in others.select_related("partner")
            if (assignment.valid_to is None or other.valid_from <= assignment.valid_to)
            and (other.valid_to is None or other.valid_to >= assignment.valid_from)
        ), None,
    )
    title = "生活支援の担当が同じ期間に重ならない" if living else "同じ人の担当が同じ期間に重ならない"
    return block("運用", title, clash is None,
                 f"{clash.partner.name}の担当期間と重なっています。" if clash else "重なる担当はありません。", PRACTICE,
                 remedy="前の担当を終えてから割り当ててください。", clause_note=NOT_IN_NOTICE)


def for_contract(contract):
    """While a contract is prepared: S1 (term), S3, S10."""
    case, selection = contract.case, contract.selection
    return [
        block("S10", "法人に委託する案件である", case.living_support == LivingSupport.CONSIGNED,
              f"生活支援は「{case.get_living_support_display() or '未定'}」です。", SUPPORT_CENTER,
              remedy="センターから派遣する案件では、委託契約を結びません。"),
        selected_requirement(selection, contract.starts_on, contract.ends_on),
        block("S26", "この案件の委託先法人との契約である", case.selection_id == selection.pk, selection.organization.name,
              MEMBERS, remedy="対象者選定で決まった法人と契約してください。"),
        contract_since_extension(contract),
    ]


def contract_since_extension(contract):
    """S3: 根拠: 通知 本文「平成11年10月1日から」"""
    title = "契約の開始日が平成11年10月1日以後である"
    if contract.selection.is_small_workshop:
        return block("S3", title, None, "小規模作業所は従来からの委託先のため、対象外です。", NEEDS_OF_PERSON)
    return block("S3", title, contract.starts_on >= EXTENDED_ON, f"契約の開始日 {wareki(contract.starts_on)}",
                 NEEDS_OF_PERSON, remedy="開始日を平成11年10月1日以後にしてください。", clause_note="平成11年10月1日から拡充")


def for_contract_conclusion(contract, by):
    return [*for_contract(contract), accounting_confirmed(contract), not_the_preparer(contract, by)]


def not_the_preparer(contract, by):
    """P17. 判断: who prepared a contract, or changed it, does not sign it."""
    return block("P17", "契約を準備した人とは別の人が締結する", not contract.is_prepared_by(by), f"締結する人：{by.name}", PRACTICE,
                 remedy="別の所長が締結してください。", clause_note=NOT_IN_NOTICE)


def accounting_confirmed(contract):
    """S15: a 社会福祉法人 keeps the consignment's account apart; confirmed before the contract starts. 根拠: 通知 記4"""
    title = "契約の開始日までに、委託の会計を区分していることを確認した"
    corporation = contract.selection.organization.corporation
    if not corporation.needs_separate_accounting:
        return block("S15", title, None, "社会福祉法人ではないため、求めません。", ACCOUNTING)
    confirmed_on = contract.accounting_confirmed_on
    met = confirmed_on is not None and confirmed_on <= contract.starts_on
    fact = (
        f"{wareki(confirmed_on)}確認　{contract.accounting_confirmed_by.name}　契約の開始日 {wareki(contract.starts_on)}。"
        if confirmed_on else "まだ確認していません。"
    )
    remedy = "確認日か契約の開始日を直してください。" if confirmed_on else "法人の区分経理を確認し、確認日を記録してください。"
    return block("S15", title, met, fact, ACCOUNTING, remedy=remedy,
                 clause_note="社会福祉事業法第25条第2項（現 社会福祉法第26条第2項）")

"""What the notice demands from the start of the support to the close of the case."""

from django.db.models import Count, Max, Q

from cases.enums import LivingSupport, LogState
from cases.requirements.clauses import CONSIGNMENT, MEMBERS, NOT_IN_NOTICE, POST, PRACTICE, SUPPORT_CENTER
from cases.requirements.preparation import concluded_contracts, is_decision, period_in_contract
from partners.enums import PartnerKind
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind
from shokuiki.records.requirements import block, warn


def for_support_start(case, on):
    found = [
        support_plan_approved(case, on),
        workplace_chosen(case),
        partner_assigned(case, on, PartnerKind.TECHNICAL, case.workplace_id),
    ]
    if case.living_support == LivingSupport.CONSIGNED:
        found += [
            partner_assigned(case, on, PartnerKind.CONSIGNED, case.selection.organization_id if case.selection else None),
            contract_concluded(case, on),
            block("P6", "支援の期間が委託契約の期間の中にある", *period_in_contract(case, on), PRACTICE,
                  remedy="予定の期間か契約の期間を直してください。", clause_note=NOT_IN_NOTICE),
        ]
    else:
        found.append(partner_assigned(case, on, PartnerKind.DISPATCHED, case.center_id))
    return found


def workplace_chosen(case):
    met = case.workplace_id is not None
    return block("S26", "委託先事業所が決まっている", met, case.workplace.name if met else "まだ決まっていません。", MEMBERS,
                 remedy="「支援の準備をする」で事業所を選んでください。")


def support_plan_approved(case, on):
    """判断: on the day of the start the plan was approved."""
    plan = case.approved_plan
    remedy = "支援開始日を、承認日以後にしてください。" if plan else "支援計画を作り、主任か所長の承認を受けてください。"
    return block("運用", "支援計画が承認されている", plan is not None and plan.approved_on <= on,
                 f"第{plan.number}版　{wareki(plan.approved_on)}承認。" if plan else "承認された支援計画がありません。", PRACTICE,
                 remedy=remedy,
                 evidence=[("支援計画を開く", plan.get_absolute_url())] if plan else (), clause_note=NOT_IN_NOTICE)


def partner_assigned(case, on, kind, organization_id):
    """S26, S10: on that day a partner of the kind, of the organization where the notice puts them."""
    label = PartnerKind(kind).label
    names = [
        assignment.partner.name for assignment in case.assignments.all()
        if assignment.holds_on(on) and assignment.partner.kind == kind
        and assignment.partner.organization_id == organization_id
    ]
    dispatched = kind == PartnerKind.DISPATCHED
    clause = SUPPORT_CENTER if dispatched else MEMBERS
    return block("S10" if dispatched else "S26", f"{label}が割り当てられている", bool(names),
                 "、".join(names) if names else "割当てがありません。", clause, remedy=f"{label}を割り当ててください。")


def contract_concluded(case, on):
    """S1: on that day a contract was concluded and ran."""
    contract = next((row for row in concluded_contracts(case) if row.starts_on <= on <= row.ends_on), None)
    fact = (
        f"{contract.selection.organization.name}　{wareki(contract.starts_on)}から{wareki(contract.ends_on)}まで、"
        f"{wareki(contract.concluded_on)}締結。" if contract else f"{wareki(on)}を含む、締結済の委託契約がありません。"
    )
    remedy = "支援開始日を、締結日以後にしてください。" if contract else "委託契約を準備し、所長が締結してください。"
    return block("S1", "委託契約を結んでいる", contract is not None and contract.concluded_on <= on, fact, CONSIGNMENT,
                 remedy=remedy,
                 evidence=[("契約を開く", contract.get_absolute_url())] if contract else ())


def for_support_end(case, on=None):
    """P7: no log lies behind the end; P13: logs still open are a warning, not a block. on: its day, else today."""
    on = on or clock.today()
    figures = case.logs.aggregate(
        last=Max("date"), waiting=Count("pk", filter=~Q(state=LogState.CONFIRMED)),
        returned=Count("pk", filter=Q(state=LogState.DRAFT)),
    )
    last, waiting = figures["last"], figures["waiting"]
    remedy = "終了したあとも日誌の確認は続けられます。"
    if figures["returned"]:
        remedy += f"ただし、差し戻した{figures['returned']}件は、終了すると書いた人が直せません。"
    return [
        block("P7", "支援日誌がすべて支援期間の中にある", None if last is None else last <= on,
              f"最後の支援日誌は{wareki(last)}です。" if last else "支援日誌はありません。", PRACTICE,
              remedy="支援終了日を、最後の支援日誌の日以後にしてください。", clause_note=NOT_IN_NOTICE),
        warn("P13", "支援日誌がすべて確認済である", waiting == 0,
             f"確認していない日誌が{waiting}件あります。" if waiting else "すべて確認済です。", PRACTICE, remedy=remedy,
             clause_note=NOT_IN_NOTICE)
    ]


def for_log(log):
    """P7, P20: on a day of support, not in the future, with an assignment; within one day."""
    case, assignment = log.case, log.assignment
    last = min(day for day in (case.ended_on, clock.today()) if day)
    inside = case.started_on is not None and case.started_on <= log.date <= last
    assigned = assignment.case_id == case.pk and assignment.holds_on(log.date)
    timed = log.starts_at is not None and log.ends_at is not None and log.starts_at < log.ends_at
    return [
        block("P7", "支援した日が支援期間の中にある", inside, f"{wareki(log.date)}は支援期間の外か、先の日付です。" if not inside
              else wareki(log.date), PRACTICE, remedy="支援した日を確かめてください。", clause_note=NOT_IN_NOTICE),
        block("P7", "その日に担当の割当てがある", assigned,
              "割当てを確かめました。" if assigned else f"{wareki(log.date)}には担当の割当てがありません。", PRACTICE,
              remedy="支援した日を確かめるか、担当カウンセラーに連絡してください。", clause_note=NOT_IN_NOTICE),
        block("P20", "終了の時刻が開始の時刻より後である", timed,
              "時刻を確かめました。" if timed else "終了の時刻が開始の時刻より前か、同じです。", PRACTICE,
              remedy="0時をまたぐときは日を分けて書いてください。", clause_note=NOT_IN_NOTICE),
    ]


def writer_still_assigned(log):
    """判断: who is no longer assigned cannot correct a log, so it is not sent back to them."""
    met = log.assignment.is_current or log.written_by_id != log.assignment.partner.user_id
    return block("運用", "書いた人の割当てが続いている", met,
                 "割当てを確かめました。" if met else f"{log.assignment.partner.name}の割当ては終わっています。", PRACTICE,
                 remedy="コメントを書いて、確認済にしてください。", clause_note=NOT_IN_NOTICE)


def for_log_submission(log):
    plan = log.plan
    noted = set(log.notes.values_list("goal_id", flat=True))
    asked = plan.goals.all() if plan and log.asks_for_goals else []
    missing = [goal.text for goal in asked if goal.pk not in noted]
    return [
        *for_log(log),
        block("運用", "支援の方法と様子を書く", bool(log.ways) and bool(log.content.strip()), "支援の方法と内容。", PRACTICE,
              remedy="支援の方法を選び、内容と本人の様子を書いてください。", clause_note=NOT_IN_NOTICE),
        block("運用", "目標ごとの様子を選ぶ", not missing,
              f"選んでいない目標：{'、'.join(missing)}。" if missing else "すべて選ばれています。", PRACTICE,
              remedy="場面がなかった目標は「場面なし」を選んでください。", clause_note=NOT_IN_NOTICE),
        block("運用", "相談の内容を書く", not log.asks_center or bool(log.question.strip()),
              log.question or "相談の内容がありません。", PRACTICE, remedy="センターに相談したいことを書いてください。",
              clause_note=NOT_IN_NOTICE),
    ]


def for_follow_up(plan, decision):
    """S23: 指導方針 and each of the four items, filled or 該当なし with its reason. S24: decided by its meeting."""
    items = (
        ("指導方針", bool(plan.guidance_policy.strip())),
        ("体制（役割分担）", bool(plan.followuproles.all()) or bool(plan.structure_none.strip())),
        ("期間", bool(plan.period_from and plan.period_to) or bool(plan.period_none.strip())),
        ("カリキュラム", bool(plan.curriculumitems.all()) or bool(plan.curriculum_none.strip())),
        ("支援方法", bool(plan.followupways.all()) or bool(plan.methods_none.strip())),
    )
    missing = [label for label, there in items if not there]
    decided = is_decision(decision, DecisionKind.EXPANDED_POST, plan.case)
    return [
        block("S23", "指導方針と、体制・期間・カリキュラム・支援方法を決める", not missing,
              f"まだないもの：{'、'.join(missing)}。" if missing else "すべて決まっています。", POST,
              remedy="記入するか、「該当なし」の理由を書いてください。",
              clause_note="指導方針、フォローアップの体制、期間、カリキュラム、支援方法等"),
        block("S24", "拡大ケース会議（支援終了後）で決定する", decided,
              f"{wareki(decision.event_date)}の会議" if decided else "会議の決定がありません。", POST,
              remedy="支援終了後の拡大ケース会議の記録を確定してください。"),
    ]


def for_closing(case, on=None):
    """S24: closing goes through the meeting after support; no record lies behind it. on: its day, else today."""
    on = on or clock.today()
    met = case.follow_up_on is not None
    last = case.follow_up_records.aggregate(last=Max("date"))["last"]
    return [
        block("S24", "拡大ケース会議（支援終了後）を開いている", met,
              f"{wareki(case.follow_up_on)}開催" if met else "会議の記録がありません。", POST,
              remedy="支援終了後の拡大ケース会議を開いてください。"),
        block("運用", "フォローアップの記録がすべて完了日までにある", None if last is None else last <= on,
              f"最後の記録は{wareki(last)}です。" if last else "記録はありません。", PRACTICE,
              remedy="完了日を、最後の記録の日以後にしてください。", clause_note=NOT_IN_NOTICE),
    ]

"""What the notice demands up to the selection: evaluation, plan, who gives the living support."""


from cases.enums import ConsentPurpose, LivingSupport, PlanState
from cases.requirements.clauses import CASE_MEETING, NEEDS_OF_PERSON, NOT_IN_NOTICE, PRACTICE, SUPPORT_CENTER
from shokuiki.japan.dates import wareki
from shokuiki.records.requirements import block


def for_evaluation(case):
    met = case.evaluation_counselor_id is not None
    return [
        consented(case, ConsentPurpose.INTAKE_EVALUATION),
        block("運用", "職業評価の担当者を決める", met, case.evaluation_counselor.name if met else "まだ決まっていません。",
              PRACTICE, remedy="基本情報で職業評価担当カウンセラーを選んでください。", clause_note=NOT_IN_NOTICE),
    ]


def consented(case, purpose):
    """The person's consent to a purpose, valid today. 判断: センター運用"""
    consents = case.person.consents.valid().filter(purpose=purpose).select_related("explained_by")
    consent = consents.order_by("-obtained_on").first()
    fact = (
        f"{wareki(consent.obtained_on)}　{consent.get_method_display()}　{consent.get_given_by_display()}　"
        f"説明者 {consent.explained_by.name}" if consent else "有効な同意の記録がありません。"
    )
    return block("運用", f"本人が「{ConsentPurpose(purpose).label}」に同意している", consent is not None, fact, PRACTICE,
                 remedy="本人に説明し、同意を記録してください。", clause_note=NOT_IN_NOTICE)


def for_evaluation_confirmation(evaluation):
    return [evaluation_complete(evaluation), wish_stated("職業評価", evaluation.wish)]


def evaluation_complete(evaluation):
    """S17, first half: 面接・調査 and 検査 (or an observation) and a summary. 根拠: 通知 別紙2 1(1)"""
    interviews = evaluation.interviews.count()
    tests = evaluation.testresults.count()
    observations = evaluation.workobservations.count()
    missing = [
        what for what, there in (
            ("面接・調査", interviews), ("検査または作業観察", tests + observations), ("総合所見", evaluation.summary.strip()),
        ) if not there
    ]
    fact = f"面接・調査 {interviews}件、検査 {tests}件、作業観察 {observations}件。"
    if missing:
        fact += f"まだないもの：{'、'.join(missing)}。"
    return block("S17", "面接・調査と各種検査等の職業評価を行う", not missing, fact, CASE_MEETING,
                 remedy="足りないものを記入してください。", clause_note="面接・調査や各種検査等の職業評価")


def wish_stated(where, wish):
    """S29: 本人の希望 stands where the case is decided. 根拠: 通知 本文「障害者本人の職業自立に向けたニーズ」（読み取り）"""
    return block("S29", f"{where}に本人の希望を書く", bool(wish.strip()), wish or "本人の希望がまだ書かれていません。",
                 NEEDS_OF_PERSON, remedy="本人の言葉で書いてください。", clause_note="障害者本人の職業自立に向けたニーズ")


def for_plan_proposal(plan):
    missing = [
        label for label, there in (
            ("現状と支援の方向性", plan.current_state.strip()), ("具体的目標", plan.goals.exists()),
            ("センターが提案する支援内容", plan.proposed_support.strip()),
        ) if not there
    ]
    fact = f"まだないもの：{'、'.join(missing)}。" if missing else "すべて書かれています。"
    counselor = plan.case.program_counselor
    return [
        block("S28", "計画の案に現状・目標・支援内容を書く", not missing, fact, CASE_MEETING, remedy="計画に記入してください。",
              clause_note="職業リハビリテーション計画の策定"),
        wish_stated("職業リハビリテーション計画", plan.wish),
        block("運用", "職域開発援助事業の担当者を決める", counselor is not None, counselor.name if counselor else "まだ決まっていません。",
              PRACTICE, remedy="基本情報で職域開発援助事業担当カウンセラーを選んでください。", clause_note=NOT_IN_NOTICE),
    ]


def evaluation_confirmed(case):
    """S17: the ケース会議 needs a finished 職業評価. 根拠: 通知 別紙2 1(1)"""
    evaluation = getattr(case, "evaluation", None)
    met = evaluation is not None and evaluation.is_confirmed
    fact = (
        f"{wareki(evaluation.confirmed_on)}確定　評価の担当 {evaluation.evaluator.name}" if met
        else "職業評価がまだ確定していません。"
    )
    return block("S17", "職業評価が済んでいる", met, fact, CASE_MEETING, remedy="職業評価を確定してください。",
                 evidence=[("職業評価を開く", evaluation.get_absolute_url())] if evaluation else (),
                 clause_note="職業評価を実施したカウンセラーが構成員")


def plan_proposed(case):
    """S28: the conclusion 適切 needs a proposed plan. 根拠: 通知 別紙2 1(1)"""
    plan = proposed_plan(case)
    fact = f"第{plan.number}版　{wareki(plan.proposed_on)}確定" if plan else "確定した計画の案がありません。"
    return block("S28", "職業リハビリテーション計画の案がある", plan is not None, fact, CASE_MEETING,
                 remedy="計画の案を確定してください。",
                 evidence=[("計画を開く", plan.get_absolute_url())] if plan else (),
                 clause_note="計画の策定の際に実施する検討会議")


def proposed_plan(case):
    """The newest 職業リハビリテーション計画 that is proposed or adopted, or None."""
    plans = (plan for plan in case.rehabilitation_plans.all() if plan.state in (PlanState.PROPOSED, PlanState.ADOPTED))
    return next(plans, None)


# --- Who gives the living support -------------------------------------------------------------------------------
def support_source_allowed(case, living_support):
    """S10: who has support of a 障害者雇用支援センター is supported by a partner sent by the center. 根拠: 通知 記1 なお書き"""
    uses = case.person.uses_employment_support_center
    if uses:
        name = case.person.employment_support_center_name
        return block(
            "S10", "センターから派遣されるパートナーが支援する", living_support == LivingSupport.DISPATCHED,
            f"{name}の支援を受けています。", SUPPORT_CENTER, remedy="生活支援は「センターからの派遣」を選んでください。",
            clause_note="障害者雇用支援センターの支援を受けている者",
        )
    return block("S10", "障害者雇用支援センターの支援を確かめた", True,
                 "障害者雇用支援センターの支援を受けていません。法人への委託も、センターからの派遣も選べます。",
                 SUPPORT_CENTER, clause_note="支援体制の区分")

"""What the notice demands before a corporation's application is submitted and before it is selected."""

from django.db.models import Q

from partners.enums import EXTENDED_ON, AccountingSeparation, InsurancePlan, LegalForm
from shokuiki.accounts.enums import Post
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.requirements import block, warn

SELECTION_CLAUSE = "通知 記1 第1項"
APPLICATION_CLAUSE = "通知 記1 第3項"
BODY_CLAUSE = "通知 本文"
INSURANCE_CLAUSE = "通知 記3"
ACCOUNTING_CLAUSE = "通知 記4"
ACCOUNTING_LAW = "社会福祉事業法第25条第2項（現 社会福祉法第26条第2項）"
PRACTICE = "センター運用"


def for_submission(application):
    """The requirements of 提出: what the page shows as missing and what `submit` refuses on."""
    return [requirement for step in by_step(application).values() for requirement in step]


def by_step(application):
    """The same, {step of the form: [requirement]}, in the order of the form."""
    return {
        "corporation": [corporation_named(application), known_legal_form(application, note=application.legal_form_note)],
        "facilities": [facility_operated(application)],
        "candidates": [partner_candidates(application)],
        "wish": [wish_stated(application)],
        "insurance": [insurance_answered(application), separate_accounting(application)],
    }


def of_application(application, *, valid_from=None, note=""):
    """What the selection asks of the application itself (S2–S5, S12, S15): also shown while it is reviewed."""
    return [
        applied_to_this_center(application),
        extended_since(application, valid_from),
        known_legal_form(application, note=note, by_director=True),
        facility_operated(application),
        separate_accounting(application),
        insured(application),
    ]


def for_selection(application, *, by, valid_from, note):
    """The checklist of the 所長's decision (S1–S5, S12, S15, P17). note: the 所長's words on a 「等」 corporation."""
    return [
        decided_by_director(application, by),
        *of_application(application, valid_from=valid_from, note=note),
        not_the_preparer(application, by),
    ]


def corporation_named(application):
    missing = [
        label
        for label, value in (
            ("名称", application.name),
            ("ふりがな", application.kana),
            ("代表者の役職", application.representative_title),
            ("代表者の氏名", application.representative_name),
            ("所在地", application.address),
            ("電話番号", application.phone),
        )
        if not value
    ]
    fact = f"未記入：{'、'.join(missing)}。" if missing else f"{application.name}　{application.representative_name}"
    return block("運用", "法人の名称・代表者・所在地を記入する", not missing, fact, PRACTICE,
                 remedy="「法人の情報」に記入してください。", clause_note="通知には定めなし")


def partner_candidates(application):
    names = [candidate.name for candidate in application.candidates.all()]
    return block("運用", "パートナーの候補者を1名以上挙げる", bool(names),
                 "、".join(names) if names else "候補者がありません。", PRACTICE,
                 remedy="「パートナー候補」に追加してください。", clause_note="通知には定めなし")


def wish_stated(application):
    met = bool(application.desired_start_on)
    return block("運用", "希望する内容を記入する", met,
                 f"委託の開始希望日 {wareki(application.desired_start_on)}" if met else "開始希望日がありません。", PRACTICE,
                 remedy="「希望する内容」に記入してください。", clause_note="通知には定めなし")


def insurance_answered(application):
    met = bool(application.insurance_plan)
    return block("運用", "損害保険について答える", met,
                 application.get_insurance_plan_display() if met else "まだ答えていません。", PRACTICE,
                 remedy="「損害保険と会計」で選んでください。加入しなくても申し込めます。",
                 clause_note="加入は望ましいが、必須ではない（通知 記3）")


def separate_accounting(application):
    """S15, first half: asked of a 社会福祉法人 only. 根拠: 通知 記4"""
    title = "委託の会計を区分して経理する方法を示す"
    if application.legal_form != LegalForm.SOCIAL_WELFARE:
        return block("S15", title, None, "社会福祉法人ではないため、求めません。", ACCOUNTING_CLAUSE,
                     clause_note=ACCOUNTING_LAW)
    met = bool(application.accounting_separation and application.accounting_method)
    fact = (
        f"{AccountingSeparation(application.accounting_separation).label}　{application.accounting_method}"
        if met else "区分経理の状況と方法が書かれていません。"
    )
    return block("S15", title, met, fact, ACCOUNTING_CLAUSE, remedy="「損害保険と会計」に記入してください。",
                 clause_note=ACCOUNTING_LAW)


def decided_by_director(application, by):
    """S1: 根拠: 通知 記1 第1項"""
    met = by.directs(application.center_id)
    fact = f"決定する人：{by.signature_at(application.center_id)}"
    return block("S1", "所長が選定する", met, fact if met else f"{fact}。", SELECTION_CLAUSE,
                 remedy="選定できるのは、このセンターの所長だけです。", clause_note="所長から委託先法人として選定")


def applied_to_this_center(application):
    """S2: 根拠: 通知 記1 第3項"""
    last = application.submissions.order_by("-number").first()
    fact = f"第{last.number}回の提出　{wareki(last.submitted_on)}" if last else "提出された申込がありません。"
    if last and last.is_by_proxy:
        fact += f"　申込書の日付 {wareki(last.paper_on)}（センターが代行入力）"
    return block("S2", "法人がこのセンターへ申し込んでいる", last is not None, fact, APPLICATION_CLAUSE,
                 evidence=[("申込を開く", application.get_absolute_url())],
                 remedy="法人の管理者が申込を提出してください。", clause_note="受託を希望する旨をセンターへ申込")


def extended_since(application, valid_from):
    """S3: 根拠: 通知 本文「平成11年10月1日から」"""
    title = "選定の開始日が平成11年10月1日以後である"
    if application.legal_form == LegalForm.SMALL_WORKSHOP:
        return block("S3", title, None, "小規模作業所は従来からの委託先のため、対象外です。", BODY_CLAUSE)
    fact = f"選定の開始日 {wareki(valid_from)}" if valid_from else "選定の開始日は、所長が決定のときに決めます。"
    return block("S3", title, (valid_from or clock.today()) >= EXTENDED_ON, fact, BODY_CLAUSE,
                 remedy="開始日を平成11年10月1日以後にしてください。", clause_note="平成11年10月1日から拡充")


def known_legal_form(application, *, note, by_director=False):
    """S4: 「等」 needs a note: the corporation's when it applies, the 所長's own when it is selected. 根拠: 通知 本文"""
    title = "委託先になれる種別の法人である"
    label = application.get_legal_form_display() or "法人種別が選ばれていません"
    is_other = application.legal_form == LegalForm.OTHER
    met = bool(application.legal_form) and (not is_other or bool(note.strip()))
    fact = f"{label}　{note}" if is_other and note.strip() else label if met else f"{label}。"
    if not application.legal_form:
        remedy = "法人種別を選んでください。"
    elif by_director:
        remedy = "「等」に当たると判断した理由を、所長が書いてください。"
    else:
        remedy = "「法人の情報」に、法人の種類と設立の根拠を書いてください。"
    return block("S4", title, met, fact, BODY_CLAUSE, remedy=remedy,
                 clause_note="小規模作業所、社会福祉法人、医療法人及び財団法人等")


def facility_operated(application):
    """S5: 根拠: 通知 本文「授産施設及び更生施設等を運営する」"""
    title = "授産施設・更生施設等を運営している"
    if application.legal_form == LegalForm.SMALL_WORKSHOP:
        return block("S5", title, None, "小規模作業所そのものが申し込むため、対象外です。", BODY_CLAUSE)
    names = [facility.name for facility in application.facilities.all()]
    return block("S5", title, bool(names), "、".join(names) if names else "施設が書かれていません。", BODY_CLAUSE,
                 remedy="「施設」に1つ以上記入してください。", clause_note="授産施設及び更生施設等を運営する")


def insured(application):
    """S12: advice, never a block. 根拠: 通知 記3"""
    fact = application.get_insurance_plan_display() or "答えがありません"
    met = application.insurance_plan == InsurancePlan.ENROLLED
    if met and application.insurance_until:
        fact += f"　満了日 {wareki(application.insurance_until)}"
        met = application.insurance_until >= clock.today()
        fact += "" if met else "を過ぎています"
    return warn("S12", "損害保険に加入している", met, fact if met else f"{fact}。", INSURANCE_CLAUSE,
                remedy="事故に備えて加入をすすめてください。保険料は委託料から支出できます。",
                clause_note="加入が望ましい（必須ではない）")


def not_the_preparer(application, by):
    """P17. 判断: who prepared a selection does not decide it; typing an application in for the corporation prepares it, and
    so does writing the 審査意見."""
    typists = _typists(application)
    wrote = application.opinion_written_by(by)
    met = by.pk not in {application.asked_by_id, *typists} and not wrote
    fact = f"依頼した人：{application.asked_by.name}" if application.asked_by else "依頼の記録がありません。"
    if typists:
        fact += f"、代行入力した人：{'、'.join(typists.values())}"
    if wrote:
        fact += f"、審査意見を書いた人：{by.name}"
    title = "選定を依頼した人、代行入力した人とは別の人が決定する" if typists else "選定を依頼した人とは別の人が決定する"
    if by.pk in typists or wrote:
        remedy = f"{'代行入力した' if by.pk in typists else '審査意見を書いた'}人は決定できません。所長、または別の代決者が決定してください。"
    else:
        remedy = "申込を差し戻し、別の担当者が依頼し直してください。"
    return block("P17", title, met, fact if met else f"{fact}。", PRACTICE, remedy=remedy, clause_note="通知には定めなし")


def _typists(application):
    """{pk: name} of the center's people who wrote in the application or handed it in for the corporation."""
    if application.typed_by_id is None:
        return {}
    wrote = Q()
    for verb in ("create", "edit", "submit", "resubmit"):
        wrote |= Q(history_change_reason__startswith=application.VERBS[verb].label)
    found = application.history.filter(wrote).exclude(history_post=Post.MANAGER).order_by("history_id")
    return dict(found.values_list("history_user", "history_user__name"))

"""What 閲覧記録 has to know of the site: how its pages are called, and whose data stands under which address."""

from cases.models import (
    Case,
    Consent,
    Contract,
    DailyLog,
    Disclosure,
    EmergencyAccess,
    ErasureRequest,
    PartnerAssignment,
    RehabilitationPlan,
    SupportPlan,
)
from meetings.models import Meeting, TargetSelection
from shokuiki.files.models import Attachment
from shokuiki.files.registry import holder_named, holder_of
from shokuiki.records.access import by_number


def of_erasure(kwargs):
    request = ErasureRequest.objects.filter(pk=kwargs["pk"]).first()
    return [(person, request.center_id) for person in request.persons] if request else []


def of_attachment(kwargs):
    attachment = Attachment.objects.filter(pk=kwargs["pk"]).first()
    return holder_of(attachment.noun).persons(attachment.noun) if attachment and attachment.noun else []


def of_holder(kwargs):
    holder = holder_named(kwargs["key"])
    noun = holder.model._base_manager.filter(pk=kwargs["pk"]).first() if holder else None
    return holder.persons(noun) if noun else []


PAGE_NAMES = {
    "desk:home": "今日の業務・ホーム",
    "desk:search": "案件の検索",
    "desk:access": "閲覧記録",
    "desk:access_entry": "一件の閲覧記録",
    "desk:ledger": "記録の検証",
    "desk:ledger_verify": "記録の検証",
    "desk:ledger_head": "決定の連鎖の控え",
    "cases:list": "案件一覧",
    "cases:case": "案件の概要",
    "cases:history": "案件の履歴",
    "cases:consents": "同意の一覧",
    "cases:consent": "同意",
    "cases:access": "見られる人",
    "cases:disclosures": "開示請求",
    "files:attachment": "添付ファイル",
    "cases:emergency_begin": "緊急閲覧の開始",
    "cases:emergencies": "緊急閲覧の一覧",
    "cases:emergency": "緊急閲覧",
    "cases:evaluation": "評価・計画",
    "cases:rehabilitation_plan": "職業リハビリテーション計画",
    "cases:support": "支援",
    "cases:support_plan": "支援計画",
    "cases:contracts": "委託契約の一覧",
    "cases:contract": "委託契約",
    "cases:all_logs": "支援日誌の一覧",
    "cases:logs": "案件の支援日誌",
    "cases:log": "支援日誌",
    "cases:follow_ups": "フォローアップの一覧",
    "cases:follow_up": "フォローアップ",
    "meetings:list": "会議の一覧",
    "meetings:meeting": "会議",
    "meetings:hold": "会議の開催",
    "meetings:record": "会議の記録",
    "meetings:history": "会議の履歴",
    "meetings:case_meetings": "案件の会議",
    "meetings:target_selections": "対象者選定の一覧",
    "meetings:target_selection": "対象者選定",
    "meetings:selection_decide_confirm": "対象者選定の決定の確認",
}

# Under addresses that begin so stands the data of persons: how to find them from the numbers in the address.
ROUTES = {
    "cases/<int:pk>/": by_number(Case, "person"),
    "cases/consents/<int:pk>/": by_number(Consent, "person"),
    "cases/rehabilitation-plans/<int:pk>/": by_number(RehabilitationPlan, "case__person"),
    "cases/support-plans/<int:pk>/": by_number(SupportPlan, "case__person"),
    "cases/assignments/<int:pk>/": by_number(PartnerAssignment, "case__person"),
    "cases/contracts/<int:pk>/": by_number(Contract, "case__person"),
    "cases/logs/<int:pk>/": by_number(DailyLog, "case__person"),
    "cases/disclosures/<int:pk>/": by_number(Disclosure, "person"),
    "cases/erasures/<int:pk>/": of_erasure,
    "cases/emergencies/<int:pk>/": by_number(EmergencyAccess, "case__person"),
    "meetings/<int:pk>/": by_number(Meeting, "items__case__person"),
    "selections-of-persons/<int:pk>/": by_number(TargetSelection, "case__person"),
    "files/<int:pk>/": of_attachment,
    "files/of/<slug:key>/<int:pk>/": of_holder,
}

"""States, kinds and the table of verbs of the corporation's track. Imports nothing of ours but the shape of a verb."""

from datetime import date

from django.db.models import TextChoices

from shokuiki.pages.chips import Chip
from shokuiki.records.tracked import Verb

# 根拠: 通知 本文「平成11年10月1日から…拡充される」
EXTENDED_ON = date(1999, 10, 1)


class LegalForm(TextChoices):
    """根拠: 通知 本文; 「等」 stays open as その他の法人, which the 所長 confirms with a note."""

    SOCIAL_WELFARE = "social_welfare_corporation", "社会福祉法人"
    MEDICAL = "medical_corporation", "医療法人"
    FOUNDATION = "foundation", "財団法人"
    SMALL_WORKSHOP = "small_workshop", "小規模作業所"
    OTHER = "other_incorporated", "その他の法人（「等」に当たるもの）"


class FacilityType(TextChoices):
    """根拠: 通知 本文「授産施設及び更生施設等」; the sub-types are the customary ones."""

    PHYSICAL_REHABILITATION = "physical_rehabilitation", "身体障害者更生施設"
    PHYSICAL_WORKSHOP = "physical_workshop", "身体障害者授産施設"
    PHYSICAL_FACTORY = "physical_factory", "身体障害者福祉工場"
    INTELLECTUAL_REHABILITATION = "intellectual_rehabilitation", "知的障害者更生施設"
    INTELLECTUAL_WORKSHOP = "intellectual_workshop", "知的障害者授産施設"
    INTELLECTUAL_FACTORY = "intellectual_factory", "知的障害者福祉工場"
    INTELLECTUAL_DORMITORY = "intellectual_dormitory", "知的障害者通勤寮"
    MENTAL_WORKSHOP = "mental_workshop", "精神障害者授産施設"
    MENTAL_FACTORY = "mental_factory", "精神障害者福祉工場"
    MENTAL_TRAINING = "mental_training", "精神障害者生活訓練施設"
    MENTAL_COMMUNITY = "mental_community", "精神障害者地域生活支援センター"
    SMALL_WORKSHOP = "small_workshop", "小規模作業所"
    OTHER = "other", "その他"


class DisabilityGroup(TextChoices):
    PHYSICAL = "physical", "身体障害"
    INTELLECTUAL = "intellectual", "知的障害"
    MENTAL = "mental", "精神障害"
    OTHER = "other", "その他"


class InsurancePlan(TextChoices):
    """根拠: 通知 記3"""

    ENROLLED = "enrolled", "加入している"
    WILL_ENROL = "will_enrol", "これから加入する"
    WILL_NOT = "will_not", "加入しない"


class AccountingSeparation(TextChoices):
    """根拠: 通知 記4"""

    SEPARATED = "separated", "区分している"
    WILL_SEPARATE = "will_separate", "受託までに区分する"


class PartnerKind(TextChoices):
    """根拠: 通知 別紙2 2(2)ロ①②, 記1 なお書き"""

    TECHNICAL = "technical", "技術支援パートナー"
    CONSIGNED = "consigned", "委託支援パートナー"
    DISPATCHED = "dispatched", "センター派遣パートナー"


class ApplicationState(TextChoices):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済"
    UNDER_REVIEW = "under_review", "審査中"
    RETURNED = "returned", "差戻し"
    AWAITING_DECISION = "awaiting_decision", "所長の決定待ち"
    SELECTED = "selected", "選定"
    REJECTED = "rejected", "不選定"
    WITHDRAWN = "withdrawn", "取下げ"


_A = ApplicationState
APPLICATION_CHIPS = {
    _A.DRAFT: Chip("下書き", "yellow", "pencil"),
    _A.SUBMITTED: Chip("提出済", "sky", "check"),
    _A.UNDER_REVIEW: Chip("審査中", "purple", "search"),
    _A.RETURNED: Chip("差戻し", "yellow", "back"),
    _A.AWAITING_DECISION: Chip("所長の決定待ち", "orange", "clock"),
    _A.SELECTED: Chip("選定", "green", "check"),
    _A.REJECTED: Chip("不選定", "red", "x"),
    _A.WITHDRAWN: Chip("取下げ", "off"),
}
PROXY_CHIP = Chip("代行入力", "plain", "doc")
OPEN_STATES = {_A.DRAFT, _A.SUBMITTED, _A.UNDER_REVIEW, _A.RETURNED, _A.AWAITING_DECISION}
# Who writes an application: the corporation, or the center for it (代行入力).
APPLICANT = "法人の管理者（代行入力の申込は、受付をする職員も）"
APPLICATION_VERBS = {
    "create": Verb("申込を始める", None, None, APPLICANT),
    "edit": Verb("申込を記入する", {_A.DRAFT, _A.RETURNED}, None, APPLICANT),
    "submit": Verb("申込を提出する", {_A.DRAFT}, _A.SUBMITTED, APPLICANT),
    "resubmit": Verb("申込をもう一度提出する", {_A.RETURNED}, _A.UNDER_REVIEW, APPLICANT),
    "withdraw": Verb("申込を取り下げる", OPEN_STATES, _A.WITHDRAWN, APPLICANT),
    "receive": Verb("申込を受け付ける", {_A.SUBMITTED}, _A.UNDER_REVIEW, "主任・職域開発援助事業担当・事務"),
    "write_opinion": Verb("審査意見を書く", {_A.UNDER_REVIEW}, None, "主任・職域開発援助事業担当"),
    "return_to_applicant": Verb("申込を差し戻す", {_A.UNDER_REVIEW}, _A.RETURNED, "主任・職域開発援助事業担当"),
    "ask_decision": Verb("所長に選定を依頼する", {_A.UNDER_REVIEW}, _A.AWAITING_DECISION, "主任・職域開発援助事業担当"),
    "select": Verb("委託先に選定する", {_A.AWAITING_DECISION}, _A.SELECTED, "所長", "通知 記1 第1項"),
    "reject": Verb("選定しない", {_A.AWAITING_DECISION}, _A.REJECTED, "所長", "通知 記1 第1項"),
    "send_back": Verb("担当者に差し戻す", {_A.AWAITING_DECISION}, _A.UNDER_REVIEW, "所長"),
}


class SelectionState(TextChoices):
    ACTIVE = "active", "選定中"
    SUSPENDED = "suspended", "停止中"
    REVOKED = "revoked", "取消し"


SELECTION_VERBS = {
    "create": Verb("委託先に選定する", None, None, "所長", "通知 記1 第1項"),
    "suspend": Verb("選定を停止する", {SelectionState.ACTIVE}, SelectionState.SUSPENDED, "所長", "通知 記1 第1項"),
    "resume": Verb("選定を再開する", {SelectionState.SUSPENDED}, SelectionState.ACTIVE, "所長", "通知 記1 第1項"),
    "revoke": Verb(
        "選定を取り消す", {SelectionState.ACTIVE, SelectionState.SUSPENDED}, SelectionState.REVOKED, "所長", "通知 記1 第1項"
    ),
}

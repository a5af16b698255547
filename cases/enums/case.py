"""案件: its states, its nine steps and the table of its verbs."""

from django.db.models import TextChoices

from cases.enums.who import CHIEF_OR_DIRECTOR, COUNSELOR, PROGRAM
from shokuiki.pages.chips import Chip
from shokuiki.records.tracked import Verb


class CaseState(TextChoices):
    INTAKE = "intake", "相談受付"
    EVALUATING = "evaluating", "職業評価"
    DRAFTING = "drafting", "計画策定"
    AWAITING_CASE_MEETING = "awaiting_case_meeting", "ケース会議待ち"
    DEFERRED = "deferred", "保留（継続検討）"
    CONCLUDED = "concluded", "選定依頼の準備中"
    AWAITING_DECISION = "awaiting_decision", "所長の決定待ち"
    SELECTED = "selected", "支援の準備中"
    SUPPORTING = "supporting", "支援実施中"
    INTERRUPTED = "interrupted", "中断中"
    SUPPORT_ENDED = "support_ended", "支援終了"
    FOLLOW_UP = "follow_up", "フォローアップ中"
    CLOSED = "closed", "完了"
    NOT_SELECTED = "not_selected", "不選定"
    WITHDRAWN = "withdrawn", "取下げ"


_S = CaseState
STEP_TITLES = (
    "相談受付", "職業評価", "計画策定", "ケース会議", "対象者選定", "支援実施", "支援終了", "フォローアップ", "完了",
)
STEP_OF = {
    _S.INTAKE: 1, _S.EVALUATING: 2, _S.DRAFTING: 3, _S.AWAITING_CASE_MEETING: 4, _S.DEFERRED: 4, _S.CONCLUDED: 5,
    _S.AWAITING_DECISION: 5, _S.SELECTED: 6, _S.SUPPORTING: 6, _S.INTERRUPTED: 6, _S.SUPPORT_ENDED: 7,
    _S.FOLLOW_UP: 8, _S.CLOSED: 9,
}
STEP_COLOURS = {1: "", 2: "sky", 3: "sky", 4: "purple", 5: "orange", 6: "green", 7: "cyan", 8: "cyan", 9: "plain"}
CASE_CHIPS = {state: Chip(STEP_TITLES[step - 1], STEP_COLOURS[step], number=step) for state, step in STEP_OF.items()} | {
    _S.NOT_SELECTED: Chip("不選定", "red", "x"),
    _S.WITHDRAWN: Chip("取下げ", "off"),
    _S.DEFERRED: Chip("保留", "off"),
    _S.INTERRUPTED: Chip("中断中", "off"),
}
CLOSED_STATES = {_S.CLOSED, _S.NOT_SELECTED, _S.WITHDRAWN}
OPEN_STATES = set(_S) - CLOSED_STATES
BEFORE_DECISION = {
    _S.INTAKE, _S.EVALUATING, _S.DRAFTING, _S.AWAITING_CASE_MEETING, _S.DEFERRED, _S.CONCLUDED,
}
BEFORE_SUPPORT = BEFORE_DECISION | {_S.AWAITING_DECISION, _S.SELECTED}
IN_SUPPORT = {_S.SUPPORTING, _S.INTERRUPTED}

CASE_VERBS = {
    "read": Verb("案件の内容を見る", None, None, "この案件の担当カウンセラー・主任・所長"),
    "create": Verb("相談を受け付ける", None, None, "カウンセラー"),
    "edit": Verb("基本情報を編集する", OPEN_STATES, None, "主任・職業評価担当・職域開発援助事業担当"),
    "add_consent": Verb("同意を記録する", OPEN_STATES, None, "主任・職業評価担当・職域開発援助事業担当"),
    "start_evaluation": Verb("職業評価を始める", {_S.INTAKE}, _S.EVALUATING, COUNSELOR),
    "finish_evaluation": Verb("職業評価を確定する", {_S.EVALUATING}, _S.DRAFTING, COUNSELOR),
    "draft_plan": Verb(
        "計画の案を作る", {_S.DRAFTING, _S.AWAITING_CASE_MEETING, _S.DEFERRED}, None, PROGRAM
    ),
    "propose_plan": Verb("計画を確定する", {_S.DRAFTING}, _S.AWAITING_CASE_MEETING, PROGRAM),
    "arrange": Verb("支援体制の予定を決める", BEFORE_DECISION, None, PROGRAM),
    "conclude": Verb(
        "ケース会議の結論を確定する", {_S.AWAITING_CASE_MEETING, _S.DEFERRED}, _S.CONCLUDED, "カウンセラー"
    ),
    "defer": Verb("継続検討とする", {_S.AWAITING_CASE_MEETING, _S.DEFERRED}, _S.DEFERRED, "カウンセラー"),
    "ask_selection": Verb("所長に選定を依頼する", {_S.CONCLUDED}, _S.AWAITING_DECISION, PROGRAM),
    "cancel_request": Verb("選定の依頼を取り消す", {_S.AWAITING_DECISION}, _S.CONCLUDED, PROGRAM),
    "select": Verb("選定を決定する", {_S.AWAITING_DECISION}, _S.SELECTED, "所長", "通知 記1 第2項"),
    "decline": Verb("選定しないことを決定する", {_S.AWAITING_DECISION}, _S.NOT_SELECTED, "所長", "通知 記1 第2項"),
    "send_back": Verb("担当者に差し戻す", {_S.AWAITING_DECISION}, _S.CONCLUDED, "所長"),
    "send_back_to_meeting": Verb("ケース会議に差し戻す", {_S.AWAITING_DECISION}, _S.AWAITING_CASE_MEETING, "所長"),
    "prepare": Verb("支援の準備をする", {_S.SELECTED} | IN_SUPPORT, None, PROGRAM),
    "accept_log": Verb("支援日誌を受け付ける", IN_SUPPORT, None, "担当のパートナー"),
    "start_support": Verb("支援を開始する", {_S.SELECTED}, _S.SUPPORTING, PROGRAM),
    "interrupt": Verb("支援を中断する", {_S.SUPPORTING}, _S.INTERRUPTED, PROGRAM),
    "resume": Verb("支援を再開する", {_S.INTERRUPTED}, _S.SUPPORTING, PROGRAM),
    "end_support": Verb("支援を終了する", IN_SUPPORT, _S.SUPPORT_ENDED, CHIEF_OR_DIRECTOR),
    "start_follow_up": Verb("フォローアップを始める", {_S.SUPPORT_ENDED}, _S.FOLLOW_UP, "主任・所長"),
    "record_follow_up": Verb("フォローアップを記録する", {_S.FOLLOW_UP}, None, PROGRAM),
    "record_employment": Verb("就職を記録する", IN_SUPPORT | {_S.SUPPORT_ENDED, _S.FOLLOW_UP}, None, PROGRAM),
    "close": Verb("案件を完了する", {_S.FOLLOW_UP}, _S.CLOSED, CHIEF_OR_DIRECTOR),
    "withdraw": Verb("案件を取り下げる", BEFORE_SUPPORT, _S.WITHDRAWN, COUNSELOR),
    "reopen": Verb("案件を再開する", CLOSED_STATES, None, "カウンセラー"),
    "disclose": Verb("開示の文書を作る", None, None, CHIEF_OR_DIRECTOR),
}


class LivingSupport(TextChoices):
    """根拠: 通知 記1 第1項（委託）, なお書き（センター派遣）"""

    CONSIGNED = "consigned", "法人への委託"
    DISPATCHED = "dispatched", "センターからの派遣"


class EndKind(TextChoices):
    COMPLETED = "completed", "完了"
    DISCONTINUED = "discontinued", "中止"


class ReferralSource(TextChoices):
    PESO = "peso", "公共職業安定所"
    SELF = "self", "本人"
    FAMILY = "family", "家族"
    SCHOOL = "school", "学校"
    FACILITY = "facility", "施設"
    MEDICAL = "medical", "医療機関"
    WELFARE_OFFICE = "welfare_office", "福祉事務所"
    WORKPLACE = "workplace", "事業所"
    OTHER = "other", "その他"

"""States, kinds and the tables of verbs of the person's track."""

from django.db.models import TextChoices

from shokuiki.pages.chips import Chip
from shokuiki.records.tracked import Verb

COUNSELOR = "この案件の担当カウンセラー・主任"
CHIEF_OR_DIRECTOR = "主任・所長"
PROGRAM = "この案件の職域開発援助事業担当・主任"


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


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"
    UNSPECIFIED = "unspecified", "答えない"


class DisabilityType(TextChoices):
    PHYSICAL = "physical", "身体障害"
    INTELLECTUAL = "intellectual", "知的障害"
    MENTAL = "mental", "精神障害"
    DEVELOPMENTAL = "developmental", "発達障害"
    HIGHER_BRAIN = "higher_brain", "高次脳機能障害"
    INTRACTABLE = "intractable", "難病"
    OTHER = "other", "その他"


class CertificateType(TextChoices):
    PHYSICAL = "physical", "身体障害者手帳"
    REHABILITATION = "rehabilitation", "療育手帳"
    MENTAL = "mental", "精神障害者保健福祉手帳"
    APPLYING = "applying", "申請中"


class ConsentPurpose(TextChoices):
    INTAKE_EVALUATION = "intake_evaluation", "相談と職業評価のために情報を扱うこと"
    PROGRAM_USE = "program_use", "職域開発援助事業を利用すること"
    SHARE_EXPANDED_MEETING = "share_expanded_meeting", "拡大ケース会議で関係機関と情報を共有すること"
    SHARE_CONSIGNEE = "share_consignee", "委託先の法人に情報を渡すこと"
    SHARE_WORKPLACE = "share_workplace", "事業所に情報を渡すこと"


class ConsentMethod(TextChoices):
    WRITTEN = "written", "書面"
    ORAL = "oral_recorded", "口頭（記録あり）"
    ELECTRONIC = "electronic", "電子"
    EASY_READ = "easy_read", "わかりやすい書面"


class ConsentGiver(TextChoices):
    PERSON = "person", "本人"
    GUARDIAN = "guardian", "後見人等"
    WITH_FAMILY = "family_with_person", "本人と家族"


class SharedItem(TextChoices):
    """What a consent can name. 判断: test scores, diagnosis, 手帳 and income are no items: they never leave the center."""

    BASICS = "basics", "基本情報（希望の仕事・事業所・支援の期間）"
    EVALUATION = "evaluation", "職業評価のまとめ"
    REHABILITATION_PLAN = "rehabilitation_plan", "職業リハビリテーション計画"
    SUPPORT_PLAN = "support_plan", "支援計画"
    GOAL_PROGRESS = "goal_progress", "目標の進み具合"
    LOGS = "logs", "支援日誌のまとめ"
    HEALTH = "health", "健康・配慮事項"
    FOLLOW_UP_PLAN = "follow_up_plan", "フォローアップ計画"


class WithdrawalWay(TextChoices):
    TOLD = "told", "面談で申出"
    PHONED = "phoned", "電話"
    WRITTEN = "written", "書面・手紙"
    MAILED = "mailed", "電子メール"
    PROXY = "proxy", "後見人・家族を通じて"


CONSENT_VERBS = {
    "read": Verb("同意の内容を見る", None, None, "この案件の担当カウンセラー・主任・所長"),
    "create": Verb("同意を記録する", None, None, "主任・職業評価担当・職域開発援助事業担当"),
    "withdraw": Verb("同意の撤回を記録する", None, None, "主任・職業評価担当・職域開発援助事業担当"),
}


class EvaluationState(TextChoices):
    DRAFT = "draft", "作成中"
    CONFIRMED = "confirmed", "確定"


EVALUATION_VERBS = {
    "create": Verb("職業評価を始める", None, None, COUNSELOR),
    "edit": Verb("職業評価を記入する", {EvaluationState.DRAFT}, None, "職業評価の担当・主任"),
    "hand_over": Verb("職業評価の担当を替える", {EvaluationState.DRAFT}, None, COUNSELOR),
    "confirm": Verb("評価を確定する", {EvaluationState.DRAFT}, EvaluationState.CONFIRMED, "職業評価の担当・主任"),
}


class InterviewKind(TextChoices):
    INTERVIEW = "interview", "面接"
    SURVEY_LIFE = "survey_life", "調査（生活）"
    SURVEY_FAMILY = "survey_family", "調査（家族）"
    SURVEY_MEDICAL = "survey_medical", "調査（医療）"
    SURVEY_WORK = "survey_work", "調査（職歴）"
    SURVEY_SCHOOL = "survey_school", "調査（学校）"


class TestCode(TextChoices):
    GATB = "gatb", "一般職業適性検査"
    VPI = "vpi", "VPI職業興味検査"
    VRT = "vrt", "職業レディネス・テスト"
    WAIS = "wais", "WAIS知能検査"
    TANAKA_BINET = "tanaka_binet", "田中ビネー知能検査"
    UCHIDA_KRAEPELIN = "uchida_kraepelin", "内田クレペリン検査"
    SM_SOCIAL = "sm_social", "S-M社会生活能力検査"
    MWS = "mws", "ワークサンプル幕張版"
    OTHER = "other", "その他の検査"


# The nine aptitudes of GATB; mean 100, standard deviation 20.
APTITUDES = {
    "G": "知的能力", "V": "言語能力", "N": "数理能力", "Q": "書記的知覚", "S": "空間判断力",
    "P": "形態知覚", "K": "運動共応", "F": "指先の器用さ", "M": "手腕の器用さ",
}


class PlanState(TextChoices):
    DRAFT = "draft", "案の作成中"
    PROPOSED = "proposed", "案を確定"
    ADOPTED = "adopted", "ケース会議で採用"
    SUPERSEDED = "superseded", "改定済"


PLAN_VERBS = {
    "create": Verb("計画の案を作る", None, None, PROGRAM),
    "edit": Verb("計画の案を記入する", {PlanState.DRAFT}, None, PROGRAM),
    "propose": Verb("計画を確定する", {PlanState.DRAFT}, PlanState.PROPOSED, PROGRAM),
    "adopt": Verb("計画を採用する", {PlanState.PROPOSED}, PlanState.ADOPTED, "カウンセラー"),
    "supersede": Verb("計画を改める", {PlanState.PROPOSED, PlanState.ADOPTED}, PlanState.SUPERSEDED, PROGRAM),
    "amend": Verb("計画の追記・訂正", {PlanState.ADOPTED}, None, CHIEF_OR_DIRECTOR),
}


class SupportPlanState(TextChoices):
    DRAFT = "draft", "作成中"
    APPROVED = "approved", "承認済"
    SUPERSEDED = "superseded", "改定済"


SUPPORT_PLAN_VERBS = {
    "create": Verb("支援計画を作る", None, None, PROGRAM),
    "edit": Verb("支援計画を記入する", {SupportPlanState.DRAFT}, None, PROGRAM),
    "approve": Verb("支援計画を承認する", {SupportPlanState.DRAFT}, SupportPlanState.APPROVED, CHIEF_OR_DIRECTOR),
    "supersede": Verb(
        "支援計画を改める", {SupportPlanState.APPROVED}, SupportPlanState.SUPERSEDED, CHIEF_OR_DIRECTOR
    ),
    "amend": Verb(
        "支援計画の追記・訂正", {SupportPlanState.APPROVED, SupportPlanState.SUPERSEDED}, None, CHIEF_OR_DIRECTOR
    ),
}


class Phase(TextChoices):
    """判断: the notice fixes no phase; the customary order."""

    PREPARATION = "preparation", "準備"
    INTENSIVE = "intensive", "集中援助"
    TRANSITION = "transition", "移行援助"


class GoalArea(TextChoices):
    JOB_SKILL = "job_skill", "作業の技能"
    PRODUCTIVITY = "productivity", "作業の量と質"
    WORK_ATTITUDE = "work_attitude", "働く態度"
    INTERPERSONAL = "interpersonal", "対人関係"
    COMMUNICATION = "communication", "意思の伝達"
    COMMUTING = "commuting", "通勤"
    HEALTH = "health", "健康"
    DAILY_LIFE = "daily_life", "日常生活"
    ENVIRONMENT = "workplace_environment", "職場の環境"
    FAMILY = "family", "家族"


class Responsible(TextChoices):
    TECHNICAL = "technical", "技術支援パートナー"
    LIVING = "living", "生活面の支援パートナー"
    COUNSELOR = "counselor", "カウンセラー"
    WORKPLACE = "workplace", "事業所"
    PERSON = "person", "本人"


ASSIGNMENT_VERBS = {
    "create": Verb("パートナーを割り当てる", None, None, PROGRAM),
    "end": Verb("割当てを終える", None, None, PROGRAM),
}


class ContractState(TextChoices):
    PREPARED = "prepared", "準備中"
    CONCLUDED = "concluded", "締結済"
    TERMINATED = "terminated", "終了"


class RateUnit(TextChoices):
    DAY = "day", "1日につき"
    HALF_DAY = "half_day", "半日につき"
    MONTH = "month", "1か月につき"
    CASE = "case", "1件につき"


CONTRACT_VERBS = {
    "create": Verb("委託契約を準備する", None, None, PROGRAM),
    "edit": Verb("委託契約を編集する", {ContractState.PREPARED}, None, PROGRAM),
    "confirm_accounting": Verb("区分経理を確認する", {ContractState.PREPARED}, None, PROGRAM),
    "conclude": Verb("委託契約を締結する", {ContractState.PREPARED}, ContractState.CONCLUDED, "所長"),
    "terminate": Verb("委託契約を終える", {ContractState.CONCLUDED}, ContractState.TERMINATED, "所長"),
}


class LogState(TextChoices):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済"
    CONFIRMED = "confirmed", "確認済"


LOG_CHIPS = {
    LogState.DRAFT: Chip("下書き", "yellow", "pencil"),
    LogState.SUBMITTED: Chip("提出済", "sky", "check"),
    LogState.CONFIRMED: Chip("確認済", "green", "check"),
}
LOG_VERBS = {
    "create": Verb("支援日誌を書く", None, None, "担当のパートナー"),
    "edit": Verb("支援日誌を直す", {LogState.DRAFT}, None, "書いた人"),
    "submit": Verb("支援日誌を提出する", {LogState.DRAFT}, LogState.SUBMITTED, "書いた人"),
    "confirm": Verb("日誌を確認済にする", {LogState.SUBMITTED}, LogState.CONFIRMED, PROGRAM),
    "return_to_writer": Verb("日誌を差し戻す", {LogState.SUBMITTED}, LogState.DRAFT, PROGRAM),
    "amend": Verb("支援日誌の追記・訂正", {LogState.CONFIRMED}, None, PROGRAM),
}


class SupportWay(TextChoices):
    AT_WORK = "at_work", "職場に同行"
    COMMUTE = "commute", "通勤に同行"
    INTERVIEW = "interview", "本人と面談"
    PHONE = "phone", "電話・連絡"


class Attendance(TextChoices):
    PRESENT = "present", "出勤"
    LATE = "late", "遅刻"
    LEFT_EARLY = "left_early", "早退"
    ABSENT_NOTIFIED = "absent_notified", "欠勤（連絡あり）"
    ABSENT_UNNOTIFIED = "absent_unnotified", "欠勤（連絡なし）"
    HOLIDAY = "holiday", "休日"


class GoalRating(TextChoices):
    DONE = "done", "できた"
    PARTLY = "partly", "一部できた"
    HARD = "hard", "難しかった"
    NO_OCCASION = "no_occasion", "場面なし"


RATING_CHIPS = {
    GoalRating.DONE: Chip("できた", "green", "check"),
    GoalRating.PARTLY: Chip("一部できた", "sky"),
    GoalRating.HARD: Chip("難しかった", "yellow", "info"),
    GoalRating.NO_OCCASION: Chip("場面なし", "plain"),
}


class FollowUpState(TextChoices):
    DRAFT = "draft", "作成中"
    DECIDED = "decided", "決定"


FOLLOW_UP_VERBS = {
    "create": Verb("フォローアップ計画を書く", None, None, "カウンセラー"),
    "edit": Verb("フォローアップ計画を書く", {FollowUpState.DRAFT}, None, "カウンセラー"),
    "decide": Verb("フォローアップ計画を決定する", {FollowUpState.DRAFT}, FollowUpState.DECIDED, "主任・所長"),
}


class FollowUpMethod(TextChoices):
    VISIT = "visit", "訪問"
    PHONE = "phone", "電話"
    INTERVIEW = "interview", "面談"
    MEETING = "meeting", "会議"


class EmploymentRoute(TextChoices):
    PESO = "peso", "公共職業安定所の紹介"
    DIRECT = "direct", "直接"
    OTHER = "other", "その他"


class EmploymentType(TextChoices):
    REGULAR = "regular", "正社員"
    FIXED_TERM = "fixed_term", "契約社員"
    PART_TIME = "part_time", "パート・アルバイト"
    OTHER = "other", "その他"


# --- 消去 ---------------------------------------------------------------------------------------------------------------
class ErasureState(TextChoices):
    PROPOSED = "proposed", "申請中"
    APPROVED_ONCE = "approved_once", "1人が承認"
    APPROVED = "approved", "承認済"
    CANCELLED = "cancelled", "取消し"


_E = ErasureState
ERASURE_VERBS = {
    "create": Verb("消去を申請する", None, None, CHIEF_OR_DIRECTOR),
    "read": Verb("消去の申請を見る", None, None, CHIEF_OR_DIRECTOR),
    "approve": Verb("消去を承認する（1人目）", {_E.PROPOSED}, _E.APPROVED_ONCE, CHIEF_OR_DIRECTOR),
    "approve_finally": Verb("消去を承認する（2人目）", {_E.APPROVED_ONCE}, _E.APPROVED, CHIEF_OR_DIRECTOR),
    "cancel": Verb("消去の申請を取り消す", {_E.PROPOSED, _E.APPROVED_ONCE, _E.APPROVED}, _E.CANCELLED, CHIEF_OR_DIRECTOR),
}

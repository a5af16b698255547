"""Kinds, roles, states and the tables of verbs of the meetings and of 対象者選定."""

from django.db.models import TextChoices

from shokuiki.accounts.enums import OrganizationKind
from shokuiki.pages.chips import Chip
from shokuiki.records.enums import Outcome
from shokuiki.records.tracked import Verb


class MeetingKind(TextChoices):
    """根拠: 通知 記1 第2項 (連絡会議), 別紙2 1 (ケース会議), 別紙2 2(2)イ①② (拡大ケース会議)"""

    LIAISON = "liaison_council", "連絡会議"
    CASE_MEETING = "case_meeting", "ケース会議"
    IN_PROGRESS = "expanded_in_progress", "拡大ケース会議（支援実施中）"
    POST = "expanded_post", "拡大ケース会議（支援終了後）"


EXPANDED = {MeetingKind.IN_PROGRESS, MeetingKind.POST}
INTERNAL = {MeetingKind.CASE_MEETING}


class MeetingState(TextChoices):
    PLANNED = "planned", "開催前"
    HELD = "held", "開催済"
    MINUTES_DRAFT = "minutes_draft", "記録中"
    CONFIRMED = "confirmed", "確定"
    CANCELLED = "cancelled", "中止"


_M = MeetingState
MEETING_CHIPS = {
    _M.PLANNED: Chip("開催前", "plain", "clock"),
    _M.HELD: Chip("開催済", "sky", "check"),
    _M.MINUTES_DRAFT: Chip("記録中", "yellow", "pencil"),
    _M.CONFIRMED: Chip("確定", "green", "check"),
    _M.CANCELLED: Chip("中止", "off"),
}
CENTER_ONLY = "センターのカウンセラー・所長"
SITTING = "議題の案件を担当するか、会議に出るカウンセラー、主任、所長"
HOST_CLAUSE = "通知 別紙2 3、連絡会議は記1 第2項"
RECORDING = {_M.HELD, _M.MINUTES_DRAFT}
MEETING_VERBS = {
    "create": Verb("会議を登録する", None, None, CENTER_ONLY, HOST_CLAUSE),
    "edit": Verb("会議の予定を変える", {_M.PLANNED}, None, CENTER_ONLY, HOST_CLAUSE),
    "hold": Verb("出欠を記録する", {_M.PLANNED}, _M.HELD, SITTING, HOST_CLAUSE),
    "correct": Verb("出欠を直す", RECORDING, None, SITTING, HOST_CLAUSE),
    "record": Verb("会議の記録を書く", RECORDING, _M.MINUTES_DRAFT, SITTING, HOST_CLAUSE),
    "conclude": Verb("ケース会議の結論を確定する", RECORDING, None, SITTING, "通知 別紙2 1(2)イ"),
    "confirm": Verb("会議の記録を確定する", {_M.MINUTES_DRAFT}, _M.CONFIRMED, "会議の長（所長・主任）", HOST_CLAUSE),
    "cancel": Verb("会議を中止する", {_M.PLANNED, *RECORDING}, _M.CANCELLED, SITTING, HOST_CLAUSE),
    "amend": Verb("会議の記録の追記・訂正", {_M.CONFIRMED}, None, "会議の長（所長・主任）", HOST_CLAUSE),
}
ITEM_VERBS = {
    "create": Verb("議題に加える", None, None, CENTER_ONLY, HOST_CLAUSE),
    "conclude": Verb("ケース会議の結論を確定する", None, None, SITTING, "通知 別紙2 1(2)イ"),
}


class Role(TextChoices):
    """根拠: 通知 別紙2 1(2)ロ, 2(2)ロ①–⑤; 記1 第2項"""

    DIRECTOR = "director", "所長"
    CHIEF_COUNSELOR = "chief_counselor", "主任障害者職業カウンセラー"
    EVALUATION_COUNSELOR = "evaluation_counselor", "職業評価担当カウンセラー"
    PROGRAM_COUNSELOR = "program_counselor", "職域開発援助事業担当カウンセラー"
    TECHNICAL_PARTNER = "technical_partner", "技術支援パートナー"
    CONSIGNED_PARTNER = "consigned_partner", "委託支援パートナー"
    DISPATCHED_PARTNER = "dispatched_partner", "センター派遣パートナー"
    CORPORATION = "organization_representative", "法人の代表・担当者"
    PESO_OFFICER = "peso_officer", "公共職業安定所の担当官"
    WELFARE_AGENCY = "welfare_agency", "福祉機関の担当者"
    MEDICAL_AGENCY = "medical_agency", "医療機関の担当者"
    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    OTHER = "other", "その他"


CASE_MEETING_ROLES = (
    Role.DIRECTOR, Role.CHIEF_COUNSELOR, Role.EVALUATION_COUNSELOR, Role.PROGRAM_COUNSELOR,
)
# Which roles an attendee of a meeting of a kind can have.
ROLES_OF = {
    MeetingKind.CASE_MEETING: (*CASE_MEETING_ROLES, Role.OTHER),
    MeetingKind.LIAISON: (
        *CASE_MEETING_ROLES, Role.CORPORATION, Role.CONSIGNED_PARTNER, Role.TECHNICAL_PARTNER, Role.DISPATCHED_PARTNER,
        Role.PESO_OFFICER, Role.WELFARE_AGENCY, Role.MEDICAL_AGENCY, Role.OTHER,
    ),
    MeetingKind.IN_PROGRESS: tuple(Role),
    MeetingKind.POST: tuple(Role),
}
# Whose people alone can have a role; of centers, the one that holds the meeting.
HOME_OF = {
    **dict.fromkeys((*CASE_MEETING_ROLES, Role.DISPATCHED_PARTNER), OrganizationKind.CENTER),
    **dict.fromkeys((Role.CORPORATION, Role.CONSIGNED_PARTNER), OrganizationKind.CORPORATION),
    Role.TECHNICAL_PARTNER: OrganizationKind.WORKPLACE,
    Role.PESO_OFFICER: OrganizationKind.PESO,
}
# The five groups of the 拡大ケース会議; for a dispatched case the partner takes the corporation's place.
EXPANDED_GROUPS = (
    ("委託先事業所（技術支援パートナー）", {Role.TECHNICAL_PARTNER}),
    ("委託先法人（委託支援パートナー）", {Role.CONSIGNED_PARTNER}),
    ("地域障害者職業センター", set(CASE_MEETING_ROLES)),
    ("公共職業安定所（担当官）", {Role.PESO_OFFICER}),
    ("その他の関係機関", {Role.WELFARE_AGENCY, Role.MEDICAL_AGENCY, Role.OTHER}),
)
DISPATCHED_GROUP = "センター派遣パートナー", {Role.DISPATCHED_PARTNER}


class Attendance(TextChoices):
    PRESENT = "present", "出席"
    ABSENT = "absent", "欠席"
    WRITTEN = "written", "書面"


TOOK_PART = (Attendance.PRESENT, Attendance.WRITTEN)


class Attainment(TextChoices):
    """達成度. 根拠: 通知 別紙2 2(2)イ①「進捗状況や目標達成度」"""

    ACHIEVED = "achieved", "達成"
    MOSTLY = "mostly", "おおむね達成"
    PARTLY = "partly", "一部達成"
    NOT_YET = "not_yet", "未達成"


ATTAINMENT_CHIPS = {
    Attainment.ACHIEVED: Chip("達成", "green"),
    Attainment.MOSTLY: Chip("おおむね達成", "sky"),
    Attainment.PARTLY: Chip("一部達成", "yellow"),
    Attainment.NOT_YET: Chip("未達成", "red"),
}


class ChangeKind(TextChoices):
    """What a 拡大ケース会議（支援実施中） may newly decide. 根拠: 通知 別紙2 2(2)イ①"""

    METHODS = "methods", "支援方法"
    PLAN = "plan", "計画"
    STRUCTURE = "structure", "体制"


CONCLUSIONS = (Outcome.SUITABLE, Outcome.UNSUITABLE, Outcome.DEFERRED)
CONCLUSION_CHIPS = {
    Outcome.SUITABLE: Chip("結論：適切", "purple"),
    Outcome.UNSUITABLE: Chip("結論：適切でない", "red", "x"),
    Outcome.DEFERRED: Chip("結論：継続検討", "off"),
}


class RequestState(TextChoices):
    REQUESTED = "requested", "所長の決定待ち"
    DECIDED = "decided", "決定済"
    SENT_BACK = "sent_back", "差戻し"
    CANCELLED = "cancelled", "依頼の取消し"


REQUEST_CHIPS = {
    RequestState.REQUESTED: Chip("所長の決定待ち", "orange", "clock"),
    RequestState.DECIDED: Chip("決定済", "green", "check"),
    RequestState.SENT_BACK: Chip("差戻し", "yellow", "back"),
    RequestState.CANCELLED: Chip("依頼の取消し", "off"),
}
OUTCOME_CHIPS = {
    Outcome.SELECTED: Chip("選定", "green", "check"),
    Outcome.DECLINED: Chip("不選定", "red", "x"),
    Outcome.SENT_BACK: Chip("差戻し", "yellow", "back"),
}
_R = RequestState
_DIRECTOR = ("所長", "通知 記1 第2項")
SELECTION_VERBS = {
    "create": Verb("所長に選定を依頼する", None, None, "この案件の職域開発援助事業担当・主任"),
    "cancel": Verb("選定の依頼を取り消す", {_R.REQUESTED}, _R.CANCELLED, "この案件の職域開発援助事業担当・主任"),
    "lapse": Verb("案件の取下げにより依頼を終える", {_R.REQUESTED}, _R.CANCELLED, "この案件の担当カウンセラー・主任"),
    "select": Verb("選定を決定する", {_R.REQUESTED}, _R.DECIDED, *_DIRECTOR),
    "decline": Verb("選定しないことを決定する", {_R.REQUESTED}, _R.DECIDED, *_DIRECTOR),
    "send_back": Verb("担当者に差し戻す", {_R.REQUESTED}, _R.SENT_BACK, *_DIRECTOR),
    "send_back_to_meeting": Verb("ケース会議に差し戻す", {_R.REQUESTED}, _R.SENT_BACK, *_DIRECTOR),
}

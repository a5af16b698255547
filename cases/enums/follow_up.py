"""フォローアップ and 就職."""

from django.db.models import TextChoices

from shokuiki.records.tracked import Verb


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

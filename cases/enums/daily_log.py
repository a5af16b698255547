"""支援日誌: its states and verbs, 方法, 出欠, and how a goal went that day."""

from django.db.models import TextChoices

from cases.enums.who import PROGRAM
from shokuiki.pages.chips import Chip
from shokuiki.records.tracked import Verb


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

"""同意: what for, how, by whom, of what; and its withdrawal."""

from django.db.models import TextChoices

from shokuiki.records.tracked import Verb


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

"""Kinds of decisions and what they come to. Imports nothing of ours."""

from django.db.models import TextChoices


class DecisionKind(TextChoices):
    CONSIGNEE_SELECTION = "consignee_selection", "委託先法人の選定"
    CONSIGNEE_SUSPENSION = "consignee_suspension", "委託先法人の選定の停止"
    CONSIGNEE_RESUMPTION = "consignee_resumption", "委託先法人の選定の再開"
    CONSIGNEE_REVOCATION = "consignee_revocation", "委託先法人の選定の取消し"
    CASE_MEETING = "case_meeting", "ケース会議の結論"
    TARGET_SELECTION = "target_selection", "対象者選定"
    SUPPORT_PLAN = "support_plan", "支援計画の承認"
    EXPANDED_IN_PROGRESS = "expanded_in_progress", "拡大ケース会議（支援実施中）の決定"
    SUPPORT_END = "support_end", "支援終了"
    EXPANDED_POST = "expanded_post", "拡大ケース会議（支援終了後）の決定"
    CLOSING = "closing", "完了"
    WITHDRAWAL = "withdrawal", "取下げ"
    ERASURE = "erasure", "保存期間の終わった記録の消去"


class Outcome(TextChoices):
    SELECTED = "selected", "選定する"
    DECLINED = "declined", "選定しない"
    SENT_BACK = "sent_back", "差し戻す"
    SUSPENDED = "suspended", "選定を停止する"
    RESUMED = "resumed", "選定を再開する"
    REVOKED = "revoked", "選定を取り消す"
    SUITABLE = "suitable", "適切"
    UNSUITABLE = "unsuitable", "適切でない"
    DEFERRED = "deferred", "継続検討"
    APPROVED = "approved", "承認する"
    CHANGED = "changed", "変更する"
    UNCHANGED = "unchanged", "変更なし"
    COMPLETED = "completed", "完了"
    DISCONTINUED = "discontinued", "中止"
    FOLLOW_UP = "follow_up", "フォローアップを行う"
    CLOSED = "closed", "完了する"
    WITHDRAWN = "withdrawn", "取下げ"


class AccessKind(TextChoices):
    """What an entry of 閲覧記録 says was done with the data of persons."""

    OPENED = "opened", "開いた"
    LISTED = "listed", "一覧で見た"
    SEARCHED = "searched", "検索した"
    PRINTED = "printed", "印刷した"
    EXPORTED = "exported", "書き出した"
    CHANGED = "changed", "変更した"
    REFUSED = "refused", "拒まれた"
    FAILED = "failed", "表示できなかった"


class AmendmentKind(TextChoices):
    """How a confirmed record is put right: a text is added, or a column is corrected."""

    ADDITION = "addition", "追記"
    CORRECTION = "correction", "訂正"


class SettingKey(TextChoices):
    """Numbers an office may change. 判断: the notice sets none of them; shown as 目安."""

    REVIEW_DAYS = "review_days", "申込の審査の目安（日）"
    DECISION_DAYS = "decision_days", "所長の決定の目安（日）"
    LOG_DAYS = "log_days", "支援日誌の提出の目安（日）"
    MEETING_INTERVAL_DAYS = "meeting_interval_days", "支援実施中の拡大ケース会議の間隔の目安（日）"
    POST_MEETING_DAYS = "post_meeting_days", "支援終了後の拡大ケース会議の目安（日）"
    RETENTION_YEARS = "retention_years", "案件の記録の保存期間（終了してからの年数）"
    RETENTION_CONSENT_YEARS = "retention_consent_years", "同意の記録の保存期間（効力を失ってからの年数）"
    RETENTION_CONTRACT_YEARS = "retention_contract_years", "委託契約の記録の保存期間（終わってからの年数）"
    RETENTION_APPLICATION_YEARS = "retention_application_years", "委託申込と選定の記録の保存期間（終わってからの年数）"
    RETENTION_ACCESS_YEARS = "retention_access_years", "閲覧記録の保存期間（見た日からの年数、5年以上）"
    CONSENT_DAYS = "consent_days", "同意の期限を知らせる日数（日前）"


SETTING_DEFAULTS = {
    SettingKey.REVIEW_DAYS: 30,
    SettingKey.DECISION_DAYS: 7,
    SettingKey.LOG_DAYS: 3,
    SettingKey.MEETING_INTERVAL_DAYS: 60,
    SettingKey.POST_MEETING_DAYS: 30,
    SettingKey.RETENTION_YEARS: 5,
    SettingKey.RETENTION_CONSENT_YEARS: 5,
    SettingKey.RETENTION_CONTRACT_YEARS: 10,
    SettingKey.RETENTION_APPLICATION_YEARS: 5,
    SettingKey.RETENTION_ACCESS_YEARS: 5,
    SettingKey.CONSENT_DAYS: 30,
}
# Less than this no office may set.
SETTING_LEAST = {SettingKey.RETENTION_ACCESS_YEARS: 5}

"""支援計画: its states and verbs, 段階, and what a goal is about."""

from django.db.models import TextChoices

from cases.enums.who import CHIEF_OR_DIRECTOR, PROGRAM
from shokuiki.records.tracked import Verb


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

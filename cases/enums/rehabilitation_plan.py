"""職業リハビリテーション計画: its states and verbs."""

from django.db.models import TextChoices

from cases.enums.who import CHIEF_OR_DIRECTOR, PROGRAM
from shokuiki.records.tracked import Verb


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

"""職業評価: its states and verbs, 面接・調査 and 検査."""

from django.db.models import TextChoices

from cases.enums.who import COUNSELOR
from shokuiki.records.tracked import Verb


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

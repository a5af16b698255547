"""職業評価: interviews and surveys, tests, work observations, the person's own wish."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse

from cases import requirements
from cases.enums import APTITUDES, EVALUATION_VERBS, EvaluationState, InterviewKind, TestCode
from cases.models.case import Case
from cases.models.checks import refuse_future
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

# The edition of GATB carries the name of the ministry of its day.
GATB_RENAMED_ON = date(2001, 1, 6)
# What a score of an aptitude can be; its mean is 100.
SCORES = range(1, 251)


class OfCaseQuerySet(TrackedQuerySet):
    """Rows of a case: visible where the case's index line is visible to staff; reading is the case's "read" rule."""

    def visible_to(self, user):
        return self.filter(case__center_id__in=user.center_ids)


class VocationalEvaluation(Tracked):
    """職業評価 of one case. 根拠: 通知 別紙2 1(1)「面接・調査や各種検査等の職業評価」"""

    VERBS = EVALUATION_VERBS
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="evaluation", verbose_name="案件")
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="評価の担当"
    )
    state = models.CharField(
        "状態", max_length=20, choices=EvaluationState, default=EvaluationState.DRAFT, editable=False
    )
    wish = models.TextField("本人の希望", blank=True, help_text="本人の言葉で書いてください。")
    strengths = models.TextField("強み", blank=True)
    issues = models.TextField("課題", blank=True)
    support_needs = models.TextField("必要な支援", blank=True)
    summary = models.TextField("総合所見", blank=True)
    explained_on = models.DateField("本人に説明した日", null=True, blank=True)
    confirmed_on = models.DateField("確定日", null=True, editable=False)
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "職業評価"

    def __str__(self):
        return f"職業評価 {self.case.number}"

    def get_absolute_url(self):
        return reverse("cases:evaluation", args=[self.case_id])

    @property
    def center_id(self):
        return self.case.center_id

    def allows(self, verb):
        """Nothing more is written once the case is over."""
        return super().allows(verb) and self.case.is_open

    @property
    def is_confirmed(self):
        return self.state == EvaluationState.CONFIRMED

    @property
    def chip(self):
        return Chip("確定", "green", "check") if self.is_confirmed else Chip("作成中", "yellow", "pencil")

    @property
    def last_part_on(self):
        """The day of the latest interview, test or observation, or None."""
        parts = (self.interviews, "held_on"), (self.testresults, "administered_on"), (self.workobservations, "observed_on")
        return max(filter(None, (rows.aggregate(last=Max(name))["last"] for rows, name in parts)), default=None)

    def clean(self):
        refuse_future(self, "explained_on")

    @classmethod
    def begin(cls, case, *, by, seen=None):
        """Start the evaluation together with its step of the case. Returns it."""
        with transaction.atomic():
            case.start_evaluation(by=by, seen=seen)
            return create(cls(case=case, evaluator=case.evaluation_counselor), by=by)

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def hand_over(self, *, by, to):
        """Another counselor takes the evaluation on."""
        with gate(self, "hand_over", by=by) as row:
            row.evaluator = to

    def confirm(self, *, by, on, seen=None):
        """評価を確定する: by its evaluator or the 主任; the case goes on to its plan. S17, S29"""
        clock.happened(on, "確定日", not_before=self.case.opened_on, before_what="相談受付日")
        last = self.last_part_on
        if last and on < last:
            raise Refused(f"確定日は、最後の面接・検査・作業観察（{wareki(last)}）以後の日付を入力してください。", field="on")
        needs = requirements.for_evaluation_confirmation
        with gate(self, "confirm", by=by, seen=seen, needs=needs, under=[self.case]) as row:
            row.confirmed_on = on
            with gate(row.case, "finish_evaluation", by=by) as case:
                case.evaluated_on = on


class EvaluationPart(Tracked):
    evaluation = models.ForeignKey(
        VocationalEvaluation, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="職業評価"
    )

    class Meta:
        abstract = True


class Interview(EvaluationPart):
    """面接・調査."""

    kind = models.CharField("種類", max_length=20, choices=InterviewKind, default=InterviewKind.INTERVIEW)
    held_on = models.DateField("日付")
    source = models.CharField("相手・情報源", max_length=100, blank=True)
    content = models.TextField("内容")
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "面接・調査"
        ordering = ["held_on", "pk"]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        refuse_future(self, "held_on")


class TestResult(EvaluationPart):
    """検査: GATB with its nine aptitudes, others by name and result. Test items are never stored (copyright)."""

    code = models.CharField("検査", max_length=30, choices=TestCode)
    name = models.CharField("検査の名前", max_length=100, blank=True, help_text="その他の検査のときに書いてください。")
    administered_on = models.DateField("実施日")
    scores = models.JSONField("適性能", default=dict, blank=True)
    result = models.TextField("結果", blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "検査"
        ordering = ["administered_on", "pk"]

    def __str__(self):
        return self.title

    def clean(self):
        """GATB has one to nine aptitudes and their scores, the others a result in words."""
        refuse_future(self, "administered_on")
        if self.code == TestCode.GATB:
            if not self.scores:
                raise ValidationError({"code": "適性能の点数を1つ以上入力してください。"})
            if any(letter not in APTITUDES or score not in SCORES for letter, score in self.scores.items()):
                raise ValidationError({"code": "適性能の点数は、1から250までの整数で入力してください。"})
        elif self.code:
            if self.scores:
                raise ValidationError({"code": "適性能の点数は、一般職業適性検査だけに入力してください。"})
            if self.code == TestCode.OTHER and not self.name.strip():
                raise ValidationError({"name": "検査の名前を入力してください。"})
            if not self.result.strip():
                raise ValidationError({"result": "結果・所見を入力してください。"})

    @property
    def title(self):
        """The test's name; GATB with the ministry of the day it was given."""
        if self.code == TestCode.GATB:
            ministry = "厚生労働省編" if self.administered_on >= GATB_RENAMED_ON else "労働省編"
            return f"{ministry} {self.get_code_display()}"
        return self.name if self.code == TestCode.OTHER and self.name else self.get_code_display()

    @property
    def aptitudes(self):
        """(letter, name, score) of the nine aptitudes that were measured."""
        return [(letter, name, self.scores[letter]) for letter, name in APTITUDES.items() if letter in self.scores]


class WorkObservation(EvaluationPart):
    """作業観察: a work test or a simulated workplace."""

    observed_on = models.DateField("日付")
    task = models.CharField("作業", max_length=100)
    minutes = models.PositiveIntegerField(
        "時間（分）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    quantity = models.CharField("作業量・正確さ", max_length=200, blank=True)
    content = models.TextField("様子")
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "作業観察"
        ordering = ["observed_on", "pk"]

    def __str__(self):
        return self.task

    def clean(self):
        refuse_future(self, "observed_on")

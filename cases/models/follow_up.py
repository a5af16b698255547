"""フォローアップ: the plan that the 拡大ケース会議（支援終了後） decides, the records that follow, and 就職."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases import requirements
from cases.enums import (
    FOLLOW_UP_VERBS,
    EmploymentRoute,
    EmploymentType,
    FollowUpMethod,
    FollowUpState,
)
from cases.models.case import Case
from cases.models.evaluation import OfCaseQuerySet
from shokuiki.accounts.models import Organization
from shokuiki.records import clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, refuse_state
from shokuiki.records.models import Decision
from shokuiki.records.tracked import Tracked, Verb, history

HOURS_OF_WEEK = 168


class FollowUpPlan(Tracked):
    """フォローアップ計画: 指導方針 and the four items, each filled or 「該当なし」 with its reason (S23).

    Drafted in the meeting's record, decided with it (S24). 根拠: 通知 別紙2 2(2)イ②
    """

    VERBS = FOLLOW_UP_VERBS
    DECIDED = Decided(
        columns={DecisionKind.EXPANDED_POST: ("state", "case", "period_from", "period_to")}, deciding={"decide"},
        pointer="decision", center="case__center",
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="follow_up_plan", verbose_name="案件")
    state = models.CharField("状態", max_length=20, choices=FollowUpState, default=FollowUpState.DRAFT, editable=False)
    guidance_policy = models.TextField("指導方針", blank=True)
    structure_none = models.CharField("体制が該当なしの理由", max_length=200, blank=True)
    period_from = models.DateField("期間の開始日", null=True, blank=True)
    period_to = models.DateField("期間の終了日", null=True, blank=True)
    period_none = models.CharField("期間が該当なしの理由", max_length=200, blank=True)
    curriculum_none = models.CharField("カリキュラムが該当なしの理由", max_length=200, blank=True)
    methods_none = models.CharField("支援方法が該当なしの理由", max_length=200, blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="会議の決定"
    )
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "フォローアップ計画"
        constraints = [
            models.CheckConstraint(
                name="follow_up_plan_decided", condition=Q(state=FollowUpState.DRAFT) | ~Q(decision=None),
                violation_error_message="フォローアップ計画は、拡大ケース会議（支援終了後）で決定します。",
            ),
            models.CheckConstraint(
                name="follow_up_plan_period",
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                violation_error_message="期間の終了日は開始日以後の日付を入力してください。",
            ),
        ]

    def __str__(self):
        return "フォローアップ計画"

    def get_absolute_url(self):
        return reverse("cases:follow_up", args=[self.case_id])

    @property
    def center_id(self):
        return self.case.center_id

    @classmethod
    def begin(cls, case, *, by):
        """The draft of a case, made when the meeting's record is first opened; only after support (S24). Returns it."""
        known = cls.objects.filter(case=case).first()
        if known is None:
            refuse_state(case, "start_follow_up")
        return known or create(cls(case=case), by=by)

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def decide(self, *, by, decision):
        """Decided by the 拡大ケース会議（支援終了後） with its decision; the case goes on to フォローアップ. S23, S24"""
        needs = lambda row: requirements.for_follow_up(row, decision)  # noqa: E731
        with gate(self, "decide", by=by, needs=needs) as row:
            row.decision = decision
            with gate(row.case, "start_follow_up", by=by) as case:
                case.follow_up_on = decision.event_date


class FollowUpPart(Tracked):
    plan = models.ForeignKey(
        FollowUpPlan, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="フォローアップ計画"
    )

    class Meta:
        abstract = True


class FollowUpRole(FollowUpPart):
    """体制（関係機関等の役割分担）."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="機関")
    person = models.CharField("担当者", max_length=100, blank=True)
    role = models.CharField("役割", max_length=200)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "役割分担"
        ordering = ["pk"]

    def __str__(self):
        return self.role


class CurriculumItem(FollowUpPart):
    """カリキュラム."""

    theme = models.CharField("内容", max_length=200)
    planned_on = models.DateField("予定日", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "カリキュラム"
        ordering = ["planned_on", "pk"]

    def __str__(self):
        return self.theme


class FollowUpWay(FollowUpPart):
    """支援方法."""

    method = models.CharField("方法", max_length=20, choices=FollowUpMethod)
    frequency = models.CharField("回数・時期", max_length=100, help_text="例：月1回")
    note = models.CharField("内容", max_length=200, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "支援方法"
        ordering = ["pk"]

    def __str__(self):
        return self.get_method_display()


class FollowUpRecord(Tracked):
    """フォローアップの記録: one visit, call, interview or meeting after support. S24"""

    VERBS = {"create": Verb("フォローアップを記録する", None, None, "この案件の職域開発援助事業担当・主任")}
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_up_records", verbose_name="案件")
    date = models.DateField("日付")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行った機関"
    )
    method = models.CharField("方法", max_length=20, choices=FollowUpMethod)
    content = models.TextField("内容")
    issue = models.TextField("課題", blank=True)
    next_on = models.DateField("次の予定日", null=True, blank=True)
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "フォローアップの記録"
        ordering = ["-date", "-pk"]

    def __str__(self):
        return f"{self.get_method_display()} {self.date:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("cases:follow_up", args=[self.case_id])

    @property
    def center_id(self):
        return self.case.center_id

    def record(self, *, by, seen=None):
        clock.happened(self.date, "日付", not_before=self.case.follow_up_on, before_what="支援終了後の会議の日")
        if self.next_on and self.next_on <= self.date:
            raise Refused("次の予定日は、日付より後の日付を入力してください。", field="next_on")
        with gate(self.case, "record_follow_up", by=by, seen=seen) as case:
            named = {None, case.center_id, *case.follow_up_plan.followuproles.values_list("organization", flat=True)}
            if self.organization_id not in named:
                raise Refused("行った機関は、フォローアップ計画の役割分担にある機関か、センターを選んでください。", field="organization")
            return create(self, by=by)


class Employment(Tracked):
    """就職. The workplace is called an employer from here on. 根拠: 通知 本文「円滑な就職の促進」"""

    VERBS = {"create": Verb("就職を記録する", None, None, "この案件の職域開発援助事業担当・主任")}
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="employments", verbose_name="案件")
    employer = models.CharField("就職先", max_length=100)
    workplace = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="委託先事業所（就職先と同じとき）",
    )
    hired_on = models.DateField("就職日")
    route = models.CharField("経路", max_length=20, choices=EmploymentRoute)
    type = models.CharField("雇用形態", max_length=20, choices=EmploymentType)
    job = models.CharField("仕事の内容", max_length=100, blank=True)
    weekly_hours = models.DecimalField("週の労働時間（時間）", max_digits=4, decimal_places=1, null=True, blank=True)
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "就職"
        ordering = ["-hired_on", "-pk"]

    def __str__(self):
        return self.employer

    def get_absolute_url(self):
        return reverse("cases:follow_up", args=[self.case_id])

    @property
    def center_id(self):
        return self.case.center_id

    def clean(self):
        if self.weekly_hours is not None and not 0 < self.weekly_hours <= HOURS_OF_WEEK:
            raise ValidationError({"weekly_hours": f"週の労働時間は、0より大きく{HOURS_OF_WEEK}までの数を入力してください。"})
        if self.case_id and self.workplace_id not in (None, self.case.workplace_id):
            raise ValidationError("委託先事業所が、この案件の事業所と違います。")

    def record(self, *, by, seen=None):
        clock.happened(self.hired_on, "就職日", not_before=self.case.started_on, before_what="支援開始日")
        with gate(self.case, "record_employment", by=by, seen=seen):
            return create(self, by=by)

"""支援計画: phases and goals of the support at the workplace, by versions."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases import requirements
from cases.enums import (
    SUPPORT_PLAN_VERBS,
    GoalArea,
    Phase,
    Responsible,
    SupportPlanState,
)
from cases.models.case import Case
from cases.models.checks import refuse_future
from cases.models.evaluation import OfCaseQuerySet
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.amending import Amendable
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.gate import create, gate, keep, locked, refuse_state
from shokuiki.records.models import Decision
from shokuiki.records.tracked import Tracked, history

SUPPORT_PLAN_CHIPS = {
    SupportPlanState.DRAFT: Chip("作成中", "yellow", "pencil"),
    SupportPlanState.APPROVED: Chip("承認済", "green", "check"),
    SupportPlanState.SUPERSEDED: Chip("改定済", "plain"),
}


class SupportPlan(Amendable, Tracked):
    """支援計画. From the second version on it points at the decision of the 拡大ケース会議 that asked for it (S22).

    根拠: 通知 別紙2 2(2)イ①「対象者の支援計画」「新たな支援方法等の計画や体制を決定」
    """

    VERBS = SUPPORT_PLAN_VERBS
    NAMED_BY = "第{number}版"
    DECIDED = Decided(
        columns={DecisionKind.SUPPORT_PLAN: ("state", "case", "number", "basis", "approved_on")}, deciding={"approve"},
        pointer="approval", center="case__center",
    )
    # 判断: what the meeting decides (方法, 計画, 体制) is another version, not a correction.
    CORRECTABLE = ("wish", "emergency_procedure", "person_agreed_on", "workplace_agreed_on")
    NOT_CORRECTABLE = (
        "支援の方法、体制、目標と段階は直せません。変えるときは、拡大ケース会議（支援実施中）で決定し、支援計画の次の版を作ってください。"
        "（根拠：通知 別紙2 2(2)イ①）"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="support_plans", verbose_name="案件")
    number = models.PositiveSmallIntegerField("版")
    state = models.CharField(
        "状態", max_length=20, choices=SupportPlanState, default=SupportPlanState.DRAFT, editable=False
    )
    wish = models.TextField("本人の希望", blank=True, help_text="本人の言葉で書いてください。")
    overall_goal = models.TextField("全体の目標", blank=True)
    structure = models.TextField("支援体制", blank=True, help_text="だれが、いつ、何を支えるかを書いてください。")
    methods = models.TextField("支援の方法", blank=True)
    emergency_procedure = models.TextField("緊急時の対応", blank=True)
    person_agreed_on = models.DateField("本人が同意した日", null=True, blank=True)
    workplace_agreed_on = models.DateField("事業所が了解した日", null=True, blank=True)
    basis = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="変更を決めた拡大ケース会議の決定",
    )
    approval = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="承認の記録"
    )
    approved_on = models.DateField("承認日", null=True, editable=False)
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支援計画"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="support_plan_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=SupportPlanState.APPROVED), name="support_plan_approved_once",
                violation_error_message="承認済の支援計画は1つだけです。",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=SupportPlanState.DRAFT), name="support_plan_draft_once",
                violation_error_message="作成中の支援計画がすでにあります。",
            ),
            models.CheckConstraint(
                name="support_plan_revision_decided", condition=Q(number=1) | ~Q(basis=None),
                violation_error_message="支援計画の変更には、拡大ケース会議の決定が必要です。（根拠：通知 別紙2 2(2)イ①）",
            ),
        ]

    def __str__(self):
        return f"支援計画 第{self.number}版"

    def get_absolute_url(self):
        return reverse("cases:support_plan", args=[self.pk])

    @property
    def center_id(self):
        return self.case.center_id

    @property
    def chip(self):
        return SUPPORT_PLAN_CHIPS[self.state]

    def clean(self):
        refuse_future(self, "person_agreed_on", "workplace_agreed_on")

    def allows(self, verb):
        """A plan is written and approved while the support is prepared or runs; what stands there can be put right."""
        return super().allows(verb) and (verb == "amend" or self.case.allows("prepare"))

    @classmethod
    def open_basis(cls, case):
        """The newest decision of a 拡大ケース会議 to change the plan that no version rests on yet, or None (S22)."""
        decided = (
            Decision.objects.about(case)
            .filter(kind=DecisionKind.EXPANDED_IN_PROGRESS, outcome=Outcome.CHANGED)
            .annotate(used=Exists(cls.objects.filter(basis=OuterRef("pk"))))
            .first()
        )
        return None if decided is None or decided.used else decided

    @classmethod
    def begin(cls, case, *, by, basis=None, seen=None):
        """Draft the first version, or the next one copied from the newest. Returns it.

        basis: the decision of the 拡大ケース会議（支援実施中）, required from the second version on (S22).
        seen: the version of the case that the page showed, for the first version.
        """
        with transaction.atomic():
            if basis is None:
                with gate(case, "prepare", by=by, seen=seen):
                    pass
            else:
                refuse_state(locked(Case, case.pk), "prepare")
            return cls._begin(case, by, basis)

    @classmethod
    def _begin(cls, case, by, basis):
        newest = case.support_plans.first()
        plan = cls(case=case, number=1, basis=basis)
        if newest:
            requirements.refuse_unmet([requirements.revision_decided(case, newest.number + 1, basis)])
            plan.number = newest.number + 1
            for name in ("wish", "overall_goal", "structure", "methods", "emergency_procedure"):
                setattr(plan, name, getattr(newest, name))
        else:
            adopted = case.rehabilitation_plans.filter(decision__isnull=False).first()
            plan.wish = adopted.wish if adopted else ""
        create(plan, by=by)
        if newest:
            plan._copy_rows(newest, by)
        return plan

    def _copy_rows(self, newest, by):
        for phase in newest.phases.all():
            phase.pk, phase.plan, phase._state.adding, phase.version = None, self, True, 0
            keep(phase, by=by, reason="前の版から写す")
        for goal in newest.goals.all():
            goal.origin_id = goal.origin_id or goal.pk
            goal.pk, goal.plan, goal._state.adding, goal.version = None, self, True, 0
            keep(goal, by=by, reason="前の版から写す")

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def approve(self, *, by, on, reason="", seen=None):
        """承認する (主任・所長): the earlier version is superseded in the same step."""
        earliest = (self.basis.event_date, "変更を決めた会議の日") if self.basis else (self.case.selected_on, "対象者選定の決定日")
        clock.happened(on, "承認日", not_before=earliest[0], before_what=earliest[1])
        found = []

        def needs(row):
            found[:] = requirements.for_support_plan_approval(row)
            return found

        with gate(self, "approve", by=by, seen=seen, reason=reason, needs=needs, under=[self.case]) as row:
            for earlier in row.case.support_plans.filter(state=SupportPlanState.APPROVED):
                with gate(earlier, "supersede", by=by):
                    pass
            row.approved_on = on
            row.approval = Decision.objects.record(
                row.case, DecisionKind.SUPPORT_PLAN, Outcome.APPROVED, by=by, event_date=on,
                reason=reason or f"{row} を承認", requirements=found, also=[row],
            )

    def correctable_rows(self):
        """What a goal was measured at when the support began is a fact; what it aims at was decided."""
        return [("goals", goal, f"目標「{goal}」", goal.CORRECTABLE) for goal in self.goals.all() if goal.unit]

    def settle(self):
        """S29: a correction does not take the wish away."""
        requirements.refuse_unmet([requirements.wish_stated("支援計画", self.wish)])


class SupportPhase(Tracked):
    """A phase of a plan. 判断: the notice fixes none; in order and without overlap (P8)."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="phases", verbose_name="支援計画")
    phase = models.CharField("段階", max_length=20, choices=Phase)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日")
    days_per_week = models.PositiveSmallIntegerField("週の日数", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "支援の段階"
        ordering = ["starts_on", "pk"]

    def __str__(self):
        return self.get_phase_display()

    def clean(self):
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "終了日は開始日以後の日付を入力してください。"})
        if self.days_per_week is not None and not 1 <= self.days_per_week <= 7:
            raise ValidationError({"days_per_week": "週の日数は1から7までの数を入力してください。"})


class SupportGoal(Tracked):
    """目標: start value, target and indicator where it can be measured; who is responsible; the method.

    origin: the goal of an earlier version that this one continues.
    """

    CORRECTABLE = ("start_value",)
    NAMED_BY = "{text}"
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="goals", verbose_name="支援計画")
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="前の版の目標",
    )
    text = models.CharField("目標", max_length=200)
    area = models.CharField("分野", max_length=30, choices=GoalArea)
    indicator = models.CharField("指標", max_length=100, blank=True, help_text="例：遅れずに出勤した日の割合")
    unit = models.CharField("単位", max_length=20, blank=True, help_text="例：%、工程、回")
    start_value = models.DecimalField("開始時の値", max_digits=8, decimal_places=2, null=True, blank=True)
    target_value = models.DecimalField("目標の値", max_digits=8, decimal_places=2, null=True, blank=True)
    responsible = models.CharField("担当", max_length=20, choices=Responsible)
    method = models.CharField("方法", max_length=300, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "目標"
        ordering = ["pk"]

    def __str__(self):
        return self.text

    def clean(self):
        if (self.start_value is not None or self.target_value is not None) and not self.unit.strip():
            raise ValidationError({"unit": "値を書くときは、単位も入力してください。例：%、回"})

    def measured(self, value):
        """「62%」 for a value of this goal; "" for none."""
        return "" if value is None else f"{Decimal(value).normalize():f}{self.unit}"

    @property
    def lineage(self):
        """The same goal through all versions: the pk of its first."""
        return self.origin_id or self.pk

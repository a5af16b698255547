"""職業リハビリテーション計画: five blocks, drafted and proposed by the counselor, adopted by the ケース会議."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from cases import requirements
from cases.enums import PLAN_VERBS, ConsentGiver, PlanState
from cases.models.case import Case
from cases.models.checks import refuse_future
from cases.models.evaluation import OfCaseQuerySet
from shokuiki.accounts.models import Organization
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.amending import Amendable
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.models import Decision
from shokuiki.records.tracked import Tracked, history

PLAN_CHIPS = {
    PlanState.DRAFT: Chip("案の作成中", "yellow", "pencil"),
    PlanState.PROPOSED: Chip("案を確定", "sky", "check"),
    PlanState.ADOPTED: Chip("ケース会議で採用", "green", "check"),
    PlanState.SUPERSEDED: Chip("改定済", "plain"),
}


class RehabilitationPlan(Amendable, Tracked):
    """職業リハビリテーション計画, by versions. 根拠: 通知 別紙2 1(1)「職業リハビリテーション計画の策定の際に」

    The five blocks: 現状と支援の方向性, 具体的目標 (rows), センターが提案する支援内容, 協力を求める機関 (rows), 留意事項.
    """

    VERBS = PLAN_VERBS
    NAMED_BY = "第{number}版"
    DECIDED = Decided(
        columns={DecisionKind.CASE_MEETING: ("state", "case", "number")}, deciding={"adopt"}, pointer="decision",
        center="case__center",
    )
    # 判断: what the ケース会議 adopted (目標, 支援内容, 協力を求める機関) is not put right by one person.
    CORRECTABLE = ("wish", "current_state", "cautions", "explained_on", "agreed_on", "agreed_by")
    NOT_CORRECTABLE = (
        "具体的目標、センターが提案する支援内容、協力を求める機関は、ケース会議が採用した内容なので直せません。間違いがあるときは追記してください。"
        "（根拠：通知 別紙2 1(1)）"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rehabilitation_plans", verbose_name="案件")
    number = models.PositiveSmallIntegerField("版")
    state = models.CharField("状態", max_length=20, choices=PlanState, default=PlanState.DRAFT, editable=False)
    wish = models.TextField("本人の希望", blank=True, help_text="本人の言葉で書いてください。")
    current_state = models.TextField("現状と支援の方向性", blank=True)
    proposed_support = models.TextField("センターが提案する支援内容", blank=True)
    cautions = models.TextField("留意事項", blank=True)
    explained_on = models.DateField("本人に説明した日", null=True, blank=True)
    agreed_on = models.DateField("本人が同意した日", null=True, blank=True)
    agreed_by = models.CharField("同意した人", max_length=20, choices=ConsentGiver, blank=True)
    proposed_on = models.DateField("確定日", null=True, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="採用した決定"
    )
    history = history()
    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "職業リハビリテーション計画"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rehabilitation_plan_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state=PlanState.DRAFT), name="rehabilitation_plan_draft_once",
                violation_error_message="作成中の計画がすでにあります。",
            ),
        ]

    def __str__(self):
        return f"職業リハビリテーション計画 第{self.number}版"

    def get_absolute_url(self):
        return reverse("cases:rehabilitation_plan", args=[self.pk])

    @property
    def center_id(self):
        return self.case.center_id

    @property
    def chip(self):
        return PLAN_CHIPS[self.state]

    def allows(self, verb):
        """Nothing more is written once the case is over; what stands there can still be put right."""
        return super().allows(verb) and (self.case.is_open or verb == "amend")

    def clean(self):
        refuse_future(self, "explained_on", "agreed_on")
        if self.agreed_on and not self.agreed_by:
            raise ValidationError({"agreed_by": "だれが同意したかを選んでください。"})

    @classmethod
    def begin(cls, case, *, by, seen=None):
        """Draft the first version, the wish taken from the evaluation; or the next, copied from the newest. Returns it.

        Possible until the ケース会議 has come to its conclusion: what it adopted is not changed behind its back.
        """
        newest = case.rehabilitation_plans.first()
        evaluation = getattr(case, "evaluation", None)
        plan = cls(case=case, number=1, wish=evaluation.wish if evaluation else "")
        if newest:
            plan.number = newest.number + 1
            for name in ("wish", "current_state", "proposed_support", "cautions"):
                setattr(plan, name, getattr(newest, name))
        with transaction.atomic():
            with gate(case, "draft_plan", by=by, seen=seen):
                create(plan, by=by)
            for row in (*newest.goals.all(), *newest.cooperations.all()) if newest else ():
                row.pk, row.plan, row._state.adding, row.version = None, plan, True, 0
                keep(row, by=by, reason="前の版から写す")
        return plan

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def propose(self, *, by, on, seen=None):
        """案を確定する: ready for the ケース会議; an earlier proposal is superseded. S28, S29"""
        clock.happened(on, "確定日", not_before=self.case.evaluated_on, before_what="職業評価の確定日")
        needs = requirements.for_plan_proposal
        with gate(self, "propose", by=by, seen=seen, needs=needs, under=[self.case]) as row:
            row.proposed_on = on
            for earlier in row.case.rehabilitation_plans.filter(state__in=[PlanState.PROPOSED, PlanState.ADOPTED]):
                with gate(earlier, "supersede", by=by):
                    pass
            verb = "propose_plan" if row.case.allows("propose_plan") else "draft_plan"
            with gate(row.case, verb, by=by) as case:
                case.planned_on = on

    def settle(self):
        """S29: a correction does not take the wish away."""
        requirements.refuse_unmet([requirements.wish_stated("職業リハビリテーション計画", self.wish)])

    def adopt(self, *, by, decision):
        """The ケース会議 adopts it with its conclusion 適切 (S28)."""
        with gate(self, "adopt", by=by) as row:
            row.decision = decision


class PlanGoal(Tracked):
    """具体的目標: shared goal and the level to reach."""

    plan = models.ForeignKey(RehabilitationPlan, on_delete=models.PROTECT, related_name="goals", verbose_name="計画")
    text = models.CharField("目標", max_length=200)
    target_level = models.CharField("達成の水準", max_length=200, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "具体的目標"
        ordering = ["pk"]

    def __str__(self):
        return self.text


class PlanCooperation(Tracked):
    """協力を求める機関及び内容."""

    plan = models.ForeignKey(
        RehabilitationPlan, on_delete=models.PROTECT, related_name="cooperations", verbose_name="計画"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="機関")
    content = models.CharField("協力の内容", max_length=200)
    due_on = models.DateField("期限", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "協力を求める機関"
        ordering = ["pk"]

    def __str__(self):
        return self.content

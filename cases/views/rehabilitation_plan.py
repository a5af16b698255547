"""職業リハビリテーション計画: drafted, written in five blocks, proposed; every version can be read."""

from django.urls import reverse

from cases import requirements
from cases.enums import PlanState
from cases.forms.evaluation import ConfirmForm
from cases.forms.rehabilitation_plan import (
    PlanCooperationRows,
    PlanGoalRows,
    RehabilitationPlanForm,
    cooperating_organizations,
)
from cases.models import Case, RehabilitationPlan
from cases.page import refuse_unreadable
from cases.views.amendment import amendments_on_page
from cases.views.case import CaseVerb
from shokuiki.pages.forms import EmptyForm, keep_rows
from shokuiki.pages.views import NounView, VerbView
from shokuiki.records.errors import Refused
from shokuiki.records.gate import can


class RehabilitationPlanView(NounView):
    model = RehabilitationPlan
    context_object_name = "plan"
    template_name = "cases/rehabilitation_plan.html"

    def get_queryset(self):
        return super().get_queryset().select_related(
            "case__person", "case__center", "case__primary_counselor", "case__evaluation_counselor",
            "case__program_counselor", "decision",
        )

    def get_object(self, queryset=None):
        plan = super().get_object(queryset)
        refuse_unreadable(self.request.user, plan.case)
        return plan

    def get_context_data(self, **kwargs):
        plan, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | amendments_on_page(plan, user) | {
            "case": plan.case,
            "goals": list(plan.goals.all()),
            "cooperations": list(plan.cooperations.select_related("organization")),
            "versions": list(plan.case.rehabilitation_plans.all()),
            "can_edit": can(user, "edit", plan),
            "can_propose": can(user, "propose", plan),
        }


class RehabilitationPlanCreateView(CaseVerb):
    """計画の案を作る: the next version, copied from the newest."""

    model = Case
    verb = "draft_plan"
    form_class = EmptyForm
    template_name = "cases/rehabilitation_plan_create.html"
    success = "計画の案を作りました。"

    def check_moment(self):
        super().check_moment()
        if self.noun.rehabilitation_plans.filter(state=PlanState.DRAFT).exists():
            raise Refused("作成中の計画の案がすでにあります。その案に記入してください。")

    def get_extra_context(self, form, rows):
        return {"newest": self.noun.rehabilitation_plans.first()}

    def perform(self, form, rows):
        return RehabilitationPlan.begin(self.noun, by=self.request.user, seen=self.seen)

    def get_success_url(self, result):
        return reverse("cases:rehabilitation_plan_edit", args=[result.pk])


class PlanVerb(VerbView):
    model = RehabilitationPlan

    def get_queryset(self):
        return super().get_queryset().select_related("case__person", "case__center")

    def get_frame_context(self):
        return super().get_frame_context() | {"case": self.noun.case}


class RehabilitationPlanEditView(PlanVerb):
    """記入. 根拠: 通知 別紙2 1(1)「職業リハビリテーション計画の策定」"""

    verb = "edit"
    form_class = RehabilitationPlanForm
    template_name = "cases/rehabilitation_plan_edit.html"
    rows = {"goals": PlanGoalRows, "cooperations": PlanCooperationRows}
    drafts = True
    button = "計画の案を保存する"
    success = "計画の案を保存しました。まだ確定していません。"

    def get_rows_kwargs(self, prefix):
        kwargs = super().get_rows_kwargs(prefix)
        if prefix == "cooperations":
            kwargs["form_kwargs"] = {"organizations": cooperating_organizations()}
        return kwargs

    def perform(self, form, rows):
        def keep(plan):
            for formset in rows.values():
                keep_rows(formset, by=self.request.user, reason="計画の案を記入する", plan=plan)

        self.noun.edit(by=self.request.user, changes=form.cleaned_data, seen=self.seen, keep_rows=keep)


class RehabilitationPlanProposeView(PlanVerb):
    """計画の確定. S28, S29"""

    verb = "propose"
    form_class = ConfirmForm
    template_name = "cases/rehabilitation_plan_propose.html"
    success = "計画を確定しました。ケース会議で検討します。"

    def get_extra_context(self, form, rows):
        found = requirements.for_plan_proposal(self.noun)
        return {"requirements": found, "is_blocked": any(requirement.blocks for requirement in found)}

    def perform(self, form, rows):
        self.noun.propose(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)

    def get_success_url(self, result):
        return self.noun.case.get_absolute_url()

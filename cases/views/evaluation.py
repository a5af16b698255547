"""職業評価: started with its step of the case, written in rows, confirmed; read with the plans."""

from django.http import Http404
from django.urls import reverse

from cases import requirements
from cases.forms.evaluation import ConfirmForm, EvaluationForm, InterviewRows, ObservationRows, TestResultRows
from cases.models import Case, RehabilitationPlan, VocationalEvaluation
from cases.views.case import CaseVerb
from cases.views.tabs import CaseTab
from shokuiki.pages.forms import EmptyForm, keep_rows
from shokuiki.pages.views import VerbView
from shokuiki.records.gate import can


class EvaluationView(CaseTab):
    """評価・計画: the evaluation in full, and the versions of the plan."""

    current = "cases:evaluation"
    template_name = "cases/evaluation.html"

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        evaluation = getattr(case, "evaluation", None)
        rows = {}
        if evaluation:
            rows = {
                "interviews": list(evaluation.interviews.all()), "tests": list(evaluation.testresults.all()),
                "observations": list(evaluation.workobservations.all()),
            }
        plans = list(RehabilitationPlan.objects.filter(case=case))
        return super().get_context_data(**kwargs) | rows | {
            "evaluation": evaluation,
            "can_edit": evaluation is not None and can(user, "edit", evaluation),
            "can_start": evaluation is None and can(user, "start_evaluation", case),
            "plans": plans,
            "can_draft_plan": can(user, "draft_plan", case) and not any(plan.state == "draft" for plan in plans),
        }


class EvaluationStartView(CaseVerb):
    """職業評価を始める: the consent and who evaluates."""

    model = Case
    verb = "start_evaluation"
    form_class = EmptyForm
    template_name = "cases/evaluation_start.html"
    success = "職業評価を始めました。"

    def get_extra_context(self, form, rows):
        found = requirements.for_evaluation(self.noun)
        return {"requirements": found, "is_blocked": any(requirement.blocks for requirement in found)}

    def perform(self, form, rows):
        return VocationalEvaluation.begin(self.noun, by=self.request.user, seen=self.seen)


class EvaluationVerb(VerbView):
    model = VocationalEvaluation

    def get_queryset(self):
        return super().get_queryset().select_related("case__person", "case__center", "evaluator")

    def get_noun(self):
        found = self.get_queryset().filter(case=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_frame_context(self):
        return super().get_frame_context() | {"case": self.noun.case}


class EvaluationEditView(EvaluationVerb):
    """記入. 根拠: 通知 別紙2 1(1)「面接・調査や各種検査等の職業評価」"""

    verb = "edit"
    form_class = EvaluationForm
    template_name = "cases/evaluation_edit.html"
    rows = {"interviews": InterviewRows, "testresults": TestResultRows, "workobservations": ObservationRows}
    drafts = True
    button = "職業評価を保存する"
    success = "職業評価を保存しました。まだ確定していません。"

    def perform(self, form, rows):
        def keep(evaluation):
            for formset in rows.values():
                keep_rows(formset, by=self.request.user, reason="職業評価を記入する", evaluation=evaluation)

        self.noun.edit(by=self.request.user, changes=form.cleaned_data, seen=self.seen, keep_rows=keep)


class EvaluationConfirmView(EvaluationVerb):
    """評価の確定. S17, S29"""

    verb = "confirm"
    form_class = ConfirmForm
    template_name = "cases/evaluation_confirm.html"
    success = "職業評価を確定しました。"

    def get_extra_context(self, form, rows):
        found = requirements.for_evaluation_confirmation(self.noun)
        return {"requirements": found, "is_blocked": any(requirement.blocks for requirement in found)}

    def perform(self, form, rows):
        self.noun.confirm(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)

    def get_back_url(self):
        return reverse("cases:evaluation", args=[self.noun.case_id])

    def get_success_url(self, result):
        return self.noun.case.get_absolute_url()

"""支援計画: its versions, what changed from one to the next, drafting and approving."""

from dataclasses import dataclass

from django.urls import reverse

from cases import requirements
from cases.forms.support import DayForm
from cases.forms.support_plan import GoalFormSet, PhaseFormSet, SupportPlanForm
from cases.goal_values import goals_with_values
from cases.models import SupportPlan
from cases.page import refuse_unreadable
from cases.views.amendment import amendments_on_page
from cases.views.of_case import OfCaseCreateView, OfCaseVerbView, checklist
from shokuiki.japan.dates import wareki
from shokuiki.pages.forms import EmptyForm, keep_rows
from shokuiki.pages.views import NounView
from shokuiki.records.gate import can

TEXTS = ("wish", "overall_goal", "structure", "methods", "emergency_procedure")
GOAL_COLUMNS = ("text", "area", "indicator", "unit", "start_value", "target_value", "responsible", "method", "due_on")


class SupportPlanView(NounView):
    model = SupportPlan
    context_object_name = "plan"
    template_name = "cases/support_plan.html"

    def get_queryset(self):
        return super().get_queryset().select_related("case__person", "basis", "approval__by")

    def get_object(self, queryset=None):
        plan = super().get_object(queryset)
        refuse_unreadable(self.request.user, plan.case)
        return plan

    def get_context_data(self, **kwargs):
        plan, user = self.object, self.request.user
        versions = list(plan.case.support_plans.prefetch_related("phases", "goals"))
        previous = next((version for version in versions if version.number == plan.number - 1), None)
        this = next(version for version in versions if version.pk == plan.pk)
        return super().get_context_data(**kwargs) | amendments_on_page(plan, user) | {
            "case": plan.case,
            "versions": versions,
            "previous": previous,
            "differences": differences(previous, this) if previous else [],
            "phases": this.phases.all(),
            "goals": goals_with_values(plan),
            "can_edit": can(user, "edit", plan),
            "can_approve": can(user, "approve", plan),
            "is_draft": plan.allows("edit"),
        }


def differences(before, after):
    """[(label, before, after)] between two versions: texts, phases by their kind, goals by their lineage."""
    found = []
    for name in TEXTS:
        label = SupportPlan._meta.get_field(name).verbose_name
        found.append((label, getattr(before, name), getattr(after, name)))
    found += _pairs("段階", _phases(before), _phases(after))
    found += _pairs("目標", _goals(before), _goals(after))
    return [(label, old, new) for label, old, new in found if old != new]


def _pairs(noun, before, after):
    """Rows of both versions by key, those of the new one first."""
    keys = [*after, *(key for key in before if key not in after)]
    rows = [(before.get(key), after.get(key)) for key in keys]
    return [(f"{noun}：{(new or old).name}", old.text if old else "", new.text if new else "") for old, new in rows]


@dataclass(frozen=True)
class Row:
    name: str
    text: str


def _phases(plan):
    found = {}
    for phase in plan.phases.all():
        days = f"　週{phase.days_per_week}日" if phase.days_per_week else ""
        text = f"{wareki(phase.starts_on, weekday=False)}から{wareki(phase.ends_on, weekday=False)}まで{days}"
        key = phase.phase if phase.phase not in found else f"{phase.phase} {phase.starts_on}"
        found[key] = Row(phase.get_phase_display(), text)
    return found


def _goals(plan):
    return {goal.lineage: Row(goal.text, _goal_text(goal)) for goal in plan.goals.all()}


def _goal_text(goal):
    parts = [goal.text, f"{goal.get_area_display()}　担当 {goal.get_responsible_display()}"]
    if goal.target_value is not None:
        parts.append(f"{goal.indicator or '値'}：{goal.measured(goal.start_value) or '—'} → {goal.measured(goal.target_value)}")
    parts += [goal.method] if goal.method else []
    parts += [f"期限 {wareki(goal.due_on, weekday=False)}"] if goal.due_on else []
    return "\n".join(parts)


class SupportPlanCreateView(OfCaseCreateView):
    """Begins the first version, or the next one that the last 拡大ケース会議 asked for (S22)."""

    model = SupportPlan
    form_class = EmptyForm
    title = "支援計画を作る"
    lead = "最初の支援計画を作ります。本人の希望は、職業リハビリテーション計画から写します。"
    success = "支援計画の作成を始めました。"

    def perform(self, form, rows):
        basis = SupportPlan.open_basis(self.case)
        return SupportPlan.begin(self.case, by=self.request.user, basis=basis, seen=self.seen)

    def get_success_url(self, result):
        return reverse("cases:support_plan_edit", args=[result.pk])

    def get_back_url(self):
        return reverse("cases:support", args=[self.case.pk])


class SupportPlanEditView(OfCaseVerbView):
    model = SupportPlan
    verb = "edit"
    form_class = SupportPlanForm
    template_name = "cases/support_plan_form.html"
    rows = {"phases": PhaseFormSet, "goals": GoalFormSet}
    drafts = True
    button = "支援計画を保存する"
    success = "支援計画を保存しました。主任か所長の承認を受けてください。"

    def get_title(self):
        return f"支援計画 第{self.noun.number}版を記入する"

    def perform(self, form, rows):
        def keep(plan):
            for formset in rows.values():
                keep_rows(formset, by=self.request.user, reason="支援計画を記入する", plan=plan)

        self.noun.edit(by=self.request.user, changes=form.cleaned_data, seen=self.seen, keep_rows=keep)


class SupportPlanApproveView(OfCaseVerbView):
    model = SupportPlan
    verb = "approve"
    form_class = DayForm
    success = "支援計画を承認しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "承認日"}

    def get_title(self):
        return f"支援計画 第{self.noun.number}版を承認する"

    def get_extra_context(self, form, rows):
        consequences = ["この版が、支援で使う計画になります。", "承認したあとは、この版を書き換えられません。"]
        if self.noun.number > 1:
            consequences.insert(1, f"第{self.noun.number - 1}版は「改定済」になります。")
        return super().get_extra_context(form, rows) | {
            "consequences": consequences,
        } | checklist(requirements.for_support_plan_approval(self.noun))

    def perform(self, form, rows):
        self.noun.approve(by=self.request.user, on=form.cleaned_data["on"], seen=self.seen)

"""支援計画 with its phases and goals."""

from django import forms

from cases.models import SupportGoal, SupportPhase, SupportPlan
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageModelForm


def text_area(rows):
    return forms.Textarea(attrs={"rows": rows})


class SupportPlanForm(PageModelForm):
    class Meta:
        model = SupportPlan
        fields = [
            "wish", "overall_goal", "structure", "methods", "emergency_procedure", "person_agreed_on", "workplace_agreed_on",
        ]
        field_classes = {"person_agreed_on": DateField, "workplace_agreed_on": DateField}
        widgets = {
            "wish": text_area(2), "overall_goal": text_area(2), "structure": text_area(3), "methods": text_area(4),
            "emergency_procedure": text_area(3),
        }


class PhaseForm(PageModelForm):
    class Meta:
        model = SupportPhase
        fields = ["phase", "starts_on", "ends_on", "days_per_week"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}


def plain(value):
    """A number as people write it: 4.00 from the database reads 4."""
    return "" if value is None else f"{value.normalize():f}"


class GoalForm(PageModelForm):
    class Meta:
        model = SupportGoal
        fields = [
            "text", "area", "indicator", "unit", "start_value", "target_value", "responsible", "method", "due_on",
        ]
        field_classes = {"due_on": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("start_value", "target_value"):
            self.initial[name] = plain(self.initial.get(name))

    def clean(self):
        typed = super().clean()
        numbers = [typed.get("start_value"), typed.get("target_value")]
        if any(number is not None for number in numbers) and not typed.get("unit"):
            self.add_error("unit", "値を書くときは、単位も入力してください。例：%、回")
        return typed


PhaseFormSet = forms.modelformset_factory(SupportPhase, form=PhaseForm, can_delete=True, extra=1)
GoalFormSet = forms.modelformset_factory(SupportGoal, form=GoalForm, can_delete=True, extra=1)

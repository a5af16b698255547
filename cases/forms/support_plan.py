"""支援計画 with its phases and goals."""

from django import forms

from cases.forms.fields import name_empty_choices
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


class RowForm(PageModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


class PhaseForm(RowForm):
    class Meta:
        model = SupportPhase
        fields = ["phase", "starts_on", "ends_on", "days_per_week"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}


def plain(value):
    """A number as people write it: 4.00 from the database reads 4."""
    return "" if value is None else f"{value.normalize():f}"


class GoalForm(RowForm):
    class Meta:
        model = SupportGoal
        fields = [
            "text", "area", "responsible", "due_on", "indicator", "unit", "start_value", "target_value", "method",
        ]
        field_classes = {"due_on": DateField}
        widgets = {"text": text_area(1), "method": text_area(2)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("start_value", "target_value"):
            self.initial[name] = plain(self.initial.get(name))


PhaseFormSet = forms.modelformset_factory(SupportPhase, form=PhaseForm, can_delete=True, extra=1)
GoalFormSet = forms.modelformset_factory(SupportGoal, form=GoalForm, can_delete=True, extra=1)

"""職業リハビリテーション計画: its five blocks, goals and cooperations as rows."""

from django.forms import modelformset_factory

from cases.forms.fields import RowChoice, name_empty_choices, organizations, writing
from cases.models import PlanCooperation, PlanGoal, RehabilitationPlan
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageModelForm, not_future

COOPERATING = (
    OrganizationKind.PESO, OrganizationKind.CORPORATION, OrganizationKind.WORKPLACE, OrganizationKind.AGENCY,
)


class RehabilitationPlanForm(PageModelForm):
    explained_on = DateField(label="本人に説明した日", required=False, validators=[not_future])
    agreed_on = DateField(label="本人が同意した日", required=False, validators=[not_future])

    class Meta:
        model = RehabilitationPlan
        fields = ["wish", "current_state", "proposed_support", "cautions", "explained_on", "agreed_on", "agreed_by"]
        widgets = {
            "wish": writing(3), "current_state": writing(5), "proposed_support": writing(5), "cautions": writing(3),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


class PlanGoalForm(PageModelForm):
    due_on = DateField(label="期限", required=False)

    class Meta:
        model = PlanGoal
        fields = ["text", "target_level", "due_on"]


class PlanCooperationForm(PageModelForm):
    due_on = DateField(label="期限", required=False)
    field_order = ["organization", "content", "due_on"]

    class Meta:
        model = PlanCooperation
        fields = ["organization", "content", "due_on"]

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"] = RowChoice(label="機関", rows=organizations)
        self.order_fields(self.field_order)


def cooperating_organizations():
    """The choices of every row, read once."""
    return organizations(*COOPERATING)


PlanGoalRows = modelformset_factory(PlanGoal, form=PlanGoalForm, extra=1, can_delete=True)
PlanCooperationRows = modelformset_factory(PlanCooperation, form=PlanCooperationForm, extra=1, can_delete=True)

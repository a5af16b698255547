"""担当の割当て."""

from django import forms

from cases.enums import LivingSupport
from cases.forms.support import short_number
from cases.models import PartnerAssignment
from partners.enums import PartnerKind
from partners.models import Partner
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageModelForm
from shokuiki.records import clock


class PartnerChoice(forms.ModelChoiceField):
    def label_from_instance(self, partner):
        return f"{partner.get_kind_display()}　{partner.name}（{partner.organization.name}）"


def fitting_partners(case):
    """The active partners who may support this case: of its workplace, and of its source of living support (S26, S10)."""
    active = Partner.objects.active().select_related("organization").order_by("-kind", "kana")
    found = active.of(PartnerKind.TECHNICAL, case.workplace)
    if case.living_support == LivingSupport.CONSIGNED and case.selection:
        found |= active.of(PartnerKind.CONSIGNED, case.selection.organization)
    if case.living_support == LivingSupport.DISPATCHED:
        found |= active.of(PartnerKind.DISPATCHED, case.center)
    return found


class AssignmentForm(PageModelForm):
    partner = PartnerChoice(label="パートナー", queryset=Partner.objects.none(), empty_label="選んでください")

    class Meta:
        model = PartnerAssignment
        fields = ["partner", "valid_from", "valid_to", "days_per_week"]
        field_classes = {"valid_from": DateField, "valid_to": DateField}
        widgets = {"days_per_week": short_number()}
        help_texts = {"valid_to": "決まっていないときは空のままにしてください。"}

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = fitting_partners(case)
        self.fields["valid_from"].initial = max(filter(None, (case.planned_from, case.started_on and clock.today())), default=None)

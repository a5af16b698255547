"""委託契約."""

from cases.forms.support import short_number
from cases.models import Contract
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageModelForm


class ContractForm(PageModelForm):
    class Meta:
        model = Contract
        fields = ["starts_on", "ends_on", "rate_yen", "rate_unit", "max_days"]
        widgets = {"rate_yen": short_number(), "max_days": short_number()}
        field_classes = {"starts_on": DateField, "ends_on": DateField}

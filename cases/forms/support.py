"""Preparing, starting, interrupting and ending the support."""

from django import forms

from cases.enums import EndKind
from cases.models import Case
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, PageModelForm
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock


def reason_field(label="理由", **options):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, **options)


def short_number():
    """A box as wide as the few digits it takes."""
    return forms.NumberInput(attrs={"class": "form-control sk-time-in", "inputmode": "decimal"})


class PrepareForm(PageModelForm):
    class Meta:
        model = Case
        fields = ["workplace", "planned_from", "planned_to"]
        field_classes = {"planned_from": DateField, "planned_to": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workplace"].queryset = Organization.objects.of(OrganizationKind.WORKPLACE)
        self.fields["workplace"].empty_label = "選んでください"
        for field in self.fields.values():
            field.required = True


class DayForm(PageForm):
    """One day on which something happened; today when nothing else is typed."""

    on = DateField(label="日付")

    def __init__(self, *args, label="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        if label:
            self.fields["on"].label = label


class DayReasonForm(DayForm):
    reason = reason_field()


class DayRemarkForm(DayForm):
    reason = reason_field("特記事項", required=False)


class EndSupportForm(DayForm):
    end_kind = forms.ChoiceField(
        label="終了の区分",
        choices=EndKind.choices,
        widget=ChoiceCards(
            explanations={
                EndKind.COMPLETED: "支援計画のとおりに支援を終えました。",
                EndKind.DISCONTINUED: "途中で支援を取りやめます。理由を書いてください。支援終了後の会議は、この場合も開きます。",
            }
        ),
    )
    reason = reason_field("終了の理由・経過", required=False, help_text="中止のときは必ず書いてください。")
    acknowledge = forms.BooleanField(label="確認していない支援日誌があることを了承する")
    acknowledge_reason = reason_field("確認を待たずに終了する理由")

    field_order = ["on", "end_kind", "reason", "acknowledge", "acknowledge_reason"]

    def __init__(self, *args, has_open_logs, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_open_logs:
            del self.fields["acknowledge"], self.fields["acknowledge_reason"]

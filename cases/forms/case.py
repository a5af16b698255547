"""The case itself: 支援体制の予定, 取下げ, 再開."""

from django import forms

from cases.enums import LivingSupport
from cases.forms.fields import RowChoice, writing
from cases.models import Case
from partners.models import Selection
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, PageModelForm, not_future
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock

SELECTED, NOT_SELECTED = "選定されている法人", "まだ選定されていない法人（対象者選定までに、所長の選定が必要です）"
FORCED = "障害者雇用支援センターの支援を受けているため、選べません。（根拠：通知 記1 なお書き）"


class ArrangeForm(PageModelForm):
    """支援体制の予定. case.person decides what may be chosen (S10)."""

    field_order = ["living_support", "consignee", "workplace", "planned_from", "planned_to"]

    class Meta:
        model = Case
        fields = ["living_support", "planned_from", "planned_to"]
        field_classes = {"planned_from": DateField, "planned_to": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        forced = self.instance.person.uses_employment_support_center
        self.fields["living_support"] = forms.ChoiceField(
            label="職業面の生活支援", choices=LivingSupport.choices,
            widget=ChoiceCards(
                explanations={
                    LivingSupport.CONSIGNED: "所長が選定した法人の委託支援パートナーが支えます。（通知 記1 第1項）",
                    LivingSupport.DISPATCHED: "センターが派遣するパートナーが支えます。（通知 記1 なお書き）",
                },
                unavailable={LivingSupport.CONSIGNED: FORCED} if forced else None,
            ),
        )
        self.selected, rows = self._corporations()
        self.fields["consignee"] = RowChoice(
            label="委託先法人", required=False, empty="まだ決まっていない", rows=rows,
            help_text="連絡会議には、ここで選んだ法人の出席が必要です。あとで変えると、連絡会議を改めて開きます。",
        )
        self.fields["consignee"].widget.attrs["data-sk-when"] = f"living_support={LivingSupport.CONSIGNED}"
        workplaces = Organization.objects.of(OrganizationKind.WORKPLACE)
        self.fields["workplace"] = RowChoice(
            label="委託先事業所", required=False, empty="まだ決まっていない", rows=[(row, row.name) for row in workplaces],
            help_text="選定のあとでも決められます。",
        )
        for name in ("consignee", "workplace"):
            self.initial[name] = getattr(self.instance, f"{name}_id")
        self.order_fields(self.field_order)

    def _corporations(self):
        """(the pks of corporations selected today, the choices in two groups)."""
        selected = set(
            Selection.objects.in_force().filter(center=self.instance.center_id).values_list("organization_id", flat=True)
        )
        groups = {SELECTED: [], NOT_SELECTED: []}
        for row in Organization.objects.of(OrganizationKind.CORPORATION):
            groups[SELECTED if row.pk in selected else NOT_SELECTED].append((row, row.name))
        return selected, groups

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("planned_from"), cleaned.get("planned_to")
        if start and end and end < start:
            self.add_error("planned_to", "支援終了の予定日は、開始の予定日以後の日付を入力してください。")
        return cleaned

    @property
    def names_unselected(self):
        """Whether the corporation named still lacks the selection of the 所長."""
        consignee = self.cleaned_data["consignee"]
        consigned = self.cleaned_data["living_support"] == LivingSupport.CONSIGNED
        return consigned and consignee is not None and consignee.pk not in self.selected


class EndForm(PageForm):
    """A day and a reason: 取下げ, 再開."""

    on = DateField(validators=[not_future])
    reason = forms.CharField(widget=writing(3, 1000), max_length=1000)

    def __init__(self, *args, on_label, reason_label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.fields["on"].label = on_label
        self.fields["reason"].label = reason_label

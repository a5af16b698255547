"""代行入力: what the center asks before it types in an application that came on paper."""

from django import forms

from partners.forms.fields import needed
from partners.forms.registration import NewCorporationForm
from partners.models.registration import registered_organization
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import PaperDateField
from shokuiki.pages.forms import PageForm, not_future

KNOWN, NEW = "known", "new"


def paper_date(**options):
    return PaperDateField(
        label="申込書の日付", eras=("令和", "平成"), validators=[not_future],
        help_text="申込書に書かれた日付（申込日）を、そのまま入力してください。", **options,
    )


class PaperStartForm(NewCorporationForm):
    """The paper's date, and whose application it is: a corporation that is registered, or a new one."""

    paper_on = paper_date()
    which = forms.ChoiceField(
        label="申込をした法人", choices=[(KNOWN, "登録されている法人"), (NEW, "まだ登録されていない法人")], widget=forms.RadioSelect,
        initial=KNOWN,
    )
    known = forms.ModelChoiceField(
        Organization.objects.none(), label="法人", required=False, empty_label="選んでください",
        widget=forms.Select(attrs={"data-sk-when": f"which={KNOWN}"}),
    )
    center = forms.ModelChoiceField(Organization.objects.none(), label="申込先のセンター", empty_label=None)
    field_order = ("center", "paper_on", "which", "known", *NewCorporationForm.base_fields)

    def __init__(self, *args, center_ids, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = Organization.objects.of(OrganizationKind.CORPORATION)
        needed(self.fields["known"])
        self.fields["center"].queryset = Organization.objects.filter(pk__in=center_ids)
        if len(center_ids) == 1:
            del self.fields["center"]
        for name in NewCorporationForm.base_fields:
            if self.fields[name].required:
                needed(self.fields[name])
            if name != "legal_form_note":
                self.fields[name].widget.attrs["data-sk-when"] = f"which={NEW}"

    def clean(self):
        if self.cleaned_data.get("which") != NEW:
            for name in NewCorporationForm.base_fields:
                self.errors.pop(name, None)
            if not self.cleaned_data.get("known"):
                self.add_error("known", "申込をした法人を選んでください。")
            return self.cleaned_data
        data = super().clean()
        for name in ("legal_form", "name", "kana", "address"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}を入力してください。")
        if not self.errors:
            self.refuse_known(data)
        return data

    def refuse_known(self, data):
        known = registered_organization(
            corporate_number=data["corporate_number"], name=data["name"], address=data["address"]
        )
        if known:
            self.add_error("which", f"この法人は、すでに登録されています（{known.name}）。「登録されている法人」から選んでください。")


class PaperSubmitForm(PageForm):
    """For an application on paper that was returned: the date on the corrected paper."""

    paper_on = paper_date(initial=None)

"""The 委託申込, one form a step. A draft may stay incomplete; what is wrong is refused."""

from django import forms

from partners.enums import ApplicationState, DisabilityGroup, FacilityType, InsurancePlan, LegalForm
from partners.forms.fields import needed, postal_code, writing
from partners.models import ApplicationFacility, ConsignmentApplication, PartnerCandidate
from partners.requirements import ACCOUNTING_CLAUSE, ACCOUNTING_LAW, INSURANCE_CLAUSE
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import CorporateNumberField, DateField, KanaField, PaperDateField, PhoneField
from shokuiki.pages.forms import EmptyForm, PageForm, PageModelForm
from shokuiki.pages.widgets import PillSelect


class StartForm(PageForm):
    """To which center, and for which of the manager's corporations."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label="申込をする法人", empty_label=None)
    center = forms.ModelChoiceField(Organization.objects.none(), label="申込先のセンター", empty_label=None)

    def __init__(self, *args, organization_ids, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=organization_ids)
        self.fields["center"].queryset = Organization.objects.of(OrganizationKind.CENTER)


class StepForm(PageModelForm):
    """One step: `changes` are the columns it writes."""

    class Meta:
        model = ConsignmentApplication
        fields = ()

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}


class CorporationForm(StepForm):
    kana = needed(KanaField(label="ふりがな", max_length=150))
    corporate_number = CorporateNumberField(
        label="法人番号", required=False, help_text="13桁の数字です。法人番号のない小規模作業所は空のままにしてください。"
    )
    representative_kana = KanaField(label="代表者のふりがな", required=False, max_length=100)
    postal_code = postal_code()
    phone = needed(PhoneField(label="電話番号"))
    fax = PhoneField(label="FAX番号", required=False)

    class Meta(StepForm.Meta):
        fields = (
            "legal_form", "legal_form_note", "name", "kana", "corporate_number", "representative_title",
            "representative_name", "representative_kana", "postal_code", "address", "phone", "fax", "email", "contact",
        )
        widgets = {
            "legal_form": forms.RadioSelect,
            "legal_form_note": forms.TextInput(attrs={"data-sk-when": f"legal_form={LegalForm.OTHER}"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["legal_form"].choices = LegalForm.choices
        for name in ("legal_form", "legal_form_note", "name", "representative_title", "representative_name", "address"):
            needed(self.fields[name])

    def clean(self):
        data = super().clean()
        if data.get("legal_form") and data["legal_form"] != LegalForm.OTHER:
            data["legal_form_note"] = ""
        return data


class WishForm(StepForm):
    desired_start_on = needed(DateField(label="委託の開始希望日"))
    disability_groups = forms.MultipleChoiceField(
        label="支援できる障害の種別", required=False, choices=DisabilityGroup.choices, widget=PillSelect
    )

    class Meta(StepForm.Meta):
        fields = ("desired_start_on", "disability_groups", "cases_per_year", "past_experience")
        widgets = {"past_experience": writing(5)}
        help_texts = {
            "past_experience": "働くことへの支援、職場や家庭との連絡など、これまでの取組を書いてください。",
            "cases_per_year": "同じ年度のうちに、何人まで職業面の生活支援を受けられるかの目安です。",
        }


class InsuranceForm(StepForm):
    insurance_until = PaperDateField(
        label="保険の満了日", required=False, validity=True, eras=("令和", "平成"),
        help_text="証券に書かれた日付を、そのまま入力できます。",
    )

    class Meta(StepForm.Meta):
        fields = ("insurance_plan", "insurer", "insurance_until", "accounting_separation", "accounting_method")
        widgets = {
            "insurance_plan": forms.RadioSelect,
            "insurer": forms.TextInput(attrs={"data-sk-when": f"insurance_plan={InsurancePlan.ENROLLED}"}),
            "accounting_separation": forms.RadioSelect,
            "accounting_method": writing(3),
        }
        labels = {
            "insurance_plan": "損害保険に加入していますか",
            "accounting_separation": "委託の会計を区分して経理していますか",
        }
        help_texts = {
            "insurance_plan": "職業面の生活支援で起きた事故は、法人の責任となることがあります。加入をおすすめしています"
            f"（加入しなくても申し込めます）。保険料は委託料から支出できます。根拠：{INSURANCE_CLAUSE}",
            "accounting_separation": "社会福祉法人は、委託の会計を社会福祉事業の会計から区分して経理します。"
            f"根拠：{ACCOUNTING_CLAUSE}、{ACCOUNTING_LAW}",
            "accounting_method": "例：委託料の受入れと支出を、別の会計単位で経理する。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed(self.fields["insurance_plan"]).choices = InsurancePlan.choices
        self.fields["insurance_until"].widget.attrs["data-sk-when"] = f"insurance_plan={InsurancePlan.ENROLLED}"
        for name in ("accounting_separation", "accounting_method"):
            if self.instance.legal_form == LegalForm.SOCIAL_WELFARE:
                needed(self.fields[name])
            else:
                del self.fields[name]
        if "accounting_separation" in self.fields:
            field = self.fields["accounting_separation"]
            field.choices = field.choices[1:]

    def clean(self):
        data = super().clean()
        if data.get("insurance_plan") != InsurancePlan.ENROLLED:
            data["insurer"], data["insurance_until"] = "", None
        return data


class FacilityRow(PageModelForm):
    class Meta:
        model = ApplicationFacility
        fields = ("facility_type", "type_note", "name", "capacity", "address")
        widgets = {"type_note": forms.TextInput(attrs={"data-sk-when": f"facility_type={FacilityType.OTHER}"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facility_type"].choices = [("", "選んでください"), *FacilityType.choices]


class CandidateRow(PageModelForm):
    kana = KanaField(label="ふりがな", max_length=100)

    class Meta:
        model = PartnerCandidate
        fields = ("name", "kana", "position", "qualification", "years")
        help_texts = {"qualification": "例：社会福祉士"}


def rows_of(form):
    return forms.modelformset_factory(form._meta.model, form=form, extra=1, can_delete=True)


def without_lost_ids(data, prefix, known):
    """What was typed into rows, where rows that are gone become new ones: the formset would refuse them as unknown.

    known: the ids that are still there. Rows with an id stand first, as a formset expects them; a row that was to be
    removed and is gone already is left out.
    """
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = [
        {name.removeprefix(start): values for name, values in data.lists() if name.startswith(start)}
        for start in (f"{prefix}-{number}-" for number in range(min(int(total[:4]), 1000) if total.isdecimal() else 0))
    ]
    kept = [row for row in rows if row.get("id", [""])[0] in map(str, known)]
    new = [row | {"id": [""]} for row in rows if row not in kept and not (row.get("DELETE") and any(row.get("id", [""])))]
    changed = data.copy()
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del changed[name]
    changed[f"{prefix}-TOTAL_FORMS"], changed[f"{prefix}-INITIAL_FORMS"] = str(len(kept + new)), str(len(kept))
    for number, row in enumerate(kept + new):
        for name, values in row.items():
            changed.setlist(f"{prefix}-{number}-{name}", values)
    return changed


FacilityRows, CandidateRows = rows_of(FacilityRow), rows_of(CandidateRow)

# The steps of the form: address, title, form and rows. 確認と提出 follows as a page of its own.
STEPS = {
    "corporation": ("法人の情報", CorporationForm, {}),
    "facilities": ("施設", EmptyForm, {"facilities": FacilityRows}),
    "candidates": ("パートナー候補", EmptyForm, {"candidates": CandidateRows}),
    "wish": ("希望する内容", WishForm, {}),
    "insurance": ("損害保険と会計", InsuranceForm, {}),
}


class ApplicationFilter(forms.Form):
    """How the center narrows the list; stands in the URL."""

    state = forms.MultipleChoiceField(required=False, choices=ApplicationState.choices)
    legal_form = forms.ChoiceField(required=False, choices=LegalForm.choices)

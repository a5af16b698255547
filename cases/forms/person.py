"""相談受付 and 基本情報: the person, the matter, disabilities and certificates on one page."""

from django import forms
from django.forms import modelformset_factory
from django.forms.models import fields_for_model
from django.urls import reverse_lazy

from cases.enums import CaseState
from cases.forms.fields import RowChoice, counselors_of, name_empty_choices, organizations, writing
from cases.models import Case, Certificate, Disability, Person
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.japan.forms import DateField, KanaField, PaperDateField, PhoneField, PostalCodeField
from shokuiki.pages.forms import PageModelForm, not_future
from shokuiki.records import clock

BIRTH_ERAS = ("平成", "昭和", "令和", "大正")
PERSON_FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "birth_date", "gender",
    "postal_code", "address", "phone", "email", "emergency_contact", "guardian",
    "uses_employment_support_center", "employment_support_center_name", "employment_support_from",
    "communication_needs", "diagnosis", "job_seeker_number",
)
CASE_FIELDS = (
    "opened_on", "referral_source", "referral_note", "consultation", "desired_work",
    "peso", "primary_counselor", "evaluation_counselor", "program_counselor",
)
COUNSELORS = ("primary_counselor", "evaluation_counselor", "program_counselor")
POST_OF = {"evaluation_counselor": Post.EVALUATION_COUNSELOR, "program_counselor": Post.PROGRAM_COUNSELOR}
WHEN_USED = {"data-sk-when": "uses_employment_support_center=True"}


class BasicsForm(PageModelForm):
    """Person and case together. case: whose fields are asked beside the person's; it has its center."""

    family_kana = KanaField(label="姓のふりがな", max_length=50)
    given_kana = KanaField(label="名のふりがな", max_length=50, required=False)
    birth_date = PaperDateField(label="生年月日", eras=BIRTH_ERAS, validators=[not_future])
    postal_code = PostalCodeField(
        label="郵便番号", required=False, help_text="7桁を入力すると、住所の町名までが入ります。",
        widget=forms.TextInput(attrs={"data-sk-postal": reverse_lazy("partners:postal_address"), "data-sk-address": "address"}),
    )
    phone = PhoneField(label="電話番号", required=False)
    uses_employment_support_center = forms.TypedChoiceField(
        label="障害者雇用支援センターの支援を受けていますか", choices=((True, "はい"), (False, "いいえ")),
        coerce=lambda value: value == "True", widget=forms.RadioSelect,
        help_text="「はい」の人は、センターから派遣されるパートナーの支援を受けます。（根拠：通知 記1 なお書き）",
        error_messages={"required": "障害者雇用支援センターの支援を受けているかどうかを、本人に確かめて選んでください。"},
    )
    employment_support_from = DateField(label="支援を受け始めた日", required=False)

    class Meta:
        model = Person
        fields = PERSON_FIELDS
        widgets = {
            "employment_support_center_name": forms.TextInput(attrs=WHEN_USED),
            "communication_needs": writing(2, 500),
            "diagnosis": writing(2, 500),
        }

    def __init__(self, *args, case, user, **kwargs):
        self.case = case
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(
            Case, CASE_FIELDS, widgets={"consultation": writing(4)}, field_classes={"opened_on": DateField}
        )
        self.fields["opened_on"].validators.append(not_future)
        self.fields["employment_support_from"].widget.attrs |= WHEN_USED
        self.fields["peso"] = RowChoice(
            label="関係する公共職業安定所", required=False, empty="まだ決まっていない", rows=_peso_rows(),
            help_text="連絡会議に出席を求める公共職業安定所です。連絡会議までに決めてください。",
        )
        people = counselors_of(case.center_id, *case.counselors())
        for name in COUNSELORS:
            label = Case._meta.get_field(name).verbose_name
            self.fields[name] = RowChoice(label=label, required=False, empty="まだ決まっていない", rows=people)
        self.fields["primary_counselor"].required = True
        if case.state != CaseState.INTAKE:
            self.fields["evaluation_counselor"].required = True
        is_new = case.pk is None
        if not is_new:
            del self.fields["opened_on"]  # the number of the case follows from it
        for name in self.case_fields:
            self.initial.setdefault(name, self._initial_of(name, user, is_new))
        name_empty_choices(self)

    def _initial_of(self, name, user, is_new):
        if is_new and name == "opened_on":
            return clock.today()
        if is_new and name in COUNSELORS:
            post = POST_OF.get(name)
            return user.pk if post is None or user.holds(self.case.center_id, post) else None
        return getattr(self.case, Case._meta.get_field(name).attname)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("uses_employment_support_center"):
            if not cleaned.get("employment_support_center_name"):
                self.add_error("employment_support_center_name", "障害者雇用支援センターの名称を入力してください。")
        elif "uses_employment_support_center" in cleaned:
            cleaned["employment_support_center_name"], cleaned["employment_support_from"] = "", None
        if cleaned.get("given_name") and not cleaned.get("given_kana") and "given_kana" in cleaned:
            self.add_error("given_kana", "名のふりがなを入力してください。例：けんた")
        return cleaned

    @property
    def person_changes(self):
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}

    @property
    def case_changes(self):
        return {name: self.cleaned_data[name] for name in self.case_fields}

    @property
    def case_fields(self):
        return [name for name in CASE_FIELDS if name in self.fields]


def _peso_rows():
    return organizations(OrganizationKind.PESO)[OrganizationKind.PESO.label]


class RowForm(PageModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


class DisabilityForm(RowForm):
    class Meta:
        model = Disability
        fields = ["type", "detail", "is_severe"]


class CertificateForm(RowForm):
    issued_on = PaperDateField(label="交付日", required=False, eras=("令和", "平成", "昭和"), validators=[not_future])
    valid_until = PaperDateField(label="有効期限・次回判定", required=False, eras=("令和", "平成"), validity=True)

    class Meta:
        model = Certificate
        fields = ["type", "grade", "number", "issued_on", "valid_until"]


DisabilityRows = modelformset_factory(Disability, form=DisabilityForm, extra=1, can_delete=True)
CertificateRows = modelformset_factory(Certificate, form=CertificateForm, extra=1, can_delete=True)

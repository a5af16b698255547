"""事業所 and パートナー: what the counselors register."""

from django import forms
from django.db.models import Q

from partners.forms.fields import postal_code, writing
from partners.models import Partner, Workplace
from shokuiki.accounts.models import User
from shokuiki.japan.forms import DateField, KanaField, PhoneField
from shokuiki.pages.forms import PageModelForm
from shokuiki.records import clock

ORGANIZATION_FIELDS = ("name", "kana", "postal_code", "address", "phone", "fax", "email", "contact")


class WorkplaceForm(PageModelForm):
    """The 団体 and the workplace in one form: `organization` and `changes` are the columns of each."""

    name = forms.CharField(label="名称", max_length=100)
    kana = KanaField(label="ふりがな", max_length=150)
    postal_code = postal_code()
    address = forms.CharField(label="所在地", max_length=200, required=False)
    phone = PhoneField(label="電話番号", required=False)
    fax = PhoneField(label="FAX番号", required=False)
    email = forms.EmailField(label="連絡用メールアドレス", required=False)
    contact = forms.CharField(label="連絡担当者", max_length=100, required=False)

    class Meta:
        model = Workplace
        fields = ("business", "employees", "work_hours", "holidays", "safety_notes")
        widgets = {"safety_notes": writing(4)}
        help_texts = {
            "business": "例：弁当・惣菜の製造",
            "safety_notes": "通勤や作業で気をつけること。支援に入るパートナーが読みます。",
        }

    def __init__(self, *args, **kwargs):
        workplace = kwargs.get("instance")
        if workplace and workplace.pk:
            known = {name: getattr(workplace.organization, name) for name in ORGANIZATION_FIELDS}
            kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.order_fields([*ORGANIZATION_FIELDS, *self._meta.fields])

    @property
    def organization(self):
        return {name: self.cleaned_data[name] for name in ORGANIZATION_FIELDS}

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class PartnerForm(PageModelForm):
    kana = KanaField(label="ふりがな", max_length=100)
    active_from = DateField(label="活動の開始日", initial=clock.today)
    active_to = DateField(label="活動の終了日", required=False, help_text="続けているあいだは空のままにしてください。")

    class Meta:
        model = Partner
        fields = ("name", "kana", "position", "qualification", "user", "active_from", "active_to")
        help_texts = {"qualification": "例：社会福祉士", "user": "この人がログインして日誌を書くときに選んでください。"}

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        belongs = Q(is_active=True, pk__in=organization.memberships.current().values("user"))
        self.fields["user"].queryset = User.objects.filter(belongs | Q(pk=self.instance.user_id))  # who left stays named
        self.fields["user"].empty_label = "ログインしない"

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}

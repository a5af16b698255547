"""法人の登録: the mail address first, then the corporation and its 管理者."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from partners.enums import LegalForm
from partners.forms.fields import needed, postal_code
from shokuiki.accounts.models import User
from shokuiki.japan.forms import CorporateNumberField, KanaField
from shokuiki.pages.forms import PageForm

NEW_PASSWORD = {"autocomplete": "new-password"}


class AddressForm(PageForm):
    email = forms.EmailField(
        label="メールアドレス", max_length=254, error_messages={"invalid": "メールアドレスを、name@example.jp のような形で入力してください。"}, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="管理者になる人の、本人が読めるアドレスを入力してください。ログインにも使います。",
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class NewCorporationForm(PageForm):
    """What makes a corporation known: `organization` and `corporation` are the columns of each.

    判断: 法人番号 tells a corporation; a 小規模作業所 without one is told by its name and address.
    """

    legal_form = forms.ChoiceField(label="法人種別", choices=LegalForm.choices, widget=forms.RadioSelect)
    legal_form_note = forms.CharField(
        label="法人種別の説明", required=False, max_length=200, help_text="法人の種類と設立の根拠を書いてください。",
        widget=forms.TextInput(attrs={"data-sk-when": f"legal_form={LegalForm.OTHER}"}),
    )
    corporate_number = CorporateNumberField(
        label="法人番号", required=False,
        help_text="法人番号指定通知書の13桁の数字です。法人番号のない小規模作業所は空のままにしてください。",
    )
    name = forms.CharField(label="名称", max_length=100, help_text="例：社会福祉法人 あおぞら会")
    kana = KanaField(label="ふりがな", max_length=150, help_text="法人の種類を除いて書いてください。例：あおぞらかい")
    postal_code = postal_code()
    address = forms.CharField(label="所在地", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed(self.fields["legal_form_note"])
        self.fields["corporate_number"].shown_required = None  # the hint says who needs it

    def clean(self):
        data = super().clean()
        form = data.get("legal_form")
        if form == LegalForm.OTHER and not data.get("legal_form_note") and "legal_form_note" not in self.errors:
            self.add_error("legal_form_note", "法人の種類と設立の根拠を入力してください。")
        if form != LegalForm.OTHER:
            data["legal_form_note"] = ""
        numbered = form and form != LegalForm.SMALL_WORKSHOP
        if numbered and not data.get("corporate_number") and "corporate_number" not in self.errors:
            self.add_error("corporate_number", "法人番号を入力してください。空のままにできるのは、小規模作業所だけです。")
        return data

    @property
    def organization(self):
        return {name: self.cleaned_data[name] for name in ("name", "kana", "postal_code", "address")}

    @property
    def corporation(self):
        return {name: self.cleaned_data[name] for name in ("legal_form", "legal_form_note", "corporate_number")}


class RegistrationForm(NewCorporationForm):
    """The corporation, and the person who becomes its first 管理者."""

    person_name = forms.CharField(label="管理者の氏名", max_length=100, help_text="姓と名の間を1文字あけてください。")
    person_kana = KanaField(label="管理者のふりがな", max_length=100)
    password = forms.CharField(
        label="パスワード", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD), help_text="10文字以上で決めてください。"
    )
    password_again = forms.CharField(
        label="パスワード（確認）", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def __init__(self, *args, email, **kwargs):
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "パスワードが一致しません。同じパスワードを入力してください。")
        if password:
            user = User(email=self.email, name=data.get("person_name", ""), kana=data.get("person_kana", ""))
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.add_error("password", error)
        return data

    @property
    def of_corporation(self):
        return [self[name] for name in NewCorporationForm.base_fields]

    @property
    def of_person(self):
        return [self[name] for name in ("person_name", "person_kana", "password", "password_again")]

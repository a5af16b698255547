"""同意: recorded for several purposes at once, withdrawn one by one."""

from django import forms

from cases.enums import ConsentGiver, ConsentMethod, ConsentPurpose, SharedItem, WithdrawalWay
from cases.forms.fields import RowChoice, counselors_of, organizations
from cases.models.consent import RECIPIENTS
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.records import clock

KINDS = RECIPIENTS[ConsentPurpose.SHARE_EXPANDED_MEETING]


class ConsentForm(PageForm):
    purposes = forms.MultipleChoiceField(
        label="同意を得た目的", choices=ConsentPurpose.choices, widget=forms.CheckboxSelectMultiple,
        help_text="同じときに同意を得たものは、まとめて選べます。目的ごとに記録します。",
    )
    items = forms.MultipleChoiceField(
        label="共有する内容", choices=SharedItem.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="本人が選んだものだけを選んでください。検査の得点、診断、手帳、収入は、センターの外と共有しません。",
    )
    note = forms.CharField(
        label="補足", max_length=300, required=False, help_text="例：通院のことは事業所に伝えない",
    )
    recipients = forms.MultipleChoiceField(
        label="共有の相手", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="本人に名前を伝えて同意を得た機関だけを選んでください。ここにない機関とは共有できません。",
    )
    obtained_on = DateField(label="同意を得た日", validators=[not_future])
    method = forms.ChoiceField(label="方法", choices=ConsentMethod.choices, widget=forms.RadioSelect)
    given_by = forms.ChoiceField(
        label="同意した人", choices=ConsentGiver.choices, widget=forms.RadioSelect, initial=ConsentGiver.PERSON
    )
    explained_by = RowChoice(label="説明した人")
    valid_until = DateField(label="有効期限", required=False, help_text="決めていないときは空のままにしてください。")

    def __init__(self, *args, case, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["obtained_on"].initial = clock.today()
        people = counselors_of(case.center_id)
        self.fields["explained_by"].offer(people)
        self.fields["explained_by"].initial = user.pk
        self.by_kind = organizations(*KINDS)
        for name in ("items", "recipients"):
            self.fields[name].shown_required = True  # asked only where something is shared
        self.fields["recipients"].choices = [
            (group, [(row.pk, name) for row, name in rows]) for group, rows in self.by_kind.items() if rows
        ]

    def clean(self):
        cleaned = super().clean()
        for purpose in cleaned.get("purposes", []):
            if purpose in RECIPIENTS and not self.recipients_of(purpose):
                kinds = "・".join(OrganizationKind(kind).label for kind in RECIPIENTS[purpose])
                self.add_error("recipients", f"「{ConsentPurpose(purpose).label}」の相手（{kinds}）を選んでください。")
        shares = [purpose for purpose in cleaned.get("purposes", []) if purpose in RECIPIENTS]
        if shares and not cleaned.get("items"):
            self.add_error("items", "共有する内容を選んでください。")
        until, since = cleaned.get("valid_until"), cleaned.get("obtained_on")
        if until and since and until < since:
            self.add_error("valid_until", "有効期限は、同意を得た日以後の日付を入力してください。")
        return cleaned

    def recipients_of(self, purpose):
        """The organizations chosen that this purpose can name."""
        chosen = set(self.cleaned_data.get("recipients", []))
        labels = {OrganizationKind(kind).label for kind in RECIPIENTS.get(purpose, ())}
        return [
            row for label, rows in self.by_kind.items() if label in labels for row, _ in rows if str(row.pk) in chosen
        ]

    @property
    def by_purpose(self):
        return {purpose: self.recipients_of(purpose) for purpose in self.cleaned_data["purposes"]}

    @property
    def columns(self):
        """What is the same for every purpose; `items` belong to those that share."""
        names = ("items", "note", "obtained_on", "method", "given_by", "explained_by", "valid_until")
        return {name: self.cleaned_data[name] for name in names}


class WithdrawConsentForm(PageForm):
    on = DateField(label="撤回日", validators=[not_future])
    way = forms.ChoiceField(
        label="申出の方法", choices=WithdrawalWay.choices, widget=forms.RadioSelect, initial=WithdrawalWay.TOLD
    )
    received_by = RowChoice(label="申出を受けた人")
    reason = forms.CharField(
        label="理由・本人の言葉", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )

    def __init__(self, *args, consent, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.fields["received_by"].offer(counselors_of(consent.person.center_id))
        self.fields["received_by"].initial = user.pk

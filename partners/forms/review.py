"""What the center writes on an application: 審査意見, 差戻し, and the 所長's decision."""

from django import forms

from partners.enums import LegalForm
from partners.forms.fields import writing
from shokuiki.japan.dates import fiscal_year, fiscal_year_range
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock
from shokuiki.records.enums import Outcome

SELECT, DECLINE, SEND_BACK = Outcome.SELECTED.value, Outcome.DECLINED.value, Outcome.SENT_BACK.value
EXPLANATIONS = {
    SELECT: "期間と条件を付けて、委託先の法人とします",
    DECLINE: "理由を法人に伝えます",
    SEND_BACK: "担当者に確認を求めます",
}


class OpinionForm(PageForm):
    opinion = forms.CharField(
        label="審査意見", widget=writing(8, 2000), max_length=2000,
        help_text="要件の確認、施設の訪問や聞き取りで分かったこと、委託先としてどう考えるかを書きます。法人には見えません。",
    )


class ReturnForm(PageForm):
    comment = forms.CharField(
        label="直してほしいこと", widget=writing(5), max_length=1000,
        help_text="どの項目を、どのように直すかを書きます。法人はこの文を読んで申込を直します。",
    )


class WithdrawForm(PageForm):
    reason = forms.CharField(label="取下げの理由", widget=writing(3), max_length=1000)


class DecisionForm(PageForm):
    """The 所長's decision on an application, as a draft until the confirmation page.

    requirements: the checklist, for what is not to be chosen and what is to be acknowledged.
    """

    outcome = forms.ChoiceField(label="決定", choices=[(value, Outcome(value).label) for value in EXPLANATIONS])
    reason = forms.CharField(
        label="決定の理由", widget=writing(3, 400), max_length=400, help_text="法人にも伝わる言葉で書いてください。400字まで。"
    )
    event_date = DateField(label="決定日", validators=[not_future])
    valid_from = DateField(label="選定の開始日", required=False)
    valid_to = DateField(
        label="選定の終了日", required=False, help_text="空のままにすると、取り消すまで続きます。はじめの値は年度の末日です。"
    )
    conditions = forms.CharField(
        label="条件", required=False, widget=writing(2), max_length=1000,
        help_text="例：支援日誌を毎週提出すること。条件がなければ空のままにしてください。",
    )

    def __init__(self, *args, application, requirements, **kwargs):
        today = clock.today()
        initial = {
            "event_date": today, "valid_from": today, "valid_to": fiscal_year_range(fiscal_year(today))[1],
        } | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)
        self.warnings = [requirement for requirement in requirements if requirement.asks]
        self.fields["outcome"].widget = ChoiceCards(
            choices=self.fields["outcome"].choices, explanations=EXPLANATIONS, unavailable=unavailable(requirements)
        )
        self.needs_note = application.legal_form == LegalForm.OTHER
        if self.needs_note:
            self.fields["note"] = forms.CharField(
                label="「等」に当たると判断した理由", required=False, max_length=200, widget=writing(2, 200),
                help_text="社会福祉法人、医療法人、財団法人、小規模作業所のどれでもない法人を選定するときに書きます。根拠：通知 本文",
            )
        for warning in self.warnings:
            self.fields[f"acknowledged_{warning.no}"] = forms.BooleanField(
                label=f"注意「{warning.title}」を確認しました", required=False
            )
            self.fields[f"why_{warning.no}"] = forms.CharField(
                label=f"「{warning.title}」が満たされなくても選定する理由", required=False, widget=writing(2, 200), max_length=200,
                help_text=f"根拠：{warning.clause}　{warning.clause_note}",
            )
        for name, field in self.fields.items():
            if name not in ("outcome", "reason", "event_date"):
                field.widget.attrs["data-sk-when"] = f"outcome={SELECT}"
                field.shown_required = name not in ("valid_to", "conditions")

    def clean(self):
        data = super().clean()
        if data.get("outcome") != SELECT:
            return data
        start, end = data.get("valid_from"), data.get("valid_to")
        if not start and "valid_from" not in self.errors:
            self.add_error("valid_from", "選定の開始日を入力してください。")
        if start and end and end < start:
            self.add_error("valid_to", "選定の終了日は、開始日以後の日付を入力してください。")
        if self.needs_note and not data.get("note"):
            self.add_error("note", "「等」に当たると判断した理由を入力してください。")
        for warning in self.warnings:
            if not data.get(f"acknowledged_{warning.no}"):
                self.add_error(f"acknowledged_{warning.no}", f"「{warning.title}」の注意を確認して、印を付けてください。")
            if not data.get(f"why_{warning.no}"):
                self.add_error(f"why_{warning.no}", f"「{warning.title}」が満たされなくても選定する理由を入力してください。")
        return data

    @property
    def acknowledged(self):
        """{rule number: reason}, for the verb."""
        return {warning.no: self.cleaned_data[f"why_{warning.no}"] for warning in self.warnings}


def unavailable(requirements):
    """{outcome: why it cannot be chosen}: not what the form itself asks for (S3's date, S4's note)."""
    unmet = [requirement for requirement in requirements if requirement.blocks and requirement.no not in ("S3", "S4")]
    found = {}
    if unmet:
        found[SELECT] = f"選定できません。{''.join(f'「{r.title}」' for r in unmet)}が未確認です。"
    prepared = [requirement for requirement in unmet if requirement.no in ("S1", "P17")]
    if prepared:
        found[DECLINE] = f"決定できません。「{prepared[0].title}」が未確認です。"
    return found


class SuspendForm(PageForm):
    event_date = DateField(label="停止の日", validators=[not_future], initial=clock.today)
    reason = forms.CharField(
        label="停止する理由", widget=writing(4), max_length=1000, help_text="法人にも伝わる言葉で書いてください。"
    )
    confirmed = forms.BooleanField(label="新しい割当てと契約ができなくなることを確認しました")


class ResumeForm(PageForm):
    event_date = DateField(label="再開の日", validators=[not_future], initial=clock.today)
    reason = forms.CharField(
        label="再開する理由", widget=writing(4), max_length=1000, help_text="停止の理由がどうなったかを、法人にも伝わる言葉で書いてください。"
    )
    confirmed = forms.BooleanField(label="停止の理由がなくなったことを確認しました")


class RevokeForm(PageForm):
    event_date = DateField(label="取消しの日", validators=[not_future], initial=clock.today)
    reason = forms.CharField(
        label="取り消す理由", widget=writing(4), max_length=1000, help_text="法人にも伝わる言葉で書いてください。"
    )
    confirmed = forms.BooleanField(label="取り消したあとは元に戻せないことを確認しました")


"""What the center writes on an application: 審査意見, 差戻し, and the 所長's decision."""

from django import forms

from partners import requirements
from partners.enums import LegalForm
from partners.forms.fields import writing
from shokuiki.japan.dates import fiscal_year, fiscal_year_range
from shokuiki.japan.forms import DateField
from shokuiki.pages.deciding import DECLINE, SELECT, SEND_BACK, DecisionForm
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.records import clock

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


class ApplicationDecisionForm(DecisionForm):
    """The 所長's decision on an application. 根拠: 通知 記1 第1項"""

    optional = ("valid_to", "conditions")
    period = ("valid_from", "valid_to")
    answers = {"S3": "valid_from", "S4": "note"}
    reason = forms.CharField(
        label="決定の理由", widget=writing(3, 400), max_length=400, help_text="法人にも伝わる言葉で書いてください。400字まで。"
    )
    valid_from = DateField(label="選定の開始日", required=False, initial=clock.today)
    valid_to = DateField(
        label="選定の終了日", required=False, help_text="空のままにすると、取り消すまで続きます。はじめの値は年度の末日です。",
        initial=lambda: fiscal_year_range(fiscal_year(clock.today()))[1],
    )
    conditions = forms.CharField(
        label="条件", required=False, widget=writing(2), max_length=1000,
        help_text="例：支援日誌を毎週提出すること。条件がなければ空のままにしてください。",
    )

    def __init__(self, *args, application, by, **kwargs):
        super().__init__(*args, **kwargs)
        note = ""
        if application.legal_form == LegalForm.OTHER:
            self.fields["note"] = forms.CharField(
                label="「等」に当たると判断した理由", required=False, max_length=200, widget=writing(2, 200),
                help_text="社会福祉法人、医療法人、財団法人、小規模作業所のどれでもない法人を選定するときに書きます。根拠：通知 本文",
            )
            note = self.typed("note") or ""
        found = requirements.for_selection(application, by=by, valid_from=self.typed("valid_from"), note=note)
        self.offer(found, EXPLANATIONS)

    def unavailable(self):
        prepared = [found for found in self.lasting() if found.no in ("S1", "P17")]
        told = {DECLINE: f"決定できません。「{prepared[0].title}」が未確認です。"} if prepared else {}
        return super().unavailable() | told


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


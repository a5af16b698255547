"""What is typed for 対象者選定: the counselor's request, and the 所長's decision."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from cases.enums import LivingSupport
from cases.forms.fields import writing
from cases.requirements import SUPPORT_CENTER
from meetings import requirements
from partners.enums import SelectionState
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.requirements import sentence

SELECT, DECLINE, SEND_BACK = Outcome.SELECTED.value, Outcome.DECLINED.value, Outcome.SENT_BACK.value
CONSIGNED, DISPATCHED = LivingSupport.CONSIGNED.value, LivingSupport.DISPATCHED.value
REASON_LIMIT = 200


class SelectionRequestForm(PageForm):
    requested_on = DateField(label="依頼日", validators=[not_future])
    comment = forms.CharField(
        label="所長に伝えること", required=False, widget=writing(4, 1000), max_length=1000,
        help_text="判断の材料になること、本人に伝えてあることなどを書きます。",
    )


class SelectionCancelForm(PageForm):
    reason = forms.CharField(
        label="取り消す理由", required=False, widget=writing(3, 1000), max_length=1000, help_text="所長も読みます。"
    )


class SelectionDecisionForm(PageForm):
    """The 所長's decision on a request, a draft until the confirmation page.

    The checklist (`checklist`) follows from the living support and the period as they are typed; what it asks to be
    acknowledged are fields of this form.
    """

    outcome = forms.ChoiceField(label="決定", widget=ChoiceCards)
    reason = forms.CharField(
        label="決定の理由", widget=writing(3, REASON_LIMIT), max_length=REASON_LIMIT,
        help_text=f"ケース会議の結論をもとに、本人にも伝わる言葉で書いてください。{REASON_LIMIT}字まで。",
    )
    event_date = DateField(label="決定日", validators=[not_future])
    living_support = forms.ChoiceField(label="職業面の生活支援", required=False, widget=ChoiceCards)
    planned_from = DateField(label="支援開始の予定日", required=False)
    planned_to = DateField(label="支援終了の予定日", required=False)

    def __init__(self, *args, request, by, **kwargs):
        self.case, suitable = request.case, request.concluded_suitable
        kwargs["initial"] = {
            "event_date": clock.today(),
            "living_support": default_support(self.case),
            "planned_from": self.case.planned_from,
            "planned_to": self.case.planned_to,
        }
        super().__init__(*args, **kwargs)
        self.offer_support()
        typed = (self.typed(name) for name in ("living_support", "planned_from", "planned_to"))
        self.checklist = requirements.for_selection(request, by, *typed)
        self.warnings = [found for found in self.checklist if found.asks] if suitable else []
        self.offer_outcomes(suitable)
        self.ask_acknowledgement()
        for name, field in self.fields.items():
            if name not in ("outcome", "reason", "event_date"):
                field.shown_required = True
        for name in ("living_support", "planned_from", "planned_to"):
            self.fields[name].widget.attrs["data-sk-when"] = f"outcome={SELECT}"

    # --- what is offered ----------------------------------------------------------------------------------------
    def offer_outcomes(self, suitable):
        """After 適切でない there is no 選定する; the way back leads to a new ケース会議 (S9)."""
        explanations = {
            SELECT: "支援の準備に進みます",
            DECLINE: "理由を本人に説明します",
            SEND_BACK: "担当者に確認を求めます" if suitable else "新しいケース会議で検討し直します",
        }
        if not suitable:
            del explanations[SELECT]
        field = self.fields["outcome"]
        field.choices = [(value, Outcome(value).label) for value in explanations]
        field.widget.explanations = explanations
        field.widget.unavailable = self.unavailable()

    def unavailable(self):
        """{outcome: why it cannot be chosen}. A term that another period would fit is left to be typed."""
        unmet = [found for found in self.checklist if found.blocks]
        lasting = [found for found in unmet if found.no != "S1" or not self.has_active_selection()]
        told = {}
        if lasting:
            told[SELECT] = f"選定できません。{''.join(f'「{found.title}」' for found in lasting)}が未確認です。"
        if any(found.no == "P17" for found in unmet):
            told |= dict.fromkeys((DECLINE, SEND_BACK), "選定を依頼した人は決定できません。")
        return told

    def has_active_selection(self):
        selection = requirements.selection_of(self.case, clock.today())
        return selection is not None and selection.state == SelectionState.ACTIVE

    def offer_support(self):
        """S10: only what the notice allows is offered, with the reason. 根拠: 通知 記1 なお書き"""
        person, field = self.case.person, self.fields["living_support"]
        choices = {DISPATCHED: "センターから派遣するパートナーが支援します"}
        if person.uses_employment_support_center:
            field.help_text = format_html(
                "{}の支援を受けているため、センターから派遣するパートナーが支援します。根拠：{}",
                person.employment_support_center_name, SUPPORT_CENTER,
            )
        elif self.case.consignee:
            choices = {CONSIGNED: f"{self.case.consignee.name}のパートナーが支援します"} | choices
        else:
            field.help_text = "委託先法人の予定がないため、法人への委託は選べません。委託するときは、担当者に差し戻してください。"
        field.choices = [(value, LivingSupport(value).label) for value in choices]
        field.widget.explanations = choices

    def ask_acknowledgement(self):
        for found in self.warnings:
            self.fields[f"acknowledged_{found.no}"] = forms.BooleanField(
                label=f"注意「{found.title}」を確認しました", required=False,
                widget=forms.CheckboxInput(attrs={"data-sk-when": f"outcome={SELECT}"}),
            )
            self.fields[f"why_{found.no}"] = forms.CharField(
                label=f"「{found.title}」が満たされなくても選定する理由", required=False, max_length=REASON_LIMIT,
                widget=writing(2, REASON_LIMIT, **{"data-sk-when": f"outcome={SELECT}"}),
                help_text=f"根拠：{found.clause}　{found.clause_note}",
            )

    # --- what was typed -----------------------------------------------------------------------------------------
    def typed(self, name):
        """The value typed into a field, before the form is judged; its first value where nothing readable stands."""
        field = self.fields[name]
        if self.is_bound:
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                return field.clean(value) or self.initial[name]
            except ValidationError:
                pass
        return self.initial[name]

    def clean(self):
        data = super().clean()
        if data.get("outcome") != SELECT:
            return data
        for name in ("living_support", "planned_from", "planned_to"):
            if not data.get(name) and name not in self.errors:
                how = "選んで" if name == "living_support" else "入力して"
                self.add_error(name, f"{self.fields[name].label}を{how}ください。")
        start, end = data.get("planned_from"), data.get("planned_to")
        if start and end and end < start:
            self.add_error("planned_to", "支援終了の予定日は、開始の予定日以後の日付を入力してください。")
        for found in self.checklist:
            if found.blocks:
                self.add_error("outcome", sentence(found))
        for found in self.warnings:
            if not data.get(f"acknowledged_{found.no}"):
                self.add_error(f"acknowledged_{found.no}", f"「{found.title}」の注意を確認して、印を付けてください。")
            if not data.get(f"why_{found.no}"):
                self.add_error(f"why_{found.no}", f"「{found.title}」が満たされなくても選定する理由を入力してください。")
        return data

    @property
    def acknowledging(self):
        """The fields of the warnings, in the order of the checklist."""
        return [self[f"{part}_{found.no}"] for found in self.warnings for part in ("acknowledged", "why")]

    @property
    def acknowledged(self):
        """{rule number: reason}, for the verb."""
        return {found.no: self.cleaned_data[f"why_{found.no}"] for found in self.warnings}


def default_support(case):
    """Who is to give the living support as the counselor arranged it; forced where S10 leaves one."""
    return DISPATCHED if case.person.uses_employment_support_center else case.living_support

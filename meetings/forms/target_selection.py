"""What is typed for 対象者選定: the counselor's request, and the 所長's decision."""

from django import forms
from django.utils.html import format_html

from cases.enums import LivingSupport
from cases.forms.fields import writing
from cases.requirements import SUPPORT_CENTER
from meetings import requirements
from partners.enums import SelectionState
from shokuiki.japan.forms import DateField
from shokuiki.pages.deciding import DECLINE, SELECT, SEND_BACK, DecisionForm
from shokuiki.pages.forms import PageForm, not_future
from shokuiki.pages.widgets import ChoiceCards
from shokuiki.records import clock

CONSIGNED, DISPATCHED = LivingSupport.CONSIGNED.value, LivingSupport.DISPATCHED.value
REASON_LIMIT = 200
AFTER_SUITABLE = {
    SELECT: "支援の準備に進みます", DECLINE: "理由を本人に説明します", SEND_BACK: "担当者に確認を求めます",
}
AFTER_UNSUITABLE = {DECLINE: "理由を本人に説明します", SEND_BACK: "新しいケース会議で検討し直します"}


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


class SelectionDecisionForm(DecisionForm):
    """The 所長's decision on a request. The checklist follows from the living support and the period as they are typed."""

    period = ("planned_from", "planned_to")
    reason = forms.CharField(
        label="決定の理由", widget=writing(3, REASON_LIMIT), max_length=REASON_LIMIT,
        help_text=f"ケース会議の結論をもとに、本人にも伝わる言葉で書いてください。{REASON_LIMIT}字まで。",
    )
    living_support = forms.ChoiceField(label="職業面の生活支援", required=False, widget=ChoiceCards)
    planned_from = DateField(label="支援開始の予定日", required=False)
    planned_to = DateField(label="支援終了の予定日", required=False)

    def __init__(self, *args, request, by, **kwargs):
        self.case = request.case
        kwargs["initial"] = {
            "living_support": default_support(self.case),
            "planned_from": self.case.planned_from,
            "planned_to": self.case.planned_to,
        }
        super().__init__(*args, **kwargs)
        self.offer_support()
        typed = (self.typed(name) for name in ("living_support", "planned_from", "planned_to"))
        # After 適切でない there is no 選定する; the way back leads to a new ケース会議 (S9).
        explanations = AFTER_SUITABLE if request.concluded_suitable else AFTER_UNSUITABLE
        self.offer(requirements.for_selection(request, by, *typed), explanations)

    def lasting(self):
        """A term of the selection that another period would fit is left to be typed."""
        return [found for found in super().lasting() if found.no != "S1" or not self.has_active_selection()]

    def has_active_selection(self):
        selection = requirements.selection_of(self.case, clock.today())
        return selection is not None and selection.state == SelectionState.ACTIVE

    def unavailable(self):
        prepared = any(found.no == "P17" for found in self.lasting())
        told = dict.fromkeys((DECLINE, SEND_BACK), "選定を依頼した人は決定できません。") if prepared else {}
        return super().unavailable() | told

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


def default_support(case):
    """Who is to give the living support as the counselor arranged it; forced where S10 leaves one."""
    return DISPATCHED if case.person.uses_employment_support_center else case.living_support

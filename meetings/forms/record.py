"""What is typed into the record of a meeting, by kind, and the conclusion of a ケース会議."""

from django import forms
from django.forms import formset_factory, modelformset_factory

from cases.models import CurriculumItem, FollowUpRole, FollowUpWay
from meetings.enums import CONCLUSIONS, Attainment, ChangeKind
from meetings.forms.meeting import AcknowledgingForm, writing
from meetings.models import AgendaItem, DecidedMethod, Meeting
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, PageModelForm
from shokuiki.pages.widgets import ChoiceCards, PillSelect, RateSelect
from shokuiki.records.enums import Outcome

CONCLUSION_EXPLANATIONS = {
    Outcome.SUITABLE: "計画の案を採用し、所長に選定を依頼する準備に進みます。",
    Outcome.UNSUITABLE: "理由を付けて、所長の決定を求めます。",
    Outcome.DEFERRED: "案件は保留になり、次のケース会議を待ちます。",
}


def needed_for_confirmation(form, *names):
    """Fields that may stay empty while one writes; the record is not confirmed without them."""
    for name in names:
        form.fields[name].shown_required = True


class SummaryForm(PageModelForm):
    """The record of a 連絡会議 or ケース会議 as a whole; what was said on each case stands in its row."""

    summary = forms.CharField(label="話し合いのまとめ", required=False, widget=writing(3), max_length=4000)
    next_on = DateField(label="次回の予定日", required=False)

    class Meta:
        model = Meeting
        fields = ("summary", "next_on")

    @property
    def columns(self):
        return {name: self.cleaned_data[name] for name in ("summary", "next_on")}


class DiscussionRow(PageModelForm):
    discussion = forms.CharField(label="話し合いの内容", required=False, widget=writing(5), max_length=4000)

    class Meta:
        model = AgendaItem
        fields = ("discussion",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed_for_confirmation(self, "discussion")


DiscussionRows = modelformset_factory(AgendaItem, form=DiscussionRow, extra=0)


# --- 拡大ケース会議（支援実施中） --------------------------------------------------------------------------------------
class InProgressForm(SummaryForm):
    """根拠: 通知 別紙2 2(2)イ①. What is missing is told before the record is confirmed, not here."""

    review = forms.CharField(
        label="これまでの支援の振り返り", required=False, widget=writing(4), max_length=4000,
        help_text="うまくいった支援、合わなかった支援を書いてください。",
    )
    changes = forms.MultipleChoiceField(
        label="新たに決めたこと", choices=ChangeKind.choices, required=False, widget=PillSelect
    )
    unchanged = forms.BooleanField(label="変更なし（今の支援計画のまま続ける）", required=False)
    field_order = ["review", "changes", "unchanged", "summary", "next_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed_for_confirmation(self, "review", "summary")
        self.fields["changes"].shown_required = None

    def clean(self):
        data = super().clean()
        if data.get("unchanged") and data.get("changes"):
            self.add_error("unchanged", "「変更なし」と、新たに決めたことの両方は選べません。どちらかを選んでください。")
        return data

    @property
    def item_columns(self):
        return {name: self.cleaned_data[name] for name in ("review", "changes", "unchanged")}


class ReviewRow(PageForm):
    """目標の達成度; `goal` is the goal of the current plan it speaks of. goals: {pk as text: goal}."""

    goal_id = forms.IntegerField(widget=forms.HiddenInput)
    attainment = forms.ChoiceField(label="達成度", choices=Attainment.choices, required=False, widget=RateSelect)
    current_value = forms.DecimalField(label="現在の値", required=False, max_digits=8, decimal_places=2)
    evidence = forms.CharField(label="根拠", required=False, widget=writing(2), max_length=200)
    observation = forms.CharField(label="会議での確認", required=False, widget=writing(2), max_length=2000)

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.goal = goals.get(str(self["goal_id"].value()))
        self.fields["attainment"].shown_required = True
        if self.goal:
            unit = f"（{self.goal.unit}）" if self.goal.unit else ""
            self.fields["current_value"].label = f"現在の値{unit}"

    def clean(self):
        if self.goal is None:
            raise forms.ValidationError("支援計画が変わりました。画面を読み込み直してください。")
        return super().clean()


ReviewRows = formset_factory(ReviewRow, extra=0)


class MethodRow(PageModelForm):
    """決定した新たな支援方法. goals: those of the current plan."""

    text = forms.CharField(label="支援方法", widget=writing(2), max_length=300)
    responsible = forms.CharField(label="担当", required=False, max_length=100)
    period = forms.CharField(label="期間", required=False, max_length=100, help_text="例：11月25日から2週間")

    class Meta:
        model = DecidedMethod
        fields = ("text", "responsible", "period", "goal")

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        known = {str(goal.pk): goal for goal in goals}
        self.fields["goal"] = forms.TypedChoiceField(
            label="目標", required=False, coerce=known.get, empty_value=None,
            choices=[("", "選ばない"), *((pk, goal.text) for pk, goal in known.items())],
        )
        self.initial["goal"] = str(self.instance.goal_id or "")


MethodRows = modelformset_factory(DecidedMethod, form=MethodRow, extra=0, can_delete=True)


# --- 拡大ケース会議（支援終了後） --------------------------------------------------------------------------------------
NONE_HELP = "決めることがないときだけ、その理由を書いてください。"


def none_reason(label):
    return forms.CharField(label=f"{label}が該当なしの理由", required=False, max_length=200, help_text=NONE_HELP)


class PostForm(SummaryForm):
    """フォローアップ計画 in the record: 指導方針 and the four items. 根拠: 通知 別紙2 2(2)イ②"""

    guidance_policy = forms.CharField(label="指導方針", required=False, widget=writing(4), max_length=4000)
    structure_none = none_reason("体制")
    period_from = DateField(label="期間の開始日", required=False)
    period_to = DateField(label="期間の終了日", required=False)
    period_none = none_reason("期間")
    curriculum_none = none_reason("カリキュラム")
    methods_none = none_reason("支援方法")
    field_order = ["guidance_policy", "summary", "next_on"]
    PLAN = (
        "guidance_policy", "structure_none", "period_from", "period_to", "period_none", "curriculum_none", "methods_none",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed_for_confirmation(self, "guidance_policy", "summary")

    def clean(self):
        data = super().clean()
        if data.get("period_from") and data.get("period_to") and data["period_to"] < data["period_from"]:
            self.add_error("period_to", "期間の終了日は、開始日以後の日付を入力してください。")
        return data

    @property
    def plan_columns(self):
        return {name: self.cleaned_data[name] for name in self.PLAN}


def organization_choices():
    """(pk, name) grouped by kind, for the rows of one page."""
    groups = {}
    for organization in Organization.objects.all():
        groups.setdefault(organization.kind, []).append((organization.pk, organization.name))
    return [("", "選んでください"), *((kind.label, groups[kind]) for kind in OrganizationKind if kind in groups)]


class RoleRow(PageModelForm):
    person = forms.CharField(label="担当者", required=False, max_length=100)
    role = forms.CharField(label="役割", widget=writing(2), max_length=200)

    class Meta:
        model = FollowUpRole
        fields = ("person", "role")

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization_id"] = forms.TypedChoiceField(label="機関", coerce=int, choices=organizations)
        self.initial["organization_id"] = str(self.instance.organization_id or "")
        self.order_fields(["organization_id", "person", "role"])

    def save(self, commit=True):
        self.instance.organization_id = self.cleaned_data["organization_id"]
        return super().save(commit=commit)


class CurriculumRow(PageModelForm):
    theme = forms.CharField(label="内容", max_length=200)
    planned_on = DateField(label="予定日", required=False)

    class Meta:
        model = CurriculumItem
        fields = ("theme", "planned_on")


class WayRow(PageModelForm):
    note = forms.CharField(label="内容", required=False, widget=writing(2), max_length=200)

    class Meta:
        model = FollowUpWay
        fields = ("method", "frequency", "note")


RoleRows = modelformset_factory(FollowUpRole, form=RoleRow, extra=0, can_delete=True)
CurriculumRows = modelformset_factory(CurriculumItem, form=CurriculumRow, extra=0, can_delete=True)
WayRows = modelformset_factory(FollowUpWay, form=WayRow, extra=0, can_delete=True)


# --- The conclusion of a ケース会議 -----------------------------------------------------------------------------------
class ConclusionForm(AcknowledgingForm):
    """適切, 適切でない or 継続検討. unavailable: {conclusion: why it cannot be chosen now}."""

    discussion = forms.CharField(label="話し合いの内容", widget=writing(5), max_length=4000)
    conclusion = forms.ChoiceField(label="結論", choices=[(value, Outcome(value).label) for value in CONCLUSIONS])
    reason = forms.CharField(label="結論の理由", widget=writing(4), max_length=2000)
    sure = forms.BooleanField(label="内容を確かめました。確定した結論は取り消せません")

    def __init__(self, *args, unavailable, **kwargs):
        super().__init__(*args, strict=False, **kwargs)
        self.fields["conclusion"].widget = ChoiceCards(
            choices=self.fields["conclusion"].choices, explanations=CONCLUSION_EXPLANATIONS, unavailable=unavailable
        )
        warned = [name for name in self.fields if name.startswith(("acknowledge_", "why_"))]
        for name in warned:
            self.fields[name].widget.attrs["data-sk-when"] = f"conclusion={Outcome.SUITABLE}|{Outcome.UNSUITABLE}"
        self.order_fields(["discussion", "conclusion", "reason", *warned, "sure"])

"""支援日誌: what a partner types at the end of a day, mostly on a phone."""

from django import forms

from cases.enums import Attendance, GoalRating, LogState, SupportWay
from cases.forms.support_plan import plain
from cases.models import DailyLog, GoalNote
from shokuiki.accounts.enums import COUNSELOR_POSTS
from shokuiki.accounts.models import User
from shokuiki.japan.forms import DateField, TimeField
from shokuiki.pages.forms import PageForm, PageModelForm
from shokuiki.pages.widgets import PillSelect, RateSelect
from shokuiki.records import clock
from shokuiki.records.gate import keep

AWAY = (Attendance.ABSENT_NOTIFIED, Attendance.ABSENT_UNNOTIFIED, Attendance.HOLIDAY)


class DailyLogForm(PageModelForm):
    """One log with a rating, and a number where the goal has a unit, for each goal of `plan`.

    Away from work nothing could be seen: goals left open are noted as 場面なし then.
    """

    ways = forms.MultipleChoiceField(
        label="支援の方法", choices=SupportWay.choices, widget=PillSelect, help_text="当てはまるものをすべて選んでください。"
    )

    class Meta:
        model = DailyLog
        fields = ["date", "starts_at", "ends_at", "ways", "attendance", "content", "asks_center", "question"]
        field_classes = {"date": DateField, "starts_at": TimeField, "ends_at": TimeField}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "question": forms.Textarea(attrs={"rows": 3, "data-sk-when": "asks_center=on"}),
        }

    def __init__(self, *args, plan, notes=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendance"].choices = Attendance.choices
        self.fields["date"].initial = clock.today()
        self.fields["question"].shown_required = True
        self.goals = list(plan.goals.all()) if plan else []
        for goal in self.goals:
            note = (notes or {}).get(goal.pk)
            self._add_goal(goal, note)

    def _add_goal(self, goal, note):
        self.fields[f"rating_{goal.pk}"] = forms.ChoiceField(
            label=goal.text, choices=GoalRating.choices, widget=RateSelect, required=False,
            initial=note.rating if note else None,
            error_messages={"required": f"目標「{goal.text}」の様子を選んでください。"},
        )
        if goal.unit:
            self.fields[f"value_{goal.pk}"] = forms.DecimalField(
                label=f"{goal.indicator or '今日の値'}（{goal.unit}）", required=False, min_value=0, max_digits=8, decimal_places=2,
                initial=plain(note.value) if note else "",
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "class": "form-control sk-time-in", "step": "any"}),
            )

    def goal_fields(self):
        """(number, goal, rating field, value field or None) in the order of the plan."""
        return [
            (number, goal, self[f"rating_{goal.pk}"], self[f"value_{goal.pk}"] if goal.unit else None)
            for number, goal in enumerate(self.goals, 1)
        ]

    def clean(self):
        typed = super().clean()
        if typed.get("asks_center") and not (typed.get("question") or "").strip():
            self.add_error("question", "センターに相談したいことを入力してください。")
        if not typed.get("asks_center"):
            typed["question"] = ""
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。0時をまたぐときは日を分けて書いてください。")
        for goal in self.goals:
            self._clean_rating(typed, goal)
        return typed

    def _clean_rating(self, typed, goal):
        name = f"rating_{goal.pk}"
        if typed.get(name) or name in self.errors:
            return
        if typed.get("attendance") in AWAY:
            typed[name] = GoalRating.NO_OCCASION
        else:
            self.add_error(name, self.fields[name].error_messages["required"])

    # --- what the verb takes --------------------------------------------------------------------------------------
    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def keep_notes(self, log, *, by):
        """Save the rating of each goal, inside the log's gate."""
        known = {note.goal_id: note for note in log.notes.all()}
        for goal in self.goals:
            note = known.get(goal.pk) or GoalNote(log=log, goal=goal)
            note.rating = self.cleaned_data[f"rating_{goal.pk}"]
            note.value = self.cleaned_data.get(f"value_{goal.pk}")
            keep(note, by=by, reason="目標ごとの様子")


class LogFilterForm(PageForm):
    """Filters of the list of logs; none of them names a person who is supported."""

    STATES = [
        ("", "すべて"), (LogState.SUBMITTED, "確認待ち"), ("returned", "差戻し"), (LogState.CONFIRMED, "確認済"),
        ("asks", "相談あり"),
    ]
    state = forms.ChoiceField(label="状態", choices=STATES, required=False)
    counselor = forms.ModelChoiceField(label="担当カウンセラー", queryset=User.objects.none(), required=False, empty_label="すべて")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.center_ids:
            self.fields["counselor"].queryset = (
                User.objects.filter(
                    memberships__organization__in=user.center_ids, memberships__post__in=COUNSELOR_POSTS, is_active=True
                ).distinct().order_by("kana")
            )
        else:
            del self.fields["counselor"]

    def narrow(self, logs):
        """The logs that fit what was chosen; a value that does not exist chooses nothing."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        state, counselor = chosen.get("state"), chosen.get("counselor")
        if state == "returned":
            logs = logs.filter(state=LogState.DRAFT)
        elif state == "asks":
            logs = logs.filter(asks_center=True)
        elif state:
            logs = logs.filter(state=state)
        return logs.filter(case__program_counselor=counselor) if counselor else logs


class ConfirmLogForm(PageForm):
    comment = forms.CharField(
        label="カウンセラーから", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="書いた人が読みます。",
    )


class ReturnLogForm(PageForm):
    comment = forms.CharField(
        label="直してほしいこと", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="書いた人はこの文を読んで日誌を直します。",
    )

"""職業評価: what was heard, measured and seen, as rows; and what follows from it."""

from django import forms
from django.forms import modelformset_factory

from cases.enums import APTITUDES, TestCode
from cases.forms.fields import name_empty_choices, writing
from cases.models import Interview, TestResult, VocationalEvaluation, WorkObservation
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, PageModelForm, not_future
from shokuiki.records import clock

WHEN_GATB = {"data-sk-when": f"code={TestCode.GATB}"}
WHEN_OTHER = {"data-sk-when": f"code={TestCode.OTHER}"}


class EvaluationForm(PageModelForm):
    explained_on = DateField(label="本人に説明した日", required=False, validators=[not_future])

    class Meta:
        model = VocationalEvaluation
        fields = ["wish", "strengths", "issues", "support_needs", "summary", "explained_on"]
        widgets = {
            "wish": writing(3), "strengths": writing(3), "issues": writing(3), "support_needs": writing(3),
            "summary": writing(5),
        }


class InterviewForm(PageModelForm):
    held_on = DateField(label="日付", validators=[not_future])

    class Meta:
        model = Interview
        fields = ["kind", "held_on", "source", "content"]
        widgets = {"content": forms.Textarea(attrs={"rows": 3})}


class TestResultForm(PageModelForm):
    """One test. GATB has its nine aptitudes, the others a result in words."""

    administered_on = DateField(label="実施日", validators=[not_future])

    class Meta:
        model = TestResult
        fields = ["code", "administered_on", "name", "result"]
        widgets = {"name": forms.TextInput(attrs=WHEN_OTHER), "result": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)
        self.fields["result"].label = "結果・所見"
        for letter, name in APTITUDES.items():
            self.fields[letter] = forms.IntegerField(
                label=f"{letter} {name}", required=False, min_value=1, max_value=250,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
                initial=self.instance.scores.get(letter),
                error_messages={
                    "invalid": f"{letter}（{name}）は、整数で入力してください。",
                    "min_value": f"{letter}（{name}）は、1から250までの整数で入力してください。",
                    "max_value": f"{letter}（{name}）は、1から250までの整数で入力してください。",
                },
            )
            self.fields[letter].shown_required = None  # told above the nine

    @property
    def aptitudes(self):
        """The nine fields, for the table in the row."""
        return [self[letter] for letter in APTITUDES]

    def clean(self):
        cleaned = super().clean()
        code = cleaned.get("code")
        scores = {letter: cleaned[letter] for letter in APTITUDES if cleaned.get(letter) is not None}
        is_gatb = code == TestCode.GATB
        if is_gatb and not scores and not any(letter in self.errors for letter in APTITUDES):
            self.add_error("G", "適性能の点数を1つ以上入力してください。")
        self.instance.scores = scores if is_gatb else {}
        return cleaned

    def _post_clean(self):
        """A score that is wrong is told where it stands; the model need not tell it again."""
        if not any(letter in self.errors for letter in APTITUDES):
            super()._post_clean()


class ObservationForm(PageModelForm):
    observed_on = DateField(label="日付", validators=[not_future])

    class Meta:
        model = WorkObservation
        fields = ["observed_on", "task", "minutes", "quantity", "content"]
        widgets = {"content": forms.Textarea(attrs={"rows": 3})}


InterviewRows = modelformset_factory(Interview, form=InterviewForm, extra=1, can_delete=True)
TestResultRows = modelformset_factory(TestResult, form=TestResultForm, extra=1, can_delete=True)
ObservationRows = modelformset_factory(WorkObservation, form=ObservationForm, extra=1, can_delete=True)


class ConfirmForm(PageForm):
    """The day on which something is settled."""

    on = DateField(label="確定日", validators=[not_future])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()

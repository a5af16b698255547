"""消去の申請: whose records, and why."""

from django import forms

from shokuiki.japan.dates import wareki
from shokuiki.pages.forms import PageForm


class PersonChoices(forms.ModelMultipleChoiceField):
    """Each with the numbers of the cases and the day from which the retention ran."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        numbers = "、".join(case.number for case in person.cases.all())
        return f"{person}（{numbers}、{wareki(person.last_closed_on, weekday=False)}に終了）"


class ErasureForm(PageForm):
    persons = PersonChoices(
        None, label="消去する人", error_messages={"required": "消去する人を選んでください。"},
        help_text="保存期間が終わった人だけが表示されます。保存を続ける人のチェックを外してください。",
    )
    reason = forms.CharField(
        label="申請の理由", widget=forms.Textarea(attrs={"rows": 2}), initial="保存期間が終了したため",
        error_messages={"required": "申請の理由を入力してください。"},
    )

    def __init__(self, *args, due, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = due
        self.fields["persons"].initial = [person.pk for person in due]

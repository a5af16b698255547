"""消去の申請: whose records, which 委託申込, whether the access log too, and why."""

from django import forms

from shokuiki.japan.dates import wareki
from shokuiki.pages.forms import PageForm

GONE = "選んだものが、ほかの申請に含まれているか、保存期間の終わったものではなくなっています。今の一覧から選び直してください。"


def called_person(person):
    """With the numbers of the cases and the day from which the retention ran."""
    numbers = "、".join(case.number for case in person.cases.all())
    return f"{person}（{numbers}、{wareki(person.last_closed_on, weekday=False)}に終了）"


def called_application(application):
    """With the corporation and the day from which the retention ran.

    判断: of what was never handed in the center learns nothing here but that it is there.
    """
    ended = f"{wareki(application.ended_on, weekday=False)}に終了"
    if not application.submitted_on:
        return f"提出されなかった申込（{ended}）"
    return f"{application.number}　{application.organization.name}（{application.get_state_display()}、{ended}）"


class Choices(forms.TypedMultipleChoiceField):
    """Ids of what is past its retention, all chosen at first; hidden where there is nothing to choose."""

    def __init__(self, **options):
        errors = {"invalid_choice": GONE}
        super().__init__(coerce=int, required=False, widget=forms.CheckboxSelectMultiple, error_messages=errors, **options)

    def offer(self, choices):
        self.choices, self.initial = choices, [pk for pk, _ in choices]


class ErasureForm(PageForm):
    """Shows only those kinds of which something is past its retention. due: see `cases.views.erasure.Due`."""

    persons = Choices(
        label="消去する人", help_text="保存期間が終わった人だけが表示されます。保存を続ける人のチェックを外してください。",
    )
    applications = Choices(
        label="消去する委託申込と選定",
        help_text="申込の内容、パートナー候補、提出した内容、審査意見と決定の文が消えます。申込番号、法人の名称、日付は残ります。",
    )
    access = forms.BooleanField(required=False)
    reason = forms.CharField(
        label="申請の理由", widget=forms.Textarea(attrs={"rows": 2}), initial="保存期間が終了したため",
        error_messages={"required": "申請の理由を入力してください。"},
    )

    def __init__(self, *args, due, **kwargs):
        super().__init__(*args, **kwargs)
        self.due, entries = due, due.entries.count()
        persons = due.persons.prefetch_related("cases")
        self.fields["persons"].offer([(row.pk, called_person(row)) for row in persons])
        self.fields["applications"].offer([(row.pk, called_application(row)) for row in due.applications])
        self.fields["access"].label = f"{wareki(due.access_before, weekday=False)}より前の閲覧記録（{entries}件）"
        for name in ("persons", "applications"):
            if not self.fields[name].choices and not (self.is_bound and self.data.getlist(name)):
                self.fields[name].widget = forms.MultipleHiddenInput()
        if not entries:
            self.fields["access"].widget = forms.HiddenInput()

    def access_before(self):
        """The day before which the access log is erased, or None."""
        return self.due.access_before if self.cleaned_data["access"] else None

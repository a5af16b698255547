"""開示請求: who asks for what, and which sections are left out for which reason."""

from django import forms

from cases.disclosure import SECTIONS
from cases.forms.fields import writing
from cases.models.disclosure import Requester
from shokuiki.japan.forms import DateField
from shokuiki.pages.forms import PageForm, not_future


class DisclosureForm(PageForm):
    requested_on = DateField(label="請求を受けた日", validators=[not_future])
    requester = forms.ChoiceField(label="請求した人", choices=[("", "選んでください"), *Requester.choices])
    reason = forms.CharField(
        label="請求の内容", widget=writing(3, 1000), max_length=1000,
        help_text="何についての開示を求められたか、本人または代理人であることを何で確かめたかを書いてください。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for section in SECTIONS:
            self.fields[f"leave_{section.key}"] = forms.BooleanField(label=section.title, required=False)
            self.fields[f"why_{section.key}"] = forms.CharField(
                label=f"「{section.title}」を開示しない理由", required=False, max_length=500,
                widget=forms.Textarea(attrs={"rows": 2, "data-sk-when": f"leave_{section.key}=on"}),
            )
            self.fields[f"why_{section.key}"].shown_required = True

    def section_fields(self):
        """(section, its box, its reason) in the order of the document."""
        return [(section, self[f"leave_{section.key}"], self[f"why_{section.key}"]) for section in SECTIONS]

    def clean(self):
        typed = super().clean()
        for section in SECTIONS:
            if typed.get(f"leave_{section.key}") and not typed.get(f"why_{section.key}", "").strip():
                self.add_error(f"why_{section.key}", f"「{section.title}」を開示しない理由を入力してください。")
        return typed

    @property
    def withheld(self):
        """{title of a section: why it is left out}."""
        data = self.cleaned_data
        return {
            section.title: data[f"why_{section.key}"] for section in SECTIONS if data[f"leave_{section.key}"]
        }

"""追記・訂正: the pages on which a confirmed record is put right, and how every page shows what was."""

from dataclasses import dataclass, field

from django import forms
from django.db import models, transaction

from shokuiki.accounts.enums import POST_LABELS
from shokuiki.japan.forms import DateField, TimeField
from shokuiki.pages.chips import Chip
from shokuiki.pages.forms import PageForm
from shokuiki.pages.views import VerbView
from shokuiki.pages.widgets import PillSelect
from shokuiki.records.enums import AmendmentKind
from shokuiki.records.gate import can
from shokuiki.records.models import Amendment

CHIPS = {
    AmendmentKind.CORRECTION: Chip("訂正あり", "orange", "pencil"), AmendmentKind.ADDITION: Chip("追記あり", "sky", "plus"),
}


# --- Reading ----------------------------------------------------------------------------------------------------------
@dataclass
class Amended:
    """One 追記 or 訂正. rows: [(label, before, after)] of a 訂正; text: what a 追記 adds."""

    number: int
    kind: str
    label: str
    at: object
    by: str
    post: str
    reason: str
    text: str = ""
    rows: list = field(default_factory=list)


def gathered(amendments):
    """{pk of the noun: [Amended]} of amendment rows of one kind of noun, the oldest first."""
    posts, found = POST_LABELS, {}
    for row in amendments:
        entries = found.setdefault(row.subject_id, [])
        if not entries or entries[-1].number != row.number:
            entries.append(
                Amended(
                    row.number, row.kind, row.get_kind_display(), row.recorded_at, row.by.name, posts.get(row.post, ""), row.reason
                )
            )
        if row.kind == AmendmentKind.ADDITION:
            entries[-1].text = row.after
        else:
            entries[-1].rows.append((row.label, row.before, row.after))
    return found


def amendments_of(noun, user, *, amend_url, append_url):
    """What the page of a record shows of its 追記・訂正: chips, both versions, and the ways to the forms. One query."""
    found = gathered(Amendment.objects.about(noun)).get(noun.pk, []) if noun.allows("amend") else []
    kinds = {entry.kind for entry in found}
    may = can(user, "amend", noun)
    return {
        "amendments": found,
        "amendment_chips": [chip for kind, chip in CHIPS.items() if kind in kinds],
        "amend_url": amend_url if may else "",
        "append_url": append_url if may else "",
    }


# --- Forms ------------------------------------------------------------------------------------------------------------
def writing(rows):
    return forms.Textarea(attrs={"rows": rows})


class CorrectionForm(PageForm):
    """The present value of each column that may be corrected, and why it is."""

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[place.name] = field_of(place)
        self.fields["reason"] = forms.CharField(
            label="訂正の理由", max_length=1000, widget=writing(3),
            help_text="何が違っていたか、何で確かめたかを書いてください。履歴に残ります。",
        )

    def clean(self):
        typed = super().clean()
        if not self.errors and not self.differing(typed):
            raise forms.ValidationError("変わったところがありません。直す項目を書き換えてください。")
        return typed

    def differing(self, typed):
        return {place.name: typed[place.name] for place in self.places if place.differs(typed[place.name])}

    @property
    def changes(self):
        return self.differing(self.cleaned_data)


def field_of(place):
    """A form field for a column, with its value in it; required where the record needs one."""
    column, value = place.column, place.value
    asked = {"label": place.label, "required": not column.blank, "initial": value}
    codes = getattr(column.model, "CODE_LABELS", {}).get(column.name)
    if codes:
        return forms.MultipleChoiceField(choices=list(codes.items()), widget=PillSelect, **asked)
    if column.choices:
        empty = [("", "選んでください")] if column.blank else []
        return forms.ChoiceField(choices=empty + list(column.flatchoices), **asked)
    if isinstance(column, models.DateField):
        return DateField(**asked)
    if isinstance(column, models.TimeField):
        return TimeField(**asked)
    if isinstance(column, models.TextField):
        return forms.CharField(widget=writing(4), max_length=4000, **asked)
    if isinstance(column, models.DecimalField) and value is not None:
        asked["initial"] = f"{value.normalize():f}"
    return column.formfield(**asked | {"help_text": ""})


class AdditionForm(PageForm):
    text = forms.CharField(label="追記する内容", max_length=4000, widget=writing(5))
    reason = forms.CharField(
        label="追記の理由", max_length=1000, widget=writing(2), help_text="なぜ確定したあとに書き足すかを書いてください。"
    )


# --- Writing ----------------------------------------------------------------------------------------------------------
class AmendView(VerbView):
    """訂正する: the present values, then what will change, then the correction.

    The first POST rehearses the verb and takes everything back, so the confirmation offers only what will pass.
    A subclass gives `model` and `way()`: [(label, url)] to the record.
    """

    verb = "amend"
    template_name = "amend.html"
    button = "訂正の内容を確かめる"
    success = "訂正しました。訂正前の内容も、記録のページで読めます。"
    kind = AmendmentKind.CORRECTION
    written = None  # the rehearsed 追記 or 訂正, when it is to be confirmed

    def get_form_class(self):
        return CorrectionForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": self.noun.places()}

    def get_title(self):
        return f"{self.noun._meta.verbose_name}を訂正する"

    def way(self):
        return [(str(self.noun), self.noun.get_absolute_url())]

    @property
    def is_sure(self):
        return "sure" in self.request.POST

    def get_success_message(self):
        return self.success if self.is_sure else ""

    def call(self, form, rows):
        if "again" in self.request.POST:
            return self.render(form, rows)
        if self.is_sure:
            return super().call(form, rows)
        with transaction.atomic():
            answer = super().call(form, rows)
            if answer.status_code == 302:
                self.written = gathered(Amendment.objects.about(self.noun))[self.noun.pk][-1]
            transaction.set_rollback(True)
        if self.written is None:
            return answer
        self.noun = self.get_noun()
        return self.render(form, rows)

    def perform(self, form, rows):
        data = form.cleaned_data
        self.noun.amend(by=self.request.user, changes=form.changes, reason=data["reason"], seen=self.seen)

    def get_extra_context(self, form, rows):
        typed = [(name, value) for name, values in self.request.POST.lists() for value in values]
        return super().get_extra_context(form, rows) | {
            "written": self.written, "kind": self.kind, "way": self.way(),
            "typed": [pair for pair in typed if pair[0] not in ("csrfmiddlewaretoken", "seen", "again")],
        }


class AppendView(AmendView):
    """追記する: a text beside the record, which stays as it is."""

    button = "追記の内容を確かめる"
    success = "追記しました。"
    kind = AmendmentKind.ADDITION

    def get_form_class(self):
        return AdditionForm

    def get_title(self):
        return f"{self.noun._meta.verbose_name}に追記する"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["places"]
        return kwargs

    def perform(self, form, rows):
        self.noun.append(by=self.request.user, seen=self.seen, **form.cleaned_data)

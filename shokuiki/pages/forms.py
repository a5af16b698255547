"""What every form of the house has in common."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from shokuiki.records import clock, gate


class PageFormMixin:
    """Crispy without a form tag (the page has it); the label's suffix is left to the templates."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def helper(self):
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class PageForm(PageFormMixin, forms.Form):
    pass


class PageModelForm(PageFormMixin, forms.ModelForm):
    pass


class EmptyForm(PageForm):
    """For verbs that ask nothing: a button and its confirmation."""


class ReasonForm(PageForm):
    """For verbs that ask why."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


def not_future(value):
    """Validator: what happened cannot lie in the future."""
    if value > clock.today():
        raise ValidationError("先の日付です。今日までの日付を入力してください。")


def as_typed(form):
    """A bound form or formset that shows what was typed without judging it: for drafts."""
    if hasattr(form, "management_form"):
        form._errors = [{} for _ in form.forms]
        form._non_form_errors = ErrorList()
        for row in form.forms:
            as_typed(row)
    else:
        form._errors = ErrorDict()
        form.cleaned_data = {}
    return form


def keep_rows(formset, *, by, reason, **parent):
    """Save a valid model formset through the gate, inside the parent's gate.

    parent: the column and row that the new rows belong to, like case=case. Rows left empty are passed over.
    """
    for form in formset.forms:
        gone = formset.can_delete and formset._should_delete_form(form)
        if gone:
            if form.instance.pk:
                gate.remove(form.instance, by=by, reason=reason)
        elif form.has_changed():
            row = form.save(commit=False)
            for name, value in parent.items():
                setattr(row, name, value)
            gate.keep(row, by=by, reason=reason)


def filled(formset):
    """The cleaned rows of a valid formset that are neither empty nor removed."""
    return [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE") and (form.has_changed() or form.initial)
    ]

"""Errors of forms as sentences that say what to do, and where."""

from dataclasses import dataclass

from django import forms

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.ClearableFileInput)
REQUIRED = forms.Field.default_error_messages["required"]
INVALID_CHOICE = {
    str(kind.default_error_messages[code])
    for kind, code in (
        (forms.ChoiceField, "invalid_choice"),
        (forms.MultipleChoiceField, "invalid_choice"),
        (forms.ModelChoiceField, "invalid_choice"),
    )
}


@dataclass(frozen=True)
class Line:
    """One line of the error summary. target: the id of the control to go to, or ""; clause: "" or 「通知 記1 第2項」."""

    text: str
    target: str = ""
    clause: str = ""


def of_field(field):
    """The errors of a bound field; Django's general sentences become ones that name the field."""
    found = []
    for error in field.errors.as_data():
        named = _named(field, error)
        found += [named] if named else error.messages
    return found


def _named(field, error):
    """The sentence for an error that Django words without the field's name, or ""."""
    message = str(error.message)
    label = str(field.label)
    what = f"「{label}」の答え" if label.endswith(("か", "？")) else label
    if error.code == "required" and message == str(REQUIRED):
        if isinstance(field.field.widget, forms.CheckboxInput):
            return f"「{label}」に印を付けてください。"
        return f"{what}を{'選んで' if isinstance(field.field.widget, CHOSEN) else '入力して'}ください。"
    if error.code == "invalid_choice" and message in INVALID_CHOICE:
        return f"{what}を選び直してください。"
    if error.code == "max_length" and "max_length" not in field.field.error_messages and error.params:
        limit, typed = error.params["limit_value"], error.params["show_value"]
        return f"{label}は{limit}字以内で入力してください（今は{typed}字です）。"
    return ""


def target_of(field):
    """The id a link can go to: the control, or the first of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def summary(form, formsets=()):
    """All errors of a page as `Line`s, in the order of the page: of no field, of the fields, of the rows."""
    lines = _of_form(form) if form is not None else []
    for formset in formsets:
        if not formset.is_bound:
            continue
        lines += [
            _line(error, sentence) for error in formset.non_form_errors().as_data() for sentence in error.messages
        ]
        for number, row in enumerate(formset.forms, 1):
            if not (formset.can_delete and formset._should_delete_form(row)):
                lines += _of_form(row, f"{number}行目：")
    return lines


def _of_form(form, prefix=""):
    if not form.errors:
        return []
    lines = [
        _line(error, prefix + sentence) for error in form.non_field_errors().as_data() for sentence in error.messages
    ]
    for field in form:
        lines += [Line(prefix + sentence, target_of(field)) for sentence in of_field(field)]
    return lines


def _line(error, sentence):
    """An error of no one field; a refused rule hands over its clause in the error's params."""
    clause = (error.params or {}).get("clause", "")
    return Line(sentence, clause="" if clause in sentence else clause)

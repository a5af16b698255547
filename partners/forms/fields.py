"""What several forms of the corporation's track ask in the same way."""

from django import forms
from django.urls import reverse_lazy

from shokuiki.japan.forms import PostalCodeField


def needed(field):
    """A field that says ※必須 though a draft may be saved without it: 提出 asks for it."""
    field.required = False
    field.shown_required = True
    return field


def postal_code():
    """A postal code that fills in the empty field `address` of the same form or row."""
    return PostalCodeField(
        label="郵便番号", required=False, help_text="7桁を入力すると、所在地の町名までが入ります。",
        widget=forms.TextInput(attrs={"data-sk-postal": reverse_lazy("partners:postal_address"), "data-sk-address": "address"}),
    )


def writing(rows=3, limit=1000, **attrs):
    """A text area that counts its letters."""
    return forms.Textarea(attrs={"rows": rows, "data-sk-max": limit, **attrs})

"""緊急閲覧: why it must be now; and what the 所長 says to it."""

from django import forms
from django.core.validators import MinLengthValidator

from cases.forms.fields import writing
from cases.models.emergency import SHORTEST_REASON
from shokuiki.pages.forms import PageForm


class EmergencyForm(PageForm):
    reason = forms.CharField(
        label="今すぐ見なければならない理由", widget=writing(rows=4, limit=1000), max_length=1000,
        help_text="何が起きたか、なぜ担当の人を待てないかを書いてください。所長と担当カウンセラーが読みます。",
        validators=[MinLengthValidator(SHORTEST_REASON, f"理由を{SHORTEST_REASON}文字以上で書いてください。")],
    )


class SeenForm(PageForm):
    comment = forms.CharField(
        label="所見", widget=writing(rows=3, limit=1000), max_length=1000, required=False,
        help_text="必要なときだけ書いてください。緊急閲覧をした人と担当カウンセラーも読みます。",
    )

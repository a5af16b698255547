"""Ways to choose: a band of ratings, pills for several, cards with an explanation."""

from django import forms


class RateSelect(forms.RadioSelect):
    """One band of two to four short choices: ratings and 出欠. `small` for rows of a table."""

    template_name = "widgets/rate.html"

    def __init__(self, attrs=None, choices=(), *, small=False):
        super().__init__(attrs, choices)
        self.small = small

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["small"] = self.small
        return context


class PillSelect(forms.CheckboxSelectMultiple):
    """Several of a few short choices, as large targets."""

    template_name = "widgets/pills.html"


class ChoiceCards(forms.RadioSelect):
    """One of two or three weighty choices, each with what follows from it.

    explanations: {value: sentence}. unavailable: {value: reason}: shown, not choosable, the reason under it.
    """

    template_name = "widgets/cards.html"

    def __init__(self, attrs=None, choices=(), *, explanations=None, unavailable=None):
        super().__init__(attrs, choices)
        self.explanations = explanations or {}
        self.unavailable = unavailable or {}

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        option["reason"] = self.unavailable.get(str(value), "")
        option["explanation"] = self.explanations.get(str(value), "")
        if option["reason"]:
            option["attrs"]["disabled"] = True
        return option

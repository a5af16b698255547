"""What the pages of things that belong to a case have in common."""

from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404

from cases.models import Case, Contract, PartnerAssignment
from shokuiki.pages.views import CreateVerbView, VerbView
from shokuiki.records import gate
from shokuiki.records.history import changes_since

CASE_PARTS = ("person", "center", "workplace", "selection__organization")


def case_or_404(user, pk):
    """The case with what the pages of its verbs show, or 404 for a stranger."""
    return get_object_or_404(Case.objects.visible_to(user).select_related(*CASE_PARTS), pk=pk)


def load_support(case):
    """Fetch what the support of a case rests on: plans, assignments, contracts. Three queries."""
    partners = PartnerAssignment.objects.select_related("partner__organization", "partner__user")
    contracts = Contract.objects.select_related("selection__organization")
    prefetch_related_objects(
        [case], "support_plans", Prefetch("assignments", queryset=partners), Prefetch("contracts", queryset=contracts)
    )


def checklist(requirements):
    """The list of rules for the template, and whether one of them stands in the way."""
    return {"requirements": requirements, "blocked": any(requirement.blocks for requirement in requirements)}


def on_the_day(form, rules):
    """`checklist` of rules that ask for the day of the verb: the one typed, else today; the form stays to be corrected.

    rules: function (day or None) -> requirements.
    """
    day = form.cleaned_data.get("on") if form.is_bound else None
    found = checklist(rules(day))
    return found | {"blocked": found["blocked"] and not form.is_bound}


class CaseVerbView(VerbView):
    """A verb of the case itself."""

    model = Case
    template_name = "cases/support_verb.html"

    def get_queryset(self):
        return super().get_queryset().select_related(*CASE_PARTS)

    def get_extra_context(self, form, rows):
        return {"case": self.noun}


class OfCaseVerbView(VerbView):
    """A verb of something that belongs to a case."""

    template_name = "cases/support_verb.html"

    def get_queryset(self):
        return super().get_queryset().select_related("case__person")

    def get_extra_context(self, form, rows):
        return {"case": self.noun.case}


class OfCaseCreateView(CreateVerbView):
    """A page that adds something to a case; the version of the case decides which of two savers was first.

    case_verb: the verb of the case that must be possible now.
    """

    template_name = "cases/support_verb.html"
    case_verb = "prepare"

    def new_noun(self):
        self.case = case_or_404(self.request.user, self.kwargs["pk"])
        return self.model(case=self.case)

    def check_moment(self):
        gate.refuse_state(self.case, self.case_verb)

    @property
    def noun_key(self):
        return f"{self.case._meta.label_lower}:{self.case.pk}"

    def get_conflict_changes(self):
        return changes_since(self.case, self.seen)

    def reload(self):
        self.case.refresh_from_db()

    def get_back_url(self):
        return self.case.get_absolute_url()

    def get_extra_context(self, form, rows):
        return {"case": self.case, "seen": self.case.version}

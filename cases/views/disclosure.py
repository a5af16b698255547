"""開示請求: what was disclosed on a person, making the document, and the document itself."""

from django.urls import reverse

from cases.disclosure import HISTORY, SECTIONS, changes_in
from cases.forms.disclosure import DisclosureForm
from cases.models import Disclosure
from cases.views.case import CaseVerb
from cases.views.tabs import CaseTab
from shokuiki.accounts.enums import POST_LABELS
from shokuiki.pages.views import NounView
from shokuiki.records import clock, gate


class DisclosuresView(CaseTab):
    """The documents made on the person of a case; only for who may make one."""

    current = ""
    template_name = "cases/disclosures.html"

    def refuse_reading(self):
        super().refuse_reading()
        gate.refuse_person(self.request.user, "disclose", self.case)

    def get_context_data(self, **kwargs):
        found = Disclosure.objects.filter(person=self.case.person_id).select_related("by")
        posts = POST_LABELS
        return super().get_context_data(**kwargs) | {"disclosures": [(row, posts.get(row.post, "")) for row in found]}


class DisclosureCreateView(CaseVerb):
    """Asks for the request and the sections to leave out; names of others in the texts are not masked by a machine."""

    verb = "disclose"
    form_class = DisclosureForm
    template_name = "cases/disclosure_form.html"
    lead = "この人について持っている記録を、1つの文書にまとめます。作ったことは、作成者と理由とともに記録に残ります。"
    success = "開示の文書を作りました。印刷できるのは、作成した日だけです。"

    def perform(self, form, rows):
        asked = {name: form.cleaned_data[name] for name in ("requested_on", "requester", "reason")}
        return Disclosure(case=self.noun, withheld=form.withheld, **asked).record(by=self.request.user)

    def get_back_url(self):
        return reverse("cases:disclosures", args=[self.noun.pk])


class DisclosureView(NounView):
    """The document, on the day it was made; later what was made and why.

    判断: a document of everything asks every table once, so it takes more queries than a page, always the same number.
    """

    model = Disclosure
    template_name = "cases/disclosure_document.html"
    context_object_name = "disclosure"

    def get_queryset(self):
        return super().get_queryset().select_related("case__center", "case__person", "person", "by", "center")

    def get_object(self, queryset=None):
        disclosure = super().get_object(queryset)
        gate.refuse_person(self.request.user, "disclose", disclosure.case)
        return disclosure

    def get_template_names(self):
        return [self.template_name if self.object.is_open else "cases/disclosure_closed.html"]

    def get_context_data(self, **kwargs):
        disclosure, posts = self.object, POST_LABELS
        context = super().get_context_data(**kwargs) | {
            "person": disclosure.person, "case": disclosure.case, "post": posts.get(disclosure.post, ""),
            "withheld": list(disclosure.withheld.items()),
        }
        if not disclosure.is_open:
            return context
        person = disclosure.person
        shown = [section for section in SECTIONS if section.title not in disclosure.withheld]
        return context | {
            "numbers": "、".join(person.cases.order_by("pk").values_list("number", flat=True)),
            "sections": [(section, section.blocks(person)) for section in shown if section is not HISTORY],
            "history": HISTORY if HISTORY in shown else None,
            "changes": [(change, posts.get(change.post, "")) for change in changes_in(shown, person)] if HISTORY in shown else [],
            "now": clock.now(),
        }

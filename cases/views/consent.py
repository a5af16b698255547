"""同意: what the person agreed to, to whom; recorded and withdrawn."""

from django.db.models import Prefetch
from django.urls import reverse

from cases.actions import record_consents
from cases.forms.consent import ConsentForm, WithdrawConsentForm
from cases.models import Case, Consent
from cases.page import refuse_unreadable
from cases.views.case import CaseVerb
from cases.views.tabs import CaseTab
from shokuiki.pages.views import NounView, VerbView
from shokuiki.records.gate import can, may
from shokuiki.records.history import changes


class ConsentsView(CaseTab):
    current = "cases:consents"
    template_name = "cases/consents.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        consents = list(
            self.case.person.consents.prefetch_related("recipients__organization")
        )
        return super().get_context_data(**kwargs) | {"consents": consents, "can_add": can(user, "add_consent", self.case)}


class ConsentCreateView(CaseVerb):
    """同意の記録: one row a purpose, so that each can be withdrawn alone. P18, P19"""

    verb = "add_consent"
    form_class = ConsentForm
    template_name = "cases/consent_form.html"
    drafts = True
    lead = "本人に、何のために、どの情報を、だれと共有するかを説明してから記録してください。"
    success = "同意を記録しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.noun, "user": self.request.user}

    def perform(self, form, rows):
        record_consents(
            by=self.request.user, case=self.noun, seen=self.seen, purposes=form.by_purpose, columns=form.columns
        )

    def get_back_url(self):
        return reverse("cases:consents", args=[self.noun.pk])

    def get_success_url(self, result):
        return self.get_back_url()


class ConsentView(NounView):
    """One consent: its own page, to be printed and to be read back to the person."""

    model = Consent
    template_name = "cases/consent.html"
    context_object_name = "consent"

    def get_queryset(self):
        counselors = ("primary_counselor", "evaluation_counselor", "program_counselor")
        cases = Case.objects.loaded_for(self.request.user).select_related(*counselors).order_by("-pk")
        return super().get_queryset().select_related(
            "person__center", "explained_by", "withdrawal_received_by"
        ).prefetch_related("recipients__organization", Prefetch("person__cases", cases))

    def get_object(self, queryset=None):
        """Who may read one of the person's cases; others are told as at the newest of them."""
        consent, user = super().get_object(queryset), self.request.user
        cases = list(consent.person.cases.all())
        self.case = next((case for case in cases if may(user, "read", case)), cases[0])
        refuse_unreadable(user, self.case)
        return consent

    def get_context_data(self, **kwargs):
        consent, user, case = self.object, self.request.user, self.case
        return super().get_context_data(**kwargs) | {
            "case": case,
            "back_url": reverse("cases:consents", args=[case.pk]),
            "organizations": [row.organization for row in consent.recipients.all()],
            "can_withdraw": not consent.withdrawn_on and may(user, "withdraw", consent),
            "can_add": can(user, "add_consent", case),
            "changes": changes(
                consent.history.select_related("explained_by", "withdrawal_received_by"), hidden={"person"}
            ),
        }


class ConsentWithdrawView(VerbView):
    """撤回: the sharing stops at once, the record stays. P19"""

    model = Consent
    verb = "withdraw"
    form_class = WithdrawConsentForm
    template_name = "cases/consent_withdraw.html"
    success = "同意の撤回を記録しました。これからは、この同意では共有できません。"

    def get_queryset(self):
        return super().get_queryset().select_related("person")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"consent": self.noun, "user": self.request.user}

    def check_moment(self):
        super().check_moment()
        self.noun.refuse_withdrawn()

    def get_extra_context(self, form, rows):
        return {"recipients": [row.organization for row in self.noun.recipients.select_related("organization")]}

    def perform(self, form, rows):
        self.noun.withdraw(by=self.request.user, seen=self.seen, **form.cleaned_data)

"""代行入力: the center types in an application that came on paper."""

from django.db import transaction
from django.urls import reverse

from partners.forms.application import STEPS
from partners.forms.paper import NEW, PaperStartForm
from partners.models import ConsignmentApplication
from partners.models.application import RECEIVING_POSTS
from partners.models.registration import register_corporation
from shokuiki.pages.views import CreateVerbView


class PaperCreate(CreateVerbView):
    """判断: notice and practice know applications on paper; who receives them types them in, and both sides see that."""

    model = ConsignmentApplication
    form_class = PaperStartForm
    template_name = "partners/paper_create.html"
    title = "紙の申込を代行入力する"
    button = "代行入力を始める"
    success = "代行入力を始めました。申込書のとおりに、5つの項目を記入してください。"

    def new_noun(self):
        user = self.request.user
        self.center_ids = user.organization_ids(*RECEIVING_POSTS)
        return ConsignmentApplication(center_id=next(iter(self.center_ids), None), typed_by=user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"center_ids": self.center_ids}

    def perform(self, form, rows):
        data, by = form.cleaned_data, self.request.user
        with transaction.atomic():
            organization = data["known"]
            if data["which"] == NEW:
                organization = register_corporation(
                    by=by, organization=form.organization, corporation=form.corporation, reason="紙の申込による登録"
                )
            center = data.get("center") or self.noun.center
            application, known = ConsignmentApplication.prefilled(center, organization, on_paper=True)
            return application.start_on_paper(by=by, paper_on=data["paper_on"], rows=known)

    def get_success_url(self, result):
        return reverse("partners:application_edit", args=[result.pk, next(iter(STEPS))])

    def get_back_url(self):
        return reverse("partners:applications")

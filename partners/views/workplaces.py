"""事業所 and パートナー: registered by the counselors, shared between centers."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from partners.enums import PartnerKind
from partners.forms.registry import PartnerForm, WorkplaceForm
from partners.invitations import may_invite
from partners.models import Partner, Workplace
from partners.models.partner import KIND_OF
from partners.views.registration import SESSION_KEY
from partners.views.selections import contact_facts, partners_of
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.numbers import address_for
from shokuiki.pages.views import CreateVerbView, NounList, NounView, VerbView
from shokuiki.records import gate
from shokuiki.records.errors import NotAllowed


@login_not_required
def postal_address(request):
    """{"address": 都道府県, 市区町村 and 町域 of ?code=, or ""}; for who is signed in or registers a corporation."""
    if not request.user.is_authenticated and SESSION_KEY not in request.session:
        return redirect_to_login(request.get_full_path())
    return JsonResponse({"address": address_for(request.GET.get("code", "")) or ""})


def refuse_but_staff(user, what):
    if not user.center_ids:
        raise NotAllowed(f"{what}の一覧は、地域障害者職業センターの職員が使います。")


class WorkplaceList(NounList):
    model = Workplace
    template_name = "partners/workplace_list.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_but_staff(request.user, "事業所")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return super().get_queryset().select_related("organization").prefetch_related("organization__partners")

    def get_context_data(self, **kwargs):
        return super().get_context_data(can_create=gate.may(self.request.user, "create", Workplace()), **kwargs)


class WorkplacePage(NounView):
    model = Workplace
    template_name = "partners/workplace.html"

    def get_queryset(self):
        return super().get_queryset().select_related("organization")

    def get_context_data(self, **kwargs):
        user, noun = self.request.user, self.object
        return super().get_context_data(
            facts=[
                ("事業内容", noun.business),
                ("従業員数", f"{noun.employees}人" if noun.employees is not None else ""),
                ("就業時間", noun.work_hours),
                ("休日", noun.holidays),
                *contact_facts(noun.organization),
            ],
            partners=partners_of(noun.organization, user),
            can_edit=gate.can(user, "edit", noun),
            can_register=gate.may(user, "create", Partner(organization=noun.organization)),
            **kwargs,
        )


class WorkplaceCreate(CreateVerbView):
    model = Workplace
    form_class = WorkplaceForm
    template_name = "partners/workplace_form.html"
    success = "事業所を登録しました。次は、技術支援パートナーを登録します。"

    def new_noun(self):
        return Workplace()

    def perform(self, form, rows):
        return Workplace(**form.changes).start(by=self.request.user, organization=form.organization)

    def get_back_url(self):
        return reverse("partners:workplaces")


class WorkplaceEdit(VerbView):
    model = Workplace
    verb = "edit"
    form_class = WorkplaceForm
    template_name = "partners/workplace_form.html"
    button = "事業所を保存する"
    success = "事業所を保存しました。"

    def get_queryset(self):
        return super().get_queryset().select_related("organization")

    def perform(self, form, rows):
        self.noun.edit(by=self.request.user, seen=self.seen, changes=form.changes, organization=form.organization)


class PartnerList(NounList):
    """All partners this center works with; ?kind narrows."""

    model = Partner
    template_name = "partners/partner_list.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_but_staff(request.user, "パートナー")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        kind = self.request.GET.get("kind", "")
        self.kind = kind if kind in PartnerKind.values else ""
        found = super().get_queryset().select_related("organization", "user")
        return found.filter(kind=self.kind) if self.kind else found

    def get_context_data(self, **kwargs):
        user = self.request.user
        own = next((pk for pk in user.center_ids if user.counsels_at(pk)), None)
        return super().get_context_data(
            kind=self.kind, kinds=PartnerKind.choices, register_for=own,
            editable={partner.pk for partner in self.object_list if gate.may(user, "edit", partner)},
            invitable={partner.pk for partner in self.object_list if may_invite(user, partner)}, **kwargs,
        )


class PartnerPage:
    """Where a partner's pages lead back to: the page of their organization."""

    template_name = "partners/partner_form.html"
    form_class = PartnerForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organization": self.noun.organization}

    def get_back_url(self):
        organization = self.noun.organization
        if organization.kind == OrganizationKind.WORKPLACE:
            return organization.workplace.get_absolute_url()
        if organization.kind == OrganizationKind.CORPORATION and hasattr(organization, "corporation"):
            return organization.corporation.get_absolute_url()
        return reverse("partners:partners")

    def get_success_url(self, result):
        return self.get_back_url()


class PartnerCreate(PartnerPage, CreateVerbView):
    """Register a partner of the organization named in the address; its kind follows from the organization's."""

    model = Partner

    def new_noun(self):
        organizations = Organization.objects.filter(kind__in=KIND_OF).select_related("workplace", "corporation")
        organization = get_object_or_404(organizations, pk=self.kwargs["organization_id"])
        return Partner(kind=KIND_OF[organization.kind], organization=organization)

    def get_title(self):
        return f"{self.noun.get_kind_display()}を登録する"

    def perform(self, form, rows):
        return Partner(kind=self.noun.kind, organization=self.noun.organization, **form.changes).start(by=self.request.user)

    def get_success_message(self):
        return f"{self.noun.get_kind_display()}を登録しました。"


class PartnerEdit(PartnerPage, VerbView):
    model = Partner
    verb = "edit"
    button = "パートナーを保存する"

    def get_queryset(self):
        return super().get_queryset().select_related("organization__workplace", "organization__corporation")

    def perform(self, form, rows):
        self.noun.edit(by=self.request.user, seen=self.seen, changes=form.changes)

    def get_success_message(self):
        return f"{self.noun.get_kind_display()}を保存しました。"

"""発令, 代決, 解除, and leaving: one page a verb."""

from django.contrib.auth import logout
from django.urls import reverse

from shokuiki.accounts.models import Membership
from shokuiki.members import actions
from shokuiki.members.forms import AppointForm, DeputeForm, EndForm, LeaveForm
from shokuiki.members.rules import posts_to_appoint
from shokuiki.members.views.people import organization_or_404, people_url
from shokuiki.pages.views import CreateVerbView, VerbView
from shokuiki.records import clock


class OfCenter:
    """A page of the center named in the address that brings a new membership into being."""

    model = Membership

    def new_noun(self):
        return Membership(organization=organization_or_404(self.request.user, self.kwargs["pk"]))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organization": self.noun.organization}

    def get_back_url(self):
        return people_url(self.noun.organization_id)

    def get_success_url(self, result):
        return self.get_back_url()


class Appoint(OfCenter, CreateVerbView):
    form_class = AppointForm
    template_name = "members/appoint.html"
    title = "職員を発令する"
    success = "発令を登録しました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": posts_to_appoint(self.request.user, self.noun.organization)}

    def perform(self, form, rows):
        data = form.cleaned_data
        membership = Membership(
            organization=self.noun.organization, user=data["user"], post=data["post"], valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        )
        return membership.appoint(by=self.request.user, reason=data["reason"])


class Depute(OfCenter, CreateVerbView):
    verb = "depute"
    form_class = DeputeForm
    template_name = "members/depute.html"
    success = "代決者を指定しました。決定には、代決者と所長の両方の氏名が残ります。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"director": self.request.user}

    def perform(self, form, rows):
        data = form.cleaned_data
        membership = Membership(
            organization=self.noun.organization, user=data["user"], valid_from=data["valid_from"], valid_to=data["valid_to"]
        )
        return membership.depute(by=self.request.user, reason=data["reason"])


class OfMembership(VerbView):
    model = Membership
    template_name = "members/membership_verb.html"

    def get_queryset(self):
        return super().get_queryset().select_related("organization", "user", "acting_for")

    def get_back_url(self):
        return people_url(self.noun.organization_id)

    def get_success_url(self, result):
        return self.get_back_url()


class End(OfMembership):
    """解除 of a center's post, on a day or at once."""

    verb = "end"
    form_class = EndForm
    success = "解除を登録しました。"

    def get_initial(self):
        return {"on": max(clock.today(), self.noun.valid_from)}

    def perform(self, form, rows):
        data, who = form.cleaned_data, {"by": self.request.user, "seen": self.seen}
        if form.is_at_once:
            actions.dismiss(self.noun, reason=data["reason"], **who)
        else:
            self.noun.end(on=data["on"], reason=data["reason"], **who)


class Dismiss(OfMembership):
    verb = "dismiss"
    form_class = LeaveForm
    success = "担当者から外しました。この方は、次の操作から使えません。"
    lead = "次の操作から、この団体の人としては使えなくなります。これまでに書いたものには、氏名が残ります。"

    def perform(self, form, rows):
        actions.dismiss(self.noun, by=self.request.user, reason=form.cleaned_data["reason"], seen=self.seen)


class Leave(OfMembership):
    """所属から退く. Who belongs nowhere any more is signed out."""

    verb = "leave"
    form_class = LeaveForm
    success = "所属から退きました。"
    lead = "次の操作から、この団体の人としては使えなくなります。これまでに書いたものには、氏名が残ります。もとに戻すには、もう一度招待が必要です。"

    def perform(self, form, rows):
        user = self.request.user
        actions.leave(self.noun, by=user, reason=form.cleaned_data["reason"], seen=self.seen)
        if not user.memberships.current().exists():
            logout(self.request)

    def get_back_url(self):
        return reverse("members:mine")

    def get_success_url(self, result):
        return self.get_back_url() if self.request.user.is_authenticated else reverse("account_login")

"""法人の登録: open to everybody; nothing exists before the link in the mail is opened.

判断: the mail address is verified before anything else is asked, so that no password and no name of a person is kept for
an address that may be somebody else's, and nobody sets the password of an account that another person then confirms.
"""

from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from partners.forms.registration import AddressForm, RegistrationForm
from partners.models import Registration
from partners.models.registration import HOURS, LINK_IS_OVER
from shokuiki.accounts.models import User
from shokuiki.records.errors import Refused

SESSION_KEY = "registration"
NOT_SENT = "今はメールを送れません。しばらくしてから、もう一度お試しください。お急ぎのときは、センターに電話してください。"
TOO_OFTEN = "短い時間に何度も送信されました。1時間ほど待ってから、もう一度お試しください。お急ぎのときは、センターに電話してください。"


@method_decorator(login_not_required, name="dispatch")
class OpenPage(View):
    """For who is not signed in; who is has an account already and lands at home."""

    template_name = ""
    limit = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            messages.info(request, "ログインしています。法人の登録は、ログアウトしてから行ってください。")
            return redirect("desk:home")
        return self.turned_away() or super().dispatch(request, *args, **kwargs)

    def turned_away(self):
        """An answer for who has no business on this page yet, or None."""

    def show(self, form, status=200, **context):
        return render(self.request, self.template_name, {"form": form, **context}, status=status)

    def is_too_often(self, key):
        return not ratelimit.consume(self.request, action=self.limit, key=key)


class Register(OpenPage):
    """The mail address. 判断: the answer is the same whether the address is known or not; only the mail differs."""

    template_name = "partners/register.html"
    limit = "register_corporation"

    def get(self, request):
        return self.show(AddressForm())

    def post(self, request):
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        email = form.cleaned_data["email"]
        if self.is_too_often(email):
            form.add_error(None, TOO_OFTEN)
            return self.show(form, status=429)
        try:
            if User.objects.filter(email__iexact=email).exists():
                self.send("partners/email/registered_already", email, reverse("account_login"))
            else:
                key = Registration.objects.begin(email)
                self.send("partners/email/registration", email, reverse("partners:register_link", args=[key]))
        except (SMTPException, OSError):
            form.add_error(None, NOT_SENT)
            return self.show(form, status=503)
        return redirect("partners:register_sent")

    def send(self, template, email, path):
        url = self.request.build_absolute_uri(path)
        get_adapter().send_mail(template, email, {"url": url, "hours": HOURS})


@method_decorator(login_not_required, name="dispatch")
class RegisterSent(TemplateView):
    template_name = "partners/register_sent.html"
    extra_context = {"hours": HOURS}


class RegisterLink(OpenPage):
    """The link in the mail: remembers whose it is and leaves the key out of the address of the pages that follow."""

    template_name = "partners/register_over.html"

    def get(self, request, key):
        registration = Registration.objects.of(key)
        if registration is None:
            return render(request, self.template_name, {"sentence": LINK_IS_OVER}, status=410)
        request.session[SESSION_KEY] = registration.pk
        return redirect("partners:register_details")


class RegisterDetails(OpenPage):
    """The corporation and its 管理者; then signed in, at the beginning of the first application."""

    template_name = "partners/register_details.html"
    limit = "register_corporation_details"

    def turned_away(self):
        self.registration = Registration.objects.open().filter(pk=self.request.session.get(SESSION_KEY)).first()
        if self.registration is None:
            messages.warning(self.request, LINK_IS_OVER)
            return redirect("partners:register")

    def show(self, form, status=200):
        return super().show(form, status, email=self.registration.email)

    def get(self, request):
        return self.show(RegistrationForm(email=self.registration.email))

    def post(self, request):
        form = RegistrationForm(request.POST, email=self.registration.email)
        if not form.is_valid():
            return self.show(form, status=422)
        if self.is_too_often(None):
            form.add_error(None, TOO_OFTEN)
            return self.show(form, status=429)
        data = form.cleaned_data
        try:
            user = self.registration.complete(
                name=data["person_name"], kana=data["person_kana"], password=data["password"],
                organization=form.organization, corporation=form.corporation,
            )
        except Refused as refused:
            form.add_error(None, refused.message)
            return self.show(form, status=422)
        del request.session[SESSION_KEY]
        messages.success(request, "法人を登録しました。続けて、委託申込を始められます。")
        return perform_login(
            request, user, email_verification="none", redirect_url=reverse("partners:application_create")
        )

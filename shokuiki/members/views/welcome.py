"""What the invited sees: the link in the mail, the invitation, the password.

The token stands in the address of the link alone, which answers with nothing but the way on: no page with it exists that
a Referer could name or a log of refused requests could keep.
"""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shokuiki.accounts.models import Invitation, User
from shokuiki.accounts.models.invitation import digest_of
from shokuiki.members import actions
from shokuiki.members.forms import PasswordForm
from shokuiki.records.errors import Refused

SESSION_KEY = "invitation"


@method_decorator([login_not_required, never_cache], name="dispatch")
class OpenInvitation(View):
    """The link in the mail. Opening uses nothing up: programs that check mails open links too."""

    def get(self, request, token):
        digest = digest_of(token)
        if Invitation.objects.by_digest(digest):
            request.session[SESSION_KEY] = digest
        else:
            request.session.pop(SESSION_KEY, None)
        return redirect("members:invitation")


@method_decorator([login_not_required, never_cache], name="dispatch")
class Welcome(View):
    """The invitation of the link opened last in this browser; one and the same answer for every link that is no good."""

    def dispatch(self, request, *args, **kwargs):
        self.invitation = Invitation.objects.by_digest(request.session.get(SESSION_KEY, ""))
        if self.invitation is None:
            return self.no_good()
        self.has_account = User.objects.filter(email__iexact=self.invitation.email).exists()
        return super().dispatch(request, *args, **kwargs)

    def no_good(self):
        return render(self.request, "members/no_invitation.html", status=404)

    def show(self, form=None, status=200):
        """is_other: somebody else is signed in here; asks: what the page asks for next."""
        user = self.request.user
        is_other = user.is_authenticated and user.email.lower() != self.invitation.email
        asks = "accept" if user.is_authenticated else "sign_in" if self.has_account else "password"
        context = {
            "invitation": self.invitation, "asks": "other" if is_other else asks, "form": form,
            "sign_in_url": f"{reverse('account_login')}?next={reverse('members:invitation')}",
        }
        return render(self.request, "members/invitation.html", context, status=status)

    def get(self, request):
        return self.show(PasswordForm(invitation=self.invitation))

    def post(self, request):
        if request.user.is_authenticated:
            return self.accept()
        if self.has_account:
            return self.show()
        form = PasswordForm(request.POST, invitation=self.invitation)
        if not form.is_valid():
            return self.show(form, status=422)
        return self.accept_as_new(form.cleaned_data["password"])

    def accept(self):
        try:
            actions.accept(self.invitation, by=self.request.user)
        except Refused:
            return self.no_good()
        self.greet()
        return redirect("desk:home")

    def accept_as_new(self, password):
        try:
            user = actions.accept_as_new(self.invitation, password=password)
        except Refused:
            return self.no_good()
        self.greet()
        return perform_login(self.request, user, email_verification="none")

    def greet(self):
        del self.request.session[SESSION_KEY]
        post = self.invitation.get_post_display()
        messages.success(self.request, f"{self.invitation.organization.name}の{post}として登録しました。")

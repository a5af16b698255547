"""What every request of a signed-in person passes: the end of an idle session, and the second factor."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from shokuiki.accounts import idle, second_factor

ENDED = "しばらく操作がなかったため、ログアウトしました。もう一度ログインしてください。"

# What opens before the second factor is set up, and what opens for who has one but did not use it here.
ALWAYS_OPEN = {"account_logout", "account_alive", "account_back"}
TO_USE_IT = ALWAYS_OPEN | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TO_SET_IT_UP = ALWAYS_OPEN | {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_change_password",
}


class IdleMiddleware:
    """Ends a session that was left alone; whatever was asked for then asks for the sign-in, with ``next``."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            if idle.seconds_left(request.session) <= 0:
                logout(request)
                messages.info(request, ENDED)
            elif counts_as_activity(request):
                idle.note_activity(request.session)
        return self.get_response(request)


def counts_as_activity(request):
    """Not what a page does by itself: asking for the time left, and saving a draft."""
    asks = request.method == "GET" and request.path == reverse("account_alive")
    return not asks and idle.BACKGROUND not in request.headers


class SecondFactorMiddleware:
    """Who must have a second factor and did not use it in this session gets only the pages to set it up or use it.

    A session in which it was used costs no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and not second_factor.was_used(request) and second_factor.is_needed(user):
            kinds = second_factor.kinds_of(user)
            if name_of(request.path_info) not in (TO_USE_IT if kinds else TO_SET_IT_UP):
                return HttpResponseRedirect(self.way(request, kinds))
        return self.get_response(request)

    def way(self, request, kinds):
        if not kinds:
            return second_factor.settings_url()
        name = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
        target = request.get_full_path() if request.method == "GET" else "/"
        return f"{reverse(name)}?{urlencode({'next': target})}"


def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""

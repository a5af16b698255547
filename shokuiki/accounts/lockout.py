"""Lock-out after wrong passwords and codes, counted by django-axes per person and address.

判断: five tries, then 30 minutes (a setting). Per person *and* address, so that nobody can lock another out from
elsewhere; tries during the lock-out do not prolong it; a new password set by mail ends it. Whether an address is
registered makes no difference.
"""

import unicodedata

from allauth.account.signals import password_reset
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.signals import authentication_failed
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.shortcuts import render


def username_of(request, credentials):
    """The address that was tried, in one spelling: PostgreSQL finds sato by ſato too, and each must count for the other."""
    tried = credentials or {}
    return unicodedata.normalize("NFKC", (tried.get("email") or tried.get("username") or "").strip()).casefold()


def address_of(request):
    """The address of the other machine, behind as many proxies as the settings name."""
    return get_client_ip(request)


def locked_page(request, response, credentials):
    """429 with what to do. Says nothing about the person."""
    wait = get_cool_off(request)
    minutes = int(wait.total_seconds() // 60)
    page = render(request, "account/locked.html", {"limit": settings.AXES_FAILURE_LIMIT, "minutes": minutes}, status=429)
    page.headers["Retry-After"] = int(wait.total_seconds())
    return page


def refuse_when_locked(request, user):
    """Called before a code is compared: in a lock-out even the right one is not looked at."""
    if settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, {"email": user.email}):
        request.axes_locked_out = True
        raise ValidationError("まちがいが続いたため、しばらく受け付けません。")


@receiver(authentication_failed)
def count_wrong_code(sender, request, user, **kwargs):
    """A wrong code of an app or a wrong recovery code is a failed sign-in like a wrong password."""
    user_login_failed.send(sender=sender, credentials={"email": user.email}, request=request)


@receiver(password_reset)
def free_after_reset(sender, user, **kwargs):
    """Who reads the person's mail and chose a new password need not wait."""
    reset(username=username_of(None, {"email": user.email}))

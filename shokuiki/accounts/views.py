"""Signing in and what belongs to it: the settings of one's own sign-in, passkeys, sessions, the time left."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView

from shokuiki.accounts import devices, idle, second_factor, sessions

# --- The page of one's own sign-in ---------------------------------------------------------------------------------


class SecurityView(TemplateView):
    """ログインの設定: password, app, passkeys, recovery codes, sessions, on one page."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs):
        ways = list(Authenticator.objects.filter(user=self.request.user).order_by("created_at"))
        kinds = Authenticator.Type
        codes = next((way for way in ways if way.type == kinds.RECOVERY_CODES), None)
        needed = second_factor.is_needed(self.request.user)
        has_factor = any(way.type in second_factor.KINDS for way in ways)
        return super().get_context_data(
            app=next((way for way in ways if way.type == kinds.TOTP), None),
            passkeys=[way for way in ways if way.type == kinds.WEBAUTHN],
            codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
            has_factor=has_factor,
            needed=needed,
            missing=needed and not has_factor,
            asked_of_nobody=not settings.SECOND_FACTOR_REQUIRED,
            session_count=len(sessions.living(self.request)),
            **kwargs,
        )


# --- Passkeys ------------------------------------------------------------------------------------------------------


class AddPasskeyView(webauthn.AddWebAuthnView):
    """Every passkey of ours opens the sign-in by itself: the browser is asked for such a one."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context


class EditPasskeyView(webauthn.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemovePasskeyView(webauthn.RemoveWebAuthnView):
    """Shows, and does, the removal only where the person may give this way up."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs):
        refused = "" if second_factor.may_remove(self.object) else second_factor.LAST_ONE
        return super().get_context_data(name=self.object.wrap().name, refused=refused, **kwargs)

    def form_valid(self, form):
        if not second_factor.may_remove(self.object):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)


class ReauthenticatePasskeyView(webauthn.ReauthenticateWebAuthnView):
    """A passkey that was not accepted leads back to this page, where the other ways stand too."""

    def form_invalid(self, form):
        super().form_invalid(form)  # puts the reason into a message
        return HttpResponseRedirect(self.request.get_full_path())


# --- Sessions ------------------------------------------------------------------------------------------------------


class SessionsView(TemplateView):
    """Where I am signed in."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sessions=sessions.living(self.request), **kwargs)


@require_http_methods(["GET", "POST"])
def end_session(request, pk):
    """Confirms and ends one other session: its next request already asks for the sign-in."""
    session = get_object_or_404(sessions.others(request), pk=pk)
    if request.method == "POST":
        get_sessions_adapter().end_sessions([session])
        messages.success(request, "ほかの端末をログアウトしました。")
        return HttpResponseRedirect(reverse_lazy("usersessions_list"))
    context = {"session": session, "device": devices.in_words(session.user_agent)}
    return render(request, "usersessions/end.html", context)


@require_http_methods(["GET", "POST"])
def end_other_sessions(request):
    """Confirms and ends all sessions but this one."""
    if request.method == "POST":
        get_sessions_adapter().end_sessions(sessions.others(request))
        messages.success(request, "この端末のほかは、すべてログアウトしました。")
        return HttpResponseRedirect(reverse_lazy("usersessions_list"))
    return render(request, "usersessions/end_others.html", {"count": len(sessions.living(request)) - 1})


# --- The time left -------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def alive(request):
    """JSON for the pages: is somebody signed in, who (a mark), seconds left, a CSRF token. POST counts as activity."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    return JsonResponse({
        "signed_in": True,
        "mark": idle.mark_of(request.user),
        "seconds": idle.seconds_left(request.session),
        "token": get_token(request),
    })


@require_safe
def back(request):
    """Shown in the tab in which one signed in again: the covered page is open once more."""
    return render(request, "account/back.html")

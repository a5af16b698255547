"""Who must have a second factor (認証アプリ・パスキー), and whether it was used in this session.

判断: compulsory for the posts of a center, who see health data, and for administrators, who can make such people;
offered to everybody. Off where the setting ``SECOND_FACTOR_REQUIRED`` is off: then it is only offered.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse

USED = "second_factor_of"
LAST_ONE = "あなたの役職には、二つ目の確認が必要です。先に別の方法を登録してから、これを外してください。"
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def settings_url():
    """ログインの設定: password, second factor, sessions."""
    return reverse("mfa_index")


def is_needed(user):
    """Whether this person cannot work without a second factor."""
    return settings.SECOND_FACTOR_REQUIRED and bool(user.is_staff or user.center_ids)


def was_used(request):
    """Whether this session was opened with a second factor of its user, or had it set up. Asks no database."""
    return request.session.get(USED) == request.user.pk


def kinds_of(user):
    """The kinds of second factor a person has, without the recovery codes."""
    return set(Authenticator.objects.filter(user=user, type__in=KINDS).values_list("type", flat=True))


def may_remove(authenticator):
    """Whether the person may give up this way: not the last one of who must have one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=KINDS).exclude(pk=authenticator.pk)
    return not is_needed(authenticator.user) or others.exists()


@receiver([authenticator_used, authenticator_added])
def note_use(request, user, authenticator, **kwargs):
    """Setting one up proves it too. Recovery codes count when used, not when they are made."""
    made_codes = kwargs["signal"] is authenticator_added and authenticator.type == Authenticator.Type.RECOVERY_CODES
    if not made_codes:
        request.session[USED] = user.pk

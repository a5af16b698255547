"""Where a person is signed in, and ending it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from shokuiki.accounts import devices, idle


@dataclass
class SignedIn:
    """One living session: where it was opened and when it was last used (aware)."""

    pk: int
    device: str
    address: str
    began: datetime
    seen: datetime
    is_this: bool


def living(request):
    """The sessions of the request's person that still open something, this one first, then the newest; two queries."""
    rows = list(UserSession.objects.filter(user=request.user).order_by("-created_at"))
    keys = [row.session_key for row in rows]
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    data = {session.session_key: session.get_decoded() for session in stored}
    here = request.session.session_key
    found = [
        SignedIn(
            pk=row.pk,
            device=devices.in_words(row.user_agent),
            address=row.ip,
            began=row.created_at,
            seen=datetime.fromtimestamp(data[row.session_key][idle.SEEN], tz=timezone.get_current_timezone()),
            is_this=row.session_key == here,
        )
        for row in rows
        if row.session_key == here or opens(data.get(row.session_key, {}), request.user)
    ]
    return sorted(found, key=lambda session: not session.is_this)


def opens(data, user):
    """Whether the stored session would be accepted: the same person and password, and not left alone too long."""
    return (
        data.get(SESSION_KEY) == str(user.pk)
        and data.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
        and idle.SEEN in data
        and idle.seconds_left(data) > 0
    )


def others(request):
    """The rows of all other sessions of this person, dead ones included."""
    return UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)

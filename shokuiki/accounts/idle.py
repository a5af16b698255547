"""How long a session lasts: thirty minutes without activity, twelve hours at most (settings).

Both moments stand in the session; the last activity is written at most once a minute.
"""

import time

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.crypto import salted_hmac

BEGAN, SEEN = "signed_in_at", "seen_at"
BACKGROUND = "X-Shokuiki-Background"


@receiver(user_logged_in)
def begin(sender, request, **kwargs):
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def seconds_left(session):
    """Seconds until this session ends; 0 or less when it is over. A session without moments begins now."""
    now = int(time.time())
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = now
    ends = min(session[SEEN] + settings.SESSION_IDLE_SECONDS, session[BEGAN] + settings.SESSION_COOKIE_AGE)
    return ends - now


def note_activity(session):
    now = int(time.time())
    if now - session[SEEN] >= settings.SESSION_NOTE_SECONDS:
        session[SEEN] = now


def mark_of(user):
    """By this a page knows its own person again; it says nothing about them."""
    return salted_hmac("shokuiki.accounts.idle", str(user.pk)).hexdigest()[:16]

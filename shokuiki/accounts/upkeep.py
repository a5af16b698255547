"""What of signing in goes every night: addresses, devices and sessions of people at work, kept no longer than they serve.

判断: who was shown whose data stands in 閲覧記録, which is erased by request; this here is operational and clears itself.
"""

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone


def every_night(command):
    """Clear tries that count no more, sign-ins and failures of `SIGN_IN_LOG_DAYS` ago, and what has expired. Always well."""
    now = timezone.now()
    before = now - timedelta(days=settings.SIGN_IN_LOG_DAYS)
    gone = AccessLog.objects.filter(attempt_time__lt=before).delete()[0]
    gone += AccessFailureLog.objects.filter(attempt_time__lt=before).delete()[0]
    gone += AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()[0]
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    # Of a sign-in that is just being made the row here may come before its session.
    gone += UserSession.objects.filter(created_at__lt=now - timedelta(hours=1)).exclude(
        session_key__in=Session.objects.values("session_key")
    ).delete()[0]
    command.stdout.write(f"片付けたログインの記録：{gone}件")
    return True

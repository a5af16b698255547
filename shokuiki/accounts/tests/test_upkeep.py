"""Every night the records of signing in that serve no more are cleared away, and half-typed text of long ago."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from shokuiki.records.models import DRAFT_DAYS, Draft

pytestmark = pytest.mark.django_db


def ago(row, column="attempt_time", **how):
    type(row).objects.filter(pk=row.pk).update(**{column: timezone.now() - timedelta(**how)})
    return row


def night():
    call_command("nightly", stdout=(said := StringIO()))
    return said.getvalue()


def of_sign_in(model, username="ookawa@example.jp", **more):
    return model.objects.create(
        user_agent="x", ip_address="192.0.2.1", username=username, http_accept="x", path_info="/accounts/login/", **more
    )


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog])
def test_the_log_of_sign_ins_is_kept_as_long_as_the_setting_says(settings, model):
    settings.SIGN_IN_LOG_DAYS = 10
    old, young = ago(of_sign_in(model), days=11), ago(of_sign_in(model), days=9)
    assert "片付けたログインの記録：1件" in night()
    assert list(model.objects.all()) == [young] and old.pk != young.pk


def test_tries_go_when_they_count_no_more():
    minutes = settings.AXES_COOLOFF_TIME.total_seconds() / 60
    of = {"get_data": "", "post_data": "", "failures_since_start": 5}
    ago(of_sign_in(AccessAttempt, **of), minutes=minutes + 1)
    young = of_sign_in(AccessAttempt, "takada@example.jp", **of)
    night()
    assert [attempt.pk for attempt in AccessAttempt.objects.all()] == [young.pk]


def test_expired_sessions_go_with_the_devices_they_were_of(cast):
    keys = {}
    for name, hours in (("running", 1), ("expired", -1)):
        session = SessionStore()
        session.create()
        keys[name] = session.session_key
        Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() + timedelta(hours=hours))
        device = UserSession.objects.create(user=cast.program, ip="192.0.2.1", user_agent="x", session_key=session.session_key)
        ago(device, "created_at", hours=2)
    night()
    assert [session.pk for session in Session.objects.all()] == [keys["running"]]
    assert [device.session_key for device in UserSession.objects.all()] == [keys["running"]]


def test_a_draft_nobody_is_offered_any_more_goes(cast):
    old, young = (
        Draft.objects.put(cast.program, form, "cases.case:1", {"reason": ["佐藤さんの"]}) for form in ("old", "young")
    )
    ago(old, "saved_at", days=DRAFT_DAYS + 1)
    night()
    assert list(Draft.objects.all()) == [young]

"""``manage.py check`` names settings of the sign-in that contradict each other or open production."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.test import override_settings

from shokuiki.accounts.checks import sign_in_settings

SHARED = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/nowhere"}}
SOUND = {
    "EMBEDDED": False, "TESTING": False, "SECOND_FACTOR_REQUIRED": True, "AXES_ENABLED": True, "CACHES": SHARED,
    "SESSION_NOTE_SECONDS": 60,
}
PRODUCTION = {
    "DATABASE_URL": "postgres://nobody@nowhere/nothing", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "example.jp",
    "EMAIL_HOST": "mail.example.jp",
}


def found(**settings):
    with override_settings(**{**SOUND, **settings}):
        return [message.id for message in sign_in_settings(None)]


def test_sound_settings_pass():
    assert found() == []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SECOND_FACTOR_REQUIRED": False}, "accounts.W001"),
        ({"AXES_ENABLED": False}, "accounts.E003"),
        ({"AXES_COOLOFF_TIME": None}, "accounts.E003"),
        ({"MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True}, "accounts.E004"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, "accounts.E005"),
        ({"SESSION_IDLE_SECONDS": 240}, "accounts.E001"),
        ({"SESSION_COOKIE_AGE": 60}, "accounts.E001"),
        ({"SESSION_SAVE_SECONDS": 400}, "accounts.E001"),
        ({"AUTHENTICATION_BACKENDS": ["shokuiki.accounts.backends.StandingBackend"]}, "accounts.E002"),
        ({"MIDDLEWARE": ["axes.middleware.AxesMiddleware", "django.middleware.common.CommonMiddleware"]}, "accounts.E002"),
    ],
)
def test_a_setting_that_does_not_do_is_named(settings, named):
    assert found(**settings) == [named]


def test_the_sample_installation_may_do_without_a_second_factor():
    assert found(EMBEDDED=True, SECOND_FACTOR_REQUIRED=False) == []


@pytest.mark.parametrize(
    ("environment", "values"),
    [
        (PRODUCTION, "True True 1"),
        (PRODUCTION | {"SECOND_FACTOR_REQUIRED": "off", "TRUSTED_PROXIES": "2"}, "False True 2"),
        ({}, "False True 0"),
        ({"SECOND_FACTOR_REQUIRED": "on"}, "True True 0"),
    ],
)
def test_a_second_factor_is_asked_for_in_production_unless_the_environment_says_otherwise(environment, values, tmp_path):
    told = "import shokuiki.settings as s; print(s.SECOND_FACTOR_REQUIRED, s.AXES_ENABLED, s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    clean = {"PATH": os.environ["PATH"], "SHOKUIKI_VAR": str(tmp_path), **environment}
    run = subprocess.run([sys.executable, "-c", told], env=clean, cwd=project.BASE_DIR, capture_output=True, text=True)
    assert run.stdout.strip() == values, run.stderr

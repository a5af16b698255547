"""Production starts only with what it needs, and says in one sentence what is missing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "DATABASE_URL": "postgres://shokuiki@localhost/shokuiki",
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-for-this-test-only-0123456789",
    "ALLOWED_HOSTS": "center.example.jp",
    "EMAIL_HOST": "mail.example.jp",
}


def check(environment):
    ours = {*COMPLETE, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_HOST"])
def test_a_missing_setting_is_named_in_one_sentence(name):
    result = check({key: value for key, value in COMPLETE.items() if key != name})
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and name in lines[0] and lines[0].endswith("ください。")


def test_the_complete_production_settings_pass_the_deployment_check():
    result = check(COMPLETE)
    assert result.returncode == 0, result.stderr

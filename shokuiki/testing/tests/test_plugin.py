"""The plugin's hooks, each seen in a pytest run of its own."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

SKIPPED_TEST = "import pytest\n\n@pytest.mark.skip(reason='not today')\ndef test_it():\n    pass\n"
SKIPPED_MODULE = "import pytest\n\npytest.skip('not today', allow_module_level=True)\n"
BROWSER_TEST = "def test_it(browser_as):\n    pass\n"


@pytest.fixture
def run(tmp_path):
    def run_pytest(source, **environment):
        (tmp_path / "test_it.py").write_text(source)
        variables = {name: value for name, value in os.environ.items() if name not in ("CI", "SHOKUIKI_TEST_NOTES")}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "shokuiki.testing.plugin", "--rootdir", tmp_path, tmp_path],
            env={**variables, **environment},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )

    return run_pytest


@pytest.mark.parametrize("source", [SKIPPED_TEST, SKIPPED_MODULE], ids=["test", "module"])
def test_a_skipped_test_is_a_failure_in_ci(run, source):
    result = run(source, CI="true")
    assert "CI=true: a skipped test is a failure" in result.stdout
    assert result.returncode != 0


def test_a_skipped_test_is_no_failure_elsewhere(run):
    result = run(SKIPPED_TEST)
    assert "1 skipped" in result.stdout.splitlines()[-1]
    assert result.returncode == 0


def last_lines(result):
    """The closing line and the one before it."""
    return [line for line in result.stdout.splitlines() if line][-2:]


def test_browser_tests_that_cannot_run_are_named_before_the_closing_line(run):
    note, closing = last_lines(run(BROWSER_TEST, PATH=""))
    assert re.match("ブラウザーのテスト: 1か所を動かしていません。(Chromium|playwright) がありません", note)
    assert "1 skipped" in closing


def test_browser_tests_that_cannot_run_fail_in_ci(run):
    result = run(BROWSER_TEST, PATH="", CI="true")
    assert "1か所を動かしていません。" in result.stdout
    assert result.returncode != 0


def test_notes_of_the_suite_stand_before_the_closing_line(run):
    note, closing = last_lines(run("def test_it():\n    pass\n", SHOKUIKI_TEST_NOTES="サーバーがありません。"))
    assert note == "サーバーがありません。"
    assert "1 passed" in closing

"""The pytest plugin of the project, loaded by the root ``conftest.py``.

Hooks: what could not run is named before the closing line, and with ``CI=true`` a skipped test is a failure.
Fixtures: ``browser_as``, ``queries``, and what makes every test strict, quick and independent of the others.
"""

import os

import pytest

from shokuiki.testing.machine import chromium, missing_for_browser_tests

# --- Hooks --------------------------------------------------------------------------------------------------------


def pytest_configure(config):
    if not missing_for_browser_tests():
        # Playwright runs an event loop in the thread of the test; Django would refuse the ORM there.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        config.option.output = str(config.rootpath / "var" / "test-results")
        config.option.screenshot = "only-on-failure"


def pytest_itemcollected(item):
    if "browser_as" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    _long_files_first(items)
    why = missing_for_browser_tests()
    if why:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=why))


def _long_files_first(items):
    """Files that walk or drive a browser take minutes: begun last, one would keep a single core busy at the end."""
    order = {}
    for item in items:
        rank = 0 if item.get_closest_marker("walk") else 1 if item.get_closest_marker("browser") else 2
        order[item.path] = min(rank, order.get(item.path, 2))
    items.sort(key=lambda item: order[item.path])


def _fail_skipped_in_ci(report):
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true: a skipped test is a failure: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _fail_skipped_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_skipped_in_ci((yield))


def pytest_terminal_summary(terminalreporter):
    """Name what could not run here, and why, right before the closing line."""
    notes = [note for note in [os.environ.get("SHOKUIKI_TEST_NOTES", "")] if note]
    why = missing_for_browser_tests()
    reports = [report for kind in ("skipped", "failed", "error") for report in terminalreporter.getreports(kind)]
    without_browser = sum(1 for report in reports if why and why in str(report.longrepr))
    if without_browser:
        notes.append(f"ブラウザーのテスト: {without_browser}か所を動かしていません。{why}")
    if notes:
        terminalreporter.section("ここで動かせなかったもの", red=True, bold=True)
        for note in notes:
            terminalreporter.line(note, red=True, bold=True)


# --- Every test ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file: the live server and a second writer then have connections of their own, as in the product."""
    from django.conf import settings

    if settings.EMBEDDED:
        database = settings.DATABASES["default"]
        database.setdefault("TEST", {})["NAME"] = tmp_path_factory.mktemp("db") / "test.sqlite3"
        # A test database need not outlive a power cut: no test waits for the disk.
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_emptied():
    """The flush after tests with real transactions is exactly what the triggers refuse: it goes the one way round."""
    from django.db import connection

    from shokuiki.records import append_only

    # For every connection: with a browser's event loop running, a test has another one than this fixture.
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_lifted(self, sql_list):
        with append_only.lifted(connection=self.connection):
            flush(self, sql_list)

    operations.execute_sql_flush = flush_lifted
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def undefined_variables_fail():
    from django.template import engines

    from shokuiki.testing.templates import UndefinedFails

    engines["django"].engine.string_if_invalid = UndefinedFails()


@pytest.fixture(scope="session", autouse=True)
def attachments_in_a_folder_of_their_own(tmp_path_factory):
    """No test writes beside the files of the installation."""
    from django.conf import settings
    from django.test import override_settings

    attachments = settings.STORAGES["attachments"]
    place = {"location": tmp_path_factory.mktemp("attachments")}
    moved = attachments | {"OPTIONS": attachments["OPTIONS"] | place}
    with override_settings(STORAGES=settings.STORAGES | {"attachments": moved}):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits of the sign-in live in the cache and would leak into the next test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def queries():
    """``queries(client, url)``: how many queries a page takes that answers 200."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client, url):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, f"{url} answers {response.status_code}"
        return len(captured)

    return count


# --- The browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, silent towards the network, with a new empty profile."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", "reduced_motion": "reduce"}


@pytest.fixture
def browser_as(live_server, new_context):
    """``browser_as(user, phone=False, allowed=())``: a page of a new window in which ``user`` is signed in.

    ``user`` None is nobody. At the end the test fails on every answer from 400 up that is not in ``allowed``, on
    console errors, uncaught errors, CSP violations and requests to other hosts.
    """
    from shokuiki.testing.browser import watched_windows

    with watched_windows(new_context, live_server.url) as open_window:
        yield open_window

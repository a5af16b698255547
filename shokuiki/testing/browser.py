"""What browser tests are written with: watched windows, the real sign-in, accessibility, ``expect``.

Where playwright is not installed, importing this module skips the test module that does so.
"""

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from shokuiki.testing.machine import missing_for_browser_tests

if missing_for_browser_tests():
    pytest.skip(missing_for_browser_tests(), allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

PATIENCE = 45_000  # ms: two busy cores and a disk that other work shares
expect.set_options(timeout=PATIENCE)

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
REPORT_CSP = (
    "addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective}: ${e.blockedURI}`))"
)
# Bootstrap's control icons, which no-images.css takes away. A page is made to compute its styles by the questions of a
# test while its style sheets still arrive, in whatever order: the policy refuses the picture, and nobody misses it.
BOOTSTRAP_ICONS = ("Loading the image 'data:image/svg+xml", "CSP img-src: data")
# What the page has still to report is queued before this timer and therefore arrives before its answer.
SETTLED = "new Promise(done => setTimeout(done, 50))"


class Watcher:
    """Collects in ``problems`` what goes wrong in a window without being seen on the page."""

    def __init__(self, context, home, allowed=()):
        self.problems = []
        self.host = urlsplit(home).netloc
        self.allowed = set(allowed)
        context.add_init_script(REPORT_CSP)
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))

    def on_request(self, request):
        url = urlsplit(request.url)
        if url.netloc and url.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")

    def on_response(self, response):
        path = urlsplit(response.url).path
        is_allowed = response.status in self.allowed and not path.startswith(settings.STATIC_URL)
        if response.status >= 400 and not is_allowed:
            self.problems.append(f"{response.status}: {response.request.method} {path}")

    def on_console(self, message):
        # The answer itself is seen in on_response, with its address and what is allowed.
        is_answer = message.text.startswith("Failed to load resource: the server responded with a status")
        if message.type == "error" and not is_answer and not message.text.startswith(BOOTSTRAP_ICONS):
            self.problems.append(f"console: {message.text}")


@contextmanager
def watched_windows(new_context, home):
    """Give ``open_window(user, phone=False, allowed=())``; at the end, fail with what the windows' watchers saw."""
    windows = []

    def open_window(user=None, *, phone=False, allowed=()):
        context = new_context(base_url=home, **(PHONE if phone else DESKTOP))
        context.set_default_timeout(PATIENCE)
        if user is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _session_key(user), "url": home}])
        page = context.new_page()
        windows.append((page, Watcher(context, home, allowed)))
        return page

    yield open_window
    for page, _ in windows:
        if not page.is_closed():
            page.wait_for_load_state()
            page.evaluate(SETTLED)
    problems = [problem for _, watcher in windows for problem in watcher.problems]
    assert not problems, "\n".join(["the browser saw:", *problems])


def _session_key(user):
    client = Client()
    client.force_login(user)
    return client.session.session_key


def sign_in(page, email, password):
    """Sign in through the real form, from wherever the page asks for it."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=login]) [type=submit]").click()
    expect(page.locator("input[name=password]")).to_have_count(0)


def assert_accessible(page):
    """axe-core finds nothing on the page, once it has loaded, and the page it looked at is styled."""
    page.wait_for_load_state()
    sheets = page.evaluate("[...document.styleSheets].filter(sheet => sheet.cssRules.length).length")
    assert sheets, f"{page.url} has no style sheet: axe would praise it"
    found = Axe().run(page).response["violations"]
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n  {node['html']}\n  {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not lines, "\n".join([page.url, *lines])

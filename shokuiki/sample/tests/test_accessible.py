"""axe-core finds nothing on any kind of page of the sample center, at 1280 and at 390 px; no 404, no CSP error.

Magnified to 400% nothing needs scrolling sideways, with the reader's own spacing either (WCAG 1.4.10, 1.4.12).
"""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from shokuiki.accounts.models import User
from shokuiki.sample.people import PASSWORD, email_of
from shokuiki.sample.tests.test_every_page import is_page, walk
from shokuiki.testing.browser import assert_accessible, sign_in

pytestmark = pytest.mark.walk

# People who share pages: what one has shown is not looked at again for the next.
CIRCLES = [["takase", "onishi", "miyake", "hasegawa", "okada"], ["kobayashi"], ["noda", "ishida", "yoshimura"],
           ["murakami", "hara"]]
FILES = {"files:attachment", "desk:ledger_head"}
OF_NOBODY = ["account_login", "account_reset_password", "account_reset_password_done", "partners:register", "partners:register_sent"]
MAGNIFIED = {"width": 320, "height": 256}
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
  document.adoptedStyleSheets = [sheet];
}"""
# What axe does not ask: the title begins with the heading, a table says what it is, an id is given once.
UNHEARD = """() => {
  const short = text => text.replace(/\\s/g, "");
  const wrong = [];
  const heading = document.querySelector("h1").innerText;
  if (!short(document.title).startsWith(short(heading))) wrong.push(`「${heading}」 is not how the title 「${document.title}」 begins`);
  for (const table of document.querySelectorAll("table")) if (!table.caption) wrong.push(`no caption: ${table.innerText.slice(0, 40)}`);
  const ids = [...document.querySelectorAll("[id]")].map(part => part.id);
  return [...wrong, ...ids.filter((id, at) => ids.indexOf(id) !== at).map(id => `two parts have the id ${id}`)];
}"""


@pytest.fixture
def sample_center(transactional_db):
    call_command("sample_center", verbosity=0)


def kinds_of_pages(user):
    """{kind of page: an address} of the pages this person reaches by links."""
    client = Client()
    client.force_login(user)

    def look(url):
        response = client.get(url, follow=True)
        return response.content.decode() if is_page(response) else None

    return walk(client, user, look)


def look_at(url, windows):
    """What is wrong with a page, in each of these windows."""
    for page in windows:
        page.goto(url)
        width = page.viewport_size["width"]
        try:
            assert_accessible(page)
        except AssertionError as found:
            yield f"{width} px: {found}"
        yield from too_wide(url, page)
    page = windows[0]
    yield from (f"{url}: {wrong}" for wrong in page.evaluate(UNHEARD))
    size = page.viewport_size
    page.set_viewport_size(MAGNIFIED)
    yield from too_wide(url, page)
    page.evaluate(SPACED)
    yield from too_wide(f"{url}, spaced,", page)
    page.set_viewport_size(size)


def too_wide(url, page):
    width, wide = page.viewport_size["width"], page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{url} scrolls sideways at {width} px: {wide} px"


@pytest.mark.parametrize("circle", CIRCLES, ids=lambda circle: circle[0])
def test_every_kind_of_page_is_accessible_at_both_widths(sample_center, browser_as, circle):
    seen, problems = set(FILES), []
    for key in circle:
        addresses = kinds_of_pages(User.objects.get(email=email_of(key)))
        windows = browser_as(), browser_as(phone=True)
        for page in windows:
            sign_in(page, email_of(key), PASSWORD)
        for name, url in addresses.items():
            if name not in seen:
                problems += [f"{key}, {problem}" for problem in look_at(url, windows)]
        seen |= addresses.keys()
    assert problems == [], "\n\n".join(problems)


def test_the_pages_of_nobody_are_accessible_at_both_widths(transactional_db, browser_as):
    windows = browser_as(), browser_as(phone=True)
    problems = [problem for name in OF_NOBODY for problem in look_at(reverse(name), windows)]
    assert problems == [], "\n\n".join(problems)

"""axe-core finds nothing on any kind of page of the sample center, at 1280 and at 390 px; no 404, no CSP error."""

from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import resolve

from shokuiki.accounts.models import User
from shokuiki.sample.people import email_of
from shokuiki.sample.tests.test_every_page import absolute, links_of
from shokuiki.testing.browser import assert_accessible

# People who share pages: what one has shown is not looked at again for the next.
CIRCLES = [["takase", "onishi", "miyake", "hasegawa", "okada"], ["kobayashi"], ["noda", "ishida", "yoshimura"],
           ["murakami", "hara"]]


@pytest.fixture
def sample_center(transactional_db):
    call_command("sample_center", verbosity=0)


@pytest.mark.parametrize("circle", CIRCLES, ids=lambda circle: circle[0])
def test_every_kind_of_page_is_accessible_at_both_widths(sample_center, browser_as, circle):
    seen_names, problems = set(), []
    for key in circle:
        user = User.objects.get(email=email_of(key))
        desktop, phone = browser_as(user), browser_as(user, phone=True)
        waiting, known = ["/"], {"/"}
        while waiting:
            url = waiting.pop(0)
            desktop.goto(url)
            phone.goto(url)
            for page in (desktop, phone):
                try:
                    assert_accessible(page)
                except AssertionError as found:
                    problems.append(f"{page.viewport_size['width']} px, {key}: {found}")
            wide = phone.evaluate("document.documentElement.scrollWidth")
            if wide > 390:
                problems.append(f"{url} scrolls sideways on a phone: {wide} px")
            for href in links_of(desktop.content()):
                target = absolute(href, url)
                path = urlsplit(target).path
                if path.startswith(("/accounts/", "/admin/", "/static/")):
                    continue
                name = resolve(path).view_name
                if name not in seen_names and target not in known:
                    seen_names.add(name)
                    known.add(target)
                    waiting.append(target)
    assert problems == [], "\n\n".join(problems)

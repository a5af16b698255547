"""Every page that a person of the sample center can reach by links: it answers, is quick to ask, and is accessible.

A page never offers what the server will refuse: whatever is linked answers 200.
"""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from shokuiki.accounts.models import User
from shokuiki.records.tracked import Tracked
from shokuiki.sample.people import SIGN_INS, email_of

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"#]+)", re.S)
NOT_WALKED = ("/accounts/login/", "/accounts/logout/", "/admin/", "/static/")
PER_NAME = 4  # addresses looked at of each kind of page, per person
# The tabs from which most verbs of a case are reached, in each state; the organizations, one of which has an invitation.
MANY = {"cases:support": 16, "cases:follow_up": 16, "members:people": 20}
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def sample_center(django_db_setup, django_db_blocker):
    """The sample center, made once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sample_center", verbosity=0)
        yield
        transaction.set_rollback(True)


def links_of(html):
    """The addresses of this site a page links to."""
    for href in LINK.findall(html):
        href = unescape(href)
        if href.startswith(("/", "?")):
            yield href


def absolute(href, page):
    return href if href.startswith("/") else urlsplit(page).path + href


def starts(client, user):
    """Where a walk begins: the start page, and one noun in each state that this person may open."""
    yield "/"
    for model in apps.get_models():
        if issubclass(model, Tracked) and hasattr(model, "get_absolute_url") and hasattr(model, "state"):
            nouns = model.objects.visible_to(user)
            found = [nouns.filter(state=state).first() for state, _ in model._meta.get_field("state").choices]
            urls = [noun.get_absolute_url() for noun in found if noun]
            yield from (url for url in urls if is_page(client.get(url)))


def is_page(response):
    return response.status_code == 200 and not response.streaming


def walk(client, user, look):
    """Follow the links, some of each kind; look(url) gives the HTML to go on from. Returns {kind of page: an address}."""
    waiting = list(dict.fromkeys(starts(client, user)))
    seen, per_name = set(waiting), {}
    addresses = {resolve(urlsplit(url).path).view_name: url for url in reversed(waiting)}
    while waiting:
        url = waiting.pop(0)
        response = look(url)
        if response is None:
            continue
        for href in links_of(response):
            target = absolute(href, url)
            path = urlsplit(target).path
            if target in seen or path.startswith(NOT_WALKED):
                continue
            seen.add(target)
            name = (resolve(path).view_name, bool(urlsplit(target).query))
            if per_name.setdefault(name, 0) < MANY.get(name[0], PER_NAME):
                per_name[name] += 1
                waiting.append(target)
                addresses.setdefault(name[0], target)
    return addresses


@pytest.mark.parametrize("key", SIGN_INS)
def test_every_linked_page_answers_with_at_most_twelve_queries(sample_center, key):
    client, user = Client(), User.objects.get(email=email_of(key))
    client.force_login(user)
    wrong = []

    def look(url):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        if response.status_code in (301, 302):
            response = client.get(response.url)
            return response.content.decode() if is_page(response) else None
        if response.status_code != 200:
            wrong.append(f"{url} answers {response.status_code}")
            return None
        if len(captured) > MOST_QUERIES:
            wrong.append(f"{url} takes {len(captured)} queries")
        return response.content.decode() if is_page(response) else None

    addresses = walk(client, user, look)
    assert not wrong, "\n".join(wrong)
    assert len(addresses) >= 8

"""Whoever's name stands on a page of the sample center stands in 閲覧記録, and nobody else does."""

from collections import Counter

import pytest
from django.test import Client

from cases.models import Case, Person
from shokuiki.accounts.models import User
from shokuiki.records.models import AccessEntry, Erasure
from shokuiki.sample.people import SIGN_INS, email_of
from shokuiki.sample.tests.test_every_page import sample_center, walk  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def words_of_persons():
    """[(words that tell of a person, the person)]: names, kana and those numbers of cases that two centers do not share."""
    people = Person.objects.exclude(pk__in=Erasure.erased("cases.person"))
    found = [(words, person.pk) for person in people for words in (person.full_name, person.full_kana)]
    numbers = list(Case.objects.values_list("number", "person_id"))
    times = Counter(number for number, _ in numbers)
    return found + [(number, person) for number, person in numbers if times[number] == 1]


@pytest.mark.parametrize("key", SIGN_INS)
def test_the_persons_on_every_page_are_those_of_its_entry(sample_center, key):  # noqa: F811
    client, user = Client(), User.objects.get(email=email_of(key))
    client.force_login(user)
    words = words_of_persons()
    forgotten, too_many, compared = [], [], 0

    def look(url):
        nonlocal compared
        before = AccessEntry.objects.count()
        response = client.get(url)
        if response.status_code in (301, 302):
            response = client.get(response.url)
        html = "" if response.streaming else response.content.decode()
        entries = AccessEntry.objects.order_by("pk")[before:]
        recorded = {person for entry in entries for person in entry.person_ids}
        on_page = {person for text, person in words if text in html}
        if on_page - recorded:
            forgotten.append(f"{url} shows {sorted(on_page - recorded)}, recorded {sorted(recorded)}")
        if recorded - on_page:
            too_many.append(f"{url} does not show {sorted(recorded - on_page)}")
        compared += bool(on_page)
        return html if response.status_code == 200 else None

    walk(client, user, look)
    assert not forgotten, "\n".join(forgotten)
    assert len(too_many) <= compared // 20, "\n".join(too_many)

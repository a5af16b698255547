"""Every address of the project, every kind of person, everything of their own, a colleague's and another's: who gets in.

The table stands in `doors.py`, the things and people in `door_world.py`. A new address without a line fails.
"""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from shokuiki.desk.tests import door_world
from shokuiki.desk.tests.door_world import NOBODY, PERSONS, ROLES, STANDING
from shokuiki.desk.tests.doors import DOORS, ELSEWHERE

IN, REFUSED, HIDDEN, SIGN_IN = "gets in", "403", "404", "must sign in"


def addresses(resolver=None, namespace=""):
    """Every name of the site map; the administration of accounts has its own tests."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.app_name != "admin":
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def answer_in_words(response):
    if response.status_code == 302 and response.url.startswith("/accounts/login/"):
        return SIGN_IN
    # 409: may, but not at this moment; 302: sent on to where it is done.
    return {200: IN, 409: IN, 302: IN, 403: REFUSED, 404: HIDDEN}.get(
        response.status_code, f"breaks with {response.status_code}"
    )


def expected(door, standing):
    if standing == NOBODY and NOBODY not in door.lets_in:
        return SIGN_IN
    if standing in door.lets_in:
        return IN
    return REFUSED if standing in door.refuses else HIDDEN


def test_every_address_has_a_line_in_the_table():
    assert sorted(set(addresses())) == sorted({door.address for door in DOORS} | ELSEWHERE)


@pytest.mark.walk
@pytest.mark.django_db
def test_every_door_opens_to_whom_the_table_says_and_to_nobody_else(cast):
    """One test for all cells: what takes the time is making the three sets of things."""
    sets = {name: door_world.things(people) for name, people in door_world.casts(cast).items()}
    clients = {person: Client(raise_request_exception=False) for person in PERSONS}
    for person in PERSONS:
        if person != NOBODY:
            clients[person].force_login(getattr(cast, person))
    wrong, cells = [], 0
    for door in DOORS:
        for name in STANDING if door.thing else ["own"]:
            address = reverse(door.address, args=sets[name][door.thing])
            for person in PERSONS:
                standing = STANDING[name][person] if door.thing else ROLES[person]
                found = answer_in_words(getattr(clients[person], door.method)(address))
                wanted = expected(door, standing)
                cells += 1
                if found != wanted:
                    wrong.append(f"{door.address} ({door.thing or 'no thing'} of {name}): {person}, {standing}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert cells > 7000

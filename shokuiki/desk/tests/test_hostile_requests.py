"""Whatever comes back in an address or a form: every page answers in its frame, nothing may be kept of the answer, and whoever
is named in it stands in 閲覧記録 — in refused, wrong and late forms too."""

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.models import Person
from partners.tests import factories as make_partners
from shokuiki.desk.tests import door_world
from shokuiki.desk.tests.doors import DOORS
from shokuiki.records.models import AccessEntry

PEOPLE = ("director", "chief", "program", "evaluator", "clerk", "manager", "partner", "officer")
DIGITS = "9" * 5000  # more than Python reads as a number
HOSTILE = (DIGITS, "²", "\u202e\u200b\u0301\U0010ffff<script>")
IN_ADDRESS = (
    "page", "s", "q", "sort", "row", "stage", "counselor", "corporation", "peso", "done", "all", "of", "kind", "case", "general",
    "state", "legal_form", "suspended", "past", "since", "until", "user", "person", "scope", "tab", "code", "next", "seen",
)
ANSWERS = {200, 204, 302, 400, 403, 404, 405, 409, 413, 422, 429}
# Their forms are allauth's: passwords and codes, and wrong ones are counted.
NOT_POSTED = ("/accounts/",)


class Names(HTMLParser):
    """The names a page would send back."""

    def __init__(self, page):
        super().__init__()
        self.found = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        name = dict(attrs).get("name")
        if tag in ("input", "select", "textarea", "button") and name:
            self.found.add(name)


def page_of(answer):
    return b"".join(answer).decode(errors="replace")


@pytest.fixture
def world(cast):
    """([(client, address, page)] of what opens to one of PEOPLE, {pk: name of a person})."""
    things = door_world.things(cast)
    clients = {name: Client() for name in PEOPLE}
    for name, client in clients.items():
        client.force_login(getattr(cast, name))
    found = []
    for door in DOORS:
        address = reverse(door.address, args=things[door.thing])
        for client in clients.values():
            answer = getattr(client, door.method)(address)
            if answer.status_code in (200, 409):
                found.append((client, address, page_of(answer)))
                break
    return found, {person.pk: person.full_name for person in Person.objects.all()}


def faults(persons, send, address, typed):
    """What is wrong with one answer: it breaks, it may be kept, or it names somebody who is not in its record."""
    last = AccessEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        answer = send(address, typed)
    except Exception as error:  # what would be a 500
        return [repr(error)[:200]]
    found = [] if answer.status_code in ANSWERS else [f"answers {answer.status_code}"]
    if answer["Cache-Control"] != "no-store" or answer["X-Frame-Options"] != "DENY" or answer["X-Content-Type-Options"] != "nosniff":
        found.append("may be kept or framed")
    page = page_of(answer)
    recorded = {pk for entry in AccessEntry.objects.filter(pk__gt=last) for pk in entry.person_ids}
    return found + [f"names person {pk} without a record" for pk, name in persons.items() if name in page and pk not in recorded]


@pytest.mark.walk
@pytest.mark.django_db
def test_no_address_breaks_a_page(world):
    pages, persons = world
    broken = []
    for client, address, _ in pages:
        for value in HOSTILE[:2]:
            found = faults(persons, client.get, address, dict.fromkeys(IN_ADDRESS, value))
            broken += [f"GET {address} {value[:9]!r}: {fault}" for fault in found]
    assert len(pages) > 80 and not broken, "\n".join(broken)


@pytest.mark.walk
@pytest.mark.django_db
def test_no_form_breaks_a_page_and_no_answer_to_one_goes_unrecorded(world):
    pages, persons = world
    broken = []
    for client, address, page in pages:
        if address.startswith(NOT_POSTED):
            continue
        names = Names(page).found - {"csrfmiddlewaretoken"}
        counts = {name: "1" if name.endswith("TOTAL_FORMS") else "0" for name in names if name.endswith("_FORMS")}
        for typed in ({}, *(dict.fromkeys(names, value) for value in HOSTILE), dict.fromkeys(names, HOSTILE[1]) | counts):
            with transaction.atomic():
                found = faults(persons, client.post, address, typed)
                transaction.set_rollback(True)
            broken += [f"POST {address} {[*typed.values()][:1]!r:.20}: {fault}" for fault in found]
    assert not broken, "\n".join(broken)


@pytest.mark.django_db
def test_the_rows_of_an_application_may_be_any_number(cast):
    draft = make_partners.make_draft(cast, organization=cast.corporation, by=cast.manager)
    client = Client()
    client.force_login(cast.manager)
    typed = {"seen": "0", "facilities-TOTAL_FORMS": DIGITS, "facilities-INITIAL_FORMS": DIGITS}
    assert client.post(reverse("partners:application_edit", args=[draft.pk, "facilities"]), typed).status_code in (409, 422)

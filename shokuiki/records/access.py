"""閲覧記録: whose data an answer shows is collected while it is made, and written once when it is done.

Nothing has to remember to report: a person or a case loaded from the database reports itself (`shown`), and only
what is read without its model (`.values()`) is told by hand. Outside a request nothing is collected.
"""

import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from shokuiki.records.enums import AccessKind
from shokuiki.records.models import AccessEntry

ON_A_PAGE = (AccessKind.OPENED, AccessKind.LISTED, AccessKind.SEARCHED)
_collected = ContextVar("persons_shown", default=None)


@dataclass
class Collected:
    """What one answer shows. persons: {id of a person: id of their center}."""

    persons: dict = field(default_factory=dict)
    kind: str = ""
    basis: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))


@contextmanager
def collecting():
    """Within the block what is shown is collected; yields the `Collected`."""
    token = _collected.set(Collected())
    try:
        yield _collected.get()
    finally:
        _collected.reset(token)


def shown(person_id, center_id):
    """Report one person as being on the answer that is being made."""
    collected = _collected.get()
    if collected is not None and person_id is not None:
        collected.persons[person_id] = center_id


@contextmanager
def sifting():
    """Within the block nothing counts as shown: rows are looked through, and those kept are told by `shown`."""
    token = _collected.set(None)
    try:
        yield
    finally:
        _collected.reset(token)


def as_kind(kind):
    """Say what this answer is (`AccessKind`) where its address and method do not tell: a search, an export."""
    collected = _collected.get()
    if collected is not None:
        collected.kind = kind


def on_basis(words):
    """Say on what basis the person looks, in fixed words (「緊急閲覧」) and never in typed ones."""
    collected = _collected.get()
    if collected is not None:
        collected.basis = words


# --- What a refused address was about ---------------------------------------------------------------------------------
ROUTES = {}


def register_route(beginning, persons):
    """Tell whose data stands under addresses that begin so. persons: function (kwargs) -> pairs (person id, center id)."""
    ROUTES[beginning] = persons


def by_number(model, way):
    """For `register_route`: of the row `pk` of the model, visible or not, the way to its persons. One query."""
    return lambda kwargs: model._base_manager.filter(pk=kwargs["pk"]).values_list(f"{way}__pk", f"{way}__center_id")


def persons_at(route, kwargs):
    """{person: center} of what an address is about; empty where there is nothing, or nobody's data."""
    found = next((persons(kwargs) for beginning, persons in ROUTES.items() if route.startswith(beginning)), ())
    return {person: center for person, center in found if person}


# --- Writing ----------------------------------------------------------------------------------------------------------
def write(collected, *, user, **columns):
    """Insert what was collected: one row for each center, so one for nearly every answer. user: None for nobody."""
    by_center = {}
    for person, center in collected.persons.items():
        by_center.setdefault(center, []).append(person)
    for center, persons in by_center.items():
        AccessEntry(
            center_id=center, user=user, post=user.post_at(center) if user else "", basis=collected.basis,
            persons=f" {' '.join(map(str, sorted(persons)))} ", person_count=len(persons), key=collected.key, **columns,
        ).save(force_insert=True)


def write_printed(key, user):
    """Record that a page shown to this user was printed: the same persons and page, now. Another's key does nothing."""
    shown_before = AccessEntry.objects.filter(key=key, user=user, kind__in=ON_A_PAGE)
    for entry in shown_before:
        AccessEntry(
            center_id=entry.center_id, user=user, post=user.post_at(entry.center_id), kind=AccessKind.PRINTED,
            page=entry.page, page_name=entry.page_name, path=entry.path, method=entry.method, status=entry.status,
            persons=entry.persons, person_count=entry.person_count, basis=entry.basis, key=key,
        ).save(force_insert=True)

"""Which nouns take attachments. A room above registers its nouns in its module ``attachments``; this room names none."""

from collections.abc import Callable
from dataclasses import dataclass


def _nothing(noun):
    return []


def _none(user, noun, attachments):
    return set()


@dataclass(frozen=True)
class Holder:
    """A kind of noun that takes attachments; every attachment follows what its noun allows.

    key: the noun in addresses ("applications"). nouns(user): the queryset of those that exist for this person (404).
    see(user, noun): may read it and its files (403). change(user, noun): may, as a person, add and remove.
    takes(noun), releases(user, noun): whether the state allows adding, removing.
    persons(noun): [(person id, center id)] whose data the files are. titles: what is usually attached.
    label(noun): how the noun is named above its files. hides(user, noun, attachments): the pks of those of its
    attachments that this person does not get to see.
    """

    model: type
    key: str
    nouns: Callable
    see: Callable
    change: Callable
    takes: Callable
    releases: Callable
    titles: tuple = ()
    label: Callable = str
    persons: Callable = _nothing
    hides: Callable = _none


HOLDERS = {}


def register(model, **how):
    HOLDERS[model] = Holder(model, **how)


def holder_of(noun):
    return HOLDERS[type(noun)]


def holder_named(key):
    """The holder with this key in its address, or None."""
    return next((holder for holder in HOLDERS.values() if holder.key == key), None)

"""Organizations and people for tests, made through the gate."""

import itertools
from datetime import date

from shokuiki.sample.people import PASSWORD, make_organization
from shokuiki.sample.people import make_member as make_sample_member

__all__ = ["PASSWORD", "make_member", "make_organization"]
_count = itertools.count(1)


def make_member(organization, post, name, kana, *, email="", valid_from=date(1999, 4, 1), password=PASSWORD):
    """A user with one membership. Returns the user."""
    email = email or f"{post}{next(_count)}@example.jp"
    return make_sample_member(organization, post, name, kana, email=email, valid_from=valid_from, password=password)

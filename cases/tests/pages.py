"""What the tests of the pages up to the plan share."""

from django.test import Client
from django.urls import reverse

from shokuiki.records.errors import Refused


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url_of(name, *args):
    return reverse(f"cases:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def rows(prefix, *typed, initial=0):
    """The POST data of a formset. typed: a dict a row; the first `initial` stand for rows that exist."""
    data = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(typed):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def refusal(act):
    """What the model refuses with."""
    try:
        act()
    except Refused as refused:
        return refused
    raise AssertionError("nothing was refused")

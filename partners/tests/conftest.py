"""Shorthands of the tests of this room."""

import pytest
from django.urls import reverse


@pytest.fixture
def sees(client):
    """``sees(user, "application", pk)``: the answer to a GET of a page of this room."""

    def get(user, name, *args, query=""):
        client.force_login(user)
        return client.get(reverse(f"partners:{name}", args=args) + query)

    return get


@pytest.fixture
def sends(client):
    """``sends(user, data, "application_edit", pk, "wish")``: the answer to a POST."""

    def post(user, data, name, *args):
        client.force_login(user)
        return client.post(reverse(f"partners:{name}", args=args), data)

    return post


def text_of(response):
    return response.content.decode()

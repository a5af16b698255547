"""Shorthands of the tests of this room."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from shokuiki.accounts.models import Invitation


@pytest.fixture
def sees(client):
    """``sees(user, "people", pk)``: the answer to a GET of a page of this room."""

    def get(user, name, *args, query=""):
        client.force_login(user)
        return client.get(reverse(f"members:{name}", args=args) + query)

    return get


@pytest.fixture
def sends(client):
    """``sends(user, data, "appoint", pk)``: the answer to a POST."""

    def post(user, data, name, *args):
        client.force_login(user)
        return client.post(reverse(f"members:{name}", args=args), data)

    return post


@pytest.fixture
def invite(db):
    """``invite(organization, post, by=user)``: (the invitation, its token), as the verb makes them."""

    def make(organization, post, *, by, email="atarashii@example.jp", name="佐藤 花", kana="さとう はな", source=""):
        invitation = Invitation(organization=organization, post=post, email=email, name=name, kana=kana, source=source)
        return invitation, invitation.invite(by=by)

    return make


def text_of(response):
    return response.content.decode()


def link_in_mail():
    """The path of the link in the one mail."""
    (message,) = mail.outbox
    return re.search(r"http://[^/]+(/invitation/\S+)", message.body).group(1)

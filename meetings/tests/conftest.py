"""Fixtures of the meetings' tests; the cast stands in the root."""

import pytest


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter

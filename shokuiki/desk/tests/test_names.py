"""Links of 今日の業務 carry the whole of what they do in their name, with the visible word in it."""

import pytest

from meetings.tests.selection_steps import requested

pytestmark = pytest.mark.django_db


def test_the_link_to_a_decision_is_named_for_the_person_and_the_verb(cast, client):
    name = requested(cast).case.person.full_name
    client.force_login(cast.director)
    for url in ("/", "/selections-of-persons/"):
        assert f'aria-label="{name}の対象者選定を審査する"' in client.get(url).content.decode(), url

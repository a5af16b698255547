"""閲覧記録 is narrowed to people of the center and to who stands in its entries: it names no other user."""

import pytest
from django.test import Client

from cases.tests import factories as make

pytestmark = pytest.mark.django_db


def asked(user, about):
    client = Client()
    client.force_login(user)
    return client.get("/access/", {"user": about.pk}).content.decode()


def test_a_number_in_the_address_names_nobody_who_never_looked_at_this_center(cast):
    for stranger in (cast.other_program, cast.manager, cast.officer):
        assert stranger.name not in asked(cast.director, stranger)


def test_who_looked_at_this_center_from_outside_is_named(cast):
    case = make.supporting_case(cast)
    client = Client()
    client.force_login(cast.partner)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert cast.partner.name in asked(cast.director, cast.partner)
    assert cast.partner.name not in asked(cast.other_director, cast.partner)

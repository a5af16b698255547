"""The person of a session comes with where they belong."""

import pytest

from shokuiki.accounts.backends import StandingBackend
from shokuiki.accounts.models import User
from shokuiki.records import gate

pytestmark = pytest.mark.django_db


def test_the_person_and_their_posts_are_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = StandingBackend().get_user(cast.director.pk)
        assert (user, user.directs(cast.center.pk), user.center) == (cast.director, True, cast.center)


def test_what_comes_along_is_what_the_person_would_say_themselves(cast):
    for user in User.objects.all():
        assert StandingBackend().get_user(user.pk).standing == user.standing


def test_who_belongs_nowhere_any_more_is_still_read(cast):
    membership = cast.clerk.memberships.get()
    membership.valid_from = membership.valid_to = membership.valid_from.replace(year=membership.valid_from.year - 1)
    gate.keep(membership, by=None, reason="異動")
    found = StandingBackend().get_user(cast.clerk.pk)
    assert (found, found.standing) == (cast.clerk, [])


def test_who_may_not_sign_in_any_more_is_nobody(cast):
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert StandingBackend().get_user(cast.clerk.pk) is None
    assert StandingBackend().get_user(cast.clerk.pk + 10**6) is None

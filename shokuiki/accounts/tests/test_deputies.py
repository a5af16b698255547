"""代決: the 所長 names a deputy for a term, who then decides with both names."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from shokuiki.accounts.enums import ACTING_DIRECTOR, Post
from shokuiki.accounts.models import Membership, User
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep

DAY = timedelta(days=1)


def again(user):
    return User.objects.get(pk=user.pk)


def depute(cast, user, *, by=None, first=0, last=6, reason="出張のため"):
    today = clock.today()
    deputy = Membership(organization=cast.center, user=user, valid_from=today + first * DAY, valid_to=today + last * DAY)
    return deputy.depute(by=by or cast.director, reason=reason)


def test_a_deputy_decides_as_director_within_the_term_and_not_outside(cast):
    depute(cast, cast.chief, first=1, last=2)
    found, center = [], cast.center.pk
    for number in range(4):
        with clock.moved_to(clock.today() + number * DAY):
            user = again(cast.chief)
            found.append((user.directs(center), user.heads(center), user.acts_for(center), user.post_at(center)))
    own = (False, False, None, Post.CHIEF_COUNSELOR)
    acting = (True, False, cast.director, ACTING_DIRECTOR)
    assert found == [own, acting, acting, own]


def test_the_director_acts_for_nobody(cast):
    depute(cast, cast.chief)
    assert again(cast.director).acts_for(cast.center.pk) is None


def test_who_is_director_too_acts_in_their_own_right(cast):
    """S1"""
    depute(cast, cast.chief)
    Membership(organization=cast.center, user=cast.chief, post=Post.DIRECTOR).appoint(by=cast.director)
    user = again(cast.chief)
    assert (user.acts_for(cast.center.pk), user.post_at(cast.center.pk)) == (None, Post.DIRECTOR)


def test_standing_with_a_deputyship_takes_one_query(cast, django_assert_num_queries):
    depute(cast, cast.chief)
    user = again(cast.chief)
    with django_assert_num_queries(1):
        assert user.acts_for(cast.center.pk).name == "高瀬 恵子"


def test_the_header_says_that_somebody_is_a_deputy(client, cast):
    depute(cast, cast.chief)
    client.force_login(cast.chief)
    page = client.get("/").content.decode()
    assert '<span class="sk-user-role">所長（代決）</span>' in page


@pytest.mark.parametrize("who", ["chief", "program", "clerk", "other_director", "manager"])
def test_only_the_director_of_the_center_names_a_deputy(cast, who):
    with pytest.raises(NotAllowed):
        depute(cast, cast.evaluator, by=getattr(cast, who))
    assert not Membership.objects.deputies().exists()


def test_a_deputy_names_no_deputy_and_gives_and_takes_no_directors_post(cast):
    depute(cast, cast.chief)
    deputy = again(cast.chief)
    with pytest.raises(NotAllowed):
        depute(cast, cast.program, by=deputy)
    with pytest.raises(NotAllowed):
        Membership(organization=cast.center, user=cast.program, post=Post.DIRECTOR).appoint(by=deputy)
    for membership in Membership.objects.filter(organization=cast.center, post=Post.DIRECTOR):
        with pytest.raises(NotAllowed):
            membership.end(by=deputy, on=clock.today())
    with pytest.raises(NotAllowed):
        cast.chief.memberships.get(post=Post.CHIEF_COUNSELOR).end(by=deputy, on=clock.today())


def test_a_deputy_gives_and_takes_the_other_posts(cast):
    depute(cast, cast.chief)
    deputy = again(cast.chief)
    new = Membership(organization=cast.center, user=cast.clerk, post=Post.PROGRAM_COUNSELOR)
    new.appoint(by=deputy)
    new.end(by=deputy, on=clock.today())
    assert new.history.first().history_post == ACTING_DIRECTOR


@pytest.mark.parametrize("who", ["clerk", "dispatched", "other_program", "manager", "director"])
def test_a_deputy_is_a_counselor_of_the_center(cast, who):
    with pytest.raises((Refused, ValidationError)):
        depute(cast, getattr(cast, who))
    assert not Membership.objects.deputies().exists()


def test_a_deputy_is_a_counselor_for_the_whole_term(cast):
    cast.chief.memberships.get().end(by=cast.director, on=clock.today() + 3 * DAY)
    with pytest.raises(Refused, match="その期間を通して"):
        depute(cast, cast.chief, last=4)
    depute(cast, cast.chief, last=3)


def test_there_is_one_deputy_at_a_time(cast):
    depute(cast, cast.chief, last=6)
    with pytest.raises(Refused, match="大西 誠さんの代決（.*）と期間が重なります"):
        depute(cast, cast.program, first=6, last=9)
    depute(cast, cast.program, first=7, last=9)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"first": -1}, "今日以後"), ({"first": 3, "last": 2}, "始まり以後"), ({"reason": "　"}, "理由を書いてください")],
)
def test_a_deputyship_has_a_term_to_come_and_a_reason(cast, change, said):
    with pytest.raises(Refused, match=said):
        depute(cast, cast.chief, **change)
    assert not Membership.objects.deputies().exists()


def test_a_deputyship_without_an_end_or_in_another_post_cannot_be_kept(cast):
    for post, until in ((Post.DIRECTOR, None), (Post.CLERK, clock.today())):
        row = Membership(organization=cast.center, user=cast.chief, post=post, acting_for=cast.director, valid_to=until)
        with pytest.raises(ValidationError, match="代決は、所長の役職に"):
            keep(row, by=None, reason="発令")


def test_the_director_ends_a_deputyship_early(cast):
    depute(cast, cast.chief).dismiss(by=cast.director, reason="出張がなくなった")
    assert not again(cast.chief).directs(cast.center.pk)


def test_a_deputyship_ends_with_the_deputys_post_as_a_counselor(cast):
    deputy = depute(cast, cast.chief, last=6)
    cast.chief.memberships.get(post=Post.CHIEF_COUNSELOR).end(by=cast.director, on=clock.today() + 2 * DAY)
    deputy.refresh_from_db()
    assert deputy.valid_to == clock.today() + 2 * DAY
    cast.chief.memberships.get(post=Post.CHIEF_COUNSELOR).dismiss(by=cast.director)
    assert again(cast.chief).standing == []


def test_a_deputyship_ends_with_the_director_it_stands_for(cast):
    deputy = depute(cast, cast.chief, first=1, last=9)
    Membership(organization=cast.center, user=cast.evaluator, post=Post.DIRECTOR).appoint(by=cast.director)
    cast.director.memberships.get().dismiss(by=cast.director)
    deputy.refresh_from_db()
    with clock.moved_to(clock.today() + 2 * DAY):
        assert not again(cast.chief).directs(cast.center.pk)
    assert deputy.history.first().history_change_reason == "解除する：所長の解除に伴う"

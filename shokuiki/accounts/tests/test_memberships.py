"""Posts with terms: what a membership gives, and when; 発令 and 解除."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, User
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep
from shokuiki.testing.factories import make_member

DAY = timedelta(days=1)


def again(user):
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)


def post_of(user, post):
    return user.memberships.get(post=post, acting_for=None)


def appoint(cast, user, post, **changes):
    membership = Membership(organization=cast.center, user=user, post=post, **changes)
    membership.appoint(by=cast.director, reason="異動")
    return membership


def test_a_membership_gives_what_it_gives_from_its_first_to_its_last_day(cast):
    today = clock.today()
    appoint(cast, cast.clerk, Post.PROGRAM_COUNSELOR, valid_from=today + DAY, valid_to=today + 2 * DAY)
    found = []
    for number in range(4):
        with clock.moved_to(today + number * DAY):
            found.append(again(cast.clerk).counsels_at(cast.center.pk))
    assert found == [False, True, True, False]


def test_what_is_ended_at_once_gives_nothing_at_the_next_request(cast):
    post_of(cast.clerk, Post.CLERK).dismiss(by=cast.director)
    user = again(cast.clerk)
    assert (user.standing, user.center, user.center_ids, user.post_at(cast.center.pk)) == ([], None, [], "")


def test_an_inactive_person_has_no_standing(cast):
    cast.clerk.is_active = False
    cast.clerk.save()
    assert again(cast.clerk).standing == []


def test_a_superuser_gets_nothing_from_it(cast):
    root = User.objects.create_superuser("root@example.jp", "kaze-no-mori-8", name="管理 太郎", kana="かんり たろう")
    assert (root.standing, root.directs(cast.center.pk)) == ([], False)
    with pytest.raises(NotAllowed):
        Membership(organization=cast.center, user=root, post=Post.DIRECTOR).appoint(by=root)


def test_a_post_is_given_with_reason_and_who_gave_it(cast):
    membership = appoint(cast, cast.clerk, Post.EVALUATION_COUNSELOR)
    row = membership.history.get()
    assert (row.history_change_reason, row.history_user, row.history_post) == ("発令する：異動", cast.director, "director")


def test_nobody_holds_one_post_twice_on_one_day(cast):
    held = post_of(cast.clerk, Post.CLERK)
    held.end(by=cast.director, on=clock.today() + 5 * DAY)
    with pytest.raises(Refused, match="すでにこの役職に就いています"):
        appoint(cast, cast.clerk, Post.CLERK, valid_from=clock.today() + 5 * DAY)
    appoint(cast, cast.clerk, Post.CLERK, valid_from=clock.today() + 6 * DAY)
    assert cast.clerk.memberships.count() == 2


def test_who_was_relieved_at_once_can_be_appointed_on_the_same_day(cast):
    post_of(cast.clerk, Post.CLERK).dismiss(by=cast.director)
    appoint(cast, cast.clerk, Post.CLERK)
    assert again(cast.clerk).works_at(cast.center.pk)


def test_a_center_has_no_post_of_a_corporation(cast):
    with pytest.raises(ValidationError, match="この役職はありません"):
        keep(Membership(organization=cast.center, user=cast.clerk, post=Post.MANAGER), by=None, reason="発令")


@pytest.mark.parametrize("who", ["chief", "program", "clerk", "manager", "other_director"])
def test_only_the_director_of_the_center_gives_and_takes_posts(cast, who):
    user = getattr(cast, who)
    with pytest.raises(NotAllowed):
        Membership(organization=cast.center, user=cast.clerk, post=Post.PROGRAM_COUNSELOR).appoint(by=user)
    with pytest.raises(NotAllowed):
        post_of(cast.clerk, Post.CLERK).end(by=user, on=clock.today())
    assert again(cast.clerk).works_at(cast.center.pk) and not again(cast.clerk).counsels_at(cast.center.pk)


def test_a_post_ends_today_or_later(cast):
    held = post_of(cast.clerk, Post.CLERK)
    with pytest.raises(Refused, match="今日以後"):
        held.end(by=cast.director, on=clock.today() - DAY)
    held.end(by=cast.director, on=clock.today(), reason="退職")
    assert again(cast.clerk).works_at(cast.center.pk)
    with clock.moved_to(clock.today() + DAY):
        assert again(cast.clerk).standing == []
        with pytest.raises(Refused, match="解除済み"):
            held.end(by=cast.director, on=clock.today())
    assert held.history.first().history_change_reason == "解除する：退職"


def test_an_appointment_taken_back_before_its_day_never_holds(cast):
    coming = appoint(cast, cast.clerk, Post.PROGRAM_COUNSELOR, valid_from=clock.today() + 3 * DAY)
    coming.dismiss(by=cast.director)
    assert coming.never_began
    with clock.moved_to(clock.today() + 3 * DAY):
        assert not again(cast.clerk).counsels_at(cast.center.pk)
    appoint(cast, cast.clerk, Post.PROGRAM_COUNSELOR, valid_from=clock.today())


def test_the_last_director_stays_until_a_successor_follows_on_the_next_day(cast):
    own, today = post_of(cast.director, Post.DIRECTOR), clock.today()
    with pytest.raises(Refused, match="先に後任の所長を発令してください"):
        own.end(by=cast.director, on=today + 9 * DAY)
    with pytest.raises(Refused, match="先に後任の所長を発令してください"):
        own.dismiss(by=cast.director)
    successor = appoint(cast, cast.chief, Post.DIRECTOR, valid_from=today + 10 * DAY)
    with pytest.raises(Refused, match="先に後任の所長を発令してください"):
        own.end(by=cast.director, on=today + 8 * DAY)
    own.end(by=cast.director, on=today + 9 * DAY)
    with pytest.raises(Refused, match="先に後任の所長を発令してください"):
        successor.dismiss(by=cast.director)
    with clock.moved_to(today + 10 * DAY):
        assert (again(cast.director).directs(cast.center.pk), again(cast.chief).heads(cast.center.pk)) == (False, True)


def test_an_inactive_successor_is_none(cast):
    heir = make_member(cast.center, Post.DIRECTOR, "後任 一郎", "こうにん いちろう")
    heir.is_active = False
    heir.save()
    with pytest.raises(Refused, match="先に後任の所長を発令してください"):
        post_of(cast.director, Post.DIRECTOR).end(by=cast.director, on=clock.today())


def test_a_director_is_appointed_without_an_end(cast):
    with pytest.raises(Refused, match="所長の発令には解除日を付けません"):
        appoint(cast, cast.chief, Post.DIRECTOR, valid_to=date(2100, 1, 1))


def test_the_second_of_two_who_end_a_post_is_told(cast):
    held, same = post_of(cast.clerk, Post.CLERK), post_of(cast.clerk, Post.CLERK)
    held.end(by=cast.director, on=clock.today() + DAY, seen=held.version)
    with pytest.raises(Refused, match="先に保存しました"):
        same.end(by=cast.director, on=clock.today(), seen=same.version)

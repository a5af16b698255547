"""Two people at once: nobody comes in twice, and of the last two who may let others in only one can go."""

from datetime import timedelta

import pytest

from shokuiki.accounts.enums import InvitationState, Post
from shokuiki.accounts.models import Invitation, Membership, User
from shokuiki.accounts.models import invitation as invitations
from shokuiki.members import actions
from shokuiki.records import clock
from shokuiki.records.errors import Refused, Stale
from shokuiki.testing.factories import make_member
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]
PASSWORD = "mado-no-akari-7"


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def anew(row):
    return type(row)._base_manager.get(pk=row.pk)


def test_of_the_last_two_managers_only_one_can_leave(cast, monkeypatch):
    second = make_member(cast.corporation, Post.MANAGER, "林 正夫", "はやし まさお")

    def leave(user):
        membership = user.memberships.get()
        return lambda: actions.leave(membership, by=anew(user))

    results = meanwhile(monkeypatch, Membership, "refuse_last", leave(cast.manager), leave(second))
    assert results[0] is None and isinstance(results[1], Refused) and "管理者がほかにいません" in results[1].message
    left = Membership.objects.filter(organization=cast.corporation, post=Post.MANAGER).current()
    assert [membership.user for membership in left] == [second]


def test_two_directors_who_end_each_others_posts_leave_one(cast, monkeypatch):
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")

    def dismiss(user, by):
        membership, by = user.memberships.get(), anew(by)
        assert by.standing  # read before, as by the page
        return lambda: actions.dismiss(membership, by=by, reason="異動")

    results = meanwhile(
        monkeypatch, Membership, "refuse_last", dismiss(cast.director, second), dismiss(second, cast.director)
    )
    assert results[0] is None and isinstance(results[1], Refused) and "所長がいません" in results[1].message
    assert Membership.objects.filter(organization=cast.center).heads().current().get().user == second


def test_an_invitation_opened_in_two_windows_makes_one_account(cast, invite):
    invitation, _ = invite(cast.center, Post.CLERK, by=cast.director)
    results = at_once(*[lambda: actions.accept_as_new(anew(invitation), password=PASSWORD)] * 2)
    assert kinds(results) == ["Refused", "User"]
    user = User.objects.get(email=invitation.email)
    assert user.memberships.get().post == Post.CLERK


def test_an_invitation_accepted_twice_by_one_person_gives_one_post(cast, invite):
    invitation, _ = invite(cast.center, Post.CLERK, by=cast.director, email=cast.partner.email)
    results = at_once(*[lambda: actions.accept(anew(invitation), by=anew(cast.partner))] * 2)
    assert kinds(results) == ["NoneType", "Refused"]
    assert cast.partner.memberships.filter(organization=cast.center).count() == 1


def test_two_invitations_to_one_address_make_one_account_and_a_sentence(cast, invite, monkeypatch):
    """Both letters are opened; whoever is later is told to sign in and accept the second."""
    one, _ = invite(cast.center, Post.CLERK, by=cast.director)
    other, _ = invite(cast.other_center, Post.CLERK, by=cast.other_director)
    results = meanwhile(
        monkeypatch, User.objects, "create_user",
        lambda: actions.accept_as_new(anew(one), password=PASSWORD),
        lambda: actions.accept_as_new(anew(other), password=PASSWORD),
    )
    assert kinds(results) == ["Refused", "User"] and "ログインしてから" in results[1].message
    assert anew(one).state == InvitationState.ACCEPTED and anew(other).state == InvitationState.OPEN


def test_an_invitation_is_either_accepted_or_revoked(cast, invite):
    invitation, _ = invite(cast.center, Post.CLERK, by=cast.director)
    seen = invitation.version
    results = at_once(
        lambda: actions.accept_as_new(anew(invitation), password=PASSWORD),
        lambda: anew(invitation).revoke(by=anew(cast.director), seen=seen),
    )
    state = anew(invitation).state
    if state == InvitationState.ACCEPTED:
        assert isinstance(results[0], User) and isinstance(results[1], Stale)
    else:
        assert state == InvitationState.REVOKED and isinstance(results[0], Refused) and results[1] is None
        assert not User.objects.filter(email=invitation.email).exists()


def test_one_person_invited_by_two_at_once_gets_one_letter_and_the_other_a_sentence(cast, monkeypatch):
    def ask(by):
        invitation = Invitation(
            organization=cast.center, post=Post.CLERK, email="atarashii@example.jp", name="佐藤 花", kana="さとう はな"
        )
        return lambda: invitation.invite(by=anew(by))

    results = meanwhile(monkeypatch, invitations, "create", ask(cast.director), ask(cast.chief))
    assert isinstance(results[0], str)
    assert "すでに招待しています" in str(results[1])
    assert Invitation.objects.count() == 1


def test_who_is_appointed_while_accepting_holds_the_post_once(cast, invite, monkeypatch):
    invitation, _ = invite(cast.center, Post.CLERK, by=cast.director, email=cast.partner.email)
    term = {"valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=30)}
    appointment = Membership(user=cast.partner, organization=cast.center, post=Post.CLERK, **term)
    results = meanwhile(
        monkeypatch, invitations, "keep",
        lambda: actions.accept(anew(invitation), by=anew(cast.partner)),
        lambda: appointment.appoint(by=anew(cast.director)),
    )
    assert results[0] is None and isinstance(results[1], Refused) and "すでにこの役職に就いています" in results[1].message
    assert cast.partner.memberships.filter(organization=cast.center).count() == 1


def test_two_deputies_for_overlapping_days_are_not_both_named(cast, monkeypatch):
    def depute(user, first, days):
        start = clock.today() + timedelta(days=first)
        term = {"valid_from": start, "valid_to": start + timedelta(days=days)}
        deputy = Membership(user=user, organization=cast.center, **term)
        return lambda: deputy.depute(by=anew(cast.director), reason="出張")

    results = meanwhile(
        monkeypatch, Membership, "refuse_overlap", depute(cast.chief, 0, 5), depute(cast.program, 3, 5)
    )
    assert isinstance(results[0], Membership) and isinstance(results[1], Refused) and "期間が重なります" in results[1].message
    assert Membership.objects.deputies().get().user == cast.chief

"""Leaving: a 管理者 removes the corporation's people, one goes oneself; access ends at once, the name stays."""

import pytest
from django.test import Client
from django.urls import reverse

from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import User
from shokuiki.members.tests.conftest import text_of
from shokuiki.records.gate import keep
from shokuiki.testing.factories import PASSWORD, make_member


def own(user):
    return user.memberships.get()


def dismiss(sends, user, member):
    held = own(member)
    return sends(user, {"reason": "退職", "seen": held.version}, "membership_dismiss", held.pk)


def signed_in(user):
    """A browser in which the person signed in by the form."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert browser.get("/").status_code == 200
    return browser


def test_a_manager_removes_a_person_who_is_out_at_the_next_request(sends, cast):
    theirs = signed_in(cast.partner)
    assert dismiss(sends, cast.manager, cast.partner).status_code == 302
    response = theirs.get("/")
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
    assert User.objects.get(pk=cast.partner.pk).standing == []
    assert own(cast.partner).history.first().history_change_reason == "担当者から外す：退職"


def test_who_belongs_elsewhere_too_stays_signed_in_there(sends, cast):
    make_other = make_member(cast.other_corporation, Post.MANAGER, "兼務 花子", "けんむ はなこ")
    held = keep(
        type(own(make_other))(user=make_other, organization=cast.corporation, post=Post.CONSIGNED_PARTNER),
        by=None, reason="兼務",
    )
    theirs = signed_in(make_other)
    sends(cast.manager, {"seen": held.version}, "membership_dismiss", held.pk)
    assert theirs.get("/").status_code == 200
    assert User.objects.get(pk=make_other.pk).organization_ids() == [cast.other_corporation.pk]


@pytest.mark.parametrize(
    ("who", "status"),
    [("partner", 403), ("other_manager", 404), ("director", 403), ("program", 403), ("officer", 404)],
)
def test_nobody_else_removes_the_corporations_people(sees, cast, who, status):
    colleague = make_member(cast.corporation, Post.CONSIGNED_PARTNER, "同僚 太郎", "どうりょう たろう")
    user = getattr(cast, who)
    if who == "partner":  # their own page of the other person is no page of theirs
        status = 404
    assert sees(user, "membership_dismiss", own(colleague).pk).status_code == status


@pytest.mark.parametrize(("who", "status"), [("program", 302), ("chief", 302), ("evaluator", 403), ("clerk", 403)])
def test_the_center_removes_people_of_those_without_a_manager(sends, cast, who, status):
    assert dismiss(sends, getattr(cast, who), cast.officer).status_code == status


def test_the_last_manager_is_not_removed_and_does_not_leave(sends, cast):
    held = own(cast.manager)
    for verb in ("membership_dismiss", "membership_leave"):
        page = sends(cast.manager, {"seen": held.version}, verb, held.pk)
        assert page.status_code == 422 and "先に、別の管理者を招待してください" in text_of(page)
    assert User.objects.get(pk=cast.manager.pk).holds(cast.corporation.pk, Post.MANAGER)


def test_an_inactive_or_leaving_manager_does_not_count(sends, cast):
    second = make_member(cast.corporation, Post.MANAGER, "二人目 花", "ふたりめ はな")
    User.objects.filter(pk=second.pk).update(is_active=False)
    held = own(cast.manager)
    assert sends(cast.manager, {"seen": held.version}, "membership_leave", held.pk).status_code == 422
    User.objects.filter(pk=second.pk).update(is_active=True)
    assert sends(cast.manager, {"seen": held.version}, "membership_leave", held.pk).status_code == 302


def test_of_two_managers_one_removes_the_other_and_is_then_the_last(sends, cast):
    second = make_member(cast.corporation, Post.MANAGER, "二人目 花", "ふたりめ はな")
    assert dismiss(sends, second, cast.manager).status_code == 302
    assert dismiss(sends, second, second).status_code == 422


def test_one_leaves_oneself_and_is_signed_out(sends, client, cast):
    held, elsewhere = own(cast.partner), signed_in(cast.partner)
    response = sends(cast.partner, {"seen": held.version, "reason": "異動"}, "membership_leave", held.pk)
    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert "所属から退きました" in text_of(client.get(response.url))
    assert "_auth_user_id" not in client.session
    assert elsewhere.get("/").status_code == 302


def test_a_post_of_the_center_is_not_left_but_ended(sees, cast):
    assert sees(cast.clerk, "membership_leave", own(cast.clerk).pk).status_code == 403


def test_nobody_leaves_for_another(sees, cast):
    assert sees(cast.manager, "membership_leave", own(cast.partner).pk).status_code == 403
    assert sees(cast.other_manager, "membership_leave", own(cast.partner).pk).status_code == 404


def test_the_second_click_finds_it_done(sends, cast):
    held = own(cast.partner)
    assert dismiss(sends, cast.manager, cast.partner).status_code == 302
    assert sends(cast.manager, {"seen": held.version}, "membership_dismiss", held.pk).status_code == 409

"""The administration registers the first 所長 of a center and gives nobody else a post: it is no way round 発令 and 招待."""

import pytest

from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Membership, User
from shokuiki.records import clock
from shokuiki.testing.factories import PASSWORD, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client, db):
    user = User.objects.create_superuser("kanri@example.jp", PASSWORD, name="佐野 健", kana="さの けん")
    client.force_login(user)
    return user


def add(client, user, organization, post):
    data = {"user": user.pk, "organization": organization.pk, "post": post, "valid_from": clock.today().isoformat()}
    return client.post("/admin/accounts/membership/add/", data)


def test_the_first_director_of_a_center_is_registered_with_who_did_it(client, administrator, cast):
    center = make_organization(OrganizationKind.CENTER, "新浜障害者職業センター", "しんはま")
    assert add(client, cast.clerk, center, Post.DIRECTOR).status_code == 302
    held = Membership.objects.get(organization=center)
    assert held.user == cast.clerk and held.history.get().history_user == administrator
    assert add(client, administrator, center, Post.DIRECTOR).status_code == 200
    assert Membership.objects.filter(organization=center).count() == 1


@pytest.mark.parametrize("where, post", [
    ("center", Post.DIRECTOR), ("center", Post.CHIEF_COUNSELOR), ("center", Post.PROGRAM_COUNSELOR), ("corporation", Post.MANAGER),
    ("corporation", Post.CONSIGNED_PARTNER), ("peso", Post.PESO_OFFICER),
])
def test_an_administrator_gives_nobody_another_post_and_themself_none(client, administrator, cast, where, post):
    answer = add(client, administrator, getattr(cast, where), post)
    assert answer.status_code == 200 and "所長のいないセンターの所長だけです" in answer.content.decode()
    assert not administrator.memberships.exists()


def test_a_post_that_is_held_cannot_be_changed_or_taken(client, administrator, cast):
    held = cast.director.memberships.get()
    address = f"/admin/accounts/membership/{held.pk}"
    assert client.post(f"{address}/change/", {"user": administrator.pk, "post": Post.DIRECTOR}).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    held.refresh_from_db()
    assert held.user == cast.director and client.get(f"{address}/change/").status_code == 200


def test_the_kind_of_an_organization_stays(client, administrator, cast):
    address = f"/admin/accounts/organization/{cast.peso.pk}/change/"
    client.post(address, {"name": "港南公共職業安定所", "kana": "こうなん", "kind": OrganizationKind.CENTER})
    cast.peso.refresh_from_db()
    assert cast.peso.kind == OrganizationKind.PESO and cast.peso.kana == "こうなん"


def test_an_administrator_without_a_post_sees_nothing_of_the_program(client, administrator, cast):
    for address in ("/", "/cases/", "/access/", "/ledger/", "/members/organizations/", "/applications/"):
        assert client.get(address).status_code in (403, 404), address

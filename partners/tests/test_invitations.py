"""Inviting a registered パートナー: offered on the lists, filled in, and linked when accepted."""

import pytest
from django.urls import reverse

from partners.enums import PartnerKind
from partners.models import Corporation, Partner
from partners.tests.conftest import text_of
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Invitation, User
from shokuiki.members import actions
from shokuiki.records.gate import create, keep


@pytest.fixture
def partner(cast):
    """A registered partner of the corporation who has no account."""
    return create(
        Partner(kind=PartnerKind.CONSIGNED, organization=cast.corporation, name="佐藤 花", kana="さとう はな"), by=cast.program
    )


def page_of(partner):
    return reverse("members:invite_candidate", args=["partner", partner.pk])


def test_the_list_offers_to_invite_who_has_no_account(client, cast, partner):
    client.force_login(cast.program)
    assert page_of(partner) in text_of(client.get(reverse("partners:partners")))
    keep_user(partner, cast.partner)
    assert page_of(partner) not in text_of(client.get(reverse("partners:partners")))


def keep_user(partner, user):
    partner.user = user
    keep(partner, by=None, reason="利用者")


def test_who_may_not_invite_is_not_offered_it(client, cast, partner):
    client.force_login(cast.clerk)
    assert page_of(partner) not in text_of(client.get(reverse("partners:partners")))
    assert client.get(page_of(partner)).status_code == 404


def test_a_registered_partner_is_invited_and_linked_to_the_account(client, cast, partner):
    client.force_login(cast.program)
    page = text_of(client.get(page_of(partner)))
    assert "佐藤 花さんを招待する" in page and 'value="さとう はな"' in page
    data = {"post": Post.CONSIGNED_PARTNER, "name": "佐藤 花", "kana": "さとう はな", "email": "hana@example.jp"}
    assert client.post(page_of(partner), data).url == reverse("partners:partners")
    invitation = Invitation.objects.get()
    assert invitation.source == f"partner:{partner.pk}"
    user = actions.accept_as_new(invitation, password="yama-no-mori-99")
    partner.refresh_from_db()
    assert partner.user == user
    assert (partner.history.first().history_user, user.memberships.get().post) == (user, Post.CONSIGNED_PARTNER)
    assert client.get(page_of(partner)).status_code == 404


def test_a_partner_who_was_given_an_account_meanwhile_keeps_it(client, cast, partner):
    client.force_login(cast.manager)
    data = {"post": Post.CONSIGNED_PARTNER, "name": "佐藤 花", "kana": "さとう はな", "email": "hana@example.jp"}
    client.post(page_of(partner), data)
    keep_user(partner, cast.partner)
    actions.accept_as_new(Invitation.objects.get(), password="yama-no-mori-99")
    partner.refresh_from_db()
    assert partner.user == cast.partner and User.objects.filter(email="hana@example.jp").exists()


def test_a_manager_invites_partners_of_the_own_corporation_only(client, cast, partner):
    client.force_login(cast.other_manager)
    assert client.get(page_of(partner)).status_code == 404
    client.force_login(cast.manager)
    assert client.get(page_of(partner)).status_code == 200
    assert client.get(reverse("members:invite_candidate", args=["nobody", 1])).status_code == 404


def test_the_page_of_the_corporation_leads_its_manager_to_its_people(client, cast, partner):
    corporation = keep(Corporation(organization=cast.corporation), by=None, reason="登録")
    client.force_login(cast.manager)
    page = text_of(client.get(corporation.get_absolute_url()))
    assert "担当者を管理する" in page and reverse("members:people", args=[cast.corporation.pk]) in page
    assert page_of(partner) in page
    client.force_login(cast.clerk)
    assert "担当者を見る" in text_of(client.get(corporation.get_absolute_url()))

"""Who is removed from an organization loses what came with it, though their name stays on what they did."""

import pytest
from django.urls import reverse

from cases.models import Case, DailyLog, PartnerAssignment
from cases.tests.factories import make_log, supporting_case
from meetings.models import Meeting
from partners.models import Partner
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, User
from shokuiki.records.gate import keep


@pytest.fixture
def left(cast):
    """A case of a partner who has just been removed by the 管理者: (case, log)."""
    case = supporting_case(cast)
    log = make_log(case, cast.partner)
    cast.partner.memberships.get().dismiss(by=cast.manager)
    return case, log


def test_a_removed_partner_sees_nothing_of_the_case(cast, left):
    user = User.objects.get(pk=cast.partner.pk)
    assert Partner.objects.filter(user=user).exists()
    seen = [model.objects.visible_to(user).exists() for model in (Case, DailyLog, PartnerAssignment, Meeting)]
    assert seen == [False, False, False, False]


def test_every_page_of_the_case_is_gone_at_the_next_request(cast, client, left):
    case, log = left
    client.force_login(cast.partner)
    pages = [("cases:case", case.pk), ("cases:log", log.pk), ("cases:log_create", case.pk), ("cases:log_edit", log.pk)]
    assert {name: client.get(reverse(name, args=[pk])).status_code for name, pk in pages} == dict.fromkeys(
        [name for name, _ in pages], 404
    )
    assert client.get("/").status_code == 403


def test_a_post_in_another_organization_opens_nothing_of_the_first(cast, left):
    case, _ = left
    keep(
        Membership(user=cast.partner, organization=cast.other_corporation, post=Post.CONSIGNED_PARTNER),
        by=None, reason="発令",
    )
    user = User.objects.get(pk=cast.partner.pk)
    assert user.is_partner and not Case.objects.visible_to(user).filter(pk=case.pk).exists()


def test_the_name_of_who_left_stays_on_the_log(cast, client, left):
    _, log = left
    client.force_login(cast.program)
    assert cast.partner.name in client.get(reverse("cases:log", args=[log.pk])).content.decode()

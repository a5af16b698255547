"""代決 on the person's track: the deputy selects the person with both names, and P17 holds for the deputy."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.enums import MeetingKind, Role
from meetings.members import propose
from meetings.tests.selection_steps import decision, requested
from shokuiki.accounts.models import Membership, User
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.models import Decision

REASON = "本人の希望と評価の結果が合っている。"
BOTH = "藤井 航（所長 高瀬 恵子の代決）"


def deputed(cast, user):
    today = clock.today()
    deputy = Membership(organization=cast.center, user=user, valid_from=today, valid_to=today + timedelta(days=6))
    deputy.depute(by=cast.director, reason="出張のため")
    return User.objects.get(pk=user.pk)


def of_selection():
    return Decision.objects.get(kind="target_selection")


def test_the_deputys_selection_carries_both_names_on_every_page(cast, client):
    request = requested(cast)
    request.select(by=deputed(cast, cast.colleague), **decision(request))
    assert (of_selection().by, of_selection().on_behalf_of) == (cast.colleague, cast.director)
    client.force_login(cast.chief)
    for name, pk in (("meetings:target_selection", request.pk), ("cases:case", request.case_id)):
        assert BOTH in client.get(reverse(name, args=[pk])).content.decode()
    history = client.get(reverse("cases:history", args=[request.case_id])).content.decode()
    assert "所長（代決）" in history


@pytest.mark.parametrize("verb", ["decline", "send_back"])
def test_the_deputys_other_decisions_carry_both_names(cast, verb):
    request = requested(cast)
    getattr(request, verb)(by=deputed(cast, cast.colleague), event_date=clock.today(), reason=REASON)
    assert of_selection().signed_by == BOTH


def decide(request, verb, by):
    if verb == "select":
        return request.select(by=by, **decision(request))
    return getattr(request, verb)(by=by, event_date=clock.today(), reason=REASON)


@pytest.mark.parametrize("verb", ["select", "decline", "send_back"])
def test_p17_a_deputy_who_asked_or_counsels_the_case_does_not_decide(cast, verb):
    request = requested(cast)
    deputy = deputed(cast, cast.program)
    with pytest.raises(Refused) as refused:
        decide(request, verb, deputy)
    assert (refused.value.no, refused.value.clause) == ("P17", "センター運用")
    Membership.objects.deputies().get().dismiss(by=cast.director)
    with pytest.raises(Refused, match="案件の担当：三宅 由香") as refused:
        decide(request, verb, deputed(cast, cast.evaluator))
    assert refused.value.no == "P17"
    assert not Decision.objects.filter(kind="target_selection").exists()


def test_nobody_decides_before_the_term_begins(cast):
    request = requested(cast)
    tomorrow = clock.today() + timedelta(days=1)
    Membership(organization=cast.center, user=cast.colleague, valid_from=tomorrow, valid_to=tomorrow).depute(
        by=cast.director, reason="出張のため"
    )
    with pytest.raises(NotAllowed):
        decide(request, "select", User.objects.get(pk=cast.colleague.pk))


def test_a_deputy_is_invited_to_a_meeting_in_their_own_post_only(cast):
    request = requested(cast)
    deputed(cast, cast.chief)
    rows = propose(MeetingKind.CASE_MEETING, cast.center, [request.case])
    directors = [row.user for row in rows if Role.DIRECTOR in row.roles]
    assert directors == [cast.director]

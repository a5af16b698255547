"""代決 on the corporation's track: the deputy selects with both names, and P17 holds for the deputy."""

from datetime import date, timedelta

import pytest

from partners.tests.conftest import text_of
from partners.tests.factories import make_application, select
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, User
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.models import Decision

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_24_november():
    with clock.moved_to(TODAY):
        yield


def deputed(cast, user, *, days=6):
    """The user, as the deputy of the 所長 from today."""
    deputy = Membership(
        organization=cast.center, user=user, valid_from=TODAY, valid_to=TODAY + timedelta(days=days)
    )
    deputy.depute(by=cast.director, reason="出張のため")
    return User.objects.get(pk=user.pk)


def test_the_deputys_selection_carries_both_names(cast, sees):
    application = make_application(cast, "awaiting_decision")
    selection = select(application, deputed(cast, cast.colleague))
    decision = selection.decision
    assert (decision.by, decision.on_behalf_of, decision.post) == (cast.colleague, cast.director, "acting_director")
    assert decision.signed_by == "藤井 航（所長 高瀬 恵子の代決）"
    assert decision.text.facts["S1"] == "決定する人：藤井 航（所長 高瀬 恵子の代決）"
    for page in (sees(cast.clerk, "application_history", application.pk), sees(cast.manager, "selection", selection.pk)):
        assert "決定　藤井 航（所長 高瀬 恵子の代決）" in text_of(page)


def test_the_directors_own_decision_carries_one_name(cast):
    deputed(cast, cast.colleague)
    decision = select(make_application(cast, "awaiting_decision"), cast.director).decision
    assert (decision.on_behalf_of, decision.signed_by) == (None, "所長 高瀬 恵子")


def test_the_deputy_declines_revokes_and_sends_back_with_both_names(cast):
    deputy = deputed(cast, cast.colleague)
    application = make_application(cast, "awaiting_decision")
    application.send_back(by=deputy, event_date=TODAY, reason="確かめてほしい。")
    application.ask_decision(by=cast.program)
    application.reject(by=deputy, event_date=TODAY, reason="体制が足りない。")
    select(make_application(cast, "awaiting_decision"), cast.director).revoke(
        by=deputy, event_date=TODAY, reason="辞退の申出があった。"
    )
    told = Decision.objects.filter(by=cast.colleague)
    assert [(row.outcome, row.on_behalf_of) for row in told.order_by("pk")] == [
        ("sent_back", cast.director), ("declined", cast.director), ("revoked", cast.director),
    ]


def test_nobody_selects_before_or_after_the_term(cast):
    """S1"""
    application = make_application(cast, "awaiting_decision")
    deputed(cast, cast.colleague, days=1)
    with clock.moved_to(TODAY + timedelta(days=2)), pytest.raises(NotAllowed):
        select(application, User.objects.get(pk=cast.colleague.pk))
    assert not Decision.objects.exists()


def test_p17_a_deputy_who_asked_does_not_decide(cast):
    application = make_application(cast, "awaiting_decision")
    deputy = deputed(cast, application.asked_by)
    for decide in (
        lambda: select(application, deputy),
        lambda: application.reject(by=deputy, event_date=TODAY, reason="体制が足りない。"),
    ):
        with pytest.raises(Refused) as refused:
            decide()
        assert (refused.value.no, refused.value.clause) == ("P17", "センター運用")
    assert not Decision.objects.exists()


def test_p17_a_deputy_who_wrote_the_opinion_does_not_decide(cast):
    application = make_application(cast, "under_review")
    application.write_opinion(by=cast.chief, opinion="体制は整っている。")
    application.ask_decision(by=cast.program)
    deputy = deputed(cast, cast.chief)
    with pytest.raises(Refused, match="審査意見を書いた人：大西 誠") as refused:
        select(application, deputy)
    assert refused.value.no == "P17"
    select(application, cast.director)


def test_p17_who_wrote_the_opinion_as_a_counselor_does_not_decide_as_the_new_director(cast):
    application = make_application(cast, "under_review")
    application.write_opinion(by=cast.chief, opinion="体制は整っている。")
    application.ask_decision(by=cast.program)
    Membership(user=cast.chief, organization=cast.center, post=Post.DIRECTOR).appoint(by=cast.director)
    cast.chief.memberships.get(post=Post.CHIEF_COUNSELOR).dismiss(by=cast.director)
    promoted = User.objects.get(pk=cast.chief.pk)
    for decide in (
        lambda: select(application, promoted),
        lambda: application.reject(by=promoted, event_date=TODAY, reason="体制が足りない。"),
    ):
        with pytest.raises(Refused, match="審査意見を書いた人：大西 誠") as refused:
            decide()
        assert refused.value.no == "P17"
    assert not Decision.objects.exists()


def test_the_deputy_finds_the_application_among_what_waits(cast, client):
    make_application(cast, "awaiting_decision")
    client.force_login(deputed(cast, cast.colleague))
    page = text_of(client.get("/"))
    assert "承認待ち" in page and "所長（代決）" in page


def test_the_page_of_the_decision_names_the_deputy(cast, sees):
    application = make_application(cast, "awaiting_decision")
    page = sees(deputed(cast, cast.colleague), "application_select", application.pk)
    assert page.status_code == 200 and "決定する人：藤井 航（所長 高瀬 恵子の代決）" in text_of(page)

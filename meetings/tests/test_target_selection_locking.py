"""Two people at once: of two decisions, and of two requests, exactly one is written."""

import pytest

from meetings.models import TargetSelection
from meetings.tests.selection_steps import concluded, decision, requested
from shokuiki.accounts.enums import Post
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Stale
from shokuiki.records.models import Decision
from shokuiki.testing.factories import make_member
from shokuiki.testing.racing import at_once

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]


def test_of_two_directors_who_select_at_once_exactly_one_wins(cast):
    request = requested(cast)
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")
    seen, typed = request.version, decision(request)

    def select(by):
        return lambda: TargetSelection.objects.get(pk=request.pk).select(by=by, seen=seen, **typed)

    def decline(by):
        on = {"event_date": typed["event_date"], "reason": "体調の回復を待つ。"}
        return lambda: TargetSelection.objects.get(pk=request.pk).decline(by=by, seen=seen, **on)

    results = at_once(select(cast.director), decline(second))
    assert [type(result) for result in results if result] == [Stale]
    request.refresh_from_db()
    made = Decision.objects.get(kind="target_selection")
    assert request.decision == made and request.outcome == made.outcome
    expected = {Outcome.SELECTED: cast.director, Outcome.DECLINED: second}
    assert made.by == expected[made.outcome]
    assert request.case.state == {"selected": "selected", "declined": "not_selected"}[made.outcome]


def test_of_two_counselors_who_ask_at_once_exactly_one_wins(cast):
    case = concluded(cast)
    case_type, seen = type(case), case.version

    def ask(by):
        return lambda: TargetSelection.ask(case_type.objects.get(pk=case.pk), by=by, on=clock.today(), seen=seen)

    results = at_once(ask(cast.program), ask(cast.chief))
    assert sorted(type(result).__name__ for result in results) == ["Stale", "TargetSelection"]
    assert TargetSelection.objects.get().requested_by in (cast.program, cast.chief)

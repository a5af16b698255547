"""Decisions from before the ledger: numbered in their order per center, chained, and then as safe as the later ones."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.migrations.state import ProjectState

from cases.models import Case
from cases.tests import factories as make
from shokuiki.records.models import Chain, Decision, DecisionText
from shokuiki.records.tests.tampering import change, decided_center, findings, sql, unprotected
from shokuiki.records.tests.test_ledger import decide

pytestmark = pytest.mark.django_db
number_existing = import_module("shokuiki.records.migrations.0005_ledger").number_existing


def from_before_the_ledger():
    """Take away all that the ledger added, as far as the columns let us, and let the migration number anew."""
    with unprotected():
        sql("UPDATE records_decision SET number = id + 1000, previous_hash = '', text_digest = '', hash = '', decided = '{}'")
        sql("UPDATE records_decisiontext SET salt = ''")
        Chain.objects.all().delete()
        number_existing(ProjectState.from_apps(apps).apps, None)


@pytest.fixture
def two_centers(cast):
    """A finished case at one center, decisions of another between those of the first."""
    case = decided_center(cast)
    first, people = cast.center, (cast.program, cast.director)
    cast.center, cast.program, cast.director = cast.other_center, cast.other_program, cast.other_director
    other = make.make_case(cast, person=make.make_person(cast, given_name="進"), evaluation_counselor=None)
    decide(other, cast.director)
    cast.center, (cast.program, cast.director) = first, people
    decide(case, cast.director)
    decide(other, cast.other_director)
    from_before_the_ledger()
    return case


def test_the_decisions_of_each_center_are_numbered_in_the_order_they_were_written(cast, two_centers):
    for center in (cast.center, cast.other_center):
        rows = Decision.objects.filter(center=center).order_by("pk")
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.previous_hash for row in rows] == ["", *(row.hash for row in rows)][:-1]
        assert Chain.objects.get(center=center).hash == rows.last().hash
    assert Decision.objects.filter(center=cast.other_center).count() == 2


def test_what_was_numbered_verifies_and_goes_on(cast, two_centers):
    assert findings(cast.center) == findings(cast.other_center) == ""
    decide(two_centers, cast.director)
    assert findings(cast.center) == ""


def test_the_words_of_before_are_sealed_with_a_salt_of_their_own(cast, two_centers):
    salts = set(DecisionText.objects.values_list("salt", flat=True))
    assert len(salts) == DecisionText.objects.count() and all(len(salt) == 32 for salt in salts)


@pytest.mark.parametrize(("columns", "words"), [
    ({"state": "supporting"}, "今は「支援実施中」"), ({"ended_on": None}, "支援終了日"), ({"end_kind": "discontinued"}, "今は「中止」"),
])
def test_what_a_decision_of_before_tells_of_its_noun_is_compared(cast, two_centers, columns, words):
    change(Case, two_centers.pk, **columns)
    assert words in findings(cast.center)


@pytest.mark.parametrize("made", [make.concluded_case, make.selected_case, make.ended_case], ids=lambda made: made.__name__)
def test_cases_on_their_way_agree_after_the_numbering(cast, made):
    made(cast)
    from_before_the_ledger()
    assert findings(cast.center) == ""


def test_a_request_sent_back_to_the_meeting_agrees_after_the_numbering(cast):
    from meetings.tests.selection_steps import requested
    from shokuiki.records import clock

    requested(cast, outcome="unsuitable").send_back(by=cast.director, event_date=clock.today(), reason="検討し直す。")
    from_before_the_ledger()
    assert Decision.objects.get(kind="target_selection").decided == {
        "noun": {"state": "awaiting_case_meeting", "conclusion": ""}
    }
    assert findings(cast.center) == ""


def test_selections_and_their_revocation_agree_after_the_numbering(cast):
    from shokuiki.records import clock

    selection = make.make_selection(cast)
    selection.revoke(by=cast.director, event_date=clock.today(), reason="辞退")
    from_before_the_ledger()
    assert findings(cast.center) == ""
    sql("UPDATE partners_selection SET state = 'active' WHERE id = %s", selection.pk)
    assert "今は「選定中」" in findings(cast.center)

"""The ledger: numbered, chained, documented, and one chain even when two decide at once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from cases.models import Case
from cases.tests import factories as make
from shokuiki.records import clock, ledger, verify
from shokuiki.records.models import Chain, Decision, DecisionText
from shokuiki.records.requirements import block
from shokuiki.records.tests.tampering import decided_center, findings

pytestmark = pytest.mark.django_db


def decide(case, by, reason="確かめた。"):
    return Decision.objects.record(
        case, "expanded_in_progress", "unchanged", by=by, event_date=clock.today(), reason=reason,
        requirements=[block("S24", "会議を開いた", True, "健さんの会議", "通知 別紙2")],
    )


def test_decisions_of_a_center_are_numbered_and_each_names_the_one_before(cast):
    case = make.make_case(cast)
    first, second = decide(case, cast.director), decide(case, cast.chief)
    assert (first.number, second.number) == (1, 2)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert re.fullmatch("[0-9a-f]{64}", first.hash)
    chain = Chain.objects.get(center=cast.center)
    assert (chain.number, chain.hash) == (2, second.hash)


def test_each_center_has_a_chain_of_its_own(cast):
    decide(make.make_case(cast), cast.director)
    cast.center, cast.program = cast.other_center, cast.other_program
    other = decide(make.make_case(cast, evaluation_counselor=None), cast.other_director)
    assert (other.number, other.previous_hash) == (1, "")
    assert Chain.objects.count() == 2


def test_a_whole_case_from_application_to_closing_verifies(cast):
    case = decided_center(cast)
    assert case.state == "closed" and Decision.objects.filter(center=cast.center).count() >= 7
    assert findings(cast.center) == ""


def test_the_words_enter_by_a_salted_digest_only(cast):
    decision = decide(make.make_case(cast), cast.director, reason="健さんの体調による。")
    text = decision.text
    assert len(text.salt) == 32 and decision.text_digest == ledger.text_digest(text)
    again = DecisionText(salt=ledger.new_salt(), reason=text.reason, facts=text.facts, acknowledged={})
    assert ledger.text_digest(again) != decision.text_digest
    stored = json.dumps(Decision.objects.values().get(pk=decision.pk), ensure_ascii=False, default=str)
    assert "健さん" not in stored and "体調" not in stored


def test_no_two_decisions_share_a_number(cast):
    decision = decide(make.make_case(cast), cast.director)
    decision.pk = None
    decision._state.adding = True
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


def test_what_fails_after_the_decision_takes_its_number_back(cast):
    case = make.make_case(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        decide(case, cast.director)
        raise RuntimeError
    assert decide(case, cast.director).number == 1
    assert findings(cast.center) == ""


def test_the_numbers_follow_the_order_of_recording_whatever_the_clock_says(cast):
    case = make.make_case(cast)
    first = decide(case, cast.director)
    with clock.moved_to(datetime(2020, 1, 6, tzinfo=UTC)):
        second = decide(case, cast.director)
    assert second.recorded_at < first.recorded_at and second.number == 2
    assert findings(cast.center) == ""


# --- The document ---------------------------------------------------------------------------------------------------
def blocks_of_document():
    text = (Path(settings.BASE_DIR) / "docs" / "ledger.md").read_text(encoding="utf-8")
    return re.findall(r"```(json|text)\n(.*?)```", text, re.S)


def test_the_worked_example_of_the_document_is_what_the_program_computes():
    (words, canonical_words, digest, entry, canonical_entry, hash_) = (body.strip() for _, body in blocks_of_document())
    assert ledger.canonical(json.loads(words)).decode() == canonical_words
    assert ledger.digest(json.loads(words)) == digest == json.loads(entry)["text_digest"]
    assert ledger.canonical(json.loads(entry)).decode() == canonical_entry
    assert ledger.digest(json.loads(entry)) == hash_


def test_a_decision_with_the_values_of_the_document_has_the_hash_of_the_document():
    words, _, _, entry, _, hash_ = (body.strip() for _, body in blocks_of_document())
    told = json.loads(entry)
    columns = {name: told[name] for name in ("number", "previous_hash", "decided", "kind", "outcome", "post", "rests_on")}
    text = DecisionText(**json.loads(words))
    decision = Decision(
        **columns, center_id=told["center"], subject_type=ContentType.objects.get_for_model(Case),
        subject_id=told["subject"]["id"], by_id=told["by"], on_behalf_of_id=told["on_behalf_of"],
        event_date=date.fromisoformat(told["event_date"]), recorded_at=datetime.fromisoformat(told["recorded_at"]),
        text_digest=ledger.text_digest(text),
    )
    assert ledger.entry(decision, noun=decision.subject_label, supersedes=told["supersedes"]) == told
    assert ledger.digest(ledger.entry(decision, noun=decision.subject_label, supersedes=told["supersedes"])) == hash_


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.locking
@pytest.mark.django_db(transaction=True)
def test_decisions_at_once_never_fork_the_chain(cast):
    cases = [make.make_case(cast, person=make.make_person(cast, given_name=name)) for name in "一二三四"]
    together = Barrier(len(cases))

    def run(case):
        together.wait(timeout=30)
        try:
            for _ in range(3):
                decide(Case.objects.get(pk=case.pk), cast.director)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(run, cases))
    numbers = list(Decision.objects.filter(center=cast.center).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 13))
    assert verify.verify(cast.center.pk).ok

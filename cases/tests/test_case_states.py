"""States × verbs of the case as one table: allowed verbs pass the gate, all others are refused with nothing written."""

import pytest

from cases.enums import CASE_VERBS, CaseState
from cases.models import Case
from cases.tests import factories as make
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate
from shokuiki.records.tracked import gate_open


@pytest.fixture
def anybody_may(monkeypatch):
    """The table is about states; who may is tested with each page."""
    monkeypatch.setattr("shokuiki.records.gate.may", lambda user, verb, noun: True)


def put_into(case, state):
    case.state = state
    with gate_open():
        case.save()


def outcome(case, verb, by):
    """What the gate makes of the verb: the state after it, or the sentence of the refusal."""
    try:
        with gate(case, verb, by=by):
            pass
    except Refused as refused:
        return refused.message
    return Case.objects.get().state


@pytest.mark.parametrize("state", CaseState)
def test_each_verb_starts_from_its_states_and_leads_to_its_own(cast, anybody_may, state):
    case = make.make_case(cast)
    for name, verb in CASE_VERBS.items():
        put_into(case, state)
        histories = case.history.count()
        found = outcome(case, name, cast.chief)
        if verb.sources is None or state in verb.sources:
            assert (name, found, case.history.count()) == (name, verb.to or state, histories + 1)
        else:
            assert f"「{verb.label}」は、今の状態（{CaseState(state).label}）ではできません" in found, name
            assert (name, Case.objects.get().state, case.history.count()) == (name, state, histories)


def test_closed_states_have_no_exit(cast):
    closed = {CaseState.CLOSED, CaseState.NOT_SELECTED, CaseState.WITHDRAWN}
    assert {
        name for name, verb in CASE_VERBS.items() if verb.to and verb.sources and closed & set(verb.sources)
    } == set()


def test_a_case_cannot_be_saved_past_the_gate(cast):
    case = make.make_case(cast)
    case.state = CaseState.CLOSED
    with pytest.raises(RuntimeError):
        case.save()
    with pytest.raises(RuntimeError):
        Case.objects.update(state=CaseState.CLOSED)

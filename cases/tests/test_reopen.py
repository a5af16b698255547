"""再開: a new case of the same person that points back; the closed one stays."""

import pytest

from cases.enums import CaseState
from cases.models import Case
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of, url_of
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import gate


def typed(case, **changed):
    return {"on": clock.today().isoformat(), "reason": "もう一度働きたい。", "seen": case.version, **changed}


def withdrawn(cast):
    case = make.evaluated_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    return case


def not_selected(cast):
    case = make.concluded_case(cast, outcome=Outcome.UNSUITABLE)
    with gate(case, "ask_selection", by=cast.program) as row:
        row.asked_by, row.asked_on = cast.program, clock.today()
    case.end_before_support("decline", by=cast.director, on=clock.today(), reason="結論のとおり")
    return case


def closed(cast):
    case = make.follow_up_case(cast)
    case.close(by=cast.chief, on=clock.today(), reason="定着した。")
    return case


@pytest.mark.parametrize("over", [withdrawn, not_selected, closed])
def test_a_case_that_is_over_is_reopened_as_a_new_one(cast, over):
    case = over(cast)
    state = case.state
    answer = signed_in(cast.colleague).post(url_of("reopen", case.pk), typed(case))
    again = Case.objects.exclude(pk=case.pk).get()
    assert answer.status_code == 302 and answer.url == again.get_absolute_url()
    assert (again.state, again.previous_case, again.person) == (CaseState.INTAKE, case, case.person)
    assert (again.consultation, again.peso, again.primary_counselor) == ("もう一度働きたい。", cast.peso, cast.program)
    assert again.number != case.number and again.evaluated_on is None
    case.refresh_from_db()
    assert case.state == state


def test_an_open_case_is_not_reopened(cast):
    case = make.make_case(cast)
    answer = signed_in(cast.program).get(url_of("reopen", case.pk))
    assert answer.status_code == 409
    assert "今の状態（相談受付）ではできません" in text_of(answer)


def test_a_person_with_an_open_case_gets_no_second_one(cast):
    """P1"""
    case = withdrawn(cast)
    client = signed_in(cast.program)
    client.post(url_of("reopen", case.pk), typed(case))
    case.refresh_from_db()
    assert client.get(url_of("reopen", case.pk)).status_code == 409
    page = client.get(case.get_absolute_url())
    assert page.context["actions"] == [] and page.context["case"].next_case_number
    answer = client.post(url_of("reopen", case.pk), typed(case))
    assert answer.status_code == 422
    assert "この人には進行中の案件があります" in text_of(answer)
    assert Case.objects.count() == 2


def test_the_second_of_two_clicks_loses(cast):
    case = withdrawn(cast)
    data = typed(case)
    client = signed_in(cast.program)
    client.post(url_of("reopen", case.pk), data)
    assert client.post(url_of("reopen", case.pk), data).status_code == 409
    assert Case.objects.count() == 2


@pytest.mark.parametrize("changed, sentence", [
    ({"reason": ""}, "再開の理由・相談の内容を入力してください"), ({"on": "平成12年4月1日"}, "この案件が終わった日"),
])
def test_bad_input_says_why(cast, changed, sentence):
    case = withdrawn(cast)
    answer = signed_in(cast.program).post(url_of("reopen", case.pk), typed(case, **changed))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who, status", [
    ("program", 200), ("colleague", 200), ("chief", 200), ("director", 403), ("clerk", 403), ("other_program", 404),
])
def test_who_reopens(cast, who, status):
    case = withdrawn(cast)
    assert signed_in(getattr(cast, who)).get(url_of("reopen", case.pk)).status_code == status


def test_in_place_of_a_counselor_who_has_left_comes_who_reopens(cast):
    """Else nobody would have the new case in their list, or could write in it."""
    case = withdrawn(cast)
    cast.program.memberships.get().dismiss(by=cast.director, reason="異動")
    again = Case.objects.get(pk=case.pk).reopen(by=cast.colleague, on=clock.today(), reason="もう一度働きたい。")
    assert (again.primary_counselor, again.evaluation_counselor, again.program_counselor) == (
        cast.colleague, cast.evaluator, cast.colleague
    )

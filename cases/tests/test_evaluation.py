"""職業評価: started with consent and evaluator, written in rows, confirmed by its evaluator or the 主任."""

from datetime import date, timedelta

import pytest

from cases import enums, models
from cases.enums import APTITUDES, CaseState, ConsentPurpose, EvaluationState
from cases.models import Case, VocationalEvaluation
from cases.tests import factories as make
from cases.tests.pages import refusal, rows, signed_in, text_of, url_of
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep

GATB = {"G": "78", "V": "７４", "N": "80", "Q": "85", "S": "92", "P": "95", "K": "101", "F": "98", "M": "104"}


def begun(cast, **columns):
    return VocationalEvaluation.begin(make.make_case(cast, **columns), by=cast.evaluator)


def today():
    return clock.today().isoformat()


def typed(evaluation, **changed):
    """A whole form as it is posted; rows that are given replace those of the same kind."""
    data = {
        "wish": "体を動かす仕事がしたい。", "strengths": "", "issues": "", "support_needs": "", "summary": "向いている。",
        "seen": evaluation.version,
        **rows("interviews", {"kind": "interview", "held_on": today(), "source": "本人", "content": "希望を聞いた。"}),
        **rows("testresults", {"code": "gatb", "administered_on": today(), **GATB}),
        **rows("workobservations", {"observed_on": today(), "task": "ピッキング", "minutes": "60", "content": "正確だった。"}),
    }
    replaced = tuple(name.removesuffix("TOTAL_FORMS") for name in changed if name.endswith("-TOTAL_FORMS"))
    return {name: value for name, value in data.items() if not (replaced and name.startswith(replaced))} | changed


def edit(user, evaluation, **changed):
    return signed_in(user).post(url_of("evaluation_edit", evaluation.case_id), typed(evaluation, **changed))


# --- Starting -----------------------------------------------------------------------------------------------------------
def test_the_evaluation_starts_with_its_step_of_the_case(cast):
    case = make.make_case(cast)
    answer = signed_in(cast.evaluator).post(url_of("evaluation_start", case.pk), {"seen": case.version})
    assert answer.status_code == 302 and answer.url == url_of("evaluation", case.pk)
    evaluation = VocationalEvaluation.objects.get()
    assert (evaluation.evaluator, evaluation.state) == (cast.evaluator, EvaluationState.DRAFT)
    assert Case.objects.get().state == CaseState.EVALUATING


def test_without_consent_it_does_not_start_and_the_page_says_what_to_do(cast):
    case = make.make_case(cast)
    case.person.consents.get(purpose=ConsentPurpose.INTAKE_EVALUATION).withdraw(by=cast.program, on=clock.today())
    client = signed_in(cast.evaluator)
    shown = text_of(client.get(url_of("evaluation_start", case.pk)))
    assert "有効な同意の記録がありません" in shown and "職業評価を始める</button>" not in shown
    answer = client.post(url_of("evaluation_start", case.pk), {"seen": case.version})
    assert answer.status_code == 422
    assert Case.objects.get().state == CaseState.INTAKE and not VocationalEvaluation.objects.exists()


def test_without_an_evaluator_it_does_not_start(cast):
    case = make.make_case(cast, evaluation_counselor=None)
    with pytest.raises(Refused, match="職業評価の担当者"):
        VocationalEvaluation.begin(case, by=cast.program)
    assert not VocationalEvaluation.objects.exists()


def test_the_second_of_two_starts_loses(cast):
    case = make.make_case(cast)
    data = {"seen": case.version}
    client = signed_in(cast.evaluator)
    client.post(url_of("evaluation_start", case.pk), data)
    assert client.post(url_of("evaluation_start", case.pk), data).status_code == 409
    assert VocationalEvaluation.objects.count() == 1


# --- Writing ------------------------------------------------------------------------------------------------------------
def test_interviews_tests_and_observations_are_kept_as_rows(cast):
    evaluation = begun(cast)
    answer = edit(cast.evaluator, evaluation)
    assert answer.status_code == 302 and answer.url == url_of("evaluation", evaluation.case_id)
    evaluation.refresh_from_db()
    assert evaluation.wish == "体を動かす仕事がしたい。"
    assert evaluation.interviews.get().content == "希望を聞いた。"
    assert evaluation.workobservations.get().minutes == 60
    test = evaluation.testresults.get()
    assert test.scores == {letter: int(score) for letter, score in GATB.items()}
    assert [letter for letter, _, _ in test.aptitudes] == list(APTITUDES)


def test_the_scores_come_back_into_the_form_and_change_alone(cast):
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation)
    evaluation.refresh_from_db()
    row = evaluation.testresults.get()
    page = signed_in(cast.evaluator).get(url_of("evaluation_edit", evaluation.case_id))
    assert 'value="101"' in text_of(page)
    changed = rows(
        "testresults", {"id": row.pk, "code": "gatb", "administered_on": today(), **GATB, "K": "110"}, initial=1
    )
    assert edit(
        cast.evaluator, evaluation, **changed, **rows("interviews"), **rows("workobservations")
    ).status_code == 302
    row.refresh_from_db()
    assert (row.scores["K"], row.scores["G"]) == (110, 78)


@pytest.mark.parametrize("row, sentence", [
    ({"code": "gatb", "administered_on": "", "G": "100"}, "実施日を入力してください"),
    ({"code": "gatb", "administered_on": "R8.4.1"}, "適性能の点数を1つ以上入力してください"),
    ({"code": "gatb", "administered_on": "R8.4.1", "G": "300"}, "G（知的能力）は、1から250まで"),
    ({"code": "gatb", "administered_on": "R8.4.1", "M": "多い"}, "M（手腕の器用さ）は、整数で"),
    ({"code": "wais", "administered_on": "R8.4.1"}, "結果・所見を入力してください"),
    ({"code": "other", "administered_on": "R8.4.1", "result": "良好"}, "検査の名前を入力してください"),
    ({"code": "wais", "administered_on": "2999-01-01", "result": "良好"}, "先の日付です"),
])
def test_bad_input_says_why_and_keeps_what_was_typed(cast, row, sentence):
    evaluation = begun(cast)
    answer = edit(cast.evaluator, evaluation, **rows("testresults", row))
    assert answer.status_code == 422
    assert sentence in text_of(answer) and "ピッキング" in text_of(answer)
    assert [len(form.errors) for form in answer.context["rows"]["testresults"]] == [1]
    assert not models.TestResult.objects.exists()
    evaluation.refresh_from_db()
    assert evaluation.wish == ""


@pytest.mark.parametrize("day, ministry", [
    (date(2001, 1, 5), "労働省編"), (date(2001, 1, 6), "厚生労働省編"),
])
def test_the_edition_of_gatb_is_named_by_its_day(cast, day, ministry):
    test = models.TestResult(code=enums.TestCode.GATB, administered_on=day)
    assert test.title == f"{ministry} 一般職業適性検査"


def test_the_page_shows_tests_with_their_names(cast):
    case = make.evaluated_case(cast)
    shown = text_of(signed_in(cast.program).get(url_of("evaluation", case.pk)))
    assert "厚生労働省編 一般職業適性検査" in shown and "指先の器用さ" in shown and ">98<" in shown


def test_a_draft_of_the_form_is_kept_for_its_writer_only(cast):
    evaluation = begun(cast)
    url = url_of("evaluation_edit", evaluation.case_id)
    signed_in(cast.evaluator).post(url + "?draft=1", typed(evaluation, wish="まだ途中"))
    assert "まだ途中" in text_of(signed_in(cast.evaluator).get(url))
    assert "まだ途中" not in text_of(signed_in(cast.chief).get(url))
    evaluation.refresh_from_db()
    assert evaluation.wish == ""


def test_the_second_of_two_savers_is_told_who_was_first(cast):
    """P22"""
    evaluation = begun(cast)
    assert edit(cast.chief, evaluation, wish="主任が書いた").status_code == 302
    answer = edit(cast.evaluator, evaluation, wish="評価担当が書いた")
    assert answer.status_code == 409
    assert "大西 誠さんが先に保存しました" in text_of(answer) and "評価担当が書いた" in text_of(answer)
    assert VocationalEvaluation.objects.get().wish == "主任が書いた"


@pytest.mark.parametrize("who, status", [
    ("evaluator", 200), ("chief", 200), ("program", 403), ("colleague", 403), ("director", 403), ("clerk", 403),
    ("other_program", 404), ("partner", 404),
])
def test_who_writes_the_evaluation(cast, who, status):
    evaluation = begun(cast)
    client = signed_in(getattr(cast, who))
    assert client.get(url_of("evaluation_edit", evaluation.case_id)).status_code == status
    assert client.get(url_of("evaluation_confirm", evaluation.case_id)).status_code == status


def test_no_partner_sees_test_results(cast):
    case = make.supporting_case(cast)
    for user in (cast.partner, cast.technician):
        assert signed_in(user).get(url_of("evaluation", case.pk)).status_code == 403
        assert signed_in(user).get(url_of("evaluation_edit", case.pk)).status_code == 404


# --- Confirming ---------------------------------------------------------------------------------------------------------
def confirm(user, evaluation, **changed):
    data = {"on": today(), "seen": evaluation.version, **changed}
    return signed_in(user).post(url_of("evaluation_confirm", evaluation.case_id), data)


@pytest.mark.parametrize("missing", ["interviews", "tests", "summary"])
def test_an_unfinished_evaluation_is_not_confirmed(cast, missing):
    """S17: what is missing is named with the clause, and nothing is written."""
    evaluation = begun(cast)
    empty = {
        "interviews": rows("interviews"), "tests": rows("testresults") | rows("workobservations"),
        "summary": {"summary": ""},
    }[missing]
    edit(cast.evaluator, evaluation, **empty)
    evaluation.refresh_from_db()
    shown = text_of(signed_in(cast.evaluator).get(url_of("evaluation_confirm", evaluation.case_id)))
    assert "まだないもの" in shown and "評価を確定する</button>" not in shown
    answer = confirm(cast.evaluator, evaluation)
    assert answer.status_code == 422
    refused = refusal(lambda: evaluation.confirm(by=cast.evaluator, on=clock.today()))
    assert (refused.no, refused.clause) == ("S17", "通知 別紙2 1(1)")
    assert "通知 別紙2 1(1)" in refused.message
    assert Case.objects.get().state == CaseState.EVALUATING
    assert VocationalEvaluation.objects.get().state == EvaluationState.DRAFT


def test_an_evaluation_without_the_persons_wish_is_not_confirmed(cast):
    """S29"""
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation, wish="　 ")
    evaluation.refresh_from_db()
    answer = confirm(cast.evaluator, evaluation)
    assert answer.status_code == 422
    refused = refusal(lambda: evaluation.confirm(by=cast.evaluator, on=clock.today()))
    assert (refused.no, refused.clause) == ("S29", "通知 本文")
    assert Case.objects.get().state == CaseState.EVALUATING


def test_an_observation_can_stand_for_a_test(cast):
    """S17: 検査等"""
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation, **rows("testresults"))
    evaluation.refresh_from_db()
    assert confirm(cast.evaluator, evaluation).status_code == 302


def test_a_confirmed_evaluation_leads_to_the_plan_and_is_closed(cast):
    """S17"""
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation)
    evaluation.refresh_from_db()
    data = {"on": today(), "seen": evaluation.version}
    client = signed_in(cast.evaluator)
    url = url_of("evaluation_confirm", evaluation.case_id)
    assert client.post(url, data).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.evaluated_on) == (CaseState.DRAFTING, clock.today())
    assert client.post(url, data).status_code == 409
    assert client.get(url_of("evaluation_edit", case.pk)).status_code == 409


@pytest.mark.parametrize("on, sentence", [
    ("2999-01-01", "先の日付です"), ("平成12年4月1日", "相談受付日"), ("きょう", "日付"),
])
def test_the_day_of_the_confirmation_is_checked(cast, on, sentence):
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation)
    evaluation.refresh_from_db()
    answer = confirm(cast.evaluator, evaluation, on=on)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert VocationalEvaluation.objects.get().state == EvaluationState.DRAFT


def test_a_draft_is_not_touched_once_the_case_is_over(cast):
    evaluation = begun(cast)
    case = Case.objects.get()
    case.withdraw(by=cast.program, on=clock.today(), reason="都合")
    assert edit(cast.evaluator, evaluation).status_code in (409, 422)
    evaluation.refresh_from_db()
    assert evaluation.wish == ""


def test_nobody_but_evaluator_and_chief_confirms_by_the_model(cast):
    evaluation = begun(cast)
    with pytest.raises(NotAllowed):
        evaluation.confirm(by=cast.program, on=clock.today())


def test_pages_take_the_same_few_queries_for_one_row_and_for_thirty(cast, queries):
    evaluation = begun(cast)
    edit(cast.evaluator, evaluation)
    client = signed_in(cast.evaluator)
    urls = [url_of(name, evaluation.case_id) for name in ("evaluation", "evaluation_edit", "evaluation_confirm")]
    for url in urls:
        client.get(url)
    few = [queries(client, url) for url in urls]
    for number in range(29):
        day = clock.today() - timedelta(days=number)
        row = models.TestResult(evaluation=evaluation, code=enums.TestCode.WAIS, administered_on=day, result="良好")
        keep(row, by=cast.evaluator, reason="検査")
    assert [queries(client, url) for url in urls] == few
    assert max(few) <= 12

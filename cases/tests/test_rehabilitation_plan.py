"""職業リハビリテーション計画: five blocks, versions, proposed before the ケース会議."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, PlanState
from cases.models import Case, PlanCooperation, RehabilitationPlan
from cases.tests import factories as make
from cases.tests.pages import refusal, rows, signed_in, text_of, url_of
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate, keep
from shokuiki.records.models import Decision


def begun(cast):
    return RehabilitationPlan.begin(make.evaluated_case(cast), by=cast.program)


def typed(cast, plan, **changed):
    return {
        "wish": "体を動かす仕事がしたい。", "current_state": "朝の支度に時間がかかる。", "cautions": "",
        "proposed_support": "職場で手順の習得を支える。", "agreed_by": "", "seen": plan.version,
        **rows("goals", {"text": "遅れずに通う", "target_level": "週5日", "due_on": "R9.3.31"}),
        **rows("cooperations", {"organization": cast.peso.pk, "content": "求人の情報を伝える"}),
        **changed,
    }


def edit(cast, plan, user=None, **changed):
    return signed_in(user or cast.program).post(
        url_of("rehabilitation_plan_edit", plan.pk), typed(cast, plan, **changed)
    )


def propose(cast, plan, user=None, **changed):
    data = {"on": clock.today().isoformat(), "seen": plan.version, **changed}
    return signed_in(user or cast.program).post(url_of("rehabilitation_plan_propose", plan.pk), data)


def conclude(cast, case):
    decision = Decision.objects.record(
        case, DecisionKind.CASE_MEETING, Outcome.SUITABLE, by=cast.chief, event_date=clock.today(), reason="適切"
    )
    with gate(case, "conclude", by=cast.chief) as row:
        row.conclusion, row.conclusion_decision, row.concluded_on = Outcome.SUITABLE, decision, clock.today()
    case.rehabilitation_plans.get(number=1).adopt(by=cast.chief, decision=decision)


def test_the_first_draft_takes_the_wish_from_the_evaluation(cast):
    case = make.evaluated_case(cast)
    client = signed_in(cast.program)
    assert "本人の希望」を写した案" in text_of(client.get(url_of("rehabilitation_plan_create", case.pk)))
    answer = client.post(url_of("rehabilitation_plan_create", case.pk), {"seen": case.version})
    plan = RehabilitationPlan.objects.get()
    assert answer.status_code == 302 and answer.url == url_of("rehabilitation_plan_edit", plan.pk)
    assert (plan.number, plan.state, plan.wish) == (1, PlanState.DRAFT, "体を動かす仕事がしたい。")


def test_two_clicks_make_one_draft(cast):
    case = make.evaluated_case(cast)
    data = {"seen": case.version}
    client = signed_in(cast.program)
    client.post(url_of("rehabilitation_plan_create", case.pk), data)
    assert client.post(url_of("rehabilitation_plan_create", case.pk), data).status_code == 409
    assert RehabilitationPlan.objects.count() == 1


def test_one_draft_at_a_time(cast):
    plan = begun(cast)
    assert signed_in(cast.program).get(url_of("rehabilitation_plan_create", plan.case_id)).status_code == 409
    answer = signed_in(cast.program).post(url_of("rehabilitation_plan_create", plan.case_id), {})
    assert answer.status_code == 422
    assert "作成中の計画がすでにあります" in text_of(answer)


def test_the_five_blocks_are_kept_with_their_rows(cast):
    plan = begun(cast)
    assert edit(cast, plan).status_code == 302
    plan.refresh_from_db()
    assert (plan.goals.get().text, plan.goals.get().due_on.year) == ("遅れずに通う", 2027)
    assert plan.cooperations.get().organization == cast.peso
    shown = text_of(signed_in(cast.program).get(url_of("rehabilitation_plan", plan.pk)))
    for heading in ("現状と支援の方向性", "具体的目標", "センターが提案する支援内容", "協力を求める機関及び内容", "留意事項"):
        assert heading in shown


@pytest.mark.parametrize("changed, sentence", [
    (rows("goals", {"text": "", "target_level": "週5日"}), "目標を入力してください"),
    (rows("cooperations", {"organization": "", "content": "求人"}), "機関を選んでください"),
    ({"agreed_on": "R8.4.1"}, "だれが同意したかを選んでください"),
    ({"explained_on": "2999-01-01"}, "先の日付です"),
])
def test_bad_input_says_why_and_keeps_what_was_typed(cast, changed, sentence):
    plan = begun(cast)
    answer = edit(cast, plan, **changed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "朝の支度に時間がかかる。" in text_of(answer)
    plan.refresh_from_db()
    assert plan.current_state == "" and not plan.goals.exists()


@pytest.mark.parametrize("changed, missing", [
    ({"current_state": " "}, "現状と支援の方向性"), (rows("goals"), "具体的目標"),
    ({"proposed_support": ""}, "センターが提案する支援内容"),
])
def test_an_unfinished_plan_is_not_proposed(cast, changed, missing):
    """S28: what is missing is named with the clause, and nothing is written."""
    plan = begun(cast)
    edit(cast, plan, **changed)
    plan.refresh_from_db()
    shown = text_of(signed_in(cast.program).get(url_of("rehabilitation_plan_propose", plan.pk)))
    assert f"まだないもの：{missing}" in shown and "計画を確定する</button>" not in shown
    assert propose(cast, plan).status_code == 422
    refused = refusal(lambda: plan.propose(by=cast.program, on=clock.today()))
    assert (refused.no, refused.clause) == ("S28", "通知 別紙2 1(1)")
    assert missing in refused.message
    assert Case.objects.get().state == CaseState.DRAFTING
    assert RehabilitationPlan.objects.get().state == PlanState.DRAFT


def test_a_plan_without_the_persons_wish_is_not_proposed(cast):
    """S29"""
    plan = begun(cast)
    edit(cast, plan, wish="")
    plan.refresh_from_db()
    refused = refusal(lambda: plan.propose(by=cast.program, on=clock.today()))
    assert (refused.no, refused.clause) == ("S29", "通知 本文")
    assert propose(cast, plan).status_code == 422
    assert Case.objects.get().state == CaseState.DRAFTING


def test_a_proposed_plan_waits_for_the_meeting_and_is_closed(cast):
    """S28"""
    plan = begun(cast)
    edit(cast, plan)
    plan.refresh_from_db()
    assert propose(cast, plan).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.planned_on) == (CaseState.AWAITING_CASE_MEETING, clock.today())
    assert propose(cast, plan).status_code == 409
    plan.refresh_from_db()
    assert signed_in(cast.program).get(url_of("rehabilitation_plan_edit", plan.pk)).status_code == 409


def test_a_new_version_is_copied_and_supersedes_when_it_is_proposed(cast):
    case = make.proposed_case(cast)
    first = case.rehabilitation_plans.get()
    peso = PlanCooperation(plan=first, organization=cast.peso, content="求人")
    keep(peso, by=cast.program, reason="機関")
    second = RehabilitationPlan.begin(case, by=cast.program)
    assert (second.number, second.goals.get().text, second.cooperations.get().content) == (2, "遅れずに通う", "求人")
    assert first.goals.count() == 1
    case.refresh_from_db()
    assert RehabilitationPlan.objects.get(pk=first.pk).state == PlanState.PROPOSED
    second.propose(by=cast.program, on=clock.today())
    first.refresh_from_db()
    assert first.state == PlanState.SUPERSEDED
    case.refresh_from_db()
    assert (case.state, case.planned_on) == (CaseState.AWAITING_CASE_MEETING, clock.today())


def test_what_the_meeting_adopted_is_not_replaced_behind_its_back(cast):
    """S28"""
    case = make.proposed_case(cast)
    draft = RehabilitationPlan.begin(case, by=cast.program)
    conclude(cast, case)
    with pytest.raises(Refused):
        draft.propose(by=cast.program, on=clock.today())
    with pytest.raises(Refused):
        RehabilitationPlan.begin(case, by=cast.program)
    assert case.rehabilitation_plans.get(number=1).state == PlanState.ADOPTED


@pytest.mark.parametrize("on, sentence", [("2999-01-01", "先の日付です"), ("平成12年4月1日", "職業評価の確定日")])
def test_the_day_of_the_proposal_is_checked(cast, on, sentence):
    plan = begun(cast)
    edit(cast, plan)
    plan.refresh_from_db()
    answer = propose(cast, plan, on=on)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert RehabilitationPlan.objects.get().state == PlanState.DRAFT


@pytest.mark.parametrize("who, status", [
    ("program", 200), ("chief", 200), ("evaluator", 403), ("director", 403), ("colleague", 403), ("clerk", 403),
    ("other_program", 404), ("partner", 404),
])
def test_who_writes_the_plan(cast, who, status):
    plan = begun(cast)
    client = signed_in(getattr(cast, who))
    for name in ("rehabilitation_plan_edit", "rehabilitation_plan_propose"):
        assert client.get(url_of(name, plan.pk)).status_code == status
    assert client.get(url_of("rehabilitation_plan_create", plan.case_id)).status_code == {200: 409}.get(status, status)
    reads = {"evaluator": 200, "director": 200}.get(who, status)
    assert client.get(url_of("rehabilitation_plan", plan.pk)).status_code == reads


def test_the_second_of_two_savers_is_told_who_was_first(cast):
    """P22"""
    plan = begun(cast)
    edit(cast, plan, user=cast.chief, wish="主任が書いた")
    answer = edit(cast, plan, wish="事業担当が書いた")
    assert answer.status_code == 409
    assert "大西 誠さんが先に保存しました" in text_of(answer) and "事業担当が書いた" in text_of(answer)


def test_pages_take_the_same_few_queries_for_one_row_and_for_thirty(cast, queries):
    plan = begun(cast)
    edit(cast, plan)
    client = signed_in(cast.program)
    urls = [
        url_of(name, plan.pk)
        for name in ("rehabilitation_plan", "rehabilitation_plan_edit", "rehabilitation_plan_propose")
    ]
    for url in urls:
        client.get(url)
    few = [queries(client, url) for url in urls]
    for number in range(29):
        row = PlanCooperation(
            plan=plan, organization=cast.agency, content=f"協力 {number}", due_on=clock.today() + timedelta(days=number)
        )
        keep(row, by=cast.program, reason="機関")
    assert [queries(client, url) for url in urls] == few
    assert max(few) <= 12

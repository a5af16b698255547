"""What no row of the person's track says, whoever saves it: empty texts, days to come, numbers out of range."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cases.enums import CaseState, Phase
from cases.models import (
    Certificate,
    Employment,
    FollowUpRecord,
    GoalNote,
    Interview,
    PartnerAssignment,
    RehabilitationPlan,
    SupportGoal,
    SupportPhase,
    TestResult,
    VocationalEvaluation,
    WorkObservation,
)
from cases.tests import factories as make
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep

SPACES = "　 "
CENTER = {"uses_employment_support_center": True, "employment_support_center_name": "はまなす"}


def tomorrow():
    return clock.today() + timedelta(days=1)


def unsound(act, sentence):
    """The act is refused by the model with this sentence."""
    with pytest.raises(ValidationError) as told:
        act()
    assert sentence in "　".join(told.value.messages)


# --- The person -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("columns, sentence", [
    ({"family_name": SPACES}, "空"),
    ({"family_kana": SPACES}, "空"),
    ({**CENTER, "employment_support_center_name": SPACES}, "名称を入力してください"),
    ({**CENTER, "employment_support_from": date(2999, 1, 1)}, "今日までの日付"),
    ({**CENTER, "employment_support_from": date(2003, 5, 11)}, "生年月日以後"),
    ({"birth_date": date(2999, 1, 1)}, "先の日付"),
])
def test_a_person_is_told_soundly(cast, columns, sentence):
    """P3, S10"""
    unsound(lambda: make.make_person(cast, **columns), sentence)


def test_the_day_of_birth_and_today_are_days_of_support(cast):
    """S10, P3: the edges themselves."""
    for day in (date(2003, 5, 12), clock.today()):
        assert make.make_person(cast, **CENTER, employment_support_from=day).pk


@pytest.mark.parametrize("columns, sentence", [
    ({"issued_on": date(2999, 1, 1)}, "今日までの日付"),
    ({"issued_on": date(2003, 5, 11)}, "生年月日以後"),
    ({"issued_on": date(2020, 4, 2), "valid_until": date(2020, 4, 1)}, "交付日以後"),
])
def test_a_certificate_is_told_soundly(cast, columns, sentence):
    """P3"""
    person = make.make_person(cast)
    unsound(lambda: keep(Certificate(person=person, type="physical", **columns), by=cast.program, reason="手帳"), sentence)
    same_day = {"issued_on": date(2003, 5, 12), "valid_until": date(2003, 5, 12)}
    assert keep(Certificate(person=person, type="physical", **same_day), by=cast.program, reason="手帳").pk


# --- The case -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("column, who", [
    ("peso", "corporation"), ("primary_counselor", "manager"), ("program_counselor", "clerk"),
    ("evaluation_counselor", "other_program"), ("primary_counselor", None),
])
def test_a_case_names_a_public_office_and_counselors_of_its_center(cast, column, who):
    """Opening and editing alike."""
    wrong = {column: getattr(cast, who) if who else None}
    with pytest.raises(Refused, match="選んでください"):
        make.make_case(cast, **wrong)
    case = make.make_case(cast, person=make.make_person(cast))
    with pytest.raises(Refused, match="選んでください"):
        case.edit(by=cast.program, changes=wrong)


@pytest.mark.parametrize("column", ["consignee", "workplace"])
def test_the_support_is_arranged_with_organizations_of_the_right_kind(cast, column):
    case = make.evaluated_case(cast)
    with pytest.raises(Refused, match="選んでください"):
        case.arrange(by=cast.program, changes={"living_support": "consigned", column: cast.peso})
    case = make.selected_case(cast, person=make.make_person(cast, birth_date=date(1990, 1, 1)))
    with pytest.raises(Refused, match="事業所を選んでください"):
        case.prepare(by=cast.program, changes={"workplace": cast.peso})


def test_nobody_is_consulted_before_their_birth(cast):
    person = make.make_person(cast)
    with clock.moved_to(person.birth_date), pytest.raises(Refused, match="生年月日"):
        make.make_case(cast, person=person, opened_on=person.birth_date - timedelta(days=1))


def test_once_the_evaluation_is_begun_somebody_is_its_evaluator(cast):
    case = make.make_case(cast)
    case.edit(by=cast.program, changes={"evaluation_counselor": None})
    case.edit(by=cast.program, changes={"evaluation_counselor": cast.evaluator})
    VocationalEvaluation.begin(case, by=cast.evaluator)
    with pytest.raises(Refused, match="職業評価が始まっています"):
        case.edit(by=cast.program, changes={"evaluation_counselor": None})
    case.refresh_from_db()
    assert (case.evaluation_counselor, case.state) == (cast.evaluator, CaseState.EVALUATING)


# --- The evaluation -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model, columns, sentence", [
    (Interview, {"held_on": date(2999, 1, 1), "content": "話"}, "今日までの日付"),
    (Interview, {"held_on": date(2026, 1, 1), "content": SPACES}, "空"),
    (WorkObservation, {"observed_on": date(2999, 1, 1), "task": "組立", "content": "様子"}, "今日までの日付"),
    (WorkObservation, {"observed_on": date(2026, 1, 1), "task": "組立", "content": "様子", "minutes": 1441}, "1440"),
    (TestResult, {"code": "gatb", "administered_on": date(2999, 1, 1), "scores": {"G": 100}}, "今日までの日付"),
    (TestResult, {"code": "gatb", "administered_on": date(2026, 1, 1)}, "1つ以上"),
    (TestResult, {"code": "gatb", "administered_on": date(2026, 1, 1), "scores": {"G": 251}}, "1から250まで"),
    (TestResult, {"code": "gatb", "administered_on": date(2026, 1, 1), "scores": {"G": 0}}, "1から250まで"),
    (TestResult, {"code": "gatb", "administered_on": date(2026, 1, 1), "scores": {"X": 100}}, "1から250まで"),
    (TestResult, {"code": "wais", "administered_on": date(2026, 1, 1), "result": SPACES}, "結果・所見"),
    (TestResult, {"code": "wais", "administered_on": date(2026, 1, 1), "result": "良", "scores": {"G": 1}}, "適性検査だけ"),
    (TestResult, {"code": "other", "administered_on": date(2026, 1, 1), "result": "良", "name": SPACES}, "検査の名前"),
])
def test_what_was_heard_measured_and_seen_is_told_soundly(cast, model, columns, sentence):
    """S17 rests on these rows."""
    evaluation = VocationalEvaluation.begin(make.make_case(cast), by=cast.evaluator)
    unsound(lambda: keep(model(evaluation=evaluation, **columns), by=cast.evaluator, reason="記入"), sentence)
    assert not model.objects.exists()


def test_an_evaluation_is_not_confirmed_before_its_last_day(cast):
    evaluation = VocationalEvaluation.begin(make.make_case(cast), by=cast.evaluator)
    rows = (
        Interview(evaluation=evaluation, held_on=clock.today() - timedelta(days=2), content="希望を聞いた。"),
        TestResult(evaluation=evaluation, code="gatb", administered_on=clock.today() - timedelta(days=1), scores={"G": 250}),
    )
    for row in rows:
        keep(row, by=cast.evaluator, reason="記入")
    evaluation.edit(by=cast.evaluator, changes={"wish": "働きたい。", "summary": "向いている。"})
    with pytest.raises(Refused, match="最後の面接・検査・作業観察"):
        evaluation.confirm(by=cast.evaluator, on=clock.today() - timedelta(days=2))
    unsound(lambda: evaluation.edit(by=cast.evaluator, changes={"explained_on": tomorrow()}), "今日までの日付")
    evaluation.refresh_from_db()
    evaluation.confirm(by=cast.evaluator, on=clock.today() - timedelta(days=1))
    assert evaluation.is_confirmed


# --- The plans ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("changes, sentence", [
    ({"agreed_on": date(2999, 1, 1), "agreed_by": "person"}, "今日までの日付"), ({"explained_on": date(2999, 1, 1)}, "今日までの日付"),
    ({"agreed_on": date(2026, 1, 1)}, "だれが同意したか"),
])
def test_who_agreed_to_a_plan_and_when_is_told_soundly(cast, changes, sentence):
    plan = RehabilitationPlan.begin(make.evaluated_case(cast), by=cast.program)
    unsound(lambda: plan.edit(by=cast.program, changes=changes), sentence)


def test_a_plan_is_not_proposed_before_somebody_runs_the_program(cast):
    """判断: the case names its 職域開発援助事業担当 from the plan on."""
    case = make.evaluated_case(cast)
    case.edit(by=cast.program, changes={"program_counselor": None})
    plan = RehabilitationPlan.begin(case, by=cast.chief)
    plan.edit(by=cast.chief, changes={"current_state": "現状", "proposed_support": "支援"})
    with pytest.raises(Refused) as told:
        plan.propose(by=cast.chief, on=clock.today())
    assert "職域開発援助事業の担当者を決める" in {rule.title for rule in told.value.requirements}


@pytest.mark.parametrize("row, sentence", [
    (lambda plan: SupportGoal(plan=plan, text="通う", area="health", responsible="living", target_value=0), "単位も"),
    (lambda plan: SupportGoal(plan=plan, text=SPACES, area="health", responsible="living"), "空"),
    (lambda plan: SupportPhase(
        plan=plan, phase=Phase.INTENSIVE, starts_on=date(2026, 4, 2), ends_on=date(2026, 4, 1)), "開始日以後"),
    (lambda plan: SupportPhase(
        plan=plan, phase=Phase.INTENSIVE, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 1), days_per_week=8), "1から7まで"),
])
def test_the_rows_of_a_support_plan_are_sound(cast, row, sentence):
    plan = make.draft_support_plan(cast, make.prepare_workplace(cast, make.selected_case(cast)))
    unsound(lambda: keep(row(plan), by=cast.program, reason="記入"), sentence)


@pytest.mark.parametrize("days", [0, 8])
def test_a_week_has_seven_days(cast, days):
    case = make.supporting_case(cast)
    row = make.assignment_of(case, cast.technician)
    again = PartnerAssignment(case=case, partner=row.partner, valid_from=tomorrow(), days_per_week=days)
    row.end(by=cast.program, on=clock.today())
    unsound(lambda: again.assign(by=cast.program), "1から7まで")


# --- Logs, follow-up, employment --------------------------------------------------------------------------------------
def test_a_log_is_told_soundly(cast):
    """P7: what was not done in one of the known ways, or to a goal of another case, is not written."""
    case = make.supporting_case(cast)
    goal = case.support_plans.get().goals.first()
    unsound(lambda: make.make_log(case, cast.partner, ways=["fly"]), "支援の方法")
    unsound(lambda: make.make_log(case, cast.partner, content=SPACES), "空")
    unsound(lambda: make.make_log(case, cast.partner, notes={goal.pk: ("done", -1)}), "0以上")
    unsound(lambda: make.make_log(case, cast.partner, ways=[]), "空")
    log = make.make_log(
        case, cast.partner, submitted=False, asks_center=True, question=SPACES, notes={goal.pk: ("done", 0)}
    )
    refused("運用", lambda: log.submit(by=cast.partner))
    other = make.supporting_case(cast, person=make.make_person(cast, birth_date=date(1990, 1, 1)))
    foreign = other.support_plans.get().goals.first()
    unsound(lambda: keep(GoalNote(log=log, goal=foreign, rating="done"), by=cast.partner, reason="記入"), "支援計画にない")
    assert case.logs.count() == 1


@pytest.mark.parametrize("columns, sentence", [
    ({"weekly_hours": 0}, "0より大きく"), ({"weekly_hours": -1}, "0より大きく"), ({"weekly_hours": 169}, "168まで"),
    ({"employer": SPACES}, "空"),
])
def test_a_job_is_told_soundly(cast, columns, sentence):
    case = make.supporting_case(cast)
    job = {"case": case, "employer": "株式会社 青嶺", "hired_on": clock.today(), "route": "peso", "type": "regular", **columns}
    unsound(lambda: Employment(**job).record(by=cast.program), sentence)
    unsound(lambda: Employment(**{**job, "employer": "x", "weekly_hours": 168, "workplace": cast.peso}).record(
        by=cast.program), "この案件の事業所と違います")
    assert Employment(**{**job, "employer": "x", "weekly_hours": 168}).record(by=cast.program).pk


def test_who_follows_up_is_named_in_the_plan(cast):
    """S24"""
    case = make.follow_up_case(cast)
    record = {"case": case, "date": clock.today(), "method": "visit", "content": "訪ねた。"}
    with pytest.raises(Refused, match="役割分担にある機関"):
        FollowUpRecord(**record, organization=cast.other_peso).record(by=cast.program)
    unsound(lambda: FollowUpRecord(**{**record, "content": SPACES}).record(by=cast.program), "空")
    for organization in (cast.peso, cast.center):
        assert FollowUpRecord(**record, organization=organization).record(by=cast.program).pk

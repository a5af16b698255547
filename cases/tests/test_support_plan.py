"""支援計画: drafted, approved by 主任 or 所長, revised only by a meeting's decision."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.enums import Phase, SupportPlanState
from cases.models import SupportGoal, SupportPhase, SupportPlan
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep
from shokuiki.records.models import Decision


@pytest.fixture
def case(cast):
    return make.prepare_workplace(cast, make.selected_case(cast))


def change_decided(cast, case, outcome=Outcome.CHANGED, kind=DecisionKind.EXPANDED_IN_PROGRESS):
    return Decision.objects.record(
        case, kind, outcome, by=cast.chief, event_date=clock.today(), reason="作業の指示を手順カードに替える。"
    )


# --- The first version ---------------------------------------------------------------------------------------------
def test_the_first_version_takes_the_wish_from_the_adopted_rehabilitation_plan(cast, case):
    plan = SupportPlan.begin(case, by=cast.program)
    assert (plan.number, plan.state, plan.wish) == (1, SupportPlanState.DRAFT, "体を動かす仕事がしたい。")


def test_a_plan_is_not_begun_before_the_person_is_selected(cast):
    case = make.concluded_case(cast)
    with pytest.raises(Refused, match="今の状態"):
        SupportPlan.begin(case, by=cast.program)
    assert not case.support_plans.exists()


def test_s29_a_plan_without_the_persons_wish_is_not_approved(cast, case):
    plan = make.draft_support_plan(cast, case)
    plan.edit(by=cast.program, changes={"wish": "　"})
    refusal = refused("S29", lambda: plan.approve(by=cast.chief, on=clock.today()))
    assert refusal.clause == "通知 本文"
    plan.refresh_from_db()
    assert plan.state == SupportPlanState.DRAFT
    assert not Decision.objects.filter(kind=DecisionKind.SUPPORT_PLAN).exists()


def test_p8_phases_that_overlap_are_not_approved(cast, case):
    plan = make.draft_support_plan(cast, case)
    second = plan.phases.last()
    second.starts_on = plan.phases.first().ends_on
    keep(second, by=cast.program, reason="段階")
    refused("P8", lambda: plan.approve(by=cast.chief, on=clock.today()))


def test_p8_days_between_two_phases_are_told_and_stop_nobody(cast, case):
    plan = make.draft_support_plan(cast, case)
    first = plan.phases.first()
    first.ends_on -= timedelta(days=3)
    keep(first, by=cast.program, reason="段階")
    text = text_of(signed_in(cast.chief).get(reverse("cases:support_plan_approve", args=[plan.pk])))
    assert "「移行援助」の前に空きがあります。" in text
    plan.approve(by=cast.chief, on=clock.today())
    assert plan.state == SupportPlanState.APPROVED


def test_a_plan_without_goals_and_phases_is_not_approved(cast, case):
    plan = SupportPlan.begin(case, by=cast.program)
    with pytest.raises(Refused, match="支援の段階と目標を書く"):
        plan.approve(by=cast.chief, on=clock.today())


@pytest.mark.parametrize("who", ["chief", "director"])
def test_chief_and_director_approve_and_the_approval_is_a_decision(cast, case, who):
    plan = make.draft_support_plan(cast, case)
    plan.approve(by=getattr(cast, who), on=clock.today())
    assert plan.state == SupportPlanState.APPROVED
    assert plan.approval.by == getattr(cast, who)
    assert [rule["no"] for rule in plan.approval.rests_on] == ["運用", "P8", "P8", "S29", "S22"]


@pytest.mark.parametrize("who", ["program", "evaluator", "clerk", "partner"])
def test_nobody_else_approves(cast, case, who):
    plan = make.draft_support_plan(cast, case)
    with pytest.raises(NotAllowed):
        plan.approve(by=getattr(cast, who), on=clock.today())


# --- Later versions --------------------------------------------------------------------------------------------------
def test_s22_a_second_version_needs_the_decision_of_a_meeting_in_progress(cast):
    case = make.supporting_case(cast)
    refusal = refused("S22", lambda: SupportPlan.begin(case, by=cast.program))
    assert refusal.clause == "通知 別紙2 2(2)イ①"
    assert case.support_plans.count() == 1


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (DecisionKind.CASE_MEETING, Outcome.SUITABLE),
        (DecisionKind.EXPANDED_POST, Outcome.FOLLOW_UP),
        (DecisionKind.EXPANDED_IN_PROGRESS, Outcome.UNCHANGED),
    ],
)
def test_s22_another_decision_does_not_do(cast, kind, outcome):
    case = make.supporting_case(cast)
    basis = change_decided(cast, case, outcome, kind)
    refused("S22", lambda: SupportPlan.begin(case, by=cast.chief, basis=basis))
    assert case.support_plans.count() == 1


def test_s22_the_decision_on_another_case_does_not_do(cast):
    case = make.supporting_case(cast)
    other = make.supporting_case(cast)
    refused("S22", lambda: SupportPlan.begin(case, by=cast.chief, basis=change_decided(cast, other)))


def test_s22_the_database_refuses_a_revision_without_a_decision(cast, case):
    make.draft_support_plan(cast, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportPlan.objects.model._base_manager.bulk_create([SupportPlan(case=make.selected_case(cast), number=2)])


def test_the_next_version_is_copied_and_approving_it_supersedes_the_first(cast):
    case = make.supporting_case(cast)
    first = case.approved_plan
    second = SupportPlan.begin(case, by=cast.chief, basis=change_decided(cast, case))
    assert [goal.lineage for goal in second.goals.all()] == [goal.pk for goal in first.goals.all()]
    assert [str(phase) for phase in second.phases.all()] == [str(phase) for phase in first.phases.all()]
    second.approve(by=cast.director, on=clock.today())
    first.refresh_from_db()
    assert (first.state, second.state) == (SupportPlanState.SUPERSEDED, SupportPlanState.APPROVED)


def test_the_director_as_chair_begins_the_version_that_the_meeting_asked_for(cast):
    case = make.supporting_case(cast)
    assert SupportPlan.begin(case, by=cast.director, basis=change_decided(cast, case)).number == 2
    with pytest.raises(NotAllowed):
        SupportPlan.begin(make.prepare_workplace(cast, make.selected_case(cast)), by=cast.director)


# --- Pages -------------------------------------------------------------------------------------------------------------
def form_of(plan):
    """What the browser posts for a plan, its rows as they are."""
    phases, goals = list(plan.phases.all()), list(plan.goals.all())
    data = {"seen": plan.version, "wish": plan.wish, "overall_goal": plan.overall_goal, "structure": "", "methods": "",
            "emergency_procedure": "", "person_agreed_on": "", "workplace_agreed_on": ""}
    for prefix, rows in (("phases", phases), ("goals", goals)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        form_fields = ["phase", "starts_on", "ends_on", "days_per_week"] if prefix == "phases" else [
            "text", "area", "indicator", "unit", "start_value", "target_value", "responsible", "method", "due_on"]
        for number, row in enumerate(rows):
            data[f"{prefix}-{number}-id"] = row.pk
            for name in form_fields:
                value = getattr(row, name)
                data[f"{prefix}-{number}-{name}"] = "" if value is None else value
    return data


def test_a_plan_is_begun_and_written_in_the_browser(cast, case):
    client = signed_in(cast.program)
    case.refresh_from_db()
    answer = client.post(reverse("cases:support_plan_create", args=[case.pk]), {"seen": case.version})
    plan = case.support_plans.get()
    assert answer.url == reverse("cases:support_plan_edit", args=[plan.pk])
    start = case.planned_from
    data = form_of(plan) | {
        "phases-TOTAL_FORMS": 1, "phases-0-phase": "intensive", "phases-0-starts_on": start.isoformat(),
        "phases-0-ends_on": (start + timedelta(days=30)).isoformat(), "phases-0-days_per_week": 5,
        "goals-TOTAL_FORMS": 2, "goals-0-text": "包装を一人でする", "goals-0-area": "job_skill", "goals-0-unit": "工程",
        "goals-0-target_value": "4", "goals-0-responsible": "technical", "goals-1-text": "",
    }
    assert client.post(answer.url, data).status_code == 302
    assert [goal.text for goal in plan.goals.all()] == ["包装を一人でする"]
    assert plan.phases.get().days_per_week == 5


def test_a_goal_is_removed_and_its_history_stays(cast, case):
    plan = make.draft_support_plan(cast, case)
    goal = plan.goals.first()
    data = form_of(plan) | {"goals-0-DELETE": "on"}
    assert signed_in(cast.program).post(reverse("cases:support_plan_edit", args=[plan.pk]), data).status_code == 302
    assert plan.goals.count() == 2
    assert SupportGoal.history.filter(id=goal.pk, history_type="-").exists()


def test_a_value_without_its_unit_says_so_and_keeps_what_was_typed(cast, case):
    plan = make.draft_support_plan(cast, case)
    data = form_of(plan) | {"goals-0-unit": "", "methods": "声をかけて待つ。"}
    answer = signed_in(cast.program).post(reverse("cases:support_plan_edit", args=[plan.pk]), data)
    assert answer.status_code == 422
    assert "値を書くときは、単位も入力してください。" in answer.content.decode()
    assert "声をかけて待つ。" in answer.content.decode()


def test_the_later_of_two_savers_gets_409_and_is_told_who_was_first(cast, case):
    plan = make.draft_support_plan(cast, case)
    typed = form_of(plan) | {"methods": "後から書いた方法"}
    plan.edit(by=cast.chief, changes={"methods": "先に書いた方法"})
    answer = signed_in(cast.program).post(reverse("cases:support_plan_edit", args=[plan.pk]), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "大西 誠さんが先に保存しました" in text
    assert "後から書いた方法" in text
    plan.refresh_from_db()
    assert plan.methods == "先に書いた方法"


def test_the_second_of_two_clicks_begins_no_second_plan(cast, case):
    client = signed_in(cast.program)
    case.refresh_from_db()
    url, data = reverse("cases:support_plan_create", args=[case.pk]), {"seen": case.version}
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]
    assert case.support_plans.count() == 1


def test_the_page_of_a_version_shows_what_changed(cast):
    case = make.supporting_case(cast)
    second = SupportPlan.begin(case, by=cast.chief, basis=change_decided(cast, case))
    second.edit(by=cast.program, changes={"methods": "手順カードを使う。"})
    goal = second.goals.first()
    goal.target_value = 7
    keep(goal, by=cast.program, reason="目標")
    text = signed_in(cast.program).get(second.get_absolute_url()).content.decode()
    assert "第1版から変わったところ" in text
    assert "<del>手順書と写真で示し、少しずつ任せる。</del>" in text
    assert "<ins>手順カードを使う。</ins>" in text
    assert "一人でできる工程：1工程 → 7工程" in text
    assert SupportPhase.objects.filter(plan=second).count() == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [("program", 200), ("chief", 200), ("director", 200), ("colleague", 403), ("clerk", 403), ("partner", 404),
     ("other_program", 404), ("officer", 404)],
)
def test_who_may_open_a_support_plan(cast, case, who, status):
    plan = make.draft_support_plan(cast, case)
    assert signed_in(getattr(cast, who)).get(plan.get_absolute_url()).status_code == status


def test_approving_in_the_browser(cast, case):
    plan = make.draft_support_plan(cast, case)
    url = reverse("cases:support_plan_approve", args=[plan.pk])
    data = {"seen": plan.version, "on": clock.today().isoformat()}
    assert signed_in(cast.program).get(url).status_code == 403
    client = signed_in(cast.chief)
    assert "本人の希望" in client.get(url).content.decode()
    assert client.post(url, data | {"on": "2099-01-01"}).status_code == 422
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]


# --- The edges ------------------------------------------------------------------------------------------------------
def test_p8_phases_stand_in_their_order(cast, case):
    plan = make.draft_support_plan(cast, case)
    first, second = plan.phases.all()
    first.phase, second.phase = Phase.TRANSITION, Phase.INTENSIVE
    for row in (first, second):
        keep(row, by=cast.program, reason="段階")
    told = refused("P8", lambda: plan.approve(by=cast.chief, on=clock.today()))
    assert "準備、集中援助、移行援助の順に並んでいません" in told.message
    first.phase = Phase.INTENSIVE
    keep(first, by=cast.program, reason="段階")
    plan.approve(by=cast.chief, on=clock.today())
    assert plan.state == SupportPlanState.APPROVED


def test_a_plan_of_a_case_that_is_over_is_neither_written_nor_approved(cast, case):
    make.draft_support_plan(cast, case)
    case.refresh_from_db()
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    plan, decisions = SupportPlan.objects.get(), Decision.objects.count()
    for act in (
        lambda: plan.edit(by=cast.program, changes={"wish": "x"}), lambda: plan.approve(by=cast.chief, on=clock.today()),
    ):
        with pytest.raises(Refused, match="ではできません"):
            act()
    plan.refresh_from_db()
    assert (plan.state, Decision.objects.count()) == (SupportPlanState.DRAFT, decisions)


@pytest.mark.parametrize("name", ["person_agreed_on", "workplace_agreed_on"])
def test_nobody_agreed_tomorrow(cast, case, name):
    plan = make.draft_support_plan(cast, case)
    with pytest.raises(ValidationError, match="今日までの日付"):
        plan.edit(by=cast.program, changes={name: clock.today() + timedelta(days=1)})
    plan.refresh_from_db()
    assert getattr(plan, name) <= clock.today()

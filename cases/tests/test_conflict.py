"""Two people at one record: the later is told what the other changed, in the record and in the rows that belong to it."""

from datetime import timedelta

from django.urls import reverse

from cases.enums import GoalArea, Phase, Responsible, TestCode
from cases.models import (
    Disability,
    Interview,
    PlanCooperation,
    PlanGoal,
    RehabilitationPlan,
    SupportGoal,
    SupportPhase,
    TestResult,
    VocationalEvaluation,
)
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of, typed_on
from shokuiki.records import clock
from shokuiki.records.gate import keep, remove
from shokuiki.testing.browser import expect

DAYS_AGO = 5


def opened(user, url):
    """(client, what the form of the page holds)."""
    client = signed_in(user)
    return client, typed_on(client.get(url))


def told(answer, *sentences):
    page = text_of(answer)
    assert answer.status_code == 409, page
    assert [sentence for sentence in sentences if sentence not in page] == []
    return page


def test_of_an_evaluation_interviews_and_tests_are_told(cast):
    case = make.make_case(cast)
    with clock.moved_to(clock.today() - timedelta(days=DAYS_AGO)):
        evaluation = VocationalEvaluation.begin(case, by=cast.evaluator)
        evaluation.edit(by=cast.evaluator, changes={"wish": "静かな職場がよい。"}, keep_rows=lambda row: [
            keep(Interview(evaluation=row, held_on=clock.today(), content="本人と面接した。"), by=cast.evaluator, reason="面接"),
            keep(TestResult(evaluation=row, code=TestCode.MWS, administered_on=clock.today(), result="速い。"), by=cast.evaluator, reason="検査"),
        ])
    url = reverse("cases:evaluation_edit", args=[case.pk])
    client, data = opened(cast.evaluator, url)

    def rows(row):
        interview, test = row.interviews.get(), row.testresults.get()
        interview.content = "家族とも面接した。"
        keep(interview, by=cast.chief, reason="職業評価を記入する")
        remove(test, by=cast.chief, reason="職業評価を記入する")
        keep(
            TestResult(evaluation=row, code=TestCode.VRT, administered_on=clock.today(), result="対人が高い。"), by=cast.chief,
            reason="職業評価を記入する",
        )

    evaluation.edit(by=cast.chief, changes={"wish": "静かな職場がよい。"}, keep_rows=rows)
    answer = client.post(url, data | {"summary": "私が書いた所見。"})
    page = told(
        answer, "大西 誠さんが先に保存しました", "面接・調査「面接」を変えました", "<del>本人と面接した。</del>", "<ins>家族とも面接した。</ins>",
        "検査「職業レディネス・テスト」を加えました", "<ins>対人が高い。</ins>", "検査「ワークサンプル幕張版」を取り除きました",
        "<del>速い。</del>", "私が書いた所見。",
    )
    assert "職業評価</b>" not in page
    evaluation.refresh_from_db()
    assert evaluation.summary == ""


def test_of_a_support_plan_goals_and_phases_are_told(cast):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    plan = make.draft_support_plan(cast, case)
    url = reverse("cases:support_plan_edit", args=[plan.pk])
    client, data = opened(cast.program, url)

    def rows(row):
        goal = row.goals.first()
        goal.target_value = 3
        keep(goal, by=cast.chief, reason="支援計画を記入する")
        remove(row.phases.last(), by=cast.chief, reason="支援計画を記入する")
        keep(
            SupportPhase(
                plan=row, phase=Phase.PREPARATION, starts_on=case.planned_from - timedelta(days=9),
                ends_on=case.planned_from - timedelta(days=1),
            ), by=cast.chief, reason="支援計画を記入する",
        )
        keep(
            SupportGoal(plan=row, text="昼休みを一人で過ごせる", area=GoalArea.DAILY_LIFE, responsible=Responsible.PERSON),
            by=cast.chief, reason="支援計画を記入する",
        )

    plan.edit(by=cast.chief, changes={"overall_goal": "週4日から始める。"}, keep_rows=rows)
    data["methods"] = "私が書いた方法。"
    told(
        client.post(url, data), "<ins>週4日から始める。</ins>", "目標「包装の工程を一人でできる」を変えました",
        "<del>4.00</del>", "<ins>3.00</ins>", "目標「昼休みを一人で過ごせる」を加えました", "支援の段階「準備」を加えました",
        "支援の段階「移行援助」を取り除きました", "私が書いた方法。", "2行目：この行は、ほかの人が取り除きました",
    )
    plan.refresh_from_db()
    saved = client.post(url, data | {"seen": plan.version, "phases-1-DELETE": "on"})
    plan.refresh_from_db()
    assert (saved.status_code, plan.methods, plan.phases.count(), plan.goals.count()) == (302, "私が書いた方法。", 2, 4)


def test_of_a_rehabilitation_plan_goals_and_cooperations_are_told(cast):
    case = make.evaluated_case(cast)
    with clock.moved_to(clock.today() - timedelta(days=DAYS_AGO)):
        plan = RehabilitationPlan.begin(case, by=cast.program)
        plan.edit(by=cast.program, changes={"wish": "人の役に立ちたい。"}, keep_rows=lambda row: keep(
            PlanGoal(plan=row, text="始業の5分前に着く"), by=cast.program, reason="目標"
        ))
    url = reverse("cases:rehabilitation_plan_edit", args=[plan.pk])
    client, data = opened(cast.program, url)

    def rows(row):
        remove(row.goals.get(), by=cast.chief, reason="計画の案を記入する")
        keep(PlanCooperation(plan=row, organization=cast.agency, content="生活の相談"), by=cast.chief, reason="計画の案を記入する")

    plan.edit(by=cast.chief, changes={"wish": "人の役に立ちたい。"}, keep_rows=rows)
    told(
        client.post(url, data | {"cautions": "私が書いた留意事項。"}), "具体的目標「始業の5分前に着く」を取り除きました",
        "協力を求める機関「生活の相談」を加えました", f"<ins>{cast.agency.name}</ins>", "私が書いた留意事項。",
    )


def test_of_the_basic_data_disabilities_are_told(cast):
    case = make.make_case(cast)
    url = reverse("cases:edit", args=[case.pk])
    client, data = opened(cast.program, url)
    case.edit(by=cast.chief, changes={"desired_work": "清掃"})
    case.person.edit(by=cast.chief, changes={"phone": "017-555-0000"}, keep_rows=lambda row: keep(
        Disability(person=row, type="mental", detail="統合失調症"), by=cast.chief, reason="基本情報を編集する"
    ))
    told(
        client.post(url, data | {"consultation": "私が書いた相談。"}), "<ins>清掃</ins>", "<ins>017-555-0000</ins>",
        "障害「精神障害」を加えました", "<ins>統合失調症</ins>", "私が書いた相談。",
    )


def test_what_was_there_before_the_page_was_opened_is_not_told(cast):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    plan = make.draft_support_plan(cast, case)
    url = reverse("cases:support_plan_edit", args=[plan.pk])
    client, data = opened(cast.program, url)
    plan.edit(by=cast.chief, changes={"overall_goal": "週4日から始める。"})
    page = told(client.post(url, data), "<ins>週4日から始める。</ins>")
    assert "を加えました" not in page and "を変えました" not in page


# --- In the browser ---------------------------------------------------------------------------------------------------------
def test_two_tabs_save_the_same_case_and_the_second_keeps_what_was_typed(cast, browser_as):
    case = make.make_case(cast)
    address = reverse("cases:edit", args=[case.pk])
    first, second = browser_as(cast.chief), browser_as(cast.program, allowed={409})
    for tab in (first, second):
        tab.goto(address)
    first.get_by_label("希望の仕事").fill("清掃の仕事")
    first.get_by_role("button", name="基本情報を保存する").click()
    expect(first.get_by_text("基本情報を保存しました。")).to_be_visible()
    second.get_by_label("相談の内容").fill("通勤のことも相談したい。")
    second.get_by_role("button", name="基本情報を保存する").click()
    expect(second.get_by_role("heading", name="大西 誠さんが先に保存しました")).to_be_visible()
    expect(second.get_by_role("row", name="希望の仕事 食品の製造 清掃の仕事")).to_be_visible()
    expect(second.get_by_label("相談の内容")).to_have_value("通勤のことも相談したい。")
    case.refresh_from_db()
    assert (case.desired_work, case.consultation) == ("清掃の仕事", "働き続けられる職場を見つけたい。")
    second.get_by_label("希望の仕事").fill("清掃の仕事")
    second.get_by_role("button", name="基本情報を保存する").click()
    expect(second.get_by_text("基本情報を保存しました。")).to_be_visible()
    case.refresh_from_db()
    assert (case.desired_work, case.consultation) == ("清掃の仕事", "通勤のことも相談したい。")

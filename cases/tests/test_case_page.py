"""The page of a case in every state: what it shows, to whom, and for how many queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, LivingSupport
from cases.models import Case
from cases.page import CasePagePart, Entry, NextCard
from cases.tests import factories as make
from cases.views.history import HISTORIES
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.gate import gate

MAKERS = {
    CaseState.INTAKE: make.make_case,
    CaseState.DRAFTING: make.evaluated_case,
    CaseState.AWAITING_CASE_MEETING: make.proposed_case,
    CaseState.CONCLUDED: make.concluded_case,
    CaseState.SELECTED: make.selected_case,
    CaseState.SUPPORTING: make.supporting_case,
    CaseState.SUPPORT_ENDED: make.ended_case,
    CaseState.FOLLOW_UP: make.follow_up_case,
}
TABS = ("case", "evaluation", "support", "logs", "follow_up", "consents", "history")


@pytest.fixture(autouse=True)
def no_other_rooms(monkeypatch):
    """This room alone: what the rooms above add is tested there."""
    for module in ("cases.page", "cases.next_step", "cases.course", "cases.views.history"):
        monkeypatch.setattr(f"{module}.PARTS", [])


def page(client, user, case, name="case", query=""):
    client.force_login(user)
    return client.get(reverse(f"cases:{name}", args=[case.pk]) + query)


@pytest.mark.parametrize("state", MAKERS)
def test_the_page_opens_in_every_state_for_its_counselor(cast, client, state):
    case = MAKERS[state](cast)
    assert case.state == state
    answer = page(client, cast.program, case)
    assert answer.status_code == 200
    assert answer.context["card"].title
    assert answer.context["steps"][case.step - 1].state == "now"


@pytest.mark.parametrize("who, status", [
    ("director", 200), ("chief", 200), ("program", 200), ("evaluator", 200),
    ("colleague", 403), ("clerk", 403), ("other_program", 404), ("manager", 404), ("officer", 404), ("partner", 404),
])
def test_who_reads_a_case(cast, client, who, status):
    case = make.make_case(cast)
    assert {page(client, getattr(cast, who), case, name).status_code for name in TABS} == {status}


def test_who_may_not_read_is_told_whom_to_ask(cast, client):
    case = make.make_case(cast)
    answer = page(client, cast.colleague, case)
    assert "担当（長谷川 亮、三宅 由香）に相談してください" in answer.content.decode()
    assert "佐藤" not in answer.content.decode()


def test_a_partner_reads_none_of_the_tabs(cast, client):
    case = make.supporting_case(cast)
    assert {page(client, cast.partner, case, name).status_code for name in TABS if name != "case"} == {403}


def test_a_partner_gets_the_page_made_for_partners(cast, client):
    case = make.supporting_case(cast, consultation="だれにも言えない相談")
    answer = page(client, cast.partner, case)
    assert answer.status_code == 200
    assert "cases/case_partner.html" in [template.name for template in answer.templates]
    assert "だれにも言えない相談" not in answer.content.decode()


@pytest.mark.parametrize("state", [CaseState.INTAKE, CaseState.SELECTED, CaseState.SUPPORTING, CaseState.FOLLOW_UP])
def test_no_tab_takes_more_than_twelve_queries(cast, client, queries, state):
    case = MAKERS[state](cast)
    if state == CaseState.SUPPORTING:
        make.make_log(case, cast.partner)
    client.force_login(cast.program)
    for name in TABS:
        url = reverse(f"cases:{name}", args=[case.pk])
        client.get(url)
        assert queries(client, url) <= 12, name


def test_every_part_of_the_history_takes_at_most_twelve_queries(cast, client, queries):
    case = make.follow_up_case(cast)
    client.force_login(cast.chief)
    for part in (*HISTORIES, "nonsense"):
        url = reverse("cases:history", args=[case.pk]) + f"?of={part}"
        client.get(url)
        assert queries(client, url) <= 12, part


def test_the_history_says_who_changed_what_and_in_which_post(cast, client):
    case = make.make_case(cast)
    case.edit(by=cast.chief, changes={"desired_work": "倉庫の仕分け"})
    (change, post), *_ = page(client, cast.program, case, "history").context["changes"]
    assert (change.by, post, change.reason) == ("大西 誠", "主任障害者職業カウンセラー", "基本情報を編集する")
    assert change.rows == [("希望の仕事", "食品の製造", "倉庫の仕分け")]


def test_a_case_that_stopped_shows_no_steps_beyond(cast, client):
    case = make.evaluated_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人が別の道を選んだ。")
    answer = page(client, cast.program, case)
    shown = answer.content.decode()
    assert answer.context["steps"][2].state == "stopped"
    assert "ケース会議</span><span class=\"sk-step-meta\"" not in shown
    assert "sk-step--stopped" in shown
    assert answer.context["card"] is None


def test_a_closed_case_stands_at_its_ninth_step(cast, client):
    case = make.follow_up_case(cast)
    case.close(by=cast.chief, on=clock.today(), reason="職場に定着した。")
    steps = page(client, cast.chief, case).context["steps"]
    assert [step.state for step in steps] == ["done"] * 8 + ["now"]


def test_the_course_shows_decisions_and_on_request_everything(cast, client):
    case = make.selected_case(cast)
    titles = [entry.title for entry in page(client, cast.chief, case).context["entries"]]
    assert titles == ["対象者選定", "ケース会議の結論"]
    titles = [entry.title for entry in page(client, cast.chief, case, query="?all=1").context["entries"]]
    assert titles == [
        "対象者選定", "対象者選定の依頼", "ケース会議の結論", "職業リハビリテーション計画の確定", "職業評価の確定", "相談受付",
    ]


def test_the_goals_show_the_newest_value_from_the_logs(cast, client):
    case = make.supporting_case(cast)
    goal = case.support_plans.first().goals.first()
    for day, value in ((10, 2), (12, 3)):
        make.make_log(
            case, cast.partner, on=case.started_on + timedelta(days=day), notes={goal.pk: ("done", value)}
        )
    shown = page(client, cast.program, case).context["goals"][0]
    assert (shown["now"], shown["target"], shown["unit"]) == ("3", "4", "工程")


def test_the_menu_offers_only_what_this_person_can_do_now(cast, client):
    case = make.make_case(cast)
    labels = [label for label, _ in page(client, cast.program, case).context["actions"]]
    assert labels == ["基本情報を編集する", "同意を記録する", "支援体制の予定を決める", "案件を取り下げる"]
    assert page(client, cast.director, case).context["actions"] == [("開示請求に応じる", f"/cases/{case.pk}/disclosures/")]


def cards(cast, client, case, *users):
    return [page(client, user, case).context["card"] for user in users]


def test_the_card_asks_for_the_consent_before_the_evaluation(cast, client):
    case = make.make_case(cast)
    mine, directors = cards(cast, client, case, cast.program, cast.director)
    assert (mine.title, mine.waiting) == ("職業評価を始める", False)
    assert directors.waiting
    consent = case.person.consents.get(purpose="intake_evaluation")
    consent.withdraw(by=cast.program, on=clock.today())
    assert cards(cast, client, case, cast.program)[0].title == "本人の同意を記録する"


def test_the_card_names_the_first_thing_that_support_still_needs(cast, client):
    case = make.selected_case(cast)
    assert cards(cast, client, case, cast.program)[0].title == "事業所と支援の期間を決める"
    make.prepare_workplace(cast, case)
    assert cards(cast, client, case, cast.program)[0].title == "支援計画を作り、承認を受ける"
    make.approved_support_plan(cast, case)
    assert cards(cast, client, case, cast.program)[0].title == "パートナーを割り当てる"
    make.assign_partners(cast, case)
    assert cards(cast, client, case, cast.program)[0].title == "委託契約を結ぶ"
    make.conclude_contract(cast, case)
    assert cards(cast, client, case, cast.program)[0].title == "支援を開始する"


def test_a_dispatched_case_needs_no_contract(cast, client):
    case = make.prepared_case(cast, living_support=LivingSupport.DISPATCHED)
    assert cards(cast, client, case, cast.program)[0].title == "支援を開始する"


def test_the_card_counts_the_logs_that_wait(cast, client):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner)
    assert "1件" in cards(cast, client, case, cast.program)[0].text


def test_an_interrupted_case_asks_whether_support_goes_on(cast, client):
    case = make.supporting_case(cast)
    case.interrupt(by=cast.program, on=clock.today(), reason="入院のため")
    assert cards(cast, client, case, cast.program)[0].title == "支援の再開か終了を決める"


def test_another_room_is_asked_first(cast, client, monkeypatch):
    class Part(CasePagePart):
        def next_card(self, case, user):
            return NextCard("連絡会議を開く")

        def entries(self, case, user):
            return [Entry(clock.today(), "連絡会議"), Entry(clock.today(), "決定", is_decision=True)]

        def tabs(self, case, user):
            return [("会議", "cases:support", 4)]

        def step_urls(self, case, user):
            return {4: "/meetings/"}

    part = Part()
    for module in ("cases.page", "cases.next_step", "cases.course"):
        monkeypatch.setattr(f"{module}.PARTS", [part])
    context = page(client, cast.program, make.proposed_case(cast)).context
    assert context["card"].title == "連絡会議を開く"
    assert [entry.title for entry in context["entries"]] == ["決定"]
    assert ("会議", 4) in [(tab.label, tab.count) for tab in context["tabs"]]
    assert context["steps"][3].url == "/meetings/"


def test_a_declined_case_says_so_in_red(cast, client):
    case = make.concluded_case(cast, outcome=Outcome.UNSUITABLE)
    with gate(case, "ask_selection", by=cast.program) as row:
        row.asked_by, row.asked_on = cast.program, clock.today()
    case.end_before_support("decline", by=cast.director, on=clock.today(), reason="結論のとおり")
    answer = page(client, cast.program, Case.objects.get(pk=case.pk))
    assert answer.context["steps"][4].chip.label == "不選定"

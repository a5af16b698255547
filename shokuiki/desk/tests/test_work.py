"""今日の業務: what waits for whom, and nothing that waits for somebody else."""

from datetime import timedelta

import pytest

from cases.models import ErasureRequest
from cases.tests import factories as make
from meetings.enums import MeetingKind
from meetings.tests.factories import plan_meeting
from partners.tests.factories import make_application
from shokuiki.desk.due import work_of
from shokuiki.records import clock
from shokuiki.records.models import Setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """``desk(user)``: the context of their 今日の業務."""

    def get(user, query=""):
        client.force_login(user)
        answer = client.get(f"/{query}")
        assert answer.status_code == 200
        return answer.context

    return get


def turns_of(context):
    return [(case.pk, task) for case, task in context["turns"]]


def test_the_next_step_of_a_case_stands_on_the_desk_of_who_takes_it(cast, desk):
    begun = make.make_case(cast)
    begun.start_evaluation(by=cast.program)
    evaluated, waiting, selected = make.evaluated_case(cast), make.proposed_case(cast), make.selected_case(cast)
    assert turns_of(desk(cast.evaluator)) == [(begun.pk, "職業評価を行い、確定する")]
    assert turns_of(desk(cast.program)) == [
        (selected.pk, "支援の準備をする"), (waiting.pk, "連絡会議とケース会議を開く"), (evaluated.pk, "計画の案を作り、確定する"),
    ]
    assert turns_of(desk(cast.colleague)) == []


def test_a_case_whose_meeting_is_arranged_waits_for_its_day(cast, desk):
    case = make.proposed_case(cast)
    plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=3))
    assert turns_of(desk(cast.program)) == []


def test_the_whole_center_lists_nobodys_turn(cast, desk, client):
    make.proposed_case(cast)
    assert desk(cast.chief)["turns"] == [] and "自分の番の案件" not in client.get("/").content.decode()
    assert "自分の番の案件" in client.get("/?scope=mine").content.decode()


def test_what_support_and_follow_up_ask_for_stands_with_who_carries_the_case_on(cast):
    case = make.supporting_case(cast)
    numbers, found = Setting.objects.numbers(cast.center.pk), type(case).objects.filter(pk=case.pk)
    with clock.moved_to(case.planned_to - timedelta(days=2)):
        for user, tasks in ((None, 2), (cast.program, 2), (cast.evaluator, 0)):
            assert len(work_of(found, numbers, user).due) == tasks, user


def test_a_request_for_selection_is_told_to_who_carries_the_case_on_and_not_to_its_evaluator(cast, desk):
    from meetings.tests.selection_steps import requested

    request = requested(cast)
    names = {user: [row.name for row in desk(user)["approvals"]] for user in (cast.director, cast.program, cast.evaluator)}
    name = request.case.person.full_name
    assert names == {cast.director: [name], cast.program: [name], cast.evaluator: []}


def test_a_prepared_contract_waits_for_the_director(cast, desk):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    contract = make.prepare_contract(cast, case)
    rows = [row for row in desk(cast.director)["approvals"] if row.what == "委託契約"]
    assert [(row.name, row.url) for row in rows] == [(case.person.full_name, contract.get_absolute_url())]
    assert [row for row in desk(cast.chief)["approvals"] if row.what == "委託契約"] == []


def test_a_concluded_contract_waits_for_nobody(cast, desk):
    make.conclude_contract(cast, make.prepare_workplace(cast, make.selected_case(cast)))
    assert desk(cast.director)["approvals"] == []


def test_an_erasure_waits_for_the_approvers_who_have_not_approved_it_yet(cast, desk, monkeypatch):
    monkeypatch.setattr(ErasureRequest, "refuse_early", lambda self: None)
    request = ErasureRequest(center=cast.center, persons=[1], reason="保存期間が終わったため。").propose(by=cast.chief)
    waiting = lambda user: [row.what for row in desk(user)["approvals"]]  # noqa: E731
    assert waiting(cast.director) == waiting(cast.chief) == ["承認"] and waiting(cast.program) == []
    request.approve(by=cast.chief)
    assert waiting(cast.director) == ["承認"] and waiting(cast.chief) == []


def test_the_clerk_sees_what_is_to_be_received_and_no_empty_tables(cast, desk, client):
    make_application(cast, "submitted")
    context = desk(cast.clerk)
    page = client.get("/").content.decode()
    assert [row.verb for row in context["approvals"]] == ["受け付ける"]
    assert "今日の会議" not in page and "フォローアップと期限" not in page and "段階別の案件" in page


@pytest.mark.parametrize("who", ["director", "chief", "program", "evaluator"])
def test_the_desk_asks_the_same_for_few_and_many(cast, client, queries, who):
    make.proposed_case(cast)
    make.make_case(cast)
    client.force_login(getattr(cast, who))
    few = queries(client, "/?scope=mine")
    for _ in range(12):
        make.make_case(cast)
    assert queries(client, "/?scope=mine") == few <= 12
    if who == "program":
        assert len(client.get("/").context["turns"]) <= 10

"""次にすること of a case in support and after it: by its days, for who may do it."""

from datetime import timedelta

import pytest

from cases.models import FollowUpRecord
from cases.tests import factories as make
from shokuiki.records import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_other_rooms(monkeypatch):
    for module in ("cases.page", "cases.next_step", "cases.course", "cases.views.history"):
        monkeypatch.setattr(f"{module}.PARTS", [])


@pytest.fixture
def card_of(client):
    def get(user, case):
        client.force_login(user)
        return client.get(case.get_absolute_url()).context["card"]

    return get


def test_support_beyond_its_planned_end_asks_whether_it_ends(cast, card_of):
    case = make.supporting_case(cast)
    with clock.moved_to(case.planned_to):
        assert card_of(cast.program, case).title == "支援を進める"
    with clock.moved_to(case.planned_to + timedelta(days=1)):
        for user in (cast.program, cast.chief, cast.director):
            card = card_of(user, case)
            assert (card.title, card.waiting) == ("支援を終了するか、期間を見直す", False)
        assert card_of(cast.evaluator, case).waiting


def test_logs_that_wait_come_before_the_end_of_support(cast, card_of):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner)
    with clock.moved_to(case.planned_to + timedelta(days=1)):
        assert card_of(cast.program, case).title == "支援日誌を確認する"
        assert card_of(cast.director, case).title == "支援を終了するか、期間を見直す"


def test_the_next_follow_up_stands_with_its_day_and_how_late_it_is(cast, card_of):
    case = make.follow_up_case(cast)
    with clock.moved_to(case.follow_up_on + timedelta(days=10)):
        FollowUpRecord(
            case=case, date=clock.today(), method="visit", content="様子を見た。", next_on=clock.today() + timedelta(days=30),
        ).record(by=cast.program)
        assert "次の予定" in card_of(cast.program, case).text and "過ぎて" not in card_of(cast.program, case).text
    with clock.moved_to(case.follow_up_on + timedelta(days=43)):
        assert "（3日過ぎています）" in card_of(cast.program, case).text


def test_when_the_planned_follow_up_is_over_the_chief_decides_and_the_counselor_waits(cast, card_of):
    case = make.follow_up_case(cast)
    with clock.moved_to(case.follow_up_plan.period_to + timedelta(days=1)):
        for user in (cast.chief, cast.director):
            card = card_of(user, case)
            assert (card.title, card.waiting) == ("案件を完了するか決める", False)
        card = card_of(cast.program, case)
        assert (card.title, card.waiting, card.primary) == ("案件の完了を待っています", True, None)


def test_an_interruption_says_since_when(cast, card_of):
    case = make.supporting_case(cast)
    case.interrupt(by=cast.program, on=clock.today(), reason="本人の入院のため。")
    assert "から支援を中断しています" in card_of(cast.program, case).text

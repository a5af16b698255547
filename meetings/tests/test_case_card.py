"""次にすること on the page of a case: the one task for who does it, the grey card for who waits for it."""

from datetime import timedelta

import pytest

from cases.tests import factories as cases
from meetings.enums import MeetingKind
from meetings.models import TargetSelection
from meetings.tests import factories as make
from meetings.tests.selection_steps import requested
from shokuiki.records import clock
from shokuiki.records.enums import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def card_of(client):
    """``card_of(user, case)``: the card and how many queries the page took."""

    def get(user, case):
        client.force_login(user)
        answer = client.get(f"/cases/{case.pk}/")
        assert answer.status_code == 200
        return answer.context["card"]

    return get


def told(card):
    return card.title, card.waiting


def test_a_record_to_be_written_is_the_recorders_task_and_the_others_wait(cast, card_of):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    meeting = make.held_case_meeting(cast, case)
    assert meeting.recorder == cast.program
    assert told(card_of(cast.program, case)) == ("ケース会議の記録を仕上げる", False)
    for user in (cast.chief, cast.director, cast.evaluator):
        card = card_of(user, case)
        assert told(card) == ("ケース会議の記録を待っています", True)
        assert card.primary is None and cast.program.name in card.text


def test_a_written_record_is_the_task_of_who_may_confirm_it_and_never_of_its_recorder(cast, card_of):
    case = cases.ended_case(cast)
    meeting = make.post_meeting(cast, case, confirmed=False)
    for user in (cast.chief, cast.director):
        card = card_of(user, case)
        assert told(card) == ("支援終了後の拡大ケース会議の記録を確定する", False)
        assert card.primary[1] == meeting.get_absolute_url()
    for user in (cast.program, cast.evaluator):
        assert told(card_of(user, case)) == ("支援終了後の拡大ケース会議の記録の確定を待っています", True)


def test_a_request_that_was_sent_back_comes_with_the_directors_reason(cast, card_of, client, queries):
    request = requested(cast)
    request.send_back(by=cast.director, event_date=clock.today(), reason="通勤の方法を確かめてください。")
    case = request.case
    card = card_of(cast.program, case)
    assert told(card) == ("所長に選定を依頼する", False)
    assert "差し戻されました" in card.text and "通勤の方法を確かめてください。" in card.text
    assert queries(client, f"/cases/{case.pk}/") <= 12
    case.refresh_from_db()
    TargetSelection.ask(case, by=cast.program, on=clock.today()).cancel(by=cast.program, reason="期間を見直す。")
    assert "差し戻されました" not in card_of(cast.program, case).text


def test_a_request_sent_back_to_the_case_meeting_asks_for_another_one(cast, card_of, client, queries):
    request = requested(cast, outcome=Outcome.UNSUITABLE)
    request.send_back(by=cast.director, event_date=clock.today(), reason="新しい診断をもとに検討し直してください。")
    card = card_of(cast.program, request.case)
    assert told(card) == ("ケース会議をもう一度開く", False)
    assert "新しい診断をもとに検討し直してください。" in card.text
    assert f"case={request.case.pk}" in card.primary[1]
    assert queries(client, f"/cases/{request.case.pk}/") <= 12


def test_a_planned_meeting_says_when_and_where(cast, card_of):
    case = cases.proposed_case(cast)
    make.plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=2))
    card = card_of(cast.program, case)
    assert told(card) == ("連絡会議を開く", False) and "センター 会議室" in card.text

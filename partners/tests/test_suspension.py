"""停止 and 再開 of a selection: by the 所長, with reason and day; new work stops, running cases go on and are told."""

from datetime import date, timedelta

import pytest

from partners.models import Selection
from partners.models.selection import selected_requirement
from partners.tests.conftest import text_of
from partners.tests.factories import make_application
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.models import Decision

TODAY = date(2026, 11, 24)
TYPED = {"event_date": "令和8年11月24日", "reason": "会計の区分を確かめるため。", "confirmed": "on"}
STATE_AFTER = {
    ("active", "suspend"): "suspended", ("active", "revoke"): "revoked", ("suspended", "resume"): "active",
    ("suspended", "revoke"): "revoked",
}


@pytest.fixture(autouse=True)
def on_24_november():
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def selection(cast):
    return make_application(cast, "selected").selection


def decide(selection, verb, by, **changes):
    getattr(selection, verb)(**{"by": by, "event_date": TODAY, "reason": "会計の区分を確かめるため。"} | changes)


def in_state(cast, selection, state):
    for verb in {"active": (), "suspended": ("suspend",), "revoked": ("revoke",)}[state]:
        decide(selection, verb, cast.director)
    return selection


@pytest.mark.parametrize("verb", ["suspend", "resume", "revoke"])
@pytest.mark.parametrize("state", ["active", "suspended", "revoked"])
def test_a_verb_is_done_in_its_states_and_refused_in_all_others(cast, selection, state, verb):
    in_state(cast, selection, state)
    before = (Decision.objects.count(), Selection.history.count())
    if (state, verb) in STATE_AFTER:
        decide(selection, verb, cast.director)
        selection.refresh_from_db()
        assert selection.state == STATE_AFTER[state, verb]
        assert (Decision.objects.count(), Selection.history.count()) == (before[0] + 1, before[1] + 1)
    else:
        with pytest.raises(Refused, match="今の状態"):
            decide(selection, verb, cast.director)
        assert (Decision.objects.count(), Selection.history.count()) == before


def test_each_decision_names_its_kind_and_the_decision_it_follows(cast, selection):
    for verb in ("suspend", "resume", "suspend", "revoke"):
        decide(selection, verb, cast.director)
    found = list(Decision.objects.about(selection).order_by("pk"))
    assert [(row.kind, row.outcome) for row in found] == [
        ("consignee_suspension", "suspended"), ("consignee_resumption", "resumed"),
        ("consignee_suspension", "suspended"), ("consignee_revocation", "revoked"),
    ]
    assert [row.supersedes_id for row in found] == [selection.decision_id, *(row.pk for row in found[:-1])]
    assert found[0].by == cast.director and found[0].text.reason == "会計の区分を確かめるため。"


@pytest.mark.parametrize("verb", ["suspend", "resume"])
@pytest.mark.parametrize("who", ["chief", "program", "clerk", "manager", "other_director"])
def test_s1_nobody_but_the_director_suspends_or_resumes(cast, selection, verb, who):
    in_state(cast, selection, "active" if verb == "suspend" else "suspended")
    before = (selection.state, Decision.objects.count())
    with pytest.raises(NotAllowed, match="通知 記1 第1項"):
        decide(selection, verb, getattr(cast, who))
    selection.refresh_from_db()
    assert (selection.state, Decision.objects.count()) == before


@pytest.mark.parametrize("change", [
    {"reason": " "}, {"event_date": TODAY + timedelta(days=1)}, {"event_date": TODAY - timedelta(days=1)},
])
def test_a_suspension_without_reason_or_on_an_impossible_day_is_refused(cast, selection, change):
    with pytest.raises(Refused):
        decide(selection, "suspend", cast.director, **change)
    selection.refresh_from_db()
    assert (selection.state, Decision.objects.count()) == ("active", 1)


def test_a_resumption_is_not_before_its_suspension(cast, selection):
    with clock.moved_to(TODAY + timedelta(days=10)):
        decide(selection, "suspend", cast.director, event_date=TODAY + timedelta(days=5))
        with pytest.raises(Refused, match="前の決定の日"):
            decide(selection, "resume", cast.director, event_date=TODAY + timedelta(days=4))
        decide(selection, "resume", cast.director, event_date=TODAY + timedelta(days=5))
    assert selection.state == "active"


def test_s1_a_suspended_selection_stops_new_assignments_and_contracts_until_it_is_resumed(cast, selection):
    period = (date(2026, 12, 1), date(2027, 3, 31))
    decide(selection, "suspend", cast.director)
    found = selected_requirement(selection, *period)
    assert (found.blocks, found.no, found.clause) == (True, "S1", "通知 記1 第1項")
    assert "停止中" in found.fact
    assert not selection.in_force() and not Selection.objects.in_force().exists()
    decide(selection, "resume", cast.director)
    assert not selected_requirement(selection, *period).blocks
    assert selection.in_force() and list(Selection.objects.in_force()) == [selection]


@pytest.mark.parametrize(
    ("name", "sentence", "state"),
    [("suspend", "選定を停止しました", "suspended"), ("resume", "選定を再開しました", "active")],
)
def test_the_director_decides_on_the_page(cast, sends, sees, selection, name, sentence, state):
    in_state(cast, selection, "active" if name == "suspend" else "suspended")
    assert sees(cast.director, f"selection_{name}", selection.pk).status_code == 200
    data = TYPED | {"seen": selection.version}
    response = sends(cast.director, data, f"selection_{name}", selection.pk)
    page = text_of(sees(cast.director, "selection", selection.pk))
    assert response.url == selection.get_absolute_url() and sentence in page
    selection.refresh_from_db()
    assert selection.state == state
    assert "会計の区分を確かめるため。" in text_of(sees(cast.manager, "selection", selection.pk))
    assert sends(cast.director, data, f"selection_{name}", selection.pk).status_code == 409
    assert selection.history.first().version == selection.version


@pytest.mark.parametrize(("change", "sentence"), [
    ({"reason": ""}, "停止する理由を入力してください"), ({"confirmed": ""}, "確認しました」に印を付けてください"),
    ({"event_date": "令和8年11月25日"}, "先の日付です"), ({"event_date": "令和8年11月23日"}, "前の決定の日"),
])
def test_an_incomplete_suspension_says_why_and_keeps_what_was_typed(cast, sends, selection, change, sentence):
    response = sends(cast.director, TYPED | change | {"seen": selection.version}, "selection_suspend", selection.pk)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert ("会計の区分を確かめるため。" in text_of(response)) == ("reason" not in change)
    selection.refresh_from_db()
    assert selection.state == "active"


def test_who_opens_the_pages(cast, sees, selection):
    expected = {
        "director": 200, "program": 403, "clerk": 403, "manager": 403, "other_manager": 404, "partner": 404,
        "other_director": 404, "officer": 404,
    }
    assert {who: sees(getattr(cast, who), "selection_suspend", selection.pk).status_code for who in expected} == expected
    in_state(cast, selection, "suspended")
    assert {who: sees(getattr(cast, who), "selection_resume", selection.pk).status_code for who in expected} == expected
    assert sees(cast.director, "selection_suspend", selection.pk).status_code == 409


def test_the_page_offers_what_can_be_done_and_the_list_narrows(cast, sees, selection):
    page = text_of(sees(cast.director, "selection", selection.pk))
    assert "選定を停止する" in page and "選定を再開する" not in page
    assert "選定を停止する" not in text_of(sees(cast.program, "selection", selection.pk))
    assert "停止中の選定はありません" in text_of(sees(cast.program, "selections", query="?suspended"))
    in_state(cast, selection, "suspended")
    page = text_of(sees(cast.director, "selection", selection.pk))
    assert "選定を再開する" in page and "選定を取り消す" in page and "停止されています" in page
    assert "あおぞら会" in text_of(sees(cast.program, "selections", query="?suspended"))
    assert "選定中の法人はありません" in text_of(sees(cast.program, "selections"))
    assert "選定を停止する：会計の区分を確かめるため。" in text_of(sees(cast.program, "selection", selection.pk, query="?all"))


def test_a_term_that_is_over_is_neither_suspended_nor_resumed(cast, sees, selection):
    other = in_state(cast, make_application(cast, "selected").selection, "suspended")
    with clock.moved_to(date(2027, 4, 1)):
        for row, verb in ((selection, "suspend"), (other, "resume")):
            with pytest.raises(Refused, match="今の状態（期間満了）"):
                decide(row, verb, cast.director, event_date=date(2027, 4, 1))
            page = text_of(sees(cast.director, "selection", row.pk))
            assert "選定を取り消す" in page and f"selections/{row.pk}/{verb}/" not in page and "停止されています" not in page
        assert other.chip.label == "期間満了" and "に満了しました" in other.alert
        assert "期間満了" not in text_of(sees(cast.director, "selections", query="?suspended"))
    assert set(Selection.objects.values_list("state", flat=True)) == {"active", "suspended"}

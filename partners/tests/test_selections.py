"""委託先法人: the list, the page, the term, the revocation; the page of a 法人."""

from datetime import date

import pytest

from partners.enums import SELECTION_VERBS
from partners.models import Selection
from partners.models.selection import selected_requirement
from partners.tests.conftest import text_of
from partners.tests.factories import make_application, make_applications, select
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.models import Decision

TODAY = date(2026, 11, 24)
REVOKED = {"event_date": "令和8年11月24日", "reason": "体制を保てなくなった。", "confirmed": "on"}


@pytest.fixture(autouse=True)
def on_24_november():
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def selection(cast):
    return make_application(cast, "selected").selection


def revoke(selection, by, **changes):
    selection.revoke(**{"by": by, "event_date": TODAY, "reason": "体制を保てなくなった。"} | changes)


def test_every_verb_of_the_table_is_tried():
    assert set(SELECTION_VERBS) == {"create", "suspend", "resume", "revoke"}  # the two in the middle: test_suspension.py


@pytest.mark.parametrize(("state", "allowed"), [("active", True), ("revoked", False)])
def test_a_selection_is_revoked_once(cast, selection, state, allowed):
    if state == "revoked":
        revoke(selection, cast.director)
    before = (Decision.objects.count(), Selection.history.count())
    if allowed:
        revoke(selection, cast.director)
        assert (selection.state, selection.chip.label) == ("revoked", "取消し")
        decision = Decision.objects.first()
        assert (decision.outcome, decision.supersedes) == ("revoked", selection.decision)
    else:
        with pytest.raises(Refused):
            revoke(selection, cast.director)
        assert (Decision.objects.count(), Selection.history.count()) == before


def test_s1_nobody_but_the_director_revokes(cast, selection):
    for who in (cast.chief, cast.program, cast.clerk, cast.manager, cast.other_director):
        with pytest.raises(NotAllowed, match="通知 記1 第1項"):
            revoke(selection, who)
    selection.refresh_from_db()
    assert (selection.state, Decision.objects.count()) == ("active", 1)


@pytest.mark.parametrize("change", [{"reason": " "}, {"event_date": date(2026, 11, 25)}, {"event_date": date(2026, 11, 23)}])
def test_a_revocation_without_reason_or_on_an_impossible_day_is_refused(cast, selection, change):
    with pytest.raises(Refused):
        revoke(selection, cast.director, **change)
    selection.refresh_from_db()
    assert (selection.state, Decision.objects.count()) == ("active", 1)


def test_a_selection_that_has_not_begun_can_be_revoked(cast):
    selection = select(make_application(cast, "awaiting_decision"), cast.director, valid_from=date(2027, 3, 1))
    assert selection.chip.label == "開始前"
    revoke(selection, cast.director)
    assert selection.state == "revoked"


@pytest.mark.parametrize(
    ("on", "label", "counts"),
    [(date(2026, 11, 24), "選定中", True), (date(2027, 3, 31), "選定中", True), (date(2027, 4, 1), "期間満了", False)],
)
def test_a_selection_lapses_by_its_term(cast, selection, on, label, counts):
    with clock.moved_to(on):
        assert (selection.chip.label, selection.in_force()) == (label, counts)
        assert list(Selection.objects.in_force()) == ([selection] if counts else [])


def test_s1_whoever_relies_on_a_selection_needs_its_term_to_cover_the_period(cast, selection):
    inside, outside = (date(2026, 12, 1), date(2027, 3, 31)), (date(2026, 12, 1), date(2027, 4, 1))
    assert not selected_requirement(selection, *inside).blocks
    for found in (selected_requirement(selection, *outside), selected_requirement(None, *inside)):
        assert (found.blocks, found.no, found.clause) == (True, "S1", "通知 記1 第1項")
    revoke(selection, cast.director)
    assert selected_requirement(selection, *inside).blocks


def test_the_list_shows_those_in_force_and_on_request_all(cast, sees, selection):
    page = text_of(sees(cast.program, "selections"))
    assert "社会福祉法人 あおぞら会" in page
    assert "0件" in page
    revoke(selection, cast.director)
    assert "選定中の法人はありません" in text_of(sees(cast.program, "selections"))
    assert "取消し" in text_of(sees(cast.program, "selections", query="?all"))


def test_the_page_shows_term_conditions_and_decisions(cast, sees, selection):
    for user in (cast.program, cast.director, cast.manager):
        page = text_of(sees(user, "selection", selection.pk))
        for words in ("令和9年3月31日", "支援日誌を毎週提出すること。", "体制が整っている。"):
            assert words in page
        assert "委託先に選定する" in text_of(sees(user, "selection", selection.pk, query="?all"))


def test_the_director_revokes_on_the_page(cast, sends, selection):
    response = sends(cast.director, REVOKED | {"seen": selection.version}, "selection_revoke", selection.pk)
    assert response.url == selection.get_absolute_url()
    selection.refresh_from_db()
    assert selection.state == "revoked"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"reason": ""}, "取り消す理由を入力してください"), ({"confirmed": ""}, "確認しました」に印を付けてください"),
     ({"event_date": "令和8年11月23日"}, "前の決定の日")],
)
def test_an_incomplete_revocation_says_why_and_keeps_what_was_typed(cast, sends, selection, change, sentence):
    data = REVOKED | change | {"seen": selection.version}
    response = sends(cast.director, data, "selection_revoke", selection.pk)
    assert response.status_code == 422
    assert sentence in text_of(response)
    selection.refresh_from_db()
    assert selection.state == "active"


def test_the_second_of_two_clicks_on_revoke_loses(cast, sends, selection):
    data = REVOKED | {"seen": selection.version}
    assert sends(cast.director, data, "selection_revoke", selection.pk).status_code == 302
    assert sends(cast.director, data, "selection_revoke", selection.pk).status_code == 409
    assert Decision.objects.count() == 2


def test_who_opens_the_pages_of_a_selection(cast, sees, selection):
    people = ("director", "program", "clerk", "manager", "other_manager", "partner", "other_director", "officer")
    found = {who: tuple(
        sees(getattr(cast, who), name, selection.pk).status_code for name in ("selection", "selection_revoke")
    ) for who in people}
    assert found == {
        "director": (200, 200), "program": (200, 403), "clerk": (200, 403), "manager": (200, 403),
        "other_manager": (404, 404), "partner": (404, 404), "other_director": (404, 404), "officer": (404, 404),
    }


def test_who_opens_the_page_of_a_corporation(cast, sees, selection):
    corporation = cast.corporation.corporation
    expected = {"manager": 200, "partner": 200, "program": 200, "other_program": 200, "other_manager": 404, "officer": 404}
    assert {who: sees(getattr(cast, who), "corporation", corporation.pk).status_code for who in expected} == expected
    page = text_of(sees(cast.manager, "corporation", corporation.pk))
    for words in ("あおぞら作業所", "野田 千尋", "理事長", "C8-001"):
        assert words in page


def test_the_lists_are_closed_to_others(cast, sees):
    for name in ("selections", "corporations"):
        for who in ("partner", "officer", "technician", "dispatched"):
            assert sees(getattr(cast, who), name).status_code == 403, (name, who)


def test_the_lists_take_the_same_queries_for_1_and_30(cast, client, queries, selection):
    client.force_login(cast.program)
    few = {url: queries(client, url) for url in ("/selections/", "/selections/?all", "/corporations/")}
    make_applications(cast, 30, "selected")
    assert {url: queries(client, url) for url in few} == few
    assert max(few.values()) <= 12


def test_the_pages_take_no_more_than_12_queries(cast, client, queries, selection):
    client.force_login(cast.director)
    for url in (selection.get_absolute_url(), f"{selection.get_absolute_url()}?all",
                cast.corporation.corporation.get_absolute_url()):
        assert queries(client, url) <= 12

"""案件一覧: index lines of the center's cases, filters in the address, no more queries for thirty rows than for one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, LivingSupport
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of, url_of
from shokuiki.records import clock

LIST = "/cases/"
NAMES = (
    ("相沢", "あいざわ"), ("加藤", "かとう"), ("後藤", "ごとう"), ("佐伯", "さえき"), ("坂口", "さかぐち"), ("渡辺", "わたなべ"),
)


def people(cast, names=NAMES):
    for number, (family, kana) in enumerate(names):
        person = make.make_person(
            cast, family_name=family, family_kana=kana, given_name="薫", given_kana="かおる",
            birth_date=date(1990, 1, 1) + timedelta(days=number),
        )
        make.make_case(cast, person=person, opened_on=clock.today() - timedelta(days=number))


def names(answer):
    return [line.name for line in answer.context["lines"]]


def test_the_list_stands_in_the_order_of_kana(cast):
    people(cast, NAMES[::-1])
    answer = signed_in(cast.program).get(LIST)
    assert names(answer) == [f"{family} 薫" for family, _ in NAMES]
    assert "進行中 6件" in text_of(answer)


def test_the_columns_sort_both_ways(cast):
    people(cast)
    client = signed_in(cast.program)
    numbers = [line.number for line in client.get(LIST + "?sort=number").context["lines"]]
    assert names(client.get(LIST + "?sort=number"))[0] == "渡辺 薫"
    assert [line.number for line in client.get(LIST + "?sort=-number").context["lines"]] == numbers[::-1]
    answer = client.get(LIST + "?sort=-kana")
    assert names(answer)[0] == "渡辺 薫"
    assert 'aria-sort="descending"' in text_of(answer)


@pytest.mark.parametrize("row, found", [
    ("あ", ["相沢"]), ("か", ["加藤", "後藤"]), ("さ", ["佐伯", "坂口"]), ("た", []), ("わ", ["渡辺"]),
])
def test_a_row_of_the_syllabary_holds_its_voiced_letters_too(cast, row, found):
    people(cast)
    answer = signed_in(cast.program).get(LIST, {"row": row})
    assert names(answer) == [f"{family} 薫" for family in found]
    assert f"ふりがな：{row}行" in text_of(answer)


def test_each_filter_narrows_and_can_be_taken_off(cast):
    make.make_case(cast)
    person = make.make_person(cast, family_name="渡辺", family_kana="わたなべ", birth_date=date(1980, 1, 1))
    make.proposed_case(
        cast, person=person, peso=cast.other_peso, primary_counselor=cast.colleague, living_support=LivingSupport.CONSIGNED
    )
    client = signed_in(cast.chief)
    for query, found in (
        ({}, ["佐藤 健", "渡辺 健"]), ({"stage": "1"}, ["佐藤 健"]), ({"stage": ["1", "4"]}, ["佐藤 健", "渡辺 健"]),
        ({"counselor": cast.colleague.pk}, ["渡辺 健"]), ({"corporation": cast.corporation.pk}, ["渡辺 健"]),
        ({"peso": cast.other_peso.pk}, ["渡辺 健"]), ({"peso": cast.peso.pk, "stage": "4"}, []),
    ):
        assert names(client.get(LIST, query)) == found, query
    answer = client.get(LIST, {"stage": "4", "peso": cast.other_peso.pk})
    assert answer.context["applied"] == [
        ("段階：ケース会議", f"?peso={cast.other_peso.pk}"), ("安定所：北沢公共職業安定所", "?stage=4"),
    ]


@pytest.mark.parametrize("query", [
    {"stage": "x"}, {"counselor": "1 OR 1"}, {"sort": "person"}, {"row": "ア"}, {"s": "unknown"}, {"counselor": "9" * 40},
])
def test_an_address_with_nonsense_shows_the_whole_list(cast, query):
    make.make_case(cast)
    assert names(signed_in(cast.program).get(LIST, query)) == ["佐藤 健"]


def test_cases_that_are_over_are_shown_on_request(cast):
    case = make.make_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="都合")
    client = signed_in(cast.program)
    answer = client.get(LIST)
    assert names(answer) == [] and "進行中の案件はありません" in text_of(answer)
    assert "今年度の終了 1件" in text_of(answer)
    assert names(client.get(LIST + "?done=1")) == ["佐藤 健"]


def test_the_counts_stand_beside_the_stages(cast):
    people(cast)
    stages = signed_in(cast.program).get(LIST).context["stages"]
    assert stages[0] == (1, "相談受付", 6, False)
    assert sum(count for _, _, count, _ in stages) == 6


def test_the_filters_are_posted_and_come_back_in_the_address(cast):
    answer = signed_in(cast.program).post(
        LIST, {"stage": ["1", "2"], "counselor": cast.program.pk, "corporation": "", "done": "1", "q": " "}
    )
    assert answer.url == f"{LIST}?stage=1&stage=2&counselor={cast.program.pk}&done=1"


# --- Who ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["director", "chief", "evaluator", "program", "colleague", "clerk"])
def test_the_staff_of_the_center_open_the_list(cast, who):
    make.make_case(cast)
    assert names(signed_in(getattr(cast, who)).get(LIST)) == ["佐藤 健"]


@pytest.mark.parametrize("who", ["partner", "manager", "technician", "dispatched", "officer", "caseworker"])
def test_nobody_else_does(cast, who):
    make.supporting_case(cast)
    client = signed_in(getattr(cast, who))
    for answer in (client.get(LIST), client.post(LIST, {"q": "さとう"})):
        assert answer.status_code == 403
        assert "センターの職員が使います" in text_of(answer)


def test_another_center_sees_none_of_them(cast):
    make.make_case(cast)
    answer = signed_in(cast.other_program).get(LIST)
    assert names(answer) == []
    assert "まだ案件がありません" in text_of(answer)


@pytest.mark.parametrize("who", ["colleague", "clerk"])
def test_who_may_not_read_a_case_sees_its_index_line_only(cast, who):
    make.proposed_case(cast)
    answer = signed_in(getattr(cast, who)).get(LIST)
    line = answer.context["lines"][0]
    assert (line.number, line.kana, line.chip.label, line.counselor) == (
        line.number, "さとう けん", "ケース会議", "長谷川 亮"
    )
    assert (line.age, line.consignee, line.peso, line.task) == (None, "", "", "")
    table = text_of(answer).split("<tbody>")[1]
    assert "港南公共職業安定所" not in table and "あおぞら会" not in table and "歳" not in table


def test_who_may_read_it_sees_what_is_next(cast):
    make.proposed_case(cast)
    line = signed_in(cast.program).get(LIST).context["lines"][0]
    assert (line.task, line.consignee, line.peso) == (
        "連絡会議とケース会議を開く", "社会福祉法人 あおぞら会", "港南公共職業安定所"
    )


def test_an_empty_center_offers_the_first_consultation(cast):
    assert url_of("create") in text_of(signed_in(cast.program).get(LIST)).split("まだ案件がありません")[1]
    assert reverse("cases:create") not in text_of(signed_in(cast.clerk).get(LIST))


# --- Size ---------------------------------------------------------------------------------------------------------------
def test_thirty_rows_take_no_more_queries_than_one(cast, queries):
    make.make_case(cast)
    client = signed_in(cast.program)
    client.get(LIST)
    one = queries(client, LIST)
    people(cast, [(f"山田{number}", "やまだ") for number in range(29)])
    assert queries(client, LIST) == one
    assert one <= 12


def test_fifty_stand_on_a_page(cast):
    people(cast, [("山田", "やまだ")] * 52)
    client = signed_in(cast.program)
    assert len(names(client.get(LIST + "?stage=1"))) == 50
    answer = client.get(LIST + "?stage=1&page=2")
    assert len(names(answer)) == 2
    assert "51–52件を表示（全52件）" in text_of(answer)


def test_every_state_has_a_chip_and_a_place_in_the_order(cast):
    from cases.enums import CASE_CHIPS, CLOSED_STATES, STEP_OF
    from cases.next_step import TASKS

    assert set(CASE_CHIPS) == set(CaseState)
    assert set(TASKS) == set(CaseState) - CLOSED_STATES
    assert set(STEP_OF) == set(CaseState) - {CaseState.NOT_SELECTED, CaseState.WITHDRAWN}

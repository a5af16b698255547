"""The folded search, to the letter; and that a name never stands in an address."""

import pytest

from cases.models import Case
from cases.search import KEPT, SESSION_KEY
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of

LIST = "/cases/"


@pytest.fixture
def sato(cast):
    person = make.make_person(
        cast, family_name="佐藤", given_name="健太", family_kana="さとう", given_kana="けんた"
    )
    return make.make_case(cast, person=person)


def found(text):
    return list(Case.objects.matching(text))


@pytest.mark.parametrize("text", [
    "さとう", "サトウ", "ｻﾄｳ", "ザトウ", "さどう", "ｻﾄﾞｳ", "さとう けんた", "サトウ　ケンタ", "けんた", "ゲンタ", "とう", "サトウケンタ",
    "佐藤", "佐藤 健太", "佐藤　健太", "佐藤健太", "健太", "藤", " さとう ",
])
def test_a_name_is_found_whichever_way_it_is_typed(sato, text):
    assert found(text) == [sato]


@pytest.mark.parametrize("text", ["さとお", "すとう", "佐籐", "斉藤", "けんたさとう", "satou", "%", "_", "' OR 1=1"])
def test_another_name_is_not(sato, text):
    assert found(text) == []


def test_a_number_is_found_in_any_width_and_case(sato):
    number = sato.number
    wide = number.translate(str.maketrans("R0123456789-", "Ｒ０１２３４５６７８９－"))
    for text in (number, number.lower(), wide, number.split("-")[1], wide.replace("－", "ー"), f" {number} "):
        assert found(text) == [sato], text
    assert found("R1-9999") == []


def test_a_number_is_found_without_its_noughts_and_with_a_space_for_the_hyphen(sato):
    year, count = sato.number.split("-")
    for text in (f"{year}-{int(count)}", f"{year} {count}", f"{year.lower()}　{int(count)}"):
        assert found(text) == [sato], text
    assert found(f"{year}-{int(count) + 1}") == []


@pytest.mark.parametrize("text", ["-", "ー", "－", "・", "’", "。"])
def test_a_mark_alone_finds_nobody(sato, text):
    assert found(text) == []


@pytest.mark.parametrize("stored, typed", [
    (("髙橋", "たかはし"), "高橋"), (("高橋", "たかはし"), "髙橋"), (("渡邊", "わたなべ"), "渡辺"), (("渡辺", "わたなべ"), "渡邉"),
    (("齋藤", "さいとう"), "斎藤"), (("長谷川", "はせがわ"), "はせかわ"), (("松本", "まつもと"), "マッモト"),
    (("大野", "おおの"), "オオノ"), (("佳", "ゆーき"), "ゆき"), (("久保", "くぼ"), "くほ"),
])
def test_variants_of_letters_are_one(cast, stored, typed):
    family, kana = stored
    case = make.make_case(cast, person=make.make_person(cast, family_name=family, family_kana=kana))
    assert found(typed) == [case]


# --- The page -------------------------------------------------------------------------------------------------------------
def test_a_name_searched_for_never_stands_in_the_address(cast, sato):
    client = signed_in(cast.program)
    answer = client.post(LIST, {"q": "ｻﾄｳ", "stage": "1"})
    key = list(client.session[SESSION_KEY])[0]
    assert answer.url == f"{LIST}?stage=1&s={key}"
    page = client.get(answer.url)
    assert [line.number for line in page.context["lines"]] == [sato.number]
    assert 'value="ｻﾄｳ"' in text_of(page) and "検索：ｻﾄｳ" in text_of(page)
    assert all("ｻﾄｳ" not in url for _, url in page.context["applied"])


def test_a_search_finds_cases_that_are_over_too(cast, sato):
    from shokuiki.records import clock

    sato.withdraw(by=cast.program, on=clock.today(), reason="都合")
    client = signed_in(cast.program)
    page = client.get(client.post(LIST, {"q": "さとう"}).url)
    assert [line.number for line in page.context["lines"]] == [sato.number]


def test_nothing_found_says_what_to_do(cast, sato):
    client = signed_in(cast.program)
    page = client.get(client.post(LIST, {"q": "わたなべ"}).url)
    assert "条件に合う案件はありません" in text_of(page) and "条件をすべて外す" in text_of(page)


def test_a_key_of_another_session_tells_nothing(cast, sato):
    url = signed_in(cast.program).post(LIST, {"q": "わたなべ"}).url
    page = signed_in(cast.chief).get(url)
    assert "わたなべ" not in text_of(page)
    assert len(page.context["lines"]) == 1


def test_the_session_keeps_the_newest_searches_only(cast):
    client = signed_in(cast.program)
    for number in range(KEPT + 3):
        client.post(LIST, {"q": f"検索{number}"})
    kept = list(client.session[SESSION_KEY].values())
    assert len(kept) == KEPT and kept[-1] == f"検索{KEPT + 2}" and "検索0" not in kept


def test_cases_of_another_center_are_not_found(cast, sato):
    client = signed_in(cast.other_program)
    assert client.get(client.post(LIST, {"q": "さとう"}).url).context["lines"] == []

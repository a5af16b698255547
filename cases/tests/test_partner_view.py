"""What a partner sees: the people assigned to them, and of each only name, goals, workplace and own logs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import LivingSupport
from cases.partner_home import partner_home
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from shokuiki.records import clock

MONDAY_TO_COME = 7


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def a_wednesday():
    today = clock.today()
    return today - timedelta(days=(today.weekday() - 2) % MONDAY_TO_COME)


def words(home):
    return [day.word for day in home["people"][0].days]


def test_the_home_shows_this_weeks_logs(cast, case):
    wednesday = a_wednesday()
    row = make.assignment_of(case, cast.partner)
    make.make_log(case, cast.partner, on=wednesday - timedelta(days=2), confirmed_by=cast.program)
    make.make_log(case, cast.partner, on=wednesday - timedelta(days=1))
    with clock.moved_to(wednesday):
        home = partner_home(cast.partner)
        assert words(home) == ["確認済", "提出", "未記入", "—", "—"]
        assert [person.assignment for person in home["to_write"]] == [row]
        make.make_log(case, cast.partner, on=wednesday)
        assert partner_home(cast.partner)["to_write"] == []


def test_who_supports_every_day_is_told_of_the_days_without_a_log(cast):
    case = make.prepared_case(cast)
    make.assignment_of(case, cast.technician).end(by=cast.program, on=case.planned_from)
    with clock.moved_to(make.day_of(case, make.PREPARED)):
        technician = make.make_partner(cast, "technical", cast.workplace, cast.technician)
        make.assign(cast, case, technician, days_per_week=5, valid_from=case.planned_from + timedelta(days=1))
    case.start_support(by=cast.program, on=case.planned_from)
    with clock.moved_to(a_wednesday()):
        assert words(partner_home(cast.technician)) == ["未提出", "未提出", "未記入", "予定", "予定"]


def test_a_returned_log_comes_first(cast, case):
    log = make.make_log(case, cast.partner)
    log.return_to_writer(by=cast.program, comment="時間を確かめてください。")
    text = text_of(signed_in(cast.partner).get("/"))
    assert "差し戻されました" in text
    assert "時間を確かめてください。" in text
    assert reverse("cases:log_edit", args=[log.pk]) in text


@pytest.mark.parametrize("who", ["partner", "technician"])
def test_the_page_of_a_case_holds_nothing_else(cast, case, who):
    own = make.make_log(case, getattr(cast, who), content="自分の日誌")
    other = make.make_log(case, cast.technician if who == "partner" else cast.partner)
    text = text_of(signed_in(getattr(cast, who)).get(case.get_absolute_url()))
    for shown in ("佐藤 健", "さとう けん", "包装の工程を一人でできる", cast.workplace.name, own.get_absolute_url()):
        assert shown in text
    hidden = (
        other.get_absolute_url(), case.consultation, "療育手帳", "職業評価", "予定の変更に時間がかかる。", "履歴", "同意",
        case.person.birth_date.strftime("%Y"), "6,000", cast.peso.name,
    )
    for word in hidden:
        assert word not in text


def test_a_dispatched_partner_sees_the_same_page(cast):
    case = make.supporting_case(cast, living_support=LivingSupport.DISPATCHED)
    client = signed_in(cast.dispatched)
    assert "佐藤 健" in text_of(client.get(case.get_absolute_url()))
    assert "障害者雇用支援センター" not in text_of(client.get(case.get_absolute_url()))
    assert client.get(reverse("cases:log_create", args=[case.pk])).status_code == 200


@pytest.mark.parametrize("tab", ["support", "logs", "follow_up"])
def test_the_tabs_of_the_case_are_closed_to_partners(cast, case, tab):
    assert signed_in(cast.partner).get(reverse(f"cases:{tab}", args=[case.pk])).status_code == 403


@pytest.mark.parametrize("who", ["other_partner", "manager", "officer"])
def test_the_case_does_not_exist_for_who_is_not_assigned(cast, case, who):
    assert signed_in(getattr(cast, who)).get(case.get_absolute_url()).status_code == 404


def test_the_pages_of_a_partner_take_the_same_number_of_queries_for_1_and_30_people(cast, case, queries):
    client = signed_in(cast.partner)
    make.make_log(case, cast.partner)
    pages = ["/", reverse("cases:all_logs"), case.get_absolute_url(), reverse("cases:log_create", args=[case.pk])]
    one = [queries(client, page) for page in pages]
    for _ in range(4):
        make.supporting_case(cast)
    for number in range(1, 30):
        make.make_log(case, cast.partner, on=clock.today() - timedelta(days=number))
    assert [queries(client, page) for page in pages] == one
    assert max(one) <= 12

"""今日の業務 and ホーム: what waits for whom, in a constant number of queries."""

import re
from datetime import timedelta
from html import unescape

import pytest

from shokuiki.records import clock


def test_the_desk_of_a_director_shows_what_waits_for_a_decision(client, cast):
    client.force_login(cast.director)
    page = client.get("/").content.decode()
    assert "今日の業務" in page and "承認待ちはありません。" in page


@pytest.mark.parametrize("person", ["director", "chief", "program", "evaluator", "clerk"])
def test_the_desk_takes_at_most_twelve_queries(client, cast, queries, person):
    client.force_login(getattr(cast, person))
    assert queries(client, "/") <= 12


@pytest.mark.parametrize("person", ["manager", "partner", "technician", "dispatched"])
def test_corporations_and_partners_land_on_their_home(client, cast, queries, person):
    client.force_login(getattr(cast, person))
    assert "ホーム" in client.get("/").content.decode()
    assert queries(client, "/") <= 12


@pytest.mark.parametrize("person", ["officer", "caseworker"])
def test_officers_and_agencies_land_on_their_invitations(client, cast, person):
    client.force_login(getattr(cast, person))
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/meetings/")


def test_the_menu_shows_only_what_the_role_can_open(client, cast):
    client.force_login(cast.manager)
    page = client.get("/").content.decode()
    assert "対象者選定" not in page and "委託申込" in page


def test_the_search_keeps_the_name_out_of_the_address(client, cast):
    client.force_login(cast.chief)
    response = client.post("/search/", {"q": "さとう"})
    assert response.status_code == 302
    assert "さとう" not in response.url and "%E3" not in response.url


def test_nobody_outside_the_center_searches_cases(client, cast):
    client.force_login(cast.manager)
    assert client.post("/search/", {"q": "さとう"}).status_code == 403


def test_a_case_whose_meeting_is_due_stands_on_the_desk_with_its_days(cast):
    from cases.models import Case
    from cases.tests.factories import supporting_case
    from shokuiki.desk.due import work_of
    from shokuiki.records.models import Setting

    case = supporting_case(cast)
    numbers = Setting.objects.numbers(cast.center.pk)
    with clock.moved_to(case.started_on + timedelta(days=61)):
        rows = work_of(Case.objects.filter(pk=case.pk), numbers).due
        meeting = next(row for row in rows if "拡大ケース会議" in row.task)
        assert (meeting.on, meeting.days) == (case.started_on + timedelta(days=60), -1)


@pytest.mark.parametrize("person", ["director", "program"])
def test_the_link_of_a_stage_leads_to_as_many_cases_as_it_counts(client, cast, person):
    from cases.tests.factories import evaluated_case, make_case, supporting_case

    for make in (supporting_case, evaluated_case, make_case):
        make(cast)
    client.force_login(getattr(cast, person))
    response = client.get("/")
    page = response.content.decode()
    links = [unescape(href) for href in re.findall(r'href="(/cases/\?stage=[^"]+)"', page)]
    counts = [count for _, _, count, _ in response.context["stages"]]
    shown = [client.get(link).context["paginator"].count for link in links]
    assert shown == counts and sum(counts) == 3

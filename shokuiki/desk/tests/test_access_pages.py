"""閲覧記録 on the screen: who reads it, what it says, and what it is narrowed to."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests import factories as make
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership
from shokuiki.records import clock, gate
from shokuiki.records.enums import AccessKind
from shokuiki.records.models import AccessEntry

pytestmark = pytest.mark.django_db


def entry(center, user, *persons, kind=AccessKind.OPENED, at=None, **columns):
    given = {"page": "cases:case", "page_name": "案件の概要", "path": "/cases/1/", "method": "GET", "status": 200}
    row = AccessEntry(
        center=center, user=user, post=user.post_at(center.pk) if user else "", kind=kind, at=at or clock.now(),
        persons=f" {' '.join(str(person.pk) for person in persons)} ", person_count=len(persons), key="k",
        **given | columns,
    )
    row.save()
    return row


@pytest.fixture
def persons(cast):
    return [make.make_case(cast).person for _ in range(5)]


def shown(client, user, url="/access/"):
    client.force_login(user)
    response = client.get(url)
    return response, response.content.decode()


def rows_of(response):
    return [row["entry"] for row in response.context["rows"]]


def test_the_director_reads_who_saw_whom_when_and_in_which_post(client, cast, persons):
    told = entry(cast.center, cast.program, persons[0], at=timezone.make_aware(datetime(2026, 11, 20, 14, 32)))
    response, page = shown(client, cast.director, "/access/?since=&until=")
    assert response.status_code == 200 and rows_of(response) == [told]
    for words in ("長谷川 亮", "職域開発援助事業担当カウンセラー", "開いた", "案件の概要", "14:32", persons[0].full_name):
        assert words in page


@pytest.mark.parametrize("name", ["chief", "program", "clerk", "manager", "officer", "dispatched"])
@pytest.mark.parametrize("url", ["/access/", "/access/users/", "/access/1/"])
def test_nobody_else_reads_it(client, cast, name, url):
    response, page = shown(client, getattr(cast, name), url)
    assert response.status_code == 403 and "所長" in page


def test_a_deputy_reads_it_while_they_act_for_the_director(client, cast, persons):
    told = entry(cast.center, cast.program, persons[0])
    today = clock.today()
    gate.keep(
        Membership(
            user=cast.chief, organization=cast.center, post=Post.DIRECTOR, acting_for=cast.director,
            valid_from=today, valid_to=today + timedelta(days=3),
        ),
        by=None, reason="代決",
    )
    response, page = shown(client, cast.chief)
    assert rows_of(response) == [told] and 'href="/access/"' in page


def test_each_center_reads_its_own(client, cast, persons):
    entry(cast.center, cast.program, persons[0])
    response, page = shown(client, cast.other_director)
    assert rows_of(response) == [] and "この条件の閲覧記録はありません。" in page
    other = entry(cast.center, cast.program, persons[0])
    assert client.get(f"/access/{other.pk}/").status_code == 404
    assert client.get(f"/access/?person={persons[0].pk}").status_code == 404


def test_the_menu_leads_there_for_the_director_only(client, cast):
    assert 'href="/access/"' in shown(client, cast.director, "/")[1]
    assert 'href="/access/"' not in shown(client, cast.chief, "/")[1]


def test_reading_the_record_is_recorded(client, cast, persons):
    entry(cast.center, cast.program, persons[0], persons[1])
    shown(client, cast.director)
    newest = AccessEntry.objects.first()
    assert (newest.user, newest.page, newest.kind, newest.person_ids) == (
        cast.director, "desk:access", AccessKind.LISTED, sorted(person.pk for person in persons[:2])
    )


def test_many_persons_are_named_on_the_page_of_the_entry(client, cast, persons):
    told = entry(cast.center, cast.clerk, *persons, kind=AccessKind.LISTED)
    _, page = shown(client, cast.director)
    assert "ほか2人" in page
    _, page = shown(client, cast.director, f"/access/{told.pk}/")
    assert all(person.full_kana in page for person in persons) and "5人" in page


@pytest.mark.parametrize(
    "query, expected",
    [
        ("since=&user={program}", ["opened", "old"]),
        ("since=&kind=refused", ["refused"]),
        ("since=&person={second}", ["refused"]),
        ("since=R8.11.1&until=R8.11.30", ["opened", "refused"]),
        ("since=&until=2026-10-31", ["old"]),
        ("since=", ["opened", "refused", "old"]),
    ],
)
def test_it_is_narrowed_by_day_user_person_and_kind(client, cast, persons, query, expected):
    at = {name: timezone.make_aware(datetime(2026, *day)) for name, day in
          {"opened": (11, 30, 23, 59), "refused": (11, 1, 0, 0), "old": (10, 31, 23, 59)}.items()}
    rows = {
        "opened": entry(cast.center, cast.program, persons[0], at=at["opened"]),
        "refused": entry(cast.center, cast.other_partner, persons[1], kind=AccessKind.REFUSED, at=at["refused"]),
        "old": entry(cast.center, cast.program, persons[0], at=at["old"]),
    }
    with clock.moved_to(date(2026, 12, 1)):
        url = f"/access/?{query.format(program=cast.program.pk, second=persons[1].pk)}"
        response, _ = shown(client, cast.director, url)
    assert rows_of(response) == [rows[name] for name in expected]


def test_without_days_it_shows_the_last_thirty(client, cast, persons):
    last = entry(cast.center, cast.program, persons[0], at=clock.now() - timedelta(days=29))
    entry(cast.center, cast.program, persons[0], at=clock.now() - timedelta(days=31))
    assert rows_of(shown(client, cast.director)[0]) == [last]


@pytest.mark.parametrize(
    "query, sentence",
    [
        ("since=あした", "日付"),
        ("since=2026-11-30&until=2026-11-01", "「いつまで」は「いつから」以後の日付を入力してください。"),
        ("kind=everything", "一覧から選んでください。"),
        ("user=999999999999999999999999", "一覧から選んでください。"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_nothing_is_shown(client, cast, persons, query, sentence):
    entry(cast.center, cast.program, persons[0])
    response, page = shown(client, cast.director, f"/access/?{query}")
    assert response.status_code == 422 and sentence in page and rows_of(response) == []
    assert "あした" in page or "あした" not in query


def test_nobody_and_a_look_at_night_are_said_in_words(client, cast, persons):
    night = timezone.make_aware(datetime(2026, 11, 25, 2, 0))
    sunday = timezone.make_aware(datetime(2026, 11, 29, 10, 0))
    entry(cast.center, None, persons[0], kind=AccessKind.REFUSED, at=night, status=302)
    entry(cast.center, cast.program, persons[0], at=sunday, basis="緊急閲覧")
    _, page = shown(client, cast.director, "/access/?since=&until=")
    for words in ("ログインしていない人", "深夜", "閉庁日", "緊急閲覧"):
        assert words in page


def test_each_user_has_a_line_with_counts(client, cast, persons):
    sunday = timezone.make_aware(datetime(2026, 11, 29, 10, 0))
    entry(cast.center, cast.program, *persons, kind=AccessKind.LISTED, at=sunday)
    entry(cast.center, cast.program, persons[0], kind=AccessKind.PRINTED, at=sunday + timedelta(days=1))
    entry(cast.center, cast.clerk, persons[0], kind=AccessKind.REFUSED, at=sunday + timedelta(days=1))
    response, page = shown(client, cast.director, "/access/users/?since=&until=")
    rows = {row["user"]: row for row in response.context["rows"]}
    wanted = ("entries", "persons", "most", "late", "taken", "refused")
    assert [rows[cast.program.pk][name] for name in wanted] == [2, 6, 5, 1, 1, 0]
    assert [rows[cast.clerk.pk][name] for name in wanted] == [1, 1, 1, 0, 0, 1]
    assert f'href="/access/?since=&amp;until=&amp;user={cast.program.pk}"' in page
    assert client.get("/access/users/?since=nonsense").status_code == 422


def test_the_director_comes_from_the_history_of_a_case_to_its_person(client, cast):
    case = make.make_case(cast)
    history = reverse("cases:history", args=[case.pk])
    link = f"/access/?person={case.person_id}&amp;since="
    assert link in shown(client, cast.director, history)[1]
    assert link not in shown(client, cast.chief, history)[1]
    _, page = shown(client, cast.director, link.replace("&amp;", "&"))
    assert f"{case.person.full_name}さん" in page


def test_the_pages_take_the_same_few_queries_for_one_entry_and_for_many(client, cast, persons, queries):
    client.force_login(cast.director)
    urls = ("/access/", "/access/users/", f"/access/{entry(cast.center, cast.program, persons[0]).pk}/")
    few = [queries(client, url) for url in urls]
    for _ in range(30):
        entry(cast.center, cast.program, *persons)
    assert [queries(client, url) for url in urls] == few
    assert max(few) <= 10


def test_more_than_fifty_entries_stand_on_pages(client, cast, persons):
    for _ in range(51):
        entry(cast.center, cast.program, persons[0])
    assert len(rows_of(shown(client, cast.director)[0])) == 50
    assert len(rows_of(shown(client, cast.director, f"/access/?page=2&user={cast.program.pk}")[0])) == 1
    assert client.get("/access/?page=0").status_code == 404

"""閲覧記録: one entry for every answer that shows, changes or refuses somebody's data, and no answer without it."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.urls import get_resolver, reverse

from cases.models import Person
from cases.tests import factories as make
from meetings.enums import MeetingKind
from meetings.tests.factories import plan_meeting
from shokuiki.pages.page_names import name_of
from shokuiki.records import access
from shokuiki.records.enums import AccessKind
from shokuiki.records.models import AccessEntry

pytestmark = pytest.mark.django_db


def entries():
    return list(AccessEntry.objects.order_by("pk"))


def told():
    """[(kind, user, persons, page, status)] of all entries, oldest first."""
    return [(e.kind, e.user, e.person_ids, e.page, e.status) for e in entries()]


@pytest.fixture
def case(cast):
    return make.make_case(cast)


def signed_in(client, user):
    client.force_login(user)
    return client


# --- What is recorded ---------------------------------------------------------------------------------------------------
def test_an_opened_case_is_recorded_with_who_when_in_which_post_and_whose(client, cast, case):
    signed_in(client, cast.program).get(case.get_absolute_url())
    (entry,) = entries()
    assert (entry.user, entry.post, entry.center, entry.kind) == (
        cast.program, "program_counselor", cast.center, AccessKind.OPENED
    )
    assert (entry.persons, entry.person_count) == (f" {case.person_id} ", 1)
    assert (entry.page, entry.page_name, entry.path) == ("cases:case", "案件の概要", f"/cases/{case.pk}/")
    assert (entry.method, entry.status, entry.basis) == ("GET", 200, "")


def test_a_list_is_one_entry_with_everybody_on_it(client, cast, case):
    other = make.make_case(cast)
    signed_in(client, cast.clerk).get("/cases/")
    assert told() == [(AccessKind.LISTED, cast.clerk, sorted([case.person_id, other.person_id]), "cases:list", 200)]


def test_only_those_on_the_page_of_a_list_are_recorded(client, cast, case):
    closed = make.make_case(cast)
    closed.withdraw(by=cast.chief, on=closed.opened_on, reason="辞退", seen=closed.version)
    signed_in(client, cast.clerk).get("/cases/")
    assert [entry.person_ids for entry in entries()] == [[case.person_id]]


def test_a_search_that_finds_one_person_is_recorded_as_a_search_and_as_an_opened_case(client, cast, case):
    signed_in(client, cast.chief).post("/search/", {"q": case.number}, follow=True)
    assert [(kind, persons, page) for kind, _, persons, page, _ in told()] == [
        (AccessKind.SEARCHED, [case.person_id], "desk:search"), (AccessKind.OPENED, [case.person_id], "cases:case"),
    ]


def test_a_search_that_finds_several_is_recorded_where_it_shows_them(client, cast, case):
    other = make.make_case(cast)
    signed_in(client, cast.chief).post("/search/", {"q": case.person.family_kana}, follow=True)
    assert [(kind, persons, page) for kind, _, persons, page, _ in told()] == [
        (AccessKind.SEARCHED, sorted([case.person_id, other.person_id]), "cases:list"),
    ]


def test_a_meeting_is_recorded_with_every_person_on_its_agenda(client, cast):
    cases = [make.proposed_case(cast), make.proposed_case(cast)]
    meeting = plan_meeting(cast, MeetingKind.CASE_MEETING, cases)
    signed_in(client, cast.chief).get(reverse("meetings:meeting", args=[meeting.pk]))
    assert told()[-1] == (
        AccessKind.OPENED, cast.chief, sorted(case.person_id for case in cases), "meetings:meeting", 200
    )


def test_a_change_is_recorded_and_a_refused_input_is_a_page_that_was_opened(client, cast, case):
    url = reverse("cases:withdraw", args=[case.pk])
    signed_in(client, cast.chief).post(url, {"seen": case.version})
    client.post(url, {"seen": case.version, "on": case.opened_on.isoformat(), "reason": "本人が辞退した。"})
    assert [(kind, status) for kind, _, _, _, status in told()] == [(AccessKind.OPENED, 422), (AccessKind.CHANGED, 302)]


def test_a_person_who_is_new_stands_in_the_entry_of_their_registration(client, cast):
    with access.collecting() as collected:
        case = make.make_case(cast)
    assert collected.persons == {case.person_id: cast.center.pk}


def test_a_draft_kept_while_typing_is_no_entry(client, cast, case):
    signed_in(client, cast.program).post(f"{reverse('cases:edit', args=[case.pk])}?draft=1", {"family_name": "佐"})
    assert entries() == []


def test_pages_without_persons_leave_no_entry(client, cast, case):
    signed_in(client, cast.chief)
    for url in ("/workplaces/", "/applications/", "/access/", "/nowhere/"):
        client.get(url)
    assert entries() == []


def test_nothing_typed_and_no_name_is_kept(client, cast, case):
    signed_in(client, cast.chief).post("/search/", {"q": case.person.family_name}, follow=True)
    client.get(f"{case.get_absolute_url()}?q={case.person.family_name}")
    stored = str(list(AccessEntry.objects.values()))
    assert entries() and case.person.family_name not in stored and case.person.given_name not in stored


def test_what_is_looked_through_and_not_kept_is_not_shown(cast, case):
    with access.collecting() as collected:
        with access.sifting():
            assert Person.objects.get(pk=case.person_id)
        assert collected.persons == {}
        assert Person.objects.get(pk=case.person_id)
    assert collected.persons == {case.person_id: cast.center.pk}


def test_persons_of_two_centers_on_one_answer_make_an_entry_for_each_center(cast):
    with access.collecting() as collected:
        access.shown(5, cast.center.pk)
        access.shown(7, cast.other_center.pk)
    access.write(
        collected, user=cast.chief, kind=AccessKind.LISTED, page="x", page_name="x", path="/x/", method="GET", status=200
    )
    assert [(entry.center, entry.person_ids) for entry in entries()] == [(cast.center, [5]), (cast.other_center, [7])]


def test_a_case_read_in_an_emergency_is_marked_so(client, cast, case):
    from cases.models import EmergencyAccess

    EmergencyAccess.begin(case, by=cast.colleague, reason="担当が休みで、ご家族から緊急の電話があった。")
    signed_in(client, cast.colleague).get(case.get_absolute_url())
    assert [(entry.kind, entry.status, entry.basis) for entry in entries()] == [(AccessKind.OPENED, 200, "緊急閲覧")]


# --- What is refused -----------------------------------------------------------------------------------------------------
def test_a_colleague_who_may_not_read_the_case_is_recorded_as_refused(client, cast, case):
    assert signed_in(client, cast.colleague).get(reverse("cases:history", args=[case.pk])).status_code == 403
    assert told() == [(AccessKind.REFUSED, cast.colleague, [case.person_id], "cases:history", 403)]


@pytest.mark.parametrize("name", ["other_director", "officer", "other_partner"])
def test_a_stranger_to_the_case_is_recorded_as_refused_by_the_persons_center(client, cast, case, name):
    user = getattr(cast, name)
    assert signed_in(client, user).get(case.get_absolute_url()).status_code == 404
    (entry,) = entries()
    assert (entry.kind, entry.user, entry.person_ids, entry.center) == (
        AccessKind.REFUSED, user, [case.person_id], cast.center
    )


def test_nobody_who_asks_for_a_case_is_recorded_without_a_name(client, cast, case):
    assert client.get(case.get_absolute_url()).status_code == 302
    assert told() == [(AccessKind.REFUSED, None, [case.person_id], "cases:case", 302)]


def test_a_refused_meeting_is_recorded_with_the_persons_on_its_agenda(client, cast, case):
    meeting = plan_meeting(cast, MeetingKind.LIAISON, [make.proposed_case(cast)])
    assert signed_in(client, cast.other_director).get(reverse("meetings:meeting", args=[meeting.pk])).status_code == 404
    assert [(kind, len(persons)) for kind, _, persons, _, _ in told()] == [(AccessKind.REFUSED, 1)]


def test_a_number_that_nobody_has_leaves_no_entry(client, cast, case):
    assert signed_in(client, cast.other_director).get(f"/cases/{case.pk + 1000}/").status_code == 404
    assert entries() == []


def test_to_refuse_costs_one_question_more_and_only_then(client, cast, case, django_assert_num_queries):
    route, kwargs = "cases/<int:pk>/history/", {"pk": case.pk}
    with django_assert_num_queries(1):
        assert access.persons_at(route, kwargs) == {case.person_id: cast.center.pk}
    with django_assert_num_queries(0):
        assert access.persons_at("workplaces/<int:pk>/", kwargs) == {}


# --- No answer without a record ------------------------------------------------------------------------------------------
@pytest.fixture
def broken_log(monkeypatch):
    def fail(self, **kwargs):
        raise DatabaseError("disk full: 佐藤 花子")

    monkeypatch.setattr(AccessEntry, "save", fail)


def test_an_answer_that_cannot_be_recorded_is_not_given(client, cast, case, broken_log, caplog):
    response = signed_in(client, cast.program).get(case.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 503 and "今は表示できません" in page
    assert case.person.family_name not in page and case.number not in page
    assert response.headers["Cache-Control"] == "no-store"
    assert f"/cases/{case.pk}/" in caplog.text


def test_a_page_without_persons_needs_no_log(client, cast, broken_log):
    assert signed_in(client, cast.chief).get("/workplaces/").status_code == 200


def test_a_page_that_breaks_after_it_read_a_person_is_recorded_too(client, cast, case, monkeypatch):
    def breaks(*args):
        raise RuntimeError

    monkeypatch.setattr("cases.views.tabs.frame_of", breaks)
    client.raise_request_exception = False
    assert signed_in(client, cast.program).get(reverse("cases:consents", args=[case.pk])).status_code == 500
    assert told() == [(AccessKind.FAILED, cast.program, [case.person_id], "cases:consents", 500)]


@pytest.mark.django_db(transaction=True)
def test_the_entry_is_no_part_of_the_change_it_tells_of(client, cast, case, monkeypatch):
    """A change that is taken back leaves its entry."""
    from cases.models import Case

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Case, "withdraw", breaks)
    client.raise_request_exception = False
    body = {"seen": case.version, "on": case.opened_on.isoformat(), "reason": "本人が辞退した。"}
    assert signed_in(client, cast.chief).post(reverse("cases:withdraw", args=[case.pk]), body).status_code == 500
    assert told() == [(AccessKind.FAILED, cast.chief, [case.person_id], "cases:withdraw", 500)]


# --- Printing --------------------------------------------------------------------------------------------------------------
def key_of(response):
    return response.context["frame"]["printed"]


def test_a_printed_page_is_recorded_with_the_persons_it_showed(client, cast, case):
    page = signed_in(client, cast.program).get(case.get_absolute_url())
    assert client.post(key_of(page)).status_code == 204
    opened, printed = entries()
    assert (printed.kind, printed.user, printed.persons, printed.page, printed.path) == (
        AccessKind.PRINTED, cast.program, opened.persons, "cases:case", opened.path
    )


def test_a_page_printed_twice_is_recorded_twice(client, cast, case):
    page = signed_in(client, cast.program).get(case.get_absolute_url())
    client.post(key_of(page))
    client.post(key_of(page))
    assert [entry.kind for entry in entries()] == [AccessKind.OPENED, AccessKind.PRINTED, AccessKind.PRINTED]


def test_nobody_reports_a_page_of_somebody_else_or_one_that_was_refused(client, cast, case):
    page = signed_in(client, cast.program).get(case.get_absolute_url())
    assert signed_in(client, cast.other_director).post(key_of(page)).status_code == 204
    refused = client.get(case.get_absolute_url())
    client.post(key_of(refused))
    assert AccessKind.PRINTED not in [entry.kind for entry in entries()]


def test_the_report_of_a_print_needs_the_token_of_the_page(cast, case):
    from django.test import Client

    client = signed_in(Client(enforce_csrf_checks=True), cast.program)
    page = client.get(case.get_absolute_url())
    assert client.post(key_of(page)).status_code == 403
    token = page.context["csrf_token"]
    assert client.post(key_of(page), headers={"X-CSRFToken": str(token)}).status_code == 204


# --- Written once ------------------------------------------------------------------------------------------------------------
def test_an_entry_is_neither_changed_nor_removed(client, cast, case):
    signed_in(client, cast.program).get(case.get_absolute_url())
    (entry,) = entries()
    for way in (entry.save, entry.delete, lambda: AccessEntry.objects.update(kind="listed"), AccessEntry.objects.all().delete):
        with pytest.raises(RuntimeError):
            way()
    assert entries() == [entry]


def test_an_entry_is_found_by_the_whole_number_of_a_person(cast):
    for persons in (" 1 12 ", " 112 ", " 12 ", " 121 2 "):
        AccessEntry(
            center=cast.center, kind=AccessKind.LISTED, page="x", page_name="x", path="/", method="GET", status=200,
            persons=persons, person_count=1, key="k",
        ).save()
    assert [entry.persons for entry in AccessEntry.objects.about(12).order_by("pk")] == [" 1 12 ", " 12 "]


# --- Nothing forgotten ---------------------------------------------------------------------------------------------------------
NO_PERSONS = (
    "access/", "accounts/", "admin/", "applications/", "corporations/", "invitation/", "members/", "partners/", "selections/",
    "workplaces/",
)


def addresses(patterns=None, before="", room=""):
    """(route, what `name_of` looks at) of every address of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else room)
        else:
            yield route, SimpleNamespace(func=pattern.callback, view_name=f"{room}{pattern.name}")


def test_every_address_with_a_number_is_registered_or_about_no_person():
    numbered = [route for route, _ in addresses() if "<int:pk>" in route and not route.startswith(NO_PERSONS)]
    assert [route for route in numbered if not route.startswith(tuple(access.ROUTES))] == []
    assert len(numbered) > 60


def test_every_registered_address_can_be_asked(cast):
    for route in access.ROUTES:
        assert access.persons_at(route, {"pk": 2**63 - 1, "key": "consents"}) == {}


def test_every_page_on_a_person_is_called_by_japanese_words():
    lists = ("", "cases/", "cases/logs/", "cases/contracts/", "cases/follow-ups/", "meetings/", "meetings/new/")
    pages = [match for route, match in addresses() if route in lists or route.startswith(tuple(access.ROUTES))]
    assert [match.view_name for match in pages if name_of(match).isascii()] == []
    assert len(pages) > 60

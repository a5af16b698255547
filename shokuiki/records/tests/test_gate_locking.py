"""The gate with two at once: the later of two savers loses, numbers are given once, and nobody meets an error of the database."""

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse

from cases.models import Case, Person
from cases.tests import factories as make
from shokuiki.accounts.models import Organization
from shokuiki.records import clock, gate
from shokuiki.records.enums import SettingKey
from shokuiki.records.errors import Stale
from shokuiki.records.models import Counter, Draft, Setting
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]


def test_of_two_who_save_what_they_saw_exactly_one_wins(cast):
    case = make.make_case(cast)

    def edit(wish):
        return lambda: Case.objects.get(pk=case.pk).edit(by=cast.program, changes={"desired_work": wish}, seen=case.version)

    results = at_once(*[edit(f"仕事{number}") for number in range(4)])
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale", "Stale", "Stale"]
    saved = Case.objects.get(pk=case.pk)
    assert saved.version == case.version + 1 and saved.desired_work == f"仕事{results.index(None)}"
    assert all(result.by == cast.program for result in results if isinstance(result, Stale))


def test_eight_who_ask_for_a_number_at_once_get_eight(cast):
    """The first of the year too, when the series has no row yet."""
    def number():
        with transaction.atomic():
            return Counter.next_number(cast.center.pk, "case", "R8")

    assert sorted(at_once(*[number] * 8)) == list(range(1, 9))


def test_eight_consultations_received_at_once_have_eight_numbers(cast):
    persons = [make.make_person(cast, given_name=name) for name in "一二三四五六七八"]

    def receive(person):
        case = Case(center=cast.center, person=person, opened_on=clock.today(), referral_source="self", primary_counselor=cast.program)
        return lambda: case.open_case(by=cast.program).number

    numbers = sorted(at_once(*[receive(person) for person in persons]))
    assert [number.split("-")[1] for number in numbers] == [f"{number:04}" for number in range(1, 9)]


def test_whoever_writes_the_same_in_the_same_instant_reads_the_sentence_of_the_model(cast, monkeypatch):
    def setting():
        row = Setting(center=cast.center, key=SettingKey.LOG_DAYS, value=5)
        with transaction.atomic():
            return gate.keep(row, by=cast.director, reason="変える")

    results = meanwhile(monkeypatch, Setting, "save_base", setting, setting)
    assert isinstance(results[0], Setting)
    assert results[1].messages == ["同じ適用日の設定がすでにあります。"]


def test_a_row_that_is_held_can_still_be_pointed_at(cast, monkeypatch):
    """Else whoever adds a row of a center would wait for who holds the center, who may be waiting for them."""
    person = make.make_person(cast)

    def add():
        with transaction.atomic():
            gate.locked(Person, person.pk)
            row = Setting(center=cast.center, key=SettingKey.LOG_DAYS, value=5)
            return gate.keep(row, by=cast.director, reason="変える")

    def hold():
        with transaction.atomic():
            gate.locked(Organization, cast.center.pk)
            return gate.locked(Person, person.pk)

    assert meanwhile(monkeypatch, gate, "locked", add, hold) == [Setting.objects.get(), person]


def test_a_draft_kept_from_two_windows_at_once_is_kept_once(cast):
    def put(text):
        return lambda: Draft.objects.put(cast.program, "cases.case.edit", "cases.case:1", {"wish": [text]})

    results = at_once(*[put(str(number)) for number in range(4)])
    assert all(isinstance(result, Draft) for result in results)
    assert Draft.objects.get().data["wish"][0] in "0123"


# --- What the database breaks off -------------------------------------------------------------------------------------
class PostgresError(Exception):
    pgcode = "40P01"


class SqliteError(Exception):
    sqlite_errorname = "SQLITE_BUSY"


def broken_off(cause):
    def call(*args, **kwargs):
        raise OperationalError("…") from cause

    return call


@pytest.mark.parametrize("cause", [PostgresError(), SqliteError()])
def test_whoever_the_database_breaks_off_keeps_what_they_typed_and_is_told_to_try_again(client, cast, monkeypatch, cause):
    case = make.make_case(cast)
    client.force_login(cast.program)
    monkeypatch.setattr(Case, "withdraw", broken_off(cause))
    url, typed = reverse("cases:withdraw", args=[case.pk]), {"on": clock.today().isoformat(), "reason": "本人の申出", "seen": case.version}
    response = client.post(url, typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの操作と重なった" in page and "本人の申出" in page and "もう一度" in page


def test_another_error_of_the_database_is_not_taken_for_that(client, cast, monkeypatch):
    case = make.make_case(cast)
    client.force_login(cast.program)
    client.raise_request_exception = False
    monkeypatch.setattr(Case, "withdraw", broken_off(Exception("disk full")))
    typed = {"on": clock.today().isoformat(), "reason": "本人の申出", "seen": case.version}
    assert client.post(reverse("cases:withdraw", args=[case.pk]), typed).status_code == 500

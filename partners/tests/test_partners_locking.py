"""Two people at once on the corporation's track: nothing is registered, begun, numbered or decided twice."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import ConsignmentApplication, Corporation, Registration, registration
from partners.models import application as applications
from partners.tests.factories import add_rows, make_application, make_applications, make_draft, select
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Organization, User
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.errors import Refused, Stale
from shokuiki.records.models import Decision
from shokuiki.testing.factories import make_member
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]
NUMBER = "4999900000707"


def anew(row):
    return type(row)._base_manager.get(pk=row.pk)


def test_two_people_of_one_corporation_who_register_it_at_once_make_one(db, monkeypatch):
    def register(email):
        Registration.objects.begin(email)
        asked = Registration.objects.get(email=email)
        return lambda: asked.complete(
            name="柊 真理", kana="ひいらぎ まり", password="mado-no-akari-7",
            organization={"name": "社会福祉法人 ひいらぎ会", "kana": "ひいらぎかい", "address": "青森県青森市新町1-2-3"},
            corporation={"legal_form": "social_welfare_corporation", "corporate_number": NUMBER},
        )

    results = meanwhile(
        monkeypatch, registration, "registered_organization", register("mari@example.jp"), register("kei@example.jp")
    )
    assert isinstance(results[0], User)
    assert isinstance(results[1], Refused) and "この法人は、すでに登録されています" in results[1].message
    assert Corporation.objects.filter(corporate_number=NUMBER).count() == 1


def test_an_application_begun_in_two_windows_is_begun_once(cast, monkeypatch):
    def begin():
        application, rows = ConsignmentApplication.prefilled(cast.center, cast.corporation)
        return application.start(by=cast.manager, rows=rows)

    results = meanwhile(monkeypatch, applications, "create", begin, begin)
    assert isinstance(results[0], ConsignmentApplication)
    assert isinstance(results[1], ValidationError) and "すでに進んでいます" in str(results[1])
    assert ConsignmentApplication.objects.count() == 1


def test_eight_applications_handed_in_at_once_have_eight_numbers(cast):
    make_applications(cast, 8, state="draft")

    def hand_in(application):
        manager = User.objects.get(memberships__organization=application.organization, memberships__post=Post.MANAGER)
        return lambda: application.submit(by=manager)

    assert at_once(*[hand_in(application) for application in ConsignmentApplication.objects.all()]) == [None] * 8
    numbers = sorted(ConsignmentApplication.objects.values_list("number", flat=True))
    assert [number.split("-")[1] for number in numbers] == [f"{number:03}" for number in range(1, 9)]


def test_an_application_handed_in_twice_has_one_submission(cast):
    draft = make_draft(cast)
    seen = anew(draft).version
    results = at_once(*[lambda: anew(draft).submit(by=cast.manager, seen=seen)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    assert draft.submissions.count() == 1


def test_an_application_is_taken_back_or_decided(cast):
    application = make_application(cast, "awaiting_decision")
    seen = anew(application).version
    results = at_once(
        lambda: select(anew(application), cast.director, seen=seen) and None,
        lambda: anew(application).withdraw(by=cast.manager, reason="体制が変わったため", seen=seen),
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    decisions = list(Decision.objects.values_list("outcome", flat=True))
    assert (anew(application).state, decisions) in [("selected", [Outcome.SELECTED]), ("withdrawn", [])]


def test_of_two_directors_who_decide_on_one_application_exactly_one_wins(cast):
    application = make_application(cast, "awaiting_decision")
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")
    seen = anew(application).version
    results = at_once(
        lambda: select(anew(application), cast.director, seen=seen) and None,
        lambda: anew(application).reject(by=second, event_date=clock.today(), reason="体制が整っていない。", seen=seen),
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Stale"]
    assert Decision.objects.get().by == [cast.director, second][results.index(None)]
    assert isinstance(next(result for result in results if result), Stale)


def test_two_centers_that_select_one_corporation_at_once_take_it_over_once(cast, monkeypatch):
    """The master data of the corporation belongs to no center: the second writes on what the first wrote."""
    first = make_application(cast, "awaiting_decision")
    other = ConsignmentApplication(center=cast.other_center, organization=cast.corporation)
    for name in applications.WRITTEN_BY_APPLICANT:
        setattr(other, name, getattr(first, name))
    other.start(by=cast.manager)
    other_chief = make_member(cast.other_center, Post.CHIEF_COUNSELOR, "関 千秋", "せき ちあき")
    add_rows(other, cast.manager)
    other.submit(by=cast.manager)
    other.receive(by=other_chief)
    other.write_opinion(by=other_chief, opinion="適当と考える。")
    other.ask_decision(by=other_chief)

    results = meanwhile(
        monkeypatch, Corporation, "save",
        lambda: select(anew(first), cast.director) and None, lambda: select(anew(other), cast.other_director) and None,
    )
    assert results == [None, None]
    corporation = Corporation.objects.get(organization=cast.corporation)
    assert corporation.facilities.count() == 1 and cast.corporation.partners.count() == 1
    assert Organization.objects.get(pk=cast.corporation.pk).version == cast.corporation.version + 2

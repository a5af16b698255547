"""同意: one row a purpose, named recipients, withdrawal that stops sharing at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cases.enums import ConsentPurpose
from cases.models import Consent
from cases.models.consent import consent_for
from cases.tests import factories as make
from cases.tests.pages import refusal, signed_in, text_of, url_of
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused

EXPANDED = ConsentPurpose.SHARE_EXPANDED_MEETING


def typed(case, *purposes, **changed):
    return {
        "purposes": purposes or [ConsentPurpose.PROGRAM_USE], "obtained_on": clock.today().isoformat(),
        "method": "written", "given_by": "person", "explained_by": case.program_counselor_id, "seen": case.version,
        **changed,
    }


def record(cast, case, *purposes, user=None, **changed):
    return signed_in(user or cast.program).post(url_of("consent_create", case.pk), typed(case, *purposes, **changed))


def withdrawn(cast, consent):
    return {
        "on": clock.today().isoformat(), "way": "told", "received_by": cast.program.pk, "seen": consent.version,
    }


def test_several_purposes_are_recorded_at_once_each_as_its_own_row(cast):
    case = make.make_case(cast)
    before = Consent.objects.count()
    shared = [cast.peso.pk, cast.corporation.pk, cast.agency.pk]
    answer = record(
        cast, case, ConsentPurpose.PROGRAM_USE, EXPANDED, ConsentPurpose.SHARE_CONSIGNEE,
        items=["support_plan", "goal_progress"], recipients=shared,
    )
    assert answer.status_code == 302
    assert Consent.objects.count() == before + 3
    names = {
        consent.purpose: {row.organization for row in consent.recipients.all()}
        for consent in Consent.objects.order_by("pk")[before:]
    }
    assert names == {
        ConsentPurpose.PROGRAM_USE: set(), EXPANDED: {cast.peso, cast.corporation, cast.agency},
        ConsentPurpose.SHARE_CONSIGNEE: {cast.corporation},
    }


def test_the_page_shows_what_is_valid(cast):
    case = make.make_case(cast)
    yesterday = clock.today() - timedelta(days=1)
    make.make_consent(
        cast, case.person, EXPANDED, on=case.opened_on, recipients=[cast.peso], items=["support_plan"], valid_until=yesterday
    )
    shown = text_of(signed_in(cast.program).get(url_of("consents", case.pk)))
    assert "有効" in shown and "期限切れ" in shown and "港南公共職業安定所" in shown


@pytest.mark.parametrize("changed, sentence", [
    ({"purposes": []}, "同意を得た目的を選んでください"),
    ({"purposes": [EXPANDED], "items": ["support_plan"]}, "の相手（公共職業安定所・法人・事業所・関係機関）を選んでください"),
    ({"method": ""}, "方法を選んでください"),
    ({"obtained_on": "2999-01-01"}, "先の日付です"),
    ({"valid_until": "平成12年4月1日"}, "有効期限は、同意を得た日以後"),
])
def test_bad_input_says_why_and_writes_nothing(cast, changed, sentence):
    case = make.make_case(cast)
    before = Consent.objects.count()
    answer = record(cast, case, **changed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Consent.objects.count() == before


def test_a_workplace_cannot_stand_for_the_corporation(cast):
    """P18: who is named must be of the kind the purpose shares with."""
    case = make.make_case(cast)
    answer = record(cast, case, ConsentPurpose.SHARE_CONSIGNEE, items=["support_plan"], recipients=[cast.workplace.pk])
    assert answer.status_code == 422
    assert "相手（法人）を選んでください" in text_of(answer)


def test_sharing_needs_a_consent_that_names_the_recipient(cast):
    """P18"""
    case = make.make_case(cast)
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso])
    assert consent_for(case.person, EXPANDED, organization=cast.peso)
    assert consent_for(case.person, EXPANDED, organization=cast.agency) is None
    assert consent_for(case.person, ConsentPurpose.SHARE_CONSIGNEE, organization=cast.peso) is None


def test_a_consent_holds_on_its_last_day_and_not_after(cast):
    """P18"""
    case = make.make_case(cast)
    last = clock.today()
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], valid_until=last)
    assert consent_for(case.person, EXPANDED, organization=cast.peso, on=last)
    assert consent_for(case.person, EXPANDED, organization=cast.peso, on=last + timedelta(days=1)) is None


def test_a_withdrawal_stops_sharing_at_once_and_keeps_the_record(cast):
    """P19"""
    case = make.make_case(cast)
    with clock.moved_to(clock.today() - timedelta(days=10)):
        consent = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso])
    answer = signed_in(cast.program).post(
        url_of("consent_withdraw", consent.pk),
        {
            "on": clock.today().isoformat(), "reason": "見せたくない", "way": "phoned",
            "received_by": cast.evaluator.pk, "seen": consent.version,
        }, follow=True,
    )
    assert answer.redirect_chain[-1][0] == consent.get_absolute_url()
    shown = text_of(answer)
    assert "見せたくない" in shown and "電話" in shown and cast.evaluator.name in shown
    assert consent_for(case.person, EXPANDED, organization=cast.peso) is None
    yesterday = clock.today() - timedelta(days=1)
    assert consent_for(case.person, EXPANDED, organization=cast.peso, on=yesterday) == consent
    assert consent.history.count() == 2


def test_a_consent_is_withdrawn_once(cast):
    """P19"""
    case = make.make_case(cast)
    consent = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso])
    data = withdrawn(cast, consent)
    client = signed_in(cast.program)
    client.post(url_of("consent_withdraw", consent.pk), data)
    assert client.post(url_of("consent_withdraw", consent.pk), data).status_code == 409
    assert client.get(url_of("consent_withdraw", consent.pk)).status_code == 409
    consent.refresh_from_db()
    assert "撤回されています" in refusal(lambda: consent.withdraw(by=cast.program, on=clock.today())).message


def test_a_consent_can_be_withdrawn_after_the_case_is_over(cast):
    """P19"""
    case = make.make_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="都合")
    consent = case.person.consents.first()
    signed_in(cast.program).post(
        url_of("consent_withdraw", consent.pk), withdrawn(cast, consent)
    )
    consent.refresh_from_db()
    assert consent.withdrawn_on == clock.today()


def test_nobody_else_withdraws_a_consent(cast):
    case = make.make_case(cast)
    consent = case.person.consents.first()
    with pytest.raises(NotAllowed):
        consent.withdraw(by=cast.colleague, on=clock.today())
    for who, status in (("colleague", 403), ("director", 403), ("clerk", 403), ("other_program", 404), ("partner", 404)):
        assert signed_in(getattr(cast, who)).get(url_of("consent_withdraw", consent.pk)).status_code == status


@pytest.mark.parametrize("who, status", [
    ("program", 200), ("evaluator", 200), ("chief", 200), ("director", 403), ("colleague", 403), ("clerk", 403),
    ("other_program", 404), ("partner", 404),
])
def test_who_records_consents(cast, who, status):
    case = make.make_case(cast)
    assert signed_in(getattr(cast, who)).get(url_of("consent_create", case.pk)).status_code == status


def test_the_second_of_two_clicks_records_nothing_twice(cast):
    case = make.make_case(cast)
    before = Consent.objects.count()
    data = typed(case)
    client = signed_in(cast.program)
    client.post(url_of("consent_create", case.pk), data)
    assert client.post(url_of("consent_create", case.pk), data).status_code == 409
    assert Consent.objects.count() == before + 1


def test_the_database_refuses_an_end_before_the_beginning(cast):
    case = make.make_case(cast)
    with pytest.raises(ValidationError, match="以後の日付"):
        make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], valid_until=clock.today() - timedelta(days=1))


def test_the_forms_take_at_most_twelve_queries(cast, queries):
    case = make.make_case(cast)
    client = signed_in(cast.program)
    for url in (url_of("consent_create", case.pk), url_of("consent_withdraw", case.person.consents.first().pk)):
        client.get(url)
        assert queries(client, url) <= 12


@pytest.mark.parametrize("purpose, to, items", [
    (EXPANDED, [], ["basics"]), (EXPANDED, ["peso"], []), (ConsentPurpose.SHARE_WORKPLACE, ["corporation"], ["basics"]),
    (ConsentPurpose.SHARE_CONSIGNEE, ["corporation", "peso"], ["basics"]),
])
def test_p18_a_consent_to_share_names_to_whom_and_what(cast, purpose, to, items):
    """The model refuses it, whoever calls; nothing is written."""
    case = make.make_case(cast)
    before = case.person.consents.count()
    with pytest.raises(Refused, match="選んでください"):
        make.make_consent(cast, case.person, purpose, recipients=[getattr(cast, name) for name in to], items=items)
    assert case.person.consents.count() == before


def test_p18_what_never_leaves_the_center_is_no_item(cast):
    case = make.make_case(cast)
    with pytest.raises(ValidationError, match="一覧から"):
        make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["basics", "diagnosis"])


def test_nobody_consents_before_their_birth(cast):
    person = make.make_person(cast)
    with pytest.raises(Refused, match="生年月日"):
        make.make_consent(
            cast, person, ConsentPurpose.PROGRAM_USE, on=person.birth_date - timedelta(days=1)
        )

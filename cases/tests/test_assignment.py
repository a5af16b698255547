"""担当の割当て: each partner from where the notice puts them, the living support from one source at a time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.enums import LivingSupport
from cases.models import PartnerAssignment
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from partners.enums import PartnerKind
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import gate


@pytest.fixture
def case(cast):
    return make.prepare_workplace(cast, make.selected_case(cast))


def partner(cast, kind, organization, user):
    return make.make_partner(cast, kind, organization, user)


def test_partners_of_workplace_and_corporation_are_assigned(cast, case):
    make.assign_partners(cast, case)
    assert [str(row) for row in case.assignments.order_by("pk")] == [
        "技術支援パートナー 石田 和也", "委託支援パートナー 野田 千尋",
    ]


def test_s26_a_technical_partner_of_another_workplace_is_refused(cast, case):
    case.prepare(by=cast.program, changes={"workplace": None})
    refusal = refused(
        "S26", lambda: make.assign(cast, case, partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician))
    )
    assert refusal.clause == "通知 別紙2 2(2)ロ①②"
    assert not case.assignments.exists()


def test_s26_s6_a_partner_of_another_corporation_is_refused(cast, case):
    other = partner(cast, PartnerKind.CONSIGNED, cast.other_corporation, cast.other_partner)
    refused("S26", lambda: make.assign(cast, case, other))
    assert not case.assignments.exists()


def test_s6_technical_instruction_cannot_be_given_to_the_corporations_staff(cast):
    """S6: consigned is 職業面の生活支援 alone"""
    with pytest.raises(ValidationError, match=r"技術支援パートナーは、事業所に所属する人です.*（根拠：通知 別紙2 2\(2\)ロ①）"):
        partner(cast, PartnerKind.TECHNICAL, cast.corporation, cast.partner)
    assert not cast.corporation.partners.filter(kind=PartnerKind.TECHNICAL).exists()


def test_s10_a_consigned_partner_is_refused_where_the_center_sends_one(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast, living_support=LivingSupport.DISPATCHED))
    make.selection_for(cast, clock.today(), partners=[cast.partner])
    consigned = partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.partner)
    with pytest.raises(Refused) as refusal:
        make.assign(cast, case, consigned, valid_from=clock.today())
    assert {rule.no for rule in refusal.value.requirements} == {"S26", "S10", "S1"}
    assert "通知 記1 なお書き" in refusal.value.message
    assert not case.assignments.exists()


def test_s10_a_dispatched_partner_is_refused_where_a_corporation_is_consigned(cast, case):
    refusal = refused(
        "S10", lambda: make.assign(cast, case, partner(cast, PartnerKind.DISPATCHED, cast.center, cast.dispatched))
    )
    assert refusal.clause == "通知 記1 なお書き"


def test_s1_no_partner_of_a_corporation_whose_selection_is_revoked(cast, case):
    case.selection.revoke(by=cast.director, event_date=clock.today(), reason="施設の廃止")
    case.refresh_from_db()
    consigned = partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.partner)
    assert refused("S1", lambda: make.assign(cast, case, consigned)).clause == "通知 記1 第1項"
    assert not case.assignments.exists()


def test_s1_no_partner_beyond_the_term_of_the_selection(cast, case):
    consigned = partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.partner)
    after = case.selection.valid_to + timedelta(days=1)
    refused("S1", lambda: make.assign(cast, case, consigned, valid_to=after))


def test_the_living_support_comes_from_one_partner_at_a_time(cast, case):
    make.assign_partners(cast, case)
    second = partner(cast, PartnerKind.CONSIGNED, cast.corporation, cast.manager)
    with pytest.raises(Refused, match="野田 千尋の担当期間と重なっています"):
        make.assign(cast, case, second)
    first = make.assignment_of(case, cast.partner)
    first.end(by=cast.program, on=first.valid_from)
    assert make.assign(cast, case, second, valid_from=first.valid_from + timedelta(days=1)).pk


def test_s26_the_workplace_stays_while_its_partners_are_assigned(cast):
    case = make.supporting_case(cast)
    refusal = refused("S26", lambda: case.prepare(by=cast.program, changes={"workplace": None}))
    assert "石田 和也は別の事業所の人です" in refusal.message
    case.refresh_from_db()
    assert case.workplace == cast.workplace


def test_nobody_is_assigned_twice_for_the_same_days(cast, case):
    technician = partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
    first = make.assign(cast, case, technician)
    refused("運用", lambda: make.assign(cast, case, technician, valid_from=clock.today()))
    first.end(by=cast.program, on=clock.today())
    assert make.assign(cast, case, technician, valid_from=clock.today() + timedelta(days=1)).pk


def test_who_is_not_active_yet_or_no_longer_is_not_assigned(cast, case):
    technician = partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
    with gate(technician, "edit", by=cast.program) as row:
        row.active_from, row.active_to = case.selected_on + timedelta(days=1), clock.today()
    for day in (case.selected_on, clock.today() + timedelta(days=1)):
        refused("運用", lambda day=day: make.assign(cast, case, technician, valid_from=day))
    assert make.assign(cast, case, technician, valid_from=clock.today()).pk


def test_nobody_is_assigned_before_the_person_is_selected(cast, case):
    technician = partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
    refused("運用", lambda: make.assign(cast, case, technician, valid_from=case.selected_on - timedelta(days=1)))
    assert make.assign(cast, case, technician, valid_from=case.selected_on).pk


def test_p7_an_assignment_does_not_end_before_its_last_log(cast):
    case = make.supporting_case(cast)
    make.make_log(case, cast.partner)
    row = make.assignment_of(case, cast.partner)
    with pytest.raises(Refused, match="支援日誌があります"):
        row.end(by=cast.program, on=clock.today() - timedelta(days=1))
    row.refresh_from_db()
    assert row.valid_to is None
    row.end(by=cast.program, on=clock.today())
    assert row.valid_to == clock.today()


def test_what_is_over_is_not_prolonged(cast):
    """S1: going on needs another assignment, with its rules."""
    row = make.assignment_of(make.supporting_case(cast), cast.partner)
    row.end(by=cast.program, on=clock.today())
    with pytest.raises(Refused, match="新しく割り当ててください"):
        row.end(by=cast.program, on=clock.today() + timedelta(days=1))
    row.refresh_from_db()
    assert row.valid_to == clock.today()


@pytest.mark.parametrize("who", ["evaluator", "colleague", "director", "clerk", "partner"])
def test_only_the_program_counselor_and_the_chief_assign(cast, case, who):
    row = PartnerAssignment(
        case=case, partner=partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician), valid_from=clock.today()
    )
    with pytest.raises(NotAllowed):
        row.assign(by=getattr(cast, who))


# --- Pages -------------------------------------------------------------------------------------------------------------
def test_the_form_offers_only_the_partners_who_fit(cast, case):
    make.assign_partners(cast, case)
    partner(cast, PartnerKind.DISPATCHED, cast.center, cast.dispatched)
    make.make_selection(cast, organization=cast.other_corporation, manager=cast.other_manager, partners=[cast.other_partner])
    text = text_of(signed_in(cast.program).get(reverse("cases:assignment_create", args=[case.pk])))
    assert "石田 和也" in text
    assert "野田 千尋" in text
    assert "吉村 茂" not in text
    assert "上原 瞳" not in text


def test_without_workplace_and_partners_the_page_says_what_is_missing(cast):
    case = make.selected_case(cast, living_support=LivingSupport.DISPATCHED)
    answer = signed_in(cast.program).get(reverse("cases:assignment_create", args=[case.pk]))
    assert answer.status_code == 409
    assert "先に事業所を決め" in text_of(answer)


def test_assigning_and_ending_in_the_browser(cast, case):
    technician = partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
    client = signed_in(cast.program)
    url = reverse("cases:assignment_create", args=[case.pk])
    case.refresh_from_db()
    data = {"seen": case.version, "partner": technician.pk, "valid_from": clock.today().isoformat(), "valid_to": "",
            "days_per_week": "9"}
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "週の日数は1から7までの数を入力してください。" in text_of(answer)
    assert [client.post(url, data | {"days_per_week": "5"}).status_code for _ in range(2)] == [302, 409]
    row = case.assignments.get()
    end_url = reverse("cases:assignment_end", args=[row.pk])
    data = {"seen": row.version, "on": clock.today().isoformat()}
    assert [client.post(end_url, data).status_code for _ in range(2)] == [302, 409]
    row.refresh_from_db()
    assert row.valid_to == clock.today()


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("clerk", 403), ("other_program", 404), ("partner", 404)])
def test_strangers_and_other_posts_do_not_assign_in_the_browser(cast, case, who, status):
    assert signed_in(getattr(cast, who)).get(reverse("cases:assignment_create", args=[case.pk])).status_code == status


def test_a_partner_cannot_end_an_assignment(cast):
    case = make.supporting_case(cast)
    url = reverse("cases:assignment_end", args=[make.assignment_of(case, cast.partner).pk])
    assert signed_in(cast.partner).get(url).status_code == 404


def test_an_inactive_partner_is_not_offered(cast, case):
    technician = partner(cast, PartnerKind.TECHNICAL, cast.workplace, cast.technician)
    with gate(technician, "edit", by=cast.program) as row:
        row.active_to = clock.today() - timedelta(days=1)
    living = make.living_partner(cast, case)
    text = text_of(signed_in(cast.program).get(reverse("cases:assignment_create", args=[case.pk])))
    assert living.name in text
    assert technician.name not in text

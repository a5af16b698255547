"""委託契約: with the selected corporation, within the term of its selection, its account kept apart."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.enums import ContractState, LivingSupport
from cases.models import Contract
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from partners.enums import LegalForm
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep


@pytest.fixture
def case(cast):
    return make.prepare_workplace(cast, make.selected_case(cast))


# --- The rules of the notice ------------------------------------------------------------------------------------------
def test_s1_no_contract_with_a_corporation_whose_selection_is_revoked(cast, case):
    case.selection.revoke(by=cast.director, event_date=clock.today(), reason="施設の廃止")
    case.refresh_from_db()
    assert refused("S1", lambda: make.prepare_contract(cast, case)).clause == "通知 記1 第1項"
    assert not Contract.objects.exists()


def test_s1_no_contract_outside_the_term_of_the_selection(cast, case):
    after = case.selection.valid_to + timedelta(days=1)
    refused("S1", lambda: make.prepare_contract(cast, case, ends_on=after))
    before = case.selection.valid_from - timedelta(days=1)
    refused("S1", lambda: make.prepare_contract(cast, case, starts_on=before))
    assert not Contract.objects.exists()


def test_s1_a_selection_revoked_meanwhile_stops_the_conclusion(cast, case):
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    case.selection.revoke(by=cast.director, event_date=clock.today(), reason="施設の廃止")
    contract = Contract.objects.get()
    refused("S1", lambda: contract.conclude(by=cast.director, on=clock.today()))
    contract.refresh_from_db()
    assert contract.state == ContractState.PREPARED


def test_s3_no_contract_from_before_the_extension_of_1999(cast, case):
    contract = make.prepare_contract(cast, case)
    contract.starts_on = date(1999, 9, 30)
    with pytest.raises(Refused) as refusal:
        contract.edit(by=cast.program, changes={"starts_on": date(1999, 9, 30)})
    assert "S3" in {rule.no for rule in refusal.value.requirements}
    assert "通知 本文" in refusal.value.message


def test_s10_no_contract_where_the_center_sends_the_partner(cast):
    case = make.selected_case(cast, living_support=LivingSupport.DISPATCHED)
    selection = make.selection_for(cast, make.day_of(case, make.SELECTED))
    refusal = refused("S10", lambda: make.prepare_contract(cast, case, selection=selection))
    assert refusal.clause == "通知 記1 なお書き"
    assert not Contract.objects.exists()


def test_s26_no_contract_with_another_corporation(cast, case):
    other = make.make_selection(cast, organization=cast.other_corporation, manager=cast.other_manager)
    refused("S26", lambda: make.prepare_contract(cast, case, selection=other))


def test_s15_a_social_welfare_corporation_shows_its_separate_account_first(cast, case):
    contract = make.prepare_contract(cast, case)
    assert refused("S15", lambda: contract.conclude(by=cast.director, on=clock.today())).clause == "通知 記4"
    contract.refresh_from_db()
    assert (contract.state, contract.concluded_on) == (ContractState.PREPARED, None)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    contract.conclude(by=cast.director, on=clock.today())
    assert contract.state == ContractState.CONCLUDED


def test_s15_the_account_is_confirmed_before_the_contract_starts(cast, case):
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on + timedelta(days=1))
    assert refused("S15", lambda: contract.conclude(by=cast.director, on=clock.today())).clause == "通知 記4"
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    contract.conclude(by=cast.director, on=clock.today())
    assert contract.state == ContractState.CONCLUDED


def test_a_contract_of_a_case_that_is_over_is_not_concluded_any_more(cast, case):
    contract = make.prepare_contract(cast, case)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    contract = Contract.objects.get()
    for act in (
        lambda: contract.edit(by=cast.program, changes={"rate_yen": 7000}),
        lambda: contract.confirm_accounting(by=cast.program, on=contract.starts_on),
        lambda: contract.conclude(by=cast.director, on=clock.today()),
    ):
        with pytest.raises(Refused, match="ではできません"):
            act()
    contract.refresh_from_db()
    assert (contract.state, contract.rate_yen) == (ContractState.PREPARED, 6000)


def test_a_contract_can_be_ended_when_its_case_is_over(cast):
    case = make.prepared_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    contract = case.contracts.get()
    contract.terminate(by=cast.director, on=clock.today(), reason="取下げ")
    assert contract.state == ContractState.TERMINATED


def test_s15_is_not_asked_of_a_medical_corporation(cast):
    make.make_selection(cast, legal_form=LegalForm.MEDICAL, partners=[cast.partner])
    case = make.selected_case(cast)
    contract = make.prepare_contract(cast, case)
    page = reverse("cases:contract_accounting", args=[contract.pk])
    answer = signed_in(cast.program).get(page)
    assert answer.status_code == 409
    assert "社会福祉法人ではないため" in text_of(answer)
    contract.conclude(by=cast.director, on=clock.today())
    assert contract.accounting_confirmed_on is None


def test_p17_who_prepared_a_contract_does_not_conclude_it(cast, case):
    keep(Membership(user=cast.director, organization=cast.center, post=Post.CHIEF_COUNSELOR), by=None, reason="兼務")
    cast.director.__dict__.pop("standing", None)
    contract = Contract(
        case=case, selection=case.selection, starts_on=case.planned_from, ends_on=case.planned_to, rate_yen=6000
    ).prepare(by=cast.director)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    refused("P17", lambda: contract.conclude(by=cast.director, on=clock.today()))


def test_p17_who_changed_a_contract_does_not_conclude_it(cast, case):
    keep(Membership(user=cast.director, organization=cast.center, post=Post.CHIEF_COUNSELOR), by=None, reason="兼務")
    cast.director.__dict__.pop("standing", None)
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    contract.edit(by=cast.director, changes={"rate_yen": 9000})
    refused("P17", lambda: contract.conclude(by=cast.director, on=clock.today()))


def test_p6_the_planned_period_stays_within_the_contract(cast):
    case = make.prepared_case(cast)
    longer = case.planned_to + timedelta(days=1)
    refused("P6", lambda: case.prepare(by=cast.program, changes={"planned_to": longer}))
    case.refresh_from_db()
    assert case.planned_to == longer - timedelta(days=1)


def test_p6_no_day_of_the_support_lies_between_two_contracts(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    middle = case.planned_from + timedelta(days=10)
    for starts_on, ends_on in ((case.planned_from, middle), (middle + timedelta(days=2), case.planned_to)):
        contract = make.prepare_contract(cast, case, starts_on=starts_on, ends_on=ends_on)
        contract.confirm_accounting(by=cast.program, on=case.planned_from)
        contract.conclude(by=cast.director, on=clock.today())
    refused("P6", lambda: case.prepare(by=cast.program, changes={"workplace": cast.workplace}))
    contract = make.prepare_contract(
        cast, case, starts_on=middle + timedelta(days=1), ends_on=middle + timedelta(days=1), max_days=1
    )
    contract.confirm_accounting(by=cast.program, on=case.planned_from)
    contract.conclude(by=cast.director, on=clock.today())
    case.prepare(by=cast.program, changes={"workplace": cast.workplace})


def test_a_limit_of_no_days_is_none(cast, case):
    with pytest.raises(ValidationError, match="1以上"):
        make.prepare_contract(cast, case, max_days=0)


def test_p6_support_does_not_start_beyond_the_contract(cast):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    make.approved_support_plan(cast, case)
    make.assign_partners(cast, case)
    contract = make.prepare_contract(cast, case, ends_on=case.planned_to - timedelta(days=10))
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    contract.conclude(by=cast.director, on=contract.starts_on)
    refused("P6", lambda: case.start_support(by=cast.program, on=case.planned_from))


@pytest.mark.parametrize("who", ["program", "chief", "clerk", "manager"])
def test_only_the_director_concludes(cast, case, who):
    contract = make.prepare_contract(cast, case)
    with pytest.raises(NotAllowed):
        contract.conclude(by=getattr(cast, who), on=clock.today())


# --- Pages -------------------------------------------------------------------------------------------------------------
def test_a_contract_goes_from_preparation_to_its_end_in_the_browser(cast, case):
    client, director = signed_in(cast.program), signed_in(cast.director)
    url = reverse("cases:contract_create", args=[case.pk])
    assert "令和" in text_of(client.get(url))
    case.refresh_from_db()
    data = {
        "seen": case.version, "starts_on": case.planned_from.isoformat(), "ends_on": case.planned_to.isoformat(),
        "rate_yen": "6000", "rate_unit": "day", "max_days": "60",
    }
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]
    contract = case.contracts.get()
    day = {"on": clock.today().isoformat()}
    conclude = reverse("cases:contract_conclude", args=[contract.pk])
    answer = director.post(conclude, day | {"seen": contract.version})
    assert answer.status_code == 422
    assert "通知 記4" in text_of(answer)
    confirmed = {"on": contract.starts_on.isoformat(), "seen": contract.version}
    client.post(reverse("cases:contract_accounting", args=[contract.pk]), confirmed)
    contract.refresh_from_db()
    data = day | {"seen": contract.version}
    assert [director.post(conclude, data).status_code for _ in range(2)] == [302, 409]
    contract.refresh_from_db()
    end = reverse("cases:contract_terminate", args=[contract.pk])
    assert director.post(end, day | {"seen": contract.version, "reason": ""}).status_code == 422
    assert director.post(end, day | {"seen": contract.version, "reason": "期間の短縮"}).status_code == 302
    contract.refresh_from_db()
    assert contract.state == ContractState.TERMINATED


def test_the_form_starts_with_the_planned_period_inside_the_term(cast, case):
    form = signed_in(cast.program).get(reverse("cases:contract_create", args=[case.pk])).context["form"]
    assert form["starts_on"].initial == case.planned_from
    assert form["ends_on"].initial == min(case.planned_to, case.selection.valid_to)


def test_a_period_outside_the_term_is_refused_with_clause_and_keeps_what_was_typed(cast, case):
    case.refresh_from_db()
    data = {"seen": case.version, "starts_on": case.planned_from.isoformat(), "ends_on": "2050-01-01", "rate_yen": "6543",
            "rate_unit": "day", "max_days": ""}
    answer = signed_in(cast.program).post(reverse("cases:contract_create", args=[case.pk]), data)
    assert answer.status_code == 422
    assert "通知 記1 第1項" in text_of(answer)
    assert "6543" in text_of(answer)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("program", 200), ("chief", 200), ("director", 200), ("clerk", 200), ("colleague", 403), ("partner", 404),
     ("other_program", 404)],
)
def test_who_may_read_a_contract(cast, case, who, status):
    contract = make.prepare_contract(cast, case)
    assert signed_in(getattr(cast, who)).get(contract.get_absolute_url()).status_code == status


def test_the_clerk_sees_the_contract_and_nothing_of_the_case(cast, case):
    contract = make.prepare_contract(cast, case)
    client = signed_in(cast.clerk)
    text = text_of(client.get(contract.get_absolute_url()))
    assert "6,000円" in text
    assert reverse("cases:support", args=[case.pk]) not in text
    assert case.person.full_name in text_of(client.get(reverse("cases:contracts")))
    assert client.get(reverse("cases:support", args=[case.pk])).status_code == 403


def test_a_counselor_lists_the_contracts_of_their_cases_only(cast, case):
    make.prepare_contract(cast, case)
    assert case.number in text_of(signed_in(cast.program).get(reverse("cases:contracts")))
    assert case.number not in text_of(signed_in(cast.colleague).get(reverse("cases:contracts")))
    assert signed_in(cast.partner).get(reverse("cases:contracts")).status_code == 403


def test_the_list_of_contracts_takes_the_same_number_of_queries_for_1_and_30(cast, queries):
    client = signed_in(cast.clerk)
    make.prepare_contract(cast, make.selected_case(cast))
    one = queries(client, reverse("cases:contracts"))
    case = make.selected_case(cast)
    for _ in range(29):
        make.prepare_contract(cast, case)
    assert queries(client, reverse("cases:contracts")) == one <= 12

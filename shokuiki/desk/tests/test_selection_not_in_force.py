"""What a selection that is not in force does to cases: no new assignment and contract; running ones go on, and say so."""

from datetime import timedelta

import pytest

from cases.models import Contract
from cases.tests import factories as make
from partners.enums import PartnerKind
from partners.models import Partner
from shokuiki.desk.due import work_of
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.models import Setting


def decide(selection, verb, by):
    getattr(selection, verb)(by=by, event_date=clock.today(), reason="会計の区分を確かめるため。")


def test_s1_no_partner_is_assigned_and_no_contract_prepared_or_concluded_while_it_is_suspended(cast):
    case = make.prepare_workplace(cast, make.selected_case(cast))
    consigned = Partner.objects.filter(kind=PartnerKind.CONSIGNED, organization=cast.corporation).first()
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    decide(case.selection, "suspend", cast.director)
    case.refresh_from_db()
    contract = Contract.objects.get()
    for attempt in (
        lambda: make.assign(cast, case, consigned), lambda: make.prepare_contract(cast, case),
        lambda: contract.conclude(by=cast.director, on=clock.today()),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "S1" in {rule.no for rule in refused.value.requirements}
    assert not case.assignments.exists() and Contract.objects.get().state == "prepared"
    decide(case.selection, "resume", cast.director)
    case.refresh_from_db()
    Contract.objects.get().conclude(by=cast.director, on=clock.today())
    make.assign(cast, case, consigned)
    assert case.assignments.count() == 1


@pytest.mark.parametrize("verb", ["suspend", "revoke", ""])
def test_a_running_case_goes_on_and_says_that_its_selection_is_not_in_force(cast, client, queries, verb):
    case = make.supporting_case(cast)
    selection, url = case.selection, case.get_absolute_url()
    client.force_login(cast.program)
    few = queries(client, url)
    assert selection.alert == "" and "選定の記録を開く" not in client.get(url).content.decode()
    later = case.started_on
    if verb:
        decide(selection, verb, cast.director)
        told = {"suspend": "停止されています", "revoke": "取り消されました"}[verb]
    else:
        later, told = selection.valid_to + timedelta(days=1), "に満了しました"
    with clock.moved_to(max(later, clock.today())):
        case.refresh_from_db()
        assert case.state == "supporting"
        assert told in client.get(url).content.decode()
        assert queries(client, url) == few
        rows = work_of(type(case).objects.filter(pk=case.pk), Setting.objects.numbers(cast.center.pk)).due
        assert "委託先法人の選定" in " ".join(row.task for row in rows)
        assert not any(row.is_late for row in rows if "委託先法人の選定" in row.task)

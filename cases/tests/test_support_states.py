"""Every verb of plan, contract, log and follow-up plan in every state: it works from its sources and nowhere else."""

from datetime import timedelta

import pytest

from cases.enums import (
    CONTRACT_VERBS,
    FOLLOW_UP_VERBS,
    LOG_VERBS,
    SUPPORT_PLAN_VERBS,
    ContractState,
    FollowUpState,
    LogState,
    SupportPlanState,
)
from cases.models import FollowUpPlan
from cases.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate
from shokuiki.records.models import Decision


def table(verbs, states):
    return [(verb, state) for verb in verbs if verb != "create" for state in states]


def answers(act, noun, verb, state):
    """Assert that the verb succeeds exactly when the table lists the state; a refusal writes nothing."""
    before = noun.history.count()
    if state in noun.VERBS[verb].sources:
        act()
        noun.refresh_from_db()
        assert noun.state == (noun.VERBS[verb].to or state)
        assert noun.history.count() == before + 1
    else:
        with pytest.raises(Refused, match="今の状態"):
            act()
        noun.refresh_from_db()
        assert noun.state == state
        assert noun.history.count() == before


# --- 支援計画 --------------------------------------------------------------------------------------------------------
def plan_in(cast, state):
    case = make.selected_case(cast)
    make.prepare_workplace(cast, case)
    if state == SupportPlanState.DRAFT:
        return make.draft_support_plan(cast, case)
    plan = make.approved_support_plan(cast, case)
    if state == SupportPlanState.SUPERSEDED:
        with gate(plan, "supersede", by=cast.chief):
            pass
    return plan


@pytest.mark.parametrize(("verb", "state"), table(SUPPORT_PLAN_VERBS, SupportPlanState))
def test_a_support_plan_takes_a_verb_only_from_the_states_of_the_table(cast, verb, state):
    plan = plan_in(cast, state)

    def supersede():
        with gate(plan, "supersede", by=cast.chief):
            pass

    acts = {
        "edit": lambda: plan.edit(by=cast.program, changes={"methods": "写真で示す。"}),
        "approve": lambda: plan.approve(by=cast.chief, on=clock.today()),
        "supersede": supersede,
        "amend": lambda: plan.amend(by=cast.chief, changes={"wish": "長く働きたい。"}, reason="書き間違い"),
    }
    answers(acts[verb], plan, verb, state)


# --- 委託契約 --------------------------------------------------------------------------------------------------------
def contract_in(cast, state):
    case = make.selected_case(cast)
    contract = make.prepare_contract(cast, case)
    contract.confirm_accounting(by=cast.program, on=contract.starts_on)
    if state != ContractState.PREPARED:
        contract.conclude(by=cast.director, on=clock.today())
    if state == ContractState.TERMINATED:
        contract.terminate(by=cast.director, on=clock.today(), reason="事業所の都合")
    return contract


@pytest.mark.parametrize(("verb", "state"), table(CONTRACT_VERBS, ContractState))
def test_a_contract_takes_a_verb_only_from_the_states_of_the_table(cast, verb, state):
    contract = contract_in(cast, state)
    acts = {
        "edit": lambda: contract.edit(by=cast.program, changes={"rate_yen": 7000}),
        "confirm_accounting": lambda: contract.confirm_accounting(by=cast.program, on=clock.today()),
        "conclude": lambda: contract.conclude(by=cast.director, on=clock.today()),
        "terminate": lambda: contract.terminate(by=cast.director, on=clock.today(), reason="契約の見直し"),
    }
    answers(acts[verb], contract, verb, state)


# --- 支援日誌 --------------------------------------------------------------------------------------------------------
def log_in(cast, state):
    case = make.supporting_case(cast)
    confirmed_by = cast.program if state == LogState.CONFIRMED else None
    return make.make_log(case, cast.partner, submitted=state != LogState.DRAFT, confirmed_by=confirmed_by)


@pytest.mark.parametrize(("verb", "state"), table(LOG_VERBS, LogState))
def test_a_log_takes_a_verb_only_from_the_states_of_the_table(cast, verb, state):
    log = log_in(cast, state)
    acts = {
        "edit": lambda: log.edit(by=cast.partner, changes={"content": "あいさつの練習をした。"}),
        "submit": lambda: log.submit(by=cast.partner),
        "confirm": lambda: log.confirm(by=cast.program),
        "return_to_writer": lambda: log.return_to_writer(by=cast.program, comment="時間を確かめてください。"),
        "amend": lambda: log.amend(by=cast.program, changes={"content": "あいさつの練習をした。"}, reason="書き間違い"),
    }
    answers(acts[verb], log, verb, state)


# --- フォローアップ計画 -----------------------------------------------------------------------------------------------
def follow_up_plan_in(cast, state):
    if state == FollowUpState.DECIDED:
        return make.follow_up_case(cast).follow_up_plan
    case = make.ended_case(cast)
    plan = FollowUpPlan.begin(case, by=cast.program)
    plan.edit(
        by=cast.program,
        changes={
            "guidance_policy": "見守る。", "period_from": clock.today(), "period_to": clock.today() + timedelta(days=90),
            "structure_none": "センターだけで行う。", "curriculum_none": "面談だけを行う。", "methods_none": "電話だけで行う。",
        },
    )
    return plan


@pytest.mark.parametrize(("verb", "state"), table(FOLLOW_UP_VERBS, FollowUpState))
def test_a_follow_up_plan_takes_a_verb_only_from_the_states_of_the_table(cast, verb, state):
    plan = follow_up_plan_in(cast, state)
    decision = Decision.objects.record(
        plan.case, DecisionKind.EXPANDED_POST, Outcome.FOLLOW_UP, by=cast.chief, event_date=clock.today(), reason="見守る。"
    )
    acts = {
        "edit": lambda: plan.edit(by=cast.program, changes={"guidance_policy": "月に1回会う。"}),
        "decide": lambda: plan.decide(by=cast.chief, decision=decision),
    }
    answers(acts[verb], plan, verb, state)

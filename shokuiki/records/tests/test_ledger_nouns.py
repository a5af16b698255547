"""Nouns against their latest decision: whatever only a decision may change and somebody changed past it is named."""

from datetime import date, timedelta

import pytest

from cases.models import Case, FollowUpPlan, RehabilitationPlan, SupportPlan
from cases.tests import factories as make
from meetings.models import AgendaItem, TargetSelection
from meetings.tests.selection_steps import concluded, decision, requested
from partners.models import ConsignmentApplication, Selection
from shokuiki.records import append_only, clock, verify_nouns
from shokuiki.records.decided import Decided, decided_models, reachable
from shokuiki.records.models import Decision, Erasure
from shokuiki.records.tests.tampering import approval_of, change, decided_center, entry, findings, sql

pytestmark = pytest.mark.django_db


# --- Nothing is named that the program did ---------------------------------------------------------------------------------
@pytest.mark.parametrize("made", [
    make.make_case, make.evaluated_case, make.proposed_case, make.concluded_case, make.selected_case, make.prepared_case,
    make.supporting_case, make.ended_case, make.follow_up_case, decided_center,
], ids=lambda made: made.__name__)
def test_a_case_agrees_at_every_step(cast, made):
    made(cast)
    assert findings(cast.center) == ""


def test_interrupting_resuming_and_preparing_are_no_decisions_and_agree(cast):
    case = make.supporting_case(cast)
    case.interrupt(by=cast.program, on=clock.today(), reason="体調")
    assert findings(cast.center) == ""
    case.resume(by=cast.program, on=clock.today())
    case.prepare(by=cast.program, changes={"planned_to": case.planned_to - timedelta(days=1)})
    assert findings(cast.center) == ""


def test_a_selection_through_the_real_verbs_agrees(cast):
    request = requested(cast)
    assert findings(cast.center) == ""
    request.select(by=cast.director, **decision(request))
    assert findings(cast.center) == ""
    noted = Decision.objects.get(kind="target_selection").decided
    assert noted["noun"]["state"] == "selected" and noted["noun"]["selection_decision"] == "this"
    assert [(row["noun"], row["id"]) for row in noted["also"]] == [("meetings.targetselection", request.pk)]
    assert noted["also"][0]["columns"]["state"] == "decided"


@pytest.mark.parametrize("verb", ["decline", "send_back"])
def test_not_selecting_agrees_too(cast, verb):
    request = requested(cast)
    getattr(request, verb)(by=cast.director, event_date=clock.today(), reason="体調の回復を待つ。")
    assert findings(cast.center) == ""


def test_what_the_counselor_arranges_anew_after_a_return_agrees(cast):
    request = requested(cast)
    request.send_back(by=cast.director, event_date=clock.today(), reason="期間を確かめてください。")
    case = Case.objects.get(pk=request.case_id)
    case.arrange(by=cast.program, changes={"living_support": "dispatched"})
    assert findings(cast.center) == ""


def test_a_withdrawn_case_agrees(cast):
    make.make_case(cast).withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    assert findings(cast.center) == ""


@pytest.mark.parametrize("verbs", [["suspend"], ["suspend", "resume"], ["suspend", "resume", "revoke"], ["revoke"]], ids="-".join)
def test_a_selection_that_is_suspended_resumed_and_revoked_agrees(cast, verbs):
    selection = make.make_selection(cast)
    for verb in verbs:
        getattr(selection, verb)(by=cast.director, event_date=clock.today(), reason="理由")
        selection.refresh_from_db()
        assert findings(cast.center) == ""


# --- Whatever was changed past the program is named ----------------------------------------------------------------------
@pytest.mark.parametrize(("made", "columns", "words"), [
    (make.make_case, {"state": "selected"}, "「支援の準備中」にする決定がありません"),
    (make.make_case, {"selected_on": date(2026, 4, 1)}, "対象者選定の決定日（決定がありません）"),
    (make.make_case, {"conclusion": "suitable"}, "ケース会議の結論（決定がありません）"),
    (make.concluded_case, {"conclusion": "unsuitable"}, "決定では「適切」、今は「適切でない」"),
    (make.concluded_case, {"state": "supporting"}, "決定では「選定依頼の準備中」、今は「支援実施中」"),
    (make.selected_case, {"living_support": "dispatched"}, "決定では「法人への委託」、今は「センターからの派遣」"),
    (make.selected_case, {"consignee_id": None}, "委託先法人"),
    (make.selected_case, {"selection_decision_id": None}, "所長の決定の記録"),
    (make.selected_case, {"selected_on": date(2026, 4, 1)}, "今は令和8年4月1日"),
    (make.supporting_case, {"state": "follow_up"}, "今は「フォローアップ中」"),
    (make.ended_case, {"end_kind": "discontinued"}, "今は「中止」"),
    (make.follow_up_case, {"state": "closed"}, "今は「完了」"),
    (decided_center, {"state": "supporting"}, "今は「支援実施中」"),
], ids=lambda value: getattr(value, "__name__", ""))
def test_a_case_changed_past_the_program_is_named_by_its_number(cast, made, columns, words):
    case = made(cast)
    names = ", ".join(f"{name} = %s" for name in columns)
    sql(f"UPDATE cases_case SET {names} WHERE id = %s", *columns.values(), case.pk)
    told = findings(cast.center)
    assert f"案件 {case.number}の今の内容が、決定と違います" in told and words in told
    assert not any(name in told for name in ("佐藤", "健"))


@pytest.mark.parametrize(("model", "columns", "words"), [
    (ConsignmentApplication, {"state": "rejected"}, "委託申込"),
    (ConsignmentApplication, {"state": "awaiting_decision"}, "委託申込"),
    (Selection, {"valid_to": date(2099, 3, 31)}, "委託先法人選定"),
    (Selection, {"conditions": "条件を書き加えた"}, "委託先法人選定"),
    (Selection, {"state": "revoked"}, "委託先法人選定"),
    (RehabilitationPlan, {"state": "draft"}, "職業リハビリテーション計画（案件"),
    (RehabilitationPlan, {"decision": None}, "職業リハビリテーション計画"),
    (SupportPlan, {"approved_on": date(2026, 4, 1)}, "支援計画（案件"),
    (SupportPlan, {"approval": None}, "支援計画"),
    (FollowUpPlan, {"period_to": date(2099, 3, 31)}, "フォローアップ計画（案件"),
])
def test_a_row_that_a_decision_fixed_is_named_when_changed(cast, model, columns, words):
    decided_center(cast)
    change(model, model.objects.order_by("pk").first().pk, **columns)
    told = findings(cast.center)
    assert words in told and "決定" in told


@pytest.mark.parametrize(("columns", "words"), [
    ({"outcome": "declined"}, "今は「選定しない」"), ({"planned_to": date(2099, 3, 31)}, "支援終了の予定日"),
    ({"state": "requested"}, "状態"), ({"decision": None}, "その決定を指していません"),
])
def test_a_request_changed_past_the_program_is_named(cast, columns, words):
    request = requested(cast)
    request.select(by=cast.director, **decision(request))
    change(TargetSelection, request.pk, **columns)
    assert words in findings(cast.center)


def test_a_conclusion_rewritten_on_the_agenda_is_named(cast):
    case = concluded(cast)
    item = AgendaItem.objects.get(case=case, meeting__kind="case_meeting")
    assert findings(cast.center) == ""
    change(AgendaItem, item.pk, conclusion="unsuitable")
    assert "議題（案件" in findings(cast.center) and "今は「適切でない」" in findings(cast.center)


def test_a_row_that_claims_a_decision_about_another_is_named(cast):
    case = make.supporting_case(cast)
    plan = SupportPlan.objects.get(case=case)
    change(SupportPlan, plan.pk, approval=entry(cast.center, 1).pk)
    assert "別の決定を指しています" in findings(cast.center)


def test_a_noun_moved_to_another_center_is_named(cast):
    case = make.selected_case(cast)
    change(Case, case.pk, center=cast.other_center.pk)
    assert "別のセンターに移されています" in findings(cast.center)


def test_a_removed_row_that_a_decision_fixed_is_named(cast):
    request = requested(cast)
    request.select(by=cast.director, **decision(request))
    sql("DELETE FROM meetings_targetselection WHERE id = %s", request.pk)
    assert "決定で定まった対象者選定がありません" in findings(cast.center)


def test_a_decided_noun_without_its_history_is_named(cast):
    case = make.selected_case(cast)
    with append_only.lifted(Case.history.model):
        sql("DELETE FROM cases_historicalcase WHERE id = %s", case.pk)
    assert "変更の履歴がありません" in findings(cast.center)
    Erasure.objects.create(center=cast.center, approval=approval_of(cast, case.person_id), nouns={"cases.case": [case.pk]})
    assert "変更の履歴がありません" not in findings(cast.center)


def test_nouns_are_read_in_portions(cast, monkeypatch):
    monkeypatch.setattr(verify_nouns, "CHUNK", 1)
    cases = [make.selected_case(cast, person=make.make_person(cast, given_name=name)) for name in "一二三"]
    change(Case, cases[1].pk, state="closed")
    told = findings(cast.center)
    assert cases[1].number in told and cases[0].number not in told and cases[2].number not in told


# --- What is declared ---------------------------------------------------------------------------------------------------
def test_every_noun_that_names_a_decision_declares_what_decisions_fix_on_it():
    from django.apps import apps

    naming = {
        model for model in apps.get_models() for column in model._meta.concrete_fields
        if column.related_model is Decision and hasattr(model, "VERBS") and not model.__name__.startswith("Historical")
    }
    assert naming and naming <= set(decided_models())


@pytest.mark.parametrize("model", decided_models(), ids=lambda model: model.__name__)
def test_declared_columns_and_verbs_are_there(model):
    spec = model.DECIDED
    assert isinstance(spec, Decided)
    for name in (*spec.all_columns(), *spec.own, *spec.open_before, *filter(None, [spec.pointer])):
        model._meta.get_field(name)
    assert set(spec.deciding) <= set(model.VERBS)
    assert model.objects.filter(**{spec.center: 0}).count() == 0


def test_what_is_reachable_without_a_decision_stops_at_the_next_decision():
    assert reachable(Case, "intake") == {"intake", "evaluating", "drafting", "awaiting_case_meeting"}
    assert reachable(Case, "selected") == {"selected", "supporting", "interrupted"}
    assert reachable(Case, "closed") == {"closed"}
    assert reachable(Selection, "active") == {"active"}

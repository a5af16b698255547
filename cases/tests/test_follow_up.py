"""フォローアップ: begun by the meeting after support alone, with its four items; then the records."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.enums import CaseState, FollowUpState
from cases.models import FollowUpPlan, FollowUpRecord
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.models import Decision

FILLED = {
    "guidance_policy": "職場での自立を見守る。", "structure_none": "センターだけで行う。", "period_none": "様子を見て決める。",
    "curriculum_none": "面談だけを行う。", "methods_none": "電話だけで行う。",
}


def decided(cast, case, kind=DecisionKind.EXPANDED_POST):
    return Decision.objects.record(
        case, kind, Outcome.FOLLOW_UP, by=cast.chief, event_date=clock.today(), reason="フォローアップを行う。"
    )


# --- S23, S24 -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("missing", "label"),
    [("guidance_policy", "指導方針"), ("structure_none", "体制（役割分担）"), ("period_none", "期間"),
     ("curriculum_none", "カリキュラム"), ("methods_none", "支援方法")],
)
def test_s23_each_item_is_filled_or_has_the_reason_why_not(cast, missing, label):
    case = make.ended_case(cast)
    plan = FollowUpPlan.begin(case, by=cast.program)
    plan.edit(by=cast.program, changes=FILLED | {missing: " "})
    refusal = refused("S23", lambda: plan.decide(by=cast.chief, decision=decided(cast, case)))
    assert f"まだないもの：{label}。" in refusal.message
    assert refusal.clause == "通知 別紙2 2(2)イ②"
    case.refresh_from_db()
    plan.refresh_from_db()
    assert (case.state, plan.state, plan.decision) == (CaseState.SUPPORT_ENDED, FollowUpState.DRAFT, None)


@pytest.mark.parametrize("kind", [None, DecisionKind.EXPANDED_IN_PROGRESS])
def test_s24_only_the_meeting_after_support_decides(cast, kind):
    case = make.ended_case(cast)
    plan = FollowUpPlan.begin(case, by=cast.program)
    plan.edit(by=cast.program, changes=FILLED)
    decision = kind and decided(cast, case, kind)
    refused("S24", lambda: plan.decide(by=cast.chief, decision=decision))
    case.refresh_from_db()
    assert case.state == CaseState.SUPPORT_ENDED


def test_s24_the_decision_on_another_case_does_not_do(cast):
    case, other = make.ended_case(cast), make.ended_case(cast)
    plan = FollowUpPlan.begin(case, by=cast.program)
    plan.edit(by=cast.program, changes=FILLED)
    refused("S24", lambda: plan.decide(by=cast.chief, decision=decided(cast, other)))


def test_s24_the_plan_is_not_begun_while_support_goes_on(cast):
    case = make.supporting_case(cast)
    with pytest.raises(Refused, match="今の状態"):
        FollowUpPlan.begin(case, by=cast.program)
    assert not FollowUpPlan.objects.exists()


def test_s24_the_database_refuses_a_decided_plan_without_a_decision(cast):
    case = make.ended_case(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpPlan._base_manager.bulk_create([FollowUpPlan(case=case, state=FollowUpState.DECIDED)])


def test_the_decision_takes_the_case_into_follow_up(cast):
    case = make.follow_up_case(cast)
    assert (case.state, case.follow_up_on) == (CaseState.FOLLOW_UP, make.day_of(case, make.FOLLOWED))
    assert case.follow_up_plan.decision.kind == DecisionKind.EXPANDED_POST


def test_a_counselor_does_not_decide(cast):
    case = make.ended_case(cast)
    plan = FollowUpPlan.begin(case, by=cast.program)
    plan.edit(by=cast.program, changes=FILLED)
    with pytest.raises(NotAllowed):
        plan.decide(by=cast.program, decision=decided(cast, case))


def test_s24_no_record_before_the_meeting(cast):
    case = make.ended_case(cast)
    record = FollowUpRecord(case=case, date=clock.today(), method="visit", content="訪ねた。")
    with pytest.raises(Refused, match="今の状態（支援終了）"):
        record.record(by=cast.program)
    answer = signed_in(cast.program).get(reverse("cases:follow_up_record", args=[case.pk]))
    assert answer.status_code == 409
    assert not FollowUpRecord.objects.exists()


# --- Pages ---------------------------------------------------------------------------------------------------------------------
def form_of(cast, case, **changes):
    return {
        "seen": case.version, "date": clock.today().isoformat(), "organization": cast.center.pk, "method": "visit",
        "content": "職場を訪ねて様子を見た。", "issue": "", "next_on": (clock.today() + timedelta(days=30)).isoformat(), **changes,
    }


def test_the_tab_shows_the_four_items_and_who_decided(cast):
    case = make.follow_up_case(cast)
    text = text_of(signed_in(cast.program).get(reverse("cases:follow_up", args=[case.pk])))
    for shown in ("職場での自立を見守り", "月1回の訪問", "仕事の振り返り", "職場を訪ねて様子を見る。", "の会議で決定"):
        assert shown in text


def test_before_the_meeting_the_tab_says_what_comes_next(cast):
    case = make.ended_case(cast)
    text = text_of(signed_in(cast.program).get(reverse("cases:follow_up", args=[case.pk])))
    assert "フォローアップ計画はまだ決まっていません。" in text
    assert "フォローアップを記録する" not in text


def test_a_visit_is_recorded_in_the_browser(cast):
    case = make.follow_up_case(cast)
    client, url = signed_in(cast.program), reverse("cases:follow_up_record", args=[case.pk])
    assert client.get(url).status_code == 200
    data = form_of(cast, case)
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]
    assert case.follow_up_records.count() == 1
    text = text_of(client.get(reverse("cases:follow_up", args=[case.pk])))
    assert "職場を訪ねて様子を見た。" in text
    assert "次の予定" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": "2099-01-01"}, "日付が先の日付です"),
        ({"date": "2000-01-01"}, "支援終了後の会議の日"),
        ({"next_on": "2000-01-01"}, "次の予定日は、日付より後の日付を入力してください"),
        ({"content": ""}, "内容を入力してください"),
        ({"organization": ""}, "行った機関を選んでください"),
    ],
)
def test_bad_input_says_why_and_what_was_typed_is_kept(cast, changes, sentence):
    case = make.follow_up_case(cast)
    data = form_of(cast, case, **{"issue": "通勤の道", **changes})
    answer = signed_in(cast.program).post(reverse("cases:follow_up_record", args=[case.pk]), data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "通勤の道" in text_of(answer)
    assert not FollowUpRecord.objects.exists()


@pytest.mark.parametrize(
    ("who", "tab", "page"),
    [("program", 200, 200), ("chief", 200, 200), ("director", 200, 403), ("evaluator", 200, 403), ("colleague", 403, 403),
     ("clerk", 403, 403), ("partner", 404, 404), ("other_program", 404, 404)],
)
def test_who_may_open_and_record(cast, who, tab, page):
    case = make.follow_up_case(cast)
    client = signed_in(getattr(cast, who))
    assert client.get(reverse("cases:follow_up", args=[case.pk])).status_code == tab
    assert client.get(reverse("cases:follow_up_record", args=[case.pk])).status_code == page


def record(case, by, *, on, next_on=None):
    with clock.moved_to(on):
        FollowUpRecord(case=case, date=on, method="phone", content="電話した。", next_on=next_on).record(by=by)


def test_the_list_stands_in_the_order_of_the_next_date(cast):
    soon, late, unplanned = (make.follow_up_case(cast) for _ in range(3))
    yesterday = clock.today() - timedelta(days=1)
    record(soon, cast.program, on=yesterday, next_on=clock.today() + timedelta(days=5))
    record(late, cast.program, on=yesterday - timedelta(days=2), next_on=yesterday)
    client = signed_in(cast.program)
    answer = client.get(reverse("cases:follow_ups"))
    assert list(answer.context["cases"]) == [unplanned, late, soon]
    assert "過ぎています" in text_of(answer)
    assert list(signed_in(cast.colleague).get(reverse("cases:follow_ups")).context["cases"]) == []
    assert signed_in(cast.partner).get(reverse("cases:follow_ups")).status_code == 403


def test_the_pages_take_the_same_number_of_queries_for_1_and_30(cast, queries):
    case = make.follow_up_case(cast)
    client = signed_in(cast.program)
    pages = [reverse("cases:follow_ups"), reverse("cases:follow_up", args=[case.pk])]
    record(case, cast.program, on=clock.today())
    one = [queries(client, page) for page in pages]
    for number in range(1, 30):
        record(case, cast.program, on=clock.today() - timedelta(days=number))
    for _ in range(4):
        make.follow_up_case(cast)
    assert [queries(client, page) for page in pages] == one
    assert max(one) <= 12

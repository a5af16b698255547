"""拡大ケース会議（支援終了後）: 指導方針 and the four items become the follow-up plan."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, FollowUpState
from cases.models import FollowUpPlan
from cases.tests import factories as cases
from meetings.enums import MeetingKind, MeetingState, Role
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.models import Decision

pytestmark = pytest.mark.django_db
CLAUSE = "通知 別紙2 2(2)イ②"


def refused(cast, meeting, case, number, clause):
    with pytest.raises(Refused) as error:
        meeting.confirm(by=cast.chief, on=clock.today())
    assert (error.value.no, error.value.clause) == (number, clause)
    meeting.refresh_from_db()
    case.refresh_from_db()
    assert meeting.state == MeetingState.MINUTES_DRAFT and case.state == CaseState.SUPPORT_ENDED
    assert not Decision.objects.about(case).filter(kind=DecisionKind.EXPANDED_POST).exists()
    return error.value


def test_confirming_decides_the_plan_and_moves_the_case_on_s24(cast):
    case = cases.ended_case(cast)
    meeting = make.post_meeting(cast, case)
    case.refresh_from_db()
    decision = Decision.objects.about(case).get(kind=DecisionKind.EXPANDED_POST)
    assert (case.state, case.follow_up_on) == (CaseState.FOLLOW_UP, meeting.held_on)
    plan = FollowUpPlan.objects.get(case=case)
    assert (plan.state, plan.decision, decision.outcome) == (FollowUpState.DECIDED, decision, Outcome.FOLLOW_UP)


def test_without_a_plan_the_record_is_not_confirmed_s23(cast):
    case = cases.ended_case(cast)
    with clock.moved_to(cases.day_of(case, make.POST)):
        make.share(cast, case)
        meeting = make.hold(make.plan_meeting(cast, MeetingKind.POST, [case]), by=cast.program)
        meeting.record(by=cast.program, changes={"summary": "まとめ"})
        refused(cast, meeting, case, "S23", CLAUSE)


def test_each_of_the_four_items_is_decided_or_said_to_be_none_s23(cast):
    case = cases.ended_case(cast)
    with clock.moved_to(cases.day_of(case, make.POST)):
        meeting = make.post_meeting(cast, case, on=clock.today(), confirmed=False, complete=False)
        assert "体制（役割分担）、カリキュラム、支援方法" in refused(cast, meeting, case, "S23", CLAUSE).message
        plan = FollowUpPlan.objects.get(case=case)
        plan.edit(by=cast.program, changes={"structure_none": "本人が断った。", "curriculum_none": "希望がない。"})
        assert "支援方法" in refused(cast, meeting, case, "S23", CLAUSE).message
        plan.edit(by=cast.program, changes={"methods_none": "本人からの連絡を待つ。"})
        meeting.confirm(by=cast.chief, on=clock.today())
    assert meeting.is_confirmed


def test_the_guidance_policy_is_needed_s23(cast):
    case = cases.ended_case(cast)
    with clock.moved_to(cases.day_of(case, make.POST)):
        meeting = make.post_meeting(cast, case, on=clock.today(), confirmed=False)
        FollowUpPlan.objects.get(case=case).edit(by=cast.program, changes={"guidance_policy": ""})
        assert "指導方針" in refused(cast, meeting, case, "S23", CLAUSE).message


def test_a_missing_group_asks_for_acknowledgement_s25(cast):
    case = cases.ended_case(cast)
    with clock.moved_to(cases.day_of(case, make.POST)):
        meeting = make.post_meeting(cast, case, on=clock.today(), confirmed=False, absent=[Role.CONSIGNED_PARTNER])
        refused(cast, meeting, case, "S25", "通知 別紙2 2(2)ロ①–⑤")
        meeting.confirm(by=cast.chief, on=clock.today(), acknowledged={"S25": "書面で意見を受けた。"})
    assert meeting.acknowledged == {"S25": "書面で意見を受けた。"}


# --- The page ------------------------------------------------------------------------------------------------------------
def data_of(meeting, cast, **columns):
    today = clock.today()
    return {
        "seen": meeting.version, "guidance_policy": "自立を見守る。", "summary": "まとめ", "next_on": "",
        "structure_none": "", "period_from": today.isoformat(), "period_to": (today + timedelta(days=365)).isoformat(),
        "period_none": "", "curriculum_none": "本人が希望しない。", "methods_none": "",
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0, "roles-0-organization_id": cast.peso.pk,
        "roles-0-person": "村上 一郎", "roles-0-role": "雇用の条件を確かめる",
        "curriculum-TOTAL_FORMS": 0, "curriculum-INITIAL_FORMS": 0,
        "ways-TOTAL_FORMS": 1, "ways-INITIAL_FORMS": 0, "ways-0-method": "visit", "ways-0-frequency": "月1回", "ways-0-note": "",
    } | columns


@pytest.fixture
def held(cast):
    case = cases.ended_case(cast)
    make.share(cast, case)
    return make.hold(make.plan_meeting(cast, MeetingKind.POST, [case]), by=cast.program)


def test_the_plan_is_written_in_the_record_and_confirmed_by_the_chair(client, cast, held):
    client.force_login(cast.program)
    url = f"/meetings/{held.pk}/record/"
    assert "フォローアップ" in client.get(url).content.decode()
    assert client.post(url, data_of(held, cast)).status_code == 302
    plan = FollowUpPlan.objects.get()
    assert (plan.guidance_policy, plan.curriculum_none) == ("自立を見守る。", "本人が希望しない。")
    assert plan.followuproles.get().organization == cast.peso and plan.followupways.get().frequency == "月1回"
    assert "雇用の条件を確かめる" in client.get(url).content.decode()
    assert client.post(url, data_of(held, cast, guidance_policy="別の方針")).status_code == 409
    held.refresh_from_db()
    client.force_login(cast.chief)
    confirm = f"/meetings/{held.pk}/confirm/"
    assert "フォローアップ計画として決定します" in client.get(confirm).content.decode()
    assert client.post(confirm, {"seen": held.version, "on": clock.today().isoformat()}).status_code in (302, 422)


def test_bad_input_says_why_and_keeps_what_was_typed(client, cast, held):
    client.force_login(cast.program)
    today = clock.today().isoformat()
    response = client.post(
        f"/meetings/{held.pk}/record/",
        data_of(held, cast, period_from=today, period_to="2001-01-01", **{"roles-0-organization_id": "", "ways-0-frequency": ""}),
    )
    page = response.content.decode()
    assert response.status_code == 422 and "期間の終了日は、開始日以後の日付を入力してください。" in page
    assert "機関を選んでください" in page and "回数・時期を入力してください" in page and "雇用の条件を確かめる" in page
    assert not FollowUpPlan.objects.exists()


def test_the_case_leads_to_the_meeting_after_support(client, cast):
    case = cases.ended_case(cast)
    client.force_login(cast.program)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "支援終了後の拡大ケース会議を開く" in page and f"kind=expanded_post&amp;case={case.pk}" in page

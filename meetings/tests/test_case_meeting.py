"""ケース会議: what stands before 適切, 適切でない and 継続検討, and what follows from each."""

import pytest
from django.db import connection

from cases.enums import CaseState, ConsentPurpose, PlanState
from cases.tests import factories as cases
from meetings.enums import MeetingKind, MeetingState, Role
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import gate
from shokuiki.records.models import Decision

pytestmark = pytest.mark.django_db


def ready(cast, **columns):
    """A case and its held ケース会議, everything there for 適切."""
    case = cases.proposed_case(cast, **columns)
    make.held_liaison(cast, case)
    return case, make.held_case_meeting(cast, case)


def refused_and_nothing_written(cast, meeting, case, number, clause, outcome=Outcome.SUITABLE, **kwargs):
    before = Decision.objects.count(), case.state, meeting.items.get(case=case).version
    with pytest.raises(Refused) as refused:
        make.conclude(cast, meeting, case, outcome, **kwargs)
    assert (refused.value.no, refused.value.clause) == (number, clause)
    case.refresh_from_db()
    assert (Decision.objects.count(), case.state, meeting.items.get(case=case).version) == before
    return refused.value


def test_suitable_adopts_the_plan_and_moves_the_case(cast):
    case, meeting = ready(cast)
    item = make.conclude(cast, meeting, case)
    assert (case.state, case.conclusion, case.concluded_on) == (CaseState.CONCLUDED, Outcome.SUITABLE, meeting.held_on)
    assert case.conclusion_decision == item.decision and item.decision.kind == DecisionKind.CASE_MEETING
    plan = case.rehabilitation_plans.get()
    assert (plan.state, plan.decision) == (PlanState.ADOPTED, item.decision)
    assert {row["no"] for row in item.decision.rests_on} == {"S7", "S9", "S16", "S17", "S18", "S28", "S29"}


@pytest.mark.parametrize("outcome", [Outcome.SUITABLE, Outcome.UNSUITABLE])
def test_without_a_liaison_meeting_nothing_is_concluded_s7(cast, outcome):
    case = cases.proposed_case(cast)
    meeting = make.held_case_meeting(cast, case)
    refused_and_nothing_written(cast, meeting, case, "S7", "通知 記1 第2項", outcome)


def test_another_kind_of_meeting_concludes_nothing_s9(cast):
    case = cases.proposed_case(cast)
    meeting = make.held_liaison(cast, case, confirmed=False)
    refused_and_nothing_written(cast, meeting, case, "S9", "通知 記1 第2項")


def test_a_conclusion_needs_its_reason_s18(cast):
    case, meeting = ready(cast)
    with pytest.raises(Refused) as refused:
        meeting.items.get().conclude(by=cast.chief, conclusion=Outcome.DEFERRED, reason=" ")
    assert (refused.value.no, refused.value.clause) == ("S18", "通知 別紙2 1(2)イ")
    case.refresh_from_db()
    assert case.state == CaseState.AWAITING_CASE_MEETING and not Decision.objects.exists()


def test_a_selection_is_no_conclusion_of_a_meeting_s18(cast):
    case, meeting = ready(cast)
    refused_and_nothing_written(cast, meeting, case, "S18", "通知 別紙2 1(2)イ", Outcome.SELECTED)


def told(sql, pk):
    """A state no verb leads to, so the database is told directly."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])


def test_an_unfinished_evaluation_refuses_s17(cast):
    case, meeting = ready(cast)
    told("update cases_vocationalevaluation set state = 'draft' where case_id = %s", case.pk)
    refused_and_nothing_written(cast, meeting, case, "S17", "通知 別紙2 1(1)", Outcome.UNSUITABLE)


def test_suitable_needs_a_proposed_plan_s28(cast):
    case, meeting = ready(cast)
    with gate(case.rehabilitation_plans.get(), "supersede", by=cast.program):
        pass
    refused = refused_and_nothing_written(cast, meeting, case, "S28", "通知 別紙2 1(1)")
    assert {requirement.no for requirement in refused.requirements} == {"S28", "S29"}
    make.conclude(cast, meeting, case, Outcome.UNSUITABLE)
    assert case.conclusion == Outcome.UNSUITABLE


def test_suitable_needs_the_persons_wish_s29(cast):
    case, meeting = ready(cast)
    told("update cases_rehabilitationplan set wish = '' where case_id = %s", case.pk)
    refused_and_nothing_written(cast, meeting, case, "S29", "通知 本文")


def test_nobody_of_the_center_attended_refuses_s16(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    meeting = make.held_case_meeting(cast, case, absent=[cast.director, cast.chief, cast.evaluator, cast.program])
    refused_and_nothing_written(cast, meeting, case, "S16", "通知 別紙2 3", Outcome.DEFERRED)


@pytest.mark.parametrize("absent", ["director", "chief", "evaluator", "program"])
def test_a_missing_member_asks_for_acknowledgement_and_reason_s16(cast, absent):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    meeting = make.held_case_meeting(cast, case, absent=[getattr(cast, absent)])
    refused_and_nothing_written(cast, meeting, case, "S16", "通知 別紙2 1(2)ロ")
    refused_and_nothing_written(cast, meeting, case, "S16", "通知 別紙2 1(2)ロ", acknowledged={"S16": " "})
    item = make.conclude(cast, meeting, case, acknowledged={"S16": "書面で意見を受けた。"})
    assert item.decision.text.acknowledged == {"S16": "書面で意見を受けた。"}


def test_the_evaluation_counselor_is_the_one_who_evaluated_this_person_s16(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    invited = make.propose(MeetingKind.CASE_MEETING, cast.center, [case])
    for row in invited:
        if row.user == cast.evaluator:
            row.user, row.name = cast.colleague, cast.colleague.name
    meeting = make.held_case_meeting(cast, case, attendees=invited)
    refused = refused_and_nothing_written(cast, meeting, case, "S16", "通知 別紙2 1(2)ロ")
    assert cast.evaluator.name in refused.requirements[0].fact


def test_an_outsider_asks_for_acknowledgement_s16(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    invited = make.propose(MeetingKind.CASE_MEETING, cast.center, [case])
    invited.append(type(invited[0])(organization=cast.corporation, user=cast.manager, name=cast.manager.name, roles=[Role.OTHER]))
    cases.make_consent(cast, case.person, ConsentPurpose.SHARE_CONSIGNEE, on=case.opened_on, recipients=[cast.corporation])
    meeting = make.held_case_meeting(cast, case, attendees=invited)
    refused = refused_and_nothing_written(cast, meeting, case, "S16", "通知 別紙2 1(2)ロ")
    assert cast.manager.name in refused.requirements[0].fact


def test_an_outsider_hears_of_nobody_who_has_not_consented_p18(cast):
    """Of several persons each one's consent is asked."""
    case = cases.proposed_case(cast)
    other = cases.proposed_case(cast, person=cases.make_person(cast, given_name="二", given_kana="に"))
    cases.make_consent(cast, case.person, ConsentPurpose.SHARE_EXPANDED_MEETING, on=case.opened_on, recipients=[cast.agency])
    invited = make.propose(MeetingKind.CASE_MEETING, cast.center, [case, other])
    invited.append(type(invited[0])(organization=cast.agency, user=cast.caseworker, name="原 さやか", roles=[Role.OTHER]))
    with pytest.raises(Refused, match=cast.agency.name) as refused:
        make.held_case_meeting(cast, case, other, attendees=invited)
    assert (refused.value.no, len(refused.value.requirements)) == ("P18", 1)
    assert other.number in refused.value.message and case.number not in refused.value.message
    meeting = other.agenda_items.get().meeting
    assert meeting.state == MeetingState.PLANNED
    make.hold(meeting, by=cast.program, absent=[cast.caseworker])
    assert meeting.state == MeetingState.HELD


def test_one_person_in_several_roles_makes_the_meeting_complete_s16(cast):
    case = cases.proposed_case(cast, evaluation_counselor=cast.evaluator)
    make.held_liaison(cast, case)
    invited = make.propose(MeetingKind.CASE_MEETING, cast.center, [case])
    invited = [row for row in invited if row.user in (cast.director, cast.evaluator)]
    invited[0].roles = [Role.DIRECTOR, Role.CHIEF_COUNSELOR]
    invited[1].roles = [Role.EVALUATION_COUNSELOR, Role.PROGRAM_COUNSELOR]
    make.conclude(cast, make.held_case_meeting(cast, case, attendees=invited), case)
    assert case.state == CaseState.CONCLUDED


def test_deferred_keeps_the_case_with_the_counselor_and_may_be_concluded_later(cast):
    case = cases.proposed_case(cast)
    first = make.held_case_meeting(cast, case)
    make.conclude(cast, first, case, Outcome.DEFERRED)
    assert case.state == CaseState.DEFERRED and case.rehabilitation_plans.get().state == PlanState.PROPOSED
    make.held_liaison(cast, case)
    make.conclude(cast, make.held_case_meeting(cast, case, on=cases.day_of(case, make.CASE_MEETING + 5)), case)
    assert case.state == CaseState.CONCLUDED


def test_a_meeting_concludes_on_a_case_once(client, cast):
    """After 継続検討 too: thinking again takes a new ケース会議."""
    case, meeting = ready(cast)
    make.conclude(cast, meeting, case, Outcome.DEFERRED)
    with pytest.raises(Refused, match="新しいケース会議を開いてください"):
        make.conclude(cast, meeting, case)
    case.refresh_from_db()
    assert (case.state, Decision.objects.count()) == (CaseState.DEFERRED, 1)
    client.force_login(cast.chief)
    assert client.get(page_of(meeting, case)).status_code == 409
    assert page_of(meeting, case) not in client.get(meeting.get_absolute_url()).content.decode()


def test_a_record_opened_before_a_conclusion_does_not_write_over_what_it_says(client, cast):
    case, meeting = ready(cast)
    meeting.refresh_from_db()
    item = meeting.items.get()
    data = {
        "seen": meeting.version, "summary": "まとめ", "next_on": "", "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 1,
        "items-0-id": item.pk, "items-0-discussion": item.discussion,
    }
    item.conclude(
        by=cast.chief, conclusion=Outcome.SUITABLE, reason="総合的に検討した。", discussion="評価と計画の案を検討した。"
    )
    client.force_login(cast.program)
    response = client.post(f"/meetings/{meeting.pk}/record/", data)
    page = response.content.decode()
    assert response.status_code == 409 and "大西 誠さんが先に保存しました" in page
    assert "<ins>評価と計画の案を検討した。</ins>" in page
    assert meeting.items.get().discussion == "評価と計画の案を検討した。"


def test_the_record_is_not_confirmed_before_every_case_has_its_conclusion_s18(cast):
    case = cases.proposed_case(cast)
    other = cases.proposed_case(cast, person=cases.make_person(cast, given_name="二", given_kana="に"))
    make.held_liaison(cast, case, other)
    meeting = make.held_case_meeting(cast, case, other)
    make.conclude(cast, meeting, case)
    with pytest.raises(Refused) as refused:
        meeting.confirm(by=cast.director, on=meeting.held_on)
    assert refused.value.no == "S18" and other.number in refused.value.message
    make.conclude(cast, meeting, other, Outcome.UNSUITABLE)
    meeting.confirm(by=cast.director, on=clock.today())
    assert meeting.is_confirmed


def test_a_case_withdrawn_since_does_not_keep_the_record_open(cast):
    case, meeting = ready(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="転居")
    meeting.confirm(by=cast.director, on=clock.today())
    assert meeting.is_confirmed


def test_nothing_is_concluded_once_the_record_is_confirmed(cast):
    case = make.concluded_case_by_meeting(cast, outcome=Outcome.DEFERRED)
    item = case.agenda_items.get(meeting__kind=MeetingKind.CASE_MEETING)
    with pytest.raises(Refused, match="今の状態（確定）"):
        item.conclude(by=cast.chief, conclusion=Outcome.UNSUITABLE, reason="検討した。")


def test_who_has_no_seat_and_may_not_read_concludes_nothing(cast):
    case, meeting = ready(cast)
    for who in (cast.colleague, cast.clerk, cast.officer):
        with pytest.raises(NotAllowed):
            meeting.items.get().conclude(by=who, conclusion=Outcome.DEFERRED, reason="検討した。")


# --- The page ------------------------------------------------------------------------------------------------------------
def page_of(meeting, case):
    return f"/meetings/{meeting.pk}/items/{meeting.items.get(case=case).pk}/conclude/"


def data_of(meeting, case, **columns):
    item = meeting.items.get(case=case)
    return {
        "seen": item.version, "discussion": "評価の結果と計画の案を検討した。", "conclusion": "suitable", "reason": "適切と認める。",
        "sure": "on", **columns,
    }


def test_the_conclusion_is_made_on_its_page_and_the_second_click_loses(client, cast):
    case, meeting = ready(cast)
    client.force_login(cast.chief)
    url, data = page_of(meeting, case), data_of(meeting, case)
    page = client.get(url).content.decode()
    assert "ケース会議の結論を確定する" in page and "通知 別紙2 1(2)ロ" in page
    assert client.post(url, data).url == meeting.get_absolute_url()
    case.refresh_from_db()
    assert case.conclusion == Outcome.SUITABLE and meeting.items.get().discussion == "評価の結果と計画の案を検討した。"
    response = client.post(url, data)
    assert response.status_code == 409 and "あなた（ほかの画面）が先に保存しました" in response.content.decode()


def test_bad_input_says_why_and_keeps_what_was_typed(client, cast):
    case, meeting = ready(cast)
    client.force_login(cast.chief)
    response = client.post(page_of(meeting, case), data_of(meeting, case, conclusion="", sure="", discussion="ここまで話した"))
    page = response.content.decode()
    assert response.status_code == 422 and "結論を選んでください" in page and "ここまで話した" in page
    assert "印を付けてください" in page


def test_what_is_missing_makes_the_choice_unavailable_and_says_so(client, cast):
    case = cases.proposed_case(cast)
    meeting = make.held_case_meeting(cast, case)
    client.force_login(cast.chief)
    page = client.get(page_of(meeting, case)).content.decode()
    assert "確認できていません：連絡会議で法人・安定所と打合せをした" in page and "連絡会議を開き、記録を確定してください。" in page
    response = client.post(page_of(meeting, case), data_of(meeting, case))
    assert response.status_code == 422 and "通知 記1 第2項" in response.content.decode()
    assert client.post(page_of(meeting, case), data_of(meeting, case, conclusion="deferred")).status_code == 302


def test_the_warning_is_acknowledged_on_the_page_s16(client, cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    meeting = make.held_case_meeting(cast, case, absent=[cast.evaluator])
    client.force_login(cast.chief)
    data = data_of(meeting, case)
    assert client.post(page_of(meeting, case), data).status_code == 422
    data |= {"acknowledge_S16": "on", "why_S16": "前日に意見を聞いた。"}
    assert client.post(page_of(meeting, case), data).status_code == 302
    assert meeting.items.get().decision.text.acknowledged == {"S16": "前日に意見を聞いた。"}


def test_the_page_is_for_those_who_sit_or_read(client, cast):
    case, meeting = ready(cast)
    for who, status in ((cast.colleague, 403), (cast.clerk, 403), (cast.other_program, 404), (cast.officer, 404)):
        client.force_login(who)
        assert client.get(page_of(meeting, case)).status_code == status

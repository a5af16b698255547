"""拡大ケース会議（支援実施中）: goals, looking back, what was newly decided, and the plan that follows."""

from datetime import timedelta

import pytest

from cases.enums import EndKind, GoalRating, LivingSupport
from cases.models import SupportPlan
from cases.tests import factories as cases
from meetings.confirmation import missing_groups
from meetings.enums import Attainment, ChangeKind, MeetingKind, MeetingState, Role
from meetings.evidence import from_logs
from meetings.models import Attendee
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import keep
from shokuiki.records.models import Decision

pytestmark = pytest.mark.django_db
CLAUSE = "通知 別紙2 2(2)イ①"


def decisions(case):
    return Decision.objects.about(case).filter(kind=DecisionKind.EXPANDED_IN_PROGRESS)


def refused(cast, meeting, case, number, clause, **kwargs):
    with pytest.raises(Refused) as error:
        meeting.confirm(by=kwargs.pop("by", cast.chief), on=clock.today(), **kwargs)
    assert (error.value.no, error.value.clause) == (number, clause)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTES_DRAFT and not decisions(case).exists()
    return error.value


def change_item(meeting, by, **columns):
    def keep_item(row):
        item = row.items.get()
        for name, value in columns.items():
            setattr(item, name, value)
        keep(item, by=by, reason="会議の記録")

    meeting.record(by=by, changes={}, keep_rows=keep_item)


def test_unchanged_becomes_a_decision_and_asks_for_no_plan(cast):
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case)
    decision = decisions(case).get()
    assert (decision.outcome, decision.event_date) == (Outcome.UNCHANGED, meeting.held_on)
    assert meeting.items.get().decision == decision and SupportPlan.open_basis(case) is None
    assert {row["no"] for row in decision.rests_on} >= {"S20", "S21", "S25"}


def test_a_decided_change_is_the_basis_of_the_next_version_s22(cast):
    case = cases.supporting_case(cast)
    make.in_progress_meeting(cast, case, changes=[ChangeKind.METHODS, ChangeKind.PLAN])
    basis = SupportPlan.open_basis(case)
    assert basis == decisions(case).get() and basis.outcome == Outcome.CHANGED
    plan = SupportPlan.begin(case, by=cast.program, basis=basis)
    assert (plan.number, plan.basis) == (2, basis) and SupportPlan.open_basis(case) is None


def test_a_later_meeting_without_change_leaves_the_earlier_change_open_s22(cast):
    case = cases.supporting_case(cast)
    make.in_progress_meeting(cast, case, changes=[ChangeKind.PLAN])
    first = decisions(case).get()
    make.in_progress_meeting(cast, case, on=cases.day_of(case, make.IN_PROGRESS + 20))
    assert SupportPlan.open_basis(case) == first


def test_every_goal_needs_its_attainment_s21(cast):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        make.share(cast, case)
        meeting = make.hold(make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case]), by=cast.program)
        goals = list(case.approved_plan.goals.all())
        make.write_in_progress(cast, meeting, goals=goals[1:])
        assert goals[0].text in refused(cast, meeting, case, "S21", CLAUSE).message


@pytest.mark.parametrize(
    "columns",
    [
        {"review": " "},
        {"unchanged": False, "changes": []},
        {"unchanged": True, "changes": [ChangeKind.PLAN]},
        {"unchanged": False, "changes": [ChangeKind.METHODS]},
    ],
)
def test_looking_back_and_one_clear_outcome_are_needed_s21(cast, columns):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        meeting = make.in_progress_meeting(cast, case, confirmed=False)
        change_item(meeting, cast.program, **columns)
        refused(cast, meeting, case, "S21", CLAUSE)


def test_the_summary_is_needed(cast):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        meeting = make.in_progress_meeting(cast, case, confirmed=False)
        meeting.record(by=cast.program, changes={"summary": ""})
        assert "話し合いの内容を書く" in refused(cast, meeting, case, "運用", "センター運用").message


def test_nobody_of_the_center_attended_refuses_s25(cast):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        meeting = make.in_progress_meeting(
            cast, case, confirmed=False, absent=[Role.DIRECTOR, Role.CHIEF_COUNSELOR, Role.PROGRAM_COUNSELOR]
        )
        acknowledged = {"S25": "やむを得ない事情"}
        refused(cast, meeting, case, "S25", "通知 別紙2 3", acknowledged=acknowledged)


def test_a_missing_group_asks_for_acknowledgement_and_reason_s25(cast):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        meeting = make.in_progress_meeting(cast, case, confirmed=False, absent=[Role.PESO_OFFICER])
        clause = "通知 別紙2 2(2)ロ①–⑤"
        assert "公共職業安定所" in refused(cast, meeting, case, "S25", clause).requirements[0].fact
        refused(cast, meeting, case, "S25", clause, acknowledged={"S25": ""})
        meeting.confirm(by=cast.chief, on=clock.today(), acknowledged={"S25": "翌日に電話で伝えた。"})
    assert meeting.acknowledged == {"S25": "翌日に電話で伝えた。"}
    assert decisions(case).get().text.acknowledged == {"S25": "翌日に電話で伝えた。"}


def test_who_wrote_the_record_does_not_confirm_it(cast):
    case = cases.supporting_case(cast)
    with clock.moved_to(cases.day_of(case, make.IN_PROGRESS)):
        meeting = make.in_progress_meeting(cast, case, confirmed=False)
        meeting.record(by=cast.chief, changes={})
        refused(cast, meeting, case, "運用", "センター運用")
        meeting.confirm(by=cast.director, on=clock.today())
    assert meeting.confirmed_by == cast.director


def test_the_record_is_still_confirmed_when_the_support_has_ended_since_s20(cast):
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case, confirmed=False)
    case.refresh_from_db()
    day = cases.day_of(case, make.IN_PROGRESS + 3)
    with clock.moved_to(day):
        case.end_support(by=cast.chief, on=day, end_kind=EndKind.COMPLETED, reason="目標に達した。")
        meeting.confirm(by=cast.chief, on=day)
    assert meeting.is_confirmed


def test_a_meeting_after_the_last_day_of_support_decides_nothing_s20(cast):
    """The end was recorded later, for a day before the meeting: its record cannot become a decision, it is called off."""
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case, confirmed=False)
    day = meeting.held_on
    case.refresh_from_db()
    with clock.moved_to(day):
        case.end_support(by=cast.chief, on=day - timedelta(days=1), end_kind=EndKind.COMPLETED, reason="目標に達した。")
    refused(cast, meeting, case, "S20", CLAUSE)
    meeting.cancel(by=cast.program, reason="支援の終了のあとに開いた会議だった。")
    assert not decisions(case).exists()


# --- The evidence from the logs ------------------------------------------------------------------------------------------
def test_the_logs_give_the_newest_value_and_count_the_last_two_weeks(cast):
    case = cases.supporting_case(cast)
    first, second, third = case.approved_plan.goals.all()
    day = cases.day_of(case, make.IN_PROGRESS)
    for ago, rating, value in ((30, GoalRating.DONE, 2), (5, GoalRating.PARTLY, 3), (4, GoalRating.DONE, None)):
        notes = {
            first.pk: (rating, value), second.pk: (GoalRating.NO_OCCASION, None), third.pk: (GoalRating.HARD, None)
        }
        cases.make_log(case, cast.technician, on=day - timedelta(days=ago), notes=notes)
    found = from_logs(case, [first, second, third], day)
    assert found[first.pk].value == 3 and found[first.pk].text.endswith("：できた1回、一部できた1回")
    assert (found[second.pk].value, found[second.pk].text) == (None, "")
    assert found[third.pk].text.endswith("：難しかった2回")


# --- The pages ------------------------------------------------------------------------------------------------------------
def data_of(meeting, **columns):
    goals = list(meeting.items.get().case.approved_plan.goals.all())
    data = {
        "seen": meeting.version, "review": "写真の手順書が合っていた。", "changes": ["methods"], "summary": "まとめ", "next_on": "",
        "reviews-TOTAL_FORMS": len(goals), "reviews-INITIAL_FORMS": len(goals),
        "methods-TOTAL_FORMS": 1, "methods-INITIAL_FORMS": 0, "methods-0-text": "席を替える。", "methods-0-goal": goals[0].pk,
        "methods-0-responsible": "石田 和也", "methods-0-period": "2週間",
    }
    for number, goal in enumerate(goals):
        data |= {
            f"reviews-{number}-goal_id": goal.pk, f"reviews-{number}-attainment": "mostly",
            f"reviews-{number}-current_value": "3", f"reviews-{number}-evidence": "支援日誌", f"reviews-{number}-observation": "",
        }
    return data | columns


@pytest.fixture
def held(cast):
    """A meeting held today on a supported person, not yet written."""
    case = cases.supporting_case(cast)
    make.share(cast, case)
    return make.hold(make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case]), by=cast.program)


def test_the_record_is_written_and_the_second_saver_loses(client, cast, held):
    client.force_login(cast.program)
    url = f"/meetings/{held.pk}/record/"
    page = client.get(url).content.decode()
    assert "確定する前に達成度を選んでください。" in page and "通知 別紙2 2(2)イ①" in page and "0/3" in page
    data = data_of(held)
    assert client.post(url, data).url == held.get_absolute_url()
    item = held.items.get()
    assert (item.changes, item.unchanged, item.review) == (["methods"], False, "写真の手順書が合っていた。")
    assert [row.attainment for row in item.reviews.all()] == [Attainment.MOSTLY] * 3
    method = item.methods.get()
    assert (method.text, method.goal) == ("席を替える。", item.goals[0])
    page = client.get(held.get_absolute_url()).content.decode()
    assert "席を替える。" in page and "おおむね達成" in page
    response = client.post(url, data | {"summary": "あとから書いた文"})
    assert response.status_code == 409 and "あとから書いた文" in response.content.decode()
    again = held.items.get().reviews.first()
    assert again.history.count() == 1


def test_bad_input_says_why_and_keeps_what_was_typed(client, cast, held):
    client.force_login(cast.program)
    data = data_of(held, unchanged="on", **{"reviews-0-current_value": "たくさん", "methods-0-text": ""})
    response = client.post(f"/meetings/{held.pk}/record/", data)
    page = response.content.decode()
    assert response.status_code == 422 and "両方は選べません" in page and "たくさん" in page and "支援方法を入力してください" in page
    assert not held.items.get().reviews.exists()


def test_a_draft_is_kept_apart_from_the_record(client, cast, held):
    client.force_login(cast.program)
    url = f"/meetings/{held.pk}/record/"
    answer = client.post(f"{url}?draft=1", data_of(held, review="途中の文"))
    assert answer.json()["saved_at"] and held.items.get().review == ""
    assert "途中の文" in client.get(url).content.decode()


def test_the_chair_confirms_on_the_page_with_the_reason_for_who_is_missing_s25(client, cast):
    case = cases.supporting_case(cast)
    make.share(cast, case)
    meeting = make.in_progress_meeting(cast, case, on=clock.today(), confirmed=False, absent=[Role.PESO_OFFICER])
    client.force_login(cast.chief)
    url = f"/meetings/{meeting.pk}/confirm/"
    page = client.get(url).content.decode()
    assert "会議の記録を確定する" in page and "支援計画の次の版" in page and "注意「主要な構成メンバーが出席している」を確認しました" in page
    data = {"seen": meeting.version, "on": clock.today().isoformat()}
    response = client.post(url, data)
    assert response.status_code == 422 and "それでも進める理由を入力してください" in response.content.decode()
    data |= {"acknowledge_S25": "on", "why_S25": "電話で伝えた。"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 409
    meeting.refresh_from_db()
    assert meeting.acknowledged == {"S25": "電話で伝えた。"}


def test_only_the_director_and_the_chief_open_the_page_of_confirmation(client, cast):
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case, confirmed=False)
    client.force_login(cast.program)
    assert client.get(f"/meetings/{meeting.pk}/confirm/").status_code == 403
    assert "会議の長が記録を確定するのを待っています" in client.get(meeting.get_absolute_url()).content.decode()


def test_the_case_tells_the_counselor_to_draft_the_next_version_s22(client, cast):
    case = cases.supporting_case(cast)
    make.in_progress_meeting(cast, case, changes=[ChangeKind.PLAN])
    client.force_login(cast.program)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "支援計画の次の版を作る" in page
    url = f"/cases/{case.pk}/support-plans/new/"
    case.refresh_from_db()
    assert client.post(url, {"seen": case.version}).status_code == 302
    assert case.support_plans.first().number == 2


def test_the_case_tells_when_a_meeting_is_due(client, cast):
    case = cases.supporting_case(cast)
    client.force_login(cast.program)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "拡大ケース会議（支援実施中）を開く" in page and f"kind=expanded_in_progress&amp;case={case.pk}" in page


def test_who_stands_for_the_five_groups_s25(cast):
    """The dispatched partner for the corporation in a dispatched case alone; その他 of the center for no agency."""
    case = cases.supporting_case(cast)

    def missing(organization, role):
        return missing_groups([Attendee(organization=organization, name="ある人", roles=[role])], case)

    corporation, agencies = "委託先法人（委託支援パートナー）", "その他の関係機関"
    assert len(missing_groups([], case)) == 5
    assert corporation in missing(cast.center, Role.DISPATCHED_PARTNER)
    assert corporation not in missing(cast.corporation, Role.CONSIGNED_PARTNER)
    assert agencies in missing(cast.center, Role.OTHER) and agencies not in missing(cast.agency, Role.OTHER)
    case.living_support = LivingSupport.DISPATCHED
    assert "センター派遣パートナー" in missing(cast.corporation, Role.CONSIGNED_PARTNER)
    assert "センター派遣パートナー" not in missing(cast.center, Role.DISPATCHED_PARTNER)

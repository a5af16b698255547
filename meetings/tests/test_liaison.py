"""連絡会議: with whom it must be held, for several persons at once, and when it counts for the ケース会議."""

from datetime import timedelta

import pytest

from cases.enums import LivingSupport
from cases.models import Case
from cases.tests import factories as cases
from meetings.enums import MeetingKind, MeetingState, Role
from meetings.requirements import concluding_meeting, liaison_held, liaison_still_fits
from meetings.tests import factories as make
from shokuiki.records.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("absent", "named"), [(Role.CORPORATION, "法人"), (Role.PESO_OFFICER, "公共職業安定所")])
def test_the_record_is_not_confirmed_without_corporation_and_peso_s8(cast, absent, named):
    case = cases.proposed_case(cast)
    with pytest.raises(Refused, match=f"出席の記録がない相手：{named}") as refused:
        make.held_liaison(cast, case, absent=[absent])
    assert (refused.value.no, refused.value.clause) == ("S8", "通知 記1 第2項")
    meeting = case.agenda_items.get().meeting
    assert meeting.state == MeetingState.MINUTES_DRAFT and meeting.confirmed_on is None


def test_for_a_dispatched_person_the_peso_suffices_s8(cast):
    case = cases.proposed_case(cast, living_support=LivingSupport.DISPATCHED)
    make.held_liaison(cast, case)
    assert not liaison_held(case).blocks


def test_with_a_consigned_person_on_the_agenda_the_corporation_is_needed_s8(cast):
    """However many dispatched persons stand beside; and on no agenda at all."""
    consigned = cases.proposed_case(cast)
    sent = cases.proposed_case(
        cast, person=cases.make_person(cast, given_name="二", given_kana="に", uses_employment_support_center=True,
                                       employment_support_center_name="はまなす"),
        living_support=LivingSupport.DISPATCHED,
    )
    invited = make.propose(MeetingKind.LIAISON, cast.center, [consigned])
    for agenda, attendees in (([sent, consigned], None), ([], invited)):
        with pytest.raises(Refused, match="出席の記録がない相手：法人") as refused:
            make.held_liaison(cast, *agenda, absent=[Role.CORPORATION], attendees=attendees)
        assert refused.value.no == "S8"


def test_one_meeting_covers_several_persons_s7(cast):
    several = [
        cases.proposed_case(cast, person=cases.make_person(cast, given_name=name, given_kana=name)) for name in ("いち", "に", "さん")
    ]
    make.held_liaison(cast, *several)
    assert [liaison_held(case).blocks for case in several] == [False, False, False]


def test_an_unconfirmed_meeting_does_not_count_s7(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case, confirmed=False)
    assert liaison_held(case).blocks


def test_a_meeting_with_another_peso_does_not_count_s7(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    case.edit(by=cast.program, changes={"peso": cast.other_peso})
    assert liaison_held(case).no == "S7" and liaison_held(case).blocks


def test_changing_the_corporation_afterwards_needs_a_new_meeting_s7(cast):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    assert not liaison_held(case).blocks
    case.arrange(
        by=cast.program, changes={"living_support": LivingSupport.CONSIGNED, "consignee": cast.other_corporation}
    )
    assert liaison_held(case).blocks and cast.other_corporation.name in liaison_held(case).fact
    make.held_liaison(cast, case, on=cases.day_of(case, make.LIAISON + 1))
    assert not liaison_held(case).blocks


def test_the_same_day_is_allowed_and_a_later_hour_is_not_s7(cast):
    case = cases.proposed_case(cast)
    day = cases.day_of(case, make.CASE_MEETING)
    make.held_liaison(cast, case, on=day, hour=13)
    afternoon = make.held_case_meeting(cast, case, on=day, hour=15)
    morning = make.held_case_meeting(cast, case, on=day, hour=9)
    together = make.held_case_meeting(cast, case, on=day, hour=13)
    assert not liaison_held(case, afternoon).blocks
    assert liaison_held(case, morning).blocks and liaison_held(case, together).blocks


def test_a_meeting_postponed_behind_the_case_meeting_does_not_count_s7(cast):
    case = cases.proposed_case(cast)
    first, second = cases.day_of(case, make.LIAISON), cases.day_of(case, make.CASE_MEETING)
    meeting = make.held_case_meeting(cast, case, on=second)
    liaison = make.plan_meeting(cast, MeetingKind.LIAISON, [case], on=first)
    make.hold(liaison, by=cast.program, on=second + timedelta(days=1))
    make.write(liaison, by=cast.program)
    liaison.confirm(by=cast.chief, on=second + timedelta(days=1))
    assert liaison_held(case, meeting).blocks


def test_the_record_tells_what_was_arranged_for_each_person(client, cast):
    case = cases.proposed_case(cast)
    meeting = make.hold(make.plan_meeting(cast, MeetingKind.LIAISON, [case]), by=cast.program)
    client.force_login(cast.program)
    url = f"/meetings/{meeting.pk}/record/"
    page = client.get(url).content.decode()
    assert case.person.full_name in page and "確定まで残り1件" in page
    item = meeting.items.get()
    data = {
        "seen": meeting.version, "summary": "", "next_on": "", "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 1,
        "items-0-id": item.pk, "items-0-discussion": "作業所が週3日、生活面を支える。",
    }
    assert client.post(url, data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.recorder) == (MeetingState.MINUTES_DRAFT, cast.program)
    assert meeting.items.get().discussion == "作業所が週3日、生活面を支える。"
    response = client.post(url, data | {"items-0-discussion": "別の人の文"})
    assert response.status_code == 409 and "別の人の文" in response.content.decode()


def test_a_corporation_changed_after_the_case_meeting_needs_a_new_meeting_which_may_come_later_s7(cast):
    case = make.concluded_case_by_meeting(cast)
    case.arrange(
        by=cast.program, changes={"living_support": LivingSupport.CONSIGNED, "consignee": cast.other_corporation}
    )
    concluding = concluding_meeting(case)
    assert liaison_still_fits(case, concluding).blocks
    make.held_liaison(cast, case, on=case.concluded_on)
    assert not liaison_still_fits(Case.objects.get(pk=case.pk), concluding).blocks

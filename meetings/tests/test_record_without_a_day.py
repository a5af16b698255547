"""A record is sent for a 拡大ケース会議 that was called off, or not held yet, while somebody wrote: nothing breaks."""

from datetime import timedelta

import pytest

from cases.tests import factories as cases
from meetings.enums import MeetingKind
from meetings.models import Meeting
from meetings.tests import factories as make
from shokuiki.records import clock

pytestmark = pytest.mark.django_db


def test_the_record_of_a_meeting_without_a_day_is_refused_and_what_was_typed_stays(client, cast):
    case = cases.supporting_case(cast)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=clock.today() + timedelta(days=1))
    meeting.cancel(by=cast.program, reason="日を改める")
    client.force_login(cast.program)
    goals = list(case.approved_plan.goals.all())
    typed = {
        "seen": Meeting.objects.get().version, "summary": "様子を見る。", "review": "声かけが合っていた。", "unchanged": "on",
        "reviews-TOTAL_FORMS": len(goals), "reviews-INITIAL_FORMS": len(goals), "methods-TOTAL_FORMS": 0, "methods-INITIAL_FORMS": 0,
    }
    typed |= {f"reviews-{number}-goal_id": goal.pk for number, goal in enumerate(goals)}
    answer = client.post(f"{meeting.get_absolute_url()}record/", typed)
    assert answer.status_code in (409, 422) and "声かけが合っていた。" in answer.content.decode()
    assert not Meeting.objects.get().summary

"""開示請求: of a meeting on several cases the document holds the part about its person and nothing else."""

from django.urls import reverse

from cases.models import Disclosure
from cases.tests import factories as cases
from meetings.enums import ChangeKind
from meetings.models import DecidedMethod, GoalReview
from meetings.tests import factories as make
from meetings.tests.selection_steps import requested
from shokuiki.records import clock

WHY = "本人から請求があった。"


def document(signed_in, cast, case):
    made = Disclosure(case=case, requested_on=clock.today(), requester="person", reason=WHY).record(by=cast.director)
    return signed_in(cast.director).get(reverse("cases:disclosure", args=[made.pk])).content.decode()


def two_cases(cast):
    person = cases.make_person(cast, family_name="別府", given_name="遥", family_kana="べっぷ", given_kana="はるか")
    return cases.proposed_case(cast), cases.proposed_case(cast, person=person)


def test_of_a_meeting_on_two_cases_only_the_own_part_is_held(signed_in, cast):
    case, other = two_cases(cast)
    meeting = make.held_liaison(cast, case, other)
    mine, theirs = meeting.items.get(case=case), meeting.items.get(case=other)
    meeting.amend(
        by=cast.chief, reason="録音と照らした。",
        changes={
            f"items-{mine.pk}-discussion": "この人の話し合い。", f"items-{theirs.pk}-discussion": "別府さんの話し合い。",
            "summary": "別府さんのことも含むまとめ。",
        },
    )
    meeting.append(by=cast.chief, text="別府さんの追記。", reason="後日に聞いた。")
    page = document(signed_in, cast, case)
    assert "この人の話し合い。" in page and "録音と照らした。" in page and "連絡会議" in page
    assert "別府" not in page and other.number not in page
    assert "ほかの人の案件も議題にした会議のため" in page
    alone = document(signed_in, cast, other)
    assert "別府さんの話し合い。" in alone and "この人の話し合い。" not in alone


def test_of_a_meeting_on_the_case_alone_everything_is_held(signed_in, cast):
    case = cases.supporting_case(cast)
    meeting = make.in_progress_meeting(cast, case, changes=[ChangeKind.METHODS])
    meeting.append(by=cast.chief, text="会議全体への追記。", reason="後日に聞いた。")
    page = document(signed_in, cast, case)
    review, method = GoalReview.objects.select_related("goal").first(), DecidedMethod.objects.first()
    for text in (meeting.summary, meeting.place, "会議全体への追記。", review.goal.text, review.get_attainment_display(), method.text,
                 "拡大ケース会議（支援実施中）の決定", cast.officer.name, "手順書を使う支援が合っていた。"):
        assert text in page, text


def test_the_request_and_the_decision_of_the_selection_are_held(signed_in, cast):
    request = requested(cast)
    case = request.case
    page = document(signed_in, cast, case)
    assert "対象者選定" in page and request.comment in page


def test_a_section_of_this_room_can_be_left_out(signed_in, cast):
    case = cases.supporting_case(cast)
    make.in_progress_meeting(cast, case)
    client = signed_in(cast.director)
    url = reverse("cases:disclosure_create", args=[case.pk])
    typed = {
        "requested_on": clock.today().isoformat(), "requester": "agent", "reason": WHY, "leave_meetings": "on",
        "why_meetings": "ほかの機関の人の意見を含むため。",
    }
    page = client.post(url, typed, follow=True).content.decode()
    assert "ほかの機関の人の意見を含むため。" in page
    assert "手順書を使う支援が合っていた。" not in page


def test_the_document_asks_as_much_for_many_meetings_as_for_one(signed_in, cast, queries):
    case = cases.proposed_case(cast)
    make.held_liaison(cast, case)
    client = signed_in(cast.director)
    made = Disclosure(case=case, requested_on=clock.today(), requester="person", reason=WHY).record(by=cast.director)
    client.get(made.get_absolute_url())
    once = queries(client, made.get_absolute_url())
    for hour in (11, 13, 15):
        make.held_liaison(cast, case, hour=hour)
    assert queries(client, made.get_absolute_url()) == once

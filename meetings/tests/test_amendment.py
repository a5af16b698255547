"""追記・訂正 (P10) of the confirmed records of the four kinds of meetings."""

import pytest
from django.urls import reverse

from cases.tests import factories as cases
from meetings.enums import ChangeKind, MeetingKind
from meetings.models import AgendaItem, GoalReview, Meeting
from meetings.tests import factories as make
from shokuiki.records.decided import Decided
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.models import Amendment

pytestmark = pytest.mark.django_db
WHY = "録音と照らして、聞き違いが分かったため。"


@pytest.fixture
def in_progress(cast):
    return make.in_progress_meeting(cast, cases.supporting_case(cast), changes=[ChangeKind.METHODS])


def of_kind(cast, kind):
    if kind == MeetingKind.LIAISON:
        return make.held_liaison(cast, cases.proposed_case(cast))
    if kind == MeetingKind.CASE_MEETING:
        return make.concluded_case_by_meeting(cast).agenda_items.get(meeting__kind=kind).meeting
    if kind == MeetingKind.IN_PROGRESS:
        return make.in_progress_meeting(cast, cases.supporting_case(cast))
    return make.post_meeting(cast, cases.ended_case(cast))


def url_of(meeting, verb="amend"):
    return reverse(f"meetings:{verb}", args=[meeting.pk])


def typed(client, meeting, **changes):
    """What the browser posts: the values the form shows, with these changes."""
    context = client.get(url_of(meeting)).context
    data = {name: field.initial for name, field in context["form"].fields.items() if field.initial is not None}
    return data | {"seen": context["seen"]} | changes


@pytest.mark.parametrize("kind", MeetingKind)
def test_p10_the_record_of_every_kind_is_corrected_and_added_to(cast, kind):
    meeting = of_kind(cast, kind)
    item = meeting.items.get()
    said = item.discussion
    meeting.amend(
        by=cast.chief, reason=WHY, seen=meeting.version,
        changes={"summary": "訂正したまとめ。", f"items-{item.pk}-discussion": "訂正した話し合い。"},
    )
    item.refresh_from_db()
    assert (meeting.summary, item.discussion) == ("訂正したまとめ。", "訂正した話し合い。")
    meeting.append(by=cast.director, text="欠席者に後日説明した。", reason="記録の確定後のため。")
    rows = Amendment.objects.about(meeting)
    assert [(row.number, row.label, row.before, row.after) for row in rows] == [
        (1, "話し合いのまとめ", rows[0].before, "訂正したまとめ。"),
        (1, f"議題「{item}」　話し合いの内容", said, "訂正した話し合い。"),
        (2, "追記", "", "欠席者に後日説明した。"),
    ]
    assert item.history.first().history_change_reason == f"会議の記録の追記・訂正：{WHY}"


def test_what_the_meeting_concluded_and_decided_and_who_came_is_not_among_the_columns(cast, in_progress):
    item = in_progress.items.get()
    columns = {place.name.rsplit("-", 1)[-1] for place in in_progress.places()}
    assert columns == {
        "place", "purpose", "summary", "next_on", "discussion", "review", "current_value", "evidence", "observation", "name",
        "absence_reason",
    }
    for name in (f"items-{item.pk}-conclusion", f"items-{item.pk}-changes", "held_on", "confirmed_by", "state"):
        with pytest.raises(Refused, match="変わったところがありません"):
            in_progress.amend(by=cast.chief, changes={name: ""}, reason=WHY)
    assert not Amendment.objects.exists()


def test_no_column_that_a_decision_fixes_can_be_corrected(cast, in_progress):
    for place in in_progress.places():
        decided = getattr(type(place.row), "DECIDED", Decided())
        assert place.column.name not in decided.all_columns(), place.name


def test_s21_what_the_record_must_hold_does_not_vanish_by_a_correction(cast, in_progress):
    item = in_progress.items.get()
    for name in ("summary", f"items-{item.pk}-review"):
        with pytest.raises(Refused, match="必要です"):
            in_progress.amend(by=cast.chief, changes={name: " "}, reason=WHY)
    assert AgendaItem.objects.get(pk=item.pk).review == item.review
    assert not Amendment.objects.exists()


def test_a_measured_value_of_a_goal_is_corrected(cast, in_progress):
    review = GoalReview.objects.select_related("goal").get(goal__unit="%")
    in_progress.amend(by=cast.chief, changes={f"reviews-{review.pk}-current_value": 55}, reason=WHY)
    review.refresh_from_db()
    row = Amendment.objects.get()
    assert (review.current_value, row.label, row.after) == (55, f"目標「{review.goal.text}」　現在の値", "55")


def test_who_confirms_the_record_corrects_it_and_nobody_else(cast, in_progress):
    for who in ("program", "evaluator", "clerk", "partner", "officer", "other_director"):
        with pytest.raises(NotAllowed):
            in_progress.amend(by=getattr(cast, who), changes={"summary": "x"}, reason=WHY)
    assert not Amendment.objects.exists()


def test_the_later_of_two_corrections_is_refused(cast, in_progress):
    seen = in_progress.version
    in_progress.append(by=cast.chief, text="先に追記した。", reason=WHY, seen=seen)
    with pytest.raises(Stale):
        in_progress.amend(by=cast.director, changes={"summary": "x"}, reason=WHY, seen=seen)
    assert Amendment.objects.count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_the_pages_of_the_record(signed_in, cast, in_progress):
    client = signed_in(cast.chief)
    page = client.get(in_progress.get_absolute_url()).content.decode()
    assert url_of(in_progress) in page and url_of(in_progress, "append") in page
    form = client.get(url_of(in_progress)).content.decode()
    assert "開催日時、出欠、役割、結論、達成度と決めたことは" in form and "根拠：通知 別紙2" in form
    data = typed(client, in_progress, summary="残る課題は、午前の作業量。", reason=WHY)
    asked = client.post(url_of(in_progress), data).content.decode()
    assert "<del>残る課題は午後の作業量。</del>" in asked and "まだ書かれていません" in asked
    assert not Amendment.objects.exists()
    page = client.post(url_of(in_progress), data | {"sure": "1"}, follow=True).content.decode()
    assert "訂正しました" in page and "訂正あり" in page
    assert "<ins>残る課題は、午前の作業量。</ins>" in page and WHY in page


def test_bad_input_says_why_and_the_second_loses(signed_in, cast, in_progress):
    client = signed_in(cast.chief)
    data = typed(client, in_progress, reason=WHY)
    answer = client.post(url_of(in_progress), data)
    assert answer.status_code == 422 and "変わったところがありません" in answer.content.decode()
    answer = client.post(url_of(in_progress), data | {"summary": "直した。", "reason": ""})
    assert answer.status_code == 422 and "訂正の理由を入力してください" in answer.content.decode()
    in_progress.amend(by=cast.director, changes={"summary": "先に直した。"}, reason=WHY)
    answer = client.post(url_of(in_progress), data | {"summary": "直した。", "sure": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "高瀬 恵子さんが先に保存しました" in page and "先に直した。" in page
    assert Meeting.objects.get().summary == "先に直した。"


def test_who_gets_the_pages(signed_in, cast, in_progress):
    for verb in ("amend", "append"):
        answers = [
            signed_in(getattr(cast, who)).get(url_of(in_progress, verb)).status_code
            for who in ("chief", "director", "program", "colleague", "clerk", "officer", "partner", "other_director")
        ]
        assert answers == [200, 200, 403, 403, 403, 404, 404, 404]


def test_a_record_not_yet_confirmed_offers_no_correction(signed_in, cast):
    meeting = make.held_liaison(cast, cases.proposed_case(cast), confirmed=False)
    client = signed_in(cast.chief)
    assert client.get(url_of(meeting)).status_code == 409
    assert url_of(meeting) not in client.get(meeting.get_absolute_url()).content.decode()


def test_the_invited_do_not_read_what_was_corrected(signed_in, cast, in_progress):
    in_progress.amend(by=cast.chief, changes={"summary": "直した。"}, reason=WHY)
    for who in (cast.officer, cast.partner):
        page = signed_in(who).get(in_progress.get_absolute_url()).content.decode()
        assert WHY not in page and "訂正あり" not in page
    colleague = signed_in(cast.colleague).get(in_progress.get_absolute_url()).content.decode()
    assert WHY not in colleague and "直した。" not in colleague


def test_the_page_asks_as_much_for_many_amendments_as_for_one(signed_in, cast, in_progress, queries):
    client = signed_in(cast.chief)
    in_progress.append(by=cast.chief, text="1", reason=WHY)
    once = queries(client, in_progress.get_absolute_url())
    for number in range(10):
        in_progress.append(by=cast.chief, text=str(number), reason=WHY)
    assert queries(client, in_progress.get_absolute_url()) == once
    assert once <= 12
    assert queries(client, url_of(in_progress)) <= 10

"""The table of the states of a meeting and its verbs; lists and budgets of queries."""

import pytest
from django.utils import timezone

from cases.enums import LivingSupport
from cases.tests import factories as cases
from meetings.enums import MEETING_VERBS, MeetingKind, MeetingState
from meetings.models import Meeting
from meetings.tests import factories as make
from shokuiki.records import clock, gate
from shokuiki.records.errors import Refused
from shokuiki.records.gate import refuse_state

pytestmark = pytest.mark.django_db
S = MeetingState
ALLOWED = {
    "create": set(S), "edit": {S.PLANNED}, "hold": {S.PLANNED}, "cancel": {S.PLANNED, S.HELD, S.MINUTES_DRAFT},
    "correct": {S.HELD, S.MINUTES_DRAFT}, "record": {S.HELD, S.MINUTES_DRAFT}, "conclude": {S.HELD, S.MINUTES_DRAFT},
    "confirm": {S.MINUTES_DRAFT}, "amend": {S.CONFIRMED},
}


def meeting_in(cast, state):
    """A 連絡会議 carried to the state by its verbs."""
    attendees = None if state == S.PLANNED else [*make.propose(MeetingKind.LIAISON, cast.center, [case_of(cast)])]
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [], attendees=attendees)
    if state == S.CANCELLED:
        meeting.cancel(by=cast.program, reason="都合")
    if state in (S.HELD, S.MINUTES_DRAFT, S.CONFIRMED):
        make.hold(meeting, by=cast.program)
    if state in (S.MINUTES_DRAFT, S.CONFIRMED):
        make.write(meeting, by=cast.program)
    if state == S.CONFIRMED:
        meeting.confirm(by=cast.chief, on=clock.today())
    return meeting


def case_of(cast):
    return cases.make_case(cast, living_support=LivingSupport.CONSIGNED, consignee=cast.corporation)


def perform(meeting, verb, cast):
    """The real verb, with what it needs."""
    today = clock.today()
    attendance = {row.pk: ("present", "") for row in meeting.attendees.all()}
    {
        "edit": lambda: meeting.edit(by=cast.program, changes={"place": "別の部屋"}),
        "hold": lambda: meeting.hold(by=cast.program, held_on=today, attendance=attendance),
        "correct": lambda: meeting.correct(by=cast.program, held_on=today, attendance=attendance),
        "record": lambda: meeting.record(by=cast.program, changes={"summary": "まとめ"}),
        "conclude": lambda: refuse_state(meeting, "conclude"),
        "confirm": lambda: meeting.confirm(by=cast.chief, on=today),
        "cancel": lambda: meeting.cancel(by=cast.program, reason="都合"),
        "amend": lambda: meeting.amend(by=cast.chief, changes={"place": "別の部屋"}, reason="書き間違い"),
    }[verb]()


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("verb", [verb for verb in MEETING_VERBS if verb != "create"])
def test_states_and_verbs(cast, state, verb):
    """Each verb works from the states of the table, and from the others is refused with nothing written."""
    meeting = meeting_in(cast, state)
    versions = meeting.version, meeting.history.count()
    if state in ALLOWED[verb]:
        perform(meeting, verb, cast)
        assert meeting.state == (MEETING_VERBS[verb].to or state)
    else:
        with pytest.raises(Refused, match="今の状態"):
            perform(meeting, verb, cast)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.version, meeting.history.count()) == (state, *versions)


def test_every_verb_stands_in_the_table():
    assert set(ALLOWED) == set(MEETING_VERBS)


@pytest.mark.parametrize("who", ["officer", "manager", "clerk", "dispatched", "other_director"])
@pytest.mark.parametrize("verb", MEETING_VERBS)
def test_nobody_else_may(cast, who, verb):
    assert not gate.may(getattr(cast, who), verb, Meeting(center=cast.center))


def test_only_the_director_and_the_chief_confirm(cast):
    meeting = Meeting(center=cast.center)
    assert [name for name in ("director", "chief", "program", "evaluator") if gate.may(getattr(cast, name), "confirm", meeting)] == [
        "director", "chief"
    ]


# --- Lists and pages ---------------------------------------------------------------------------------------------------
def people(cast, count, make_case):
    return [
        make_case(cast, person=cases.make_person(cast, given_name=f"{n}", given_kana="いちにさんよんご"[: n % 5 + 1], family_kana="さ" + "あいうえお"[n % 5]))
        for n in range(count)
    ]


def test_the_list_takes_the_same_queries_for_1_and_30_meetings(client, cast, queries):
    case = cases.make_case(cast)
    client.force_login(cast.program)
    make.plan_meeting(cast, MeetingKind.LIAISON, [case])
    queries(client, "/meetings/")
    one = queries(client, "/meetings/")
    for _ in range(29):
        make.plan_meeting(cast, MeetingKind.LIAISON, [case], attendees=[])
    assert queries(client, "/meetings/") == one <= 12
    assert client.get("/meetings/").content.decode().count("sk-item--meet") == 30
    one = queries(client, f"/cases/{case.pk}/meetings/")
    assert one <= 12


def test_the_tab_of_a_case_takes_the_same_queries_for_1_and_30_meetings(client, cast, queries):
    case = cases.make_case(cast)
    client.force_login(cast.program)
    url = f"/cases/{case.pk}/meetings/"
    make.plan_meeting(cast, MeetingKind.LIAISON, [case], attendees=[])
    queries(client, url)
    one = queries(client, url)
    for _ in range(29):
        make.plan_meeting(cast, MeetingKind.LIAISON, [case], attendees=[])
    assert queries(client, url) == one <= 12


def test_the_pages_of_a_meeting_stay_within_the_budget(client, cast, queries):
    """With several attendees, several cases and several goals; for who reads by post, by case and by seat."""
    several = people(cast, 4, cases.make_case)
    planned = make.plan_meeting(cast, MeetingKind.LIAISON, several)
    held = make.hold(make.plan_meeting(cast, MeetingKind.CASE_MEETING, several), by=cast.program)
    case = cases.supporting_case(cast)
    expanded = make.in_progress_meeting(cast, case, confirmed=False)
    ended = cases.ended_case(cast, person=cases.make_person(cast, given_name="終", given_kana="しゅう"))
    post = make.post_meeting(cast, ended, confirmed=False)
    for who in (cast.program, cast.chief, cast.colleague):
        client.force_login(who)
        urls = ["/meetings/", "/meetings/?tab=recording", "/meetings/new/?kind=case_meeting"]
        urls += [found.get_absolute_url() for found in (planned, held, expanded, post)]
        if who != cast.colleague:
            urls += [f"/meetings/{planned.pk}/{page}/" for page in ("edit", "hold", "cancel")]
            urls += [f"/meetings/{held.pk}/{page}/" for page in ("hold", "record", "history")]
            urls += [f"/meetings/{found.pk}/{page}/" for found in (expanded, post) for page in ("hold", "record", "history")]
        if who == cast.chief:
            urls += [f"/meetings/{found.pk}/confirm/" for found in (expanded, post)]
        for url in urls:
            client.get(url)
            count = queries(client, url)
            assert count <= 12, f"{who} {url}: {count}"


def test_the_list_shows_kinds_and_states_and_says_when_it_is_empty(client, cast):
    client.force_login(cast.program)
    assert "これからの会議はありません。" in client.get("/meetings/").content.decode()
    make.plan_meeting(cast, MeetingKind.LIAISON, [], on=clock.today())
    page = client.get("/meetings/").content.decode()
    assert "今日" in page and "案件を決めない連絡会議" in page
    assert "これからの会議はありません。" in client.get("/meetings/?kind=case_meeting").content.decode()
    assert "記録を待つ会議はありません。" in client.get("/meetings/?tab=recording").content.decode()


def test_a_colleague_sees_the_index_line_and_not_what_was_said(client, cast):
    case = cases.proposed_case(cast)
    meeting = make.held_liaison(cast, case)
    client.force_login(cast.colleague)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert case.person.full_name in page and "仕事の内容と役割を確かめた。" not in page
    assert client.get(f"/meetings/{meeting.pk}/history/").status_code == 403
    client.force_login(cast.program)
    assert "仕事の内容と役割を確かめた。" in client.get(meeting.get_absolute_url()).content.decode()


def test_a_colleague_may_not_write_the_record_of_what_they_may_not_read(client, cast):
    case = cases.proposed_case(cast)
    with clock.moved_to(timezone.now()):
        meeting = make.hold(make.plan_meeting(cast, MeetingKind.LIAISON, [case]), by=cast.program)
    client.force_login(cast.colleague)
    assert client.get(f"/meetings/{meeting.pk}/record/").status_code == 403
    assert client.get(f"/meetings/{meeting.pk}/hold/").status_code == 403


def test_a_stranger_finds_no_meeting(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [])
    for who in (cast.other_program, cast.other_manager, cast.other_officer):
        client.force_login(who)
        for page in ("", "edit/", "hold/", "record/", "confirm/", "history/"):
            assert client.get(f"/meetings/{meeting.pk}/{page}").status_code == 404

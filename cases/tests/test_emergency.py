"""緊急閲覧: a colleague's case, for a day, with a reason, before the eyes of the 所長."""

from datetime import timedelta

import pytest

from cases.models import Case, EmergencyAccess
from cases.tests import factories as make
from cases.tests.pages import refusal, signed_in, text_of, url_of
from meetings.enums import MeetingKind
from meetings.rules import readable
from meetings.tests import factories as meet
from shokuiki.records import clock, gate
from shokuiki.records.errors import NotAllowed

WHY = "本人が職場で倒れたと連絡があり、担当に電話がつながらないため。"


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def begin(cast, case, by=None):
    return EmergencyAccess.begin(case, by=by or cast.colleague, reason=WHY)


def test_the_refusal_of_a_colleagues_case_offers_it_to_counselors_only(cast, case):
    offered = url_of("emergency_begin", case.pk)
    answer = signed_in(cast.colleague).get(url_of("case", case.pk))
    assert answer.status_code == 403 and offered in text_of(answer)
    assert offered not in text_of(signed_in(cast.clerk).get(url_of("case", case.pk)))


def test_a_counselor_begins_it_with_a_reason_and_reads_the_case(cast, case):
    client = signed_in(cast.colleague)
    page = text_of(client.get(url_of("emergency_begin", case.pk)))
    assert "24時間だけ" in page and "所長の「今日の業務」に、理由とともに報告されます" in page
    answer = client.post(url_of("emergency_begin", case.pk), {"reason": WHY}, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == url_of("case", case.pk)
    access = EmergencyAccess.objects.get()
    assert (access.case, access.user, access.reason) == (case, cast.colleague, WHY)
    assert access.ends_at - access.starts_at == timedelta(hours=24)
    assert access.history.get().history_post == "program_counselor"


@pytest.mark.parametrize("reason", ["", "急ぎ", "   至急     "])
def test_without_a_reason_nothing_is_opened(cast, case, reason):
    client = signed_in(cast.colleague)
    answer = client.post(url_of("emergency_begin", case.pk), {"reason": reason})
    assert answer.status_code == 422 and "理由" in text_of(answer)
    assert not EmergencyAccess.objects.exists()
    assert refusal(lambda: EmergencyAccess.begin(case, by=cast.colleague, reason=reason)).field == "reason"


@pytest.mark.parametrize("who, status", [
    ("clerk", 403), ("partner", 404), ("officer", 404), ("manager", 404), ("other_program", 404), ("director", 403),
])
def test_nobody_but_a_counselor_of_the_center_begins_it(cast, case, who, status):
    user = getattr(cast, who)
    assert signed_in(user).get(url_of("emergency_begin", case.pk)).status_code == status
    with pytest.raises(NotAllowed):
        gate.create(EmergencyAccess(case=case, user=user, reason=WHY, starts_at=clock.now(), ends_at=clock.now()), by=user)


def test_who_may_read_the_case_has_no_need_of_it(cast, case):
    assert signed_in(cast.program).get(url_of("emergency_begin", case.pk)).status_code == 409
    assert "すでに見られます" in refusal(lambda: begin(cast, case, by=cast.program)).message


def test_it_ends_by_the_clock(cast, case):
    begin(cast, case)
    client = signed_in(cast.colleague)
    almost = clock.now() + timedelta(hours=23, minutes=59)
    with clock.moved_to(almost):
        assert gate.may(cast.colleague, "read", Case.objects.get(pk=case.pk))
    with clock.moved_to(almost + timedelta(minutes=2)):
        assert not gate.may(cast.colleague, "read", Case.objects.get(pk=case.pk))
        assert client.get(url_of("case", case.pk)).status_code == 403


def test_it_can_be_ended_early_and_closes_the_case_at_once(cast, case):
    access = begin(cast, case)
    client = signed_in(cast.colleague)
    assert client.get(url_of("emergency_end", access.pk)).status_code == 200
    assert signed_in(cast.director).get(url_of("emergency_end", access.pk)).status_code == 403
    client.post(url_of("emergency_end", access.pk), {"seen": access.version})
    assert client.get(url_of("case", case.pk)).status_code == 403
    assert client.get(url_of("emergency_end", access.pk)).status_code == 409


PAGES = ("case", "evaluation", "support", "logs", "follow_up", "consents", "access", "history")


def test_every_page_of_the_case_is_marked_and_no_other(cast, case):
    begin(cast, case)
    meeting = meet.in_progress_meeting(cast, case)
    log = make.make_log(case, cast.partner)
    own = make.make_case(cast, person=make.make_person(cast, given_name="別"), program_counselor=cast.colleague)
    client = signed_in(cast.colleague)
    pages = [url_of(name, case.pk) for name in PAGES]
    rows = (meeting, log, case.support_plans.first(), case.rehabilitation_plans.first(), case.person.consents.first())
    for url in [*pages, f"/cases/{case.pk}/meetings/", *(row.get_absolute_url() for row in rows)]:
        answer = client.get(url)
        assert answer.status_code == 200 and "緊急閲覧中" in text_of(answer), url
    assert "緊急閲覧中" not in text_of(client.get(url_of("case", own.pk)))


def test_it_opens_reading_and_no_verb(cast, case):
    access = begin(cast, case)
    meeting = meet.in_progress_meeting(cast, case, confirmed=False)
    case = Case.objects.get(pk=case.pk)
    opened = {verb for verb in Case.VERBS if gate.may(cast.colleague, verb, case)}
    access.end(by=cast.colleague)
    assert opened - {verb for verb in Case.VERBS if gate.may(cast.colleague, verb, Case.objects.get(pk=case.pk))} == {"read"}
    begin(cast, case)
    assert gate.may(cast.colleague, "read", meeting)
    for verb in ("hold", "correct", "record", "conclude"):
        assert not gate.may(cast.colleague, verb, meeting)
    page = text_of(signed_in(cast.colleague).get(meeting.get_absolute_url()))
    assert f"/meetings/{meeting.pk}/record/" not in page and f"/meetings/{meeting.pk}/hold/" not in page


def test_lists_agree_with_the_rule(cast, case):
    """readable, readable_by, with_readable and "cases.case.read" say the same of everybody."""
    seated = make.proposed_case(cast, person=make.make_person(cast, given_name="席"))
    row = meet.propose(MeetingKind.CASE_MEETING, cast.center, [])[0]
    row.user, row.name, row.roles = cast.colleague, cast.colleague.name, ["program_counselor"]
    meet.plan_meeting(cast, MeetingKind.CASE_MEETING, [seated], attendees=[row])
    begin(cast, case)
    nobody = make.make_case(cast, person=make.make_person(cast, given_name="他"))
    everybody = (
        cast.director, cast.chief, cast.program, cast.evaluator, cast.colleague, cast.clerk, cast.partner, cast.officer,
        cast.other_director,
    )
    for user in everybody:
        cases = list(Case.objects.filter(pk__in=[case.pk, seated.pk, nobody.pk]))
        said = {found.pk for found in cases if gate.may(user, "read", found)}
        assert readable(user, cases)[0] == said
        assert set(Case.objects.readable_by(user).values_list("pk", flat=True)) == said
        rows = Case.objects.with_readable(user).values_list("pk", "may_read")
        assert {pk for pk, may_read in rows if may_read} == said
        if user == cast.colleague:
            assert said == {case.pk, seated.pk}


# --- The 所長 and the case's own counselors ----------------------------------------------------------------------------
def test_it_is_work_for_the_director_until_seen(cast, case):
    access = begin(cast, case)
    client = signed_in(cast.director)
    assert access.get_absolute_url() in text_of(client.get("/"))
    page = text_of(client.get(access.get_absolute_url()))
    assert WHY in page and cast.colleague.name in page
    answer = client.post(access.get_absolute_url(), {"comment": "やむを得ない。", "seen": access.version}, follow=True)
    assert answer.status_code == 200
    access.refresh_from_db()
    assert (access.seen_by, access.comment) == (cast.director, "やむを得ない。")
    assert access.get_absolute_url() not in text_of(client.get("/"))
    assert client.post(access.get_absolute_url(), {"seen": access.version}).status_code == 422
    assert "もう確認済です" in refusal(lambda: access.confirm(by=cast.director)).message


def test_the_second_of_two_directors_loses(cast, case):
    access = begin(cast, case)
    seen = access.version
    access.confirm(by=cast.director, seen=seen)
    assert signed_in(cast.director).post(access.get_absolute_url(), {"seen": seen}).status_code == 409


def test_the_list_is_the_directors(cast, case):
    access = begin(cast, case)
    assert access.get_absolute_url() in text_of(signed_in(cast.director).get(url_of("emergencies")))
    for who, status in (("program", 403), ("colleague", 403), ("clerk", 403), ("partner", 403), ("other_director", 200)):
        answer = signed_in(getattr(cast, who)).get(url_of("emergencies"))
        assert answer.status_code == status
        assert access.get_absolute_url() not in text_of(answer)


@pytest.mark.parametrize("who, status", [
    ("program", 200), ("evaluator", 200), ("chief", 200), ("colleague", 200), ("clerk", 403), ("other_director", 404),
    ("partner", 404),
])
def test_who_sees_one(cast, case, who, status):
    access = begin(cast, case)
    assert signed_in(getattr(cast, who)).get(access.get_absolute_url()).status_code == status


@pytest.mark.parametrize("who", ["program", "colleague"])
def test_only_the_director_marks_it_as_seen(cast, case, who):
    access = begin(cast, case)
    user = getattr(cast, who)
    assert signed_in(user).post(access.get_absolute_url(), {"seen": access.version}).status_code == 403
    with pytest.raises(NotAllowed):
        access.confirm(by=user)


def test_the_own_counselors_are_told_on_the_page_of_the_case(cast, case):
    access = begin(cast, case)
    for who in (cast.program, cast.director):
        page = text_of(signed_in(who).get(url_of("case", case.pk)))
        assert f"{cast.colleague.name}さんが、この案件を緊急閲覧しています" in page and access.get_absolute_url() in page


def test_own_cases_cost_no_query_more(cast, case, queries):
    client = signed_in(cast.program)
    url = url_of("case", case.pk)
    client.get(url)
    before = queries(client, url)
    begin(cast, case)
    assert queries(client, url) == before <= 12


def test_the_pages_take_at_most_twelve_queries(cast, case, queries):
    access = begin(cast, case)
    colleague, director = signed_in(cast.colleague), signed_in(cast.director)
    pages = [
        (director, access.get_absolute_url()), (director, url_of("emergencies")), (director, "/"),
        (colleague, url_of("emergency_end", access.pk)), (director, url_of("access", case.pk)),
    ]
    for client, url in pages:
        client.get(url)
        assert queries(client, url) <= 12, url

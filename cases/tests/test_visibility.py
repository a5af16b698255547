"""What one sees: consents that gate sharing (P18, P19), what partners and guests see, and the page that says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, ConsentPurpose, SharedItem
from cases.models import Case, Consent
from cases.sharing import shared_by, shared_items
from cases.tests import factories as make
from cases.tests.pages import refusal, signed_in, text_of, url_of
from meetings.enums import MeetingKind
from meetings.tests import factories as meet
from shokuiki.accounts.models import Membership
from shokuiki.records import clock
from shokuiki.records.gate import keep
from shokuiki.testing.factories import make_member

EXPANDED = ConsentPurpose.SHARE_EXPANDED_MEETING
GOAL = "包装の工程を一人でできる"


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def of_purpose(case, purpose):
    return case.person.consents.get(purpose=purpose)


# --- One function says what may be shared -------------------------------------------------------------------------------
def test_only_the_named_organization_and_the_named_items_are_shared_p18(cast):
    case = make.make_case(cast)
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["goal_progress"])
    assert shared_items([case.person_id], [cast.peso.pk], [EXPANDED]) == {case.person_id: {SharedItem.GOAL_PROGRESS}}
    assert shared_items([case.person_id], [cast.agency.pk], [EXPANDED]) == {}
    assert shared_items([case.person_id], [cast.peso.pk], [ConsentPurpose.SHARE_CONSIGNEE]) == {}


def test_several_consents_add_up_and_a_withdrawn_one_counts_no_more_p19(cast):
    case = make.make_case(cast)
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["goal_progress"])
    second = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["support_plan"])
    both = {SharedItem.GOAL_PROGRESS, SharedItem.SUPPORT_PLAN}
    assert shared_items([case.person_id], [cast.peso.pk]) == {case.person_id: both}
    second.withdraw(by=cast.program, on=clock.today())
    assert shared_items([case.person_id], [cast.peso.pk]) == {case.person_id: {SharedItem.GOAL_PROGRESS}}


def test_a_consent_in_words_only_names_nothing_but_the_person(cast):
    """The words of older consents are kept as they were; nobody but the person says what they cover."""
    case = make.make_case(cast)
    consent = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], note="支援計画など")
    consent.items = []
    keep(consent, by=cast.program, reason="項目のない同意")
    assert shared_items([case.person_id], [cast.peso.pk]) == {case.person_id: set()}
    page = text_of(signed_in(cast.program).get(consent.get_absolute_url()))
    assert "支援計画など" in page and "共有する内容が項目で選ばれていません" in page


def test_an_item_a_consent_does_not_name_is_refused_where_it_is_shared_p18(cast, case):
    """An organization that is named, but not for what the meeting speaks of, cannot be noted as present."""
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["basics", "support_plan"])
    attendees = [row for row in meet.propose(MeetingKind.IN_PROGRESS, cast.center, [case]) if (
        row.organization_id in (cast.center.pk, cast.peso.pk))]
    meeting = meet.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], attendees=attendees)
    page = text_of(signed_in(cast.program).get(reverse("meetings:hold", args=[meeting.pk])))
    assert "への同意に「目標の進み具合」が含まれていません" in page
    refused = refusal(lambda: meet.hold(meeting, by=cast.program))
    assert [found.no for found in refused.requirements] == ["P18"]
    assert "目標の進み具合" in refused.message and cast.peso.name in refused.message
    assert meeting.attendees.exclude(attendance="").count() == 0


# --- Guests of a meeting ------------------------------------------------------------------------------------------------
def test_a_guest_sees_each_block_only_where_the_consent_names_it_p18(cast, case):
    meeting = meet.in_progress_meeting(cast, case, changes=["methods"], on=clock.today())
    of_purpose(case, EXPANDED).withdraw(by=cast.program, on=clock.today())
    blocks = {"goal_progress": "おおむね達成", "support_plan": "休憩のあとの席を替える。", "basics": "食品の製造"}
    for item, word in blocks.items():
        consent = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=[item])
        page = text_of(signed_in(cast.officer).get(meeting.get_absolute_url()))
        assert case.person.full_name in page
        assert {word for word in blocks.values() if word in page} == {word}
        consent.withdraw(by=cast.program, on=clock.today())


def test_an_expiry_hides_the_case_from_a_guest_of_a_running_meeting_p18(cast, case):
    meeting = meet.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], valid_until=clock.today())
    client = signed_in(cast.officer)
    assert case.person.full_name in text_of(client.get(meeting.get_absolute_url()))
    with clock.moved_to(clock.today() + timedelta(days=1)):
        assert case.person.full_name not in text_of(client.get(meeting.get_absolute_url()))


def test_once_the_case_is_over_a_guest_sees_nothing_of_it(cast):
    case = make.follow_up_case(cast)
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso])
    meeting = meet.plan_meeting(cast, MeetingKind.LIAISON, [case])
    client = signed_in(cast.officer)
    assert case.person.full_name in text_of(client.get(meeting.get_absolute_url()))
    case.close(by=cast.chief, on=clock.today(), reason="期間が終わった。")
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED
    assert case.person.full_name not in text_of(client.get(meeting.get_absolute_url()))


def test_a_manager_sees_no_person_merely_by_belonging(cast, case):
    meeting = meet.in_progress_meeting(cast, case, on=clock.today())
    client = signed_in(cast.manager)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    for url in ("/", "/meetings/"):
        assert case.person.full_name not in text_of(client.get(url))
    for name in ("case", "consents", "access", "logs"):
        assert client.get(url_of(name, case.pk)).status_code == 404


# --- Partners -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who, purpose", [
    ("partner", ConsentPurpose.SHARE_CONSIGNEE), ("technician", ConsentPurpose.SHARE_WORKPLACE),
])
def test_a_withdrawn_consent_closes_the_goals_to_the_partner_at_once_p19(cast, case, who, purpose):
    client = signed_in(getattr(cast, who))
    pages = (case.get_absolute_url(), url_of("log_create", case.pk))
    assert all(GOAL in text_of(client.get(url)) for url in pages)
    of_purpose(case, purpose).withdraw(by=cast.program, on=clock.today())
    assert not any(GOAL in text_of(client.get(url)) for url in pages)
    page = text_of(client.get(case.get_absolute_url()))
    assert case.person.full_name in page and "本人の有効な同意がありません" in page and "P18" in page


def test_the_partner_still_writes_logs_without_the_goals_p19(cast, case):
    of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE).withdraw(by=cast.program, on=clock.today())
    answer = signed_in(cast.partner).post(url_of("log_create", case.pk), {
        "date": clock.today().isoformat(), "starts_at": "9:00", "ends_at": "15:00", "ways": ["at_work"], "attendance": "present",
        "content": "落ち着いて作業した。",
    })
    log = case.logs.first()
    assert answer.status_code == 302, text_of(answer)
    assert log.state == "submitted" and not log.notes.exists()


def test_progress_is_shown_only_where_the_consent_names_it_p18(cast, case):
    of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE).withdraw(by=cast.program, on=clock.today())
    make.make_consent(
        cast, case.person, ConsentPurpose.SHARE_CONSIGNEE, recipients=[cast.corporation], items=["support_plan"]
    )
    page = text_of(signed_in(cast.partner).get(case.get_absolute_url()))
    assert GOAL in page and "sk-track" not in page


def test_a_consent_to_the_meeting_opens_nothing_to_a_partner_p18(cast, case):
    """The purpose counts: what is agreed to for a meeting is not agreed to for the corporation's daily work."""
    of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE).withdraw(by=cast.program, on=clock.today())
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.corporation])
    assert GOAL not in text_of(signed_in(cast.partner).get(case.get_absolute_url()))


# --- Colleagues and the clerk -------------------------------------------------------------------------------------------
def test_a_former_counselor_who_is_a_clerk_now_sees_the_index_line_only(cast, case):
    clerk = make_member(cast.center, "program_counselor", "元 担当", "もと たんとう")
    case.edit(by=cast.program, changes={"primary_counselor": clerk})
    clerk.memberships.get().dismiss(by=cast.director, reason="異動")
    keep(Membership(user=clerk, organization=cast.center, post="clerk"), by=None, reason="異動")
    client = signed_in(clerk)
    line = next(line for line in client.get("/cases/").context["lines"] if line.number == case.number)
    assert (line.readable, line.age, line.peso, line.task) == (False, None, "", "")
    assert client.get(case.get_absolute_url()).status_code == 403
    assert case.person.full_name not in text_of(client.get("/"))


def test_narrowing_the_list_tells_nothing_beyond_the_index_line(cast, case):
    for user, found in ((cast.colleague, 0), (cast.clerk, 0), (cast.program, 1)):
        for query in (f"?peso={cast.peso.pk}", f"?corporation={cast.corporation.pk}"):
            assert len(signed_in(user).get(f"/cases/{query}").context["lines"]) == found


@pytest.mark.parametrize("who, shown", [("program", True), ("colleague", False), ("clerk", False)])
def test_the_conclusion_of_a_meeting_is_no_index_line(cast, who, shown):
    case = meet.concluded_case_by_meeting(cast)
    client = signed_in(getattr(cast, who))
    meeting = case.agenda_items.get(meeting__kind=MeetingKind.CASE_MEETING).meeting
    for url in ("/meetings/?tab=confirmed", meeting.get_absolute_url()):
        page = text_of(client.get(url))
        assert case.person.full_name in page
        assert ("適切</span>" in page or "適切\n" in page) == shown, url


def test_the_clerk_sees_of_a_meeting_who_it_is_about_and_no_more(cast, case):
    meeting = meet.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], purpose="通院の予定を話し合う。")
    page = text_of(signed_in(cast.clerk).get(meeting.get_absolute_url()))
    assert case.person.full_name in page and "通院の予定" not in page and cast.agency.name not in page


# --- The consent ----------------------------------------------------------------------------------------------------------
def test_a_consent_has_its_own_page_with_everything_on_it(cast, case):
    consent = of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE)
    page = text_of(signed_in(cast.program).get(consent.get_absolute_url()))
    for word in (cast.corporation.name, "支援計画", cast.program.name, "書面", "本人", "印刷する", "すべての履歴"):
        assert word in page


@pytest.mark.parametrize("who, status", [
    ("director", 200), ("evaluator", 200), ("colleague", 403), ("clerk", 403), ("partner", 404), ("officer", 404),
    ("other_program", 404),
])
def test_who_reads_a_consent(cast, case, who, status):
    consent = of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE)
    assert signed_in(getattr(cast, who)).get(consent.get_absolute_url()).status_code == status


def test_a_purpose_that_shares_with_nobody_keeps_no_items(cast):
    case = make.make_case(cast)
    signed_in(cast.program).post(url_of("consent_create", case.pk), {
        "purposes": [ConsentPurpose.PROGRAM_USE, EXPANDED], "items": ["support_plan"], "recipients": [cast.peso.pk],
        "obtained_on": clock.today().isoformat(), "method": "written", "given_by": "person", "note": "口頭でも確かめた",
        "explained_by": cast.program.pk, "seen": case.version,
    })
    found = {row.purpose: row.items for row in Consent.objects.order_by("-pk")[:2]}
    assert found == {ConsentPurpose.PROGRAM_USE: [], EXPANDED: ["support_plan"]}


def test_a_consent_that_runs_out_is_work_thirty_days_before_and_until_it_is_renewed(cast, case):
    today = clock.today()
    consent = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], valid_until=today + timedelta(days=30))
    client = signed_in(cast.program)
    assert consent.get_absolute_url() in text_of(client.get("/"))
    with clock.moved_to(today - timedelta(days=1)):
        assert consent.get_absolute_url() not in text_of(client.get("/"))
    other = make.make_consent(cast, case.person, EXPANDED, recipients=[cast.agency])
    assert consent in Consent.objects.running_out(today + timedelta(days=30)), "another organization renews nothing"
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso])
    assert consent not in Consent.objects.running_out(today + timedelta(days=30))
    assert consent.get_absolute_url() not in text_of(client.get("/"))
    assert other.valid_until is None


def test_a_consent_to_use_the_program_that_runs_out_is_work_too(cast):
    case = make.make_case(cast)
    soon = clock.today() + timedelta(days=3)
    consent = make.make_consent(cast, case.person, ConsentPurpose.PROGRAM_USE, valid_until=soon)
    assert consent not in Consent.objects.running_out(soon), "the one without an end goes on"
    for row in case.person.consents.filter(purpose=ConsentPurpose.PROGRAM_USE, valid_until=None):
        row.withdraw(by=cast.program, on=clock.today())
    assert consent in Consent.objects.running_out(soon)
    assert consent.get_absolute_url() in text_of(signed_in(cast.program).get("/"))


# --- 見られる人 -----------------------------------------------------------------------------------------------------------
def access_page(cast, case, who="program"):
    answer = signed_in(getattr(cast, who)).get(url_of("access", case.pk))
    assert answer.status_code == 200
    return answer.context


def test_it_says_of_everybody_at_the_center_what_the_rule_says(cast, case):
    rows = {row.who: row for row in access_page(cast, case)["staff"]}
    assert {name for name, row in rows.items() if row.open} == {
        cast.director.name, cast.chief.name, cast.program.name, cast.evaluator.name,
    }
    assert "職業評価の担当" in rows[cast.evaluator.name].why
    assert rows[cast.colleague.name].what == "番号・氏名・ふりがな・段階・担当だけ"
    assert "委託契約" in rows[cast.clerk.name].what


def test_it_names_the_consent_and_the_end_of_each_assignment(cast, case):
    rows = {row.who: row for row in access_page(cast, case)["partners"]}
    assert "支援の目標と進み具合" in rows[cast.partner.name].what and "の同意" in rows[cast.partner.name].why
    of_purpose(case, ConsentPurpose.SHARE_CONSIGNEE).withdraw(by=cast.program, on=clock.today())
    row = {row.who: row for row in access_page(cast, case)["partners"]}[cast.partner.name]
    assert "目標" not in row.what and "有効な同意なし" in row.why


def test_it_names_the_guests_by_consent_and_meeting(cast, case):
    meet.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso], items=["basics", "health"])
    rows = {row.where: row for row in access_page(cast, case)["guests"]}
    assert "基本情報" in rows[cast.peso.name].what and "会議の場でだけ：健康・配慮事項" in rows[cast.peso.name].what
    assert rows[cast.workplace.name].what == "何も見られません"


def test_it_takes_the_same_number_of_queries_for_any_number_of_people(cast, case, queries):
    client, url = signed_in(cast.program), url_of("access", case.pk)
    client.get(url)
    one = queries(client, url)
    for number in range(10):
        make_member(cast.center, "program_counselor", f"職員 {number}", "しょくいん")
    for _ in range(3):
        meet.plan_meeting(cast, MeetingKind.LIAISON, [case])
        make.make_consent(cast, case.person, EXPANDED, recipients=[cast.peso, cast.agency])
    assert queries(client, url) == one <= 12


@pytest.mark.parametrize("who, status", [
    ("chief", 200), ("colleague", 403), ("clerk", 403), ("partner", 403), ("officer", 404), ("other_program", 404),
])
def test_who_may_read_the_case_sees_who_may(cast, case, who, status):
    assert signed_in(getattr(cast, who)).get(url_of("access", case.pk)).status_code == status


def test_the_consents_of_a_person_are_asked_for_once(cast, case, django_assert_num_queries):
    with django_assert_num_queries(1):
        consents = shared_by(case.person_id)
    with django_assert_num_queries(0):
        assert consents.of(cast.corporation.pk, ConsentPurpose.SHARE_CONSIGNEE)[0] == set(SharedItem)
        assert consents.of(cast.peso.pk, ConsentPurpose.SHARE_CONSIGNEE) == (set(), None)

"""会議の案内: what those outside the center see, and never see."""

from datetime import timedelta

import pytest

from cases.models import Disability, Person
from cases.tests import factories as cases
from meetings.enums import ChangeKind, MeetingKind
from meetings.tests import factories as make
from shokuiki.records import clock
from shokuiki.records.gate import gate, keep

pytestmark = pytest.mark.django_db
GUESTS = ("partner", "technician", "officer", "caseworker")


def page_of(client, user, meeting):
    client.force_login(user)
    response = client.get(meeting.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def supported(cast):
    """A supported person with health data and test scores on record."""
    case = cases.supporting_case(cast)
    with gate(case.person, "edit", by=cast.program) as person:
        person.diagnosis = "てんかん、服薬中"
    keep(Disability(person=Person.objects.get(pk=case.person_id), type="intellectual", detail="中度"), by=cast.program, reason="障害")
    return case


def test_the_invited_see_their_meetings_and_no_others(client, cast):
    case = supported(cast)
    make.share(cast, case)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=clock.today() + timedelta(days=3))
    other = make.plan_meeting(cast, MeetingKind.CASE_MEETING, [case])
    for name in GUESTS:
        client.force_login(getattr(cast, name))
        page = client.get("/meetings/").content.decode()
        assert "会議の案内" in page and "拡大ケース会議（支援実施中）" in page and "ケース会議</a>" not in page
        assert case.person.full_name not in page
        assert client.get(other.get_absolute_url()).status_code == 404
    for who in (cast.other_officer, cast.other_partner, cast.manager):
        client.force_login(who)
        assert "会議の案内はありません。" in client.get("/meetings/").content.decode()
        assert client.get(meeting.get_absolute_url()).status_code == 404


def test_an_organization_invited_without_a_person_sees_it(client, cast):
    row = make.propose(MeetingKind.LIAISON, cast.center, [cases.make_case(cast)])[-1]
    row.user, row.name = None, "担当者"
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [], attendees=[row])
    client.force_login(cast.officer)
    assert client.get(meeting.get_absolute_url()).status_code == 200
    client.force_login(cast.other_officer)
    assert client.get(meeting.get_absolute_url()).status_code == 404


def test_no_case_is_seen_without_the_consent_that_names_the_organization_p18(client, cast):
    case = supported(cast)
    make.share(cast, case, cast.corporation)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], attendees=None)
    assert case.person.full_name in page_of(client, cast.partner, meeting)
    for who in (cast.technician, cast.officer):
        page = page_of(client, who, meeting)
        assert case.person.full_name not in page and case.number not in page
        assert "有効な同意がありません" in page and "次第に沿って話し合う。" not in page


def test_a_withdrawn_consent_hides_the_case_at_once_p19(client, cast):
    case = supported(cast)
    consent = make.share(cast, case)
    meeting = make.in_progress_meeting(cast, case, on=clock.today())
    assert case.person.full_name in page_of(client, cast.officer, meeting)
    consent.withdraw(by=cast.program, on=clock.today(), reason="本人の申出")
    page = page_of(client, cast.officer, meeting)
    assert case.person.full_name not in page and "おおむね達成" not in page


def test_nothing_is_seen_of_a_case_that_is_over(client, cast):
    """判断: the consent still names them, the purpose is gone."""
    case = cases.proposed_case(cast)
    make.share(cast, case, cast.peso, on=case.opened_on)
    meeting = make.held_liaison(cast, case)
    assert case.person.full_name in page_of(client, cast.officer, meeting)
    case.withdraw(by=cast.program, on=clock.today(), reason="転居")
    assert case.person.full_name not in page_of(client, cast.officer, meeting)


def test_of_several_persons_only_the_shared_ones_exist_for_a_guest_p18(client, cast):
    shown = cases.proposed_case(cast)
    hidden = cases.proposed_case(cast, person=cases.make_person(cast, family_name="川口", given_name="誠", family_kana="かわぐち", given_kana="まこと"))
    make.share(cast, shown, cast.peso)
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [shown, hidden])
    page = page_of(client, cast.officer, meeting)
    assert shown.person.full_name in page and hidden.person.full_name not in page
    assert "2件" not in page and "同意がありません" not in page and "次第に沿って話し合う。" not in page


def test_after_the_confirmation_they_see_attainment_and_methods_and_nothing_about_health(client, cast):
    case = supported(cast)
    meeting = make.in_progress_meeting(cast, case, changes=[ChangeKind.METHODS])
    for name in GUESTS:
        if name == "caseworker":
            continue
        page = page_of(client, getattr(cast, name), meeting)
        assert "おおむね達成" in page and "休憩のあとの席を替える。" in page
        for secret in ("てんかん", "知的障害", "療育手帳", "適性検査", "手順書を使う支援が合っていた。", "残る課題は午後の作業量。"):
            assert secret not in page


def test_before_the_confirmation_they_see_no_attainment(client, cast):
    case = supported(cast)
    meeting = make.in_progress_meeting(cast, case, changes=[ChangeKind.METHODS], confirmed=False)
    page = page_of(client, cast.partner, meeting)
    assert "おおむね達成" not in page and "休憩のあとの席を替える。" not in page


def test_after_support_each_organization_sees_its_own_role(client, cast):
    case = cases.ended_case(cast)
    meeting = make.post_meeting(cast, case)
    page = page_of(client, cast.officer, meeting)
    assert "雇用の条件の確認" in page and "月1回の訪問" not in page
    assert "あなたの機関の役割は決められていません。" in page_of(client, cast.technician, meeting)


def test_guests_write_nothing(client, cast):
    case = supported(cast)
    make.share(cast, case)
    meeting = make.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    for name in GUESTS:
        client.force_login(getattr(cast, name))
        for page in ("edit", "hold", "record", "confirm", "cancel", "history"):
            assert client.get(f"/meetings/{meeting.pk}/{page}/").status_code == 404
        assert client.get("/meetings/new/").status_code == 403


def test_a_cancelled_meeting_is_gone_for_its_guests(client, cast):
    meeting = make.plan_meeting(cast, MeetingKind.LIAISON, [cases.proposed_case(cast)])
    meeting.cancel(by=cast.program, reason="都合")
    client.force_login(cast.officer)
    assert client.get(meeting.get_absolute_url()).status_code == 404


def test_a_dispatched_partner_sees_the_person_they_support_and_no_center_meeting(client, cast):
    case = cases.supporting_case(cast, living_support="dispatched")
    make.share(cast, case, cast.workplace, cast.peso)
    meeting = make.in_progress_meeting(cast, case)
    assert case.person.full_name in page_of(client, cast.dispatched, meeting)
    row = make.propose(MeetingKind.CASE_MEETING, cast.center, [case])[0]
    row.user, row.name = None, "臨時の職員"
    internal = make.plan_meeting(cast, MeetingKind.CASE_MEETING, [case], attendees=[row])
    client.force_login(cast.dispatched)
    assert client.get(internal.get_absolute_url()).status_code == 404


def test_the_pages_stay_within_the_budget_for_guests(client, cast, queries):
    case = supported(cast)
    meeting = make.in_progress_meeting(cast, case, changes=[ChangeKind.METHODS])
    client.force_login(cast.officer)
    queries(client, "/meetings/")
    one = queries(client, "/meetings/")
    assert queries(client, meeting.get_absolute_url()) <= 12
    for _ in range(29):
        make.plan_meeting(cast, MeetingKind.LIAISON, [case])
    assert queries(client, "/meetings/") == one <= 12

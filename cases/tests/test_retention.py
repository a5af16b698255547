"""Retention of 委託申込 and of the access log, and nothing asked for twice (P24)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import connection, models

from cases import retention
from cases.models import ErasureRequest
from cases.models.past_retention import PastRetention
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of, url_of
from cases.tests.test_erasure import approved, closed_case, completed_case, every_text, request_for, retain
from partners.models import ConsignmentApplication, PartnerCandidate, Selection, Submission
from partners.tests.factories import COMPLETE, make_application
from shokuiki.files import storage
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records import append_only, clock
from shokuiki.records.enums import AccessKind, SettingKey
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, keep
from shokuiki.records.models import AccessEntry, Erasure, Setting
from shokuiki.records.tests.tampering import change, findings

REASON = "保存期間が終了したため"


def years_ago(years):
    return clock.today() - timedelta(days=366 * years)


def past(cast):
    return PastRetention(cast.center.pk)


def old_application(cast, state, years=6, **columns):
    """An application that came to this state so many years ago."""
    with clock.moved_to(years_ago(years)):
        return make_application(cast, state, **columns)


def old_selection(cast, years=6):
    """A selection whose term ended so many years ago."""
    return make.make_selection(cast, on=years_ago(years + 2), valid_to=years_ago(years))


def ask(cast, **what):
    return ErasureRequest(center=cast.center, reason=REASON, **what).propose(by=cast.chief)


def approve(cast, request):
    request.approve(by=cast.chief)
    request.approve_finally(by=cast.director)
    return request


def looked_at(cast, days, center=None):
    """An entry of the access log of so many days ago."""
    entry = AccessEntry(
        center=center or cast.center, user=cast.program, kind=AccessKind.OPENED, page="cases/<int:pk>/", page_name="案件",
        path="/cases/1/", method="GET", status=200, persons=" 1 ", person_count=1, at=clock.now() - timedelta(days=days),
    )
    entry.save(force_insert=True)
    return entry


# --- Which 委託申込 -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_an_application_is_past_retention_five_years_after_it_was_declined_or_withdrawn(cast, state):
    old = old_application(cast, state)
    make_application(cast, state)
    found = past(cast).applications()
    assert [application.pk for application in found] == [old.pk]
    assert found[0].ended_on == years_ago(6)


def test_an_application_that_is_still_open_is_never_past_retention(cast):
    old_application(cast, "returned", years=20)
    assert not past(cast).applications()


def test_a_selection_is_past_retention_five_years_after_its_term_and_one_without_end_never(cast):
    selection = old_selection(cast)
    assert [row.pk for row in past(cast).applications()] == [selection.application_id]
    change(Selection, selection.pk, valid_to=years_ago(4))
    assert not past(cast).applications()
    change(Selection, selection.pk, valid_to=None)
    assert not past(cast).applications()


def test_of_a_revoked_selection_the_retention_runs_from_the_day_of_the_decision(cast):
    selection = make.make_selection(cast, on=years_ago(8), valid_to=clock.today())
    with clock.moved_to(years_ago(6)):
        selection.revoke(by=cast.director, event_date=clock.today(), reason="体制がなくなったため")
    assert [row.ended_on for row in past(cast).applications()] == [years_ago(6)]


def test_a_contract_keeps_the_selection_it_rests_on_for_ten_years(cast):
    case = completed_case(cast, years=8)
    change(Selection, case.selection_id, valid_to=years_ago(7))
    assert not past(cast).applications()
    set_years(cast, SettingKey.RETENTION_CONTRACT_YEARS, 5)
    assert [row.pk for row in past(cast).applications()] == [case.selection.application_id]


def test_a_case_within_its_own_retention_keeps_the_selection_it_was_carried_by(cast):
    case = completed_case(cast, years=4)
    change(Selection, case.selection_id, valid_from=years_ago(9), valid_to=years_ago(7))
    set_years(cast, SettingKey.RETENTION_CONTRACT_YEARS, 1)
    assert not past(cast).applications()


def set_years(cast, key, years):
    keep(Setting(center=cast.center, key=key, value=years, valid_from=clock.today()), by=cast.director, reason="設定")


def test_the_years_are_a_setting_and_those_of_the_access_log_are_at_least_five(cast):
    old_application(cast, "withdrawn")
    set_years(cast, SettingKey.RETENTION_APPLICATION_YEARS, 7)
    assert not past(cast).applications()
    with pytest.raises(ValidationError, match="5以上の数"):
        set_years(cast, SettingKey.RETENTION_ACCESS_YEARS, 4)


# --- Carried out --------------------------------------------------------------------------------------------------------
def test_a_declined_application_loses_its_words_its_candidates_its_submissions_and_its_history(
    cast, django_capture_on_commit_callbacks,
):
    with clock.moved_to(years_ago(6)):
        application = make_application(cast, "draft")
        attachment = make_attachment(application, cast.manager, title="野田さんの資格証", data=samples.pdf())
        application.submit(by=cast.manager)
        application.receive(by=cast.clerk)
        application.write_opinion(by=cast.program, opinion="委託先として適当と考える。")
        application.ask_decision(by=cast.program)
        application.reject(by=cast.director, event_date=clock.today(), reason="体制が整っていない。")
    request = approve(cast, ask(cast, applications=[application.pk]))
    shown = retain()
    assert "委託申込1件" in shown and "パートナー候補：1件、履歴：1件" in shown and "まだ消去していません" in shown
    words = ("野田 千尋", "のだ ちひろ", "適当と考える", "体制が整っていない", COMPLETE["past_experience"], "田村", "資格証")
    kept_elsewhere = ("野田 千尋", "のだ ちひろ")  # the partner's own sign-in
    before = every_text()
    assert all(word in before for word in words)
    with django_capture_on_commit_callbacks(execute=True):
        retain(carry_out=True)
    after = every_text()
    assert not [word for word in words if word not in kept_elsewhere and word in after]
    assert not PartnerCandidate.objects.exists() and not Submission.objects.exists() and not Attachment.objects.exists()
    assert not PartnerCandidate.history.exists() and not application.history.exists()
    with pytest.raises(FileNotFoundError):
        storage.read(attachment.place)
    application.refresh_from_db()
    assert (application.state, application.name) == ("rejected", COMPLETE["name"]) and application.number
    assert request.decision.erasure.nouns["partners.consignmentapplication"] == [application.pk]
    assert append_only.unprotected() == [] and findings(cast.center) == ""
    assert not past(cast).applications()


def test_a_selection_with_conditions_is_erased_and_the_center_verifies_but_not_when_blanked_by_hand(cast):
    with clock.moved_to(years_ago(9)):
        first = make_application(cast, "selected").selection
    with clock.moved_to(years_ago(7)):
        second = make_application(cast, "selected").selection
    assert first.conditions and findings(cast.center) == ""
    approve(cast, ask(cast, applications=[first.application_id]))
    retain(carry_out=True)
    first.refresh_from_db()
    assert first.conditions == "" and not first.history.exists() and first.state == "active"
    assert findings(cast.center) == ""
    change(Selection, second.pk, conditions="")
    assert "委託先法人選定" in findings(cast.center)


def test_the_pages_of_an_erased_application_and_its_selection_still_open(cast):
    with clock.moved_to(years_ago(9)):
        selection = make_application(cast, "selected").selection
    approve(cast, ask(cast, applications=[selection.application_id]))
    retain(carry_out=True)
    director = signed_in(cast.director)
    for page in (selection, selection.application):
        answer = director.get(page.get_absolute_url())
        assert answer.status_code == 200 and COMPLETE["name"] in text_of(answer)
    assert "保存期間が終わったため、内容を消去しました" in text_of(director.get(selection.application.get_absolute_url()))
    assert signed_in(cast.manager).get(selection.application.get_absolute_url()).status_code == 200
    history = f"{selection.application.get_absolute_url()}history/"
    assert director.get(history).status_code == 200 and signed_in(cast.manager).get(history).status_code == 200
    assert director.get("/applications/").status_code == 200


def test_a_new_application_is_prefilled_from_the_corporation_and_not_from_what_was_erased(cast):
    with clock.moved_to(years_ago(9)):
        application = make_application(cast, "selected")
    approve(cast, ask(cast, applications=[application.pk]))
    retain(carry_out=True)
    new, _ = ConsignmentApplication.prefilled(cast.center, cast.corporation)
    assert new.representative_name == COMPLETE["representative_name"]


def test_a_contract_that_came_to_light_after_the_approval_stops_the_command(cast):
    selection = old_selection(cast)
    approve(cast, ask(cast, applications=[selection.application_id]))
    change(Selection, selection.pk, valid_to=years_ago(1))
    with pytest.raises(CommandError, match="保存期間が終わっていない委託申込"):
        retain(carry_out=True)
    assert not Erasure.objects.exists() and PartnerCandidate.objects.exists()


# --- The access log -------------------------------------------------------------------------------------------------------
def test_the_access_log_loses_what_is_past_its_retention_and_nothing_else(cast):
    old, young, elsewhere = looked_at(cast, 366 * 6), looked_at(cast, 30), looked_at(cast, 366 * 6, cast.other_center)
    request = approve(cast, ask(cast, access_before=past(cast).before[SettingKey.RETENTION_ACCESS_YEARS]))
    assert "閲覧記録：1件" in retain() and AccessEntry.objects.filter(pk=old.pk).exists()
    retain(carry_out=True)
    assert set(AccessEntry.objects.values_list("pk", flat=True)) == {young.pk, elsewhere.pk}
    assert request.decision.erasure.counts == {"閲覧記録": 1}
    assert append_only.unprotected() == [] and findings(cast.center) == ""


def test_no_younger_entry_of_the_access_log_can_be_asked_for(cast):
    looked_at(cast, 366 * 6)
    with pytest.raises(Refused, match="保存期間が終わっていない閲覧記録"):
        ask(cast, access_before=clock.today())
    with pytest.raises(Refused, match="選ばれていません"):
        ask(cast)


# --- Only what was approved ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("column", ["persons", "applications", "access_before"])
def test_a_request_changed_past_the_program_after_the_approval_is_not_carried_out(cast, column):
    case, other, application = closed_case(cast), closed_case(cast), old_application(cast, "withdrawn")
    request = approved(cast, case)
    value = {
        "persons": [case.person_id, other.person_id], "applications": [application.pk], "access_before": years_ago(6),
    }[column]
    change(ErasureRequest, request.pk, **{column: value})
    with pytest.raises(Refused, match="承認されたときと内容が違います"):
        retention.carry_out(request, connection)
    assert not Erasure.objects.exists()
    assert "消去の申請" in findings(cast.center)


def test_a_request_approved_before_applications_could_be_named_is_carried_out_as_it_was_decided(cast):
    request = approved(cast, closed_case(cast))
    fixed = {name: value for name, value in request.decision.decided["noun"].items() if name in ("state", "persons", "decision")}
    with append_only.lifted(type(request.decision)):
        change(type(request.decision), request.decision_id, decided={"noun": fixed, "also": []})
    assert retention.carry_out(request, connection).counts["案件"] == 1


# --- Nothing twice --------------------------------------------------------------------------------------------------------
def test_a_person_stands_in_one_request_at_a_time_and_the_refusal_says_which_and_what_to_do(cast):
    case = closed_case(cast)
    first = request_for(cast, case)
    with pytest.raises(Refused, match=f"「消去の申請 {first.pk}」に、すでに.*取り消してから"):
        request_for(cast, case)
    assert ErasureRequest.objects.count() == 1
    first.cancel(by=cast.chief)
    assert request_for(cast, case).pk


@pytest.mark.parametrize("what", ["applications", "access_before"])
def test_an_application_and_the_access_log_stand_in_one_request_at_a_time(cast, what):
    values = {"applications": [old_application(cast, "withdrawn").pk], "access_before": years_ago(6)}
    approve(cast, ask(cast, **{what: values[what]}))
    with pytest.raises(Refused, match="すでに同じものが含まれています"):
        ask(cast, **{what: values[what]})
    retain(carry_out=True)
    if what == "access_before":  # the next year more is past its retention
        assert ask(cast, access_before=years_ago(6)).pk


def test_a_person_of_another_request_is_not_offered_and_a_form_left_open_is_told_so(cast):
    case = closed_case(cast)
    chief = signed_in(cast.chief)
    assert f'value="{case.person_id}"' in text_of(chief.get(url_of("erasure_create")))
    request_for(cast, case)
    assert "まだ申請されていないものは、いまありません" in text_of(chief.get(url_of("erasures")))
    answer = chief.post(url_of("erasure_create"), {"persons": [case.person_id], "reason": REASON})
    assert answer.status_code == 422 and "今の一覧から選び直してください" in text_of(answer)
    assert ErasureRequest.objects.count() == 1


@pytest.mark.locking
@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_for_the_same_person_at_once_one_is_refused(cast):
    case = closed_case(cast)
    together = Barrier(2)

    def run(_):
        together.wait(timeout=30)
        try:
            return request_for(cast, case)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))
    assert sorted(type(result).__name__ for result in results) == ["ErasureRequest", "Refused"]
    assert ErasureRequest.objects.count() == 1


# --- The pages ------------------------------------------------------------------------------------------------------------
def test_the_way_through_the_pages_for_applications_and_the_access_log(cast):
    handed_in, draft = old_application(cast, "withdrawn"), None
    with clock.moved_to(years_ago(6)):
        draft = make_application(cast, "draft")
        draft.withdraw(by=cast.manager, reason="体制が変わったため")
    looked_at(cast, 366 * 6)
    chief, director = signed_in(cast.chief), signed_in(cast.director)
    assert "委託申込2件" in text_of(chief.get(url_of("erasures"))) and "閲覧記録1件" in text_of(chief.get(url_of("erasures")))
    offered = text_of(chief.get(url_of("erasure_create")))
    assert handed_in.number in offered and "提出されなかった申込" in offered and "より前の閲覧記録（1件）" in offered
    assert "消去する人" not in offered
    chief.post(url_of("erasure_create"), {"applications": [handed_in.pk, draft.pk], "access": "on", "reason": REASON})
    request = ErasureRequest.objects.get()
    assert request.applications == [handed_in.pk, draft.pk]
    assert request.access_before == past(cast).before[SettingKey.RETENTION_ACCESS_YEARS]
    page = text_of(chief.get(request.get_absolute_url()))
    assert handed_in.number in page and "提出されなかった申込" in page and "対象の人" not in page
    assert "パートナー候補" in text_of(chief.get(url_of("erasure_approve", request.pk)))
    chief.post(url_of("erasure_approve", request.pk), {"seen": 0})
    director.post(url_of("erasure_approve_finally", request.pk), {"seen": 1})
    retain(carry_out=True)
    assert "委託申込2件、閲覧記録（" in text_of(director.get(request.get_absolute_url()))


def test_a_request_for_nothing_is_refused_on_the_page(cast):
    closed_case(cast)
    answer = signed_in(cast.chief).post(url_of("erasure_create"), {"reason": REASON})
    assert answer.status_code == 422 and "1つ以上選んでください" in text_of(answer)


def test_the_pages_take_ten_queries_however_much_is_asked_for(cast, queries):
    applications = [old_application(cast, "withdrawn").pk for _ in range(3)]
    persons = [closed_case(cast).person_id for _ in range(3)]
    looked_at(cast, 366 * 6)
    chief = signed_in(cast.chief)
    waiting = {name: queries(chief, url_of(name)) for name in ("erasures", "erasure_create")}
    request = create(
        ErasureRequest(
            center=cast.center, applications=applications, persons=persons, access_before=years_ago(6), reason=REASON,
            requested_by=cast.chief,
        ), by=cast.chief,
    )
    asked = {name: queries(chief, url_of(name, request.pk)) for name in ("erasure", "erasure_approve")}
    assert max([*waiting.values(), *asked.values()]) <= 12, (waiting, asked)


def test_the_words_of_an_erased_request_name_nobody(cast):
    """What the holdings of a request that names persons alone touch is of persons alone."""
    application = old_application(cast, "withdrawn")
    approved(cast, closed_case(cast))
    retain(carry_out=True)
    assert models.QuerySet(PartnerCandidate).filter(application=application).exists()

"""代行入力: an application on paper is typed in by the center, on record and before the eyes of both sides."""

from datetime import date, timedelta

import pytest

from partners import requirements
from partners.models import ConsignmentApplication, Corporation
from partners.models.registration import register_corporation
from partners.tests.conftest import text_of
from partners.tests.factories import COMPLETE, add_rows, make_application, select
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, Organization
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep
from shokuiki.records.models import Decision

TODAY, PAPER = date(2026, 11, 24), date(2026, 11, 20)
PAPER_TYPED = {"paper_on_era": "令和", "paper_on_year": "8", "paper_on_month": "11", "paper_on_day": "20"}
NEW = {
    "which": "new", "legal_form": "medical_corporation", "corporate_number": "4999900000707", "name": "医療法人 ひいらぎ会",
    "kana": "ひいらぎかい", "postal_code": "030-0801", "address": "青森県青森市新町1-2-3",
}


@pytest.fixture(autouse=True)
def on_24_november():
    with clock.moved_to(TODAY):
        yield


def typed(cast, state="draft", by=None, **changes):
    """An application of あおぞら会 on paper, typed by the clerk and brought to a state."""
    by = by or cast.clerk
    application = ConsignmentApplication(center=cast.center, organization=cast.corporation, **COMPLETE | changes)
    application.start_on_paper(by=by, paper_on=PAPER)
    add_rows(application, by)
    if state != "draft":
        application.submit(by=by)
    if state not in ("draft", "submitted"):
        application.receive(by=cast.clerk)
    if state == "returned":
        application.return_to_applicant(by=cast.program, comment="電話番号を確かめてください。")
    if state == "awaiting_decision":
        application.write_opinion(by=cast.program, opinion="適当と考える。")
        application.ask_decision(by=cast.program)
    return application


def test_the_clerk_begins_for_a_registered_corporation(cast, sends, sees):
    assert "紙の申込を代行入力する" in text_of(sees(cast.clerk, "applications"))
    data = PAPER_TYPED | {"which": "known", "known": cast.corporation.pk}
    response = sends(cast.clerk, data, "paper_create")
    application = ConsignmentApplication.objects.get()
    assert response.url == f"/applications/{application.pk}/edit/corporation/"
    assert (application.organization, application.center, application.state) == (cast.corporation, cast.center, "draft")
    assert (application.typed_by, application.paper_on, application.name) == (cast.clerk, PAPER, cast.corporation.name)
    assert application.history.get().history_change_reason == "申込を始める：紙で受け付けた申込"
    page = text_of(sees(cast.clerk, "application_edit", application.pk, "corporation"))
    assert "5項目中 1番目" in page


def test_a_new_corporation_is_registered_with_its_application(cast, sends):
    sends(cast.program, PAPER_TYPED | NEW, "paper_create")
    application = ConsignmentApplication.objects.get()
    corporation = Corporation.objects.get()
    assert application.organization == corporation.organization
    assert (application.corporate_number, application.legal_form, application.kana) == (
        "4999900000707", "medical_corporation", "ひいらぎかい"
    )
    assert corporation.history.get().history_user == cast.program


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"paper_on_day": "25"}, "先の日付です"),
        ({"paper_on_year": ""}, "年を入力してください"),
        ({"which": ""}, "申込をした法人"),
        ({"which": "known", "known": ""}, "申込をした法人を選んでください"),
        ({"name": ""}, "名称を入力してください"),
        ({"kana": ""}, "ふりがなを入力してください"),
        ({"address": ""}, "所在地を入力してください"),
        ({"legal_form": ""}, "法人種別を入力してください"),
        ({"corporate_number": ""}, "空のままにできるのは、小規模作業所だけです"),
        ({"corporate_number": "1234567890123"}, "数字の組合せが正しくありません"),
    ],
)
def test_what_is_wrong_says_why_and_nothing_is_written(cast, sends, change, sentence):
    before = Organization.objects.count()
    response = sends(cast.clerk, PAPER_TYPED | NEW | change, "paper_create")
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="医療法人 ひいらぎ会"' in text_of(response) or "name" in change
    assert not ConsignmentApplication.objects.exists() and Organization.objects.count() == before


def test_what_was_left_in_the_part_for_a_new_corporation_does_not_matter_for_a_known_one(cast, sends):
    data = PAPER_TYPED | NEW | {"which": "known", "known": cast.corporation.pk, "corporate_number": "12", "kana": "柊"}
    assert sends(cast.clerk, data, "paper_create").status_code == 302
    assert ConsignmentApplication.objects.get().organization == cast.corporation


def test_a_corporation_that_is_registered_is_not_registered_again(cast, sends):
    register_corporation(
        by=cast.clerk, organization={"name": "医療法人 ひいらぎ会"}, corporation={"corporate_number": "4999900000707"}, reason="登録"
    )
    response = sends(cast.clerk, PAPER_TYPED | NEW, "paper_create")
    assert response.status_code == 422
    assert "すでに登録されています（医療法人 ひいらぎ会）" in text_of(response)
    assert Corporation.objects.count() == 1


def test_what_the_corporation_told_another_center_is_not_filled_in(cast, sends):
    make_application(cast, "submitted")
    sends(cast.other_program, PAPER_TYPED | {"which": "known", "known": cast.corporation.pk}, "paper_create")
    application = ConsignmentApplication.objects.get(center=cast.other_center)
    assert (application.past_experience, application.insurer, application.candidates.count()) == ("", "", 0)


@pytest.mark.parametrize(("state", "known"), [("selected", True), ("rejected", True), ("withdrawn", False)])
def test_what_the_center_decided_on_before_is_filled_in_and_what_was_given_up_is_not(cast, sends, state, known):
    make_application(cast, state)
    sends(cast.clerk, PAPER_TYPED | {"which": "known", "known": cast.corporation.pk}, "paper_create")
    application = ConsignmentApplication.objects.get(state="draft")
    assert (application.insurer == "青嶺海上", application.candidates.exists()) == (known, known)


def test_a_second_open_application_is_refused_and_leaves_no_new_corporation(cast, sends):
    make_application(cast, "submitted")
    response = sends(cast.clerk, PAPER_TYPED | {"which": "known", "known": cast.corporation.pk}, "paper_create")
    assert response.status_code == 422
    assert "すでに進んでいます" in text_of(response)


@pytest.mark.parametrize("who", ["evaluator", "director", "dispatched", "manager", "partner", "officer"])
def test_only_who_receives_types_in(cast, sees, sends, who):
    assert sees(getattr(cast, who), "paper_create").status_code == 403
    assert sends(getattr(cast, who), PAPER_TYPED | NEW, "paper_create").status_code == 403
    assert not ConsignmentApplication.objects.exists()


def test_the_verbs_refuse_the_wrong_people_and_write_nothing(cast):
    application = typed(cast)
    for who in (cast.evaluator, cast.director, cast.other_program, cast.other_manager, cast.partner):
        for act in (
            lambda a, by: a.edit(by=by, changes={"contact": "誰か"}), lambda a, by: a.submit(by=by),
            lambda a, by: a.withdraw(by=by, reason="都合"),
        ):
            with pytest.raises(NotAllowed):
                act(application, who)
    with pytest.raises(NotAllowed):
        ConsignmentApplication(center=cast.other_center, organization=cast.other_corporation).start_on_paper(
            by=cast.clerk, paper_on=PAPER
        )
    application.refresh_from_db()
    assert (application.state, application.contact) == ("draft", COMPLETE["contact"])


def test_the_paper_is_not_of_the_future(cast):
    with pytest.raises(Refused, match="申込書の日付"):
        ConsignmentApplication(center=cast.center, organization=cast.corporation).start_on_paper(
            by=cast.clerk, paper_on=TODAY + timedelta(days=1)
        )
    assert not ConsignmentApplication.objects.exists()


def test_the_center_hands_in_under_the_same_rules_and_the_submission_says_so(cast, sends, sees):
    application = typed(cast, legal_form="")
    page = text_of(sees(cast.clerk, "application_submit", application.pk))
    assert "まだ足りないものがあります" in page
    with pytest.raises(Refused) as refused:
        application.submit(by=cast.clerk)
    assert refused.value.no == "S4" and not application.submissions.exists()
    application.edit(by=cast.program, changes={"legal_form": "medical_corporation"})
    response = sends(cast.clerk, {"seen": application.version}, "application_submit", application.pk)
    assert response.status_code == 302
    submission = application.submissions.get()
    assert (submission.by, submission.paper_on, submission.is_by_proxy) == (cast.clerk, PAPER, True)
    application.refresh_from_db()
    assert (application.state, application.submitted_on) == ("submitted", TODAY)
    assert application.history.first().history_change_reason == "申込を提出する：紙で受け付けた申込"


def test_both_sides_read_that_it_came_on_paper_who_typed_it_and_the_date(cast, sees):
    application = typed(cast, "under_review")
    for user in (cast.manager, cast.program, cast.director):
        page = text_of(sees(user, "application", application.pk))
        for words in ("代行入力", "紙で受け付けた申込", "岡田 文", "令和8年11月20日"):
            assert words in page, (user, words)
        history = text_of(sees(user, "application_history", application.pk, query="?all"))
        assert "紙で受け付けた申込" in history and "岡田 文" in history
        assert "代行入力" in text_of(sees(user, "submission", application.pk, 1))
        assert "代行入力" in text_of(sees(user, "applications"))
    assert "長谷川" not in text_of(sees(cast.manager, "application_history", application.pk, query="?all"))


def test_an_application_of_the_corporations_own_says_nothing_of_the_kind(cast, sees):
    application = make_application(cast, "under_review")
    assert "代行入力" not in text_of(sees(cast.program, "application", application.pk))
    assert application.submissions.get().is_by_proxy is False


def test_a_typed_draft_is_seen_by_who_may_type_and_by_the_corporation_only(cast, sees):
    application = typed(cast)
    expected = {
        "clerk": 200, "program": 200, "chief": 200, "manager": 200, "evaluator": 404, "director": 404, "other_program": 404,
        "other_manager": 404, "partner": 404, "officer": 404,
    }
    assert {who: sees(getattr(cast, who), "application", application.pk).status_code for who in expected} == expected
    page = text_of(sees(cast.program, "applications"))
    assert "あおぞら会" in page and "下書き" in page
    assert "0件" in text_of(sees(cast.evaluator, "applications"))


def test_a_corporation_without_a_manager_sees_it_as_soon_as_it_has_one(cast, sees, client):
    application = typed(cast, "submitted")
    assert sees(cast.other_manager, "application", application.pk).status_code == 404
    keep(Membership(user=cast.other_manager, organization=cast.corporation, post=Post.MANAGER), by=None, reason="発令")
    assert sees(cast.other_manager, "application", application.pk).status_code == 200


def test_once_the_manager_writes_in_it_it_is_the_corporations_alone(cast, sees):
    application = typed(cast)
    assert "センターが、紙の申込を入力しています" in text_of(sees(cast.manager, "application", application.pk))
    application.edit(by=cast.manager, changes={"contact": "書きかけの担当"})
    assert (application.is_typed_by_center, application.taken_over_on) == (False, TODAY)
    assert sees(cast.clerk, "application", application.pk).status_code == 404
    with pytest.raises(NotAllowed):
        application.edit(by=cast.clerk, changes={"contact": "岡田"})
    with pytest.raises(NotAllowed):
        application.submit(by=cast.clerk)
    application.submit(by=cast.manager)
    assert application.submissions.get().is_by_proxy is False
    page = text_of(sees(cast.clerk, "application", application.pk))
    assert "代行入力" in page and "から法人が記入" in page


def test_what_the_manager_hands_in_is_the_corporations_own(cast):
    application = typed(cast)
    application.submit(by=cast.manager)
    assert (application.is_typed_by_center, application.taken_over_on) == (False, TODAY)
    assert application.submissions.get().is_by_proxy is False
    application.receive(by=cast.clerk)
    application.return_to_applicant(by=cast.program, comment="電話番号を確かめてください。")
    with pytest.raises(NotAllowed):
        application.edit(by=cast.clerk, changes={"contact": "岡田"})


def test_a_returned_application_on_paper_is_handed_in_again_with_the_date_of_the_corrected_paper(cast, sends, sees):
    application = typed(cast, "returned")
    assert "電話番号を確かめてください。" in text_of(sees(cast.clerk, "application", application.pk))
    application.edit(by=cast.clerk, changes={"phone": "017-765-4321"})
    page = text_of(sees(cast.clerk, "application_submit", application.pk))
    assert "申込書の日付" in page and "017-765-4321" in page
    data = {"seen": application.version}
    assert sends(cast.clerk, data, "application_submit", application.pk).status_code == 422
    early = data | PAPER_TYPED | {"paper_on_day": "19"}
    assert "前の申込書の日付" in text_of(sends(cast.clerk, early, "application_submit", application.pk))
    sends(cast.clerk, data | PAPER_TYPED | {"paper_on_day": "24"}, "application_submit", application.pk)
    application.refresh_from_db()
    assert application.state == "under_review"
    assert [row.paper_on for row in application.submissions.all()] == [TODAY, PAPER]


def test_a_returned_application_on_paper_is_not_handed_in_again_without_a_new_paper(cast):
    application = typed(cast, "returned")
    with pytest.raises(Refused, match="直された申込書の日付"):
        application.submit(by=cast.clerk)
    application.refresh_from_db()
    assert (application.state, application.submissions.count()) == ("returned", 1)


def test_what_the_manager_corrects_in_a_returned_application_on_paper_stays_unseen_until_it_is_handed_in(cast, sees):
    application = typed(cast, "returned")
    application.edit(by=cast.manager, changes={"contact": "書きかけの担当"})
    for name, args in (("application", ()), ("application_history", ())):
        assert "書きかけ" not in text_of(sees(cast.clerk, name, application.pk, *args))
    assert sees(cast.clerk, "application_edit", application.pk, "corporation").status_code == 403


def test_the_center_withdraws_what_it_typed_by_mistake(cast, sends):
    application = typed(cast)
    sends(cast.clerk, {"reason": "別の法人のものでした", "seen": application.version}, "application_withdraw", application.pk)
    application.refresh_from_db()
    assert application.state == "withdrawn"


@pytest.mark.parametrize("part", ["typed", "typed on", "handed in"])
def test_p17_who_typed_or_handed_in_for_the_corporation_does_not_decide(cast, part):
    keep(Membership(user=cast.director, organization=cast.center, post=Post.CHIEF_COUNSELOR), by=None, reason="兼務")
    director = type(cast.director).objects.get(pk=cast.director.pk)
    application = typed(cast, by=director if part == "typed" else cast.clerk)
    if part == "typed on":
        application.edit(by=director, changes={"past_experience": "紙の続きを入力した。"})
    application.submit(by=director if part == "handed in" else cast.clerk)
    application.receive(by=cast.clerk)
    application.write_opinion(by=cast.program, opinion="適当と考える。")
    application.ask_decision(by=cast.program)
    for decide in (
        lambda: select(application, director),
        lambda: application.reject(by=director, event_date=TODAY, reason="体制が整っていない。"),
    ):
        with pytest.raises(Refused) as refused:
            decide()
        assert refused.value.no == "P17" and "代行入力した人" in refused.value.message
    application.refresh_from_db()
    assert (application.state, Decision.objects.count()) == ("awaiting_decision", 0)


def test_p17_another_director_decides_and_the_decision_rests_on_it(cast):
    application = typed(cast, "awaiting_decision")
    found = next(r for r in requirements.for_selection(application, by=cast.director, valid_from=TODAY, note="") if r.no == "P17")
    assert found.state == "met" and "代行入力した人：岡田 文" in found.fact
    select(application, cast.director)
    rule = next(rule for rule in Decision.objects.get().rests_on if rule["no"] == "P17")
    assert "代行入力した人とは別の人" in rule["title"]


def test_the_pages_take_no_more_than_10_queries(cast, client, queries):
    application = typed(cast, "returned")
    application.submit(by=cast.clerk, paper_on=TODAY)
    for user in (cast.manager, cast.clerk, cast.director):
        client.force_login(user)
        for path in ("", "history/?all", "submissions/2/", "submissions/2/compare/"):
            assert queries(client, f"/applications/{application.pk}/{path}") <= 10, path
    client.force_login(cast.clerk)
    assert queries(client, "/applications/on-paper/create/") <= 10

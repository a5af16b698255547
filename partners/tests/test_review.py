"""The center's side of a 委託申込: what it sees and what it does not, 審査意見, 差戻し, the list."""

import pytest

from partners.tests.conftest import text_of
from partners.tests.factories import STATES, make_application, make_applications, make_draft

PAGES = ("application", "application_history")


def both_pages(sees, user, application):
    return "".join(
        text_of(sees(user, name, application.pk, query=query)) for name, query in
        (("application", ""), ("application_history", ""), ("application_history", "?all"))
    )


def test_the_center_never_sees_a_draft(cast, sees):
    application = make_draft(cast)
    for name in PAGES:
        assert sees(cast.program, name, application.pk).status_code == 404
    assert application.name not in text_of(sees(cast.director, "applications"))


def test_a_returned_application_hides_its_corrections_from_the_center(cast, sees):
    application = make_application(cast, "returned")
    application.edit(by=cast.manager, changes={
        "name": "書きかけの名称", "representative_name": "書きかけの代表", "accounting_method": "書きかけの方法",
    })
    seen_by_center = both_pages(sees, cast.program, application) + text_of(sees(cast.program, "applications"))
    assert "書きかけ" not in seen_by_center
    assert "小林 直樹" in seen_by_center
    assert "書きかけの代表" in text_of(sees(cast.manager, "application", application.pk))
    application.submit(by=cast.manager)
    assert "書きかけの代表" in text_of(sees(cast.program, "application", application.pk))
    assert "書きかけの代表" in text_of(sees(cast.program, "application_history", application.pk, query="?all"))


def test_corrections_given_up_by_a_withdrawal_stay_unseen(cast, sees):
    application = make_application(cast, "returned")
    application.edit(by=cast.manager, changes={"name": "書きかけの名称", "accounting_method": "書きかけの方法"})
    application.withdraw(by=cast.manager, reason="都合")
    assert "書きかけ" not in both_pages(sees, cast.program, application) + text_of(sees(cast.program, "applications"))


def test_a_conflict_does_not_show_the_center_what_is_being_typed(cast, sends):
    application = make_application(cast, "under_review")
    version = application.version
    application.return_to_applicant(by=cast.chief, comment="直してください")
    application.edit(by=cast.manager, changes={"contact": "書きかけの担当"})
    response = sends(cast.program, {"opinion": "私の意見", "seen": version}, "application_opinion", application.pk)
    assert response.status_code == 409
    assert "私の意見" in text_of(response)
    assert "直してください" in text_of(response)
    assert "書きかけ" not in text_of(response)


def test_the_corporation_reads_neither_the_opinion_nor_who_wrote_it(cast, sees):
    application = make_application(cast, "awaiting_decision")
    page = both_pages(sees, cast.manager, application)
    assert "委託先として適当と考える" not in page
    assert "審査意見" not in page
    assert "長谷川" not in page
    center = both_pages(sees, cast.chief, application)
    assert "委託先として適当と考える" in center
    assert "長谷川" in center


def test_a_conflict_does_not_show_the_corporation_the_opinion(cast, sends):
    application = make_application(cast, "under_review")
    version = application.version
    application.write_opinion(by=cast.program, opinion="慎重に見たい")
    response = sends(cast.manager, {"reason": "都合", "seen": version}, "application_withdraw", application.pk)
    assert response.status_code == 409
    assert "慎重に見たい" not in text_of(response)
    assert "センターの担当者が先に保存しました" in text_of(response) and "長谷川" not in text_of(response)


def test_the_corporation_does_not_read_that_the_director_sent_it_back_inside(cast, sees):
    application = make_application(cast, "awaiting_decision")
    application.send_back(by=cast.director, event_date=application.asked_on, reason="所内でもう一度")
    assert "所内でもう一度" not in both_pages(sees, cast.manager, application)
    assert "所内でもう一度" in text_of(sees(cast.program, "application_history", application.pk))


def test_the_comment_of_a_return_is_the_first_thing_the_corporation_reads(cast, sees):
    application = make_application(cast, "returned")
    for name, args in (("applications", ()), ("application", (application.pk,)),
                       ("application_edit", (application.pk, "wish")), ("application_submit", (application.pk,))):
        assert "代表者のふりがなを直してください。" in text_of(sees(cast.manager, name, *args)), name


def test_a_return_needs_its_comment(cast, sends):
    application = make_application(cast, "under_review")
    response = sends(cast.program, {"comment": "", "seen": application.version}, "application_return", application.pk)
    assert response.status_code == 422
    assert "直してほしいことを入力してください" in text_of(response)
    application.refresh_from_db()
    assert application.state == "under_review"


def test_the_way_from_receipt_to_the_request(cast, sends):
    application = make_application(cast)
    steps = (
        (cast.clerk, "application_receive", {}, "under_review"),
        (cast.program, "application_opinion", {"opinion": "適当と考える。"}, "under_review"),
        (cast.program, "application_return", {"comment": "電話番号を直してください。"}, "returned"),
        (cast.manager, "application_submit", {}, "under_review"),
        (cast.chief, "application_ask", {}, "awaiting_decision"),
    )
    for user, name, data, state in steps:
        application.refresh_from_db()
        response = sends(user, data | {"seen": application.version}, name, application.pk)
        assert response.status_code == 302, name
        application.refresh_from_db()
        assert application.state == state
    assert (application.asked_by, application.opinion) == (cast.chief, "適当と考える。")


@pytest.mark.parametrize(
    ("name", "who", "state", "data"),
    [
        ("application_receive", "clerk", "submitted", {}),
        ("application_opinion", "program", "under_review", {"opinion": "適当"}),
        ("application_return", "program", "under_review", {"comment": "直す"}),
    ],
)
def test_the_second_of_two_clicks_loses(cast, sends, name, who, state, data):
    application = make_application(cast, state)
    data = data | {"seen": application.version}
    assert sends(getattr(cast, who), data, name, application.pk).status_code == 302
    assert sends(getattr(cast, who), data, name, application.pk).status_code == 409


def test_the_list_narrows_by_state_and_kind_and_counts(cast, sees):
    make_application(cast, "submitted", organization=cast.other_corporation, by=cast.other_manager,
                     name="医療法人 みどり会", legal_form="medical_corporation")
    make_application(cast, "under_review")
    page = text_of(sees(cast.program, "applications"))
    assert "医療法人 みどり会" in page
    assert "社会福祉法人 あおぞら会" in page
    page = text_of(sees(cast.program, "applications", query="?state=under_review"))
    assert "医療法人 みどり会" not in page
    assert "（全2件のうち）" in page
    page = text_of(sees(cast.program, "applications", query="?legal_form=medical_corporation"))
    assert "社会福祉法人 あおぞら会" not in page
    assert "条件に合う申込はありません" in text_of(sees(cast.program, "applications", query="?state=selected"))


def test_the_list_takes_the_same_queries_for_1_and_30(cast, client, queries):
    make_application(cast)
    client.force_login(cast.program)
    few = queries(client, "/applications/")
    make_applications(cast, 30)
    assert queries(client, "/applications/") == few
    assert few <= 12


@pytest.mark.parametrize("state", STATES)
def test_the_pages_of_an_application_take_no_more_than_12_queries(cast, client, queries, state):
    application = make_application(cast, state)
    for user in (cast.manager, cast.director):
        if user == cast.director and state == "draft":
            continue
        client.force_login(user)
        for query in ("", "history/", "history/?all"):
            assert queries(client, f"/applications/{application.pk}/{query}") <= 12


STAFF_PAGES = {
    "application_receive": "submitted", "application_opinion": "under_review", "application_return": "under_review",
    "application_ask": "under_review", "application_select": "awaiting_decision",
    "application_select_confirm": "awaiting_decision",
}
EXPECTED = {
    "manager": dict.fromkeys(STAFF_PAGES, 403),
    "partner": dict.fromkeys(STAFF_PAGES, 404),
    "other_manager": dict.fromkeys(STAFF_PAGES, 404),
    "other_director": dict.fromkeys(STAFF_PAGES, 404),
    "officer": dict.fromkeys(STAFF_PAGES, 404),
    "evaluator": dict.fromkeys(STAFF_PAGES, 403),
    "clerk": dict.fromkeys(STAFF_PAGES, 403) | {"application_receive": 200},
    "program": dict.fromkeys(STAFF_PAGES, 200) | {"application_select": 403, "application_select_confirm": 403},
    "director": dict.fromkeys(STAFF_PAGES, 403) | {"application_select": 200, "application_select_confirm": 302},
}


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_who_opens_a_page_of_the_center(cast, sees, name):
    application = make_application(cast, STAFF_PAGES[name])
    found = {who: sees(getattr(cast, who), name, application.pk).status_code for who in EXPECTED}
    assert found == {who: pages[name] for who, pages in EXPECTED.items()}


def test_who_reads_an_application(cast, sees):
    application = make_application(cast)
    expected = {
        "manager": 200, "director": 200, "program": 200, "clerk": 200, "partner": 404, "other_manager": 404,
        "other_director": 404, "dispatched": 404, "officer": 404, "technician": 404, "caseworker": 404,
    }
    for name in PAGES:
        assert {who: sees(getattr(cast, who), name, application.pk).status_code for who in expected} == expected


def test_the_list_is_closed_to_others(cast, sees):
    for who in ("partner", "officer", "technician", "dispatched"):
        assert sees(getattr(cast, who), "applications").status_code == 403, who

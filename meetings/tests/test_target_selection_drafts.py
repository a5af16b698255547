"""対象者選定: drafts of a decision, two directors, and what changes before the last button is pressed."""


from meetings.enums import RequestState
from meetings.tests.selection_pages import changed, confirm_url, go_to_confirmation, press, text, typed
from meetings.tests.selection_steps import requested
from shokuiki.accounts.enums import Post
from shokuiki.records.enums import Outcome
from shokuiki.records.models import Decision, Draft
from shokuiki.testing.factories import make_member


def test_what_is_typed_stays_a_draft_that_only_its_writer_sees(cast, signed_in):
    request = requested(cast)
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")
    answer = signed_in(cast.director).post(request.get_absolute_url() + "?draft=1", typed(request, reason="書きかけ"))
    assert answer.status_code == 200 and set(answer.json()) == {"saved_at"}
    assert "書きかけ" in text(signed_in(cast.director).get(request.get_absolute_url()))
    assert "書きかけ" not in text(signed_in(second).get(request.get_absolute_url()))
    assert signed_in(second).get(confirm_url(request)).status_code == 302
    assert not Decision.objects.filter(kind="target_selection").exists()


def test_the_confirmation_without_a_complete_draft_leads_back(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    for data in (None, typed(request, reason="")):
        if data:
            client.post(request.get_absolute_url() + "?draft=1", data)
        for response in (client.get(confirm_url(request)), client.post(confirm_url(request), {})):
            assert (response.status_code, response.url) == (302, request.get_absolute_url())
    assert "そろっていないものがあります" in text(client.get(request.get_absolute_url()))


def test_a_case_that_changed_between_draft_and_confirmation_is_told(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    page = go_to_confirmation(client, request)
    changed(request.case, cast.chief, desired_work="清掃")
    response = client.get(confirm_url(request))
    assert response.url == request.get_absolute_url()
    told = text(client.get(response.url))
    assert "大西 誠さんが先に保存しました" in told and "<ins>清掃</ins>" in told and "案件の内容が変わりました" in told
    answer = press(client, request, page)
    assert answer.status_code == 409 and "<ins>清掃</ins>" in text(answer)
    request.refresh_from_db()
    assert request.state == RequestState.REQUESTED
    press(client, request, go_to_confirmation(client, request))
    request.refresh_from_db()
    assert request.state == RequestState.DECIDED


def test_a_decision_page_that_is_out_of_date_is_told_on_saving(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    old = typed(request)
    changed(request.case, cast.chief, desired_work="清掃")
    response = client.post(request.get_absolute_url(), old)
    assert response.status_code == 409 and "<ins>清掃</ins>" in text(response)
    assert not Draft.objects.exists()


def test_the_second_director_is_told_and_changes_nothing(cast, signed_in, client):
    request = requested(cast)
    second = make_member(cast.center, Post.DIRECTOR, "大山 望", "おおやま のぞみ")
    pages = {user: go_to_confirmation(signed_in(user), request, outcome=outcome)
             for user, outcome in ((cast.director, "selected"), (second, "declined"))}
    assert press(signed_in(cast.director), request, pages[cast.director]).status_code == 302
    answer = press(signed_in(second), request, pages[second])
    assert answer.status_code == 409 and "決定済" in text(answer)
    request.refresh_from_db()
    assert request.outcome == Outcome.SELECTED
    assert Decision.objects.filter(kind="target_selection").count() == 1
    assert signed_in(second).post(request.get_absolute_url(), typed(request)).status_code == 409


def test_the_second_click_of_one_director_decides_nothing_more(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    page = go_to_confirmation(client, request)
    assert press(client, request, page).status_code == 302
    assert press(client, request, page).status_code == 409
    assert Decision.objects.filter(kind="target_selection").count() == 1


def test_a_draft_that_was_rewritten_after_the_confirmation_opened_is_shown_again(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    page = go_to_confirmation(client, request)
    go_to_confirmation(client, request, outcome="declined")
    response = press(client, request, page)
    assert response.url == confirm_url(request)
    request.refresh_from_db()
    assert request.state == RequestState.REQUESTED


def test_who_asked_is_offered_no_decision(cast, signed_in):
    """P17"""
    request = requested(cast)
    changed(request, cast.program, requested_by=cast.director)
    client = signed_in(cast.director)
    widget = client.get(request.get_absolute_url()).context["form"].fields["outcome"].widget
    assert set(widget.unavailable) == {"selected", "declined", "sent_back"}
    page = go_to_confirmation(client, request, outcome="declined")
    assert press(client, request, page).status_code == 422
    request.refresh_from_db()
    assert request.state == RequestState.REQUESTED

"""記録の検証, and the hashes beside the decisions: who sees them, what they say, what they cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests import factories as make
from meetings.tests.selection_steps import decision, requested
from shokuiki.records import clock, heads, verify
from shokuiki.records.models import Decision, Verification
from shokuiki.records.tests.tampering import change, decided_center, unprotected
from shokuiki.records.tests.test_ledger import decide

pytestmark = pytest.mark.django_db
PAGE, AGAIN, FILE = "/ledger/", "/ledger/verify/", "/ledger/head/"


def page_of(client, user, url=PAGE):
    client.force_login(user)
    response = client.get(url)
    return response, response.content.decode()


@pytest.mark.parametrize("who", ["director", "chief"])
def test_the_director_and_the_chief_see_the_entries_of_their_center(client, cast, who):
    case = decided_center(cast)
    response, text = page_of(client, getattr(cast, who))
    assert response.status_code == 200
    last = Decision.objects.filter(center=cast.center).order_by("-number").first()
    assert f"第{last.number}件" in text and last.short_hash in text and case.number in text
    assert "まだ検証されていません" in text and "なし（最初の決定）" in text
    assert case.person.family_name not in text


@pytest.mark.parametrize("who", ["program", "evaluator", "clerk", "dispatched", "manager", "partner", "technician", "officer"])
@pytest.mark.parametrize(("method", "url"), [("get", PAGE), ("post", AGAIN), ("get", FILE)])
def test_everybody_else_is_told_who_verifies(client, cast, who, method, url):
    client.force_login(getattr(cast, who))
    response = getattr(client, method)(url)
    assert response.status_code == 403 and "所長と主任が行います" in response.content.decode()
    assert not Verification.objects.exists()


def test_nobody_without_sign_in(client, cast):
    for url in (PAGE, FILE):
        assert client.get(url).status_code == 302


def test_another_center_is_neither_shown_nor_verified(client, cast):
    case = make.make_case(cast)
    decide(case, cast.director)
    _, text = page_of(client, cast.other_director)
    assert "決定はまだありません" in text and case.number not in text
    client.post(AGAIN)
    assert list(Verification.objects.values_list("center", "by")) == [(cast.other_center.pk, cast.other_director.pk)]


def test_verifying_again_says_what_came_of_it(client, cast):
    decide(make.make_case(cast), cast.director)
    client.force_login(cast.director)
    text = client.post(AGAIN, follow=True).content.decode()
    assert "検証しました。改ざんなし：1件の連鎖が一致" in text and cast.director.name in text
    assert client.get(AGAIN).status_code == 405


def test_what_does_not_agree_is_listed_with_what_to_do(client, cast):
    row = decide(make.make_case(cast), cast.director)
    with unprotected():
        change(Decision, row.pk, post="clerk")
    client.force_login(cast.director)
    text = client.post(AGAIN, follow=True).content.decode()
    assert "不一致：1件が見つかりました" in text and "第1件　拡大ケース会議" in text
    assert text.index("不一致が見つかったとき") < text.index("決定の連鎖</h2>")


def test_a_verification_that_takes_too_long_leaves_it_to_the_night(client, cast, monkeypatch):
    def long(*args, **kwargs):
        raise verify.TakesTooLong

    monkeypatch.setattr(verify, "verify", long)
    client.force_login(cast.director)
    assert "今夜の自動の検証" in client.post(AGAIN, follow=True).content.decode()


def test_the_head_is_a_file_that_the_command_reads(client, cast):
    row = decide(make.make_case(cast), cast.director)
    client.force_login(cast.chief)
    response = client.get(FILE)
    assert response["Content-Disposition"].startswith('attachment; filename="shokuiki-head-')
    head, = heads.read(response.content.decode())
    assert (head.center_id, head.number, head.hash) == (cast.center.pk, 1, row.hash)


def test_twenty_entries_a_page(client, cast):
    case = make.make_case(cast)
    for _ in range(21):
        decide(case, cast.director)
    _, text = page_of(client, cast.director)
    assert "第21件" in text and "第2件" in text and "第1件　" not in text and "全21件" in text
    _, text = page_of(client, cast.director, f"{PAGE}?page=2")
    assert "第1件　" in text and "第2件　" not in text


def test_the_page_takes_the_same_number_of_queries_for_1_and_30(client, cast, queries):
    case = make.follow_up_case(cast)
    client.force_login(cast.director)
    few = queries(client, PAGE)
    for _ in range(30):
        decide(case, cast.director)
    verify.verify(cast.center.pk)
    assert queries(client, PAGE) <= few <= 10


def test_the_menu_leads_there_for_who_may(client, cast):
    for who, there in ((cast.director, True), (cast.chief, True), (cast.program, False)):
        _, text = page_of(client, who, "/")
        assert (f'href="{reverse("desk:ledger")}"' in text) is there


# --- Beside the decisions ---------------------------------------------------------------------------------------------
def test_the_course_of_a_case_shows_number_and_hashes(client, cast):
    case = make.selected_case(cast)
    _, text = page_of(client, cast.director, case.get_absolute_url())
    row = Decision.objects.get(kind="target_selection")
    assert f"第{row.number}件" in text and row.short_hash in text and row.short_previous in text


def test_the_history_of_an_application_shows_number_and_hashes_to_both_sides(client, cast):
    application = make.make_selection(cast).application
    row = Decision.objects.get()
    for who in (cast.director, cast.manager):
        _, text = page_of(client, who, reverse("partners:application_history", args=[application.pk]))
        assert row.short_hash in text and "なし（最初の決定）" in text


@pytest.fixture
def selected(cast):
    request = requested(cast)
    request.select(by=cast.director, **decision(request))
    return request


def test_the_page_of_a_selection_shows_the_chain_and_its_last_verification(client, cast, selected, queries):
    client.force_login(cast.director)
    url = selected.get_absolute_url()
    text = client.get(url).content.decode()
    row = Decision.objects.get(kind="target_selection")
    assert row.short_hash in text and "まだ検証されていません" in text and reverse("desk:ledger") in text
    before = queries(client, url)
    with clock.moved_to(timezone.now()):
        verify.verify(cast.center.pk)
    text = client.get(url).content.decode()
    assert f"改ざんなし：{row.number}件の連鎖が一致（本日 " in text
    assert queries(client, url) == before <= 12
    with unprotected():
        change(Decision, row.pk, post="clerk")
    assert f"第{row.number}件" in text
    verify.verify(cast.center.pk)
    assert "記録の不一致が見つかっています" in client.get(url).content.decode()


def test_a_counselor_sees_the_result_and_no_way_to_where_they_may_not_go(client, cast, selected):
    _, text = page_of(client, cast.program, selected.get_absolute_url())
    assert "まだ検証されていません" in text and reverse("desk:ledger") not in text

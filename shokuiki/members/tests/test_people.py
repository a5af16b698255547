"""職員と役職, 団体の担当者, 自分の所属: the lists, 発令, 代決 and 解除 on their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, User
from shokuiki.members.tests.conftest import text_of
from shokuiki.records import clock
from shokuiki.testing.factories import make_member

DAY = timedelta(days=1)
CENTER_STAFF = ["director", "chief", "evaluator", "program", "clerk"]


def own(user):
    return user.memberships.get(acting_for=None)


def depute(cast, user):
    today = clock.today()
    deputy = Membership(organization=cast.center, user=user, valid_from=today, valid_to=today + 6 * DAY)
    return deputy.depute(by=cast.director, reason="出張のため")


# --- The lists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", CENTER_STAFF)
def test_all_staff_of_the_center_read_who_is_who_and_who_is_deputy(sees, cast, who):
    depute(cast, cast.chief)
    page = text_of(sees(getattr(cast, who), "people", cast.center.pk))
    assert "大西 誠さんが、所長 高瀬 恵子さんの代決者です" in page
    assert all(user.name in page for user in (cast.director, cast.clerk, cast.dispatched))


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("dispatched", "center", 403), ("manager", "center", 404), ("other_director", "center", 404),
        ("manager", "corporation", 200), ("partner", "corporation", 403), ("other_manager", "corporation", 404),
        ("clerk", "corporation", 200), ("officer", "peso", 403), ("other_officer", "peso", 404),
        ("program", "peso", 200), ("technician", "workplace", 403), ("other_program", "agency", 200),
    ],
)
def test_who_reads_the_people_of_an_organization(sees, cast, who, where, status):
    assert sees(getattr(cast, who), "people", getattr(cast, where).pk).status_code == status


def test_former_posts_stand_on_a_list_of_their_own(sees, cast):
    own(cast.clerk).dismiss(by=cast.director)
    now, past = sees(cast.chief, "people", cast.center.pk), sees(cast.chief, "people", cast.center.pk, query="?past")
    assert cast.clerk.name not in text_of(now) and cast.clerk.name in text_of(past)
    assert "解除済み" in text_of(past)


def test_the_list_takes_the_same_queries_for_few_and_many(queries, client, cast, invite):
    client.force_login(cast.director)
    url = reverse("members:people", args=[cast.center.pk])
    depute(cast, cast.chief)
    invite(cast.center, Post.CLERK, by=cast.director)
    few = queries(client, url)
    for number in range(8):
        make_member(cast.center, Post.CLERK, f"職員 {number}", "しょくいん")
        invite(cast.center, Post.CLERK, by=cast.director, email=f"n{number}@example.jp")
    assert queries(client, url) == few <= 10


def test_the_list_of_organizations_is_for_those_who_work_with_them(sees, cast):
    found = [who for who in CENTER_STAFF if sees(getattr(cast, who), "organizations").status_code == 200]
    assert found == ["director", "chief", "program"]
    assert sees(cast.manager, "organizations").status_code == 403


def test_the_list_of_organizations_counts_people_once_and_narrows_by_kind(sees, queries, client, cast):
    make_member(cast.peso, Post.PESO_OFFICER, "二人 目", "ふたりめ")
    page = text_of(sees(cast.program, "organizations", query="?kind=peso"))
    assert cast.peso.name in page and cast.corporation.name not in page
    assert "2名" in page
    assert queries(client, reverse("members:organizations")) <= 10


@pytest.mark.parametrize("who", ["director", "dispatched", "manager", "technician", "officer"])
def test_everybody_sees_their_own_memberships(sees, cast, who):
    user = getattr(cast, who)
    page = sees(user, "mine")
    assert page.status_code == 200 and own(user).organization.name in text_of(page)


def test_the_menu_leads_to_the_people(sees, cast):
    page = text_of(sees(cast.clerk, "people", cast.center.pk))
    address = f'href="{reverse("members:organizations")}"'
    assert f'href="{reverse("members:people", args=[cast.center.pk])}" aria-current="page"' in page and address not in page
    assert address in text_of(sees(cast.chief, "people", cast.center.pk))


# --- 発令 -----------------------------------------------------------------------------------------------------------


def test_the_director_appoints_on_the_page(sends, cast):
    data = {"user": cast.clerk.pk, "post": Post.PROGRAM_COUNSELOR, "valid_from": "2099-04-01", "valid_to": "", "reason": "異動"}
    response = sends(cast.director, data, "appoint", cast.center.pk)
    assert (response.status_code, response.url) == (302, reverse("members:people", args=[cast.center.pk]))
    assert cast.clerk.memberships.filter(post=Post.PROGRAM_COUNSELOR, valid_from="2099-04-01").exists()
    again = sends(cast.director, data, "appoint", cast.center.pk)
    assert again.status_code == 422 and "すでにこの役職に就いています" in text_of(again)


@pytest.mark.parametrize(
    ("who", "status"), [("chief", 403), ("clerk", 403), ("dispatched", 403), ("manager", 404), ("other_director", 404)]
)
def test_nobody_else_opens_the_page_of_appointments(sees, cast, who, status):
    assert sees(getattr(cast, who), "appoint", cast.center.pk).status_code == status


def test_nobody_is_appointed_at_a_corporation(sees, cast):
    assert sees(cast.director, "appoint", cast.corporation.pk).status_code == 403
    assert sees(cast.manager, "appoint", cast.corporation.pk).status_code == 403


def test_what_was_typed_of_an_appointment_stays(sends, cast):
    data = {"user": cast.clerk.pk, "post": Post.DIRECTOR, "valid_from": "令和8年13月1日", "reason": "春の異動"}
    page = sends(cast.director, data, "appoint", cast.center.pk)
    assert page.status_code == 422 and "春の異動" in text_of(page) and "令和8年13月1日" in text_of(page)
    stranger = sends(cast.director, data | {"user": cast.manager.pk}, "appoint", cast.center.pk)
    assert stranger.status_code == 422 and not cast.manager.memberships.filter(organization=cast.center).exists()


def test_a_deputy_is_not_offered_the_directors_post(sees, sends, cast):
    depute(cast, cast.chief)
    assert 'value="director"' not in text_of(sees(cast.chief, "appoint", cast.center.pk))
    data = {"user": cast.clerk.pk, "post": Post.DIRECTOR, "valid_from": clock.today().isoformat()}
    assert sends(cast.chief, data, "appoint", cast.center.pk).status_code == 422
    assert not cast.clerk.memberships.filter(post=Post.DIRECTOR).exists()


# --- 代決 -----------------------------------------------------------------------------------------------------------


def test_the_director_names_a_deputy_on_the_page(sends, cast):
    today = clock.today()
    data = {"user": cast.chief.pk, "valid_from": today.isoformat(), "valid_to": (today + DAY).isoformat(), "reason": "出張"}
    assert sends(cast.director, data, "depute", cast.center.pk).status_code == 302
    deputy = Membership.objects.deputies().get()
    assert (deputy.user, deputy.acting_for, deputy.post) == (cast.chief, cast.director, Post.DIRECTOR)
    again = sends(cast.director, data, "depute", cast.center.pk)
    assert again.status_code == 422 and "期間が重なります" in text_of(again)


def test_only_counselors_are_offered_as_deputies(sees, cast):
    page = text_of(sees(cast.director, "depute", cast.center.pk))
    offered = [user for user in User.objects.all() if f'<option value="{user.pk}">' in page]
    assert {user.pk for user in offered} == {u.pk for u in (cast.chief, cast.evaluator, cast.program, cast.colleague)}


def test_bad_input_on_the_page_of_deputies_says_why(sends, cast):
    data = {"user": cast.chief.pk, "valid_from": "2026-01-01", "valid_to": "", "reason": ""}
    page = sends(cast.director, data, "depute", cast.center.pk)
    assert page.status_code == 422 and "代決の終わり" in text_of(page) and "理由" in text_of(page)


@pytest.mark.parametrize(("who", "status"), [("chief", 403), ("clerk", 403), ("manager", 404), ("other_director", 404)])
def test_nobody_else_opens_the_page_of_deputies(sees, cast, who, status):
    depute(cast, cast.chief)  # a deputy names none
    assert sees(getattr(cast, who), "depute", cast.center.pk).status_code == status


def test_the_director_ends_a_deputyship_on_the_page(sends, cast):
    deputy = depute(cast, cast.chief)
    assert sends(cast.director, {"when": "now", "seen": deputy.version}, "membership_end", deputy.pk).status_code == 302
    assert not User.objects.get(pk=cast.chief.pk).directs(cast.center.pk)


# --- 解除 -----------------------------------------------------------------------------------------------------------


def test_the_director_ends_a_post_on_a_day(sends, cast):
    held = own(cast.clerk)
    data = {"when": "day", "on": (clock.today() + DAY).isoformat(), "reason": "退職", "seen": held.version}
    assert sends(cast.director, data, "membership_end", held.pk).status_code == 302
    assert own(cast.clerk).valid_to == clock.today() + DAY
    late = sends(cast.director, data, "membership_end", held.pk)
    assert late.status_code == 409 and "あなた（ほかの画面）が先に保存しました" in text_of(late)


def test_an_end_needs_a_day_or_at_once(sends, cast):
    page = sends(cast.director, {"when": "day", "on": "", "reason": "退職します"}, "membership_end", own(cast.clerk).pk)
    assert page.status_code == 422 and "解除日を入力してください" in text_of(page) and "退職します" in text_of(page)


def test_an_ended_post_is_not_ended_again(sees, cast):
    held = own(cast.clerk)
    held.dismiss(by=cast.director)
    assert sees(cast.director, "membership_end", held.pk).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("chief", 403), ("clerk", 403), ("manager", 404), ("other_director", 404)])
def test_nobody_else_ends_a_post_of_the_center(sees, cast, who, status):
    assert sees(getattr(cast, who), "membership_end", own(cast.program).pk).status_code == status


def test_who_is_left_without_a_post_is_signed_out_and_sees_nothing(sends, client, cast):
    client.force_login(cast.clerk)
    assert client.get(reverse("cases:list")).status_code == 200
    own(cast.clerk).dismiss(by=cast.director)
    assert client.get(reverse("members:people", args=[cast.center.pk])).status_code == 404
    assert client.get("/").status_code == 403


def test_names_stay_on_what_a_former_person_did(sees, cast):
    make = Membership(organization=cast.center, user=cast.clerk, post=Post.PROGRAM_COUNSELOR)
    make.appoint(by=cast.director)
    own(cast.manager)
    assert make.history.get().history_user == cast.director

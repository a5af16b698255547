"""Where I am signed in, and ending it."""

import pytest
from django.urls import reverse

from shokuiki.accounts import devices, idle
from shokuiki.accounts.tests.signing_in import signed_in
from shokuiki.testing.factories import PASSWORD

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = f"{CHROME} Edg/140.0.0.0"
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Windows の Chrome"), (IPHONE, "iPhone の Safari"), (EDGE, "Windows の Edge"),
        (ANDROID, "Android の Chrome"), ("curl/8.5", "種類の分からない端末"), ("", "種類の分からない端末"),
    ],
)
def test_a_browser_is_named_in_words(said, words):
    assert devices.in_words(said) == words


@pytest.fixture
def pc(cast):
    return signed_in(cast.chief, user_agent=CHROME)


@pytest.fixture
def phone(cast, pc):
    return signed_in(cast.chief, user_agent=IPHONE)


def shown(client):
    return client.get(reverse("usersessions_list")).context["sessions"]


def is_open(client):
    return client.get(reverse("usersessions_list")).status_code == 200


def test_every_place_is_listed_and_this_one_is_marked(pc, phone):
    assert [(s.device, s.is_this, s.address) for s in shown(pc)] == [
        ("Windows の Chrome", True, "127.0.0.1"), ("iPhone の Safari", False, "127.0.0.1"),
    ]
    page = pc.get(reverse("usersessions_list")).content.decode()
    assert page.count("この端末</span>") == 1


def test_the_sessions_of_others_are_neither_listed_nor_ended(cast, pc):
    stranger = signed_in(cast.clerk)
    assert len(shown(stranger)) == 1
    number = shown(pc)[0].pk
    assert stranger.post(reverse("usersessions_end", args=[number])).status_code == 404
    assert is_open(pc)


def test_one_other_session_is_ended_after_confirmation_and_at_once(pc, phone):
    number = shown(pc)[1].pk
    asked = pc.get(reverse("usersessions_end", args=[number]))
    assert "iPhone の Safari" in asked.content.decode()
    assert is_open(phone)
    assert pc.post(reverse("usersessions_end", args=[number])).url == reverse("usersessions_list")
    assert not is_open(phone)
    assert is_open(pc)


def test_this_session_is_not_ended_here_but_by_signing_out(pc):
    assert pc.post(reverse("usersessions_end", args=[shown(pc)[0].pk])).status_code == 404


def test_all_others_are_ended_at_once(cast, pc, phone):
    third = signed_in(cast.chief)
    assert "2か所" in pc.get(reverse("usersessions_end_others")).content.decode()
    pc.post(reverse("usersessions_end_others"))
    assert [is_open(client) for client in (pc, phone, third)] == [True, False, False]
    assert len(shown(pc)) == 1


def test_a_new_password_ends_the_other_sessions(pc, phone):
    passwords = {"oldpassword": PASSWORD, "password1": "yama-no-mori-99", "password2": "yama-no-mori-99"}
    assert pc.post(reverse("account_change_password"), passwords).url == reverse("mfa_index")
    assert is_open(pc)
    assert not is_open(phone)
    assert len(shown(pc)) == 1


def test_a_session_that_was_left_alone_is_not_listed(pc, phone, settings):
    session = phone.session
    session[idle.SEEN] -= settings.SESSION_IDLE_SECONDS
    session.save()
    assert len(shown(pc)) == 1


def test_no_page_pays_for_the_list_of_sessions(pc, queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        pc.get("/")
    assert not [q["sql"] for q in captured if "usersession" in q["sql"]]


def test_the_list_takes_the_same_queries_for_one_and_for_many(cast, pc, queries):
    few = queries(pc, reverse("usersessions_list"))
    for _ in range(8):
        signed_in(cast.chief)
    assert queries(pc, reverse("usersessions_list")) == few <= 10

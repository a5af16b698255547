"""A session ends when it is left alone, at the latest after twelve hours, and costs no write at every request."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shokuiki.accounts import idle
from shokuiki.accounts.tests.signing_in import sign_in, signed_in


@pytest.fixture
def wait(monkeypatch):
    """``wait(seconds)``: for the sessions, so much time has passed, and not a second more."""
    now = {"seconds": idle.time.time()}
    monkeypatch.setattr(idle, "time", SimpleNamespace(time=lambda: now["seconds"]))

    def move(seconds):
        now["seconds"] += seconds

    return move


@pytest.fixture(autouse=True)
def noted_each_minute(settings):
    settings.SESSION_NOTE_SECONDS = 60


def is_open(client):
    return client.get("/").status_code == 200


def test_a_session_left_alone_for_half_an_hour_asks_for_the_sign_in_again(cast, wait):
    client = signed_in(cast.chief)
    wait(settings.SESSION_IDLE_SECONDS)
    response = client.get("/cases/?state=open")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/cases/%3Fstate%3Dopen"
    assert "しばらく操作がなかったため" in client.get(response.url).content.decode()
    assert "_auth_user_id" not in client.session


def test_work_keeps_a_session_open(cast, wait):
    client = signed_in(cast.chief)
    for _ in range(4):
        wait(settings.SESSION_IDLE_SECONDS - 120)
        assert is_open(client)


def test_after_twelve_hours_even_the_busy_sign_in_again(cast, wait):
    client = signed_in(cast.chief)
    hours = range(0, settings.SESSION_COOKIE_AGE - 1200, 1200)
    for _ in hours:
        wait(1200)
        assert is_open(client)
    wait(1200)
    assert not is_open(client)


def test_the_last_activity_is_written_at_most_once_a_minute(cast, wait):
    client = signed_in(cast.chief)
    client.get("/")
    with CaptureQueriesContext(connection) as soon:
        client.get("/")
    wait(61)
    with CaptureQueriesContext(connection) as later:
        client.get("/")
    writes = [[q["sql"] for q in part if q["sql"].startswith("UPDATE")] for part in (soon, later)]
    assert [len(sql) for sql in writes] == [0, 1]
    assert "django_session" in writes[1][0]


def test_asking_for_the_time_left_does_not_keep_a_session_open(cast, wait):
    client = signed_in(cast.chief)
    wait(1200)
    assert client.get(reverse("account_alive")).json()["seconds"] == settings.SESSION_IDLE_SECONDS - 1200
    wait(500)
    assert client.get(reverse("account_alive")).json()["seconds"] == settings.SESSION_IDLE_SECONDS - 1700
    wait(200)
    assert client.get(reverse("account_alive")).json() == {"signed_in": False}


def test_a_draft_saved_by_the_page_does_not_keep_a_session_open(cast, wait):
    client = signed_in(cast.chief)
    wait(1200)
    client.get("/", headers={idle.BACKGROUND: "1"})
    wait(700)
    assert not is_open(client)


def test_typing_keeps_a_session_open(cast, wait):
    client = signed_in(cast.chief)
    wait(1200)
    assert client.post(reverse("account_alive")).json()["seconds"] == settings.SESSION_IDLE_SECONDS
    wait(1200)
    assert is_open(client)


def test_a_page_knows_its_own_person_again_and_learns_nothing_else(cast):
    mine, mine_again, other = signed_in(cast.chief), signed_in(cast.chief), signed_in(cast.clerk)
    answers = [client.get(reverse("account_alive")).json() for client in (mine, mine_again, other)]
    assert answers[0]["mark"] == answers[1]["mark"] != answers[2]["mark"]
    assert set(answers[0]) == {"signed_in", "mark", "seconds", "token"}
    page = mine.get("/").content.decode()
    assert f'data-mark="{answers[0]["mark"]}"' in page


def test_the_token_of_the_answer_opens_a_form(cast):
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("account_login"))
    sign_in(client, cast.chief, headers={"X-CSRFToken": str(page.context["csrf_token"])})
    token = client.get(reverse("account_alive")).json()["token"]
    assert client.post(reverse("account_alive"), {"csrfmiddlewaretoken": "alt"}).status_code == 403
    assert client.post(reverse("account_alive"), {"csrfmiddlewaretoken": token}).status_code == 200


def test_a_stranger_learns_only_that_nobody_is_signed_in(client, db):
    response = client.get(reverse("account_alive"))
    assert response.json() == {"signed_in": False}
    assert "no-store" in response.headers["Cache-Control"]


def test_an_entrance_page_has_no_watch_and_a_page_inside_has_one(client, cast):
    assert 'id="sk-idle"' not in client.get(reverse("account_login")).content.decode()
    client.force_login(cast.chief)
    assert 'id="sk-idle"' in client.get("/").content.decode()

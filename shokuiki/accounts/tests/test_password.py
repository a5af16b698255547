"""Passwords: changed with the old one, set anew by mail; redirects stay on this host."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from shokuiki.accounts.tests.signing_in import signed_in
from shokuiki.testing.factories import PASSWORD

NEW = "yama-no-mori-99"
FOREIGN = [
    "https://example.org/", "//example.org/", "/\\example.org/", "http:example.org", "javascript:alert(1)",
    "https:///example.org", "http://testserver@example.org/", "http://localhost/", "\thttps://example.org/",
]


def change(client, **typed):
    return client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **typed}
    )


def test_the_password_is_changed_with_the_old_one_and_a_mail_says_so(cast, mailoutbox):
    client = signed_in(cast.chief)
    assert change(client).url == reverse("mfa_index")
    cast.chief.refresh_from_db()
    assert cast.chief.check_password(NEW)
    (mail,) = mailoutbox
    assert mail.to == [cast.chief.email]
    assert "パスワードが変更されました" in mail.subject
    assert "大西" not in mail.body and NEW not in mail.body and "心当たりがないとき" in mail.body


@pytest.mark.parametrize(
    "typed",
    [
        {"oldpassword": "chigau-password"},
        {"password1": "mijikai", "password2": "mijikai"},
        {"password1": "password123", "password2": "password123"},
        {"password2": "chigau-kotoba"},
    ],
)
def test_a_password_that_does_not_do_is_refused(cast, mailoutbox, typed):
    client = signed_in(cast.chief)
    response = change(client, **typed)
    assert 'id="error-summary"' in response.content.decode()
    cast.chief.refresh_from_db()
    assert cast.chief.check_password(PASSWORD)
    assert not mailoutbox


def test_a_password_set_anew_ends_every_session_and_a_mail_says_so(client, cast, mailoutbox):
    inside = signed_in(cast.chief)
    client.post(reverse("account_reset_password"), {"email": cast.chief.email})
    link = re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    target = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(target, {"password1": NEW, "password2": NEW})
    assert "パスワードが変更されました" in mailoutbox[1].subject
    assert inside.get("/").status_code == 302
    assert client.get("/").status_code == 302  # nobody is signed in by that alone


def test_a_used_link_says_so_and_changes_nothing(client, cast, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": cast.chief.email})
    link = re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    target = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(target, {"password1": NEW, "password2": NEW})
    assert "このリンクは使えません" in client.get(link, follow=True).content.decode()


def test_the_reset_answers_the_same_for_an_address_that_does_not_exist(client, cast):
    def answer(email):
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        return response.redirect_chain, page

    assert answer(cast.chief.email) == answer("daremo-inai@example.jp")


# --- Redirects -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_sent_to_another_host_after_signing_in(client, cast, target):
    typed = {"login": cast.chief.email, "password": PASSWORD}
    posted = client.post(reverse("account_login"), {**typed, "next": target})
    out = client.post(reverse("account_logout"), {"next": target})
    in_address = client.post(f"{reverse('account_login')}?{urlencode({'next': target})}", typed)
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": target})
    assert [answer.url for answer in (posted, out, in_address, again)] == ["/"] * 4


def test_one_comes_back_to_the_page_one_wanted(client, cast):
    wanted = client.get("/cases/")
    assert client.post(wanted.url, {"login": cast.chief.email, "password": PASSWORD}).url == "/cases/"

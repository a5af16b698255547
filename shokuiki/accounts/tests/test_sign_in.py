"""Signing in: by e-mail address, nobody registers alone, every page asks for it."""

import re

import pytest
from django.core import mail
from django.urls import get_resolver, reverse

from shokuiki.testing.factories import PASSWORD

OPEN_TO_ALL = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_reauthenticate", "account_alive",
    "members:invitation", "members:open_invitation",
    "partners:register", "partners:register_sent", "partners:register_details", "partners:register_link",
}


def named_urls(resolver, prefix=""):
    """(name, pattern) of every address of the project but the administration's."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                yield from named_urls(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", pattern


def test_a_person_signs_in_with_address_and_password(client, cast):
    response = client.post(reverse("account_login"), {"login": cast.chief.email, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/")


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(client, cast):
    response = client.post(reverse("account_login"), {"login": cast.chief.email, "password": "chigau-password"})
    assert response.status_code == 200
    assert cast.chief.email in response.content.decode()


def test_an_inactive_person_cannot_sign_in(client, cast):
    cast.chief.is_active = False
    cast.chief.save()
    client.post(reverse("account_login"), {"login": cast.chief.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nobody_registers_alone(client, db):
    assert "センター" in client.get(reverse("account_signup")).content.decode()


@pytest.mark.parametrize("name", sorted({name for name, _ in named_urls(get_resolver())} - OPEN_TO_ALL))
def test_every_page_sends_a_stranger_to_the_sign_in(client, db, name):
    pattern = dict(named_urls(get_resolver()))[name]
    arguments = dict.fromkeys(pattern.pattern.converters, 1)
    if "step" in arguments:
        arguments["step"] = "corporation"
    response = client.get(reverse(name, kwargs=arguments))
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))


def test_a_forgotten_password_is_set_anew_by_mail_without_a_word_about_a_person(client, cast):
    client.post(reverse("account_reset_password"), {"email": cast.chief.email})
    (message,) = mail.outbox
    assert "大西" not in message.subject + message.body
    link = re.search(r"http://[^/]+(/\S+)", message.body).group(1)
    page = client.get(link, follow=True)
    target = page.redirect_chain[-1][0]
    client.post(target, {"password1": "yama-no-mori-99", "password2": "yama-no-mori-99"})
    assert client.login(email=cast.chief.email, password="yama-no-mori-99")


def test_the_reset_does_not_say_whether_an_address_exists(client, cast):
    known = client.post(reverse("account_reset_password"), {"email": cast.chief.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.jp"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain


def test_who_has_no_membership_today_sees_why(client, cast):
    from shokuiki.records import gate

    membership = cast.clerk.memberships.get()
    membership.valid_to = membership.valid_from
    gate.keep(membership, by=None, reason="異動")
    client.force_login(cast.clerk)
    response = client.get("/")
    assert response.status_code == 403
    assert "所属がありません" in response.content.decode()


def test_pages_of_a_signed_in_person_stay_out_of_caches(client, cast):
    client.force_login(cast.chief)
    assert client.get("/nowhere/").headers["Cache-Control"] == "no-store"

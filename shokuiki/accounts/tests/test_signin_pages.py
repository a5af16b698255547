"""Every page of the sign-in that can be reached is ours in look and language; the others are not mounted."""

import re
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import get_resolver, reverse

from shokuiki.accounts.tests.signing_in import (
    give_app,
    give_passkey,
    give_recovery_codes,
    reauthenticate,
    sign_in,
    signed_in,
)

PREFIXES = ("account_", "mfa_", "usersessions_")
# These answer with a redirect or with data, never with a page.
NO_PAGE = {"mfa_login_webauthn", "account_alive"}
ENGLISH = re.compile(r"\b(Sign|Password|Email|Code|Key|Session|Back|Confirm|Master|Security|Authenticator app)\b")


def names():
    return sorted(
        {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(PREFIXES)} - NO_PAGE
    )


@pytest.fixture
def ready(client, cast):
    """``ready(name)``: (client, address) of a page with somebody for whom it opens."""
    person = cast.chief
    give_app(person)
    give_recovery_codes(person)
    passkey = give_passkey(person)

    def inside(user):
        client.force_login(user)
        reauthenticate(client)
        return client

    def anonymous(name):
        return client, reverse(name)

    def member(name, *args, user=person):
        return inside(user), reverse(name, args=args)

    def other_session(name):
        signed_in(cast.clerk)
        mine, other = signed_in(cast.clerk), signed_in(cast.clerk)
        assert other.get("/").status_code == 200
        number = next(s.pk for s in mine.get(reverse("usersessions_list")).context["sessions"] if not s.is_this)
        return mine, reverse(name, args=[number])

    def pending(name):
        sign_in(client, person)
        return client, reverse(name)

    def reset_key(name):
        key = [user_pk_to_url_str(person), default_token_generator.make_token(person)]
        return client, reverse(name, args=key)

    def without_password(name):
        cast.clerk.set_unusable_password()
        cast.clerk.save()
        client.force_login(cast.clerk)
        return client, reverse(name)

    open_to_all = {
        "account_login", "account_inactive", "account_signup", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key_done",
    }
    special = {
        "mfa_authenticate": pending,
        "mfa_activate_totp": lambda name: member(name, user=cast.clerk),
        "mfa_edit_webauthn": lambda name: member(name, passkey.pk),
        "mfa_remove_webauthn": lambda name: member(name, passkey.pk),
        "usersessions_end": other_session,
        "account_reset_password_from_key": reset_key,
        "account_set_password": without_password,
    }

    def open_page(name):
        return special.get(name, anonymous if name in open_to_all else member)(name)

    return open_page


@pytest.mark.parametrize("name", names())
def test_every_reachable_page_is_ours(ready, name):
    client, address = ready(name)
    response = client.get(address, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    arrived = response.redirect_chain[-1][0] if response.redirect_chain else address
    if name != "account_reset_password_from_key":
        assert arrived.split("?")[0] == address, f"{name} leads to {arrived}"
    assert '<html lang="ja">' in page
    assert re.search(r"<title>[^<]*[ぁ-んァ-ヶ一-龠][^<]*｜職域</title>", page)
    assert "shokuiki/theme.css" in page
    origin = Path(response.templates[0].origin.name)
    assert origin.is_relative_to(settings.BASE_DIR / "templates"), origin
    words = re.sub(r"<script\b.*?</script>|<[^>]+>", " ", page, flags=re.S)
    assert not ENGLISH.search(words), ENGLISH.search(words)
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*(?: src=|application/json))", page)


def test_the_pages_of_allauth_that_we_do_not_show_are_not_mounted():
    assert set(names()) == {
        "account_back", "account_change_password", "account_inactive", "account_login", "account_logout",
        "account_reauthenticate", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "account_set_password",
        "account_signup", "mfa_activate_totp", "mfa_add_webauthn", "mfa_authenticate", "mfa_deactivate_totp",
        "mfa_edit_webauthn", "mfa_generate_recovery_codes", "mfa_index", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes", "usersessions_end",
        "usersessions_end_others", "usersessions_list",
    }


@pytest.mark.parametrize("name", ["mfa_index", "usersessions_list", "mfa_generate_recovery_codes"])
def test_a_page_of_the_sign_in_takes_at_most_ten_queries(ready, queries, name):
    client, address = ready(name)
    assert queries(client, address) <= 10


def test_the_settings_are_found_in_the_menu_of_the_person(client, cast):
    client.force_login(cast.partner)
    page = client.get("/", follow=True).content.decode()
    assert f'href="{reverse("mfa_index")}">ログインの設定</a>' in page


def test_the_recovery_codes_are_not_shown_to_who_asks_again(client, cast):
    codes = give_recovery_codes(cast.chief)
    give_app(cast.chief)
    client.force_login(cast.chief)
    reauthenticate(client)
    first, second = [client.get(reverse("mfa_view_recovery_codes")).content.decode() for _ in range(2)]
    assert all(code in first for code in codes)
    assert not any(code in second for code in codes)
    assert "あと10個使えます" in second

"""The second factor: offered to everybody, compulsory for center posts where the setting is on."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shokuiki.accounts import second_factor
from shokuiki.accounts.adapter import SecondFactorAdapter
from shokuiki.accounts.tests.signing_in import (
    code_of,
    give_app,
    give_passkey,
    give_recovery_codes,
    reauthenticate,
    sign_in,
    signed_in,
)

committed = pytest.mark.django_db(transaction=True)
SETTINGS = "/accounts/security/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in_with_app(client, user, secret):
    sign_in(client, user)
    return client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})


# --- Who must have one ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["director", "chief", "evaluator", "program", "clerk"])
def test_who_works_at_a_center_first_sets_one_up(cast, required, name):
    client = signed_in(getattr(cast, name))
    for path in ("/", "/cases/", "/applications/", "/nowhere/", reverse("usersessions_list")):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, SETTINGS), path
    assert "二つ目の確認を登録してください" in client.get(SETTINGS).content.decode()


@pytest.mark.parametrize("name", ["dispatched", "manager", "partner", "technician", "officer", "caseworker"])
def test_others_may_do_without(cast, required, name):
    assert signed_in(getattr(cast, name)).get("/", follow=True).status_code == 200


def test_an_administrator_must_have_one_too(cast, required):
    cast.officer.is_staff = True
    cast.officer.save()
    assert signed_in(cast.officer).get("/admin/").url == SETTINGS


def test_where_it_is_not_asked_the_pages_say_so(client, cast):
    assert "二つ目の確認（認証アプリ・パスキー）なしで" in client.get(reverse("account_login")).content.decode()
    client = signed_in(cast.chief)
    assert client.get("/").status_code == 200
    assert "必ずとは求めていません" in client.get(SETTINGS).content.decode()


def test_where_it_is_asked_the_sign_in_does_not_say_otherwise(client, db, required):
    assert "なしで" not in client.get(reverse("account_login")).content.decode()


def test_before_it_is_set_up_one_can_still_sign_out(cast, required):
    client = signed_in(cast.chief)
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_post_of_a_form_does_not_pass_either(cast, required):
    response = signed_in(cast.clerk).post("/cases/new/", {})
    assert (response.status_code, response.url) == (302, SETTINGS)


# --- The app -------------------------------------------------------------------------------------------------------


@committed
def test_setting_up_an_app_asks_for_the_password_shows_codes_once_and_opens_the_pages(cast, required):
    client = signed_in(cast.chief)
    add = reverse("mfa_activate_totp")
    assert client.get(add).url.startswith(reverse("account_reauthenticate"))
    reauthenticate(client)
    page = client.get(add)
    assert "<svg" in page.content.decode()
    response = client.post(add, {"code": code_of(page.context["form"].secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    codes = client.get(response.url)
    assert codes.context["can_view_codes"] and len(codes.context["unused_codes"]) == 10
    again = client.get(response.url)
    assert codes.context["unused_codes"][0] not in again.content.decode()
    assert client.get("/").status_code == 200


@committed
def test_a_wrong_first_code_sets_nothing_up(cast):
    client = signed_in(cast.chief)
    reauthenticate(client)
    client.get(reverse("mfa_activate_totp"))
    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "コードが正しくありません" in page
    assert not Authenticator.objects.exists()


def test_who_has_an_app_is_asked_for_its_code_after_the_password(client, cast):
    secret = give_app(cast.chief)
    assert sign_in(client, cast.chief).url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_code_opens_once(client, cast):
    secret = give_app(cast.chief)
    code = code_of(secret)
    sign_in(client, cast.chief)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    sign_in(client, cast.chief)
    assert "コードが正しくありません" in client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def test_an_old_code_does_not_open(client, cast):
    secret = give_app(cast.chief)
    sign_in(client, cast.chief)
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, periods_ago=4)})
    assert "コードが正しくありません" in page.content.decode()


def test_a_recovery_code_opens_once(client, cast):
    give_app(cast.chief)
    first = give_recovery_codes(cast.chief)[0]
    sign_in(client, cast.chief)
    assert client.post(reverse("mfa_authenticate"), {"code": first}).status_code == 302
    client.post(reverse("account_logout"))
    sign_in(client, cast.chief)
    assert client.post(reverse("mfa_authenticate"), {"code": first}).status_code == 200


def test_signing_in_with_it_opens_the_pages_and_costs_no_query_there(client, cast, required, queries, settings):
    secret = give_app(cast.chief)
    sign_in_with_app(client, cast.chief, secret)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    assert not [q["sql"] for q in captured if "mfa_authenticator" in q["sql"]]
    here = queries(client, "/")
    settings.SECOND_FACTOR_REQUIRED = False
    assert queries(client, "/") == here


def test_a_session_opened_before_it_was_set_up_elsewhere_must_use_it(cast, required):
    client = signed_in(cast.chief)
    secret = give_app(cast.chief)
    response = client.get("/cases/")
    assert response.url == f"{reverse('mfa_reauthenticate')}?next=%2Fcases%2F"
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("mfa_reauthenticate"))
    answer = client.post(response.url, {"code": code_of(secret), "next": "/cases/"})
    assert answer.url == "/cases/"
    assert client.get("/cases/").status_code == 200


def test_the_use_of_one_person_is_not_that_of_another(client, cast, required):
    secret = give_app(cast.chief)
    sign_in_with_app(client, cast.chief, secret)
    session = client.session
    session[second_factor.USED] = cast.clerk.pk
    session.save()
    assert client.get("/").status_code == 302


# --- Giving it up --------------------------------------------------------------------------------------------------


def test_the_last_one_of_who_must_have_one_cannot_be_removed(client, cast, required):
    secret = give_app(cast.chief)
    sign_in_with_app(client, cast.chief, secret)
    reauthenticate(client)
    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert second_factor.LAST_ONE in page
    assert "<button" not in page.split("<h1>")[1].split("</main>")[0]
    client.post(reverse("mfa_deactivate_totp"))
    assert second_factor.kinds_of(cast.chief) == {"totp"}


def test_the_last_passkey_of_who_must_have_one_cannot_be_removed(client, cast, required):
    way = give_passkey(cast.chief)
    client.force_login(cast.chief)
    session = client.session
    session[second_factor.USED] = cast.chief.pk
    session.save()
    reauthenticate(client)
    remove = reverse("mfa_remove_webauthn", args=[way.pk])
    assert second_factor.LAST_ONE in client.get(remove).content.decode()
    response = client.post(remove)
    assert response.status_code == 409
    assert second_factor.kinds_of(cast.chief) == {"webauthn"}


def test_one_of_two_can_be_removed(client, cast, required):
    secret = give_app(cast.chief)
    way = give_passkey(cast.chief)
    sign_in_with_app(client, cast.chief, secret)
    reauthenticate(client)
    assert client.post(reverse("mfa_remove_webauthn", args=[way.pk])).url == SETTINGS
    assert second_factor.kinds_of(cast.chief) == {"totp"}


def test_who_need_not_have_one_may_remove_it(client, cast, required):
    secret = give_app(cast.partner)
    give_recovery_codes(cast.partner)
    sign_in_with_app(client, cast.partner, secret)
    reauthenticate(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


def test_nothing_changes_without_the_password_once_more(client, cast):
    secret = give_app(cast.chief)
    way = give_passkey(cast.chief)
    sign_in_with_app(client, cast.chief, secret)
    for name, args in [
        ("mfa_deactivate_totp", []), ("mfa_remove_webauthn", [way.pk]), ("mfa_edit_webauthn", [way.pk]),
        ("mfa_generate_recovery_codes", []), ("mfa_add_webauthn", []),
    ]:
        assert client.post(reverse(name, args=args)).url.startswith(reverse("account_reauthenticate")), name
    assert second_factor.kinds_of(cast.chief) == {"totp", "webauthn"}


def test_the_passkeys_of_others_are_not_there(cast):
    way = give_passkey(cast.chief)
    client = signed_in(cast.clerk)
    reauthenticate(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[way.pk]), {"name": "x"}).status_code == 404


def test_a_passkey_gets_another_name(cast):
    way = give_passkey(cast.chief)
    client = signed_in(cast.manager)
    client.force_login(cast.chief)
    reauthenticate(client)
    client.post(reverse("mfa_edit_webauthn", args=[way.pk]), {"name": "机の上のパソコン"})
    assert "机の上のパソコン" in client.get(SETTINGS).content.decode()


# --- Secrets -------------------------------------------------------------------------------------------------------


def test_secrets_are_not_readable_in_the_database(cast):
    secret = give_app(cast.chief)
    give_recovery_codes(cast.chief)
    for way in Authenticator.objects.all():
        assert secret not in str(way.data)
        assert str(way.data.get("secret") or way.data.get("seed")).startswith("gAAAA")


def test_what_an_earlier_key_closed_still_opens(settings):
    closed = SecondFactorAdapter().encrypt("himitsu")
    with override_settings(SECRET_KEY="a-new-one", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert SecondFactorAdapter().decrypt(closed) == "himitsu"


def test_the_administration_has_no_sign_in_of_its_own(client, cast):
    response = client.post("/admin/login/?next=/admin/", {"username": cast.chief.email, "password": "kaze-no-mori-8"})
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session


def test_an_administrator_changes_the_own_password_where_everybody_does(client, cast):
    cast.officer.is_staff = True
    cast.officer.save()
    client.force_login(cast.officer)
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


# --- Mails ---------------------------------------------------------------------------------------------------------


@committed
def test_a_mail_tells_the_person_of_every_change_and_names_nobody(cast, mailoutbox):
    client = signed_in(cast.chief)
    reauthenticate(client)
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    way = give_passkey(cast.chief)
    client.post(reverse("mfa_remove_webauthn", args=[way.pk]))
    words = ["認証アプリが登録", "回復コードが新しく", "認証アプリが外", "パスキーが削除"]
    assert len(mailoutbox) == len(words)
    for mail, word in zip(mailoutbox, words, strict=True):
        assert mail.subject.startswith("職域：") and word in mail.subject and word in mail.body
        assert mail.to == [cast.chief.email]
        assert "心当たりがないとき" in mail.body and "日時" in mail.body
        assert "大西" not in mail.body and "127.0.0.1" not in mail.body and "{" not in mail.body

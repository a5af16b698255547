"""What an administrator changes of somebody's sign-in is on record, and the person is told by mail."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from shokuiki.accounts.administration import NOT_SENT
from shokuiki.accounts.models import User
from shokuiki.accounts.tests.signing_in import code_of, give_app, reauthenticate, sign_in, signed_in
from shokuiki.testing.factories import PASSWORD

committed = pytest.mark.django_db(transaction=True)  # a mail leaves when everything is saved
NEW = "yama-no-mori-99"
PASSWORD_TYPED = {"password1": NEW, "password2": NEW, "usable_password": "true", "set-password": "1"}


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("kanri@example.jp", PASSWORD, name="佐野 健", kana="さの けん")


@pytest.fixture
def administers(client, administrator):
    """``administers("accounts/user/3/change", data)``: the answer to a form of the administration."""
    client.force_login(administrator)
    return lambda path, data: client.post(f"/admin/{path}/", data)


def account(user, **changes):
    filled = {"email": user.email, "name": user.name, "kana": user.kana, "is_active": "on"} | changes
    return {name: value for name, value in filled.items() if value}


@committed
def test_a_password_set_by_the_administrator_is_told_and_ends_the_sessions(cast, administers, administrator, mailoutbox):
    inside = signed_in(cast.manager)
    assert administers(f"accounts/user/{cast.manager.pk}/password", PASSWORD_TYPED).status_code == 302
    (told,) = mailoutbox
    assert told.to == [cast.manager.email] and "パスワードが管理者によって変更されました" in told.subject
    assert NEW not in told.body and cast.manager.name not in told.body and "心当たりがないとき" in told.body
    assert inside.get("/").status_code == 302
    cast.manager.refresh_from_db()
    assert cast.manager.check_password(NEW)
    kept = cast.manager.history.first()
    assert (kept.history_user, kept.history_change_reason) == (administrator, "管理画面での変更")


@committed
def test_a_password_taken_away_by_the_administrator_is_told_too(cast, administers, mailoutbox):
    administers(f"accounts/user/{cast.manager.pk}/password", {"usable_password": "false", "unset-password": "1"})
    cast.manager.refresh_from_db()
    assert not cast.manager.has_usable_password()
    assert [told.to for told in mailoutbox] == [[cast.manager.email]]


def test_a_password_that_does_not_do_changes_nothing_and_tells_nobody(cast, administers, mailoutbox):
    administers(f"accounts/user/{cast.manager.pk}/password", PASSWORD_TYPED | {"password2": "chigau-kotoba"})
    cast.manager.refresh_from_db()
    assert cast.manager.check_password(PASSWORD) and not mailoutbox


@committed
def test_a_changed_address_is_told_to_the_old_and_the_new_one_and_the_old_one_opens_nothing(client, cast, administers, mailoutbox):
    old = cast.manager.email
    client.post(reverse("account_reset_password"), {"email": old})  # allauth keeps a copy of the address from here on
    mailoutbox.clear()
    administers(f"accounts/user/{cast.manager.pk}/change", account(cast.manager, email="Atarashii@example.jp"))
    assert [told.to for told in mailoutbox] == [[old], ["atarashii@example.jp"]]
    assert all("メールアドレスが変更されました" in told.subject and "example.jp" not in told.body for told in mailoutbox)
    assert not EmailAddress.objects.exists()
    client.logout()
    sign_in(client, User(email=old))
    assert "_auth_user_id" not in client.session
    sign_in(client, User(email="atarashii@example.jp"))
    assert client.session["_auth_user_id"] == str(cast.manager.pk)


@committed
def test_a_closed_and_a_reopened_account_is_told(cast, administers, mailoutbox):
    administers(f"accounts/user/{cast.manager.pk}/change", account(cast.manager, is_active=""))
    administers(f"accounts/user/{cast.manager.pk}/change", account(cast.manager))
    assert [told.to for told in mailoutbox] == [[cast.manager.email]] * 2
    assert ["できなくなりました" in told.subject for told in mailoutbox] == [True, False]


@committed
def test_a_corrected_name_and_a_new_account_send_no_mail_and_are_on_record(cast, administers, administrator, mailoutbox):
    administers(f"accounts/user/{cast.manager.pk}/change", account(cast.manager, name="小林 直紀"))
    administers("accounts/user/add", PASSWORD_TYPED | {"email": "Tanaka@example.jp", "name": "田中 一", "kana": "たなか はじめ"})
    assert not mailoutbox
    for name in ("小林 直紀", "田中 一"):
        kept = User.history.filter(name=name).first()
        assert (kept.history_user, kept.history_change_reason) == (administrator, "管理画面での変更")


def test_one_address_in_two_spellings_is_one_account(administers):
    typed = PASSWORD_TYPED | {"name": "田中 一", "kana": "たなか はじめ"}
    administers("accounts/user/add", typed | {"email": "Tanaka@example.jp"})
    assert administers("accounts/user/add", typed | {"email": "tanaka@example.jp"}).status_code == 200
    assert User.objects.get(name="田中 一").email == "tanaka@example.jp"


@committed
def test_a_mail_that_cannot_leave_is_told_to_the_administrator(cast, client, administers, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(mail.EmailMessage, "send", fails)
    administers(f"accounts/user/{cast.manager.pk}/password", PASSWORD_TYPED)
    cast.manager.refresh_from_db()
    assert cast.manager.check_password(NEW)
    assert NOT_SENT in client.get("/admin/").content.decode()


@committed
def test_the_administrator_can_take_a_second_factor_away_but_reads_no_secret(client, cast, administers, mailoutbox):
    secret = give_app(cast.chief)
    way = Authenticator.objects.get()
    shown = client.get(f"/admin/mfa/authenticator/{way.pk}/change/").content.decode()
    assert cast.chief.name in shown and way.data["secret"] not in shown and secret not in shown
    assert client.get("/admin/mfa/authenticator/add/").status_code == 403
    administers(f"mfa/authenticator/{way.pk}/delete", {"post": "yes"})
    assert not Authenticator.objects.exists()
    (told,) = mailoutbox
    assert told.to == [cast.chief.email] and "管理者によって消されました" in told.subject + told.body


def test_the_administration_opens_no_other_door_to_a_sign_in(client, cast, administers):
    """No session keys, no second address of a person; and no groups, which would grant nothing."""
    shown = client.get("/admin/").content.decode()
    assert set(re.findall(r'href="/admin/(\w+/\w+)/"', shown)) == {
        "mfa/authenticator", "accounts/user", "accounts/membership", "accounts/organization", "records/setting",
    }
    for path in ("account/emailaddress", "usersessions/usersession", "auth/group"):
        assert client.get(f"/admin/{path}/").status_code == 404


def test_who_only_asked_for_a_new_password_can_still_set_up_the_second_factor(client, cast):
    """Anybody may type a counselor's address into that form; it must not bar the counselor from working."""
    client.post(reverse("account_reset_password"), {"email": cast.chief.email})
    inside = signed_in(cast.chief)
    reauthenticate(inside)
    page = inside.get(reverse("mfa_activate_totp"))
    inside.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert Authenticator.objects.filter(user=cast.chief, type="totp").exists()

"""Lock-out: five wrong tries of one person from one address, then a page that says what to do."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from shokuiki.accounts.tests.signing_in import code_of, give_app, sign_in
from shokuiki.testing.factories import PASSWORD

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.44"}


@pytest.fixture(autouse=True)
def counting(settings, db):
    settings.AXES_ENABLED = True


def try_wrong(client, user, times, **extra):
    return [sign_in(client, user, "chigau-password", **extra).status_code for _ in range(times)]


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_fifth_wrong_password_shows_a_page_that_says_what_to_do(client, cast):
    assert try_wrong(client, cast.chief, 4) == [200] * 4
    response = sign_in(client, cast.chief, "chigau-password")
    page = response.content.decode()
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1800"
    assert 'lang="ja"' in page
    assert "30分のあいだ" in page
    assert reverse("account_reset_password") in page
    assert "センターの担当者に連絡" in page
    assert cast.chief.email not in page


def test_the_right_password_does_not_open_during_the_lock_out(client, cast):
    try_wrong(client, cast.chief, 5)
    assert sign_in(client, cast.chief).status_code == 429
    assert not is_signed_in(client)


def test_upper_case_and_spaces_are_the_same_person(client, cast):
    for spelling in ("", " ", "X", "x ", " X"):
        email = cast.chief.email.upper() if "X" in spelling else cast.chief.email
        client.post(reverse("account_login"), {"login": spelling.strip("Xx") + email, "password": "chigau-password"})
    assert sign_in(client, cast.chief).status_code == 429


def test_who_is_at_another_address_is_not_locked_out(client, cast):
    try_wrong(client, cast.chief, 5, **ELSEWHERE)
    assert sign_in(client, cast.chief).status_code == 302
    assert is_signed_in(client)


def test_a_colleague_at_the_same_address_is_not_locked_out(client, cast):
    try_wrong(client, cast.chief, 5)
    assert sign_in(client, cast.clerk).status_code == 302


def test_a_sign_in_forgets_the_tries_before_it(client, cast):
    try_wrong(client, cast.chief, 4)
    sign_in(client, cast.chief)
    client.post(reverse("account_logout"))
    assert try_wrong(client, cast.chief, 4) == [200] * 4


def test_the_lock_out_ends_after_the_time_and_tries_meanwhile_do_not_prolong_it(client, cast):
    try_wrong(client, cast.chief, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    assert sign_in(client, cast.chief).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert sign_in(client, cast.chief).status_code == 302


def test_an_address_that_does_not_exist_is_answered_like_one_that_does(client, cast):
    known = [sign_in(client, cast.chief, "chigau-password") for _ in range(6)]
    cast.chief.email = "daremo-inai@example.jp"
    unknown = [sign_in(client, cast.chief, "chigau-password") for _ in range(6)]
    assert [r.status_code for r in known] == [r.status_code for r in unknown] == [200] * 4 + [429] * 2

    def sentence(response):
        token = r'name="csrfmiddlewaretoken" value="[^"]+"'
        return re.sub(token, "", response.content.decode()).replace(cast.chief.email, "").replace("chief", "")

    assert sentence(known[5]) == sentence(unknown[5])
    errors = [re.findall(r'id="error-summary".*?</ul>', r.content.decode(), re.S) for r in (known[0], unknown[0])]
    assert errors[0] and errors[0] == errors[1]


def test_a_password_set_anew_by_mail_ends_the_lock_out(client, cast):
    try_wrong(client, cast.chief, 5)
    client.post(reverse("account_reset_password"), {"email": cast.chief.email})
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    target = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(target, {"password1": "yama-no-mori-99", "password2": "yama-no-mori-99"})
    assert sign_in(client, cast.chief, "yama-no-mori-99").status_code == 302


def test_wrong_codes_are_counted_like_wrong_passwords(client, cast):
    secret = give_app(cast.chief)
    sign_in(client, cast.chief)
    codes = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(5)]
    assert codes == [200] * 4 + [429]
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 429
    assert not is_signed_in(client)
    client.cookies.clear()
    assert sign_in(client, cast.chief).status_code == 429


def test_wrong_codes_are_limited_over_all_addresses_too(client, cast, settings):
    settings.AXES_ENABLED = False
    secret = give_app(cast.chief)
    sign_in(client, cast.chief)
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}, **ELSEWHERE)
    assert "しばらく受け付けません" in page.content.decode()
    assert not is_signed_in(client)


def test_the_password_asked_once_more_is_counted_too(client, cast):
    sign_in(client, cast.chief)
    answers = [
        client.post(reverse("account_reauthenticate"), {"password": "chigau-password"}).status_code for _ in range(5)
    ]
    assert answers == [200] * 4 + [429]


def test_no_password_and_no_code_is_kept_of_a_failed_try(client, cast):
    sign_in(client, cast.chief, "himitsu-no-kotoba")
    attempt = AccessAttempt.objects.get()
    assert "himitsu" not in attempt.post_data + attempt.get_data
    assert cast.chief.email not in attempt.post_data
    assert AccessFailureLog.objects.get().username == cast.chief.email


def test_nothing_about_a_person_is_logged(client, cast, caplog):
    try_wrong(client, cast.chief, 5)
    assert caplog.text
    assert cast.chief.email not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_too_many_sign_ins_from_one_address_are_answered_in_japanese(client, cast, settings):
    settings.AXES_ENABLED = False
    answers = [sign_in(client, cast.chief, "chigau-password") for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "しばらくお待ちください" in answers[-1].content.decode()
    assert PASSWORD not in answers[-1].content.decode()

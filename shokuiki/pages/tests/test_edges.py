"""The edges: headers of every answer, what is refused before a page, and answers of the error kind in our frame."""

import io
import logging
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DataError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from cases.models import Case
from cases.tests import factories as make
from shokuiki.pages.logs import NamelessFormatter
from shokuiki.pages.middleware import NoStoreMiddleware, SoundRequestMiddleware

pytestmark = pytest.mark.django_db


def signed_in(client, user):
    client.force_login(user)
    return client


def assert_ours(response, status, words):
    """Japanese, with our name and a way back."""
    page = response.content.decode()
    assert response.status_code == status
    assert 'lang="ja"' in page and "sk-brand" in page and "最初の画面に戻る" in page and words in page
    assert_headers(response)


def assert_headers(response):
    found = response.headers
    assert found["Cache-Control"] == "no-store"
    assert found["X-Frame-Options"] == "DENY" and found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "same-origin"
    assert found["Cross-Origin-Opener-Policy"] == found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in found["Permissions-Policy"] and "publickey-credentials-get=(self)" in found["Permissions-Policy"]
    policy = found["Content-Security-Policy"]
    for part in ("default-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"):
        assert part in policy
    assert "unsafe" not in policy and "report" not in policy and "http" not in policy.replace("upgrade-insecure", "")


# --- Headers and cookies --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("url", ["/", "/cases/", "/accounts/login/", "/nowhere/"])
@pytest.mark.parametrize("name", ["chief", "partner", None])
def test_every_page_carries_the_policies(client, cast, url, name):
    if name:
        client.force_login(getattr(cast, name))
    assert_headers(client.get(url))


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client, cast):
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": cast.chief.email, "password": "kaze-no-mori-8"}, follow=True)
    assert client.get("/").status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME]["httponly"]
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_in_production_the_cookies_belong_to_this_host_and_the_policy_upgrades():
    from shokuiki.testing.tests.test_production_settings import COMPLETE

    script = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['upgrade-insecure-requests'], s.SECURE_HSTS_SECONDS)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120,
        env={**os.environ, **COMPLETE, "DJANGO_SETTINGS_MODULE": "shokuiki.settings"},
    )
    assert told.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "31536000"], told.stderr


# --- Answers of the error kind --------------------------------------------------------------------------------------------
def test_not_found(client, cast):
    assert_ours(signed_in(client, cast.chief).get("/nowhere/"), 404, "画面が見つかりません")


def test_not_allowed(client, cast):
    assert_ours(signed_in(client, cast.manager).get("/cases/"), 403, "この操作はできません")


def test_a_form_without_its_token(cast):
    client = signed_in(Client(enforce_csrf_checks=True), cast.chief)
    assert_ours(client.post("/search/", {"q": "x"}), 403, "もう一度操作してください")


@pytest.mark.parametrize("name", ["chief", "partner"])
def test_a_method_that_the_page_does_not_know(client, cast, name):
    response = signed_in(client, getattr(cast, name)).get("/search/")
    assert_ours(response, 405, "この開き方はできません")
    assert response.headers["Allow"] == "POST"


def test_a_page_that_breaks(client, cast, monkeypatch):
    def breaks(*args):
        raise RuntimeError

    monkeypatch.setattr("shokuiki.desk.views.desk", breaks)
    client.raise_request_exception = False
    assert_ours(signed_in(client, cast.chief).get("/"), 500, "処理を終えられませんでした")


@pytest.mark.parametrize("url", ["/", "/cases/", "/nowhere/", "/accounts/login/"])
def test_the_page_of_a_broken_system_needs_no_database(client, cast, url):
    client.force_login(cast.chief)
    client.raise_request_exception = False

    def down(*args):
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(down):
        response = client.get(url)
    assert_ours(response, 500, "処理を終えられませんでした")


def test_too_many_tries_have_a_page():
    page = render_to_string("429.html", {"frame": None})
    assert 'lang="ja"' in page and "sk-brand" in page


@pytest.mark.parametrize("url", ["/cases/?page=0", "/cases/?page=x", "/cases/?page=9999999999999999999999", "/cases/?page=-1"])
def test_a_page_of_a_list_that_is_not_there(client, cast, url):
    assert_ours(signed_in(client, cast.chief).get(url), 404, "画面が見つかりません")


@pytest.mark.parametrize("url", ["/cases/{}/", "/cases/logs/{}/confirm/", "/meetings/{}/", "/access/{}/", "/workplaces/{}/edit/"])
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30, "9" * 5000])
def test_a_number_no_row_can_have_is_not_found(client, cast, url, number):
    assert signed_in(client, cast.director).get(url.format(number)).status_code == 404


# --- What is refused before the page ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("body", [{"q": "a\0b"}, {"a\0b": "q"}])
@pytest.mark.parametrize("url", ["/search/", "/cases/", "/cases/new/", "/cases/new/?draft=1", "/accounts/login/"])
def test_a_nul_in_a_text_is_refused_and_never_reaches_the_database(client, cast, url, body):
    if "login" not in url:
        client.force_login(cast.chief)
    assert_ours(client.post(url, body), 400, "リクエストを受け付けられませんでした")


def test_a_nul_in_the_address_is_refused(client, cast):
    assert signed_in(client, cast.chief).get("/cases/?s=%00").status_code == 400


@pytest.mark.parametrize(
    "content, kind",
    [
        (b"q=x", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"--x\r\nnonsense", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=" + "x" * 300),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(client, cast, content, kind):
    response = signed_in(client, cast.chief).generic("POST", "/search/", content, content_type=kind)
    assert_ours(response, 400, "リクエストを受け付けられませんでした")


@pytest.mark.parametrize("content, kind", [(b"\xff\xfe{", "application/json"), (b"q=%FF%FE", "application/x-www-form-urlencoded")])
def test_bytes_that_are_no_text_break_nothing(client, cast, content, kind):
    assert signed_in(client, cast.chief).generic("POST", "/search/", content, content_type=kind).status_code in (302, 400)


def test_more_text_than_a_page_takes_is_refused_with_413(client, cast):
    body = {"q": "あ" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 3 + 1)}
    assert_ours(signed_in(client, cast.chief).post("/search/", body), 413, "送られた内容が大きすぎます")


def test_more_fields_than_a_page_takes_are_refused_with_413(client, cast):
    body = {f"f{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert_ours(signed_in(client, cast.chief).post("/search/", body), 413, "送られた内容が大きすぎます")


def test_more_files_than_a_page_takes_are_refused_with_413(client, cast):
    files = {f"f{n}": io.BytesIO(b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    assert_ours(signed_in(client, cast.chief).post("/search/", files), 413, "送られた内容が大きすぎます")


def test_only_a_page_that_says_so_takes_a_large_file(rf):
    edge = SoundRequestMiddleware(lambda request: HttpResponse())
    request = rf.post("/", {"file": io.BytesIO(b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))})

    def takes_files(request):
        """A view."""

    with pytest.raises(Exception, match="larger than this page takes"):
        edge.process_view(request, takes_files, (), {})
    takes_files.upload_limit = 20 * 1024 * 1024
    assert edge.process_view(request, takes_files, (), {}) is None
    as_class = SimpleNamespace(view_class=takes_files)
    assert edge.process_view(request, as_class, (), {}) is None


@pytest.mark.parametrize("length", ["-1", "x", "９", "9" * 30])
def test_a_length_that_is_no_number_is_refused(client, cast, length):
    response = signed_in(client, cast.chief).post("/search/", {"q": "x"}, CONTENT_LENGTH=length)
    assert response.status_code in (302, 400)


@pytest.mark.parametrize("field", ["primary_counselor", "evaluation_counselor", "peso", "seen", "same_person"])
def test_a_number_too_large_for_the_database_in_a_form_breaks_nothing(client, cast, field):
    case = make.make_case(cast)
    signed_in(client, cast.chief)
    for url in (reverse("cases:edit", args=[case.pk]), reverse("cases:arrange", args=[case.pk]), "/cases/new/"):
        for number in (str(10**25), "9" * 5000):
            assert client.post(url, {field: number, "seen": case.version} | {field: number}).status_code in (400, 409, 422)


def test_what_the_database_cannot_hold_is_refused_and_told_to_the_log(rf, caplog):
    edge = SoundRequestMiddleware(lambda request: HttpResponse())
    for error in (DataError("value 佐藤 too long"), OverflowError("int too large")):
        assert edge.process_exception(rf.post("/search/"), error).status_code == 400
    assert edge.process_exception(rf.post("/search/"), RuntimeError()) is None
    assert caplog.text.count("/search/") == 2


def test_no_answer_stays_in_a_cache():
    for status in (200, 302, 404, 500):
        response = NoStoreMiddleware(lambda request: HttpResponse(status=status))(RequestFactory().get("/"))  # noqa: B023
        assert response.headers["Cache-Control"] == "no-store"


# --- Logs -------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def log():
    """What the handler of the settings writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(NamelessFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_a_refused_request_logs_its_path_only(client, cast, log):
    case = make.make_case(cast)
    signed_in(client, cast.colleague).get(f"/cases/{case.pk}/history/?q=佐藤花子")
    client.get(f"/cases/{case.pk + 1000}/?q=佐藤花子")
    client.post("/search/", {"q": "佐藤花子\0"})
    text = log.getvalue()
    assert f"/cases/{case.pk}/history/" in text and "/search/" in text
    assert "佐藤" not in text and "%E4" not in text and case.person.family_name not in text


def test_a_failed_request_logs_the_lines_of_code_but_no_words_of_a_person(client, cast, log, monkeypatch):
    case = make.make_case(cast)

    def breaks(self, **kwargs):
        name = "佐藤花子"
        try:
            raise ValueError(f"Failing row contains ({name})")
        except ValueError as error:
            raise RuntimeError(f"could not save {name}") from error

    monkeypatch.setattr(Case, "withdraw", breaks)
    client.raise_request_exception = False
    body = {"seen": case.version, "on": case.opened_on.isoformat(), "reason": "佐藤花子さんが辞退した。"}
    response = signed_in(client, cast.chief).post(reverse("cases:withdraw", args=[case.pk]), body)
    text = log.getvalue()
    assert response.status_code == 500
    assert f"/cases/{case.pk}/withdraw/" in text and "builtins.RuntimeError" in text and "builtins.ValueError" in text
    assert "佐藤" not in text and cast.chief.name not in text and cast.chief.email not in text


def test_the_settings_log_by_that_formatter_and_mail_nobody():
    logging_of = settings.LOGGING
    assert logging_of["handlers"]["console"]["formatter"] == "nameless"
    assert logging_of["formatters"]["nameless"]["()"] == "shokuiki.pages.logs.NamelessFormatter"
    assert settings.ADMINS == [] and logging.getLogger("django").handlers == []


@override_settings(ALLOWED_HOSTS=["center.example.jp"])
def test_a_strange_host_is_refused_in_our_words(client):
    assert_ours(client.get("/", headers={"host": "elsewhere.example"}), 400, "リクエストを受け付けられませんでした")

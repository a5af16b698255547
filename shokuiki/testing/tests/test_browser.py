import pytest
from django.contrib.auth import get_user_model

from shokuiki.testing.browser import assert_accessible, expect, watched_windows

pytestmark = pytest.mark.urls("shokuiki.testing.tests.pages")


@pytest.fixture
def signed_in():
    return get_user_model().objects.create_user(email="sato@center.example", password="only-for-tests", name="佐藤 恵")


@pytest.mark.parametrize(
    "path, problem",
    [
        ("/missing-style/", "404: GET /static/missing.css"),
        ("/inline-style/", "CSP style-src-attr: inline"),
        ("/inline-script/", "CSP script-src-elem: inline"),
        ("/other-host/", "CSP img-src: http://cdn.example/a.png"),
        ("/error/", "uncaught: not caught"),
        ("/nowhere/", "404: GET /nowhere/"),
    ],
)
@pytest.mark.browser
def test_what_goes_wrong_unseen_fails_the_test(live_server, new_context, path, problem):
    with pytest.raises(AssertionError) as failure, watched_windows(new_context, live_server.url) as open_window:
        open_window().goto(path)
    assert problem in str(failure.value)


@pytest.mark.browser
def test_a_request_to_another_host_fails_the_test(live_server, new_context):
    with pytest.raises(AssertionError) as failure, watched_windows(new_context, live_server.url) as open_window:
        page = open_window()
        page.route("http://cdn.example/**", lambda route: route.fulfill(body="elsewhere"))
        page.goto("http://cdn.example/")
    assert "request to another host: http://cdn.example/" in str(failure.value)


def test_an_expected_refusal_can_be_allowed(browser_as):
    page = browser_as(allowed=[404])
    assert page.goto("/nowhere/").status == 404


@pytest.mark.browser
def test_a_missing_static_file_is_never_allowed(live_server, new_context):
    with pytest.raises(AssertionError) as failure, watched_windows(new_context, live_server.url) as open_window:
        open_window(allowed=[404]).goto("/missing-style/")
    assert "404: GET /static/missing.css" in str(failure.value)


def test_a_window_is_signed_in_as_its_user(browser_as, signed_in):
    page = browser_as(signed_in)
    page.goto("/who/")
    expect(page.locator("p")).to_have_text("sato@center.example")


@pytest.mark.parametrize("phone, width", [(False, 1280), (True, 390)])
def test_windows_are_as_wide_as_a_desk_or_a_phone(browser_as, phone, width):
    page = browser_as(phone=phone)
    page.goto("/fine/")
    assert page.evaluate("screen.width") == width
    assert page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
        "ja-JP",
        "Asia/Tokyo",
    ]


def test_an_accessible_page_passes(browser_as):
    page = browser_as()
    page.goto("/fine/")
    assert_accessible(page)


def test_a_field_without_a_label_is_not_accessible(browser_as):
    page = browser_as()
    page.goto("/unlabelled/")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_an_unstyled_page_is_not_praised(browser_as):
    page = browser_as()
    page.goto("/unstyled/")
    with pytest.raises(AssertionError, match="no style sheet"):
        assert_accessible(page)

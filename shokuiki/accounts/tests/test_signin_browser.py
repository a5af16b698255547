"""Signing in in the browser: lock-out, passkeys, and the end of a session without a lost word."""

import re

import pytest
from django.urls import reverse

from shokuiki.accounts.tests.signing_in import give_app, give_passkey
from shokuiki.testing.browser import assert_accessible, expect, sign_in
from shokuiki.testing.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

CHIP = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}
TEXT = "電話で相談。来週の火曜日に来所したいとのこと。"


def give_finger_reader(page):
    """The computer of this window now asks for a finger, and gets it."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": CHIP})


# --- Lock-out ------------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_out_and_the_page_says_what_to_do(browser_as, cast, settings):
    settings.AXES_ENABLED = True
    page = browser_as(None, allowed=(429,))
    page.goto(reverse("account_login"))
    for tried in range(1, 6):
        page.locator("input[name=login]").fill(cast.chief.email)
        page.locator("input[name=password]").fill(f"chigau-password-{tried}")
        page.get_by_role("button", name="ログインする", exact=True).click()
        if tried < 5:
            expect(page.locator("#error-summary")).to_contain_text("メールアドレスまたはパスワード")
    expect(page.get_by_role("heading", level=1)).to_have_text("しばらくログインできません")
    expect(page.locator("main")).to_contain_text("30分ほど待ってから")
    assert_accessible(page)
    page.get_by_role("link", name="パスワードを再設定").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("パスワードの再設定")


# --- Passkey -------------------------------------------------------------------------------------------------------


def test_a_counselor_sets_up_a_passkey_and_signs_in_with_it_alone(browser_as, cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    page = browser_as(None)
    give_finger_reader(page)
    sign_in(page, cast.chief.email, PASSWORD)
    expect(page.locator("main")).to_contain_text("二つ目の確認を登録してください")
    page.goto("/cases/")
    expect(page).to_have_url(re.compile(reverse("mfa_index")))
    page.get_by_role("link", name="パスキーを登録する").click()
    page.get_by_label("パスワード", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="確認して続ける").click()
    page.get_by_label("パスキーの名前").fill("センターのノートパソコン")
    page.get_by_role("button", name="パスキーを登録する").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    with page.expect_download() as download:
        page.get_by_role("link", name="コードを保存する").click()
    assert page.locator("#recovery-codes li").first.inner_text() in download.value.path().read_text()
    page.get_by_role("link", name="控えたので、次に進む").click()
    expect(page.locator("main")).to_contain_text("センターのノートパソコン")
    page.get_by_role("button", name="利用者メニュー").click()
    page.get_by_role("button", name="ログアウトする").click()
    page.goto("/cases/")
    page.get_by_role("button", name="パスキーでログインする").click()
    expect(page).to_have_url(re.compile("/cases/$"))
    expect(page.get_by_role("button", name="利用者メニュー")).to_contain_text(cast.chief.name)


def test_after_the_password_the_passkey_is_asked_for(browser_as, cast):
    page = browser_as(None)
    give_finger_reader(page)
    sign_in(page, cast.partner.email, PASSWORD)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("パスワード", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="確認して続ける").click()
    page.get_by_role("button", name="パスキーを登録する").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.context.clear_cookies()
    sign_in(page, cast.partner.email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("二つ目の確認")
    page.get_by_role("button", name="パスキーで確認する").click()
    expect(page.get_by_role("button", name="利用者メニュー")).to_contain_text(cast.partner.name)


def test_a_passkey_that_is_not_there_is_answered_in_words(browser_as, cast):
    page = browser_as(None)
    give_finger_reader(page)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="パスキーでログインする").click()
    expect(page.get_by_role("alert")).to_contain_text("もう一度お試しください")
    assert_accessible(page)


# --- The end of a session ------------------------------------------------------------------------------------------


@pytest.fixture
def soon(settings):
    """A session ends after ten seconds and warns six seconds before."""
    settings.SESSION_NOTE_SECONDS = 1
    settings.SESSION_IDLE_SECONDS = 10
    settings.SESSION_WARNING_SECONDS = 6
    settings.SESSION_SAVE_SECONDS = 2

    def lasting():
        settings.SESSION_IDLE_SECONDS = 1800

    return lasting


@pytest.fixture
def typing(browser_as, cast, soon):
    """A window of the chief counselor with text typed into a form that was not sent."""
    page = browser_as(cast.chief, allowed=(403, 422))
    page.goto("/cases/new/")
    page.locator("main form textarea").first.fill(TEXT)
    return page


def text_of(page):
    return page.locator("main form textarea").first


def covered(page):
    """Wait until the session is over, for the page and for the server."""
    expect(page.get_by_role("heading", name="ログインが必要です")).to_be_visible()
    ask = "fetch('/accounts/alive/').then(answer => answer.json()).then(state => state.signed_in)"
    while page.evaluate(ask):
        page.wait_for_timeout(200)


def signed_in_again(page, user):
    """The link of the cover opens another tab; there ``user`` signs in."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="別のタブでログインする").click()
    tab = opened.value
    tab.locator("input[name=login]").fill(user.email)
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.get_by_role("button", name="ログインする", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("ログインしました")
    assert_accessible(tab)


def test_a_session_ends_without_a_lost_word(typing, cast, soon):
    question = typing.get_by_role("alertdialog")
    expect(question).to_be_visible()
    expect(question.get_by_role("button", name="続ける")).to_be_focused()
    expect(question).to_contain_text("あと1分")
    assert_accessible(typing)
    cover = typing.get_by_role("heading", name="ログインが必要です")
    expect(cover).to_be_visible()
    expect(typing.locator("main")).not_to_be_visible()
    expect(typing.locator("header")).not_to_be_visible()
    assert cast.chief.name not in typing.evaluate("document.body.innerText")
    assert TEXT not in typing.evaluate("document.body.innerText")
    expect(typing).to_have_title("ログインが必要です｜職域")
    assert_accessible(typing)
    covered(typing)
    soon()
    signed_in_again(typing, cast.chief)
    expect(cover).not_to_be_visible()
    expect(text_of(typing)).to_have_value(TEXT)
    # The form goes through with its new token: the answer is about its content, not about the session.
    with typing.expect_response(lambda answer: answer.request.method == "POST" and "/cases/" in answer.url) as sent:
        typing.locator("main form[method=post] [type=submit]").last.click()
    assert sent.value.status == 422
    expect(text_of(typing)).to_have_value(TEXT)


def test_another_person_does_not_find_the_words(typing, cast, soon):
    covered(typing)
    soon()
    signed_in_again(typing, cast.clerk)
    expect(typing.get_by_role("button", name="利用者メニュー")).to_contain_text(cast.clerk.name)
    assert TEXT not in typing.evaluate("[...document.querySelectorAll('textarea')].map(box => box.value).join()")


def test_to_go_on_is_enough(typing, soon):
    question = typing.get_by_role("alertdialog")
    expect(question).to_be_visible()
    soon()
    question.get_by_role("button", name="続ける").click()
    expect(question).not_to_be_visible()
    expect(text_of(typing)).to_be_focused()
    expect(text_of(typing)).to_have_value(TEXT)


def test_who_types_is_not_asked(typing):
    for letter in "あいうえおかきくけこさし":
        text_of(typing).press_sequentially(letter)
        typing.wait_for_timeout(1000)
    assert not typing.get_by_role("alertdialog").is_visible()
    state = typing.evaluate("fetch('/accounts/alive/').then(answer => answer.json())")
    assert state["signed_in"]


def test_work_in_one_tab_keeps_the_other_open(typing, soon):
    expect(typing.get_by_role("alertdialog")).to_be_visible()
    soon()
    other = typing.context.new_page()
    other.goto("/cases/")
    expect(typing.get_by_role("alertdialog")).not_to_be_visible()


def test_signing_out_in_one_tab_covers_the_other(typing, soon):
    soon()
    other = typing.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="利用者メニュー").click()
    other.get_by_role("button", name="ログアウトする").click()
    expect(typing.get_by_role("heading", name="ログインが必要です")).to_be_visible()


# --- For everybody -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", [False, True])
def test_the_pages_are_accessible_and_never_wider_than_the_window(browser_as, cast, phone):
    give_app(cast.partner)
    passkey = give_passkey(cast.partner, "センターのノートパソコン")
    page = browser_as(cast.partner, phone=phone)
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("パスワード", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="確認して続ける").click()
    expect(page.get_by_role("heading", name="本人の確認")).to_have_count(0)
    addresses = [
        reverse(name)
        for name in (
            "account_reauthenticate", "mfa_reauthenticate", "mfa_index", "mfa_deactivate_totp", "mfa_add_webauthn",
            "mfa_generate_recovery_codes", "usersessions_list", "usersessions_end_others", "account_change_password",
            "account_back",
        )
    ]
    addresses += [reverse(name, args=[passkey.pk]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
    for address in addresses:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(reverse("mfa_generate_recovery_codes"))
    page.get_by_role("button", name="回復コードを新しく作る").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    assert_accessible(page)
    page.goto(reverse("mfa_deactivate_totp"))
    page.get_by_role("button", name="認証アプリを外す").click()
    page.goto(reverse("mfa_activate_totp"))
    expect(page.locator("svg.sk-qr")).to_be_visible()
    assert_accessible(page)
    page.context.clear_cookies()
    sign_in(page, cast.partner.email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("二つ目の確認")
    assert_accessible(page)

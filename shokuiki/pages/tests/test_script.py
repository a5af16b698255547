"""What pages do beyond HTML, tried in the browser on the pages of ``site``."""

import pytest

from shokuiki.testing.browser import assert_accessible, expect

pytestmark = [pytest.mark.urls("shokuiki.pages.tests.site"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form_page(browser_as):
    page = browser_as(None, allowed=(422, 503))
    page.goto("/form/")
    return page


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("url", ["/parts/", "/form/", "/accounts/login/"])
def test_pages_are_accessible_and_never_wider_than_the_window(browser_as, url, phone):
    page = browser_as(None, phone=phone)
    page.goto(url)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_refused_form_puts_the_focus_on_what_is_wrong(form_page):
    form_page.get_by_role("button", name="申込を提出する").click()
    expect(form_page.locator("#error-summary")).to_be_focused()
    assert_accessible(form_page)
    form_page.get_by_role("link", name="決定の理由を入力してください").click()
    expect(form_page.get_by_label("決定の理由")).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("R8.12.7", "令和8年12月7日（月）"),
        ("令和元年１２月７日", "令和元年12月7日（土）"),
        ("2026/12/7", "令和8年12月7日（月）"),
        ("20261207", "令和8年12月7日（月）"),
        ("2026-02-30", ""),
        ("あした", ""),
    ],
)
def test_a_typed_date_is_read_back_with_its_weekday(form_page, typed, read):
    form_page.get_by_label("支援開始日", exact=False).first.fill(typed)
    expect(form_page.locator("output[for=id_start]")).to_have_text(read)


def test_a_picked_date_is_written_as_text(form_page):
    form_page.locator("[data-sk-picks=id_start]").fill("2026-12-07")
    expect(form_page.locator("#id_start")).to_have_value("令和8年12月7日")
    expect(form_page.locator("output[for=id_start]")).to_have_text("令和8年12月7日（月）")


def test_the_length_of_time_is_told(form_page):
    form_page.locator("#id_begins_at").fill("09:30")
    form_page.locator("#id_ends_at").fill("12:00")
    expect(form_page.locator("output[data-sk-duration]")).to_have_text("2時間30分")


def test_what_depends_on_another_answer_appears_with_it(form_page):
    expect(form_page.get_by_label("保険会社の名前")).to_be_hidden()
    form_page.get_by_label("これから加入する").check()
    expect(form_page.get_by_label("保険会社の名前")).to_be_visible()
    form_page.get_by_label("加入しない").check()
    expect(form_page.get_by_label("保険会社の名前")).to_be_hidden()


def test_characters_are_counted(form_page):
    form_page.get_by_label("決定の理由").fill("本人の希望")
    expect(form_page.locator("#id_reason_count")).to_have_text("5／20字")


def test_rows_are_added_numbered_and_removed(form_page):
    form_page.get_by_role("button", name="施設を追加する").click()
    expect(form_page.locator("[name=facilities-TOTAL_FORMS]")).to_have_value("2")
    expect(form_page.locator("#id_facilities-1-name")).to_be_focused()
    form_page.get_by_role("button", name="施設 2：この行を削除する").click()
    expect(form_page.locator("#id_facilities-1-name")).to_be_hidden()
    expect(form_page.locator("[name=facilities-1-DELETE]")).to_be_checked()
    form_page.get_by_role("button", name="施設 2：削除を取り消す").click()
    expect(form_page.locator("#id_facilities-1-name")).to_be_visible()


def test_the_postal_code_fills_an_empty_address_of_its_own_row(form_page):
    form_page.get_by_role("button", name="施設を追加する").click()
    form_page.locator("#id_facilities-1-postal_code").fill("２５０-０００１")
    expect(form_page.locator("#id_facilities-1-address")).to_have_value("神奈川県小田原市青嶺")
    expect(form_page.locator("#id_facilities-0-address")).to_have_value("")


def test_a_draft_is_saved_soon_after_typing_stops(form_page):
    form_page.get_by_label("決定の理由").fill("本人の希望")
    expect(form_page.locator("[data-sk-saved]")).to_have_text("14:32 に下書きを保存しました")


def test_a_draft_that_could_not_be_saved_says_so(form_page):
    form_page.get_by_label("決定の理由").fill("通信の失敗")
    expect(form_page.locator("[data-sk-saved]")).to_contain_text("保存できませんでした。通信を確認してください。")


def test_a_form_waits_for_the_draft_on_its_way(form_page):
    """Else the draft could come after the form, and what has been saved would be offered again as unsaved."""
    held, arrived = [], []
    form_page.route("**/*draft=1", lambda route: held.append(route))
    form_page.on("requestfinished", lambda request: request.method == "POST" and arrived.append(request.url))
    with form_page.expect_request("**/*draft=1"):
        form_page.get_by_label("決定の理由").fill("本人の希望")
    form_page.get_by_role("button", name="申込を提出する").dblclick()
    expect(form_page.get_by_role("button", name="申込を提出する")).to_be_enabled()
    held[0].continue_()
    expect(form_page.locator("#error-summary")).to_be_focused()
    assert ["draft" in url for url in arrived] == [True, False]


def test_a_form_does_not_wait_long(form_page):
    form_page.route("**/*draft=1", lambda route: None)
    with form_page.expect_request("**/*draft=1"):
        form_page.get_by_label("決定の理由").fill("本人の希望")
    form_page.get_by_role("button", name="申込を提出する").click()
    expect(form_page.locator("#error-summary")).to_be_focused()


def test_leaving_with_unsaved_input_is_asked_about(form_page):
    asked = []
    form_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form_page.get_by_label("決定の理由").click()
    form_page.keyboard.type("希望")
    form_page.goto("/parts/")
    assert asked == ["beforeunload"]


def test_leaving_without_input_is_not_asked_about(form_page):
    asked = []
    form_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form_page.get_by_label("決定の理由").click()
    form_page.goto("/parts/")
    assert asked == []


def test_the_second_click_does_nothing(form_page):
    posts = []
    form_page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    form_page.get_by_role("button", name="申込を提出する").dblclick()
    expect(form_page.locator("#error-summary")).to_be_focused()
    assert len(posts) == 1


def test_the_menu_opens_and_closes_on_a_narrow_window(browser_as):
    page = browser_as(None, phone=True)
    page.goto("/parts/")
    menu = page.get_by_role("navigation", name="メインメニュー")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="メニュー", exact=True).click()
    expect(menu).to_be_visible()
    page.wait_for_function("document.getAnimations().length === 0")  # the menu slides in; axe measures what it sees
    assert_accessible(page)
    page.get_by_role("button", name="メニューを閉じる").click()
    expect(menu).to_be_hidden()


def test_signing_out_stands_in_the_menu_of_the_user(browser_as):
    page = browser_as(None)
    page.goto("/parts/")
    leave = page.get_by_role("button", name="ログアウトする")
    expect(leave).to_be_hidden()
    page.get_by_role("button", name="利用者メニュー").click()
    expect(leave).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()

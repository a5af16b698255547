"""The product without a mouse: every stop is seen, nothing is out of reach, nobody is held.

判断: JIS X 8341-3:2016 AA and WCAG 2.2 (2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11): users of this program have disabilities.
"""

import re

import pytest
from django.urls import reverse

from cases.enums import LogState
from cases.models import DailyLog, FollowUpRecord
from cases.tests import factories as make
from meetings.tests.selection_steps import requested
from partners.tests.factories import make_draft
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.records.enums import Outcome
from shokuiki.testing.browser import expect
from shokuiki.testing.factories import PASSWORD

MOST_STOPS = 200
WINDOWS = {"1280": (1280, 720), "390": (390, 844), "magnified": (320, 256)}
# What has the focus, whether that is the target, and what is wrong with how it is seen. null: the focus has left.
STOP = """target => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = part => getComputedStyle(part);
  const drawn = [at, at.closest("label")].find(part => part && style(part).outlineStyle !== "none" && parseFloat(style(part).outlineWidth) >= 2);
  const wrong = drawn ? [] : ["has no outline"];
  const box = (drawn || at).getBoundingClientRect();
  const points = box.height > innerHeight / 2 ? [[.5, .05]] : [[.5, .5], [.5, .1], [.5, .9], [.1, .5], [.9, .5]];
  for (const [across, down] of points) {
    const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
    if (!top) wrong.push("is outside the window");
    for (let part = top; part; part = part.parentElement)
      if (["fixed", "sticky"].includes(style(part).position) && !part.contains(at) && !at.contains(part)) wrong.push(`is under ${part.className}`);
  }
  window.stops ??= new Set();
  const again = stops.has(at) && stops.size > 1 && at === [...stops][0];
  stops.add(at);
  const name = at.ariaLabel || at.labels?.[0]?.textContent || at.textContent || at.name;
  const mate = target?.type === "radio" && at.type === "radio" && at.name === target.name && at.form === target.form;
  return { name: name.trim(), here: at === target, mate, again, wrong: [...new Set(wrong)] };
}"""
# What a person can use and Tab has not reached: of radios that belong together, one is enough.
LEFT_OUT = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(part => !part.disabled && part.tabIndex >= 0 && part.checkVisibility({ visibilityProperty: true }) && !part.closest("[inert]"))
  .filter(part => ![...stops].some(stop => stop === part || (part.type === "radio" && stop.name === part.name && stop.form === part.form)))
  .map(part => part.outerHTML.slice(0, 120))"""


class Keys:
    """Somebody who has only a keyboard. Each stop is looked at on the way."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def tab(self, target=None, key="Tab"):
        self.press(key)
        stop = self.page.evaluate(STOP, target)
        assert stop is None or not stop["wrong"], f"{self.page.url}: 「{stop['name']}」 {', '.join(stop['wrong'])}"
        return stop

    def to(self, control, key="Tab"):
        """Go on until the focus is on the control, or on a radio of its group."""
        expect(control).to_be_visible()
        target = control.element_handle()
        for _ in range(MOST_STOPS):
            stop = self.tab(target, key)
            if stop and (stop["here"] or stop["mate"]):
                return
        pytest.fail(f"{self.page.url}: Tab does not come to {control}")

    def follow(self, control):
        """Go to a link or button, press Enter, and wait for the page it leads to."""
        self.to(control)
        with self.page.expect_navigation():
            self.press("Enter")

    def fill(self, control, text):
        self.to(control)
        self.type(text)

    def choose(self, radio):
        """Of a group of radios: Tab to the group, then the arrows."""
        self.to(radio)
        self.press("Space")
        for _ in range(8):
            if radio.is_checked():
                break
            self.press("ArrowRight")
        expect(radio).to_be_checked()
        expect(radio).to_be_focused()

    def go_through(self):
        """Go from the beginning of the page to its end. Returns the names of the stops; nothing may be left out."""
        names = []
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop is None or stop["again"]:
                break
            names.append(stop["name"])
        assert self.page.evaluate(LEFT_OUT) == [], self.page.url
        return names


def heading(page, text):
    return expect(page.get_by_role("heading", level=1, name=text))


# --- Ways through the product ------------------------------------------------------------------------------------------


def test_a_counselor_signs_in_finds_a_case_mends_a_form_and_saves_it(cast, browser_as):
    case = make.follow_up_case(cast)
    page = browser_as(None, allowed=(422,))
    keys = Keys(page)
    page.goto(reverse("account_login"))
    keys.fill(page.get_by_label("メールアドレス"), cast.program.email)
    keys.fill(page.get_by_label("パスワード", exact=False), PASSWORD)
    keys.press("Enter")
    heading(page, "今日の業務").to_be_visible()
    keys.tab()
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.follow(page.get_by_role("main").get_by_role("link", name="フォローアップ", exact=True).last)
    keys.follow(page.get_by_role("link", name=case.person.full_name))
    keys.follow(page.get_by_role("region", name="フォローアップを行う").get_by_role("link").last)
    keys.follow(page.get_by_role("link", name="フォローアップを記録する"))

    heading(page, "フォローアップを記録する").to_be_visible()
    keys.follow(page.get_by_role("button", name="フォローアップを記録する"))
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^エラー："))
    keys.to(page.get_by_role("link", name=re.compile("内容")))
    keys.press("Enter")
    expect(page.locator("#id_content")).to_be_focused()
    keys.type("職場を訪ね、本人と上司に話を聞いた。")
    keys.to(page.locator("#id_method"), key="Shift+Tab")
    keys.press("ArrowDown")
    keys.follow(page.get_by_role("button", name="フォローアップを記録する"))
    expect(page.get_by_role("status").filter(has_text="記録しました")).to_be_visible()
    assert FollowUpRecord.objects.get().content == "職場を訪ね、本人と上司に話を聞いた。"


def test_the_director_decides(cast, browser_as):
    request = requested(cast)
    page = browser_as(cast.director)
    keys = Keys(page)
    page.goto("/")
    keys.follow(page.get_by_role("link", name=re.compile(f"{request.case.person.full_name}の対象者選定を")))
    keys.choose(page.get_by_role("radio", name="選定する"))
    keys.fill(page.get_by_label("決定の理由"), "本人の希望と評価の結果が合っている。")
    keys.follow(page.get_by_role("button", name="確認画面へ進む"))
    expect(page.get_by_role("main")).to_contain_text("まだ決定されていません。")
    keys.follow(page.get_by_role("button", name="選定を決定する"))
    request.refresh_from_db()
    assert request.outcome == Outcome.SELECTED


def test_a_partner_writes_the_log_of_the_day_on_a_narrow_window(cast, browser_as):
    make.supporting_case(cast)
    page = browser_as(cast.partner, phone=True)
    keys = Keys(page)
    page.goto("/")
    keys.follow(page.get_by_role("link", name="今日の支援日誌を書く", exact=True))
    keys.fill(page.get_by_label("開始", exact=True), "0930A")  # 「A」 is for a browser that asks for the half of the day
    keys.fill(page.get_by_label("終了", exact=True), "1100A")
    keys.to(page.get_by_role("checkbox", name="職場に同行"))
    keys.press("Space")
    for goal in page.locator(".sk-lograte").all():
        keys.choose(goal.get_by_role("radio", name="一部できた"))
    keys.fill(page.get_by_label("支援の内容と本人の様子"), "手順カードを見て一人で始められた。")
    keys.to(page.get_by_role("checkbox", name="センターに相談したいことがある"))
    keys.press("Space")
    keys.fill(page.get_by_label("相談の内容"), "席の位置を相談したい。")
    keys.follow(page.get_by_role("button", name="支援日誌を提出する"))
    expect(page.get_by_role("status").filter(has_text="提出しました")).to_be_visible()
    log = DailyLog.objects.get()
    assert (log.state, log.question) == (LogState.SUBMITTED, "席の位置を相談したい。")


# --- Parts that move the focus -------------------------------------------------------------------------------------------


def test_rows_come_and_go_and_the_focus_goes_with_them(cast, browser_as):
    application = make_draft(cast)
    page = browser_as(cast.manager)
    keys = Keys(page)
    page.goto(reverse("partners:application_edit", args=[application.pk, "facilities"]))
    rows = page.get_by_role("group", name=re.compile("^施設 "))
    before = rows.count()
    keys.to(page.get_by_role("button", name="施設を追加する"))
    keys.press("Enter")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("select, input:visible").first).to_be_focused()
    keys.to(page.get_by_role("button", name=f"施設 {before + 1}：この行を削除する"), key="Shift+Tab")
    keys.press("Enter")
    back = page.get_by_role("button", name=f"施設 {before + 1}：削除を取り消す")
    expect(back).to_be_focused()
    keys.press("Space")
    expect(rows.last.get_by_label("施設の名称")).to_be_visible()


def test_the_menu_of_the_user_opens_and_gives_the_focus_back(cast, browser_as):
    page = browser_as(cast.program)
    keys = Keys(page)
    page.goto("/")
    button, leave = page.get_by_role("button", name="利用者メニュー"), page.get_by_role("button", name="ログアウトする")
    keys.to(button)
    keys.press("Enter")
    keys.to(leave)
    keys.press("Escape")
    expect(leave).to_be_hidden()
    expect(button).to_be_focused()


def test_the_menu_of_a_narrow_window_keeps_the_focus_while_it_is_open(cast, browser_as):
    page = browser_as(cast.partner, phone=True)
    keys = Keys(page)
    page.goto("/")
    more, menu = page.get_by_role("button", name="その他"), page.get_by_role("dialog", name="メニュー")
    keys.to(more)
    keys.press("Enter")
    expect(menu).to_be_visible()
    expect(page.locator("#menu.show:not(.showing)")).to_have_count(1)
    for key in ("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Shift+Tab"):
        keys.tab(key=key)
        assert page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    keys.press("Escape")
    expect(menu).to_have_count(0)
    expect(more).to_be_focused()


def test_a_file_is_chosen_and_attached(cast, browser_as, tmp_path):
    photograph = tmp_path / "定款の写真.jpg"
    photograph.write_bytes(samples.jpeg())
    page = browser_as(cast.manager)
    page.on("filechooser", lambda chooser: chooser.set_files(photograph))
    keys = Keys(page)
    page.goto(make_draft(cast).get_absolute_url())
    keys.follow(page.get_by_role("link", name="ファイルを添付する"))
    keys.fill(page.get_by_label("題名"), "定款")
    keys.to(page.locator("input[type=file]"))
    keys.press("Space")
    expect(page.locator("input[type=file]")).to_have_value(re.compile("定款の写真.jpg$"))
    keys.follow(page.get_by_role("button", name="ファイルを添付する"))
    expect(page.get_by_role("status").filter(has_text="ファイルを添付しました。")).to_be_visible()
    assert Attachment.objects.get().title == "定款"


def test_a_date_is_typed_and_read_back(cast, browser_as):
    page = browser_as(cast.program)
    keys = Keys(page)
    page.goto(reverse("cases:consent_create", args=[make.make_case(cast).pk]))
    date = page.locator("#id_obtained_on")
    keys.to(date)
    keys.press("Control+a")
    keys.type("R8.11.2")
    expect(page.locator("output[for=id_obtained_on]")).to_have_text("令和8年11月2日（月）")


def test_the_question_before_the_session_ends_is_answered_by_escape(cast, browser_as, settings):
    settings.SESSION_NOTE_SECONDS, settings.SESSION_IDLE_SECONDS = 1, 600
    settings.SESSION_WARNING_SECONDS = 599
    page = browser_as(cast.program)
    keys = Keys(page)
    page.goto("/cases/new/")
    field = page.locator("main form textarea").first
    keys.to(field)
    question = page.get_by_role("alertdialog", name="まもなくログアウトします")
    expect(question.get_by_role("button", name="続ける")).to_be_focused()
    settings.SESSION_IDLE_SECONDS = 1800
    keys.press("Escape")
    expect(question).to_be_hidden()
    expect(field).to_be_focused()


# --- Every stop ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(cast):
    """{user: addresses} of pages with every kind of part: menus, tabs, tables, cards, ratings, dates, bars that stay."""
    request, supported = requested(cast), make.supporting_case(cast, consignee=cast.corporation)
    return {
        cast.director: ["/", request.get_absolute_url(), "/access/"],
        cast.program: ["/cases/", supported.get_absolute_url(), reverse("cases:edit", args=[supported.pk])],
        cast.partner: ["/", reverse("cases:log_create", args=[supported.pk])],
    }


@pytest.mark.parametrize("window", WINDOWS)
def test_every_stop_is_seen_and_nothing_is_left_out(pages, browser_as, window):
    width, height = WINDOWS[window]
    for user, addresses in pages.items():
        page = browser_as(user)
        page.set_viewport_size({"width": width, "height": height})
        for address in addresses:
            page.goto(address)
            names = Keys(page).go_through()
            assert names[0] == "本文へ移動"

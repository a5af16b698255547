"""The hands of the stories: how a person finds links, fields and buttons, by their role and their name."""

import re
from datetime import timedelta

from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.testing.browser import expect, sign_in
from shokuiki.testing.factories import PASSWORD

PERSON = "森川 美咲"


def today(days=0):
    return wareki(clock.today() + timedelta(days=days), weekday=False)


def label(text):
    """A label as it stands, with or without what says whether it is needed."""
    return re.compile(rf"^\s*{re.escape(text)}\s*(※必須|任意)?\s*$")


def counted(text):
    """A name of the menu or of a tab, with or without its count."""
    return re.compile(rf"^\s*{re.escape(text)}\s*(\d|$)")


def beginning(text):
    return re.compile(rf"^\s*{re.escape(text)}")


def mark(control):
    """Choose it by the keyboard: the label of a card or a band lies over its control."""
    if not control.is_checked():
        control.press("Space")
    expect(control).to_be_checked()


class At:
    """One person at their own screen. `page` is the whole page; the hands work in its `part`, the main one or a group of it."""

    def __init__(self, page, part=None):
        self.page, self.part = page, part or page.get_by_role("main")

    @classmethod
    def signed_in(cls, browser_as, user, **window):
        page = browser_as(**window)
        sign_in(page, user.email, PASSWORD)
        return cls(page)

    def within(self, group):
        return At(self.page, self.part.get_by_role("group", name=label(group)))

    # --- ways ----------------------------------------------------------------------------------------------------
    def goes_to(self, item):
        menu = self.page.get_by_role("navigation", name="メインメニュー")
        menu.get_by_role("link", name=counted(item)).click()
        self.page.wait_for_load_state()

    def follows(self, link):
        self.part.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    def presses(self, button):
        self.part.get_by_role("button", name=button, exact=True).click()

    # --- typing ---------------------------------------------------------------------------------------------------
    def fills(self, answers):
        """{label: what is typed, or the words of the option where it is a list}."""
        for name, answer in answers.items():
            control = self.part.get_by_label(label(name)).and_(self.page.locator("input, select, textarea"))
            if control.evaluate("control => control.tagName") == "SELECT":
                option = control.locator("option").filter(has_text=answer).first
                control.select_option(option.get_attribute("value"))
            else:
                control.fill(answer)

    def picks(self, question, *answers):
        """Choose in a band, in cards, in pills or in a list of boxes."""
        group = self.part.get_by_role("group", name=label(question))
        for answer in answers:
            for role in ("radio", "checkbox"):
                found = group.get_by_role(role, name=beginning(answer))
                if found.count():
                    mark(found.first)
                    break
            else:
                raise AssertionError(f"「{question}」に「{answer}」がありません。")

    def ticks(self, box):
        mark(self.part.get_by_role("checkbox", name=beginning(box)))

    # --- reading --------------------------------------------------------------------------------------------------
    def reads(self, *texts):
        for text in texts:
            expect(self.part.get_by_text(text).first).to_be_visible()

    def is_told(self, text):
        """The green notice after a save; where it does not come, what the page says instead."""
        notice = self.page.get_by_role("status").filter(has_text=text).first
        try:
            expect(notice).to_be_visible()
        except AssertionError:
            found = [find.all_inner_texts() for find in (self.page.get_by_role("status"), self.part.get_by_role("button"))]
            raise AssertionError(f"「{text}」と知らされません: {self.page.url} {found}") from None

    def opens_case(self, person=PERSON):
        self.goes_to("案件")
        self.follows(person)

    def opens_tab(self, tab):
        self.page.get_by_role("navigation", name="案件の内容").get_by_role("link", name=counted(tab)).click()

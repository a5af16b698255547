"""A4: every sheet says with what care it is to be kept, whom it is about, and when it was printed.

判断: domain 7.2 asks for 取扱注意 on prints; a sheet that is found alone must tell whose it is.
"""

import pytest
from django.urls import reverse

from cases.tests import factories as make
from meetings.tests.selection_steps import requested
from shokuiki.testing.browser import expect

# How the line stands on each sheet: it is fixed, and the page leaves room for it wherever it breaks.
ON_EACH_SHEET = """() => {
  const style = selector => getComputedStyle(document.querySelector(selector));
  return [style(".sk-printline").position, style(".sk-main").boxDecorationBreak, style(".sk-main").paddingTop !== "0px"];
}"""
ONLY_ON_SCREEN = "header.sk-header, .sk-side, .sk-crumbs, .sk-actionbar, .sk-tabbar, .btn"


@pytest.fixture
def pages(cast):
    """Pages that are printed: {address: the person and the number their sheets must name}."""
    case = make.supporting_case(cast)
    log = make.make_log(case, cast.partner)
    request = requested(cast)
    return {
        case.get_absolute_url(): str(case),
        reverse("cases:evaluation", args=[case.pk]): str(case),
        log.get_absolute_url(): str(case),
        case.support_plans.get().get_absolute_url(): str(case),
        request.get_absolute_url(): str(request.case),
    }


def test_every_sheet_says_whose_it_is_and_when_it_was_printed(pages, cast, browser_as):
    page = browser_as(cast.program)
    for address, whose in pages.items():
        page.goto(address)
        line = page.locator(".sk-printline")
        expect(line).to_be_hidden()
        page.emulate_media(media="print")
        expect(line).to_be_visible()
        expect(line).to_contain_text("取扱注意")
        expect(line).to_contain_text(whose)
        assert page.evaluate(ON_EACH_SHEET) == ["fixed", "clone", True], address
        assert page.locator(ONLY_ON_SCREEN).locator("visible=true").count() == 0, address
        page.emulate_media(media="screen")


def test_the_time_on_the_paper_is_that_of_the_printing(cast, browser_as):
    page = browser_as(cast.program)
    page.goto(make.make_case(cast).get_absolute_url())
    page.clock.set_fixed_time("2027-01-05T00:07:00Z")
    with page.expect_response("**/printed/**"):
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sk-printline time")).to_have_text("令和9年1月5日（火）9:07")

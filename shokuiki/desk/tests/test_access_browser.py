"""Printing in a real browser is told to 閲覧記録, by the button and by the browser's own command."""

from cases.tests import factories as make
from shokuiki.records.enums import AccessKind
from shokuiki.records.models import AccessEntry
from shokuiki.testing.browser import assert_accessible, expect


def kinds():
    return list(AccessEntry.objects.order_by("pk").values_list("kind", flat=True))


def test_a_page_that_is_printed_tells_so(browser_as, cast):
    case = make.make_case(cast)
    page = browser_as(cast.program)
    page.goto(case.get_absolute_url())
    with page.expect_response("**/printed/**") as told:
        page.get_by_role("button", name="印刷する").click()
    assert told.value.status == 204
    with page.expect_response("**/printed/**") as told:
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert told.value.status == 204
    assert kinds() == [AccessKind.OPENED, AccessKind.PRINTED, AccessKind.PRINTED]


def test_the_director_narrows_the_record_to_one_person_and_back(browser_as, cast):
    case = make.make_case(cast)
    browser_as(cast.program).goto(case.get_absolute_url())
    page = browser_as(cast.director)
    page.goto("/access/")
    assert_accessible(page)
    page.get_by_role("link", name=case.person.full_name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{case.person.full_name}さん")
    assert_accessible(page)
    page.get_by_label("したこと").select_option(AccessKind.REFUSED.label)
    page.get_by_role("button", name="絞り込む").click()
    expect(page.get_by_text("この条件の閲覧記録はありません。")).to_be_visible()
    page.get_by_role("link", name="条件をすべて外す").first.click()
    expect(page.get_by_role("cell", name="長谷川 亮")).to_be_visible()

"""A partner's phone: of a case assigned to them no ★ item, on any page they can reach."""

from urllib.parse import urlsplit

from cases.tests import marked
from meetings.enums import MeetingKind
from meetings.tests import factories as meet
from shokuiki.testing.browser import expect

LEAVING = ("/accounts/logout", "/static/", "/admin")


def test_a_partners_phone_shows_no_star_of_the_case_assigned_to_them(cast, browser_as):
    """Every page that links lead to, its source included, and its words as they stand on the screen."""
    case = marked.marked_case(cast)
    meet.share(cast, case)
    meet.in_progress_meeting(cast, case, changes=["methods"])
    meet.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case])
    phone = browser_as(cast.partner, phone=True)
    waiting, seen, named = ["/"], set(), 0
    while waiting:
        url = waiting.pop(0)
        seen.add(url)
        phone.goto(url)
        source = phone.content() + phone.locator("body").inner_text()
        assert [word for word in marked.ALL_STARS if word in source] == [], url
        assert marked.LOG_OF_TECHNICIAN not in source, url
        named += case.person.full_name in source
        for href in phone.locator("a[href]").evaluate_all("found => found.map(link => link.href)"):
            path = urlsplit(href).path
            is_ours = urlsplit(href).netloc == urlsplit(phone.url).netloc and not path.startswith(LEAVING)
            if is_ours and path not in seen and path not in waiting:
                waiting.append(path)
    assert case.get_absolute_url() in seen and named >= 4 and len(seen) >= 6
    phone.goto(case.get_absolute_url())
    expect(phone.get_by_text(marked.GOAL)).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 390

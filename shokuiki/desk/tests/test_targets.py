"""On a phone, what a partner or a corporation touches is 44 px high (UI guide: 法人 work on phones).

A link is as wide as its words, and within a sentence as high as its line (WCAG 2.5.8 leaves it out).
"""

import pytest
from django.urls import reverse

from cases.tests import factories as make
from partners.tests.factories import make_draft

# How far from its middle a finger still hits each control, up to 44 px; those it covers less of than that.
SMALL = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea";
  const hit = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top?.closest(controls) ?? top?.closest("label")?.control;
  };
  const reach = (part, x, y, across, down) => {
    let far = 0;
    while (far < 44 && hit(x + across * far, y + down * far) === part) far += 1;
    return far;
  };
  const inSentence = part => part.matches("a") && getComputedStyle(part).display === "inline"
    && [...part.parentElement.childNodes].some(node => node.nodeType === 3 && node.textContent.trim().length > 1);
  return [...document.querySelectorAll(controls)]
    .filter(part => part.checkVisibility({ visibilityProperty: true }) && !part.matches(".sk-skip") && !inSentence(part))
    .filter(part => {
      const touched = part.matches("[type=checkbox], [type=radio]") ? part.labels[0] : part;
      touched.scrollIntoView({ block: "center" });
      const box = touched.getClientRects()[0];
      const x = box.left + box.width / 2, y = box.top + box.height / 2;
      const high = reach(part, x, y, 0, -1) + reach(part, x, y, 0, 1) - 1;
      const wide = reach(part, x, y, -1, 0) + reach(part, x, y, 1, 0) - 1;
      return high < 43 || wide < 32;
    })
    .map(part => part.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def pages(cast):
    """{user: addresses} of the pages on which corporations and partners work."""
    case, draft = make.supporting_case(cast), make_draft(cast)
    log = make.make_log(case, cast.partner)
    return {
        cast.partner: [
            "/", reverse("cases:all_logs"), case.get_absolute_url(), log.get_absolute_url(),
            reverse("cases:log_create", args=[case.pk]), reverse("meetings:list"),
        ],
        cast.manager: ["/", draft.get_absolute_url()] + [
            reverse("partners:application_edit", args=[draft.pk, step]) for step in ("corporation", "facilities", "candidates")
        ],
    }


def test_what_a_partner_touches_on_a_phone_is_large_enough(pages, browser_as):
    for user, addresses in pages.items():
        page = browser_as(user, phone=True)
        for address in addresses:
            page.goto(address)
            assert page.evaluate(SMALL) == [], address

"""相談受付: 「同じ人」 is one of those the page has offered, and nobody else's record is opened by naming its number."""

import pytest

from cases.models import Case
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of, url_of
from cases.tests.test_intake import typed
from shokuiki.records.gate import may

pytestmark = pytest.mark.django_db


def test_a_person_who_was_not_offered_cannot_be_named_by_number(cast):
    """A new case would open the basic data and the consents of the person to its counselor."""
    closed = make.make_case(cast, person=make.make_person(cast, family_name="小田", family_kana="おだ"))
    closed.withdraw(by=cast.chief, on=closed.opened_on, reason="本人の申出")
    answer = signed_in(cast.colleague).post(url_of("create"), typed(cast, same_person=closed.person_id))
    assert answer.status_code == 422 and "同じ人として選んだ登録が見つかりません" in text_of(answer)
    assert "小田" not in text_of(answer)
    assert Case.objects.get() == closed and not may(cast.colleague, "edit", closed.person)


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1", ""])
def test_what_is_no_number_of_a_person_registers_nobody(cast, number):
    answer = signed_in(cast.program).post(url_of("create"), typed(cast, same_person=number))
    assert answer.status_code == 422 and not Case.objects.exists()

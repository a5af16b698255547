"""S10: who has the support of a 障害者雇用支援センター is supported by a partner whom the center sends, not by a corporation.

In a small center, where one counselor evaluates the person and runs the program. 根拠: 通知 記1 なお書き
"""

import pytest

from cases.enums import CaseState, LivingSupport
from cases.models import Case, Contract
from meetings.tests import story
from meetings.tests import story_support as support
from meetings.tests.hands import At

pytestmark = pytest.mark.story

WORKPLACE, TECHNICIAN = "丸山物流 株式会社", "石田 和也"
SUPPORT_CENTER = "障害者雇用支援センター はまなす"


def test_who_has_the_support_of_a_support_center_is_supported_by_a_partner_the_center_sends(cast, browser_as):
    counselor = At.signed_in(browser_as, cast.program)
    chief = At.signed_in(browser_as, cast.chief)
    director = At.signed_in(browser_as, cast.director)
    story.counselor_registers_workplace(counselor, WORKPLACE, TECHNICIAN)
    story.counselor_registers_dispatched_partner(counselor, cast.dispatched)

    story.counselor_receives(counselor, cast.peso, cast.program, support_center=SUPPORT_CENTER)
    story.counselor_records_consent(counselor, cast.peso.name)
    story.evaluator_evaluates(counselor)
    story.counselor_proposes_plan(counselor)
    story.counselor_finds_consignment_closed(counselor)
    story.counselor_arranges(counselor, "センターからの派遣")

    story.counselor_convenes(counselor, "連絡会議", "09:00", "10:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    story.counselor_writes_record(counselor, "生活面はセンターのパートナーが受け持つ。")
    story.chair_confirms(chief, "連絡会議")
    story.counselor_convenes(counselor, "ケース会議", "11:00", "12:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    story.counselor_writes_record(counselor, "希望と評価を総合して検討した。")
    story.counselor_concludes(counselor, "適切")
    story.chair_confirms(chief, "ケース会議")
    story.counselor_asks_director(counselor)
    story.director_finds_dispatch_alone(director, SUPPORT_CENTER)
    story.director_selects_person(director)

    support.counselor_prepares(counselor, WORKPLACE, TECHNICIAN, cast.dispatched.name)
    support.counselor_drafts_support_plan(counselor)
    support.chief_approves_support_plan(chief)
    support.counselor_starts_support(counselor)
    partner = At.signed_in(browser_as, cast.dispatched, phone=True)
    support.partner_writes_log(partner)
    support.counselor_confirms_log(counselor)

    case = Case.objects.get()
    assert (case.state, case.living_support, case.selection) == (CaseState.SUPPORTING, LivingSupport.DISPATCHED, None)
    assert case.used_support_center_at_selection is True and not Contract.objects.exists()

"""The notice as it runs: a 社会福祉法人 applies and is selected; a person comes, is selected, is supported by the
corporation's partner, and finds work. 根拠: 通知 記1–記4, 別紙2
"""

import pytest

from cases.enums import CaseState
from cases.models import Case
from meetings.tests import story
from meetings.tests import story_support as support
from meetings.tests.hands import At
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.models import Decision

pytestmark = pytest.mark.story

WORKPLACE, TECHNICIAN = "丸山物流 株式会社", "石田 和也"


def test_a_person_is_supported_by_a_consigned_corporation_from_application_to_completion(cast, browser_as):
    manager = At.signed_in(browser_as, cast.manager)
    counselor = At.signed_in(browser_as, cast.program)
    director = At.signed_in(browser_as, cast.director)
    story.manager_applies(manager, cast.center, cast.partner)
    story.counselor_reviews(counselor, cast.corporation)
    story.director_selects_corporation(director, cast.corporation)
    story.manager_reads_selection(manager, cast.corporation)
    story.counselor_registers_workplace(counselor, WORKPLACE, TECHNICIAN)
    story.counselor_lets_partner_sign_in(counselor, cast.corporation, cast.partner)

    evaluator = At.signed_in(browser_as, cast.evaluator)
    chief = At.signed_in(browser_as, cast.chief)
    story.counselor_receives(counselor, cast.peso, cast.evaluator)
    story.counselor_records_consent(
        counselor, cast.corporation.name, WORKPLACE, cast.peso.name, cast.agency.name,
        passed_on_to=("委託先の法人", "事業所"),
    )
    story.evaluator_evaluates(evaluator)
    story.counselor_proposes_plan(counselor)
    story.counselor_arranges(counselor, "法人への委託", cast.corporation)

    story.counselor_convenes(counselor, "連絡会議", "09:00", "10:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    story.counselor_writes_record(counselor, "生活面はあおぞら会、求職登録は安定所が受け持つ。")
    story.chair_confirms(chief, "連絡会議")
    story.counselor_convenes(counselor, "ケース会議", "11:00", "12:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    story.counselor_writes_record(counselor, "希望と評価を総合して検討した。")
    story.counselor_concludes(counselor, "適切")
    story.chair_confirms(chief, "ケース会議")
    story.counselor_asks_director(counselor)
    story.director_selects_person(director)

    support.counselor_prepares(counselor, WORKPLACE, TECHNICIAN, cast.partner.name)
    support.counselor_drafts_support_plan(counselor)
    support.chief_approves_support_plan(chief)
    support.counselor_prepares_contract(counselor)
    support.director_signs_contract(director, cast.corporation)
    support.counselor_starts_support(counselor)
    partner = At.signed_in(browser_as, cast.partner, phone=True)
    support.partner_writes_log(partner)
    support.counselor_confirms_log(counselor)

    story.counselor_convenes(counselor, support.IN_PROGRESS, "14:00", "15:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    support.counselor_records_progress(counselor)
    story.chair_confirms(chief, support.IN_PROGRESS)
    officer = At.signed_in(browser_as, cast.officer)
    support.officer_reads_what_was_shared(officer)
    support.counselor_revises_support_plan(counselor)
    support.chief_approves_support_plan(chief, version=2)

    support.chief_ends_support(chief)
    story.counselor_convenes(counselor, support.POST, "16:00", "17:00", cast.chief)
    story.counselor_notes_attendance(counselor)
    support.counselor_records_follow_up_plan(counselor, cast.agency.name)
    story.chair_confirms(chief, support.POST)
    support.counselor_follows_up(counselor, WORKPLACE)
    support.chief_closes(chief)

    case = Case.objects.get()
    assert case.state == CaseState.CLOSED
    assert [(row.kind, row.outcome, row.by) for row in Decision.objects.about(case).order_by("pk")] == [
        (DecisionKind.CASE_MEETING, Outcome.SUITABLE, cast.program),
        (DecisionKind.TARGET_SELECTION, Outcome.SELECTED, cast.director),
        (DecisionKind.SUPPORT_PLAN, Outcome.APPROVED, cast.chief),
        (DecisionKind.EXPANDED_IN_PROGRESS, Outcome.CHANGED, cast.chief),
        (DecisionKind.SUPPORT_PLAN, Outcome.APPROVED, cast.chief),
        (DecisionKind.SUPPORT_END, Outcome.COMPLETED, cast.chief),
        (DecisionKind.EXPANDED_POST, Outcome.FOLLOW_UP, cast.chief),
        (DecisionKind.CLOSING, Outcome.CLOSED, cast.chief),
    ]

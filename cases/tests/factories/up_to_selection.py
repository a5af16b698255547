"""People, consents and cases from the consultation to the selection."""

from datetime import date, timedelta

from cases.enums import (
    ConsentMethod,
    ConsentPurpose,
    InterviewKind,
    LivingSupport,
    ReferralSource,
    SharedItem,
    TestCode,
)
from cases.models import (
    Case,
    Consent,
    Interview,
    Person,
    PlanGoal,
    RehabilitationPlan,
    TestResult,
    VocationalEvaluation,
)
from cases.tests.factories.partners import selection_for
from cases.tests.factories.steps import (
    AGE_OF_CASE,
    ASKED,
    CONCLUDED,
    EVALUATED,
    PLANNED_DAYS,
    PROPOSED,
    SELECTED,
    STARTED,
    day_of,
    moved,
)
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.models import Decision


def make_person(cast, *, uses_support_center=False, **columns):
    center = {"uses_employment_support_center": uses_support_center}
    if uses_support_center:
        center["employment_support_center_name"] = "障害者雇用支援センター はまなす"
    columns = {
        "family_name": "佐藤", "given_name": "健", "family_kana": "さとう", "given_kana": "けん",
        "birth_date": date(2003, 5, 12), **center, **columns,
    }
    return create(Person(center=cast.center, **columns), by=cast.program)


def make_consent(cast, person, purpose, *, on=None, recipients=(), **columns):
    """A consent of the person; to all items where it names organizations and no items are given."""
    columns.setdefault("items", list(SharedItem.values) if recipients else [])
    consent = Consent(
        person=person, purpose=purpose, obtained_on=on or clock.today(), explained_by=cast.program,
        method=columns.pop("method", ConsentMethod.WRITTEN), **columns,
    )
    return consent.record(by=cast.program, recipients=recipients)


def make_case(cast, *, person=None, opened_on=None, uses_support_center=False, **columns):
    """A case at 相談受付, with the consents to evaluation and program, its counselors and its 公共職業安定所."""
    opened_on = opened_on or clock.today() - timedelta(days=AGE_OF_CASE)
    with clock.moved_to(opened_on):
        person = person or make_person(cast, uses_support_center=uses_support_center)
        columns = {
            "referral_source": ReferralSource.PESO, "peso": cast.peso, "desired_work": "食品の製造",
            "consultation": "働き続けられる職場を見つけたい。", "primary_counselor": cast.program,
            "evaluation_counselor": cast.evaluator, "program_counselor": cast.program, **columns,
        }
        case = Case(center=cast.center, person=person, opened_on=opened_on, **columns).open_case(by=cast.program)
        for purpose in (ConsentPurpose.INTAKE_EVALUATION, ConsentPurpose.PROGRAM_USE):
            make_consent(cast, person, purpose)
    return case


def evaluated_case(cast, **columns):
    """At 計画策定: the evaluation is confirmed."""
    case = make_case(cast, **columns)
    with moved(case, EVALUATED):
        evaluation = VocationalEvaluation.begin(case, by=cast.evaluator)
        evaluation.edit(
            by=cast.evaluator,
            changes={
                "wish": "体を動かす仕事がしたい。", "strengths": "手順を覚えると正確に続けられる。",
                "issues": "予定の変更に時間がかかる。", "support_needs": "手順を見える形で示すこと。",
                "summary": "食品の製造補助の仕事に向いている。",
            },
            keep_rows=lambda row: _evaluation_rows(row, cast.evaluator),
        )
        evaluation.confirm(by=cast.evaluator, on=day_of(case, EVALUATED))
    case.refresh_from_db()
    return case


def _evaluation_rows(evaluation, by):
    day = clock.today()
    keep(
        Interview(evaluation=evaluation, kind=InterviewKind.INTERVIEW, held_on=day, source="本人", content="希望を聞いた。"),
        by=by, reason="面接",
    )
    scores = {"G": 78, "V": 74, "N": 80, "Q": 85, "S": 92, "P": 95, "K": 101, "F": 98, "M": 104}
    keep(TestResult(evaluation=evaluation, code=TestCode.GATB, administered_on=day, scores=scores), by=by, reason="検査")


def proposed_case(cast, *, living_support=LivingSupport.CONSIGNED, **columns):
    """At ケース会議待ち: the plan is proposed, the living support and the planned period are arranged."""
    if living_support == LivingSupport.DISPATCHED:
        columns.setdefault("uses_support_center", True)
    case = evaluated_case(cast, **columns)
    with moved(case, PROPOSED):
        plan = RehabilitationPlan.begin(case, by=cast.program)
        plan.edit(
            by=cast.program,
            changes={"current_state": "朝の支度に時間がかかる。", "proposed_support": "職場で手順の習得を支える。"},
            keep_rows=lambda row: keep(
                PlanGoal(plan=row, text="遅れずに通う", target_level="週5日"), by=cast.program, reason="目標"
            ),
        )
        plan.propose(by=cast.program, on=clock.today())
        case.refresh_from_db()
        consigned = living_support == LivingSupport.CONSIGNED
        case.arrange(
            by=cast.program,
            changes={
                "living_support": living_support, "consignee": cast.corporation if consigned else None,
                "planned_from": day_of(case, STARTED), "planned_to": day_of(case, STARTED + PLANNED_DAYS),
            },
        )
    return case


def concluded_case(cast, *, outcome=Outcome.SUITABLE, **columns):
    """At 選定依頼の準備中: the ケース会議 came to a conclusion."""
    case = proposed_case(cast, **columns)
    with moved(case, CONCLUDED):
        plans = list(case.rehabilitation_plans.all()[:1]) if outcome == Outcome.SUITABLE else []
        with gate(case, "conclude", by=cast.chief) as row:
            row.conclusion, row.concluded_on = outcome, clock.today()
            row.conclusion_decision = decision = Decision.objects.record(
                row, DecisionKind.CASE_MEETING, outcome, by=cast.chief, event_date=clock.today(),
                reason="総合的に検討した。", also=[(plan, "adopt") for plan in plans],
            )
        for plan in plans:
            plan.adopt(by=cast.chief, decision=decision)
    return case


def selected_case(cast, **columns):
    """At 支援の準備中: the 所長 selected the person; a consigned case has its corporation's selection."""
    case = concluded_case(cast, **columns)
    selection = None
    if case.living_support == LivingSupport.CONSIGNED:
        selection = selection_for(cast, day_of(case, ASKED), partners=[cast.partner])
    with moved(case, ASKED), gate(case, "ask_selection", by=cast.program) as row:
        row.asked_by, row.asked_on = cast.program, clock.today()
    with moved(case, SELECTED), gate(case, "select", by=cast.director) as row:
        row.selection, row.selected_on = selection, clock.today()
        row.used_support_center_at_selection = row.person.uses_employment_support_center
        row.selection_decision = Decision.objects.record(
            row, DecisionKind.TARGET_SELECTION, Outcome.SELECTED, by=cast.director, event_date=clock.today(),
            reason="ケース会議の結論のとおり",
        )
    return case

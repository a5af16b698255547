"""From the consultation to the proposed plan."""

from datetime import timedelta

from cases.enums import (
    APTITUDES,
    ConsentGiver,
    ConsentMethod,
    ConsentPurpose,
    DisabilityType,
    InterviewKind,
    LivingSupport,
    ReferralSource,
    SharedItem,
    TestCode,
)
from cases.models import (
    Case,
    Certificate,
    Consent,
    Disability,
    Interview,
    Person,
    PlanCooperation,
    PlanGoal,
    RehabilitationPlan,
    TestResult,
    VocationalEvaluation,
    WorkObservation,
)
from shokuiki.japan.dates import add_working_days
from shokuiki.records import clock
from shokuiki.records.gate import create, keep
from shokuiki.sample import texts
from shokuiki.sample.stage import of

SOURCES = (
    (ReferralSource.PESO, "求職の申込みのとき"), (ReferralSource.FACILITY, "通所先の職員"), (ReferralSource.MEDICAL, "主治医"),
    (ReferralSource.FAMILY, "母"), (ReferralSource.SELF, ""), (ReferralSource.WELFARE_OFFICE, "障害福祉課"),
)
RELATIVES = (("洋子", "母"), ("正", "父"), ("和子", "母"), ("勝", "父"), ("久美", "姉"), ("隆", "兄"), ("千鶴", "母"))
TOWNS = ("港南", "緑町", "東が丘", "城山", "北沢", "港町")


def open_case(stage, story):
    """相談を受け付ける; or, of a person known from before, 案件を再開する."""
    by = stage.users[story.primary or story.program]
    if story.again:
        before = Case.objects.get(pk=stage.case_ids[story.again])
        case = before.reopen(by=by, on=clock.today(), reason="就職先が閉まり、本人から新しい職場での支援の希望があったため。")
        stage.case_ids[story.key] = case.pk
        case.edit(by=by, changes={"desired_work": story.work.work, "program_counselor": stage.users[story.program]})
    else:
        case = _new_case(stage, story, by)
    consent(stage, case, ConsentPurpose.INTAKE_EVALUATION, by)
    if story.uses_support_center:
        consent(stage, case, ConsentPurpose.PROGRAM_USE, by, recipients=[stage.organizations["hamanasu"]])


def _new_case(stage, story, by):
    undecided = "undecided" in story.twists
    source, note = of(SOURCES, story.number)
    case = Case(
        center=stage.organizations[story.center], person=_person(stage, story, by), opened_on=clock.today(),
        referral_source=source, referral_note=note, consultation=_consultation(stage, story),
        desired_work=story.work.work, peso=None if undecided else stage.organizations[story.peso],
        primary_counselor=by, evaluation_counselor=None if undecided else stage.users[story.evaluator],
        program_counselor=None if undecided else stage.users[story.program],
    ).open_case(by=by)
    stage.case_ids[story.key] = case.pk
    return case


def _consultation(stage, story):
    """What somebody with this disability comes with; each of them in turn."""
    kind = story.disability[0]
    stage.said[kind] += 1
    return of(texts.CONSULTATIONS[kind], stage.said[kind] - 1)


def _person(stage, story, by):
    family, given = story.name.split()
    family_kana, given_kana = story.kana.split()
    kind, detail, severe = story.disability
    relative, relation = of(RELATIVES, story.number)
    town = "汐見町" if story.center == "shirahama" else of(TOWNS, story.number)
    since = stage.day(story.day("open") - 60) if story.uses_support_center else None
    person = create(Person(
        center=stage.organizations[story.center], family_name=family, given_name=given, family_kana=family_kana,
        given_kana=given_kana, birth_date=story.birth(stage.today), gender=story.gender,
        address=f"{'白浜市' if story.center == 'shirahama' else '青嶺市'}{town}{story.number % 9 + 1}-{story.number * 3 % 17 + 1}",
        phone=f"0465-00-{5000 + story.number * 37:04}",
        emergency_contact=f"{family} {relative}（{relation}）0465-00-{2900 + story.number * 11:04}",
        uses_employment_support_center=story.uses_support_center,
        employment_support_center_name=stage.organizations["hamanasu"].name if story.uses_support_center else "",
        employment_support_from=since, communication_needs=texts.CARE[kind],
        diagnosis="みなとクリニックに月1回通院。服薬は朝と夜。" if story.agency == "clinic" else "",
    ), by=by)
    keep(Disability(person=person, type=kind, detail=detail, is_severe=severe), by=by, reason="相談を受け付ける")
    certificate, grade = story.certificate
    issued = None if not grade else clock.today() - timedelta(days=400 + story.number * 29)
    keep(Certificate(
        person=person, type=certificate, grade=grade, issued_on=issued,
        valid_until=issued + timedelta(days=2 * 365) if issued and "精神" in certificate.label else None,
    ), by=by, reason="相談を受け付ける")
    return person


# What the people of the sample agree to share, by purpose.
ITEMS = {
    ConsentPurpose.SHARE_CONSIGNEE: (SharedItem.BASICS, SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS, SharedItem.HEALTH),
    ConsentPurpose.SHARE_WORKPLACE: (SharedItem.BASICS, SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS),
    ConsentPurpose.SHARE_EXPANDED_MEETING: (
        SharedItem.BASICS, SharedItem.EVALUATION, SharedItem.SUPPORT_PLAN, SharedItem.GOAL_PROGRESS, SharedItem.LOGS,
        SharedItem.FOLLOW_UP_PLAN,
    ),
    ConsentPurpose.PROGRAM_USE: (SharedItem.BASICS,),
}


def consent(stage, case, purpose, by, *, recipients=(), valid_until=None):
    """Record a consent that the person gave on the day of the clock."""
    easy = case.person.disabilities.filter(is_severe=True).exists()
    return Consent(
        person=case.person, purpose=purpose, obtained_on=clock.today(), explained_by=by, valid_until=valid_until,
        method=ConsentMethod.EASY_READ if easy else ConsentMethod.WRITTEN,
        given_by=ConsentGiver.WITH_FAMILY if easy else ConsentGiver.PERSON,
        items=list(ITEMS[purpose]) if recipients else [],
        note="通院のことは、事業所には本人から話す。" if purpose == ConsentPurpose.SHARE_WORKPLACE and easy else "",
    ).record(by=by, recipients=recipients)


# --- 職業評価 ---------------------------------------------------------------------------------------------------------
def begin_evaluation(stage, story):
    team = stage.people(story)
    evaluation = VocationalEvaluation.begin(stage.case(story), by=team.evaluator)
    if "tested" in story.twists:
        evaluation.edit(
            by=team.evaluator, changes={"wish": story.wish},
            keep_rows=lambda row: _interviews(row, story, clock.today(), team.evaluator),
        )


def finish_evaluation(stage, story):
    by = stage.people(story).evaluator
    case = stage.case(story)
    kind = story.disability[0]
    evaluation = case.evaluation
    evaluation.edit(
        by=by,
        changes={
            "wish": story.wish, "strengths": of(texts.STRENGTHS[kind], story.number),
            "issues": of(texts.ISSUES[kind], story.number), "support_needs": of(texts.NEEDS[kind], story.number),
            "summary": f"{story.work.work}の作業の力がある。{of(texts.NEEDS[kind], story.number)}"
            "はじめの1か月に集中して支援すれば、職場で働き続けられると考える。",
            "explained_on": clock.today(),
        },
        keep_rows=lambda row: _findings(row, story, by),
    )
    evaluation.confirm(by=by, on=clock.today())


def _interviews(evaluation, story, day, by):
    rows = (
        Interview(evaluation=evaluation, kind=InterviewKind.INTERVIEW, held_on=day, source="本人",
                  content=of(texts.INTERVIEWS, story.number)),
        Interview(evaluation=evaluation, kind=InterviewKind.SURVEY_LIFE, held_on=day,
                  source="本人・家族", content=of(texts.SURVEYS, story.number)),
    )
    for row in rows:
        keep(row, by=by, reason="面接・調査")


def _findings(evaluation, story, by):
    day = clock.today()
    _interviews(evaluation, story, add_working_days(day, -9), by)
    code, result = texts.TESTS[story.disability[0]]
    least, spread = (46, 32) if story.disability[0] == DisabilityType.INTELLECTUAL else (70, 45)
    scores = {letter: least + (story.number * 13 + place * 17) % spread for place, letter in enumerate(APTITUDES)}
    task, minutes, quantity, content = of(texts.OBSERVATIONS, story.number)
    rows = (
        TestResult(evaluation=evaluation, code=TestCode.GATB, administered_on=add_working_days(day, -6), scores=scores),
        TestResult(evaluation=evaluation, code=code, administered_on=add_working_days(day, -4), result=result),
        WorkObservation(
            evaluation=evaluation, observed_on=add_working_days(day, -2), task=task, minutes=minutes, quantity=quantity,
            content=content,
        ),
    )
    for row in rows:
        keep(row, by=by, reason="検査と作業観察")


# --- 職業リハビリテーション計画 -----------------------------------------------------------------------------------------
def begin_plan(stage, story):
    by = stage.people(story).program
    case = stage.case(story)
    kind = story.disability[0]
    plan = RehabilitationPlan.begin(case, by=by)
    plan.edit(by=by, changes={"current_state": f"{of(texts.STRENGTHS[kind], story.number)}一方で、{of(texts.ISSUES[kind], story.number)}"})


def propose(stage, story):
    """案を確定する; then who is to give the living support, and the consent to the program."""
    by = stage.people(story).program
    case = stage.case(story)
    plan = case.rehabilitation_plans.get(number=1)
    _fill(stage, story, plan, by)
    plan.propose(by=by, on=clock.today())
    if not story.uses_support_center:
        consent(stage, case, ConsentPurpose.PROGRAM_USE, by)
    corporation = stage.organizations[story.corporation] if story.is_consigned else None
    if corporation:
        consent(stage, case, ConsentPurpose.SHARE_CONSIGNEE, by, recipients=[corporation])
    stage.case(story).arrange(by=by, changes={
        "living_support": LivingSupport.CONSIGNED if corporation else LivingSupport.DISPATCHED, "consignee": corporation,
        "planned_from": stage.day(story.start), "planned_to": stage.day(story.day("end")),
    })


def _fill(stage, story, plan, by):
    place = stage.organizations[story.workplace]

    def keep_rows(row):
        for text, level in story.work.plan_goals:
            keep(PlanGoal(plan=row, text=text, target_level=level, due_on=stage.day(story.day("end"))), by=by, reason="具体的目標")
        for key, content in ((story.peso, "求職の登録と、雇用の条件の確認"), (story.agency, "生活と体調の相談")):
            if key:
                keep(PlanCooperation(plan=row, organization=stage.organizations[key], content=content), by=by, reason="協力を求める機関")

    plan.edit(
        by=by, keep_rows=keep_rows,
        changes={
            "proposed_support": f"{place.name}で{story.work.work}の仕事を、{story.weeks}週の間、職場で支援する。"
            "生活面は支援パートナーが同行し、少しずつ訪問の間隔をあける。",
            "cautions": texts.CARE[story.disability[0]], "explained_on": clock.today(), "agreed_on": clock.today(),
            "agreed_by": ConsentGiver.WITH_FAMILY if story.disability[2] else ConsentGiver.PERSON,
        },
    )


def revise(stage, story):
    """After 継続検討: a second version of the plan, proposed where the story goes on to another meeting."""
    by = stage.people(story).program
    plan = RehabilitationPlan.begin(stage.case(story), by=by)
    plan.edit(by=by, changes={"proposed_support": f"{plan.proposed_support}通勤の練習を、支援の始まる前に3回行う。"})
    if story.reached("liaison") and "deferred" not in story.twists:
        plan.propose(by=by, on=clock.today())

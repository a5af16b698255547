"""A supported person with a word of its own in every field that says something of them."""

from cases.models import Case, Certificate, Disability, Person, TestResult
from cases.tests import factories as make
from shokuiki.records.gate import gate, keep

# ★: never outside the posts of the center that may read the case.
STARS = {
    "diagnosis": "印診断てんかん", "communication_needs": "印配慮手話", "guardian": "印後見山野", "address": "印住所港南9",
    "phone": "017-999-1234", "emergency_contact": "印連絡先母", "job_seeker_number": "印求職77",
}
DISABILITY, CERTIFICATE, TEST, CONSULTATION = "印障害中度", "印手帳番号31", "印検査所見", "印相談働きたい"
EVALUATION = ("予定の変更に時間がかかる。", "食品の製造補助の仕事に向いている。", "朝の支度に時間がかかる。")
ALL_STARS = (*STARS.values(), DISABILITY, CERTIFICATE, TEST, CONSULTATION, *EVALUATION)
GOAL, METHOD, ATTAINED = "包装の工程を一人でできる", "休憩のあとの席を替える。", "おおむね達成"
LOG_OF_PARTNER, LOG_OF_TECHNICIAN = "印日誌パートナー", "印日誌技術"


def marked_case(cast):
    """At 支援実施中, with the marks of this module; its partners may read the goals."""
    case = make.supporting_case(cast, consultation=CONSULTATION)
    by = cast.program
    with gate(case.person, "edit", by=by) as row:
        for name, word in STARS.items():
            setattr(row, name, word)
    person = Person.objects.get(pk=case.person_id)
    keep(Disability(person=person, type="intellectual", detail=DISABILITY), by=by, reason="障害")
    keep(Certificate(person=person, type="rehabilitation", grade="B2", number=CERTIFICATE), by=by, reason="手帳")
    test = TestResult.objects.get(evaluation__case=case)
    test.result = TEST
    keep(test, by=cast.evaluator, reason="検査")
    make.make_log(case, cast.partner, content=LOG_OF_PARTNER)
    make.make_log(case, cast.technician, content=LOG_OF_TECHNICIAN)
    return Case.objects.get(pk=case.pk)

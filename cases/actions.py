"""Verbs that write to more than one noun of the person's track: keyword-only, all or nothing."""

from django.db import transaction

from cases.models import Case, Consent, Person
from shokuiki.records.gate import create, gate


def receive_consultation(*, by, center, case, person=None, person_columns=None, keep_rows=None):
    """相談を受け付ける: a new case, of a person already known or of one registered with it. Returns the case.

    case: {column: value} of the case; person_columns: of the new person; keep_rows: function (person) that saves
    disabilities and certificates. One open case a person (P1).
    """
    with transaction.atomic():
        if person is None:
            person = create(Person(center=center, **person_columns), by=by)
            if keep_rows:
                keep_rows(person)
        return Case(center=center, person=person, **case).open_case(by=by)


def edit_basics(*, by, case, seen, case_columns, person_columns, keep_rows):
    """基本情報を編集する: case and person in one step, under the version of the case.

    An evaluation that is being written goes over to the new 職業評価担当.
    """
    with transaction.atomic():
        case.edit(by=by, changes=case_columns, seen=seen)
        case.person.edit(by=by, changes=person_columns, keep_rows=keep_rows)
        evaluation = getattr(case, "evaluation", None)
        evaluator = case_columns["evaluation_counselor"]
        if evaluation and not evaluation.is_confirmed and evaluator and evaluation.evaluator_id != evaluator.pk:
            evaluation.hand_over(by=by, to=evaluator)


def record_consents(*, by, case, seen, purposes, columns):
    """同意を記録する: one row a purpose. purposes: {purpose: organizations it names}. Returns the consents."""
    with gate(case, "add_consent", by=by, seen=seen) as row:
        return [
            Consent(person=row.person, purpose=purpose, **_of_purpose(columns, recipients)).record(by=by, recipients=recipients)
            for purpose, recipients in purposes.items()
        ]


def _of_purpose(columns, recipients):
    """A consent that names nobody names no items."""
    return columns if recipients else columns | {"items": []}

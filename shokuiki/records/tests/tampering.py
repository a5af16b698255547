"""What somebody with a database password could do: statements past the models, with the triggers taken away."""

import json
from contextlib import contextmanager

from django.db import connection

from cases.models import ErasureRequest
from cases.tests import factories as make
from shokuiki.records import append_only, clock, ledger, verify
from shokuiki.records.gate import create, gate
from shokuiki.records.models import Chain, Decision, DecisionText


@contextmanager
def unprotected():
    with append_only.lifted(Decision, DecisionText):
        yield


def sql(statement, *values):
    """Run one statement past the models; JSON values as the database keeps them."""
    values = [json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(model, pk, **columns):
    """Set columns of one row."""
    table, key = model._meta.db_table, model._meta.pk.column
    names = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in columns)
    sql(f'UPDATE "{table}" SET {names} WHERE "{key}" = %s', *columns.values(), pk)


def delete(*decisions):
    """Take decisions away with their words; whatever points at them would keep the database from it."""
    for decision in decisions:
        DecisionText.objects.filter(pk=decision.pk)._raw_delete("default")
        sql('DELETE FROM "records_decision" WHERE "id" = %s', decision.pk)


def insert(like, **columns):
    """A further row like another, written past `record`. Returns its id."""
    row = Decision(**{f.attname: getattr(like, f.attname) for f in Decision._meta.concrete_fields if f.name != "id"})
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    DecisionText(decision=row, salt=ledger.new_salt(), reason="書き加えた理由").save(force_insert=True)
    return row.pk


def rechained(center):
    """Compute every link of a center's chain anew, as a careful forger would."""
    last = ""
    rows = Decision.objects.filter(center=center).order_by("number")
    for number, row in enumerate(rows.select_related("supersedes", "text"), start=1):
        row.number, row.previous_hash, row.text_digest = number, last, ledger.text_digest(row.text)
        row.hash = last = ledger.digest(ledger.entry(
            row, noun=row.subject_label, supersedes=row.supersedes.number if row.supersedes else None
        ))
        change(
            Decision, row.pk, number=number, previous_hash=row.previous_hash, text_digest=row.text_digest, hash=row.hash
        )
    Chain.objects.filter(center=center).update(number=rows.count(), hash=last)


def findings(center, **options):
    """What a verification says, as one text; "" when all agrees."""
    return "\n".join(verify.verify(center.pk, **options).findings)


def decided_center(cast):
    """A center with a chain of several decisions of several kinds on several nouns. Returns the case."""
    case = make.follow_up_case(cast)
    case.close(by=cast.director, on=case.follow_up_on, reason="職場に定着した。")
    return case


def entry(center, number):
    return Decision.objects.get(center=center, number=number)


def approval_of(cast, person):
    """The decision of two to erase a person, as `approve_finally` writes it."""
    request = ErasureRequest(center=cast.center, persons=[person], reason="保存期間の終わり", requested_by=cast.chief)
    create(request, by=cast.chief)
    with gate(request, "approve", by=cast.chief):
        pass
    with gate(request, "approve_finally", by=cast.director) as row:
        row.decision = Decision.objects.record(
            row, "erasure", "approved", by=cast.director, event_date=clock.today(), reason=row.reason
        )
    return request.decision

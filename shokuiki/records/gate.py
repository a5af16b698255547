"""The one gate for every change: lock, compare versions, check person, state and rules, write, record.

`gate` changes a noun by a verb; `create` brings one into being; `keep` and `remove` write the rows that
belong to it, inside its gate. Nothing else in the house saves a tracked row.
"""

from contextlib import contextmanager

import rules
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.requirements import refuse_unmet
from shokuiki.records.tracked import gate_open


def permission(noun_or_model, verb):
    """The name under which `rules.py` of the noun's app keeps who may: "cases.case.end_support"."""
    return f"{noun_or_model._meta.app_label}.{noun_or_model._meta.model_name}.{verb}"


def may(user, verb, noun):
    """Whether this person may do this to this noun, whatever its state."""
    return rules.has_perm(permission(noun, verb), user, noun)


def can(user, verb, noun):
    """Whether the person may and the state allows: what buttons are made from."""
    return noun.allows(verb) and may(user, verb, noun)


def refuse_person(user, verb, noun):
    """Raise `NotAllowed` (403) with a sentence that says who may."""
    if not may(user, verb, noun):
        known = noun.VERBS[verb]
        clause = f"（根拠：{known.clause}）" if known.clause else ""
        raise NotAllowed(f"「{known.label}」は、{known.who}が行います。あなたの所属ではできません。{clause}")


def refuse_state(noun, verb):
    """Raise `Refused` when the noun is not in a state the verb starts from."""
    if not noun.allows(verb):
        raise Refused(
            f"「{noun.VERBS[verb].label}」は、今の状態（{noun.get_state_display()}）ではできません。"
            "最新の内容を確かめてください。"
        )


def locked(model, pk):
    """The row as it is now, held until the transaction ends: for a verb that rests on a row beside the one it changes.

    Who holds several takes them in this order, or two could wait for each other: application or meeting, its item or
    request, the case, what belongs to the case, 選定; then numbers and the chain of decisions. Rows that only point at a
    held row can still be added meanwhile.
    """
    return model._base_manager.select_for_update(no_key=True).get(pk=pk)


@contextmanager
def gate(noun, verb, *, by, seen=None, reason="", needs=None, acknowledged=None, under=()):
    """Pass a noun through a verb; yields the locked row to change and saves it with its history.

    by: the signed-in user. seen: the version the page showed (None: not compared, for verbs that follow from
    another). needs: function (row) -> requirements; unmet ones refuse. acknowledged: {rule number: reason}.
    under: rows the verb rests on, held before this one and with it (see `locked`).
    Raises NotAllowed (person), Stale (version), Refused (state, rules). On any error nothing is written.
    """
    model = type(noun)
    with transaction.atomic():
        for other in under:
            locked(type(other), other.pk)
        row = locked(model, noun.pk)
        refuse_person(by, verb, row)
        if seen is not None and int(seen) != row.version:
            last = row.history.select_related("history_user").first()
            raise Stale(last.history_user, last.history_date)
        refuse_state(row, verb)
        if needs:
            refuse_unmet(needs(row), acknowledged)
        row.becomes = target = model.VERBS[verb].to
        yield row
        if target:
            row.state = target
        label = model.VERBS[verb].label
        keep(row, by=by, reason=f"{label}：{reason}" if reason else label)
    for field in row._meta.concrete_fields:
        setattr(noun, field.attname, getattr(row, field.attname))


def create(noun, *, by, reason=""):
    """Save a new noun: its "create" verb says who may. Returns it."""
    with transaction.atomic():
        refuse_person(by, "create", noun)
        label = noun.VERBS["create"].label
        return keep(noun, by=by, reason=f"{label}：{reason}" if reason else label)


def keep(row, *, by, reason):
    """Validate and save one tracked row with who, when, why and in which post. Returns it.

    For rows that belong to a noun, inside its gate; and for the administration of accounts.
    Raises ValidationError with the model's own sentences.
    """
    if hasattr(row, "fill"):
        row.fill()
    references = {field.name for field in row._meta.concrete_fields if isinstance(field, ForeignKey)}
    row.clean_fields(exclude=references)
    row.clean()
    row.validate_constraints()
    if not row._state.adding and hasattr(row, "version"):
        row.version += 1
    try:
        with transaction.atomic(), gate_open(), _signed(row, by, reason):
            row.save()
    except IntegrityError:
        row.validate_constraints()  # somebody wrote the same in this instant: the model's own sentence
        raise
    return row


def remove(row, *, by, reason):
    """Take away one row that belongs to a noun; its history stays."""
    with gate_open(), _signed(row, by, reason):
        row.delete()


@contextmanager
def _signed(row, by, reason):
    """Set what simple-history writes beside the change, and clear it so that no later save repeats it."""
    row._history_user = by
    row._change_reason = reason
    row._history_date = clock.now()
    row._history_post = by.post_at(center_id_of(row)) if by else ""
    try:
        yield
    finally:
        for name in ("_history_user", "_change_reason", "_history_date", "_history_post"):
            delattr(row, name)


def center_id_of(row):
    """The center a row belongs to, for the post in which somebody acts on it; None where it has none."""
    try:
        row._meta.get_field("center")
    except FieldDoesNotExist:
        case = getattr(row, "case", None)
        return case.center_id if case else None
    return row.center_id

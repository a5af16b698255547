"""What a decision fixes on its noun and on the rows that follow from it, so that `verify_records` can compare.

A noun that is decided on declares `DECIDED`. `Decision.objects.record` takes the values from the noun as it stands once
the running verb is done: within a gate the state is the one the verb leads to, so set the columns first and record then.
Only ids, codes and dates enter an entry; of a text only whether there is one.
"""

from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db.models import TextField

THIS = "this"  # stands for the decision itself in a column that names it


@dataclass(frozen=True)
class Decided:
    """Declared by a model as `DECIDED`.

    columns: {kind, or (kind, outcome): columns it fixes}; a kind not named fixes the state.
    deciding: the verbs that come with a decision; the others may move the state on from a decided one.
    own: columns in which the noun names the decision. pointer: that column, on rows that are not the subject.
    open_before: columns that others fill before a decision fixes them. center: the way to the center.
    """

    columns: dict = field(default_factory=dict)
    deciding: frozenset | set = frozenset()
    own: tuple = ()
    pointer: str = ""
    open_before: tuple = ()
    center: str = "center"

    def columns_of(self, kind, outcome):
        found = self.columns.get((kind, outcome))
        return self.columns.get(kind, ("state",)) if found is None else found

    def all_columns(self):
        return {name for names in self.columns.values() for name in names}


def decided_models():
    return [model for model in apps.get_models() if hasattr(model, "DECIDED")]


def taken(subject, kind, outcome, verb=None, also=()):
    """What the decision fixes: {"noun": {column: value}, "also": [{"noun", "id", "columns"}]}.

    verb: the one the subject passes after this, where none runs. also: rows that will name the decision in their
    `pointer`; (row, verb) where the row passes the verb later.
    """
    rows = [row if isinstance(row, tuple) else (row, None) for row in also]
    return {
        "noun": fixed(subject, kind, outcome, verb),
        "also": [
            {"noun": row._meta.label_lower, "id": row.pk, "columns": fixed(row, kind, outcome, verb)} for row, verb in rows
        ],
    }


def fixed(row, kind, outcome, verb=None):
    """{column: value} of one row."""
    spec = getattr(row, "DECIDED", None)
    names = spec.columns_of(kind, outcome) if spec else ()
    has_state = any(column.name == "state" for column in row._meta.concrete_fields)
    found = {name: THIS if name in spec.own else value_of(row, name) for name in names if name != "state" or has_state}
    if "state" in found:
        found["state"] = str((row.VERBS[verb].to if verb else row.becomes) or row.state)
    return found


def value_of(row, name):
    column = row._meta.get_field(name)
    return said(column, getattr(row, column.attname))


def said(column, value):
    """A value of a column as an entry writes it."""
    if isinstance(column, TextField):
        return bool(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def reachable(model, state):
    """The states to which verbs without a decision lead from this one, itself included."""
    found, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for name, verb in model.VERBS.items():
            leads = verb.to and name not in model.DECIDED.deciding and (verb.sources is None or here in verb.sources)
            if leads and str(verb.to) not in found:
                found.add(str(verb.to))
                waiting.append(str(verb.to))
    return found

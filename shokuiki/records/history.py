"""すべての履歴: what changed, before and after, by whom and why, read from the history tables."""

from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter

from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.formats import localize

from shokuiki.japan.dates import wareki

# Columns that say nothing to a reader; decisions stand in 決定の経過.
HIDDEN = {
    "id", "version", "kana_key", "name_key", "center", "decision", "conclusion_decision", "selection_decision", "basis",
    "approval",
}
# What a row belongs to: the page it is shown on.
PARENTS = {"meeting", "item", "plan", "evaluation", "person", "log", "application"}


@dataclass
class Change:
    """One saved change of one row. rows: (label, before, after) in words; before is "" for a new row."""

    at: object
    by: str
    post: str
    reason: str
    noun: str
    kind: str  # "+", "~" or "-"
    rows: list = field(default_factory=list)
    name: str = ""  # which row it was, where the page tells rows apart
    row_id: int = 0
    decisions: tuple = ()  # ids of the decisions that it set

    @property
    def done(self):
        return {"+": "加えました", "-": "取り除きました"}.get(self.kind, "変えました")


def changes(*querysets, limit=200, hidden=()):
    """The changes in these history querysets, newest first, at most `limit`. One query per queryset, and one
    per kind of related row that is named in any. hidden: names of further columns that the page does not show."""
    hidden = HIDDEN | set(hidden)
    found = []
    tables = [
        list(queryset.select_related("history_user").order_by("id", "history_date", "history_id")) for queryset in querysets
    ]
    names = _names([record for records in tables for record in records], hidden)
    for records in tables:
        earlier = {}
        for record in records:
            found.append(_change(record, earlier.get(record.id), names, hidden))
            found[-1].name = _name(record, names)
            earlier[record.id] = record
    found.reverse()  # of two changes of one moment the later one comes first
    found.sort(key=lambda change: change.at, reverse=True)
    return found[:limit]


def changes_since(noun, version):
    """What others changed in a noun since the version a page showed, oldest first."""
    records = list(noun.history.select_related("history_user").filter(version__gte=version).order_by("history_id"))
    names = _names(records)
    return [_change(after, before, names) for before, after in zip(records, records[1:], strict=False)]


def changes_of_rows(noun, version, *querysets):
    """What others changed since then in the rows that belong to a noun, oldest first; a removed row says what it held.

    querysets: the history of those rows, of this noun alone. Rows are saved before the noun they belong to, in its gate:
    what is younger than the version the page showed belongs to a later one.
    """
    shown = noun.history.filter(version=version).order_by("history_id").last()
    if shown is None:
        return []
    hidden, found = HIDDEN | PARENTS, []
    for queryset in querysets:
        records = list(queryset.select_related("history_user").order_by("id", "history_date", "history_id"))
        names, earlier = _names(records, hidden), {}
        for record in records:
            before = earlier.get(record.id)
            earlier[record.id] = record
            if record.history_date > shown.history_date:
                change = _change(record, before, names, hidden)
                if record.history_type == "-":
                    change.rows = [(label, held, "") for label, _, held in _columns(record, None, names, hidden)]
                row = record.instance
                change.name = str(getattr(row, "called", row))
                found.append(change)
    return sorted((change for change in found if change.rows or change.kind != "~"), key=lambda change: change.at)


def _change(record, before, names, hidden=HIDDEN):
    return Change(
        at=record.history_date,
        by=record.history_user.name if record.history_user else "",
        post=record.history_post,
        reason=record.history_change_reason or "",
        noun=record.instance_type._meta.verbose_name,
        kind=record.history_type,
        row_id=record.id,
        rows=[] if record.history_type == "-" else _columns(record, before, names, hidden),
        decisions=_decisions(record, before),
    )


def _name(record, names):
    """Which row it was, by its `NAMED_BY`."""
    model = record.instance_type
    columns = [part for _, part, *_ in Formatter().parse(model.NAMED_BY) if part]
    return model.NAMED_BY.format(**{
        name: in_words(model._meta.get_field(name), getattr(record, model._meta.get_field(name).attname), names)
        for name in columns
    })


def _decisions(record, before):
    """Ids of the decisions that a row names and did not name before."""
    columns = [c.attname for c in record.tracked_fields if c.related_model and c.related_model._meta.label == "records.Decision"]
    ids = (getattr(record, name) for name in columns if not before or getattr(before, name) != getattr(record, name))
    return tuple(pk for pk in ids if pk)


def _columns(record, before, names, hidden):
    """[(label, before, after)] in words of the columns that differ; of all that hold something where nothing was before."""
    rows = []
    for column in record.tracked_fields:
        if column.name in hidden:
            continue
        old = getattr(before, column.attname) if before else None
        new = getattr(record, column.attname)
        if old != new and not (before is None and new in (None, "", [], {})):
            rows.append((column.verbose_name, in_words(column, old, names), in_words(column, new, names)))
    return rows


def _names(records, hidden=HIDDEN):
    """{(model, pk): name} of the rows the records point at: one query per related model, none for what was joined."""
    wanted, names = {}, {}
    for record in records:
        for column in record.tracked_fields:
            named = isinstance(column, ForeignKey) and column.name not in hidden
            if not named or getattr(record, column.attname) is None:
                continue
            key = column.remote_field.model, getattr(record, column.attname)
            if column.name in record._state.fields_cache:
                names[key] = str(getattr(record, column.name))
            else:
                wanted.setdefault(key[0], set()).add(key[1])
    return names | {
        (model, pk): str(row) for model, pks in wanted.items() for pk, row in model._base_manager.in_bulk(pks).items()
    }


def in_words(column, value, names=None):
    """The value of a column as a reader understands it; "" for nothing. names: {(model, pk): name} for foreign keys."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(column, ForeignKey):
        return (names or {}).get((column.remote_field.model, value), "")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, dict):
        return "、".join(f"{key} {part}" for key, part in value.items())
    if isinstance(value, list):
        labels = getattr(column.model, "CODE_LABELS", {}).get(column.name, {})
        return "、".join(str(labels.get(item, item)) for item in value)
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{wareki(local.date())}{local:%H:%M}"
    if isinstance(value, date):
        return wareki(value)
    return str(localize(value))

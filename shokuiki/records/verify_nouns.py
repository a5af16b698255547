"""Nouns against their decisions: the state and the decided columns of every row that is decided on, as they stand now.

Rows are read as values, never as models: a run of this shows nobody's data to anybody.
"""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import TextField

from shokuiki.japan.dates import wareki
from shokuiki.records.decided import THIS, decided_models, reachable, said
from shokuiki.records.enums import DecisionKind
from shokuiki.records.models import Chain, Decision, Erasure
from shokuiki.records.retention import APPLICATIONS, HOLDINGS, PERSONS

CHUNK = 500


# --- What a decision names and is not there -------------------------------------------------------------------------
def missing(decisions):
    """Sentences on nouns and rows that these decisions of one center are about and that are gone, or elsewhere."""
    by_kind = {}
    for decision in decisions:
        by_kind.setdefault(decision.subject_type_id, []).append(decision)
    for kind, rows in by_kind.items():
        yield from _missing_subjects(ContentType.objects.get_for_id(kind).model_class(), rows)
    for model in decided_models():
        named = [(d, item["id"]) for d in decisions for item in _also(d.decided) if item["noun"] == model._meta.label_lower]
        if named:
            yield from _missing_rows(model, named)


def _missing_subjects(model, decisions):
    found = {}
    if model:
        rows = model._base_manager.filter(pk__in={d.subject_id for d in decisions})
        found = dict(rows.values_list("pk", _center_of(model) or "pk"))
    for decision in decisions:
        if decision.subject_id not in found:
            yield f"第{decision.number}件の決定の対象がありません。削除されたか、決定が別の対象に移されています。"
        elif model and _center_of(model) and found[decision.subject_id] != decision.center_id:
            yield f"第{decision.number}件の決定の対象（{_title(model)}）が、別のセンターに移されています。"


def _missing_rows(model, named):
    """Of rows that decisions fixed: each is there and names this decision, or a later one."""
    pointer = model.DECIDED.pointer
    ids = {pk for _, pk in named if pk}
    pointed = dict(model._base_manager.filter(pk__in=ids).values_list("pk", f"{pointer}__number"))
    ones = [decision.pk for decision, pk in named if not pk]
    naming = set(model._base_manager.filter(**{f"{pointer}__in": ones}).values_list(f"{pointer}_id", flat=True))
    for decision, pk in named:
        there = pk in pointed if pk else decision.pk in naming
        if not there:
            yield f"第{decision.number}件の決定で定まった{_title(model)}がありません。"
        elif pk and (pointed[pk] is None or pointed[pk] < decision.number):
            yield f"第{decision.number}件の決定で定まった{_title(model)}が、その決定を指していません。"


# --- What a row is, and what it was decided to be ---------------------------------------------------------------------
def differences(center_id, in_time=lambda: None):
    """A sentence for every row of the center whose state or decided columns differ from its decisions."""
    for model in decided_models():
        last = 0
        while rows := list(_rows(model, center_id, pk__gt=last)[:CHUNK]):
            in_time()
            last = rows[-1]["pk"]
            for row, _ in _wrong(model, center_id, rows):
                yield from _surely(model, center_id, row["pk"])


def _surely(model, center_id, pk):
    """Look again while nobody can decide: what was just being decided at the first look has been by now, or has not."""
    with transaction.atomic():
        Chain.objects.locked(center_id)
        rows = list(_rows(model, center_id, pk=pk))
        for row, words in _wrong(model, center_id, rows) if rows else ():
            yield f"{_name(model, row)}の今の内容が、決定と違います：{'、'.join(words)}。"


def _rows(model, center_id, **which):
    spec = model.DECIDED
    wanted = {"pk", *(model._meta.get_field(name).attname for name in spec.all_columns() if name != "state")}
    wanted |= {name for name in ("state", "number", "case__number") if _has(model, name)}
    if spec.pointer:
        wanted.add(f"{spec.pointer}_id")
    return model._base_manager.filter(**{spec.center: center_id}, **which).order_by("pk").values(*sorted(wanted))


def _wrong(model, center_id, rows):
    """[(row, what differs in words)] of those rows that differ."""
    decisions = _decisions(model, center_id, rows)
    without_history = _without_history(model, decisions)
    wordless = erased(center_id, model._meta.label_lower)
    found = []
    for row in rows:
        words = list(_compare(model, row, decisions[row["pk"]], row["pk"] in wordless))
        if row["pk"] in without_history - wordless:
            words.append("変更の履歴がありません")
        if words:
            found.append((row, words))
    return found


def _decisions(model, center_id, rows):
    """{pk of a row: its decisions in their order, each with the columns it fixed on the row}."""
    pointer = f"{model.DECIDED.pointer}_id"
    found = {row["pk"]: {} for row in rows}
    known = Decision.objects.filter(center_id=center_id).order_by("number")
    kind = ContentType.objects.get_for_model(model)
    about = known.filter(subject_type=kind, subject_id__in=found)
    for decision in about.values("pk", "number", "decided", "subject_id"):
        decision["columns"] = _columns(decision["decided"].get("noun"))
        found[decision["subject_id"]][decision["pk"]] = decision
    named = {row[pointer]: row["pk"] for row in rows if row.get(pointer)} if model.DECIDED.pointer else {}
    for decision in known.filter(pk__in=named).values("pk", "number", "decided"):
        pk = named[decision["pk"]]
        decision["columns"] = _fixed_on(model, pk, decision["decided"])
        found[pk][decision["pk"]] = decision
    return {pk: sorted(decisions.values(), key=lambda d: d["number"]) for pk, decisions in found.items()}


def _fixed_on(model, pk, decided):
    """The columns that a decision fixed on a row that names it; None when it is about another."""
    if "also" not in decided:  # from before the ledger: only its own noun is known
        return {}
    for item in _also(decided):
        if item["noun"] == model._meta.label_lower and item["id"] in (None, pk):
            return _columns(item["columns"])
    return None


def _columns(columns):
    return columns if isinstance(columns, dict) else {}


def _also(decided):
    items = decided.get("also") if isinstance(decided, dict) else None
    return [item for item in items or () if isinstance(item, dict) and {"noun", "id", "columns"} <= item.keys()]


def _compare(model, row, decisions, is_erased=False):
    """What differs, in words. is_erased: its texts are gone, as a decision approved."""
    spec, expected = model.DECIDED, {}
    before_ledger = any("also" not in decision["decided"] for decision in decisions)
    pointed = row[f"{spec.pointer}_id"] if spec.pointer else None
    if pointed and not any(d["pk"] == pointed and d["columns"] is not None for d in decisions):
        yield "別の決定を指しています"
    for decision in decisions:
        for name, value in (decision["columns"] or {}).items():
            expected[name] = decision["pk"] if value == THIS else value
    if "state" in row:
        state = expected.pop("state", None)
        start = state or str(model._meta.get_field("state").default)
        is_unknown = state is None and pointed and before_ledger
        if not is_unknown and row["state"] not in reachable(model, start):
            yield _state_words(model, row["state"], state)
    for name, value in expected.items():
        if _has(model, name) and not (is_erased and isinstance(model._meta.get_field(name), TextField)):
            now = said(model._meta.get_field(name), row[model._meta.get_field(name).attname])
            if now != value:
                yield f"{model._meta.get_field(name).verbose_name}{_words(model, name, value, now)}"
    if not spec.pointer and not before_ledger:
        for name in sorted(spec.all_columns() - expected.keys() - {"state", *spec.open_before}):
            if row[model._meta.get_field(name).attname] not in (None, "", []):
                yield f"{model._meta.get_field(name).verbose_name}（決定がありません）"


def _state_words(model, now, decided):
    labels = dict(model._meta.get_field("state").choices)
    label = model._meta.get_field("state").verbose_name
    if decided is None:
        return f"{label}（「{labels.get(now, now)}」にする決定がありません）"
    return f"{label}（決定では「{labels.get(decided, decided)}」、今は「{labels.get(now, now)}」）"


def _words(model, name, decided, now):
    """「（決定では…、今は…）」 for codes and days; what a row or a text is, is not said."""
    column = model._meta.get_field(name)
    if column.choices:
        labels = dict(column.flatchoices)
        return f"（決定では「{labels.get(decided, decided)}」、今は「{labels.get(now, now)}」）"
    if column.get_internal_type() == "DateField":
        return f"（決定では{_day(decided)}、今は{_day(now)}）"
    return ""


def _day(text):
    try:
        return wareki(date.fromisoformat(text), weekday=False)
    except (TypeError, ValueError):
        return "なし"


def _without_history(model, decisions):
    """Of rows with decisions, those that have no history: it is written with them, and goes only when its time has come."""
    decided = {pk for pk, found in decisions.items() if found}
    return decided - set(model.history.filter(id__in=decided).values_list("id", flat=True).distinct())


def erased(center_id, noun):
    """The ids of the nouns of a kind whose text and history are gone with an entry that a decision approved.

    An entry excuses only what belongs to what its decision named: it is inserted by a program, and one that was inserted
    otherwise could name anything.
    """
    entries = Erasure.objects.filter(
        center_id=center_id, approval__center_id=center_id, approval__kind=DecisionKind.ERASURE
    ).values_list("nouns", "approval__decided")
    named = {pk for nouns, _ in entries for pk in nouns.get(noun, ())}
    approved = [_columns(decided.get("noun")) for _, decided in entries if isinstance(decided, dict)]
    asked = {of: [pk for columns in approved for pk in columns.get(of) or ()] for of in (PERSONS, APPLICATIONS)}
    holdings = [holding for holding in HOLDINGS if named and holding.model._meta.label_lower == noun]
    return named & {pk for holding in holdings for pk in holding.rows(asked).values_list("pk", flat=True)}


# --- How a row is called ----------------------------------------------------------------------------------------------
def _has(model, name):
    try:
        for part in name.split("__"):
            column = model._meta.get_field(part)
            model = column.related_model
    except FieldDoesNotExist:
        return False
    return True


def _title(model):
    return str(model._meta.verbose_name)


def _name(model, row):
    """「案件 R8-0012」, 「支援計画（案件 R8-0012）」: by numbers, never by a person."""
    if row.get("case__number"):
        return f"{_title(model)}（案件 {row['case__number']}）"
    if isinstance(row.get("number"), str) and row["number"]:
        return f"{_title(model)} {row['number']}"
    return f"{_title(model)}（記録番号 {row['pk']}）"


def _center_of(model):
    """The way from a noun to its center, or "" where it has none."""
    if hasattr(model, "DECIDED"):
        return model.DECIDED.center
    return "center" if _has(model, "center") else ""


def ids_of(model, center_id):
    """The ids of the nouns of a kind at a center, for finding where a decision belonged."""
    way = _center_of(model)
    rows = model._base_manager.filter(**{way: center_id}) if way else model._base_manager.all()
    return rows.order_by("pk").values_list("pk", flat=True).iterator()

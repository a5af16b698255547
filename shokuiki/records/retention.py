"""消去: what the rooms hold of nouns whose retention has ended, and how it is taken out under the owner's connection.

`register` says for each model to which nouns its rows belong, and whether they go or only lose their text; every room
adds its own. What stays is a skeleton: numbers, states, codes, dates and who decided, so that figures and the chain of
decisions still stand. Nothing calls `erase` but ``manage.py retain``, after two people have approved on a page.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import connection as default_connection
from django.db import models
from django.db.models.functions import Coalesce

from shokuiki.records.models import AccessEntry, Amendment, DecisionText, Draft, Erasure, WrittenOnce

ERASED = "（消去済み）"
PERSONS, APPLICATIONS = "persons", "applications"  # what can be asked for, each by ids


@dataclass(frozen=True)
class Holding:
    """What one model holds of the nouns that are erased.

    path: lookup from a row to its noun, or a function (ids of nouns) -> row ids. of: which nouns. drop: the rows go
    altogether. keep: columns of text that say nothing personal. put: {column: value} for those that cannot be empty.
    """

    model: type
    path: object
    of: str = PERSONS
    drop: bool = False
    keep: tuple = ()
    put: dict = field(default_factory=dict)

    def rows(self, asked):
        found = models.QuerySet(self.model)
        if callable(self.path):
            return found.filter(pk__in=self.path(asked[self.of]))
        return found.filter(**{f"{self.path}__in": asked[self.of]})

    def past(self, asked):
        """Their history, that of rows removed long ago too; None where rows have none."""
        if not hasattr(self.model, "history"):
            return None
        found = models.QuerySet(self.model.history.model)
        if callable(self.path) or self.path == "pk":
            return found.filter(id__in=self.rows(asked).values("pk"))
        return found.filter(**{f"{self.path}__in": asked[self.of]})

    def blanks(self):
        """{column: what stands there afterwards} of the columns that hold text."""
        blanks = {}
        for column in self.model._meta.concrete_fields:
            if column.choices or column.primary_key or column.name in self.keep:
                continue
            if isinstance(column, models.JSONField):
                blanks[column.name] = column.get_default()
            elif isinstance(column, models.CharField | models.TextField):
                blanks[column.name] = "" if column.blank or not column.editable else ERASED
        return blanks | self.put

    @property
    def name(self):
        return str(self.model._meta.verbose_name)


HOLDINGS = []


def register(model, path, **options):
    """Rows that hang on others are registered before those."""
    HOLDINGS.append(Holding(model, path, **options))


def holdings_of(asked):
    return [holding for holding in HOLDINGS if asked[holding.of]]


def preview(asked):
    """[(what, rows, rows of history)] that would lose their text or go; in one query and a few.

    asked: {"persons": ids, "applications": ids}.
    """
    columns = {}
    for number, holding in enumerate(holdings_of(asked)):
        past = holding.past(asked)
        columns[f"rows_{number}"] = holding.rows(asked)
        columns |= {} if past is None else {f"past_{number}": past}
    known, found = counts(**columns), {}
    for number, holding in enumerate(holdings_of(asked)):
        rows, past = found.get(holding.name, (0, 0))
        found[holding.name] = rows + known[f"rows_{number}"], past + known.get(f"past_{number}", 0)
    return [(name, *numbers) for name, numbers in found.items()]


def counts(**querysets):
    """{name: how many rows}, in one query."""
    columns = {}
    for name, rows in querysets.items():
        plain = models.QuerySet(rows.model).filter(pk__in=rows.order_by().values("pk")).order_by()
        number = plain.annotate(one=models.Value(1)).values("one").annotate(n=models.Count("pk")).values("n")
        columns[name] = Coalesce(models.Subquery(number), 0)
    anywhere = ContentType.objects.filter(pk=ContentType.objects.get_for_model(Erasure).pk)
    return anywhere.values(**columns).get() if columns else {}


def append_only_tables():
    """What must be lifted: the words of decisions, 追記・訂正, the access log, and what the holdings keep append-only."""
    found = [DecisionText, Amendment, AccessEntry]
    for holding in HOLDINGS:
        found += [holding.model] if issubclass(holding.model, WrittenOnce) else []
        found += [holding.model.history.model] if hasattr(holding.model, "history") else []
    return list(dict.fromkeys(found))


def erase(asked, connection=default_connection):
    """Take out the text and the history of these nouns. Returns ({"cases.case": [ids]}, {name of the kind: rows}).

    Called within `append_only.lifted` of `append_only_tables`, in its transaction.
    """
    nouns, counts = defaultdict(list), Counter()
    found = [(holding, list(holding.rows(asked).values_list("pk", flat=True))) for holding in holdings_of(asked)]
    for holding, _ in found:
        past = holding.past(asked)
        if past is not None:
            counts[f"{holding.name}の履歴"] += past.count()
            past._raw_delete(connection.alias)
    for holding, pks in found:
        nouns[holding.model._meta.label_lower] += pks
        counts[holding.name] += len(pks)
        _erase_words(holding.model, pks)
        rows = models.QuerySet(holding.model).filter(pk__in=pks)
        if holding.drop:
            rows._raw_delete(connection.alias)
        elif holding.blanks():
            rows.update(**holding.blanks())
    return dict(nouns), dict(counts)


def _erase_words(model, pks):
    """The words of decisions and corrections on these rows, and what somebody left half typed."""
    kind = ContentType.objects.get_for_model(model)
    words = models.QuerySet(DecisionText).filter(decision__subject_type=kind, decision__subject_id__in=pks)
    words.update(salt="", reason="", conditions="", facts={}, acknowledged={})
    corrections = models.QuerySet(Amendment).filter(subject_type=kind, subject_id__in=pks)
    corrections.update(label="", before="", after="", reason="")
    Draft.objects.filter(noun_key__in=[f"{model._meta.label_lower}:{pk}" for pk in pks]).delete()


def erase_access(entries, connection=default_connection):
    """Take out these entries of the access log. Returns {name of the kind: rows}. Called as `erase` is."""
    count = entries.count()
    models.QuerySet(AccessEntry).filter(pk__in=entries.order_by().values("pk"))._raw_delete(connection.alias)
    return {str(AccessEntry._meta.verbose_name): count}

"""The base of every model with a history: it can be written through the gate only.

Kept free of models: `accounts` builds on it. `records` is the lowest room; posts are plain codes here.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import models
from simple_history.models import HistoricalRecords

_open = ContextVar("gate_open", default=False)


@contextmanager
def gate_open():
    """Within the block tracked rows may be saved. Used by `records.gate` alone."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


@dataclass(frozen=True)
class Verb:
    """One thing that can be done to a noun.

    label: how the history names it. sources: states it starts from (None: any). to: the state it leads to
    (None: the state stays). who: who may do it, in words, for the one who may not; clause: where the notice says so.
    """

    label: str
    sources: frozenset | set | tuple | None = None
    to: str | None = None
    who: str = "担当者"
    clause: str = ""


class HistoryBase(models.Model):
    """What each history row keeps beside user, time and reason: the post in which the person acted."""

    history_post = models.CharField("役職", max_length=30, blank=True, default="")

    class Meta:
        abstract = True


def history(**options):
    return HistoricalRecords(bases=[HistoryBase], history_change_reason_field=models.TextField(null=True), **options)


class TrackedQuerySet(models.QuerySet):
    """Bulk writes leave no history, so tracked rows have none."""

    def update(self, **kwargs):
        raise RuntimeError("A tracked row is written through the gate, one by one.")

    def delete(self):
        raise RuntimeError("A tracked row is removed through the gate, one by one.")

    def bulk_create(self, *args, **kwargs):
        raise RuntimeError("A tracked row is written through the gate, one by one.")

    def bulk_update(self, *args, **kwargs):
        raise RuntimeError("A tracked row is written through the gate, one by one.")


class Tracked(models.Model):
    """A row that says something about a person, a corporation, a meeting or a decision.

    version: counts the saves through the gate; the page carries the one it showed.
    VERBS: {verb: Verb}; nouns with states also have a `state` column.
    NAMED_BY: how a history tells a row from its siblings, of its own columns in words: "{title}".
    """

    VERBS: dict = {}
    NAMED_BY = ""
    becomes = None  # within its gate: the state the running verb leads to
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def fill(self):
        """Set the columns that follow from others; called before each save."""

    def save(self, *args, **kwargs):
        if not _open.get():
            raise RuntimeError(f"{type(self).__name__} is written through records.gate only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if not _open.get():
            raise RuntimeError(f"{type(self).__name__} is removed through records.gate only.")
        return super().delete(*args, **kwargs)

    def clean_fields(self, exclude=None):
        """A required text of spaces only is an empty one."""
        for column in self._meta.concrete_fields:
            value = getattr(self, column.attname)
            if isinstance(value, str) and not column.blank and not value.strip():
                setattr(self, column.attname, "")
        super().clean_fields(exclude)

    def allows(self, verb):
        """Whether the state allows the verb now."""
        sources = self.VERBS[verb].sources
        return sources is None or self.state in sources

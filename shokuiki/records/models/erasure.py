"""消去: the entry that personal text and history were erased because their retention had ended."""

from django.db import models
from django.utils import timezone

from shokuiki.records import clock
from shokuiki.records.models.written_once import WrittenOnce


class Erasure(WrittenOnce):
    """What one run of ``manage.py retain`` erased. The chain still verifies: it holds digests only.

    approval: the decision of the two who approved it, an entry of the chain itself.
    nouns: {"cases.case": [ids]} of the rows whose text is gone; counts: {name of the kind: rows}. No personal text.
    """

    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", verbose_name="センター"
    )
    approval = models.OneToOneField(
        "records.Decision", on_delete=models.PROTECT, related_name="erasure", verbose_name="承認"
    )
    at = models.DateTimeField("消去日時", default=clock.now)
    nouns = models.JSONField("消去した記録", default=dict)
    counts = models.JSONField("件数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "消去"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"消去 {timezone.localtime(self.at):%Y-%m-%d}"

    @classmethod
    def erased(cls, noun):
        """The ids of the rows of one kind ("cases.case") whose text has been erased."""
        return {pk for nouns in cls.objects.values_list("nouns", flat=True) for pk in nouns.get(noun, [])}

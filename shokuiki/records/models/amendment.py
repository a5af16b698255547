"""追記・訂正: what was added to a confirmed record, and what in it was corrected."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max

from shokuiki.records import clock
from shokuiki.records.enums import AmendmentKind
from shokuiki.records.models.written_once import WrittenOnce
from shokuiki.records.tracked import TrackedQuerySet


class AmendmentQuerySet(TrackedQuerySet):
    def about(self, *nouns):
        """追記・訂正 of these nouns, all of one kind, the oldest first."""
        if not nouns:
            return self.none()
        kind = ContentType.objects.get_for_model(nouns[0])
        wanted = self.filter(subject_type=kind, subject_id__in=[noun.pk for noun in nouns])
        return wanted.select_related("by").order_by("recorded_at", "pk")

    def record(self, noun, kind, lines, *, by, reason):
        """Write one 追記 or 訂正 of a noun, a row for each line, all with the next number. Call it inside the noun's gate.

        lines: [(name of the column, its label, before, after)], in words.
        """
        last = self.about(noun).order_by().aggregate(last=Max("number"))["last"] or 0
        for field, label, before, after in lines:
            self.model(
                center_id=noun.center_id, subject_type=ContentType.objects.get_for_model(noun), subject_id=noun.pk,
                number=last + 1, kind=kind, field=field, label=label, before=before, after=after, reason=reason,
                by=by, post=by.post_at(noun.center_id), recorded_at=clock.now(),
            ).save(force_insert=True)


class Amendment(WrittenOnce):
    """追記 adds a text (`after`); 訂正 says what one column was and what it became. Both versions stay readable (P10).

    number: which 追記・訂正 of the noun it is; one 訂正 of several columns has one number and a row for each.
    label, before, after and reason may hold personal text, and nothing else does: they can be blanked by themselves.
    判断: the notice fixes no form for corrections; a confirmed record is not rewritten without a trace.
    """

    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", verbose_name="センター"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, verbose_name="対象の種類")
    subject_id = models.PositiveBigIntegerField("対象")
    subject = GenericForeignKey("subject_type", "subject_id")
    number = models.PositiveIntegerField("番号")
    kind = models.CharField("種類", max_length=20, choices=AmendmentKind)
    field = models.CharField("項目の名前", max_length=80, blank=True)
    label = models.TextField("項目", blank=True)
    before = models.TextField("変更前", blank=True)
    after = models.TextField("変更後", blank=True)
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="記録した人"
    )
    post = models.CharField("役職", max_length=30, blank=True)
    recorded_at = models.DateTimeField("記録日時", default=clock.now)
    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "追記・訂正"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "number", "field"], name="amendment_once_a_column"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}{self.number}"

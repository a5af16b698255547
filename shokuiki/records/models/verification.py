"""検証: what came of looking through the ledger of a center."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from shokuiki.records import clock
from shokuiki.records.models.written_once import WrittenOnce

COLUMNS = ("at", "count", "ok")


class VerificationQuerySet(models.QuerySet):
    def latest_columns(self, center):
        """Annotations verified_at, verified_count, verified_ok of the last run. center: the outer column of its id."""
        last = self.filter(center=OuterRef(center)).order_by("-pk")
        return {f"verified_{name}": Subquery(last.values(name)[:1]) for name in COLUMNS}


class Verification(WrittenOnce):
    """One run over the records of one center. findings: sentences without names of persons.

    night: the day of a nightly run, once per center. by: who asked for it on the page.
    """

    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="verifications", verbose_name="センター"
    )
    at = models.DateTimeField("検証日時", default=clock.now)
    night = models.DateField("夜間の検証の日", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="検証した人"
    )
    count = models.PositiveIntegerField("件数")
    ok = models.BooleanField("一致")
    findings = models.JSONField("見つかったこと", default=list)
    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "記録の検証"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["center", "night"], name="verification_once_a_night")]

    def __str__(self):
        return self.summary

    @property
    def summary(self):
        """「改ざんなし：18件の連鎖が一致」, or how many do not agree."""
        if self.ok:
            return f"改ざんなし：{self.count}件の連鎖が一致" if self.count else "決定はまだありません"
        return f"不一致：{len(self.findings)}件が見つかりました"

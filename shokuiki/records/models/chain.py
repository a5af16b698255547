"""連鎖: where the ledger of a center ends."""

from django.db import models


class ChainQuerySet(models.QuerySet):
    def locked(self, center_id):
        """The chain of a center, locked until the transaction ends: of two decisions at once the second waits."""
        self.get_or_create(center_id=center_id)
        return self.select_for_update().get(center_id=center_id)


class Chain(models.Model):
    """The number and the hash of the last decision of one center; 0 and "" before the first."""

    center = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "決定の連鎖"

    def __str__(self):
        return f"第{self.number}件"

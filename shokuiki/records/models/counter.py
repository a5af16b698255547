"""番号: the counters from which numbers are given."""

from django.db import models


class Counter(models.Model):
    """The last number given in one series of one center and year."""

    center = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    year = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "番号"
        constraints = [models.UniqueConstraint(fields=["center", "series", "year"], name="counter_once")]

    def __str__(self):
        return f"{self.series} {self.year} {self.last}"

    @classmethod
    def next_number(cls, center_id, series, year):
        """The next number of the series, its row locked until the transaction ends. year: like "R8"."""
        cls.objects.get_or_create(center_id=center_id, series=series, year=year)
        row = cls.objects.select_for_update().get(center_id=center_id, series=series, year=year)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last

"""設定: dated numbers that an office may change."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from shokuiki.records import clock
from shokuiki.records.enums import SETTING_DEFAULTS, SETTING_LEAST, SettingKey
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class SettingQuerySet(TrackedQuerySet):
    def number(self, center_id, key, on=None):
        """The number in force at a center on a day (today when none is given), else the default."""
        row = (
            self.filter(center_id=center_id, key=key, valid_from__lte=on or clock.today())
            .order_by("-valid_from")
            .first()
        )
        return row.value if row else SETTING_DEFAULTS[key]

    def numbers(self, center_id, on=None):
        """{key: number} of all settings in force at a center on a day, in one query."""
        rows = self.filter(center_id=center_id, valid_from__lte=on or clock.today()).order_by("valid_from")
        return SETTING_DEFAULTS | dict(rows.values_list("key", "value"))

    def columns(self, center_id, *keys):
        """{key: expression} of the numbers in force there today, to ride along in another query."""
        rows = self.filter(center_id=center_id, valid_from__lte=clock.today()).order_by("-valid_from")
        return {
            key: Coalesce(models.Subquery(rows.filter(key=key).values("value")[:1]), SETTING_DEFAULTS[key]) for key in keys
        }


class Setting(Tracked):
    """設定: a number the notice does not fix, valid at one center from a day on. 判断: shown as 目安, never as a rule."""

    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="settings", verbose_name="センター"
    )
    key = models.CharField("項目", max_length=40, choices=SettingKey)
    value = models.PositiveIntegerField("値")
    valid_from = models.DateField("適用日", default=clock.today)
    history = history()
    objects = SettingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "設定"
        constraints = [
            models.UniqueConstraint(
                fields=["center", "key", "valid_from"],
                name="setting_once_a_day",
                violation_error_message="同じ適用日の設定がすでにあります。",
            )
        ]

    def __str__(self):
        return f"{self.get_key_display()} {self.value}"

    def clean(self):
        least = SETTING_LEAST.get(self.key, 0)
        if self.value is not None and self.value < least:
            raise ValidationError({"value": f"{least}以上の数を入力してください。"})

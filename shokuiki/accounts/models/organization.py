"""団体: where people belong."""

from django.db import models
from django.db.models import Q

from shokuiki.accounts.enums import POSTS_OF, OrganizationKind
from shokuiki.japan.kana import fold
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class OrganizationQuerySet(TrackedQuerySet):
    def of(self, kind):
        return self.filter(kind=kind)


class Organization(Tracked):
    """団体: a center, a corporation, a workplace, a 公共職業安定所 or another agency; shared between centers.

    根拠: 通知 別紙2 2(2)ロ①–⑤ lists the five groups.
    """

    kind = models.CharField("種類", max_length=20, choices=OrganizationKind)
    name = models.CharField("名称", max_length=100)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    kana_key = models.CharField(max_length=150, editable=False, db_index=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    fax = models.CharField("FAX番号", max_length=20, blank=True)
    email = models.EmailField("連絡用メールアドレス", blank=True)
    contact = models.CharField("連絡担当者", max_length=100, blank=True)
    history = history()

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体"
        ordering = ["kana_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organization_kind_known",
                condition=Q(kind__in=OrganizationKind.values),
                violation_error_message="団体の種類を選んでください。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_center(self):
        return self.kind == OrganizationKind.CENTER

    @property
    def posts(self):
        """The posts people can hold here, highest first."""
        return POSTS_OF[self.kind]

    def fill(self):
        self.kana_key = fold(self.kana or self.name)

"""法人 and the facilities it runs: the master data, taken over from the application when it is selected."""

from django.db import models
from django.urls import reverse

from partners.enums import FacilityType, LegalForm
from shokuiki.accounts.models import Organization
from shokuiki.japan.numbers import validate_corporate_number
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class CorporationQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see every corporation; a corporation's own people see their own."""
        if user.center_ids:
            return self
        return self.filter(organization_id__in=user.organization_ids())


class CorporationData(models.Model):
    """What is asked of a corporation, in its application and in its master data alike."""

    legal_form = models.CharField("法人種別", max_length=30, choices=LegalForm, blank=True)
    legal_form_note = models.CharField(
        "法人種別の説明", max_length=200, blank=True, help_text="その他の法人のときは、種類と設立の根拠を書いてください。"
    )
    corporate_number = models.CharField(
        "法人番号", max_length=13, blank=True, validators=[validate_corporate_number],
        help_text="13桁の数字です。法人番号のない小規模作業所は空のままにしてください。",
    )
    representative_title = models.CharField("代表者の役職", max_length=50, blank=True, help_text="例：理事長")
    representative_name = models.CharField("代表者の氏名", max_length=100, blank=True)
    representative_kana = models.CharField("代表者のふりがな", max_length=100, blank=True)

    class Meta:
        abstract = True


class Corporation(CorporationData, Tracked):
    """法人: what makes an organization one to which living support can be consigned. 根拠: 通知 本文"""

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="corporation", verbose_name="団体"
    )
    history = history()
    objects = CorporationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法人"
        ordering = ["organization__kana_key", "pk"]

    def __str__(self):
        return self.organization.name

    def get_absolute_url(self):
        return reverse("partners:corporation", args=[self.pk])

    @property
    def needs_separate_accounting(self):
        """True of a 社会福祉法人 and of no other. 根拠: 通知 記4"""
        return self.legal_form == LegalForm.SOCIAL_WELFARE


class FacilityData(models.Model):
    """What is asked of a facility. 根拠: 通知 本文「授産施設及び更生施設等」"""

    facility_type = models.CharField("施設の種類", max_length=40, choices=FacilityType)
    type_note = models.CharField("種類の説明", max_length=100, blank=True)
    name = models.CharField("施設の名称", max_length=100)
    capacity = models.PositiveIntegerField("定員（人）", null=True, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Facility(FacilityData, Tracked):
    """施設 that a corporation runs."""

    corporation = models.ForeignKey(
        Corporation, on_delete=models.PROTECT, related_name="facilities", verbose_name="法人"
    )
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "施設"
        ordering = ["pk"]

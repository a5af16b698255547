"""事業所: a workplace where a person learns a job. Not called 雇用主 before 就職 is recorded."""

from django.db import models, transaction
from django.urls import reverse

from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.tracked import Tracked, TrackedQuerySet, Verb, history

WORKPLACE_VERBS = {
    "create": Verb("事業所を登録する", None, None, "カウンセラー"),
    "edit": Verb("事業所を編集する", None, None, "カウンセラー"),
}


class WorkplaceQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        if user.center_ids:
            return self
        return self.filter(organization_id__in=user.organization_ids())


class Workplace(Tracked):
    """委託先事業所. 根拠: 通知 別紙2 2(2)ロ①"""

    VERBS = WORKPLACE_VERBS
    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="workplace", verbose_name="団体"
    )
    business = models.CharField("事業内容", max_length=200, blank=True)
    employees = models.PositiveIntegerField("従業員数（人）", null=True, blank=True)
    work_hours = models.CharField("就業時間", max_length=100, blank=True, help_text="例：8:30〜17:15（休憩60分）")
    holidays = models.CharField("休日", max_length=100, blank=True)
    safety_notes = models.TextField("安全上の注意", blank=True)
    history = history()
    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事業所"
        ordering = ["organization__kana_key", "pk"]

    def __str__(self):
        return self.organization.name

    def get_absolute_url(self):
        return reverse("partners:workplace", args=[self.pk])

    def start(self, *, by, organization):
        """Register the workplace together with its 団体. organization: {column: value} of the 団体."""
        with transaction.atomic():
            self.organization = keep(
                Organization(kind=OrganizationKind.WORKPLACE, **organization), by=by, reason=self.VERBS["create"].label
            )
            return create(self, by=by)

    def edit(self, *, by, seen=None, changes, organization):
        """Save the workplace and its 団体 together; each a {column: value}."""
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            for name, value in organization.items():
                setattr(row.organization, name, value)
            keep(row.organization, by=by, reason=self.VERBS["edit"].label)

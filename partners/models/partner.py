"""パートナー: who supports a person at the workplace."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from partners.enums import PartnerKind
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.records import clock
from shokuiki.records.gate import create, gate
from shokuiki.records.tracked import Tracked, TrackedQuerySet, Verb, history

ORGANIZATION_OF = {
    PartnerKind.TECHNICAL: OrganizationKind.WORKPLACE,
    PartnerKind.CONSIGNED: OrganizationKind.CORPORATION,
    PartnerKind.DISPATCHED: OrganizationKind.CENTER,
}
KIND_OF = {organization: partner for partner, organization in ORGANIZATION_OF.items()}


# What is consigned to a corporation is 職業面の生活支援 and no technical instruction (S6).
CLAUSE_OF = {
    PartnerKind.TECHNICAL: "通知 別紙2 2(2)ロ①",
    PartnerKind.CONSIGNED: "通知 本文、別紙2 2(2)ロ②",
    PartnerKind.DISPATCHED: "通知 記1 なお書き",
}


class PartnerQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see the partners of corporations and workplaces, and those their own center sends."""
        if not user.center_ids:
            return self.none()
        return self.filter(~Q(kind=PartnerKind.DISPATCHED) | Q(organization_id__in=user.center_ids))

    def active(self, on=None):
        on = on or clock.today()
        return self.filter(active_from__lte=on).filter(Q(active_to=None) | Q(active_to__gte=on))

    def of(self, kind, organization):
        return self.filter(kind=kind, organization=organization)


class Partner(Tracked):
    """A partner and the organization whose staff they are.

    根拠: 通知 別紙2 2(2)ロ①② (the workplace's, the corporation's), 記1 なお書き (sent by the center)
    """

    VERBS = {
        "create": Verb("パートナーを登録する", None, None, "カウンセラー"),
        "edit": Verb("パートナーを編集する", None, None, "カウンセラー"),
    }
    kind = models.CharField("種類", max_length=20, choices=PartnerKind)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="partners", verbose_name="所属"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="partners",
        verbose_name="利用者", help_text="この人がサインインして日誌を書くときに選んでください。",
    )
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    position = models.CharField("職名", max_length=100, blank=True)
    qualification = models.CharField("資格", max_length=100, blank=True)
    active_from = models.DateField("活動の開始日", default=clock.today)
    active_to = models.DateField("活動の終了日", null=True, blank=True)
    history = history()
    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "パートナー"
        ordering = ["kana", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        if self.organization_id and self.kind and self.organization.kind != ORGANIZATION_OF[self.kind]:
            wanted = OrganizationKind(ORGANIZATION_OF[self.kind]).label
            raise ValidationError(
                f"{self.get_kind_display()}は、{wanted}に所属する人です。所属を選び直してください。（根拠：{CLAUSE_OF[self.kind]}）"
            )
        if self.active_from and self.active_to and self.active_to < self.active_from:
            raise ValidationError({"active_to": "活動の終了日は、開始日以後の日付を入力してください。"})

    @property
    def is_active(self):
        today = clock.today()
        return self.active_from <= today and (self.active_to is None or today <= self.active_to)

    def start(self, *, by):
        """Register the partner; kind and organization are set."""
        return create(self, by=by)

    def edit(self, *, by, seen=None, changes):
        """changes: {column: value}; kind and organization stay."""
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)

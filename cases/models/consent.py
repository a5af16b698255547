"""同意: what the person agreed to, to whom, explained by whom, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from cases.enums import CONSENT_VERBS, ConsentGiver, ConsentMethod, ConsentPurpose
from cases.models.person import Person
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class ConsentQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        return self.filter(person__center_id__in=user.center_ids)

    def valid(self, on=None):
        """Given, not withdrawn, not run out on a day (today when none is given)."""
        on = on or clock.today()
        return (
            self.filter(obtained_on__lte=on)
            .filter(Q(valid_until=None) | Q(valid_until__gte=on))
            .filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
        )

    def naming(self, organization_id):
        """Consents that name this organization as a recipient (P18)."""
        return self.filter(Exists(ConsentRecipient.objects.filter(consent=OuterRef("pk"), organization=organization_id)))


class Consent(Tracked):
    """同意. Sharing to a recipient it does not name is refused where the sharing happens (P18, P19). 判断: センター運用"""

    VERBS = CONSENT_VERBS
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", verbose_name="相談者")
    purpose = models.CharField("目的", max_length=30, choices=ConsentPurpose)
    items = models.CharField(
        "共有する内容", max_length=300, blank=True, help_text="例：支援計画、目標の進み具合、職業評価のまとめ"
    )
    obtained_on = models.DateField("同意を得た日")
    method = models.CharField("方法", max_length=20, choices=ConsentMethod)
    given_by = models.CharField("同意した人", max_length=20, choices=ConsentGiver, default=ConsentGiver.PERSON)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="説明した人"
    )
    valid_until = models.DateField("有効期限", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日", null=True, blank=True, editable=False)
    history = history()
    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        ordering = ["-obtained_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("obtained_on")),
                violation_error_message="同意の有効期限は、同意を得た日以後の日付を入力してください。",
            )
        ]

    def __str__(self):
        return self.get_purpose_display()

    def get_absolute_url(self):
        return reverse("cases:consents", args=[self.person.cases.order_by("-pk").first().pk])

    @property
    def center_id(self):
        return self.person.center_id

    @property
    def is_valid(self):
        today = clock.today()
        running = self.obtained_on <= today and (self.valid_until is None or today <= self.valid_until)
        return running and (self.withdrawn_on is None or today < self.withdrawn_on)

    @property
    def chip(self):
        if self.withdrawn_on:
            return Chip("撤回", "off")
        return Chip("有効", "green", "check") if self.is_valid else Chip("期限切れ", "plain")

    def refuse_withdrawn(self):
        if self.withdrawn_on:
            raise Refused(f"この同意は{wareki(self.withdrawn_on)}に撤回されています。")

    def record(self, *, by, recipients=()):
        """Save the consent with the organizations it names. Returns it."""
        clock.happened(self.obtained_on, "同意を得た日")
        create(self, by=by)
        for organization in recipients:
            keep(ConsentRecipient(consent=self, organization=organization), by=by, reason="同意を記録する")
        return self

    def withdraw(self, *, by, on, reason="", seen=None):
        """撤回: stops sharing at once, keeps the history (P19)."""
        clock.happened(on, "撤回日", not_before=self.obtained_on, before_what="同意を得た日")
        with gate(self, "withdraw", by=by, seen=seen, reason=reason) as row:
            row.refuse_withdrawn()
            row.withdrawn_on = on


class ConsentRecipient(Tracked):
    """An organization a consent names."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="recipients", verbose_name="同意")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="共有の相手")
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "同意した共有の相手"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consent", "organization"], name="consent_recipient_once")]

    def __str__(self):
        return self.organization.name


def consent_for(person, purpose, *, organization=None, on=None):
    """The newest valid consent for a purpose (and naming an organization), or None."""
    consents = person.consents.valid(on).filter(purpose=purpose)
    if organization is not None:
        consents = consents.naming(organization)
    return consents.order_by("-obtained_on").first()

"""同意: what the person agreed to, to whom, explained by whom, and until when."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from cases.enums import CONSENT_VERBS, ConsentGiver, ConsentMethod, ConsentPurpose, SharedItem, WithdrawalWay
from cases.models.person import Person
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

# Which kinds of organization a purpose can name; a purpose that is not here names none.
RECIPIENTS = {
    ConsentPurpose.SHARE_EXPANDED_MEETING: (
        OrganizationKind.PESO, OrganizationKind.CORPORATION, OrganizationKind.WORKPLACE, OrganizationKind.AGENCY,
    ),
    ConsentPurpose.SHARE_CONSIGNEE: (OrganizationKind.CORPORATION,),
    ConsentPurpose.SHARE_WORKPLACE: (OrganizationKind.WORKPLACE,),
}


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

    def hold(self, persons):
        """Until the transaction ends none of these persons' is withdrawn: for what rests on them in this moment."""
        list(self.select_for_update(no_key=True).filter(person__in=persons).order_by("pk"))

    def naming(self, organization_id):
        """Consents that name this organization as a recipient (P18)."""
        return self.filter(Exists(ConsentRecipient.objects.filter(consent=OuterRef("pk"), organization=organization_id)))

    def running_out(self, until):
        """Those that end by a day, or have ended, and that no later consent to the same purpose takes the place of:
        for every organization they name, where they name any."""
        lasting = Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
        again = Consent.objects.filter(person=OuterRef("person"), purpose=OuterRef("purpose"), withdrawn_on=None)
        lasting_there = Q(valid_until=None) | Q(valid_until__gt=OuterRef("consent__valid_until"))
        again_there = Consent.objects.filter(
            person=OuterRef("consent__person"), purpose=OuterRef("consent__purpose"), withdrawn_on=None,
            recipients__organization=OuterRef("organization"),
        )
        named = ConsentRecipient.objects.filter(consent=OuterRef("pk"))
        left = named.filter(~Exists(again_there.filter(lasting_there)))
        return self.filter(withdrawn_on=None, valid_until__lte=until).filter(
            Exists(left) | (~Exists(named) & ~Exists(again.filter(lasting)))
        )


class Consent(Tracked):
    """同意. Sharing to a recipient or of an item it does not name is refused where the sharing happens (P18, P19).

    items: codes of `SharedItem`. note: what was agreed to in words; a consent recorded before the items were a list
    has its words only, and names its recipients and no item. 判断: nobody but the person says what the words cover.
    """

    VERBS = CONSENT_VERBS
    NAMED_BY = "{purpose}"
    CODE_LABELS = {"items": dict(SharedItem.choices)}
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", verbose_name="相談者")
    purpose = models.CharField("目的", max_length=30, choices=ConsentPurpose)
    items = models.JSONField("共有する内容", default=list, blank=True)
    note = models.CharField("補足", max_length=300, blank=True)
    obtained_on = models.DateField("同意を得た日")
    method = models.CharField("方法", max_length=20, choices=ConsentMethod)
    given_by = models.CharField("同意した人", max_length=20, choices=ConsentGiver, default=ConsentGiver.PERSON)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="説明した人"
    )
    valid_until = models.DateField("有効期限", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日", null=True, blank=True, editable=False)
    withdrawal_way = models.CharField(
        "撤回の申出の方法", max_length=20, choices=WithdrawalWay, blank=True, editable=False
    )
    withdrawal_received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="撤回の申出を受けた人",
    )
    withdrawal_reason = models.TextField("撤回の理由・本人の言葉", blank=True, editable=False)
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
        return reverse("cases:consent", args=[self.pk])

    @property
    def center_id(self):
        return self.person.center_id

    @property
    def item_labels(self):
        return [SharedItem(item).label for item in self.items]

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

    def clean(self):
        """Items are those a consent can name; what never leaves the center is none of them."""
        unknown = set(self.items) - set(SharedItem)
        if unknown:
            raise ValidationError("共有する内容は、一覧から選んでください。")

    def record(self, *, by, recipients=()):
        """Save the consent with the organizations it names. Returns it.

        What is shared names to whom and what; who may be named follows from the purpose (P18).
        """
        clock.happened(self.obtained_on, "同意を得た日", not_before=self.person.birth_date, before_what="生年月日")
        self._refuse_unnamed(recipients)
        create(self, by=by)
        for organization in recipients:
            keep(ConsentRecipient(consent=self, organization=organization), by=by, reason="同意を記録する")
        return self

    def _refuse_unnamed(self, recipients):
        kinds = RECIPIENTS.get(self.purpose)
        if kinds is None:
            return
        if not recipients or any(organization.kind not in kinds for organization in recipients):
            said = "・".join(OrganizationKind(kind).label for kind in kinds)
            raise Refused(f"「{self}」の相手（{said}）を選んでください。", field="recipients")
        if not self.items:
            raise Refused("共有する内容を選んでください。", field="items")

    def withdraw(self, *, by, on, reason="", way=WithdrawalWay.TOLD, received_by=None, seen=None):
        """撤回: stops sharing at once, keeps the history (P19). received_by: who was told of it, else who records it."""
        clock.happened(on, "撤回日", not_before=self.obtained_on, before_what="同意を得た日")
        with gate(self, "withdraw", by=by, seen=seen, reason=reason) as row:
            row.refuse_withdrawn()
            row.withdrawn_on, row.withdrawal_reason = on, reason
            row.withdrawal_way, row.withdrawal_received_by = way, received_by or by


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

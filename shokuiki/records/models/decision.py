"""決定: the rows on which everything decided stands."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.models.written_once import WrittenOnce
from shokuiki.records.tracked import TrackedQuerySet


class DecisionQuerySet(TrackedQuerySet):
    def about(self, *nouns):
        """Decisions on these nouns, newest first."""
        wanted = models.Q(pk__in=[])
        for noun in nouns:
            kind = ContentType.objects.get_for_model(noun, for_concrete_model=True)
            wanted |= models.Q(subject_type=kind, subject_id=noun.pk)
        return self.filter(wanted).select_related("by", "on_behalf_of", "text").order_by("-event_date", "-pk")

    def record(self, subject, kind, outcome, *, by, event_date, reason, requirements=(), acknowledged=None,
               conditions="", on_behalf_of=None, supersedes=None):
        """Write one decision on a noun that has a center, with the rules it rests on in words. Returns it.

        Call it inside the gate of the state it changes: both stand or fall together.
        """
        with transaction.atomic():
            decision = self.model(
                center_id=subject.center_id,
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                kind=kind,
                outcome=outcome,
                by=by,
                post=by.post_at(subject.center_id),
                on_behalf_of=on_behalf_of,
                event_date=event_date,
                recorded_at=clock.now(),
                rests_on=[requirement.frozen() for requirement in requirements],
                supersedes=supersedes,
            )
            decision.save(force_insert=True)
            DecisionText(
                decision=decision,
                reason=reason,
                conditions=conditions,
                facts={requirement.no: requirement.fact for requirement in requirements},
                acknowledged=acknowledged or {},
            ).save(force_insert=True)
        return decision


class Decision(WrittenOnce):
    """決定: who decided what on which noun, when, in which post and resting on which rules.

    What meetings conclude and what the director decides are separate rows. Texts stand in `DecisionText`.
    根拠: 通知 記1 第1項, 第2項; 別紙2 1(2)イ, 2(2)イ①②
    """

    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="decisions", verbose_name="センター"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, verbose_name="対象の種類")
    subject_id = models.PositiveBigIntegerField("対象")
    subject = GenericForeignKey("subject_type", "subject_id")
    kind = models.CharField("決定の種類", max_length=30, choices=DecisionKind)
    outcome = models.CharField("決定", max_length=20, choices=Outcome)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions", verbose_name="決定者"
    )
    post = models.CharField("役職", max_length=30)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="代決した相手",
    )
    event_date = models.DateField("決定日")
    recorded_at = models.DateTimeField("記録日時", default=clock.now)
    rests_on = models.JSONField("確認した要件", default=list)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="改めた決定"
    )
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "決定"
        ordering = ["-event_date", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="decision_subject")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_outcome_display()}"


class DecisionText(WrittenOnce):
    """The words of a decision, apart from it so that they can be erased when their time has come.

    facts: {rule number: what was found}; acknowledged: {rule number: why one went on}.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="text", primary_key=True)
    reason = models.TextField("理由", blank=True)
    conditions = models.TextField("条件", blank=True)
    facts = models.JSONField("確認した事実", default=dict)
    acknowledged = models.JSONField("注意を了承した理由", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "決定の文"

    def __str__(self):
        return self.reason

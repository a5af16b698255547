"""決定: the rows on which everything decided stands."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from shokuiki.records import clock, decided, ledger
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.models.chain import Chain
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
               conditions="", supersedes=None, verb=None, also=()):
        """Write one decision on a noun that has a center, with the rules it rests on in words. Returns it.

        Whoever decides as deputy (代決) decides with the name of the 所長 in `on_behalf_of`.
        Call it inside the gate of the state it changes, when the columns it decides are set: both stand or fall together,
        and it is chained to the decision of the center before it. verb: the one the noun passes later, after this call.
        also: rows that will name the decision, see `decided.taken`.
        """
        with transaction.atomic():
            text = DecisionText(
                salt=ledger.new_salt(),
                reason=reason,
                conditions=conditions,
                facts={requirement.no: requirement.fact for requirement in requirements},
                acknowledged=acknowledged or {},
            )
            decision = self.model(
                center_id=subject.center_id,
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                kind=kind,
                outcome=outcome,
                by=by,
                post=by.post_at(subject.center_id),
                on_behalf_of=by.acts_for(subject.center_id),
                event_date=event_date,
                recorded_at=clock.now(),
                rests_on=[requirement.frozen() for requirement in requirements],
                supersedes=supersedes,
                decided=decided.taken(subject, kind, outcome, verb, also),
                text_digest=ledger.text_digest(text),
            )
            self._link(decision)
            decision.save(force_insert=True)
            text.decision = decision
            text.save(force_insert=True)
        return decision

    @staticmethod
    def _link(decision):
        """Give the next number of the center and the link to the entry before."""
        chain = Chain.objects.locked(decision.center_id)
        decision.number, decision.previous_hash = chain.number + 1, chain.hash
        decision.hash = ledger.digest(ledger.entry(
            decision, noun=decision.subject_label, supersedes=decision.supersedes.number if decision.supersedes else None
        ))
        chain.number, chain.hash = decision.number, decision.hash
        chain.save()


class Decision(WrittenOnce):
    """決定: who decided what on which noun, when, in which post and resting on which rules.

    What meetings conclude and what the director decides are separate rows. Texts stand in `DecisionText`, and only their
    digest here. number: 1, 2, 3 … of the center; previous_hash, hash: see `records.ledger`; decided: `records.decided`.
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
    number = models.PositiveIntegerField("番号", editable=False)
    previous_hash = models.CharField("一つ前の照合値", max_length=64, blank=True, editable=False)
    decided = models.JSONField("決定で定まった内容", default=dict, editable=False)
    text_digest = models.CharField("文の照合値", max_length=64, editable=False)
    hash = models.CharField("照合値", max_length=64, editable=False)
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "決定"
        ordering = ["-event_date", "-pk"]
        constraints = [models.UniqueConstraint(fields=["center", "number"], name="decision_number_once")]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="decision_subject")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_outcome_display()}"

    @property
    def subject_label(self):
        """The kind of its noun, as the ledger writes it: "cases.case"."""
        kind = ContentType.objects.get_for_id(self.subject_type_id)
        return f"{kind.app_label}.{kind.model}"

    @property
    def short_hash(self):
        return ledger.short(self.hash)

    @property
    def short_previous(self):
        return ledger.short(self.previous_hash)

    @property
    def signed_by(self):
        """Who decided, as every page shows it: 「所長 高瀬 恵子」, of a deputy 「大西 誠（所長 高瀬 恵子の代決）」."""
        return self.by.signature(self.post, self.on_behalf_of)


class DecisionText(WrittenOnce):
    """The words of a decision, apart from it so that they can be erased, with their salt, when their time has come.

    facts: {rule number: what was found}; acknowledged: {rule number: why one went on}.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="text", primary_key=True)
    salt = models.CharField("塩", max_length=32, editable=False)
    reason = models.TextField("理由", blank=True)
    conditions = models.TextField("条件", blank=True)
    facts = models.JSONField("確認した事実", default=dict)
    acknowledged = models.JSONField("注意を了承した理由", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "決定の文"

    def __str__(self):
        return self.reason

"""What may never be lost: decisions, drafts of what is being typed, dated settings, counters of numbers."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from shokuiki.records import clock
from shokuiki.records.enums import SETTING_DEFAULTS, DecisionKind, Outcome, SettingKey
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

DRAFT_DAYS = 30


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


class WrittenOnce(models.Model):
    """A row that is inserted once and never changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RuntimeError(f"{type(self).__name__} is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RuntimeError(f"{type(self).__name__} is never removed.")


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


class DraftQuerySet(models.QuerySet):
    def of(self, user, form, noun_key):
        """The draft this person has for this form on this noun, or None; older than 30 days counts as none."""
        since = clock.now() - timedelta(days=DRAFT_DAYS)
        return self.filter(user=user, form=form, noun_key=noun_key, saved_at__gte=since).first()

    def put(self, user, form, noun_key, data):
        return self.update_or_create(
            user=user, form=form, noun_key=noun_key, defaults={"data": data, "saved_at": clock.now()}
        )[0]


class Draft(models.Model):
    """下書き: what one person has typed into one form and not yet saved. Nobody else sees it; it has no history.

    data: {field name: list of the values as typed}.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    noun_key = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "下書き"
        constraints = [models.UniqueConstraint(fields=["user", "form", "noun_key"], name="draft_once")]

    def __str__(self):
        return f"{self.form} {self.noun_key}"


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

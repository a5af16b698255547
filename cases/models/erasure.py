"""消去の申請: what is erased now that its retention has ended, approved by two people (P24)."""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from cases.enums import ERASURE_VERBS, ErasureState
from cases.models.past_retention import PastRetention
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.decided import Decided, value_of
from shokuiki.records.enums import DecisionKind, Outcome, SettingKey
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate
from shokuiki.records.models import Chain, Decision
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

CHIPS = {
    ErasureState.PROPOSED: Chip("承認待ち（2人）", "orange"),
    ErasureState.APPROVED_ONCE: Chip("承認待ち（あと1人）", "orange"),
    ErasureState.APPROVED: Chip("承認済", "green"),
    ErasureState.CANCELLED: Chip("取消し", "off"),
}
WHAT = ("persons", "applications", "access_before")  # the columns that say what is erased


class ErasureRequestQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        return self.filter(center_id__in=user.center_ids)

    def to_carry_out(self):
        """Approved by two, and not yet carried out by ``manage.py retain``."""
        return self.filter(state=ErasureState.APPROVED, decision__erasure=None)

    def to_approve(self, user):
        """Those that wait for an approval that this person has not given yet."""
        waiting = self.filter(state__in=[ErasureState.PROPOSED, ErasureState.APPROVED_ONCE])
        return waiting.exclude(first_approver=user)

    def on_the_way(self, center_id):
        """Asked for at a center, and neither cancelled nor carried out."""
        return self.filter(center_id=center_id, decision__erasure=None).exclude(state=ErasureState.CANCELLED)


class ErasureRequest(Tracked):
    """消去の申請. Two people approve it, one of them the 所長; ``manage.py retain`` then carries it out.

    persons, applications: ids. access_before: the access log of the center from before that day.
    判断 (P24): physical deletion only here, by the approval of two, with an entry of its own.
    """

    VERBS = ERASURE_VERBS
    DECIDED = Decided(
        columns={DecisionKind.ERASURE: ("state", *WHAT, "decision")}, deciding={"approve_finally"}, own=("decision",),
        open_before=WHAT,
    )
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="センター")
    state = models.CharField(
        "状態", max_length=20, choices=ErasureState, default=ErasureState.PROPOSED, editable=False
    )
    persons = models.JSONField("対象の人", default=list, blank=True)
    applications = models.JSONField("対象の委託申込", default=list, blank=True)
    access_before = models.DateField("この日より前の閲覧記録", null=True, blank=True)
    reason = models.TextField("申請の理由")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="申請した人"
    )
    first_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="1人目の承認者",
    )
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="2人目の承認者",
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="承認の記録"
    )
    history = history()
    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消去の申請"
        ordering = ["-pk"]

    def __str__(self):
        return f"消去の申請 {self.pk}"

    def get_absolute_url(self):
        return reverse("cases:erasure", args=[self.pk])

    @property
    def erasure(self):
        """The entry of what was erased, or None before it is carried out."""
        return getattr(self.decision, "erasure", None) if self.decision_id else None

    @property
    def chip(self):
        return Chip("消去済", "plain") if self.erasure else CHIPS[self.state]

    @property
    def extent(self):
        """「2人、委託申込1件、閲覧記録（令和3年11月24日より前）」."""
        day = f"閲覧記録（{wareki(self.access_before, weekday=False)}より前）" if self.access_before else ""
        parts = [
            self.persons and f"{len(self.persons)}人", self.applications and f"委託申込{len(self.applications)}件", day,
        ]
        return "、".join(part for part in parts if part)

    @property
    def asked(self):
        """What `records.retention` is asked to erase."""
        return {"persons": self.persons, "applications": self.applications}

    def refuse_early(self):
        """Whatever is asked for must still be past retention: a case may have been reopened."""
        if not any(getattr(self, name) for name in WHAT):
            raise Refused("消去するものが選ばれていません。1つ以上選んでください。")
        past = PastRetention(self.center_id)
        early = (
            ("人", not set(self.persons) <= _ids(past.persons())),
            ("委託申込", not set(self.applications) <= _ids(past.applications())),
            ("閲覧記録", self.access_before and self.access_before > past.before[SettingKey.RETENTION_ACCESS_YEARS]),
        )
        for what, is_early in early:
            if is_early:
                raise Refused(f"保存期間が終わっていない{what}が含まれています。申請を取り消して、選び直してください。")

    def refuse_twice(self):
        """Nothing stands in two requests at once: the second would be approved in vain. Called under the center's lock."""
        for other in ErasureRequest.objects.on_the_way(self.center_id):
            shared = [name for name in ("persons", "applications") if set(getattr(self, name)) & set(getattr(other, name))]
            if shared or self.access_before and other.access_before:
                raise Refused(
                    f"「消去の申請 {other.pk}」に、すでに同じものが含まれています。"
                    "その申請の承認と実行を待つか、その申請を取り消してから、もう一度申請してください。"
                )

    def refuse_unapproved(self):
        """What is erased is what the decision names, not what the row has come to say since."""
        approved = self.decision.decided["noun"]
        for name in WHAT:
            now = value_of(self, name)
            if now != approved[name] if name in approved else now:
                raise Refused(
                    "承認されたときと内容が違います。申請の行が書き換えられています。"
                    "manage.py verify_records で記録を確かめてください。"
                )

    def propose(self, *, by):
        """Ask for the erasure. Returns the request."""
        self.requested_by = by
        self.refuse_early()
        with transaction.atomic():
            Chain.objects.locked(self.center_id)  # of two who ask at once the second sees the first one's request
            self.refuse_twice()
            return create(self, by=by)

    def approve(self, *, by, seen=None):
        """The first of the two approvals."""
        with gate(self, "approve", by=by, seen=seen) as row:
            row.refuse_early()
            row.first_approver = by

    def approve_finally(self, *, by, seen=None):
        """The second approval, by somebody else; one of the two is the 所長. It is the decision."""
        with gate(self, "approve_finally", by=by, seen=seen) as row:
            row.refuse_early()
            if row.first_approver_id == by.pk:
                raise Refused("1人目の承認はあなたが行いました。2人目は、別の所長または主任が承認してください。")
            if not by.directs(row.center_id) and not row.first_approver.directs(row.center_id):
                raise Refused("承認する2人のうち1人は所長です。所長が承認してください。")
            row.second_approver = by
            row.decision = Decision.objects.record(
                row, DecisionKind.ERASURE, Outcome.APPROVED, by=by, event_date=clock.today(), reason=row.reason,
            )

    def cancel(self, *, by, seen=None):
        with gate(self, "cancel", by=by, seen=seen) as row:
            if row.erasure:
                raise Refused("消去が済んでいます。取り消すことはできません。")


def _ids(rows):
    return set(rows.values_list("pk", flat=True))

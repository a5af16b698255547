"""消去の申請: which persons' records are erased now that their retention has ended, approved by two people (P24)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.enums import CLOSED_STATES, ERASURE_VERBS, ErasureState
from cases.models.consent import Consent
from cases.models.contract import Contract
from cases.models.person import Person
from shokuiki.accounts.models import Organization
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome, SettingKey
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate
from shokuiki.records.models import Decision, Erasure, Setting
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

CHIPS = {
    ErasureState.PROPOSED: Chip("承認待ち（2人）", "orange"),
    ErasureState.APPROVED_ONCE: Chip("承認待ち（あと1人）", "orange"),
    ErasureState.APPROVED: Chip("承認済", "green"),
    ErasureState.CANCELLED: Chip("取消し", "off"),
}


def years_before(day, years):
    """The same day so many years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class Kind:
    """One kind of record with a retention of its own. source: what the number of years rests on, shown to the operator."""

    key: SettingKey
    what: str
    source: str


KINDS = (
    Kind(
        SettingKey.RETENTION_YEARS, "案件、職業評価、計画、支援日誌、会議の記録",
        "慣行による目安です。福祉サービスの基準では5年とされます。この事業についての法令の定めは確認できていません。",
    ),
    Kind(SettingKey.RETENTION_CONSENT_YEARS, "同意の記録", "運用上の目安です（共有した情報を説明できる間）。"),
    Kind(SettingKey.RETENTION_CONTRACT_YEARS, "委託契約の記録", "社会福祉法人の会計帳簿の保存期間（10年）にならった目安です。"),
)


def persons_past_retention(center_id):
    """Persons of a center whose records may be erased and are not yet; `last_closed_on` each.

    All their cases are closed, and the retention of every kind of record about them has ended.
    判断: what belongs together goes together: a contract without the person it was for explains nothing.
    """
    years = Setting.objects.numbers(center_id)
    case, consent, contract = (years_before(clock.today(), years[kind.key]) for kind in KINDS)
    of_person = {"case__person": OuterRef("pk")}
    consents = Consent.objects.annotate(ended_on=Coalesce("withdrawn_on", "valid_until"))
    return (
        Person.objects.filter(center_id=center_id)
        .exclude(pk__in=Erasure.erased("cases.person"))
        .exclude(Exists(consents.filter(person=OuterRef("pk"), ended_on__gte=consent)))
        .exclude(Exists(Contract.objects.filter(ends_on__gte=contract, **of_person)))
        .annotate(
            last_closed_on=Max("cases__closed_on"),
            running=Count("cases", filter=~Q(cases__state__in=CLOSED_STATES)),
            undated=Count("cases", filter=Q(cases__closed_on=None)),
        )
        .filter(running=0, undated=0, last_closed_on__lt=case)
        .order_by("last_closed_on", "pk")
    )


class ErasureRequestQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        return self.filter(center_id__in=user.center_ids)

    def to_carry_out(self):
        """Approved by two, and not yet carried out by ``manage.py retain``."""
        return self.filter(state=ErasureState.APPROVED, decision__erasure=None)


class ErasureRequest(Tracked):
    """消去の申請. Two people approve it, one of them the 所長; ``manage.py retain`` then carries it out.

    persons: ids. 判断 (P24): physical deletion only here, by the approval of two, with an entry of its own.
    """

    VERBS = ERASURE_VERBS
    DECIDED = Decided(
        columns={DecisionKind.ERASURE: ("state", "persons", "decision")}, deciding={"approve_finally"}, own=("decision",),
        open_before=("persons",),
    )
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="センター")
    state = models.CharField(
        "状態", max_length=20, choices=ErasureState, default=ErasureState.PROPOSED, editable=False
    )
    persons = models.JSONField("対象の人", default=list)
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
        return f"消去の申請 {self.pk}（{len(self.persons)}人）"

    def get_absolute_url(self):
        return reverse("cases:erasure", args=[self.pk])

    @property
    def erasure(self):
        """The entry of what was erased, or None before it is carried out."""
        return getattr(self.decision, "erasure", None) if self.decision_id else None

    @property
    def chip(self):
        return Chip("消去済", "plain") if self.erasure else CHIPS[self.state]

    def refuse_early(self):
        """Whoever is asked for must still be past retention: a case may have been reopened."""
        due = set(persons_past_retention(self.center_id).values_list("pk", flat=True))
        if not self.persons or not set(self.persons) <= due:
            raise Refused("保存期間が終わっていない人が含まれています。申請を取り消して、選び直してください。")

    def propose(self, *, by):
        """Ask for the erasure. Returns the request."""
        self.requested_by = by
        self.refuse_early()
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

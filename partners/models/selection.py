"""委託先法人選定: the 所長 has chosen a corporation for a term."""

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from partners.enums import SELECTION_VERBS, LegalForm, PartnerKind, SelectionState
from partners.models.corporation import Corporation, Facility
from partners.models.partner import Partner
from partners.models.submission import FACILITY_COLUMNS
from partners.requirements import SELECTION_CLAUSE
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep, locked
from shokuiki.records.models import Decision
from shokuiki.records.requirements import block
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

CORPORATION_COLUMNS = (
    "legal_form", "legal_form_note", "corporate_number",
    "representative_title", "representative_name", "representative_kana",
)
ORGANIZATION_COLUMNS = ("name", "kana", "postal_code", "address", "phone", "fax", "email", "contact")


SELECTED_CHIP = Chip("選定中", "green", "check")


class SelectionQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see those of their center; a corporation's managers see their own."""
        own = Q(organization_id__in=user.organization_ids(Post.MANAGER))
        return self.filter(own | Q(center_id__in=user.center_ids))

    def with_running(self):
        """With `running`: how many persons are being supported under the selection now."""
        return self.annotate(running=Count("cases", filter=~Q(cases__started_on=None) & Q(cases__ended_on=None)))

    def in_force(self, on=None):
        """Active and within the term on a day; a selection lapses by its valid_to without anybody's doing."""
        on = on or clock.today()
        return self.filter(state=SelectionState.ACTIVE, valid_from__lte=on).not_lapsed(on)

    def suspended(self):
        """Those whose suspension still keeps something from happening."""
        return self.filter(state=SelectionState.SUSPENDED).not_lapsed(clock.today())

    def not_lapsed(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Selection(Tracked):
    """委託先法人選定, from a day to a day. 根拠: 通知 記1 第1項"""

    VERBS = SELECTION_VERBS
    DECIDED = Decided(
        columns={
            DecisionKind.CONSIGNEE_SELECTION: (
                "state", "organization", "application", "valid_from", "valid_to", "conditions",
            ),
        },
        deciding={"create", "suspend", "resume", "revoke"},
        pointer="decision",
    )
    center = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="selections_made", verbose_name="センター"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="selections", verbose_name="法人"
    )
    application = models.OneToOneField(
        "partners.ConsignmentApplication", on_delete=models.PROTECT, related_name="selection", verbose_name="委託申込"
    )
    state = models.CharField(
        "状態", max_length=20, choices=SelectionState, default=SelectionState.ACTIVE, editable=False
    )
    valid_from = models.DateField("選定の開始日")
    valid_to = models.DateField("選定の終了日", null=True, blank=True)
    conditions = models.TextField("条件", blank=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+", verbose_name="決定")
    history = history()
    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委託先法人選定"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="selection_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="選定の終了日は開始日以後の日付を入力してください。",
            )
        ]

    def __str__(self):
        return self.organization.name

    def get_absolute_url(self):
        return reverse("partners:selection", args=[self.pk])

    @classmethod
    def of(cls, application, *, valid_from, valid_to, conditions):
        """The selection that is to come of an application: not saved, its decision still to be set."""
        return cls(
            center_id=application.center_id, organization_id=application.organization_id, application=application,
            valid_from=valid_from, valid_to=valid_to, conditions=conditions,
        )

    def begin(self, *, by):
        """Start the term and take the master data over from what was handed in; `decision` is set. Returns itself."""
        create(self, by=by)
        take_over(self.application, by=by)
        return self

    # --- questions ----------------------------------------------------------------------------------------------
    def in_force(self, on=None):
        on = on or clock.today()
        started = self.valid_from <= on
        return self.state == SelectionState.ACTIVE and started and (self.valid_to is None or on <= self.valid_to)

    def covers(self, start, end):
        """Whether a period lies within the term (the state is not looked at)."""
        return self.valid_from <= start and (self.valid_to is None or end <= self.valid_to)

    @property
    def has_lapsed(self):
        return self.valid_to is not None and clock.today() > self.valid_to

    def allows(self, verb):
        """A term that is over is neither suspended nor resumed: nothing rests on it any more."""
        return super().allows(verb) and not (verb in ("suspend", "resume") and self.has_lapsed)

    def get_state_display(self):
        """As on the page: that the term is over, or has not begun, follows from the day."""
        return self.chip.label

    @property
    def is_small_workshop(self):
        return self.application.legal_form == LegalForm.SMALL_WORKSHOP

    @property
    def term(self):
        """「令和8年4月1日から令和9年3月31日まで」, open at the end where none is set."""
        end = f"{wareki(self.valid_to, weekday=False)}まで" if self.valid_to else ""
        return f"{wareki(self.valid_from, weekday=False)}から{end}"

    @property
    def chip(self):
        if self.state == SelectionState.REVOKED:
            return Chip("取消し", "red", "x")
        if self.has_lapsed:
            return Chip("期間満了", "plain")
        if self.state == SelectionState.SUSPENDED:
            return Chip("停止中", "orange", "warn")
        if clock.today() < self.valid_from:
            return Chip("開始前", "plain", "clock")
        return SELECTED_CHIP

    @property
    def alert(self):
        """What a case that runs under the selection has to know today; "" while the selection is in force."""
        if self.state == SelectionState.ACTIVE and not self.has_lapsed:
            return ""
        if self.state == SelectionState.REVOKED:
            told = "取り消されました"
        else:
            told = f"{wareki(self.valid_to, weekday=False)}に満了しました" if self.has_lapsed else "停止されています"
        return f"委託先法人（{self.organization.name}）の選定が{told}。今の支援は続けられますが、新しい割当てと契約はできません。"

    # --- verbs --------------------------------------------------------------------------------------------------
    def suspend(self, *, by, event_date, reason, seen=None):
        """The 所長 stops new assignments and contracts for a time; running cases go on. 根拠: 通知 記1 第1項（判断）"""
        self._decide("suspend", by, event_date, reason, seen)

    def resume(self, *, by, event_date, reason, seen=None):
        """The 所長 ends a suspension; the term stays what it was. 根拠: 通知 記1 第1項（判断）"""
        self._decide("resume", by, event_date, reason, seen)

    def revoke(self, *, by, event_date, reason, seen=None):
        """The 所長 takes the selection back; running cases go on and raise an alert. 根拠: 通知 記1 第1項（判断）"""
        self._decide("revoke", by, event_date, reason, seen)

    def _decide(self, verb, by, event_date, reason, seen):
        kind, outcome = DECISIONS[verb]
        what = SELECTION_VERBS[verb].label
        if not reason.strip():
            raise Refused(f"{what}理由を書いてください。", field="reason")
        with gate(self, verb, by=by, seen=seen, reason=reason, needs=lambda row: [by_director(row, by, what)]) as row:
            last = Decision.objects.about(row).first() or row.decision
            clock.happened(event_date, f"{what}日", not_before=last.event_date, before_what="前の決定の日")
            Decision.objects.record(
                row, kind, outcome, by=by, event_date=event_date, reason=reason, supersedes=last,
            )


DECISIONS = {
    "suspend": (DecisionKind.CONSIGNEE_SUSPENSION, Outcome.SUSPENDED),
    "resume": (DecisionKind.CONSIGNEE_RESUMPTION, Outcome.RESUMED),
    "revoke": (DecisionKind.CONSIGNEE_REVOCATION, Outcome.REVOKED),
}


def by_director(selection, by, what):
    """S1, for the way back: who selects is who suspends, resumes and revokes."""
    return block("S1", f"所長が{what}", by.directs(selection.center_id), f"決定する人：{by.signature_at(selection.center_id)}",
                 SELECTION_CLAUSE, remedy="決定できるのは、このセンターの所長だけです。")


def selected_requirement(selection, start, end=None):
    """S1 for whoever relies on a selection: an in-force selection whose term covers the period."""
    if selection is None:
        return block("S1", "委託先の法人が所長に選定されている", False, "委託先法人が決まっていません。", SELECTION_CLAUSE,
                     remedy="委託先法人を選んでください。", clause_note="所長から委託先法人として選定")
    met = selection.state == SelectionState.ACTIVE and selection.covers(start, end or start)
    return block(
        "S1", "委託先の法人が所長に選定されている", met, f"{selection.organization.name}　選定の期間 {selection.term}　{selection.chip.label}",
        SELECTION_CLAUSE, remedy="選定の期間内の法人を選ぶか、所長の選定を受けてください。",
        evidence=[("選定の記録を開く", selection.get_absolute_url())], clause_note="所長から委託先法人として選定",
    )


def take_over(application, *, by):
    """Make the handed-in data the corporation's master data: organization, 法人, facilities, partners."""
    reason = f"選定された申込（{application.number}）から反映"
    organization = locked(Organization, application.organization_id)
    for name in ORGANIZATION_COLUMNS:
        setattr(organization, name, getattr(application, name))
    keep(organization, by=by, reason=reason)
    corporation = Corporation.objects.filter(organization=organization).first() or Corporation(organization=organization)
    for name in CORPORATION_COLUMNS:
        setattr(corporation, name, getattr(application, name))
    keep(corporation, by=by, reason=reason)
    known = {facility.name: facility for facility in corporation.facilities.all()}
    for row in application.facilities.all():
        facility = known.get(row.name) or Facility(corporation=corporation)
        for name in FACILITY_COLUMNS:
            setattr(facility, name, getattr(row, name))
        keep(facility, by=by, reason=reason)
    known = {partner.name: partner for partner in Partner.objects.of(PartnerKind.CONSIGNED, organization)}
    for row in application.candidates.all():
        partner = known.get(row.name) or Partner(kind=PartnerKind.CONSIGNED, organization=organization)
        partner.name, partner.kana, partner.position, partner.qualification = (
            row.name, row.kana, row.position, row.qualification
        )
        keep(partner, by=by, reason=reason)

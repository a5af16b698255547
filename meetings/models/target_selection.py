"""対象者選定: the counselor asks, the 所長 decides on the conclusion of the ケース会議."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse

from cases.enums import LivingSupport
from cases.models import Case, Consent
from meetings import requirements
from meetings.enums import OUTCOME_CHIPS, REQUEST_CHIPS, SELECTION_VERBS, RequestState
from meetings.models.agenda import AgendaItem
from partners.models import Selection
from shokuiki.accounts.models import Organization
from shokuiki.records import clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, locked
from shokuiki.records.models import Decision, Verification
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

# What the checklist looks at, joined to a case and fetched with it.
CASE_FACTS = (
    "person", "peso", "consignee", "workplace", "evaluation__evaluator", "conclusion_decision__text",
    "primary_counselor", "program_counselor",
)


def with_facts(rows, prefix=""):
    """Cases, or rows that point at one by `prefix`, with all that the checklist looks at: four queries for any number."""
    running = Selection.objects.with_running().select_related("organization__corporation", "application")
    return rows.select_related(*(prefix + name for name in CASE_FACTS)).prefetch_related(
        Prefetch(f"{prefix}agenda_items", AgendaItem.objects.select_related("meeting__confirmed_by")),
        f"{prefix}agenda_items__meeting__attendees",
        f"{prefix}rehabilitation_plans",
        Prefetch(f"{prefix}consignee__selections", running),
    )


class TargetSelectionQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The index line; what may be read beyond it is "cases.case.read" of the case."""
        return self.filter(center_id__in=user.center_ids)

    def waiting(self):
        return self.filter(state=RequestState.REQUESTED)

    def with_facts(self):
        return with_facts(self.select_related(
            "requested_by", "decision__text", "decision__by", "decision__on_behalf_of", "selection__organization"
        ).annotate(**Verification.objects.latest_columns("center")), "case__")


class TargetSelection(Tracked):
    """One request for the 所長's decision on one case, and what came of it.

    根拠: 通知 記1 第2項「ケース会議により総合的な検討がなされ、当該事業の対象者が選定される」
    判断: the selection is formally the 所長's act on the meeting's conclusion.
    """

    VERBS = SELECTION_VERBS
    DECIDED = Decided(
        columns={
            DecisionKind.TARGET_SELECTION: (
                "state", "case", "outcome", "living_support", "selection", "planned_from", "planned_to",
            ),
        },
        deciding={"select", "decline", "send_back", "send_back_to_meeting"},
        pointer="decision",
    )
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="センター")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="target_selections", verbose_name="案件")
    state = models.CharField(
        "状態", max_length=20, choices=RequestState, default=RequestState.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="依頼した人"
    )
    requested_on = models.DateField("依頼日")
    comment = models.TextField("所長に伝えること", blank=True)
    outcome = models.CharField("決定", max_length=20, choices=Outcome, blank=True, editable=False)
    living_support = models.CharField(
        "職業面の生活支援", max_length=20, choices=LivingSupport, blank=True, editable=False
    )
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="委託先法人選定"
    )
    planned_from = models.DateField("支援開始の予定日", null=True, editable=False)
    planned_to = models.DateField("支援終了の予定日", null=True, editable=False)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="決定の記録"
    )
    history = history()
    objects = TargetSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "対象者選定"
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=RequestState.REQUESTED), name="target_selection_open_once",
                violation_error_message="この案件は、すでに所長に選定を依頼しています。",
            )
        ]
        indexes = [models.Index(fields=["center", "state"], name="target_selection_center_state")]

    def __str__(self):
        return f"対象者選定 {self.case.number}"

    def get_absolute_url(self):
        return reverse("meetings:target_selection", args=[self.pk])

    @property
    def chip(self):
        """The state; once decided, what was decided."""
        return OUTCOME_CHIPS.get(self.outcome) or REQUEST_CHIPS[self.state]

    @property
    def concluded_suitable(self):
        return self.case.conclusion == Outcome.SUITABLE

    @classmethod
    def ask(cls, case, *, by, on, comment="", seen=None):
        """所長に選定を依頼する. Returns the request. 適切 and 適切でない both go to the 所長."""
        clock.happened(on, "依頼日", not_before=case.concluded_on, before_what="ケース会議の開催日")
        with transaction.atomic():
            with gate(case, "ask_selection", by=by, seen=seen, needs=requirements.for_request) as row:
                row.asked_by, row.asked_on = by, on
            return create(
                cls(center_id=case.center_id, case=case, requested_by=by, requested_on=on, comment=comment), by=by
            )

    def cancel(self, *, by, reason="", seen=None):
        with gate(self, "cancel", by=by, seen=seen, reason=reason) as row, gate(row.case, "cancel_request", by=by):
            pass

    def select(
        self, *, by, event_date, reason, living_support, planned_from, planned_to, acknowledged=None, seen=None,
        case_seen=None,
    ):
        """The 所長 selects the person. Who gives the living support is forced by S10 and snapshotted.

        planned_from, planned_to: the support period. case_seen: the version of the case that the page showed.
        S1, S7–S10, S12, S16–S18, S28, S29, P17. 根拠: 通知 記1 第2項
        """
        if planned_to < planned_from:
            raise Refused("支援終了の予定日は、開始の予定日以後の日付を入力してください。", field="planned_to")
        if living_support not in LivingSupport.values:
            raise Refused("職業面の生活支援を選んでください。", field="living_support")
        found = []

        def needs(row):
            row.case = _locked_case(row)
            found[:] = requirements.for_selection(row, by, living_support, planned_from, planned_to)
            return found

        with gate(self, "select", by=by, seen=seen, reason=reason, needs=needs, acknowledged=acknowledged) as row:
            consigned = living_support == LivingSupport.CONSIGNED
            selection = requirements.selection_of(row.case, planned_from) if consigned else None
            asked = {r.no: acknowledged[r.no] for r in found if r.asks}
            self._check(row, event_date, reason)
            row.living_support, row.selection = living_support, selection
            row.planned_from, row.planned_to = planned_from, planned_to
            with gate(row.case, "select", by=by, seen=case_seen, reason=reason) as case:
                case.living_support, case.selection = living_support, selection
                case.consignee = selection.organization if selection else None
                case.planned_from, case.planned_to = planned_from, planned_to
                case.used_support_center_at_selection = case.person.uses_employment_support_center
                case.selected_on = event_date
                case.selection_decision = self._decide(row, case, Outcome.SELECTED, by, event_date, reason, found, asked)

    def decline(self, *, by, event_date, reason, seen=None, case_seen=None):
        """不選定, with a compulsory reason. 根拠: 通知 記1 第2項"""
        with self._against(by, seen, reason, "decline") as row:
            self._check(row, event_date, reason)
            found = self._as_arranged(row, by)
            row.case.end_before_support("decline", by=by, on=event_date, reason=reason, seen=case_seen)
            self._decide(row, row.case, Outcome.DECLINED, by, event_date, reason, found)

    def send_back(self, *, by, event_date, reason, seen=None, case_seen=None):
        """Back to the counselor after 適切; back to a new ケース会議 after 適切でない."""
        verb = "send_back" if self.concluded_suitable else "send_back_to_meeting"
        with self._against(by, seen, reason, verb) as row:
            self._check(row, event_date, reason)
            found = self._as_arranged(row, by)
            with gate(row.case, verb, by=by, seen=case_seen, reason=reason) as case:
                if verb == "send_back_to_meeting":
                    case.conclusion = ""
            self._decide(row, row.case, Outcome.SENT_BACK, by, event_date, reason, found)

    def _against(self, by, seen, reason, verb):
        """The gate of a decision that is not 選定: it needs only somebody else than who asked (P17)."""

        def needs(row):
            row.case = _locked_case(row)
            return [requirements.not_the_preparer(row, by)]

        return gate(self, verb, by=by, seen=seen, reason=reason, needs=needs)

    @staticmethod
    def _as_arranged(row, by):
        """What the 所長 found on the case as the counselor had arranged it."""
        case = row.case
        return requirements.for_selection(row, by, case.living_support, case.planned_from, case.planned_to)

    @staticmethod
    def _check(row, event_date, reason):
        if not reason.strip():
            raise Refused("決定の理由を書いてください。", field="reason")
        clock.happened(event_date, "決定日", not_before=row.requested_on, before_what="選定の依頼日")

    @staticmethod
    def _decide(row, case, outcome, by, event_date, reason, found, acknowledged=None):
        """Write the decision, once the case is as it is after it. Returns it."""
        row.outcome = outcome
        row.decision = Decision.objects.record(
            case, DecisionKind.TARGET_SELECTION, outcome, by=by, event_date=event_date, reason=reason,
            requirements=found, acknowledged=acknowledged, also=[row],
        )
        return row.decision


def _locked_case(row):
    """The case of a request, held with what may be taken back meanwhile: nothing moves between the look at the rules
    and the decision. Read anew after the wait, with what hangs on it."""
    case = locked(Case, row.case_id)
    Consent.objects.hold([case.person_id])
    list(Selection.objects.select_for_update(no_key=True).filter(organization=case.consignee_id).order_by("pk"))
    return with_facts(Case.objects.all()).get(pk=row.case_id)


def lapse_with_case(case, *, by):
    """取下げ of a case takes its open request with it: nobody is asked to decide on it any more."""
    for request in case.target_selections.waiting():
        with gate(request, "lapse", by=by):
            pass


Case.BEFORE_WITHDRAWAL.append(lapse_with_case)

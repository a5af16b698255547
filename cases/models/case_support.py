"""The support at the workplace as the case goes through it: prepared, started, interrupted, resumed, ended."""

from django.db import transaction

from cases import requirements
from cases.enums import EndKind
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate
from shokuiki.records.models import Decision


class SupportVerbs:
    """Those verbs of a `Case` that lead it through the support. 根拠: 通知 別紙2 2(2)イ①"""

    def prepare(self, *, by, changes, seen=None):
        """Set the workplace and the planned period (changes: workplace, planned_from, planned_to). P6, S26"""
        with gate(self, "prepare", by=by, seen=seen) as row:
            row._refuse_misnamed(changes)
            for name, value in changes.items():
                setattr(row, name, value)
            requirements.refuse_unmet(requirements.for_preparation(row))

    def start_support(self, *, by, on, seen=None):
        """支援開始: plan approved, partners assigned, contract concluded (consigned). 根拠: 通知 記1, 別紙2 2(2)ロ①②"""
        clock.happened(on, "支援開始日", not_before=self.selected_on, before_what="対象者選定の決定日")
        needs = lambda row: requirements.for_support_start(row, on)  # noqa: E731
        with gate(self, "start_support", by=by, seen=seen, needs=needs) as row:
            row.started_on = on

    def interrupt(self, *, by, on, reason, seen=None):
        if not reason.strip():
            raise Refused("中断の理由を書いてください。", field="reason")
        clock.happened(on, "中断日", not_before=self.started_on, before_what="支援開始日")
        with gate(self, "interrupt", by=by, seen=seen, reason=f"{wareki(on)}　{reason}") as row:
            row.interrupted_on = on

    def resume(self, *, by, on, reason="", seen=None):
        clock.happened(on, "再開日", not_before=self.interrupted_on, before_what="中断日")
        with gate(self, "resume", by=by, seen=seen, reason=f"{wareki(on)}　{reason}".rstrip("　")) as row:
            row.interrupted_on = None

    def end_support(self, *, by, on, end_kind, reason, acknowledged=None, seen=None):
        """支援終了, completed or discontinued; ends the assignments. P13, P14."""
        if end_kind == EndKind.DISCONTINUED and not reason.strip():
            raise Refused("中止の理由を書いてください。", field="reason")
        clock.happened(on, "支援終了日", not_before=self.started_on, before_what="支援開始日")
        clock.happened(on, "支援終了日", not_before=self.interrupted_on, before_what="中断日")
        found = []

        def needs(row):
            found[:] = requirements.for_support_end(row, on)
            return found

        with transaction.atomic():
            with gate(self, "end_support", by=by, seen=seen, reason=reason, needs=needs, acknowledged=acknowledged) as row:
                row.ended_on, row.end_kind, row.interrupted_on = on, end_kind, None
            outcome = Outcome.COMPLETED if end_kind == EndKind.COMPLETED else Outcome.DISCONTINUED
            Decision.objects.record(
                self, DecisionKind.SUPPORT_END, outcome, by=by, event_date=on, reason=reason,
                requirements=found, acknowledged=acknowledged,
            )
            self.end_assignments(by=by, on=on, reason="支援の終了による割当ての終了")

    def end_assignments(self, *, by, on, reason):
        """on: the last day on which a partner still supports the person."""
        for assignment in self.assignments.lasting_beyond(on).select_related("case", "partner"):
            assignment.end_with_case(by=by, on=on, reason=reason)

"""Whose and what records may be erased, because the retention of every kind of record concerned has ended."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Case as Choice
from django.db.models import Count, DateField, Exists, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from cases.enums import CLOSED_STATES
from cases.models.case import Case
from cases.models.consent import Consent
from cases.models.contract import Contract
from cases.models.person import Person
from partners.enums import ApplicationState, SelectionState
from partners.models import ConsignmentApplication
from shokuiki.records import clock
from shokuiki.records.enums import DecisionKind, SettingKey
from shokuiki.records.models import AccessEntry, Decision, Erasure, Setting


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
    Kind(
        SettingKey.RETENTION_APPLICATION_YEARS, "委託申込と委託先法人選定の記録",
        "運用上の目安です（選定の終わり、不選定、取下げから数えます）。",
    ),
    Kind(SettingKey.RETENTION_ACCESS_YEARS, "閲覧記録", "運用上の目安です。5年より短くはできません。"),
)

OVER = (ApplicationState.SELECTED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)


def years_before(day, years):
    """The same day so many years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class PastRetention:
    """What of a center may be erased today and is not yet. years: {key: number}; before: {key: day}, what ended before
    that day is past its retention."""

    def __init__(self, center_id):
        self.center_id = center_id
        self.years = Setting.objects.numbers(center_id)
        self.before = {kind.key: years_before(clock.today(), self.years[kind.key]) for kind in KINDS}
        self.erased = list(Erasure.objects.filter(center_id=center_id).values_list("nouns", flat=True))

    def _erased(self, noun):
        return {pk for nouns in self.erased for pk in nouns.get(noun, ())}

    def persons(self):
        """Persons, with `last_closed_on` each.

        All their cases are closed, and the retention of every kind of record about them has ended.
        判断: what belongs together goes together: a contract without the person it was for explains nothing.
        """
        consents = Consent.objects.annotate(ended_on=Coalesce("withdrawn_on", "valid_until"))
        consented = consents.filter(person=OuterRef("pk"), ended_on__gte=self.before[SettingKey.RETENTION_CONSENT_YEARS])
        contracts = Contract.objects.filter(
            case__person=OuterRef("pk"), ends_on__gte=self.before[SettingKey.RETENTION_CONTRACT_YEARS]
        )
        return (
            Person.objects.filter(center_id=self.center_id)
            .exclude(pk__in=self._erased("cases.person"))
            .exclude(Exists(consented))
            .exclude(Exists(contracts))
            .annotate(
                last_closed_on=Max("cases__closed_on"),
                running=Count("cases", filter=~Q(cases__state__in=CLOSED_STATES)),
                undated=Count("cases", filter=Q(cases__closed_on=None)),
            )
            .filter(running=0, undated=0, last_closed_on__lt=self.before[SettingKey.RETENTION_YEARS])
            .order_by("last_closed_on", "pk")
        )

    def applications(self):
        """委託申込, each with `ended_on`, and with them the 選定 that came of them.

        判断: a contract or a case that rests on a selection keeps it, for as long as it is kept itself.
        """
        contracts = Contract.objects.filter(
            selection=OuterRef("selection__pk"), ends_on__gte=self.before[SettingKey.RETENTION_CONTRACT_YEARS]
        )
        cases = Case.objects.filter(selection=OuterRef("selection__pk"))
        kept = cases.filter(Q(closed_on=None) | Q(closed_on__gte=self.before[SettingKey.RETENTION_YEARS]))
        return (
            ConsignmentApplication.objects.filter(center_id=self.center_id, state__in=OVER)
            .exclude(pk__in=self._erased("partners.consignmentapplication"))
            .exclude(Exists(contracts))
            .exclude(Exists(kept))
            .annotate(ended_on=application_ended_on())
            .filter(ended_on__lt=self.before[SettingKey.RETENTION_APPLICATION_YEARS])
            .select_related("organization")
            .order_by("ended_on", "pk")
        )

    def access(self):
        """Entries of the access log."""
        return access_before(self.center_id, self.before[SettingKey.RETENTION_ACCESS_YEARS])


def application_ended_on():
    """The day from which the retention of a 委託申込 runs: the end of the selection, or the day it was declined or
    withdrawn; None while the selection has no end."""
    moves = ConsignmentApplication.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id")
    revoked = Decision.objects.filter(
        subject_type__app_label="partners", subject_type__model="selection", subject_id=OuterRef("selection__pk"),
        kind=DecisionKind.CONSIGNEE_REVOCATION,
    )
    return Choice(
        When(selection__state=SelectionState.REVOKED, then=Subquery(revoked.values("event_date")[:1])),
        When(state=ApplicationState.SELECTED, then=F("selection__valid_to")),
        default=TruncDate(Subquery(moves.values("history_date")[:1])), output_field=DateField(),
    )


def access_before(center_id, day):
    """The entries of the access log of a center from before a day."""
    return AccessEntry.objects.filter(center_id=center_id, at__lt=timezone.make_aware(datetime.combine(day, time.min)))

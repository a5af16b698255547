"""担当の割当て: which partner supports the person, from when to when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from cases import requirements, sharing
from cases.enums import ASSIGNMENT_VERBS, SharedItem
from cases.models.case import Case
from partners.enums import PartnerKind
from partners.models import Partner, Selection
from shokuiki.accounts.enums import PARTNER_POSTS
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep, locked, remove
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class AssignmentQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see all; a partner their own, while they last."""
        today = clock.today()
        lasts = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))
        return self.filter(Q(case__center_id__in=user.center_ids) | (self.q_of(user) & lasts))

    @staticmethod
    def q_of(user):
        """Q: those of this partner, as long as they belong to the organization whose partner they are."""
        return Q(partner__user=user, partner__organization_id__in=user.organization_ids(*PARTNER_POSTS))

    def of_user(self, user):
        return self.filter(self.q_of(user))

    def visible_to_staff(self, user):
        return self.filter(case__center_id__in=user.center_ids)

    def current(self, on=None):
        on = on or clock.today()
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def lasting_beyond(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))

    def living(self):
        """Those who give the living support: consigned or dispatched partners."""
        return self.filter(partner__kind__in=[PartnerKind.CONSIGNED, PartnerKind.DISPATCHED])


class PartnerAssignment(Tracked):
    """担当の割当て. 根拠: 通知 別紙2 2(2)ロ①②, 記1 なお書き"""

    VERBS = ASSIGNMENT_VERBS
    NAMED_BY = "{partner}"
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments", verbose_name="案件")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="assignments", verbose_name="パートナー")
    valid_from = models.DateField("担当の開始日")
    valid_to = models.DateField("担当の終了日", null=True, blank=True)
    days_per_week = models.PositiveSmallIntegerField("週の日数", null=True, blank=True)
    history = history()
    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "担当の割当て"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="担当の終了日は開始日以後の日付を入力してください。",
            )
        ]

    def __str__(self):
        return f"{self.partner.get_kind_display()} {self.partner}"

    def get_absolute_url(self):
        return reverse("cases:support", args=[self.case_id])

    @property
    def center_id(self):
        return self.case.center_id

    @property
    def is_current(self):
        return self.holds_on(clock.today())

    @property
    def shares_goals(self):
        """Whether the person's consents let the partner read the goals (P18)."""
        return SharedItem.SUPPORT_PLAN in sharing.items_for_partner(self.case, self.partner)

    def holds_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def assign(self, *, by, seen=None):
        """割り当てる, inside the case's gate. S1, S6, S10, S26; one source of living support at a time. Returns it."""

        def needs(case):
            if case.selection_id:
                case.selection = locked(Selection, case.selection_id)
            return requirements.for_assignment(case, self)

        with gate(self.case, "prepare", by=by, seen=seen, needs=needs):
            return create(self, by=by)

    def clean(self):
        if self.days_per_week is not None and not 1 <= self.days_per_week <= 7:
            raise ValidationError({"days_per_week": "週の日数は1から7までの数を入力してください。"})

    def end(self, *, by, on, seen=None):
        """担当を終える. What is over is not prolonged: that is another assignment. No log stays behind the end (P7)."""
        if on < self.valid_from:
            raise Refused("担当の終了日は開始日以後の日付を入力してください。", field="on")
        if self.valid_to and on > self.valid_to:
            raise Refused(
                f"担当の終了日は、今の終了日（{wareki(self.valid_to)}）までの日付を入力してください。続けるときは、新しく割り当ててください。",
                field="on",
            )
        with gate(self, "end", by=by, seen=seen, under=[self.case]) as row:
            last = row.logs.aggregate(last=Max("date"))["last"]
            if last and on < last:
                raise Refused(f"{wareki(last)}の支援日誌があります。担当の終了日は、その日以後の日付を入力してください。", field="on")
            row.valid_to = on

    def end_with_case(self, *, by, on, reason):
        """With the verb that ends the support of the case or withdraws it: `on` is the last day; one that would only have
        begun later is taken away."""
        if self.valid_from <= on:
            self.valid_to = on
            keep(self, by=by, reason=reason)
        else:
            remove(self, by=by, reason=reason)

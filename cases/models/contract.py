"""委託契約 with the selected corporation, for one case."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases import requirements
from cases.enums import CONTRACT_VERBS, ContractState, RateUnit
from cases.models.case import Case
from cases.models.evaluation import OfCaseQuerySet
from partners.models import Selection
from shokuiki.accounts.enums import Post
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, locked
from shokuiki.records.tracked import Tracked, history

CONTRACT_CHIPS = {
    ContractState.PREPARED: Chip("準備中", "yellow", "pencil"),
    ContractState.CONCLUDED: Chip("締結済", "green", "check"),
    ContractState.TERMINATED: Chip("終了", "plain"),
}


class ContractQuerySet(OfCaseQuerySet):
    def readable_by(self, user):
        """Those this person may read, as the rule "cases.contract.read" says of one."""
        all_of_center = Q(case__center_id__in=user.organization_ids(Post.CLERK))
        return self.filter(all_of_center | Q(case__in=Case.objects.readable_by(user)))


class Contract(Tracked):
    """委託契約. The consigned work is 職業面の生活支援 and nothing else (S6).

    根拠: 通知 記1 第1項 (with a selected corporation), 記3 (委託料), 記4 (区分経理, 社会福祉法人)
    """

    VERBS = CONTRACT_VERBS
    SCOPE = "職業面の生活支援"
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contracts", verbose_name="案件")
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, related_name="contracts", verbose_name="委託先法人選定"
    )
    state = models.CharField(
        "状態", max_length=20, choices=ContractState, default=ContractState.PREPARED, editable=False
    )
    starts_on = models.DateField("契約の開始日")
    ends_on = models.DateField("契約の終了日")
    rate_yen = models.PositiveIntegerField("委託料の単価（円）", help_text="消費税を含む金額を、円の単位で入力してください。")
    rate_unit = models.CharField("単価の単位", max_length=20, choices=RateUnit, default=RateUnit.DAY)
    max_days = models.PositiveIntegerField("上限日数（日）", null=True, blank=True)
    accounting_confirmed_on = models.DateField("区分経理を確認した日", null=True, editable=False)
    accounting_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="区分経理を確認した人",
    )
    concluded_on = models.DateField("締結日", null=True, editable=False)
    terminated_on = models.DateField("終了日", null=True, editable=False)
    history = history()
    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委託契約"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_start", condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="契約の終了日は開始日以後の日付を入力してください。",
            )
        ]

    def __str__(self):
        return f"委託契約 {self.selection.organization.name}"

    def get_absolute_url(self):
        return reverse("cases:contract", args=[self.pk])

    @property
    def center_id(self):
        return self.case.center_id

    def clean(self):
        if self.max_days == 0:
            raise ValidationError({"max_days": "上限日数は、1以上の数を入力してください。決めていないときは空にしてください。"})

    def allows(self, verb):
        """A contract is prepared and concluded while the support is prepared or runs; it can be ended at any time."""
        return super().allows(verb) and (verb in ("create", "terminate") or self.case.allows("prepare"))

    @property
    def chip(self):
        return CONTRACT_CHIPS[self.state]

    @property
    def rate_text(self):
        return f"{self.get_rate_unit_display()}　{self.rate_yen:,}円"

    def is_prepared_by(self, user):
        """Whether this person wrote the contract or changed what stands in it, from its history."""
        writing = Q()
        for verb in ("create", "edit"):
            writing |= Q(history_change_reason__startswith=self.VERBS[verb].label)
        return self.history.filter(writing, history_user=user).exists()

    def prepare(self, *, by, seen=None):
        """Save a new contract in preparation; refused outside the selection's term. Returns it."""
        def needs(case):
            self.case, self.selection = case, locked(Selection, self.selection_id)
            return requirements.for_contract(self)

        with gate(self.case, "prepare", by=by, seen=seen, needs=needs):
            return create(self, by=by)

    def edit(self, *, by, changes, seen=None):
        with gate(self, "edit", by=by, seen=seen, under=[self.case, self.selection]) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            requirements.refuse_unmet(requirements.for_contract(row))

    def confirm_accounting(self, *, by, on, seen=None):
        """The corporation's separate accounting was checked. 根拠: 通知 記4"""
        clock.happened(on, "区分経理を確認した日")
        with gate(self, "confirm_accounting", by=by, seen=seen) as row:
            row.accounting_confirmed_on, row.accounting_confirmed_by = on, by

    def conclude(self, *, by, on, seen=None):
        """締結する (所長): S1, S3, S10, S15 and the selection's term hold at this moment; not who prepared it (P17)."""
        clock.happened(on, "締結日", not_before=self.case.selected_on, before_what="対象者選定の決定日")
        needs = lambda row: requirements.for_contract_conclusion(row, by)  # noqa: E731
        with gate(self, "conclude", by=by, seen=seen, needs=needs, under=[self.case, self.selection]) as row:
            row.concluded_on = on

    def terminate(self, *, by, on, reason, seen=None):
        if not reason.strip():
            raise Refused("契約を終える理由を書いてください。", field="reason")
        clock.happened(on, "終了日", not_before=self.concluded_on, before_what="締結日")
        with gate(self, "terminate", by=by, seen=seen, reason=reason) as row:
            row.terminated_on = on

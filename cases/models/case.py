"""案件: one person's way through the program."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from cases import requirements
from cases.enums import (
    CASE_CHIPS,
    CASE_VERBS,
    CLOSED_STATES,
    IN_SUPPORT,
    STEP_OF,
    CaseState,
    EndKind,
    LivingSupport,
    ReferralSource,
    SupportPlanState,
)
from cases.models.case_queryset import CaseQuerySet
from cases.models.case_support import SupportVerbs
from cases.models.checks import refuse_kind, refuse_no_counselor
from cases.models.person import Person
from partners.models import Selection
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import case_year
from shokuiki.pages.chips import Chip
from shokuiki.records import access, clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, locked
from shokuiki.records.models import Counter, Decision
from shokuiki.records.tracked import Tracked, history

KINDS = {
    "peso": OrganizationKind.PESO, "consignee": OrganizationKind.CORPORATION, "workplace": OrganizationKind.WORKPLACE,
}
COUNSELORS = ("primary_counselor", "evaluation_counselor", "program_counselor")


def counselor(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Case(SupportVerbs, Tracked):
    """案件. `state` moves by CASE_VERBS only; the dates of the nine steps stand as milestones.

    根拠: 通知 記1 第2項 (連絡会議 → ケース会議 → 対象者選定), 別紙2 2(2)イ
    """

    VERBS = CASE_VERBS
    BEFORE_WITHDRAWAL = []  # what higher rooms take with it: functions (case, by=) inside its transaction
    DECIDED = Decided(
        columns={
            DecisionKind.CASE_MEETING: ("state", "conclusion", "concluded_on", "conclusion_decision"),
            (DecisionKind.TARGET_SELECTION, Outcome.SELECTED): (
                "state", "living_support", "consignee", "selection", "used_support_center_at_selection", "selected_on",
                "selection_decision",
            ),
            (DecisionKind.TARGET_SELECTION, Outcome.DECLINED): ("state", "closed_on", "stopped_step"),
            (DecisionKind.TARGET_SELECTION, Outcome.SENT_BACK): ("state", "conclusion"),
            DecisionKind.SUPPORT_PLAN: (),
            DecisionKind.EXPANDED_IN_PROGRESS: (),
            DecisionKind.SUPPORT_END: ("state", "ended_on", "end_kind"),
            DecisionKind.EXPANDED_POST: ("state", "follow_up_on"),
            DecisionKind.CLOSING: ("state", "closed_on"),
            DecisionKind.WITHDRAWAL: ("state", "closed_on", "stopped_step"),
        },
        deciding={
            "conclude", "defer", "select", "decline", "send_back", "send_back_to_meeting", "end_support",
            "start_follow_up", "close", "withdraw",
        },
        own=("conclusion_decision", "selection_decision"),
        open_before=("living_support", "consignee"),
    )
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="cases", verbose_name="センター")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", verbose_name="相談者")
    number = models.CharField("案件番号", max_length=20, editable=False)
    state = models.CharField("段階", max_length=30, choices=CaseState, default=CaseState.INTAKE, editable=False)
    previous_case = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_cases", verbose_name="前の案件"
    )
    opened_on = models.DateField("相談受付日")
    referral_source = models.CharField("紹介元", max_length=20, choices=ReferralSource)
    referral_note = models.CharField("紹介元の説明", max_length=100, blank=True)
    consultation = models.TextField("相談の内容", blank=True)
    desired_work = models.CharField("希望の仕事", max_length=100, blank=True)
    peso = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公共職業安定所"
    )
    primary_counselor = counselor("担当カウンセラー")
    evaluation_counselor = counselor("職業評価担当カウンセラー")
    program_counselor = counselor("職域開発援助事業担当カウンセラー")
    living_support = models.CharField("職業面の生活支援", max_length=20, choices=LivingSupport, blank=True)
    consignee = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="consigned_cases",
        verbose_name="委託先法人",
    )
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", editable=False,
        verbose_name="委託先法人選定",
    )
    workplace = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_cases",
        verbose_name="委託先事業所",
    )
    used_support_center_at_selection = models.BooleanField(
        "選定時の障害者雇用支援センターの利用", null=True, editable=False
    )
    planned_from = models.DateField("支援開始の予定日", null=True, blank=True)
    planned_to = models.DateField("支援終了の予定日", null=True, blank=True)
    conclusion = models.CharField("ケース会議の結論", max_length=20, choices=Outcome, blank=True, editable=False)
    conclusion_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="ケース会議の結論の記録"
    )
    selection_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="所長の決定の記録"
    )
    evaluated_on = models.DateField("職業評価の確定日", null=True, editable=False)
    planned_on = models.DateField("計画の確定日", null=True, editable=False)
    concluded_on = models.DateField("ケース会議の開催日", null=True, editable=False)
    asked_by = counselor("選定を依頼した人")
    asked_on = models.DateField("選定の依頼日", null=True, editable=False)
    selected_on = models.DateField("対象者選定の決定日", null=True, editable=False)
    started_on = models.DateField("支援開始日", null=True, editable=False)
    interrupted_on = models.DateField("中断日", null=True, editable=False)
    ended_on = models.DateField("支援終了日", null=True, editable=False)
    end_kind = models.CharField("終了の区分", max_length=20, choices=EndKind, blank=True, editable=False)
    follow_up_on = models.DateField("支援終了後の会議の日", null=True, editable=False)
    closed_on = models.DateField("完了日", null=True, editable=False)
    stopped_step = models.PositiveSmallIntegerField("止まった段階", null=True, editable=False)
    history = history()
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering = ["person__kana_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "number"], name="case_number_once", violation_error_message="同じ案件番号があります。"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state__in=sorted(CLOSED_STATES)), name="case_open_once",
                violation_error_message="この人には進行中の案件があります。新しく受け付けず、その案件を続けてください。",
            ),
            models.CheckConstraint(
                name="case_state_known", condition=Q(state__in=CaseState.values),
                violation_error_message="案件の段階が正しくありません。",
            ),
            models.CheckConstraint(
                name="case_dispatched_when_supported",
                condition=~Q(used_support_center_at_selection=True) | ~Q(living_support=LivingSupport.CONSIGNED),
                violation_error_message="障害者雇用支援センターの支援を受けている人は、センターから派遣されるパートナーが"
                "支援します。（根拠：通知 記1 なお書き）",
            ),
            models.CheckConstraint(
                name="case_planned_period",
                condition=Q(planned_from=None) | Q(planned_to=None) | Q(planned_to__gte=F("planned_from")),
                violation_error_message="支援終了の予定日は、開始の予定日以後の日付を入力してください。",
            ),
        ]
        indexes = [models.Index(fields=["center", "state"], name="case_center_state")]

    @classmethod
    def from_db(cls, db, field_names, values):
        """Whoever reads a case reads of its person, also where the name does not stand beside it."""
        case = super().from_db(db, field_names, values)
        access.shown(case.person_id, case.center_id)
        return case

    def __str__(self):
        return f"{self.person}（{self.number}）"

    def get_absolute_url(self):
        return reverse("cases:case", args=[self.pk])

    # --- questions ----------------------------------------------------------------------------------------------
    @property
    def is_open(self):
        return self.state not in CLOSED_STATES

    @property
    def is_target(self):
        """対象者 after selection, 相談者 before it."""
        return self.selected_on is not None

    @property
    def step(self):
        """The number 1–9 of the step the case stands at, or stopped at."""
        return STEP_OF.get(self.state) or self.stopped_step

    @property
    def chip(self):
        return CASE_CHIPS[self.state]

    @property
    def end_chip(self):
        """中止 stays visible through the later steps."""
        return Chip("中止", "off") if self.end_kind == EndKind.DISCONTINUED else None

    @property
    def in_support(self):
        return self.state in IN_SUPPORT

    def counselors(self):
        return [user for user in (self.primary_counselor, self.evaluation_counselor, self.program_counselor) if user]

    @property
    def approved_plan(self):
        """The approved 支援計画, or None."""
        return next((plan for plan in self.support_plans.all() if plan.state == SupportPlanState.APPROVED), None)

    def is_counseled_by(self, user):
        return user.pk in (self.primary_counselor_id, self.evaluation_counselor_id, self.program_counselor_id)

    def is_read_in_emergency_by(self, user):
        """Whether an 緊急閲覧 of this person runs; no query where the case was loaded for them: `page.cases_of_page`."""
        if hasattr(self, "emergency_readers"):
            return user.pk in self.emergency_readers
        if getattr(self, "loaded_for", None) == user.pk:
            return self.loaded_in_emergency
        return self.emergency_accesses.running().filter(user=user).exists()

    # --- verbs: from intake to the meeting ------------------------------------------------------------------------
    def open_case(self, *, by, reason=""):
        """Receive the consultation: gives the number. `center` and `person` are set. One open case a person (P1)."""
        with transaction.atomic():
            self.person = locked(Person, self.person_id)
            if self.person.is_erased:
                raise Refused("この人の記録は、保存期間が終わって消去されています。新しい相談として受け付けてください。")
            clock.happened(self.opened_on, "相談受付日", not_before=self.person.birth_date, before_what="生年月日")
            self._refuse_misnamed({name: getattr(self, name) for name in (*KINDS, *COUNSELORS)})
            self._refuse_unnamed()
            year = case_year(self.opened_on)
            self.number = f"{year}-{Counter.next_number(self.center_id, 'case', year):04}"
            return create(self, by=by, reason=reason)

    def edit(self, *, by, changes, seen=None):
        """changes: {column: value}; a counselor is one of the center today, or was named before."""
        with gate(self, "edit", by=by, seen=seen) as row:
            row._refuse_misnamed(changes)
            for name, value in changes.items():
                setattr(row, name, value)
            row._refuse_unnamed()

    def _refuse_misnamed(self, changes):
        """Organizations of the right kind, counselors of this center."""
        for name, kind in KINDS.items():
            refuse_kind(self, changes, name, kind)
        refuse_no_counselor(self, changes, COUNSELORS)

    def _refuse_unnamed(self):
        """Somebody runs the case; and, once the evaluation is begun, somebody is its evaluator."""
        if self.primary_counselor_id is None:
            raise Refused("担当カウンセラーを選んでください。", field="primary_counselor")
        if self.state != CaseState.INTAKE and self.evaluation_counselor_id is None:
            raise Refused("職業評価担当カウンセラーを選んでください。職業評価が始まっています。", field="evaluation_counselor")

    def start_evaluation(self, *, by, seen=None):
        with gate(self, "start_evaluation", by=by, seen=seen, needs=requirements.for_evaluation):
            pass

    def arrange(self, *, by, changes, seen=None):
        """Who is to give the living support, with which corporation, in which period; before the decision.

        changes: living_support, consignee, workplace, planned_from, planned_to. 根拠: 通知 記1 第2項, なお書き
        """
        with gate(self, "arrange", by=by, seen=seen) as row:
            row._refuse_misnamed(changes)
            for name, value in changes.items():
                setattr(row, name, value)
            if row.living_support == LivingSupport.DISPATCHED:
                row.consignee = None
            requirements.refuse_unmet([requirements.support_source_allowed(row, row.living_support)])

    def end_before_support(self, verb, *, by, on, reason, seen=None):
        """不選定 (decline) and 取下げ (withdraw): the steps stop where they were."""
        with gate(self, verb, by=by, seen=seen, reason=reason) as row:
            row.stopped_step = STEP_OF[row.state]
            row.closed_on = on

    def withdraw(self, *, by, on, reason, seen=None):
        """取下げ, possible before support only. Who was assigned already sees the case no longer."""
        if not reason.strip():
            raise Refused("取下げの理由を書いてください。", field="reason")
        clock.happened(on, "取下げの日", not_before=self.opened_on, before_what="相談受付日")
        with transaction.atomic():
            for take_along in self.BEFORE_WITHDRAWAL:
                take_along(self, by=by)
            self.end_before_support("withdraw", by=by, on=on, reason=reason, seen=seen)
            Decision.objects.record(
                self, DecisionKind.WITHDRAWAL, Outcome.WITHDRAWN, by=by, event_date=on, reason=reason
            )
            self.end_assignments(by=by, on=on - timedelta(days=1), reason="取下げによる割当ての終了")

    # --- verbs: after support -------------------------------------------------------------------------------------
    def close(self, *, by, on, reason, seen=None):
        """完了: nothing more is to be done; a new matter opens a new case."""
        clock.happened(on, "完了日", not_before=self.follow_up_on, before_what="支援終了後の会議の日")
        needs = lambda row: requirements.for_closing(row, on)  # noqa: E731
        with transaction.atomic():
            with gate(self, "close", by=by, seen=seen, reason=reason, needs=needs) as row:
                row.closed_on = on
            Decision.objects.record(self, DecisionKind.CLOSING, Outcome.CLOSED, by=by, event_date=on, reason=reason)

    def reopen(self, *, by, on, reason, seen=None):
        """再開: a new case of the same person that points back at this one; this one stays closed. Returns it.

        Its counselors go on; in place of one who has left the center comes who reopens.
        """
        if not reason.strip():
            raise Refused("再開の理由を書いてください。", field="reason")
        clock.happened(on, "再開の日", not_before=self.closed_on, before_what="この案件が終わった日")
        with transaction.atomic():
            with gate(self, "reopen", by=by, seen=seen, reason=reason):
                pass
            again = Case(
                center_id=self.center_id, person_id=self.person_id, previous_case=self, opened_on=on,
                referral_source=self.referral_source, consultation=reason, desired_work=self.desired_work,
                peso_id=self.peso_id, **self._counselors_or(by),
            )
            return again.open_case(by=by, reason=f"{self.number} の再開")

    def _counselors_or(self, user):
        named = {name: getattr(self, name) for name in COUNSELORS}
        return {
            name: known if known is None or known.counsels_at(self.center_id) else user for name, known in named.items()
        } | ({"primary_counselor": user} if self.primary_counselor is None else {})

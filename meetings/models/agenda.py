"""議題: what a meeting discussed and concluded on one case."""

from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property

from cases.enums import PlanState, SupportPlanState
from cases.models import Case, SupportGoal
from meetings import requirements
from meetings.enums import ATTAINMENT_CHIPS, CONCLUSION_CHIPS, ITEM_VERBS, Attainment, ChangeKind, MeetingKind
from meetings.models.meeting import Meeting
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate, keep, locked
from shokuiki.records.models import Decision
from shokuiki.records.tracked import Tracked, history


class AgendaItem(Tracked):
    """One case on the agenda of one meeting.

    discussion: what was said; for a 連絡会議 what was arranged. review, changes: of a 拡大ケース会議（支援実施中）.
    Opinion, conclusion and decision are different rows: the director's decision is a `TargetSelection`.
    """

    VERBS = ITEM_VERBS
    DECIDED = Decided(
        columns={
            DecisionKind.CASE_MEETING: ("meeting", "case", "conclusion"),
            DecisionKind.EXPANDED_IN_PROGRESS: ("meeting", "case", "changes", "unchanged"),
            DecisionKind.EXPANDED_POST: ("meeting", "case"),
        },
        pointer="decision",
        center="meeting__center",
    )
    CODE_LABELS = {"changes": dict(ChangeKind.choices)}
    CORRECTABLE = ("discussion", "review")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", verbose_name="会議")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items", verbose_name="案件")
    order = models.PositiveSmallIntegerField("順番", default=1)
    discussion = models.TextField("話し合いの内容", blank=True)
    conclusion = models.CharField("結論", max_length=20, choices=Outcome, blank=True, editable=False)
    reason = models.TextField("結論の理由", blank=True)
    review = models.TextField("これまでの支援の振り返り", blank=True)
    changes = models.JSONField("新たに決めたこと", default=list, blank=True)
    unchanged = models.BooleanField("変更なし", default=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="決定の記録"
    )
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="agenda_case_once")]

    def __str__(self):
        return str(self.case)

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.meeting_id])

    @property
    def center_id(self):
        return self.meeting.center_id

    @property
    def chip(self):
        return CONCLUSION_CHIPS.get(self.conclusion)

    @cached_property
    def goals(self):
        """The goals of the support plan now in force."""
        return list(SupportGoal.objects.filter(plan__case=self.case_id, plan__state=SupportPlanState.APPROVED))

    @property
    def change_labels(self):
        return [ChangeKind(change).label for change in self.changes]

    def conclude(self, *, by, conclusion, reason, discussion=None, acknowledged=None, seen=None):
        """ケース会議の結論を確定する on this case: 適切, 適切でない or 継続検討.

        Writes the decision, moves the case, adopts the plan with 適切. S7, S8, S16, S17, S18, S28, S29
        根拠: 通知 別紙2 1(2)イ「対象者として適切か否か選定する」
        """
        found = []

        def needs(item):
            found[:] = requirements.for_conclusion(item, conclusion, reason)
            return found

        verb = "defer" if conclusion == Outcome.DEFERRED else "conclude"
        # The meeting passes before its item, as when its record is confirmed: what is concluded belongs to the record,
        # and who has that open is told.
        with gate(self.meeting, "conclude", by=by, reason=self.case.number):
            self._conclude(verb, by, conclusion, reason, discussion, found, needs, acknowledged, seen)

    def refuse_second(self):
        """判断: a meeting concludes on a case once; thinking again, after 継続検討 too, takes a new ケース会議."""
        if self.decision_id:
            raise Refused("この会議での結論は確定しています。検討し直すときは、新しいケース会議を開いてください。")

    def _conclude(self, verb, by, conclusion, reason, discussion, found, needs, acknowledged, seen):
        with gate(
            self, "conclude", by=by, seen=seen, reason=reason, needs=needs, acknowledged=acknowledged, under=[self.case]
        ) as item:
            item.refuse_second()
            if discussion is not None:
                item.discussion = discussion
            item.conclusion, item.reason = conclusion, reason
            plans = []
            if conclusion == Outcome.SUITABLE:
                plans = list(item.case.rehabilitation_plans.filter(state=PlanState.PROPOSED))
            with gate(item.case, verb, by=by, reason=reason) as case:
                case.conclusion, case.concluded_on = conclusion, item.meeting.held_on
                item.decision = case.conclusion_decision = Decision.objects.record(
                    case, DecisionKind.CASE_MEETING, conclusion, by=by, event_date=item.meeting.held_on,
                    reason=reason, requirements=found, acknowledged=acknowledged, supersedes=case.conclusion_decision,
                    also=[item, *((plan, "adopt") for plan in plans)],
                )
            for plan in plans:
                plan.adopt(by=by, decision=item.decision)

    def decide(self, *, by, requirements, acknowledged=None):
        """What a 拡大ケース会議 decided, when its record is confirmed: inside the meeting's gate.

        実施中: changed or 変更なし (S21). 終了後: the follow-up plan (S23, S24).
        """
        with transaction.atomic():
            self.case = locked(Case, self.case_id)
            kind, verb, also = DecisionKind.EXPANDED_IN_PROGRESS, None, [self]
            outcome = Outcome.UNCHANGED if self.unchanged else Outcome.CHANGED
            plan = self.case.follow_up_plan if self.meeting.kind == MeetingKind.POST else None
            if plan:
                kind, outcome, verb = DecisionKind.EXPANDED_POST, Outcome.FOLLOW_UP, "start_follow_up"
                also.append((plan, "decide"))
                self.case.follow_up_on = self.meeting.held_on  # the plan sets it, with the decision, below
            self.decision = Decision.objects.record(
                self.case, kind, outcome, by=by, event_date=self.meeting.held_on,
                reason=self.discussion or self.meeting.summary, requirements=requirements, acknowledged=acknowledged,
                verb=verb, also=also,
            )
            keep(self, by=by, reason="会議の記録を確定する")
            if plan:
                plan.decide(by=by, decision=self.decision)


class GoalReview(Tracked):
    """目標の達成度 of one goal at a 拡大ケース会議（支援実施中）, with its evidence. 根拠: 通知 別紙2 2(2)イ①"""

    CORRECTABLE = ("current_value", "evidence", "observation")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="reviews", verbose_name="議題")
    goal = models.ForeignKey(SupportGoal, on_delete=models.PROTECT, related_name="reviews", verbose_name="目標")
    attainment = models.CharField("達成度", max_length=20, choices=Attainment, blank=True)
    current_value = models.DecimalField("現在の値", max_digits=8, decimal_places=2, null=True, blank=True)
    evidence = models.CharField("根拠", max_length=200, blank=True, help_text="例：支援日誌（直近2週）、事業所の作業記録")
    observation = models.TextField("会議での確認", blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "目標の達成度"
        ordering = ["goal_id"]
        constraints = [models.UniqueConstraint(fields=["item", "goal"], name="review_once_a_goal")]

    def __str__(self):
        return self.get_attainment_display()

    @property
    def called(self):
        """How a page tells it from its siblings."""
        return self.goal.text

    @property
    def chip(self):
        return ATTAINMENT_CHIPS.get(self.attainment)


class DecidedMethod(Tracked):
    """決定した新たな支援方法."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="methods", verbose_name="議題")
    goal = models.ForeignKey(
        SupportGoal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="目標"
    )
    text = models.CharField("支援方法", max_length=300)
    responsible = models.CharField("担当", max_length=100, blank=True)
    period = models.CharField("期間", max_length=100, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "決定した支援方法"
        ordering = ["pk"]

    def __str__(self):
        return self.text

"""支援日誌: what a partner did and saw on one day."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases import requirements
from cases.enums import LOG_CHIPS, LOG_VERBS, RATING_CHIPS, Attendance, GoalRating, LogState, SupportWay
from cases.models.assignment import PartnerAssignment
from cases.models.case import Case
from cases.models.support_plan import SupportGoal
from shokuiki.accounts.enums import COUNSELOR_POSTS, Post
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.amending import Amendable
from shokuiki.records.enums import SettingKey
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, refuse_person, refuse_state
from shokuiki.records.models import Setting
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history


class DailyLogQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see what was ever submitted there; a partner their own, while assigned to the case."""
        own = Q(assignment__partner__user=user) & Q(case__in=Case.objects.assigned_to(user))
        submitted = ~Q(submitted_at=None) | Q(written_by=user)
        return self.filter((Q(case__center_id__in=user.center_ids) & submitted) | own)

    def readable_by(self, user):
        """Those whose contents this person may read, as the rule "cases.dailylog.read" says of one."""
        own = Q(assignment__partner__user=user) & Q(case__in=Case.objects.assigned_to(user))
        return self.visible_to(user).filter(own | Q(case__in=Case.objects.readable_by(user)))

    def to_confirm(self, user):
        """Waiting for this counselor: of the cases they run, and for a 主任 all of the center. The oldest first."""
        running = Q(case__program_counselor=user, case__center_id__in=user.organization_ids(*COUNSELOR_POSTS))
        leading = Q(case__center_id__in=user.organization_ids(Post.CHIEF_COUNSELOR))
        return self.waiting().filter(running | leading)

    def waiting(self):
        """Submitted and not yet confirmed, the oldest first."""
        return self.filter(state=LogState.SUBMITTED).order_by("date", "pk")


class DailyLog(Amendable, Tracked):
    """支援日誌 of one assignment and day. Confirmed ones are locked and changed by 追記・訂正 only (P10)."""

    VERBS = LOG_VERBS
    NAMED_BY = "{date}"
    CODE_LABELS = {"ways": dict(SupportWay.choices)}
    CORRECTABLE = ("date", "starts_at", "ends_at", "ways", "attendance", "content", "question")
    NOT_CORRECTABLE = "支援した人（担当の割当て）と、確認・差戻しの記録は直せません。間違いがあるときは追記してください。"
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="logs", verbose_name="案件")
    assignment = models.ForeignKey(
        PartnerAssignment, on_delete=models.PROTECT, related_name="logs", verbose_name="担当の割当て"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    state = models.CharField("状態", max_length=20, choices=LogState, default=LogState.DRAFT, editable=False)
    date = models.DateField("支援した日")
    starts_at = models.TimeField("開始")
    ends_at = models.TimeField("終了")
    ways = models.JSONField("支援の方法", default=list)
    attendance = models.CharField("本人の出欠", max_length=20, choices=Attendance, default=Attendance.PRESENT)
    content = models.TextField("支援の内容と本人の様子", help_text="見たこと、したこと、本人の言葉を書いてください。")
    asks_center = models.BooleanField("センターに相談したいことがある", default=False)
    question = models.TextField("相談の内容", blank=True)
    return_comment = models.TextField("差戻しの理由", blank=True, editable=False)
    counselor_comment = models.TextField("カウンセラーから", blank=True, editable=False)
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    is_late = models.BooleanField("遅れて提出", default=False, editable=False)
    confirmed_on = models.DateField("確認日", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="確認した人",
    )
    history = history()
    objects = DailyLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支援日誌"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "date"], name="log_once_a_day",
                violation_error_message="この日の支援日誌はすでにあります。その日誌を開いて直してください。",
            ),
            models.CheckConstraint(
                name="log_ends_after_start", condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="終了の時刻は、開始の時刻より後にしてください。0時をまたぐときは日を分けて書いてください。",
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="log_case_state")]

    def __str__(self):
        return f"支援日誌 {self.date:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("cases:log", args=[self.pk])

    @property
    def center_id(self):
        return self.case.center_id

    @property
    def chip(self):
        return Chip("差戻し", "yellow", "back") if self.is_returned else LOG_CHIPS[self.state]

    @property
    def is_returned(self):
        return self.state == LogState.DRAFT and bool(self.return_comment)

    @property
    def plan(self):
        """The version of the support plan whose goals this log speaks of: that of its notes, else the approved one."""
        noted = self.notes.select_related("goal__plan").first() if self.pk else None
        return noted.goal.plan if noted else self.case.approved_plan

    @property
    def asks_for_goals(self):
        """Whether its writer may read the goals, and so rates them (P18); who writes for one without an account may."""
        return self.assignment.partner.user_id is None or self.assignment.shares_goals

    @property
    def way_labels(self):
        return [SupportWay(way).label for way in self.ways]

    @property
    def minutes(self):
        day = datetime.min.date()
        return (datetime.combine(day, self.ends_at) - datetime.combine(day, self.starts_at)).seconds // 60

    def clean(self):
        if set(self.ways) - set(SupportWay):
            raise ValidationError({"ways": "支援の方法は、一覧から選んでください。"})

    def write(self, *, by, keep_rows=None):
        """Save a new log as a draft. keep_rows: function (log) that saves the notes per goal. Returns it.

        Refused outside the support period, in the future or without an assignment on that day (P7). The case is
        locked and its state looked at, but nothing of it changes: whoever has its page open is not disturbed.
        """
        self.written_by = by
        with transaction.atomic():
            refuse_person(by, "create", self)
            self.case = Case.objects.select_for_update().get(pk=self.case_id)
            refuse_state(self.case, "accept_log")
            requirements.refuse_unmet(requirements.for_log(self))
            create(self, by=by)
            if keep_rows:
                keep_rows(self)
        return self

    def hand_in(self, *, by, changes=None, seen=None, keep_rows=None):
        """Save a new log, or the corrections (changes) to one, and submit it in the same step. Returns it."""
        with transaction.atomic():
            if self.pk:
                self.edit(by=by, changes=changes or {}, seen=seen, keep_rows=keep_rows)
            else:
                self.write(by=by, keep_rows=keep_rows)
            self.submit(by=by)
        return self

    def edit(self, *, by, changes, seen=None, keep_rows=None):
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            requirements.refuse_unmet(requirements.for_log(row))
            if keep_rows:
                keep_rows(row)

    def submit(self, *, by, seen=None):
        """提出する; later than the office's days it is marked late and accepted (P9)."""
        with gate(self, "submit", by=by, seen=seen, needs=requirements.for_log_submission) as row:
            row.submitted_at = clock.now()
            row.is_late = row._is_late(row.submitted_at)
            row.return_comment = ""

    def confirm(self, *, by, comment="", seen=None):
        with gate(self, "confirm", by=by, seen=seen) as row:
            row.confirmed_on, row.confirmed_by, row.counselor_comment = clock.today(), by, comment

    def correctable_rows(self):
        return [
            ("notes", note, f"目標「{note.called}」", GoalNote.CORRECTABLE if note.goal.unit else GoalNote.CORRECTABLE[:1])
            for note in self.notes.select_related("goal")
        ]

    def settle(self):
        """P7, P20 and what a submitted log must hold are checked again; whether it was late follows from its day (P9)."""
        requirements.refuse_unmet(requirements.for_log_submission(self))
        self.is_late = self._is_late(self.submitted_at)

    def _is_late(self, submitted_at):
        days = Setting.objects.number(self.center_id, SettingKey.LOG_DAYS, on=self.date)
        return (timezone.localtime(submitted_at).date() - self.date).days > days

    def return_to_writer(self, *, by, comment, seen=None):
        if not comment.strip():
            raise Refused("直してほしいことを書いてください。書いた人はこの文を読んで日誌を直します。", field="comment")
        needs = lambda row: [requirements.writer_still_assigned(row)]  # noqa: E731
        with gate(self, "return_to_writer", by=by, seen=seen, reason=comment, needs=needs) as row:
            row.return_comment = comment


class GoalNoteQuerySet(TrackedQuerySet):
    def latest_values(self, plan):
        """{lineage of a goal: its newest note with a number} from the submitted logs of the plan's case."""
        notes = (
            self.filter(log__case=plan.case_id, value__isnull=False)
            .exclude(log__state=LogState.DRAFT).select_related("goal", "log").order_by("log__date", "pk")
        )
        return {note.goal.lineage: note for note in notes}


class GoalNote(Tracked):
    """目標ごとの様子 in a log: a rating, and a number where the goal has one."""

    CORRECTABLE = ("rating", "value")
    log = models.ForeignKey(DailyLog, on_delete=models.PROTECT, related_name="notes", verbose_name="支援日誌")
    goal = models.ForeignKey(SupportGoal, on_delete=models.PROTECT, related_name="notes", verbose_name="目標")
    rating = models.CharField("様子", max_length=20, choices=GoalRating)
    value = models.DecimalField("値", max_digits=8, decimal_places=2, null=True, blank=True)
    history = history()
    objects = GoalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目標ごとの様子"
        ordering = ["goal_id"]
        constraints = [models.UniqueConstraint(fields=["log", "goal"], name="note_once_a_goal")]

    def __str__(self):
        return self.get_rating_display()

    def clean(self):
        if self.goal.plan.case_id != self.log.case_id:
            raise ValidationError("この案件の支援計画にない目標です。")
        if self.value is not None and self.value < 0:
            raise ValidationError({"value": "値は、0以上の数を入力してください。"})

    @property
    def called(self):
        """How a page tells it from its siblings."""
        return self.goal.text

    @property
    def chip(self):
        return RATING_CHIPS[self.rating]

"""緊急閲覧: a counselor reads a colleague's case in need, for a day, before the eyes of the 所長."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from cases.models.case import Case
from shokuiki.pages.chips import Chip
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, locked, may
from shokuiki.records.tracked import Tracked, TrackedQuerySet, Verb, history

LASTS = timedelta(hours=24)
SHORTEST_REASON = 10


class EmergencyQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The staff of the center; what stands on the page is the rule "cases.emergencyaccess.read"."""
        return self.filter(case__center_id__in=user.center_ids)

    def running(self):
        """Those that hold at this moment: nothing has to happen for them to end."""
        now = clock.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def unseen(self):
        """Those the 所長 has not looked at yet."""
        return self.filter(seen_at=None)


class EmergencyAccess(Tracked):
    """緊急閲覧 of one case by one counselor: reading only, with a reason, for 24 hours at most.

    判断: the whole case may be read, as by its own counselors, tests and evaluation too: in need nobody can know
    beforehand which part helps. Nothing can be changed by it, and nothing outside the center is opened.
    """

    VERBS = {
        "create": Verb("緊急閲覧を始める", None, None, "同じセンターのカウンセラー"),
        "read": Verb("緊急閲覧の記録を見る", None, None, "所長・主任・この案件の担当カウンセラー・緊急閲覧をした人"),
        "end": Verb("緊急閲覧を終える", None, None, "緊急閲覧をしている人"),
        "confirm": Verb("緊急閲覧を確認済にする", None, None, "所長"),
    }
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergency_accesses", verbose_name="案件")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="緊急閲覧をした人"
    )
    reason = models.TextField("理由")
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終わり")
    seen_at = models.DateTimeField("所長が確認した日時", null=True, blank=True, editable=False)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="確認した人",
    )
    comment = models.TextField("確認した人の所見", blank=True, editable=False)
    history = history()
    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "緊急閲覧"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["case", "ends_at"], name="emergency_case_end")]
        constraints = [
            models.CheckConstraint(
                name="emergency_ends_after_start", condition=Q(ends_at__gte=F("starts_at")),
                violation_error_message="緊急閲覧の終わりは、開始より後にしてください。",
            )
        ]

    def __str__(self):
        return f"緊急閲覧 {self.case.number}"

    def get_absolute_url(self):
        return reverse("cases:emergency", args=[self.pk])

    @property
    def center_id(self):
        return self.case.center_id

    @property
    def is_running(self):
        return self.starts_at <= clock.now() < self.ends_at

    @property
    def minutes_left(self):
        return max(0, int((self.ends_at - clock.now()).total_seconds() // 60))

    @property
    def time_left(self):
        """「3時間20分」"""
        hours, minutes = divmod(self.minutes_left, 60)
        return f"{hours}時間{minutes}分" if hours else f"{minutes}分"

    @property
    def chip(self):
        if self.is_running:
            return Chip("閲覧中", "red", "warn")
        return Chip("確認済", "green", "check") if self.seen_at else Chip("確認待ち", "yellow", "clock")

    @classmethod
    def begin(cls, case, *, by, reason):
        """緊急閲覧を始める. Returns the access. Who may read the case anyway has no need of it."""
        now = clock.now()
        access = cls(case=case, user=by, reason=reason.strip(), starts_at=now, ends_at=now + LASTS)
        if len(access.reason) < SHORTEST_REASON:
            raise Refused(f"緊急閲覧の理由を、{SHORTEST_REASON}文字以上で書いてください。", field="reason")
        with transaction.atomic():
            access.case = locked(Case, case.pk)
            access.refuse_needless()
            return create(access, by=by, reason=access.reason)

    def refuse_needless(self):
        if may(self.user, "read", self.case):
            raise Refused("この案件の内容は、すでに見られます。緊急閲覧は要りません。")

    def refuse_over(self):
        if not self.is_running:
            raise Refused("この緊急閲覧は、もう終わっています。")

    def end(self, *, by, seen=None):
        """Before its time."""
        with gate(self, "end", by=by, seen=seen) as row:
            row.refuse_over()
            row.ends_at = clock.now()

    def confirm(self, *, by, comment="", seen=None):
        """The 所長 has seen it: who, when, and what they say to it."""
        with gate(self, "confirm", by=by, seen=seen, reason=comment) as row:
            if row.seen_at:
                raise Refused("この緊急閲覧は、もう確認済です。")
            row.seen_at, row.seen_by, row.comment = clock.now(), by, comment

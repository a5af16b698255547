"""What a partner sees: the people they support, this week's logs, and of each case no more than that needs.

根拠: 通知 別紙2 2(2)ロ①② (partners); 判断: of a case only name, ふりがな, goals, workplace and own logs.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Prefetch
from django.shortcuts import render

from cases.enums import CaseState, LogState, SharedItem
from cases.goal_values import goals_with_values
from cases.models import DailyLog, PartnerAssignment
from cases.sharing import items_for_user
from shokuiki.records import clock

WORKING_DAYS = 5


@dataclass(frozen=True)
class Day:
    """One day of this week. kind: done, today, miss or ""."""

    date: object
    word: str
    kind: str = ""
    log: object = None

    @property
    def label(self):
        return "今日" if self.kind == "today" else f"{self.date.month}/{self.date.day}"


@dataclass
class Supported:
    """A person a partner supports, with the week's logs."""

    case: object
    assignment: object = None
    days: list = field(default_factory=list)
    today_log: object = None

    @property
    def may_write(self):
        return self.case.state == CaseState.SUPPORTING and self.today_log is None

    @property
    def week_text(self):
        """「9週目／12週」, or why nothing can be written yet or now."""
        if self.case.started_on is None:
            return "支援の準備中"
        if self.case.state == CaseState.INTERRUPTED:
            return "中断中"
        now = (clock.today() - self.case.started_on).days // 7 + 1
        planned = self.case.planned_to
        whole = f"／{(planned - self.case.started_on).days // 7 + 1}週" if planned and planned > self.case.started_on else ""
        return f"{now}週目{whole}"


def people_of(user):
    """The people this partner supports today, in the order of their ふりがな: two queries."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    week = DailyLog.objects.filter(date__gte=monday, date__lt=monday + timedelta(days=7)).order_by("date")
    assignments = (
        PartnerAssignment.objects.current().of_user(user)
        .select_related("case__person", "case__workplace", "partner")
        .prefetch_related(Prefetch("logs", queryset=week, to_attr="week_logs"))
        .order_by("case__person__kana_key", "pk")
    )
    return [_supported(assignment, monday) for assignment in assignments]


def _supported(assignment, monday):
    logs = {log.date: log for log in assignment.week_logs}
    days = [_day(monday + timedelta(days=n), logs, assignment) for n in range(WORKING_DAYS)]
    return Supported(assignment.case, assignment, days, logs.get(clock.today()))


def _day(date, logs, assignment):
    log, today, started = logs.get(date), clock.today(), assignment.case.started_on
    if log and log.is_returned:
        return Day(date, "差戻し", "miss", log)
    if log:
        return Day(date, "確認済" if log.state == LogState.CONFIRMED else "提出", "done", log)
    supported = assignment.case.in_support and started <= date and assignment.valid_from <= date
    if date == today and supported:
        return Day(date, "未記入", "today")
    everyday = (assignment.days_per_week or 0) >= WORKING_DAYS
    if date < today and supported and everyday:
        return Day(date, "未提出", "miss")
    return Day(date, "予定" if date > today and supported and everyday else "—")


def partner_home(user):
    """What `cases/_partner_home.html` shows: returned logs first, then today's logs, then the people."""
    people = people_of(user)
    returned = (
        DailyLog.objects.visible_to(user).filter(state=LogState.DRAFT, assignment__partner__user=user)
        .exclude(return_comment="").select_related("case__person").order_by("date")
    )
    return {"people": people, "returned": list(returned), "to_write": [person for person in people if person.may_write]}


def partner_case_page(request, case):
    """The page of a case for its partner: nothing beyond name, ふりがな, goals, workplace and the partner's own logs;
    the goals and how far they have come only as the person's consent names them (P18, P19).
    """
    items = items_for_user(case, request.user)
    plan = case.approved_plan if SharedItem.SUPPORT_PLAN in items else None
    logs = list(DailyLog.objects.visible_to(request.user).filter(case=case, assignment__partner__user=request.user)[:30])
    context = {
        "case": case,
        "supported": Supported(case, today_log=next((log for log in logs if log.date == clock.today()), None)),
        "plan": plan,
        "is_shared": SharedItem.SUPPORT_PLAN in items,
        "goals": goals_with_values(plan),
        "with_progress": SharedItem.GOAL_PROGRESS in items,
        "logs": logs,
        "workplace": getattr(case.workplace, "workplace", None),
    }
    return render(request, "cases/case_partner.html", context)

"""追記・訂正 of the confirmed records of a case: logs, support plans, the adopted 職業リハビリテーション計画 (P10)."""

from django.urls import reverse

from cases.models import DailyLog, RehabilitationPlan, SupportPlan
from shokuiki.japan.dates import wareki
from shokuiki.pages.amendments import AmendView, AppendView, amendments_of


def amendments_on_page(noun, user):
    """What the page of a log or a plan shows of its 追記・訂正. One query."""
    name = PAGES[type(noun)]
    ways = {f"{verb}_url": reverse(f"cases:{name}_{verb}", args=[noun.pk]) for verb in ("amend", "append")}
    return amendments_of(noun, user, **ways)


class OfCase:
    """Whose case it is stands in the way here and above the form."""

    template_name = "cases/amend.html"
    joins = ("case__person", "case__center")

    def get_queryset(self):
        return super().get_queryset().select_related(*self.joins)

    def way(self):
        return [(str(self.noun.case), self.noun.case.get_absolute_url()), *super().way()]

    def get_frame_context(self):
        return super().get_frame_context() | {"case": self.noun.case}


class OfLog(OfCase):
    model = DailyLog

    def way(self):
        case, (_, url) = super().way()
        return [case, (f"{wareki(self.noun.date, weekday=False)}の支援日誌", url)]


class LogAmendView(OfLog, AmendView):
    joins = ("case__person", "case__center", "assignment__partner")


class LogAppendView(OfLog, AppendView):
    pass


class SupportPlanAmendView(OfCase, AmendView):
    """S22: what the meeting decides is another version. 根拠: 通知 別紙2 2(2)イ①"""

    model = SupportPlan


class SupportPlanAppendView(OfCase, AppendView):
    model = SupportPlan


class RehabilitationPlanAmendView(OfCase, AmendView):
    """S28: what the ケース会議 adopted stays. 根拠: 通知 別紙2 1(1)"""

    model = RehabilitationPlan


class RehabilitationPlanAppendView(OfCase, AppendView):
    model = RehabilitationPlan


PAGES = {DailyLog: "log", SupportPlan: "support_plan", RehabilitationPlan: "rehabilitation_plan"}

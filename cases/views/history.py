"""すべての履歴: what was changed on a case, part by part, so that each page asks for a few tables only."""

from cases.models import (
    Case,
    Certificate,
    Consent,
    ConsentRecipient,
    Contract,
    CurriculumItem,
    DailyLog,
    Disability,
    Employment,
    FollowUpPlan,
    FollowUpRecord,
    FollowUpRole,
    FollowUpWay,
    GoalNote,
    Interview,
    PartnerAssignment,
    PlanCooperation,
    PlanGoal,
    RehabilitationPlan,
    SupportGoal,
    SupportPhase,
    SupportPlan,
    TestResult,
    VocationalEvaluation,
    WorkObservation,
)
from cases.page import PARTS
from cases.views.tabs import CaseTab
from shokuiki.accounts.enums import post_label
from shokuiki.files.models import UNSAID, Attachment
from shokuiki.records.history import changes

LIMIT = 200
# What a row belongs to stands at the head of the page.
PARENTS = {"case", "person", "consent", "evaluation", "plan", "log", "assignment", *UNSAID}


def of_person(case):
    rows = [model.history.filter(person_id=case.person_id) for model in (Disability, Certificate)]
    return [case.person.history.all(), *rows]


def of_case(*models, through=""):
    """A function (case) -> the histories of these models; through: the way from their rows to the case."""
    return lambda case: [model.history.filter(**{f"{through}case": case}) for model in models]


def of_consents(case):
    return [
        Consent.history.filter(person_id=case.person_id),
        ConsentRecipient.history.filter(consent__person_id=case.person_id),
        Attachment.objects.past_of(Consent, Consent.objects.filter(person=case.person_id).values("pk")),
    ]


def of_evaluation(case):
    return [Attachment.objects.past_of(VocationalEvaluation, [case.evaluation.pk])] if hasattr(case, "evaluation") else []


def joined(*parts):
    return lambda case: [queryset for part in parts for queryset in part(case)]


def of_other_rooms(case):
    return [queryset for part in PARTS for queryset in part.history_querysets(case)]


HISTORIES = {
    "case": ("案件", lambda case: [Case.history.filter(id=case.pk)]),
    "person": ("基本情報", of_person),
    "consent": ("同意", of_consents),
    "evaluation": ("職業評価", joined(
        of_case(VocationalEvaluation), of_case(Interview, TestResult, WorkObservation, through="evaluation__"),
        of_evaluation,
    )),
    "plan": ("計画", joined(of_case(RehabilitationPlan), of_case(PlanGoal, PlanCooperation, through="plan__"))),
    "meetings": ("会議", of_other_rooms),
    "support": ("支援計画", joined(of_case(SupportPlan), of_case(SupportPhase, SupportGoal, through="plan__"))),
    "partners": ("担当・契約", of_case(PartnerAssignment, Contract)),
    "logs": ("支援日誌", joined(of_case(DailyLog), of_case(GoalNote, through="log__"))),
    "employment": ("就職", of_case(Employment)),
    "follow_up": ("フォローアップ", joined(
        of_case(FollowUpPlan, FollowUpRecord),
        of_case(FollowUpRole, CurriculumItem, FollowUpWay, through="plan__"),
    )),
}


class HistoryView(CaseTab):
    current = "cases:history"
    template_name = "cases/case_history.html"

    def get_context_data(self, **kwargs):
        part = self.request.GET.get("of", "case")
        part = part if part in HISTORIES else "case"
        found = changes(*HISTORIES[part][1](self.case), limit=LIMIT, hidden=PARENTS)
        parts = [(key, label) for key, (label, _) in HISTORIES.items() if key != "meetings" or PARTS]
        return super().get_context_data(**kwargs) | {
            "directs": self.request.user.directs(self.case.center_id), "part": part, "parts": parts, "is_cut": len(found) == LIMIT, "limit": LIMIT,
            "changes": [(change, post_label(change.post)) for change in found if change.rows or change.kind != "~"],
        }

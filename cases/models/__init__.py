"""The nouns of the person's track, one module each."""

from cases.models.assignment import PartnerAssignment
from cases.models.case import Case
from cases.models.consent import Consent, ConsentRecipient
from cases.models.contract import Contract
from cases.models.daily_log import DailyLog, GoalNote
from cases.models.disclosure import Disclosure
from cases.models.emergency import EmergencyAccess
from cases.models.erasure import ErasureRequest
from cases.models.evaluation import Interview, TestResult, VocationalEvaluation, WorkObservation
from cases.models.follow_up import (
    CurriculumItem,
    Employment,
    FollowUpPlan,
    FollowUpRecord,
    FollowUpRole,
    FollowUpWay,
)
from cases.models.person import Certificate, Disability, Person
from cases.models.rehabilitation_plan import PlanCooperation, PlanGoal, RehabilitationPlan
from cases.models.support_plan import SupportGoal, SupportPhase, SupportPlan

__all__ = [
    "Case",
    "Certificate",
    "Consent",
    "ConsentRecipient",
    "Contract",
    "CurriculumItem",
    "DailyLog",
    "Disability",
    "Disclosure",
    "EmergencyAccess",
    "ErasureRequest",
    "Employment",
    "FollowUpPlan",
    "FollowUpRecord",
    "FollowUpRole",
    "FollowUpWay",
    "GoalNote",
    "Interview",
    "PartnerAssignment",
    "Person",
    "PlanCooperation",
    "PlanGoal",
    "RehabilitationPlan",
    "SupportGoal",
    "SupportPhase",
    "SupportPlan",
    "TestResult",
    "VocationalEvaluation",
    "WorkObservation",
]

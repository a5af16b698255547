"""States, kinds and the tables of verbs of the person's track, by noun."""

from cases.enums.case import (
    BEFORE_DECISION,
    BEFORE_SUPPORT,
    CASE_CHIPS,
    CASE_VERBS,
    CLOSED_STATES,
    IN_SUPPORT,
    STEP_OF,
    STEP_TITLES,
    CaseState,
    EndKind,
    LivingSupport,
    ReferralSource,
)
from cases.enums.consent import CONSENT_VERBS, ConsentGiver, ConsentMethod, ConsentPurpose, SharedItem, WithdrawalWay
from cases.enums.contract import ASSIGNMENT_VERBS, CONTRACT_VERBS, ContractState, RateUnit
from cases.enums.daily_log import LOG_CHIPS, LOG_VERBS, RATING_CHIPS, Attendance, GoalRating, LogState, SupportWay
from cases.enums.erasure import ERASURE_VERBS, ErasureState
from cases.enums.evaluation import APTITUDES, EVALUATION_VERBS, EvaluationState, InterviewKind, TestCode
from cases.enums.follow_up import FOLLOW_UP_VERBS, EmploymentRoute, EmploymentType, FollowUpMethod, FollowUpState
from cases.enums.person import CertificateType, DisabilityType, Gender
from cases.enums.rehabilitation_plan import PLAN_VERBS, PlanState
from cases.enums.support_plan import SUPPORT_PLAN_VERBS, GoalArea, Phase, Responsible, SupportPlanState

__all__ = [
    "APTITUDES",
    "ASSIGNMENT_VERBS",
    "Attendance",
    "BEFORE_DECISION",
    "BEFORE_SUPPORT",
    "CASE_CHIPS",
    "CASE_VERBS",
    "CLOSED_STATES",
    "CONSENT_VERBS",
    "CONTRACT_VERBS",
    "CaseState",
    "CertificateType",
    "ConsentGiver",
    "ConsentMethod",
    "ConsentPurpose",
    "ContractState",
    "DisabilityType",
    "ERASURE_VERBS",
    "EVALUATION_VERBS",
    "EmploymentRoute",
    "EmploymentType",
    "EndKind",
    "ErasureState",
    "EvaluationState",
    "FOLLOW_UP_VERBS",
    "FollowUpMethod",
    "FollowUpState",
    "Gender",
    "GoalArea",
    "GoalRating",
    "IN_SUPPORT",
    "InterviewKind",
    "LOG_CHIPS",
    "LOG_VERBS",
    "LivingSupport",
    "LogState",
    "PLAN_VERBS",
    "Phase",
    "PlanState",
    "RATING_CHIPS",
    "RateUnit",
    "ReferralSource",
    "Responsible",
    "STEP_OF",
    "STEP_TITLES",
    "SUPPORT_PLAN_VERBS",
    "SharedItem",
    "SupportPlanState",
    "SupportWay",
    "TestCode",
    "WithdrawalWay",
]

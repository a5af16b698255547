"""The site map of the person's track, under /cases/."""

from django.urls import path

from cases.views import (
    access,
    amendment,
    assignment,
    case,
    case_list,
    consent,
    contract,
    daily_log,
    disclosure,
    emergency,
    erasure,
    evaluation,
    follow_up,
    history,
    person,
    rehabilitation_plan,
    support,
    support_plan,
)

app_name = "cases"

# --- The person up to the plan: list, intake, consent, evaluation, rehabilitation plan ---------------------------
before_selection = [
    path("", case_list.CaseList.as_view(), name="list"),
    path("new/", person.IntakeView.as_view(), name="create"),
    path("<int:pk>/", case.CaseView.as_view(), name="case"),
    path("<int:pk>/edit/", person.BasicsView.as_view(), name="edit"),
    path("<int:pk>/arrange/", case.ArrangeView.as_view(), name="arrange"),
    path("<int:pk>/withdraw/", case.WithdrawView.as_view(), name="withdraw"),
    path("<int:pk>/reopen/", case.ReopenView.as_view(), name="reopen"),
    path("<int:pk>/history/", history.HistoryView.as_view(), name="history"),
    path("<int:pk>/disclosures/", disclosure.DisclosuresView.as_view(), name="disclosures"),
    path("<int:pk>/disclosures/new/", disclosure.DisclosureCreateView.as_view(), name="disclosure_create"),
    path("disclosures/<int:pk>/", disclosure.DisclosureView.as_view(), name="disclosure"),
    path("<int:pk>/consents/", consent.ConsentsView.as_view(), name="consents"),
    path("<int:pk>/consents/new/", consent.ConsentCreateView.as_view(), name="consent_create"),
    path("<int:pk>/access/", access.AccessView.as_view(), name="access"),
    path("<int:pk>/emergency/", emergency.EmergencyBeginView.as_view(), name="emergency_begin"),
    path("emergencies/", emergency.EmergencyList.as_view(), name="emergencies"),
    path("emergencies/<int:pk>/", emergency.EmergencyView.as_view(), name="emergency"),
    path("emergencies/<int:pk>/end/", emergency.EmergencyEndView.as_view(), name="emergency_end"),
    path("consents/<int:pk>/", consent.ConsentView.as_view(), name="consent"),
    path("consents/<int:pk>/withdraw/", consent.ConsentWithdrawView.as_view(), name="consent_withdraw"),
    path("<int:pk>/evaluation/", evaluation.EvaluationView.as_view(), name="evaluation"),
    path("<int:pk>/evaluation/start/", evaluation.EvaluationStartView.as_view(), name="evaluation_start"),
    path("<int:pk>/evaluation/edit/", evaluation.EvaluationEditView.as_view(), name="evaluation_edit"),
    path("<int:pk>/evaluation/confirm/", evaluation.EvaluationConfirmView.as_view(), name="evaluation_confirm"),
    path(
        "<int:pk>/rehabilitation-plans/new/", rehabilitation_plan.RehabilitationPlanCreateView.as_view(),
        name="rehabilitation_plan_create",
    ),
    path(
        "rehabilitation-plans/<int:pk>/", rehabilitation_plan.RehabilitationPlanView.as_view(), name="rehabilitation_plan"
    ),
    path(
        "rehabilitation-plans/<int:pk>/edit/", rehabilitation_plan.RehabilitationPlanEditView.as_view(),
        name="rehabilitation_plan_edit",
    ),
    path(
        "rehabilitation-plans/<int:pk>/propose/", rehabilitation_plan.RehabilitationPlanProposeView.as_view(),
        name="rehabilitation_plan_propose",
    ),
    path(
        "rehabilitation-plans/<int:pk>/amend/", amendment.RehabilitationPlanAmendView.as_view(),
        name="rehabilitation_plan_amend",
    ),
    path(
        "rehabilitation-plans/<int:pk>/append/", amendment.RehabilitationPlanAppendView.as_view(),
        name="rehabilitation_plan_append",
    ),
]

# --- From the support plan to the close ---------------------------------------------------------------------------
from_support_on = [
    path("<int:pk>/support/", support.SupportView.as_view(), name="support"),
    path("<int:pk>/prepare/", support.PrepareView.as_view(), name="prepare"),
    path("<int:pk>/start-support/", support.StartSupportView.as_view(), name="start_support"),
    path("<int:pk>/interrupt/", support.InterruptView.as_view(), name="interrupt"),
    path("<int:pk>/resume/", support.ResumeView.as_view(), name="resume"),
    path("<int:pk>/end-support/", support.EndSupportView.as_view(), name="end_support"),
    path("<int:pk>/support-plans/new/", support_plan.SupportPlanCreateView.as_view(), name="support_plan_create"),
    path("support-plans/<int:pk>/", support_plan.SupportPlanView.as_view(), name="support_plan"),
    path("support-plans/<int:pk>/edit/", support_plan.SupportPlanEditView.as_view(), name="support_plan_edit"),
    path("support-plans/<int:pk>/approve/", support_plan.SupportPlanApproveView.as_view(), name="support_plan_approve"),
    path("support-plans/<int:pk>/amend/", amendment.SupportPlanAmendView.as_view(), name="support_plan_amend"),
    path("support-plans/<int:pk>/append/", amendment.SupportPlanAppendView.as_view(), name="support_plan_append"),
    path("<int:pk>/assignments/new/", assignment.AssignmentCreateView.as_view(), name="assignment_create"),
    path("assignments/<int:pk>/end/", assignment.AssignmentEndView.as_view(), name="assignment_end"),
    path("contracts/", contract.ContractList.as_view(), name="contracts"),
    path("<int:pk>/contracts/new/", contract.ContractCreateView.as_view(), name="contract_create"),
    path("contracts/<int:pk>/", contract.ContractView.as_view(), name="contract"),
    path("contracts/<int:pk>/edit/", contract.ContractEditView.as_view(), name="contract_edit"),
    path("contracts/<int:pk>/accounting/", contract.ContractAccountingView.as_view(), name="contract_accounting"),
    path("contracts/<int:pk>/conclude/", contract.ContractConcludeView.as_view(), name="contract_conclude"),
    path("contracts/<int:pk>/terminate/", contract.ContractTerminateView.as_view(), name="contract_terminate"),
    path("logs/", daily_log.LogList.as_view(), name="all_logs"),
    path("<int:pk>/logs/", daily_log.CaseLogsView.as_view(), name="logs"),
    path("<int:pk>/logs/new/", daily_log.LogCreateView.as_view(), name="log_create"),
    path("<int:pk>/logs/new/<int:assignment>/", daily_log.LogCreateView.as_view(), name="log_create_for"),
    path("logs/<int:pk>/", daily_log.LogView.as_view(), name="log"),
    path("logs/<int:pk>/edit/", daily_log.LogEditView.as_view(), name="log_edit"),
    path("logs/<int:pk>/submit/", daily_log.LogSubmitView.as_view(), name="log_submit"),
    path("logs/<int:pk>/confirm/", daily_log.LogConfirmView.as_view(), name="log_confirm"),
    path("logs/<int:pk>/return/", daily_log.LogReturnView.as_view(), name="log_return"),
    path("logs/<int:pk>/amend/", amendment.LogAmendView.as_view(), name="log_amend"),
    path("logs/<int:pk>/append/", amendment.LogAppendView.as_view(), name="log_append"),
    path("follow-ups/", follow_up.FollowUpList.as_view(), name="follow_ups"),
    path("<int:pk>/follow-up/", follow_up.FollowUpView.as_view(), name="follow_up"),
    path("<int:pk>/follow-up/record/", follow_up.FollowUpRecordView.as_view(), name="follow_up_record"),
    path("<int:pk>/employments/new/", follow_up.EmploymentCreateView.as_view(), name="employment_create"),
    path("<int:pk>/close/", follow_up.CloseView.as_view(), name="close"),
]

# --- 消去: persons whose retention has ended ------------------------------------------------------------------------
erasures = [
    path("erasures/", erasure.ErasureList.as_view(), name="erasures"),
    path("erasures/new/", erasure.ErasureCreate.as_view(), name="erasure_create"),
    path("erasures/<int:pk>/", erasure.ErasurePage.as_view(), name="erasure"),
    path("erasures/<int:pk>/approve/", erasure.ErasureApprove.as_view(), name="erasure_approve"),
    path("erasures/<int:pk>/approve-finally/", erasure.ErasureApproveFinally.as_view(), name="erasure_approve_finally"),
    path("erasures/<int:pk>/cancel/", erasure.ErasureCancel.as_view(), name="erasure_cancel"),
]

urlpatterns = [*before_selection, *from_support_on, *erasures]

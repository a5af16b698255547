"""The site map of meetings and of 対象者選定, by noun."""

from django.urls import path

from meetings.views import amendment, meeting, plan, record, target_selection

app_name = "meetings"
urlpatterns = []

# --- Meetings -----------------------------------------------------------------------------------------------------

urlpatterns += [
    path("meetings/", meeting.meetings, name="list"),
    path("meetings/new/", plan.CreateMeeting.as_view(), name="create"),
    path("meetings/<int:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", plan.EditMeeting.as_view(), name="edit"),
    path("meetings/<int:pk>/cancel/", plan.CancelMeeting.as_view(), name="cancel"),
    path("meetings/<int:pk>/hold/", plan.hold, name="hold"),
    path("meetings/<int:pk>/record/", record.record, name="record"),
    path("meetings/<int:pk>/items/<int:item>/conclude/", record.ConcludeItem.as_view(), name="conclude"),
    path("meetings/<int:pk>/confirm/", record.ConfirmMeeting.as_view(), name="confirm"),
    path("meetings/<int:pk>/amend/", amendment.MeetingAmendView.as_view(), name="amend"),
    path("meetings/<int:pk>/append/", amendment.MeetingAppendView.as_view(), name="append"),
    path("meetings/<int:pk>/history/", meeting.MeetingHistory.as_view(), name="history"),
    path("cases/<int:pk>/meetings/", meeting.CaseMeetings.as_view(), name="case_meetings"),
]

# --- 対象者選定 -----------------------------------------------------------------------------------------------------

urlpatterns += [
    path("selections-of-persons/", target_selection.TargetSelectionList.as_view(), name="target_selections"),
    path("selections-of-persons/<int:pk>/", target_selection.SelectionPage.as_view(), name="target_selection"),
    path(
        "selections-of-persons/<int:pk>/confirm/",
        target_selection.SelectionConfirm.as_view(), name="selection_decide_confirm",
    ),
    path("selections-of-persons/<int:pk>/cancel/", target_selection.SelectionCancel.as_view(), name="selection_cancel"),
    path("cases/<int:pk>/request-selection/", target_selection.SelectionRequest.as_view(), name="selection_request"),
]

"""The site map of the corporation's track, by noun."""

from django.urls import path

from partners.views import applications, paper, registration, review, selections, submissions, workplaces

app_name = "partners"
urlpatterns = [
    path("applications/", applications.ApplicationList.as_view(), name="applications"),
    path("applications/create/", applications.ApplicationCreate.as_view(), name="application_create"),
    path("applications/on-paper/create/", paper.PaperCreate.as_view(), name="paper_create"),
    path("applications/<int:pk>/", applications.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/history/", applications.ApplicationHistory.as_view(), name="application_history"),
    path(
        "applications/<int:pk>/submissions/<int:number>/", submissions.SubmissionPage.as_view(), name="submission"
    ),
    path(
        "applications/<int:pk>/submissions/<int:number>/compare/",
        submissions.SubmissionCompare.as_view(), name="submission_compare",
    ),
    path("applications/<int:pk>/edit/<slug:step>/", applications.ApplicationEdit.as_view(), name="application_edit"),
    path("applications/<int:pk>/submit/", applications.ApplicationSubmit.as_view(), name="application_submit"),
    path("applications/<int:pk>/withdraw/", applications.ApplicationWithdraw.as_view(), name="application_withdraw"),
    path("applications/<int:pk>/receive/", review.ApplicationReceive.as_view(), name="application_receive"),
    path("applications/<int:pk>/opinion/", review.ApplicationOpinion.as_view(), name="application_opinion"),
    path("applications/<int:pk>/return/", review.ApplicationReturn.as_view(), name="application_return"),
    path("applications/<int:pk>/ask/", review.ApplicationAsk.as_view(), name="application_ask"),
    path("applications/<int:pk>/select/", review.ApplicationSelect.as_view(), name="application_select"),
    path(
        "applications/<int:pk>/select/confirm/",
        review.ApplicationSelectConfirm.as_view(), name="application_select_confirm",
    ),
    path("selections/", selections.SelectionList.as_view(), name="selections"),
    path("selections/<int:pk>/", selections.SelectionPage.as_view(), name="selection"),
    path("selections/<int:pk>/suspend/", selections.SelectionSuspend.as_view(), name="selection_suspend"),
    path("selections/<int:pk>/resume/", selections.SelectionResume.as_view(), name="selection_resume"),
    path("selections/<int:pk>/revoke/", selections.SelectionRevoke.as_view(), name="selection_revoke"),
    path("corporations/", selections.CorporationList.as_view(), name="corporations"),
    path("corporations/register/", registration.Register.as_view(), name="register"),
    path("corporations/register/sent/", registration.RegisterSent.as_view(), name="register_sent"),
    path("corporations/register/details/", registration.RegisterDetails.as_view(), name="register_details"),
    path("corporations/register/<str:key>/", registration.RegisterLink.as_view(), name="register_link"),
    path("corporations/<int:pk>/", selections.CorporationPage.as_view(), name="corporation"),
    path("workplaces/", workplaces.WorkplaceList.as_view(), name="workplaces"),
    path("workplaces/create/", workplaces.WorkplaceCreate.as_view(), name="workplace_create"),
    path("workplaces/<int:pk>/", workplaces.WorkplacePage.as_view(), name="workplace"),
    path("workplaces/<int:pk>/edit/", workplaces.WorkplaceEdit.as_view(), name="workplace_edit"),
    path("partners/", workplaces.PartnerList.as_view(), name="partners"),
    path("partners/<int:pk>/edit/", workplaces.PartnerEdit.as_view(), name="partner_edit"),
    path("partners/of/<int:organization_id>/create/", workplaces.PartnerCreate.as_view(), name="partner_create"),
    path("postal-address/", workplaces.postal_address, name="postal_address"),
]

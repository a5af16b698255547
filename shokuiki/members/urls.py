"""The site map of who belongs where. The first two are open to who is not signed in."""

from django.urls import path

from shokuiki.members.views import invitations, people, posts, welcome

app_name = "members"
urlpatterns = [
    path("invitation/", welcome.Welcome.as_view(), name="invitation"),
    path("invitation/<str:token>/", welcome.OpenInvitation.as_view(), name="open_invitation"),
    path("members/organizations/", people.Organizations.as_view(), name="organizations"),
    path("members/mine/", people.Mine.as_view(), name="mine"),
    path("members/of/<int:pk>/", people.People.as_view(), name="people"),
    path("members/of/<int:pk>/appoint/", posts.Appoint.as_view(), name="appoint"),
    path("members/of/<int:pk>/depute/", posts.Depute.as_view(), name="depute"),
    path("members/of/<int:pk>/invite/", invitations.Invite.as_view(), name="invite"),
    path("members/<int:pk>/end/", posts.End.as_view(), name="membership_end"),
    path("members/<int:pk>/dismiss/", posts.Dismiss.as_view(), name="membership_dismiss"),
    path("members/<int:pk>/leave/", posts.Leave.as_view(), name="membership_leave"),
    path("members/invite/<slug:register>/<int:pk>/", invitations.InviteCandidate.as_view(), name="invite_candidate"),
    path("members/invitations/<int:pk>/resend/", invitations.Resend.as_view(), name="invitation_resend"),
    path("members/invitations/<int:pk>/revoke/", invitations.Revoke.as_view(), name="invitation_revoke"),
]

"""The site map: one line a room."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

# One way in for everybody: the administration has no sign-in of its own that would know no second factor.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")

urlpatterns = [
    path("", include("shokuiki.desk.urls")),
    path("", include("shokuiki.members.urls")),
    path("", include("partners.urls")),
    path("cases/", include("cases.urls")),
    path("", include("meetings.urls")),
    path("files/", include("shokuiki.files.urls")),
    path("accounts/", include("shokuiki.accounts.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "shokuiki.pages.errors.bad_request"
handler403 = "shokuiki.pages.errors.not_allowed"

"""The site map: one line a room."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("shokuiki.desk.urls")),
    path("", include("partners.urls")),
    path("cases/", include("cases.urls")),
    path("", include("meetings.urls")),
    path("accounts/", include("shokuiki.accounts.urls")),
    path("admin/", admin.site.urls),
]

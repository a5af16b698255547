"""今日の業務 and search."""

from django.urls import path

from shokuiki.desk import ledger, views, views_access

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("access/", views_access.AccessList.as_view(), name="access"),
    path("access/users/", views_access.AccessByUser.as_view(), name="access_users"),
    path("access/<int:pk>/", views_access.AccessPage.as_view(), name="access_entry"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify/", ledger.verify_again, name="ledger_verify"),
    path("ledger/head/", ledger.head_file, name="ledger_head"),
    path("printed/<slug:key>/", views_access.printed, name="printed"),
]

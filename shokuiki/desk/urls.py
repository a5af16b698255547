"""今日の業務 and search."""

from django.urls import path

from shokuiki.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]

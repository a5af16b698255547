"""The site map of attachments."""

from django.urls import path

from shokuiki.files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.AttachmentDownload.as_view(), name="attachment"),
    path("<int:pk>/remove/", views.AttachmentRemove.as_view(), name="attachment_remove"),
    path("of/<slug:key>/<int:pk>/new/", views.AttachmentCreate.as_view(), name="attachment_create"),
]

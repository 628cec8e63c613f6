"""Addresses of the status room, under /status/."""

from django.urls import path

from portal.status import views

urlpatterns = [
    path("", views.Status.as_view(), name="status"),
    path("api/v2/<path:door>.json", views.StatusJson.as_view(), name="status_json"),
    path("<slug:public_id>/", views.StatusNotice.as_view(), name="status_notice"),
]

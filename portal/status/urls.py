"""Addresses of the status room, under /status/."""

from django.urls import path

from portal.status import doors, views

urlpatterns = [
    path("", views.Status.as_view(), name="status"),
    path("history/", views.StatusHistory.as_view(), name="status_history"),
    path("component/<slug:slug>/", views.StatusComponent.as_view(), name="status_component"),
    path("feed.atom", doors.StatusFeed.as_view(), name="status_feed"),
    path("maintenance.ics", doors.StatusCalendar.as_view(), name="status_calendar"),
    path("badge/<slug:slug>.svg", doors.StatusBadge.as_view(), name="status_badge"),
    path("badge/<slug:slug>.json", doors.StatusShield.as_view(), name="status_shield"),
    path("api/v2/<path:door>.json", doors.StatusJson.as_view(), name="status_json"),
    path("<slug:public_id>/", views.StatusNotice.as_view(), name="status_notice"),
]

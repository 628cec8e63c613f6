"""Addresses of the health room."""

from django.urls import path

from portal.health import views

urlpatterns = [
    path("health/live", views.Live.as_view(), name="health_live"),
    path("health/ready", views.Ready.as_view(), name="health_ready"),
    path("health.json", views.Health.as_view(), name="health"),
    path("metrics", views.Metrics.as_view(), name="metrics"),
]

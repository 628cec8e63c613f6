"""Addresses of the dashboard: see planning.urls."""

from __future__ import annotations

from django.urls import path

from planning.views import dashboard

urlpatterns = [
    path("plan/", dashboard.PlanDashboard.as_view(), name="plan_dashboard"),
    path("plan/parts/", dashboard.PlanParts.as_view(), name="plan_parts"),
    path("plan/seen/", dashboard.PlanSeen.as_view(), name="plan_seen"),
]

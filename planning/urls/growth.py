"""Addresses of self-development, the job description, accesses and decisions: see planning.urls."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning.views import description, growth, rights

urlpatterns: list[URLPattern] = [
    path("growth/", growth.Growth.as_view(), name="growth"),
    path("growth/new/", growth.AppraisalAdd.as_view(), name="appraisal_add"),
    path("growth/reviews/<int:pk>/", growth.AppraisalDetail.as_view(), name="appraisal_detail"),
    path("growth/reviews/<int:pk>/goals/new/", growth.GoalAdd.as_view(), name="goal_add"),
    path("growth/goals/<int:pk>/", growth.GoalDetail.as_view(), name="goal_detail"),
    path("growth/goals/<int:pk>/report/", growth.GoalReport.as_view(), name="goal_report"),
    path("growth/goals/<int:pk>/confirm/", growth.GoalConfirm.as_view(), name="goal_confirm"),
    path("growth/goals/<int:pk>/return/", growth.GoalReturn.as_view(), name="goal_return"),
    path("growth/goals/<int:pk>/drop/", growth.GoalDrop.as_view(), name="goal_drop"),
    path("duties/description/", description.Description.as_view(), name="description"),
    path("duties/description/new/", description.DescriptionReviewAdd.as_view(), name="description_review_add"),
    path("duties/description/<int:pk>/sign/", description.DescriptionSign.as_view(), name="description_sign"),
    path("plan/access/", rights.AccessList.as_view(), name="access_list"),
    path("plan/access/new/", rights.AccessAdd.as_view(), name="access_add"),
    path("plan/access/<slug:ref>/", rights.AccessDetail.as_view(), name="access_detail"),
    path("plan/access/<slug:ref>/grant/", rights.AccessGrant.as_view(), name="access_grant"),
    path("plan/access/<slug:ref>/refuse/", rights.AccessRefuse.as_view(), name="access_refuse"),
    path("plan/access/<slug:ref>/end/", rights.AccessEnd.as_view(), name="access_end"),
    path("plan/decisions/", rights.DecisionList.as_view(), name="decision_list"),
    path("plan/decisions/new/", rights.DecisionAdd.as_view(), name="decision_add"),
    path("plan/decisions/<slug:ref>/", rights.DecisionDetail.as_view(), name="decision_detail"),
]

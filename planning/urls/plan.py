"""Addresses of the plan: see planning.urls."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning.views import plan_lines as lines
from planning.views import plan_proposals as proposals
from planning.views import plan_rounds as rounds

urlpatterns: list[URLPattern] = [
    path("plan/proposals/", proposals.ProposalList.as_view(), name="proposal_list"),
    path("plan/proposals/new/", proposals.ProposalAdd.as_view(), name="proposal_add"),
    path("plan/proposals/evidence/<int:pk>/remove/", proposals.EvidenceRemove.as_view(), name="evidence_remove"),
    path("plan/proposals/<slug:ref>/", proposals.ProposalDetail.as_view(), name="proposal_detail"),
    path("plan/proposals/<slug:ref>/edit/", proposals.ProposalEdit.as_view(), name="proposal_edit"),
    path("plan/proposals/<slug:ref>/submit/", proposals.ProposalSubmit.as_view(), name="proposal_submit"),
    path("plan/proposals/<slug:ref>/withdraw/", proposals.ProposalWithdraw.as_view(), name="proposal_withdraw"),
    path("plan/proposals/<slug:ref>/decide/", proposals.ProposalDecide.as_view(), name="proposal_decide"),
    path("plan/proposals/<slug:ref>/evidence/", proposals.EvidenceAdd.as_view(), name="evidence_add"),
    path("plan/proposals/<slug:ref>/line/", proposals.ProposalToLine.as_view(), name="proposal_line"),
    path("plan/rounds/", rounds.RoundList.as_view(), name="round_list"),
    path("plan/rounds/new/", rounds.RoundAdd.as_view(), name="round_add"),
    path("plan/rounds/<slug:ref>/edit/", rounds.RoundEdit.as_view(), name="round_edit"),
    path("plan/goals/", rounds.GoalList.as_view(), name="agency_goal_list"),
    path("plan/goals/new/", rounds.GoalAdd.as_view(), name="agency_goal_add"),
    path("plan/goals/<slug:code>/edit/", rounds.GoalEdit.as_view(), name="agency_goal_edit"),
    path("plan/lines/", lines.LineList.as_view(), name="plan_line_list"),
    path("plan/lines/new/", lines.LineAdd.as_view(), name="plan_line_add"),
    path("plan/lines/quarters/", lines.LineQuarters.as_view(), name="plan_line_quarters"),
    path("plan/lines/baseline/<int:year>/", lines.BaselineFix.as_view(), name="plan_baseline_fix"),
    path("plan/lines/<slug:ref>/", lines.LineDetail.as_view(), name="plan_line_detail"),
    path("plan/lines/<slug:ref>/edit/", lines.LineEdit.as_view(), name="plan_line_edit"),
    path("plan/lines/<slug:ref>/start/", lines.LineStart.as_view(), name="plan_line_start"),
    path("plan/lines/<slug:ref>/finish/", lines.LineFinish.as_view(), name="plan_line_finish"),
    path("plan/lines/<slug:ref>/reopen/", lines.LineReopen.as_view(), name="plan_line_reopen"),
    path("plan/lines/<slug:ref>/move/", lines.LineMove.as_view(), name="plan_line_move"),
    path("plan/lines/<slug:ref>/carry/", lines.LineCarry.as_view(), name="plan_line_carry"),
    path("plan/lines/<slug:ref>/drop/", lines.LineDrop.as_view(), name="plan_line_drop"),
    path("plan/sheet/", rounds.Sheet.as_view(), name="plan_sheet"),
]

"""Addresses of the duty ledger: see planning.urls."""

from __future__ import annotations

from django.urls import path

from planning.views import ledger, packs, snapshots

urlpatterns = [
    path("duties/", ledger.DutyList.as_view(), name="duty_list"),
    path("duties/recount/", ledger.DutiesRecount.as_view(), name="duties_recount"),
    path("duties/targets/agree/", ledger.TargetsAgree.as_view(), name="targets_agree"),
    path("duties/snapshots/", snapshots.SnapshotList.as_view(), name="snapshot_list"),
    path("duties/snapshots/new/", snapshots.Freeze.as_view(), name="snapshot_new"),
    path("duties/snapshots/<int:pk>/", snapshots.SnapshotDetail.as_view(), name="snapshot_detail"),
    path("duties/evidence/", packs.EvidenceList.as_view(), name="evidence_list"),
    path("duties/evidence/make/", packs.EvidenceMake.as_view(), name="evidence_make"),
    path("duties/evidence/<int:pk>/", packs.EvidenceFile.as_view(), name="evidence_file"),
    path("duties/<str:slug>/", ledger.DutyDetail.as_view(), name="duty_detail"),
    path("duties/<str:slug>/target/", ledger.TargetAgree.as_view(), name="target_agree"),
    path("duties/<str:slug>/comment/", ledger.DutyComment.as_view(), name="duty_comment"),
]

"""The trail, for auditors and administrators."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.filters import AuditFilter
from accounts.models import AuditCheck, AuditRecord, AuditSeal
from core.views import ListPage


class AuditList(ListPage):
    permission = (ACCOUNTS, "read_audit")
    template_name = "accounts/audit.html"
    filterset_class = AuditFilter
    sorts = {"-at": ["-id"], "at": ["id"]}
    default_sort = "-at"
    export_name = "audit"
    columns = [
        (_("When"), lambda row: row.at),
        (_("Who"), lambda row: row.actor_name or row.actor_kind),
        (_("Action"), lambda row: row.action),
        (_("Object"), lambda row: row.subject),
        (_("What"), lambda row: row.label),
        (_("Changes"), lambda row: row.changes or ""),
        (_("Reason"), lambda row: row.reason),
        (_("Address"), lambda row: row.address),
        (_("Trace"), lambda row: row.trace_id),
        (_("Batch"), lambda row: row.seal.number if row.seal else ""),
    ]

    def get_queryset(self) -> QuerySet:
        return self.rows(AuditRecord).select_related("seal")

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Audit trail"),
            "last_seal": self.rows(AuditSeal).order_by("-number").first(),
            "last_check": self.rows(AuditCheck).first(),
        }

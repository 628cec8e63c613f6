"""One way to write planning's acts to the trail."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.services import record
from core.actor import Actor


def tell(action: str, row: models.Model, by: Actor, *, changes: dict[str, Any] | None = None, reason: str = "") -> None:
    """``planning.<action>`` about the row; its subject is ``planning.<model>:<id>``."""
    record(
        f"planning.{action}",
        by=by,
        subject=f"planning.{row._meta.model_name}:{row.pk}",
        label=str(row)[:200],
        changes=changes or {},
        reason=reason[:500],
    )

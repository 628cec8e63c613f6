"""When a person last marked the plan as seen."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from accounts.querysets import OwnRows


class PlanLook(models.Model):
    """From then on the dashboard says what changed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = OwnRows.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at:%d.%m.%Y %H:%M}"

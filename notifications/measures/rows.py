"""Notices as counted rows."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from core.measures import Row, kind_of
from notifications.models import Notice

kind_of("notice", "notifications", lambda actor: Notice.objects.visible_to(actor))


def notice_row(notice: Notice, why: str = "", at: datetime | None = None, part: str = "") -> Row:
    url = reverse("notice_detail", args=[notice.public_id])
    return Row("notice", notice.pk, str(notice.title), url, at or notice.published_at, str(why), part)

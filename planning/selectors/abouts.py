"""What a task or a decision is about, as far as the reader may see it."""

from __future__ import annotations

import re
from typing import Any

from core.actor import Actor
from planning.types import about_sources

FORM = re.compile(r"[a-z_]{1,20}:[A-Za-z0-9_.-]{1,58}")


def seen_about(actor: Actor, about: str) -> tuple[str, str] | None:
    """(label, address) of the thing; None where there is none or it is not the actor's to see."""
    slug, _colon, key = about.partition(":")
    if not key or slug not in about_sources:
        return None
    return about_sources.get(slug).seen(actor, key)


def shaped(about: str) -> str:
    """The text where it has the form ``kind:id``, else nothing."""
    return about if FORM.fullmatch(about) else ""


def by_lookup(model: type, lookup: str, url: Any, label: Any = str) -> Any:
    """How a row is found for ``AboutSource.seen``: among those that the actor sees, by its field ``lookup``."""

    def seen(actor: Actor, key: str) -> tuple[str, str] | None:
        if lookup == "pk" and not (key.isascii() and key.isdigit() and len(key) < 18):
            return None
        row = model.objects.visible_to(actor).filter(**{lookup: key}).first()
        return (str(label(row)), url(row)) if row else None

    return seen

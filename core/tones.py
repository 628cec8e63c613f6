"""How states look: the tone and icon of each word that screens share. Words themselves come from their apps.

A tone is one of ``TONES``. Colour never speaks alone: every state also has an icon, every priority a number.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

TONES = ("neutral", "info", "success", "warning", "danger")


class Look(NamedTuple):
    tone: str
    icon: str


TONE_ICONS = {
    "neutral": "info",
    "info": "info",
    "success": "success",
    "warning": "alert",
    "danger": "error",
}

STATES: dict[str, Look] = {
    # incidents
    "reported": Look("warning", "inbox"),
    "triaged": Look("info", "eye"),
    "in_work": Look("info", "wrench"),
    "forwarded": Look("info", "send"),
    "resolved": Look("success", "check"),
    "closed": Look("neutral", "lock"),
    "reopened": Look("danger", "history"),
    "duplicate": Look("neutral", "copy"),
    "rejected": Look("neutral", "x"),
    # handovers
    "sent": Look("info", "send"),
    "delivered": Look("info", "mail"),
    "accepted": Look("info", "handshake"),
    "refused": Look("danger", "x"),
    "asked": Look("warning", "help"),
    "answered": Look("info", "reply"),
    "fixed": Look("success", "check"),
    "returned": Look("warning", "reply"),
    "revoked": Look("neutral", "minus"),
    # checks
    "up": Look("success", "success"),
    "degraded": Look("warning", "alert"),
    "down": Look("danger", "error"),
    "unknown": Look("neutral", "circle-dashed"),
    "maintenance": Look("info", "wrench"),
}

PRIORITIES = {
    1: (_("critical"), Look("danger", "chevrons-up")),
    2: (_("high"), Look("warning", "chevron-up")),
    3: (_("medium"), Look("neutral", "equal")),
    4: (_("low"), Look("neutral", "chevron-down")),
}


def register(looks: dict[str, Look]) -> None:
    """An app names the looks of its own states at start. Raises ValueError on a tone that does not exist."""
    wrong = {look.tone for look in looks.values()} - set(TONES)
    if wrong:
        raise ValueError(f"No such tone: {', '.join(sorted(wrong))}")
    STATES.update(looks)


def look_of(state: str) -> Look:
    """The look of a state; an unknown one is neutral."""
    return STATES.get(state, Look("neutral", "circle"))

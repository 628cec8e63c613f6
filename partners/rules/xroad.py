"""Names of X-tee members' subsystems. Pure.

A subsystem is ``INSTANCE/CLASS/MEMBER/SUBSYSTEM``, the member being its registry code: ``EE/GOV/70001975/skais``.
Identifiers hold letters of the English alphabet, digits and ``'()+,-.=?`` alone (X-Road REST protocol, 4.8).
"""

from __future__ import annotations

import re

CODE_PATTERN = r"^[A-Za-z0-9'()+,\-.=?]+$"
_CODE = re.compile(CODE_PATTERN[1:-1])
MOST = 100


def is_code(text: str) -> bool:
    """Whether X-Road takes it as one part of an identifier."""
    return len(text) <= MOST and _CODE.fullmatch(text) is not None


def identifier(instance: str, member_class: str, member: str, subsystem: str) -> str:
    return "/".join((instance, member_class, member, subsystem))


def parts_of(text: str) -> tuple[str, ...]:
    """The four parts of a whole identifier as people paste it, else the text alone."""
    parts = tuple(text.strip().strip("/").split("/"))
    return parts if len(parts) == 4 else (text.strip(),)

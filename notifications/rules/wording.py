"""Fields in people's words: ``{algus}`` in a template or a notice stands for a fact of the notice. Pure.

``{{`` and ``}}`` are literal braces, so that an address such as ``/r1/{{id}}`` can be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# The words that people type, and the fact each stands for.
FIELDS = {"mis": "what", "algus": "starts", "lõpp": "ends", "järgmine": "next"}
_MARK = re.compile(r"\{\{|\}\}|\{([^{}]{0,40})\}|[{}]")


class UnknownField(ValueError):
    """There is no such field; ``name`` is as it was typed (a lone brace is its own name)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class EmptyField(ValueError):
    """The field's fact is not given yet; ``name`` is the field."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def fields_of(text: str) -> set[str]:
    """The facts that the text names. Raises UnknownField."""
    found = set()
    for mark in _MARK.finditer(text):
        if mark[0] not in ("{{", "}}"):
            found.add(_fact(mark))
    return found


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its fields replaced (``facts`` by the values of ``FIELDS``). Raises UnknownField, EmptyField."""
    return _MARK.sub(lambda mark: _put(mark, facts), text)


def retyped(text: str) -> str:
    """How words that were said would be typed again: their braces are braces, not fields."""
    return text.replace("{", "{{").replace("}", "}}")


def filled_so_far(text: str, facts: Mapping[str, str]) -> str:
    """The same with the facts that there are: what is not given yet, or is no field, stays as it was typed."""
    known = {name: value for name, value in facts.items() if value}
    return _MARK.sub(lambda mark: known.get(FIELDS.get((mark[1] or "").strip().lower(), ""), mark[0]), text)


def _put(mark: re.Match[str], facts: Mapping[str, str]) -> str:
    if mark[0] in ("{{", "}}"):
        return mark[0][0]
    value = facts.get(_fact(mark), "")
    if not value:
        raise EmptyField(mark[0])
    return value


def _fact(mark: re.Match[str]) -> str:
    name = (mark[1] or "").strip().lower()
    if name not in FIELDS:
        raise UnknownField(mark[0])
    return FIELDS[name]

"""Marks of letters: ``{link}`` and its like, filled in by the post office at sending, stand in the template's own text.

The same signs typed by a person come to a letter through a variable, and are made inert there: behind the brace stands
a word joiner (U+2060), which nobody sees and which is taken out again when the letter goes. So what is filled in is
decided where the letter is written, whatever is typed and whichever channel carries it.
"""

from __future__ import annotations

import re

NAMES = ("link", "code", "acknowledge", "unsubscribe")
MARK = re.compile(r"\{(" + "|".join(NAMES) + r")\}")
OWN = re.compile("\0(" + "|".join(NAMES) + ")\0")  # no text of the database can hold a NUL, so nobody types this
JOINER = "\u2060"


def own(text: str) -> str:
    """A template's text, its marks set apart while the rest is rendered."""
    return MARK.sub("\0\\1\0", text)


def finished(text: str) -> str:
    """What was rendered: typed marks inert, the template's own as they are kept."""
    return OWN.sub(r"{\1}", inert(text))


def inert(text: str) -> str:
    """Somebody's words, to be put into a letter past a template."""
    return MARK.sub("{" + JOINER + r"\1}", text)


def as_typed(text: str) -> str:
    """Inert marks as they were typed."""
    return text.replace("{" + JOINER, "{")

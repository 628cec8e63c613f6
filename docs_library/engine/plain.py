"""Plain text: as it stands."""

from __future__ import annotations

from django.utils.html import format_html

from docs_library.engine.bounds import MOST_TEXT, TOO_LONG, as_text
from docs_library.types import Reading, Section, Source


def read(source: Source) -> Reading:
    text, is_cut = as_text(source.data, MOST_TEXT)
    if not text.strip():
        return Reading()
    section = Section("algus", 2, "", format_html("<pre>{}</pre>", text), text)
    return Reading((section,), (), (str(TOO_LONG),) if is_cut else ())

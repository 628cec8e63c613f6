"""How much of the screens' texts is translated, read from the catalogues themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

WRITTEN_IN = "en"  # the language of the texts in code
_EMPTY = re.compile(r'^msgstr(?:\[\d\])? ""\n(?!")', re.M)


def translated(language: str) -> tuple[int, int]:
    """(translated, not translated) texts of a language; one that is marked as doubtful is not translated."""
    done = lacking = 0
    for folder in settings.LOCALE_PATHS:
        file = Path(folder) / language / "LC_MESSAGES" / "django.po"
        if file.exists():
            of_file = _counted(file, file.stat().st_mtime_ns)
            done, lacking = done + of_file[0], lacking + of_file[1]
    return done, lacking


@lru_cache(maxsize=16)
def _counted(file: Path, _changed: int) -> tuple[int, int]:
    entries = file.read_text(encoding="utf-8").split("\n\n")
    texts = [one for one in entries if re.search(r"^msgid ", one, re.M) and not _is_header(one)]
    lacking = sum(bool(_EMPTY.search(f"{one}\n")) or bool(re.search(r"^#,.*\bfuzzy\b", one, re.M)) for one in texts)
    return len(texts) - lacking, lacking


def _is_header(entry: str) -> bool:
    return bool(re.search(r'^msgid ""\nmsgstr', entry, re.M))

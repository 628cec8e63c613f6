"""Texts for people: found in the code, kept in ``locale/``, compiled without gettext.

``messages update`` finds new texts, ``merge FILE.tsv`` takes translations (msgid, et, ru), ``check`` names what is
missing, ``compile`` makes the ``.mo`` files (polib: 2 ms a language, where compilemessages needs gettext).
"""

from __future__ import annotations

import ast
import fcntl
import io
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS = {
    name: spec
    for base, spec in {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}.items()
    for name in (base, f"{base}_lazy")
} | {"_": None, "N_": None, "gettext_noop": None}
PLURALS = {
    "et": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
FOLDERS = (
    *("core", "accounts", "notifications", "components", "partners", "monitoring", "docs_library"),
    *("incidents", "planning", "portal"),
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("action", choices=["update", "merge", "check", "compile"])
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *, action: str, files: list[Path], **options) -> None:
        with (settings.BASE_DIR / "locale" / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            getattr(self, f"do_{action}")(files)

    def do_update(self, files: list[Path]) -> None:
        found = set(texts())
        for language in PLURALS:
            catalogue = read(language)
            known = {key_of(entry): entry for entry in catalogue}
            catalogue.clear()
            for key in sorted(found, key=str):
                catalogue.append(known.get(key) or new_entry(key, language))
            catalogue.save(str(path(language)))
            self.stdout.write(f"{language}: {len(found)} texts, {len(missing(catalogue))} without translation")

    def do_merge(self, files: list[Path]) -> None:
        for language, column in (("et", 1), ("ru", 2)):
            catalogue = read(language)
            known = {entry.msgid: entry for entry in catalogue}
            for file in files:
                for row in rows_of(file):
                    fill(known.get(row[0].split("|")[0] if "|" in row[1] else row[0]), row[column])
            catalogue.save(str(path(language)))

    def do_check(self, files: list[Path]) -> None:
        found = set(texts())
        faults = []
        for language in PLURALS:
            catalogue = read(language)
            faults += [f"{language}: not translated: {entry.msgid!r}" for entry in missing(catalogue)]
            faults += [f"{language}: fuzzy: {entry.msgid!r}" for entry in catalogue if entry.fuzzy]
            faults += [f"{language}: not in the catalogue: {key}" for key in found - {key_of(e) for e in catalogue}]
        if faults:
            raise CommandError("\n".join(faults))

    def do_compile(self, files: list[Path]) -> None:
        for language in PLURALS:
            read(language).save_as_mofile(str(path(language).with_suffix(".mo")))


def texts() -> Iterator[tuple[str | None, str, str | None]]:
    """Every text of code and templates as (context, msgid, plural)."""
    from babel.messages.extract import extract

    for file in sources():
        content = file.read_text()
        if file.suffix != ".py":
            content = "\n".join(line.strip() for line in templatize(content).splitlines())
        for _line, message, _comments, context in extract("python", io.BytesIO(content.encode()), KEYWORDS):
            single, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if single:
                yield context, single, plural
        if file.suffix == ".py":
            yield from within_f_strings(content)


def within_f_strings(code: str) -> Iterator[tuple[None, str, str | None]]:
    """Texts inside f-strings: before Python 3.12 these are one token, in which the extractor sees nothing."""
    strings = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield None, said[0], said[1] if len(said) > 1 else None


def sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in (".py", ".html", ".txt") and "migrations" not in file.parts:
                yield file


def path(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    file = path(language)
    if file.exists():
        return polib.pofile(str(file), wrapwidth=110)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def key_of(entry: polib.POEntry) -> tuple[str | None, str, str | None]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural or None


def new_entry(key: tuple[str | None, str, str | None], language: str) -> polib.POEntry:
    context, single, plural = key
    entry = polib.POEntry(msgctxt=context, msgid=single)
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = dict.fromkeys(range(2 if language == "et" else 3), "")
    return entry


def missing(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [e for e in catalogue if not (all(e.msgstr_plural.values()) if e.msgid_plural else e.msgstr)]


def rows_of(file: Path) -> Iterator[list[str]]:
    for line in file.read_text().splitlines():
        row = [part.replace("\\n", "\n") for part in line.split("\t")]
        if len(row) >= 3 and row[0] != "msgid":
            yield row


def fill(entry: polib.POEntry | None, text: str) -> None:
    if entry is None or not text:
        return
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate(text.split("|")))
    else:
        entry.msgstr = text

"""``evidence YEAR``: the evidence pack of a year as a ZIP file, with progress on standard error."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.actor import SYSTEM
from core.errors import DomainError
from planning.services import packs


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--out", type=Path, help="the file to write; toend-YEAR.zip here where not given")
        parser.add_argument("--language", choices=["et", "en", "ru"], default="et")

    def handle(self, *, year: int, out: Path | None, language: str, **options) -> None:
        path = out or Path(f"toend-{year}.zip")
        try:
            with translation.override(language):
                content = packs.make(year=year, by=SYSTEM, say=self._say)
            path.write_bytes(content)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(str(path.resolve()))

    def _say(self, done: int, total: int, what: str) -> None:
        self.stderr.write(f"{done}/{total} {what}")

"""``catalogue import [PATH…] [--dry-run]`` and ``catalogue export [FILE]``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from components import services
from core.actor import SYSTEM


class Command(BaseCommand):
    help = "Loads the catalogue (systems, components, parties, rules, checks) from YAML, or writes it out."

    def add_arguments(self, parser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        importing = acts.add_parser("import", help="all or nothing; the second time changes nothing")
        importing.add_argument("paths", nargs="*", type=Path, help="files or folders; the starter catalogue by default")
        importing.add_argument("--dry-run", action="store_true", help="say what would change, and store nothing")
        exporting = acts.add_parser("export", help="as an import takes it")
        exporting.add_argument("file", nargs="?", type=Path, help="standard output by default")

    def handle(self, *args, act: str, **options) -> None:
        getattr(self, f"do_{act}")(**options)

    def do_import(self, *, paths: list[Path], dry_run: bool, **options) -> None:
        given = {"paths": paths} if paths else {}
        try:
            report = services.import_catalogue(by=SYSTEM, dry_run=dry_run, **given)
        except services.CatalogueRefused as error:
            count = len(error.faults)
            head = ngettext("%(n)s fault; nothing was stored.", "%(n)s faults; nothing was stored.", count)
            raise CommandError("\n".join([*map(str, error.faults), head % {"n": count}])) from None
        self.say(report)
        if dry_run:
            self.stdout.write(_("This was a trial: nothing was stored."))

    def say(self, report: services.ImportReport) -> None:
        for section, counts in report.counts.items():
            self.stdout.write(f"{section}: {in_words(counts)}")
        if report.left_out:
            self.stdout.write(_("Nothing here takes these yet: %(what)s.") % {"what": ", ".join(report.left_out)})
        if report.without_owner:
            self.stdout.write(_("Owner not known yet: %(what)s.") % {"what": ", ".join(report.without_owner)})
        self.stdout.write(_("In all: %(counts)s") % {"counts": in_words(report.total)})

    def do_export(self, *, file: Path | None, **options) -> None:
        text = yaml.safe_dump(services.export_catalogue(), allow_unicode=True, sort_keys=False, width=120)
        if file is None:
            self.stdout.write(text)
        else:
            file.write_text(text, encoding="utf-8")


def in_words(counts: Mapping[str, int]) -> str:
    zeros = {"created": 0, "changed": 0, "same": 0}
    return _("%(created)s new, %(changed)s changed, %(same)s same") % {**zeros, **counts}

"""`manage.py audit verify` recomputes the chain of the trail; `audit seal` closes its tail now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services

REASONS = {
    "missing": "it is missing",
    "chain": "it does not continue the batch before it",
    "count": "rows are missing from it or were added to it",
    "content": "a row of it was changed",
}


class Command(BaseCommand):
    help = "Check the audit trail, or seal it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify", "seal"])

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "seal":
            while services.seal():
                pass
        report = services.check_trail()
        if not report.is_whole:
            why = REASONS[report.why]
            raise CommandError(
                f"The trail is BROKEN at batch {report.broken}: {why}. Whole before it: {report.sealed}."
            )
        self.stdout.write(
            f"The trail is whole: {report.sealed} rows in {report.batches} batches, "
            f"{report.unsealed} not sealed yet. Last hash: {report.last_hash or '-'}"
        )

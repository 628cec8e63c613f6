"""Load the demonstration year (only where PORTAL_DEMO says so). Can be cut off and started again."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from core import clock
from portal.demo.seeding import seed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--as-of", help="the year's last instant, e.g. 2026-11-30T09:00 (Tallinn)")

    def handle(self, *, as_of: str | None, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration year is loaded only with PORTAL_DEMO=1.")
        with override("et"):
            seed(self.say, clock.parse_local(as_of) if as_of else None)

    def say(self, done: int, total: int, what: str) -> None:
        if done in (1, total) or done % 10 == 0:
            self.stdout.write(f"Demonstration year: {done}/{total} {what}")

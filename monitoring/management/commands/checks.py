"""``manage.py checks run SLUG`` and ``manage.py checks list``."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from monitoring.models import Check
from monitoring.services import announcing, running


class Command(BaseCommand):
    help = "Runs a check now, or lists all checks with their states."

    def add_arguments(self, parser) -> None:
        parts = parser.add_subparsers(dest="act", required=True)
        run = parts.add_parser("run", help="run one check and show its verdict")
        run.add_argument("slug")
        parts.add_parser("list", help="all checks and their states")

    def handle(self, *args, **options) -> None:
        if options["act"] == "list":
            self._list()
        else:
            self._run(options["slug"])

    def _list(self) -> None:
        checks = Check.objects.visible_to(SYSTEM).live().with_shown_state(clock.now()).select_related("now")
        for check in checks:
            self.stdout.write(f"{check.shown_state:9} {check.slug:32} {check.now.got}")

    def _run(self, slug: str) -> None:
        check = Check.objects.visible_to(SYSTEM).live().filter(slug=slug).first()
        if check is None:
            raise CommandError(f"There is no check called {slug}.")
        try:
            state = running.run_now(check=check, by=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        announcing.announce_changes()
        self.stdout.write(f"{state.verdict} (state {state.state})")
        self.stdout.write(f"expected: {state.expected}\ncame:     {state.got}")

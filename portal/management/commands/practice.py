"""``manage.py practice serve | break NAME | mend NAME | list``: the stand-in services of the demonstration."""

from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from monitoring.models import Check
from monitoring.services.catalogue import PRACTICE
from monitoring.services.running import look_soon
from portal.practice.faults import ERROR, GROUPS, HOWS, SERVICES, Faults


class Command(BaseCommand):
    help = "Stand-in services that the demonstration's checks watch; they can be broken for real."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parts = parser.add_subparsers(dest="act", required=True)
        parts.add_parser("serve", help="run the services until Ctrl-C")
        breaking = parts.add_parser("break", help="break a service or a group")
        breaking.add_argument("name", choices=[*GROUPS, *SERVICES])
        breaking.add_argument("--how", choices=HOWS, default=ERROR, help="503 (default), hang or refuse")
        mending = parts.add_parser("mend", help="mend a service or a group")
        mending.add_argument("name", choices=[*GROUPS, *SERVICES])
        parts.add_parser("list", help="what works and what is broken")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The practice services exist only in the demonstration (PORTAL_DEMO=1).")
        faults = Faults(settings.DATA_DIR)
        {"serve": self._serve, "break": self._break, "mend": self._mend, "list": self._list}[options["act"]](
            faults, options
        )

    def _serve(self, faults: Faults, options: dict) -> None:
        from portal.practice.serve import Ground

        port = urlsplit(settings.PRACTICE_URL).port or 80
        try:
            ground = Ground(settings.DATA_DIR, port)
        except OSError as error:
            raise CommandError(
                f"The practice services need ports {port} to {port + 2} of this machine: {error.strerror or error}. "
                "Set PRACTICE_URL to a free address."
            ) from None
        self.stdout.write(f"Practice services at {settings.PRACTICE_URL}/ (ports {port} to {port + 2}).")
        with contextlib.suppress(KeyboardInterrupt):
            ground.serve()

    def _break(self, faults: Faults, options: dict) -> None:
        broken = faults.break_(options["name"], options["how"])
        self.stdout.write(f"Broken ({options['how']}): {', '.join(broken)}.")
        self._tell_checks()

    def _mend(self, faults: Faults, options: dict) -> None:
        self.stdout.write(f"Works again: {', '.join(faults.mend(options['name']))}.")
        self._tell_checks()

    def _tell_checks(self) -> None:
        """They look at once, so that the story takes a minute; three failures it still takes."""
        try:
            count = look_soon(Check.objects.filter(config__target__startswith=PRACTICE))
        except DatabaseError:
            self.stdout.write("The database is not running: the checks will see it when the portal is up.")
        else:
            self.stdout.write(f"{count} checks look now; what failed is certain after three looks, about a minute.")

    def _list(self, faults: Faults, options: dict) -> None:
        for service in SERVICES:
            self.stdout.write(f"{service:14} {faults.of(service) or 'works'}")

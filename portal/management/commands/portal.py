"""`manage.py portal up` starts the portal; `manage.py portal invite EMAIL --role ROLE` lets the first people in."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actor import SYSTEM
from portal.supervisor import up


class Command(BaseCommand):
    help = "Start the portal, or invite a person."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("up", help="start every part and stay until Ctrl-C")
        invite = verbs.add_parser("invite", help="send an invitation to a first person")
        invite.add_argument("email")
        invite.add_argument("--role", required=True)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "up":
            self._up()
        else:
            self._invite(options["email"], options["role"])

    def _up(self) -> None:
        try:
            up.run(up.say_line)
        except KeyboardInterrupt:  # before the supervisor listens to signals there is nothing to stop
            raise SystemExit(128 + signal.SIGINT) from None

    def _invite(self, email: str, role: str) -> None:
        from accounts.services import invite
        from core.errors import DomainError

        try:
            invite(email=email, role=role, organisation=None, by=SYSTEM)
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Invited {email} as {role}.")

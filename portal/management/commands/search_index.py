"""``manage.py search_index``: makes what rows are found by, where it is missing or old; ``--all`` makes it all anew."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser

from core.search.index import forget_all, sweep


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="forget all keys first")

    def handle(self, *args, **options) -> None:
        if options["all"]:
            forget_all()
        for name, number in sweep(whole=True).items():
            self.stdout.write(f"{name}: {number}")

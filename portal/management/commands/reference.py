"""``manage.py reference``: writes docs/reference/permissions.md from the permission tables of the apps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from core.actor import ROLES
from core.permissions import PermissionTable, tables

HEAD = """# Who may do what

Made by `./run manage reference` from each app's `access.py`; change it there. ● means that the role may.
Which rows a role sees is said by the querysets (`visible_to`), which pages it may open by `tests/*/access_matrix.tsv`.
"""


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Written: {file}")


def path() -> Path:
    return settings.BASE_DIR / "docs" / "reference" / "permissions.md"


def page() -> str:
    """The whole page, apps in alphabetical order, actions in the order of their table."""
    return "\n".join([HEAD, *(line for _app, table in sorted(tables().items()) for line in lines(table))])


def lines(table: PermissionTable) -> Iterator[str]:
    yield f"## {table.app}"
    yield f"| action | {' | '.join(ROLES)} |"
    yield f"|---|{':-:|' * len(ROLES)}"
    for action, roles in table.grants.items():
        yield f"| `{table.app}.{action}` | {' | '.join('●' if role in roles else '' for role in ROLES)} |"
    yield ""

"""Permission is data: role × action. Each app's ``access.py`` declares one table; the union is shown in
``docs/reference/permissions.md`` and walked by the URL × role test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.actor import ROLES, Actor
from core.errors import NotAllowed

_tables: dict[str, PermissionTable] = {}
READ_ALL = "*.read"
READING = ("see", "read")  # how the names of actions begin that change nothing


def reading_scopes(app: str) -> set[str]:
    """Scopes by which a narrowed token reads whatever its person may of the app."""
    return {READ_ALL, f"{app}.read", f"{app}.*"}


def may_write(actor: Actor, app: str) -> bool:
    """Whether a token's scopes hold any act of the app; which, is said by its table. Actions that read are none."""
    acts = (scope.removeprefix(f"{app}.") for scope in actor.scopes if scope.startswith(f"{app}."))
    return not actor.scopes or any(not act.startswith(READING) for act in acts)


class PermissionTable:
    """Which roles may do which actions of one app. The system actor may do everything: it is our own code."""

    def __init__(self, app: str, grants: Mapping[str, Iterable[str]]) -> None:
        self.app = app
        self.grants = {action: frozenset(roles) for action, roles in grants.items()}
        unknown = frozenset().union(*self.grants.values()) - frozenset(ROLES) if self.grants else frozenset()
        if unknown:
            raise ValueError(f"{app}: unknown roles {sorted(unknown)}")
        _tables[app] = self

    def may(self, actor: Actor, action: str) -> bool:
        """Raises KeyError for an action that the table does not name."""
        roles = self.grants[action]
        if actor.is_system:
            return True
        return self.in_scope(actor, action) and bool(actor.roles & roles)

    def in_scope(self, actor: Actor, action: str) -> bool:
        """A narrowed token does what its scopes name; actions that only read are in the scopes of reading too."""
        named = {f"{self.app}.{action}", f"{self.app}.*"}
        if action.startswith(READING):
            named |= reading_scopes(self.app)
        return not actor.scopes or bool(named & actor.scopes)

    def require(self, actor: Actor, action: str) -> None:
        """Raises NotAllowed."""
        if not self.may(actor, action):
            raise NotAllowed()


def tables() -> Mapping[str, PermissionTable]:
    """All tables by app, for the reference page and the tests."""
    return dict(_tables)

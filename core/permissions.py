"""Permission is data: role × action. Each app's ``access.py`` declares one table; the union is shown in
``docs/reference/permissions.md`` and walked by the URL × role test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.actor import ROLES, Actor
from core.errors import NotAllowed

_tables: dict[str, PermissionTable] = {}


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
        if actor.scopes and f"{self.app}.{action}" not in actor.scopes and f"{self.app}.*" not in actor.scopes:
            return False
        return bool(actor.roles & roles)

    def require(self, actor: Actor, action: str) -> None:
        """Raises NotAllowed."""
        if not self.may(actor, action):
            raise NotAllowed()


def tables() -> Mapping[str, PermissionTable]:
    """All tables by app, for the reference page and the tests."""
    return dict(_tables)

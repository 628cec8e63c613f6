"""Who acts: one frozen value, built once per request, task or command, and handed to every service and queryset."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

OWNER, LEAD, MANAGER, STAFF = "owner", "lead", "manager", "staff"
RESOLVER, PARTNER, AUDITOR, ADMIN = "resolver", "partner", "auditor", "admin"
ROLES = (OWNER, LEAD, MANAGER, STAFF, RESOLVER, PARTNER, AUDITOR, ADMIN)
AGENCY_ROLES = frozenset({OWNER, LEAD, MANAGER, STAFF, AUDITOR, ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, in whose name, with which rights.

    ``user_id`` is the person who is signed in, ``acting_for_id`` the person substituted (the roles and organisations
    are then that person's), ``may_act_for`` the (id, name) of those whom they may stand in for today. A ``link`` is a
    third party holding a signed link, a ``token`` an API client, ``system`` our own workers. ``scopes`` narrow a
    token: an empty set means "no narrowing".
    """

    kind: Literal["user", "token", "link", "system", "anonymous"]
    name: str = ""
    user_id: int | None = None
    acting_for_id: int | None = None
    acting_for_name: str = ""
    may_act_for: tuple[tuple[int, str], ...] = ()
    roles: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    scopes: frozenset[str] = frozenset()
    address: str = ""
    trace_id: str = ""

    @property
    def is_known(self) -> bool:
        return self.kind in ("user", "token")

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_agency(self) -> bool:
        """True for people of the agency itself, who see every system and every case."""
        return bool(self.roles & AGENCY_ROLES)

    @property
    def responsible_id(self) -> int | None:
        """The person whose duty the act fulfils: the one substituted, else the one who acts."""
        return self.acting_for_id or self.user_id

    def has_role(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))

    def narrowed(self, scopes: Iterable[str]) -> Actor:
        """The same actor, limited to these scopes (``app.action`` or ``app.*``)."""
        return replace(self, scopes=frozenset(scopes))


ANONYMOUS = Actor(kind="anonymous")
SYSTEM = Actor(kind="system", name="portaal")

_current: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def current() -> Actor:
    """The actor of this request or task. For history and logs only: services take ``by`` as an argument."""
    return _current.get()


@contextlib.contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Make ``actor`` the current one within the block."""
    mark = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(mark)

"""Who is tied to our agency, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component, Party, System
from core import clock
from core.actor import Actor
from partners.models import Contact, Contract, ResolverGroup

VERIFIED_DAYS = 365  # contacts are asked once a year
CONTRACT, USE, TEAM = "contract", "use", "team"
TIES = ((CONTRACT, _("contract in force")), (USE, _("use")), (TEAM, _("team of the division of competence")))
VERIFIED, UNVERIFIED, NONE = "verified", "unverified", "none"


@dataclass(slots=True)
class Tied:
    """An organisation with its ties; ``contact`` is verified (within a year), unverified or none."""

    organisation: Organisation
    contracts: list[Contract] = field(default_factory=list)
    uses: list[System | Component] = field(default_factory=list)
    teams: list[ResolverGroup] = field(default_factory=list)
    contact: str = NONE
    verified_on: date | None = None

    def rows_of(self, kind: str) -> list:
        return {CONTRACT: self.contracts, USE: self.uses, TEAM: self.teams}[kind]

    @property
    def ties(self) -> list[str]:
        return [kind for kind, _label in TIES if self.rows_of(kind)]

    @property
    def waiting(self) -> list[Contract]:
        """Its contracts on which somebody must decide."""
        return [contract for contract in self.contracts if contract.why_decide]


def network(actor: Actor, *, tie: str = "", component: Component | None = None) -> list[Tied]:
    """Other organisations with a contract in force, a use or a team, by kind and name. ``tie`` leaves one kind of ties;
    ``component`` those about it or a system that uses it (teams: of organisations with a part in these)."""
    found: dict[int, Tied] = {}
    for kind, organisation, row in _ties(actor, component):
        if tie in ("", kind) and organisation.kind != Organisation.Kind.OWN:
            found.setdefault(organisation.pk, Tied(organisation)).rows_of(kind).append(row)
    rows = list(found.values())
    _tell_contacts(actor, rows)
    kinds = Organisation.Kind.values
    return sorted(rows, key=lambda each: (kinds.index(each.organisation.kind), each.organisation.name))


def _ties(actor: Actor, component: Component | None) -> Iterator[tuple[str, Organisation, Any]]:
    """(kind of tie, organisation, what ties it)."""
    for contract in _contracts(actor, component):
        yield from ((CONTRACT, party.organisation, contract) for party in contract.parties.all())
    parts = _parts(actor, component)
    uses = parts.filter(role=Party.Role.USER)
    yield from ((USE, part.organisation, part.system or part.component) for part in uses)
    yield from ((TEAM, team.organisation, team) for team in _teams(actor, parts if component else None))


def _contracts(actor: Actor, component: Component | None) -> list[Contract]:
    rows = Contract.objects.visible_to(actor).live()
    if component is not None:
        rows = rows.of_things([component], component.uses.all())
    rows = rows.prefetch_related("parties__organisation", "decisions").order_by("slug")
    return [row for row in rows if row.outlook.state == "running"]


def _parts(actor: Actor, component: Component | None):
    rows = Party.objects.visible_to(actor).select_related("organisation", "system", "component")
    if component is not None:
        rows = rows.filter(Q(component=component) | Q(system__in=component.uses.all()))
    return rows.filter(organisation__archived_at=None).order_by("system__slug", "component__slug")


def _teams(actor: Actor, parts) -> Iterable[ResolverGroup]:
    rows = ResolverGroup.objects.visible_to(actor).live().filter(organisation__isnull=False)
    if parts is not None:
        rows = rows.filter(organisation__in=parts.order_by().values("organisation"))
    return rows.select_related("organisation").order_by("name")


def _tell_contacts(actor: Actor, rows: list[Tied]) -> None:
    ids = [each.organisation.pk for each in rows]
    valid = Contact.objects.visible_to(actor).valid().filter(organisation__in=ids).order_by()
    verified = dict(valid.values_list("organisation").annotate(Max("verified_on")))
    since = clock.today() - timedelta(VERIFIED_DAYS)
    for each in rows:
        if each.organisation.pk in verified:
            each.verified_on = verified[each.organisation.pk]
            each.contact = VERIFIED if each.verified_on and each.verified_on >= since else UNVERIFIED

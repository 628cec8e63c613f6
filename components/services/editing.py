"""Systems and components changed by people."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.services import record
from components.access import COMPONENTS
from components.models import Component, System
from components.rules.addresses import RESERVED
from components.services import changes
from components.services.sections.components import set_provider_party
from components.services.sections.systems import set_system_parties
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.fields import Translated


class ComponentFacts(TypedDict, total=False):
    """What people may say of a component; the slug stays for ever."""

    kind: str
    name: Translated
    what: Translated
    criticality: str
    owner: User | None
    deputy: User | None
    provider: Organisation | None
    exchange_role: str
    xroad_member: str
    news_url: str
    unwatched_because: str
    service_hours: str
    availability_target: Decimal | None


class SystemFacts(TypedDict, total=False):
    name: Translated
    description: Translated
    kind: str
    criticality: str
    service_hours: str
    users: str
    controller: Organisation
    processor: Organisation


@transaction.atomic
def create_component(
    *, slug: str, systems: Collection[System] = (), by: Actor, **facts: Unpack[ComponentFacts]
) -> Component:
    """A new component. Raises NotAllowed, Conflict (the slug is taken) or Invalid."""
    COMPONENTS.require(by, "edit")
    if slug in RESERVED:
        raise Invalid(_("This short name is a page's own address; choose another."), field="slug")
    if Component.objects.filter(slug=slug).exists():
        raise Conflict(_("This short name is taken by another component."), field="slug")
    component = Component(slug=slug)
    _store_component(component, facts, systems, "components.create_component", by)
    return component


@transaction.atomic
def change_component(
    *, component: Component, systems: Collection[System] | None = None, by: Actor, **facts: Unpack[ComponentFacts]
) -> Component:
    """Change what is given; ``systems`` are all that use it. Raises NotAllowed or Invalid."""
    COMPONENTS.require(by, "edit")
    component = Component.objects.select_for_update().get(pk=component.pk)
    _store_component(component, facts, systems, "components.change_component", by)
    return component


def _store_component(
    component: Component, facts: ComponentFacts, systems: Collection[System] | None, action: str, by: Actor
) -> None:
    _check_people({"owner": component.owner, "deputy": component.deputy, **facts})
    changed = changes.apply(component, facts)
    if systems is not None:
        changed |= _set_systems(component, systems)
    set_provider_party(component)
    if changed:
        record(action, by=by, subject=f"components.component:{component.pk}", label=str(component), changes=changed)


def _check_people(facts: ComponentFacts) -> None:
    owner, deputy = facts.get("owner"), facts.get("deputy")
    if owner and owner == deputy:
        raise Invalid(_("The deputy is somebody else than the owner."), field="deputy")
    for name, user in (("owner", owner), ("deputy", deputy)):
        if user and not user.is_active:
            raise Invalid(_("%(name)s does not work here any more.") % {"name": user}, field=name)


def _set_systems(component: Component, systems: Collection[System]) -> dict[str, list[str]]:
    before = sorted(component.uses.values_list("slug", flat=True))
    after = sorted(system.slug for system in systems)
    if before == after:
        return {}
    component.uses.set(systems)
    return {"systems": [", ".join(before), ", ".join(after)]}


def assign(*, component: Component, owner: User | None = None, deputy: User | None = None, by: Actor) -> Component:
    """Name the owner, the deputy or both; who is not given stays. Raises NotAllowed or Invalid."""
    given = {"owner": owner, "deputy": deputy}
    return change_component(component=component, by=by, **{name: user for name, user in given.items() if user})


@transaction.atomic
def create_system(*, slug: str, by: Actor, **facts: Unpack[SystemFacts]) -> System:
    """A new system. Raises NotAllowed, Conflict (the slug is taken) or Invalid."""
    COMPONENTS.require(by, "edit")
    if System.objects.filter(slug=slug).exists():
        raise Conflict(_("This short name is taken by another system."), field="slug")
    system = System(slug=slug)
    _store_system(system, facts, "components.create_system", by)
    return system


@transaction.atomic
def change_system(*, system: System, by: Actor, **facts: Unpack[SystemFacts]) -> System:
    """Change what is given. Raises NotAllowed or Invalid."""
    COMPONENTS.require(by, "edit")
    system = System.objects.select_for_update().get(pk=system.pk)
    _store_system(system, facts, "components.change_system", by)
    return system


def _store_system(system: System, facts: SystemFacts, action: str, by: Actor) -> None:
    changed = changes.apply(system, facts)
    set_system_parties(system)
    if changed:
        record(action, by=by, subject=f"components.system:{system.pk}", label=str(system), changes=changed)

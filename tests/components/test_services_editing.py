"""Systems and components changed by people."""

from __future__ import annotations

import pytest

from accounts.models import AuditRecord
from components import services
from components.models import Party
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import Translated
from tests.factories import catalogue
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
NAME = Translated(et="Sisselogimine", en="Sign-in")


def test_a_component_is_made_with_its_systems_and_told_to_the_trail(cast):
    star = catalogue.system("star")
    made = services.create_component(
        slug="aut", kind="authentication", name=NAME, systems=[star], owner=cast.owner, by=cast.actor("owner")
    )
    assert list(made.uses.all()) == [star]
    line = AuditRecord.objects.get(action="components.create_component")
    assert line.changes["systems"] == ["", "star"]
    assert line.changes["name"] == ["", "Sisselogimine / Sign-in"]
    assert made.history.count() == 1


def test_only_what_differs_is_changed(cast):
    log = catalogue.component("log", kind="logging", name="Logi")
    by = cast.actor("lead")
    services.change_component(component=log, name=Translated(et="Logi"), by=by)
    assert not AuditRecord.objects.filter(action="components.change_component").exists()
    services.change_component(component=log, criticality="high", by=by)
    assert AuditRecord.objects.get().changes == {"criticality": ["medium", "high"]}


@pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_others_may_not(cast, who):
    log = catalogue.component("log")
    with pytest.raises(NotAllowed):
        services.change_component(component=log, criticality="high", by=cast.actor(who))


def test_refusals_name_the_field(cast):
    by = cast.actor("owner")
    catalogue.component("log")
    with pytest.raises(Conflict) as taken:
        services.create_component(slug="log", kind="logging", name=NAME, by=by)
    with pytest.raises(Invalid) as reserved:
        services.create_component(slug="map", kind="logging", name=NAME, by=by)
    with pytest.raises(Invalid) as kind:
        services.create_component(slug="x", kind="sky", name=NAME, by=by)
    with pytest.raises(Invalid) as name:
        services.create_component(slug="x", kind="logging", name=Translated(en="Only English"), by=by)
    with pytest.raises(Invalid) as deputy:
        services.create_component(slug="x", kind="logging", name=NAME, owner=cast.owner, deputy=cast.owner, by=by)
    fields = [each.value.field for each in (taken, reserved, kind, name, deputy)]
    assert fields == ["slug", "slug", "kind", "name", "deputy"]


def test_a_personal_code_is_masked(cast):
    made = services.create_component(
        slug="x", kind="logging", name=NAME, what=Translated(et="isik 38001085718"), by=cast.actor("owner")
    )
    assert made.what["et"] == "isik [isikukood]"


def test_assigning_keeps_whoever_is_not_given(cast):
    log, by = catalogue.component("log"), cast.actor("lead")
    services.assign(component=log, owner=cast.owner, by=by)
    log = services.assign(component=log, deputy=cast.lead, by=by)
    assert (log.owner, log.deputy) == (cast.owner, cast.lead)
    cast.staff.is_active = False
    cast.staff.save()
    with pytest.raises(Invalid):
        services.assign(component=log, owner=cast.staff, by=by)


def test_controller_processor_and_provider_are_parties(cast):
    by = cast.actor("owner")
    ska, tehik, ria = (organisation(slug) for slug in ("ska", "tehik", "ria"))
    system = services.create_system(
        slug="star", name=NAME, kind="own", criticality="high", controller=ska, processor=tehik, by=by
    )
    services.change_system(system=system, processor=ria, by=by)
    parties = system.parties.values_list("organisation__slug", "role")
    assert set(parties) == {("ska", "controller"), ("ria", "processor")}
    tara = services.create_component(slug="tara", kind="external", name=NAME, provider=ria, by=by)
    assert tara.parties.get().role == Party.Role.PROVIDER
    services.change_component(component=tara, provider=None, by=by)
    assert not tara.parties.exists()
    with pytest.raises(Conflict):
        services.create_system(
            slug="star", name=NAME, kind="own", criticality="high", controller=ska, processor=tehik, by=by
        )

"""Contacts and teams changed by people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from partners import services
from partners.models import Contact, ResolverGroup
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
FACTS = {"name": "Mari Mets", "role": "teenusehaldur", "email": "mari@tehik.example", "language": "et"}


@pytest.fixture
def contact(cast) -> Contact:
    return services.add_contact(organisation=organisation("tehik"), by=cast.actor("owner"), **FACTS)


def group(slug: str = "uk", **values) -> ResolverGroup:
    facts = {"name": slug, "channel": "email", "email": f"{slug}@tehik.example", **values}
    return ResolverGroup.objects.create(slug=slug, **facts)


def test_a_contact_is_added_verified_and_told_to_the_trail(contact, cast):
    assert contact.verified_on is None
    contact = services.verify_contact(contact=contact, by=cast.actor("lead"))
    assert contact.verified_on == clock.today()
    actions = AuditRecord.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["partners.add_contact", "partners.verify_contact"]


def test_another_address_must_be_verified_anew(contact, cast):
    by = cast.actor("owner")
    services.verify_contact(contact=contact, by=by)
    contact = services.change_contact(contact=contact, role="juht", by=by)
    assert contact.verified_on
    contact = services.change_contact(contact=contact, email="uus@tehik.example", by=by)
    assert contact.verified_on is None


def test_an_ended_contact_stays_and_is_not_changed_any_more(contact, cast):
    by = cast.actor("owner")
    contact.valid_from = clock.today() - timedelta(days=10)
    contact.save()
    services.end_contact(contact=contact, on=clock.today() - timedelta(days=1), by=by)
    with pytest.raises(Conflict):
        services.change_contact(contact=contact, name="X", by=by)
    assert Contact.objects.get().valid_until == clock.today() - timedelta(days=1)
    assert not Contact.objects.valid().exists()


def test_refusals(contact, cast):
    by = cast.actor("owner")
    with pytest.raises(Invalid) as unreachable:
        services.change_contact(contact=contact, email="", by=by)
    with pytest.raises(Invalid) as no_address:
        services.change_contact(contact=contact, email="ei ole", by=by)
    assert (unreachable.value.field, no_address.value.field) == ("email", "email")
    with pytest.raises(Invalid):
        services.end_contact(contact=contact, on=date(2020, 1, 1), by=by)
    contact.refresh_from_db()
    assert contact.email == FACTS["email"]


@pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_others_may_not(contact, cast, who):
    with pytest.raises(NotAllowed):
        services.verify_contact(contact=contact, by=cast.actor(who))
    with pytest.raises(NotAllowed):
        services.change_group(group=group(), hours="alati", by=cast.actor(who))


def test_a_team_is_changed_and_stays_reachable(cast):
    by = cast.actor("owner")
    desk = group()
    developer = services.change_group(group=group("arendaja"), via=desk, email="", by=by)
    assert (developer.via, developer.email) == (desk, "")
    with pytest.raises(Invalid) as circle:
        services.change_group(group=desk, via=developer, by=by)
    with pytest.raises(Invalid) as nobody:
        services.change_group(group=desk, email="", by=by)
    assert (circle.value.field, nobody.value.field) == ("via", "email")
    desk.refresh_from_db()
    assert desk.email == "uk@tehik.example"

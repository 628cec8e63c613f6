"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from datetime import timedelta

from accounts import services
from accounts.models import Invitation
from core import clock
from core.actor import SYSTEM
from core.links import token_for
from core.models import Link
from tests.factories.people import organisation, person


def link_of(invitation: Invitation) -> str:
    return token_for(Link.objects.get(subject=f"accounts.invitation:{invitation.pk}"))


def matrix_objects(cast) -> dict:
    today = clock.today()
    somebody = person("keegi", role="staff")
    closed = person("kinnine", role="staff")
    services.deactivate(person=closed, reason="x", by=SYSTEM)
    invitation = services.invite(email="uus@test.example", role="staff", organisation=organisation(), by=SYSTEM)
    substitution = services.name_substitute(
        absent=somebody,
        substitute=cast.staff,
        from_on=today,
        until_on=today + timedelta(days=1),
        reason="x",
        by=cast.actor("lead"),
    )
    reset = services.send_reset(person=somebody, by=SYSTEM)
    return {
        "person": somebody.pk,
        "closed": closed.pk,
        "membership": somebody.memberships.get().pk,
        "invitation": invitation.pk,
        "door": link_of(invitation),
        "substitution": substitution.pk,
        "reset": token_for(reset),
        "token": services.make_token(name="x", by=cast.actor("owner"))[0].pk,
        "filter": services.save_filter(page="x", name="x", query="", by=cast.actor("owner")).pk,
    }

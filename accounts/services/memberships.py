"""Who holds which role where, since when and until when."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.models import Membership, Organisation, User
from accounts.services.audit import record
from core import clock
from core.actor import ADMIN, AGENCY_ROLES, ROLES, Actor
from core.errors import Conflict, Invalid


def check_role(role: str, organisation: Organisation) -> None:
    """Our roles are held in our agency, those of others elsewhere: a role alone opens the agency's cases.

    Raises Invalid.
    """
    if role not in ROLES:
        raise Invalid(_("There is no such role."), field="role")
    is_own = organisation.kind == Organisation.Kind.OWN
    if role in AGENCY_ROLES and not is_own:
        raise Invalid(_("This role is held in our own agency only."), field="organisation")
    if role not in AGENCY_ROLES and is_own:
        raise Invalid(_("Choose the organisation that the person works for."), field="organisation")


@transaction.atomic
def add_membership(
    *,
    person: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    by: Actor,
) -> Membership:
    """Give the role from a day on (today unless said), until a day or until further notice; both days included.

    A row that has run out is put away and replaced. Raises NotAllowed, Invalid, Conflict when the role is held.
    """
    ACCOUNTS.require(by, "manage_people")
    check_role(role, organisation)
    start = valid_from or clock.today()
    if valid_until and valid_until < start:
        raise Invalid(_("The end is before the beginning."), field="valid_until")
    User.objects.select_for_update().get(pk=person.pk)
    earlier = Membership.objects.live().filter(user=person, organisation=organisation, role=role).first()
    if earlier and (earlier.valid_until is None or earlier.valid_until >= clock.today()):
        raise Conflict(_("This person already holds the role."), field="role", code="role-held")
    if earlier:
        earlier.archived_at = clock.now()
        earlier.save(update_fields=["archived_at"])
    made = Membership.objects.create(
        user=person, organisation=organisation, role=role, valid_from=start, valid_until=valid_until
    )
    record("accounts.add_membership", by=by, subject=f"accounts.user:{person.pk}", label=str(made))
    return made


@transaction.atomic
def end_membership(*, membership: Membership, on: date | None = None, by: Actor) -> Membership:
    """The role's last day (yesterday unless said, so that it ends now). Raises NotAllowed, Invalid, Conflict."""
    ACCOUNTS.require(by, "manage_people")
    membership = Membership.objects.select_for_update().select_related("user", "organisation").get(pk=membership.pk)
    if membership.archived_at:
        raise Conflict(_("The role has ended already."))
    if membership.role == ADMIN:
        check_another_admin(membership.user)
    last = on or clock.today() - timedelta(days=1)
    old = membership.valid_until
    if last < membership.valid_from:
        membership.archived_at = clock.now()
    else:
        membership.valid_until = last
    membership.save(update_fields=["valid_until", "archived_at"])
    record(
        "accounts.end_membership",
        by=by,
        subject=f"accounts.user:{membership.user_id}",
        label=str(membership),
        changes={"valid_until": [old, last]},
    )
    return membership


def check_another_admin(person: User) -> None:
    """Somebody must be left who can let people in. Locks the administrators' rows. Raises Conflict."""
    admins = list(Membership.objects.current().select_for_update().filter(role=ADMIN, user__is_active=True))
    if not {one.user_id for one in admins} - {person.pk}:
        raise Conflict(_("This is the last administrator: name another one first."), code="last-admin")

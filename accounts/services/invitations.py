"""Who is let in: an invitation goes to an address by a link, and is accepted once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.events import LetterNeeded
from accounts.models import Invitation, Membership, Organisation, User
from accounts.selectors import own_agency, user_of_email
from accounts.services import letters
from accounts.services.audit import record
from accounts.services.memberships import add_membership, check_role
from core import clock
from core.actor import ADMIN, ROLES, SYSTEM, Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish
from core.links import open_link
from core.models import Link

PURPOSE = "invitation"
DAYS = 14
FIRST_AGENCY = {"slug": "ska", "name": "Sotsiaalkindlustusamet", "kind": Organisation.Kind.OWN}


@transaction.atomic
def invite(
    *, email: str, role: str, organisation: Organisation | None = None, name: str = "", language: str = "et", by: Actor
) -> Invitation:
    """Invite an address to a role in an organisation (without one: our agency); the letter's link lives 14 days.

    Administrators may give every role, leads those below their own. Raises NotAllowed, Invalid, or Conflict when
    the person already holds the role.
    """
    ACCOUNTS.require(by, "invite")
    email, language = clean_email(email), language if language in dict(settings.LANGUAGES) else "et"
    organisation = organisation or own_agency() or _first_agency()
    check_may_give(role, by)
    check_role(role, organisation)
    _check_new(email, role, organisation)
    _withdraw(Invitation.objects.live().filter(email__iexact=email, organisation=organisation, role=role))
    invitation = Invitation.objects.create(
        email=email, name=name, organisation=organisation, role=role, language=language, invited_by_id=by.user_id
    )
    record("accounts.invite", by=by, subject=_subject(invitation), label=str(invitation))
    publish(_letter(invitation, by))
    return invitation


def clean_email(email: str) -> str:
    """The address in small letters. Raises Invalid."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    return email


def check_may_give(role: str, by: Actor) -> None:
    """A lead gives the roles of the work; only an administrator gives those that govern. Raises Invalid, NotAllowed."""
    if role not in ROLES:
        raise Invalid(_("There is no such role."), field="role")
    governing = role in ("lead", "manager", "auditor", ADMIN)
    if governing and not (by.is_system or by.has_role(ADMIN)):
        raise NotAllowed(_("Only an administrator gives this role."), field="role")


def _first_agency() -> Organisation:
    """On an empty database the first administrator comes before the catalogue."""
    return Organisation.objects.create(**FIRST_AGENCY)


def _check_new(email: str, role: str, organisation: Organisation) -> None:
    held = Membership.objects.current().filter(user__email__iexact=email, role=role, organisation=organisation)
    if held.exists():
        raise Conflict(_("This person already holds the role."), field="email", code="role-held")


def _withdraw(invitations) -> None:
    """A new letter makes the earlier ones void, so that one open link stays."""
    for invitation in invitations.filter(accepted_at=None):
        invitation.archived_at = clock.now()
        invitation.save(update_fields=["archived_at"])
        Link.objects.filter(purpose=PURPOSE, subject=_subject(invitation)).update(revoked_at=clock.now())


def _subject(invitation: Invitation) -> str:
    return f"accounts.invitation:{invitation.pk}"


def _letter(invitation: Invitation, by: Actor) -> LetterNeeded:
    expires = clock.now() + timedelta(days=DAYS)
    link = Link.objects.create(purpose=PURPOSE, subject=_subject(invitation), expires_at=expires)
    context = {"invitation": invitation, "by": by, "days": DAYS, "is_system": by.is_system}
    with translation.override(invitation.language):
        subject, body = letters.render("invitation", context)
    return LetterNeeded(
        event_key=f"invitation-{invitation.pk}",
        address=invitation.email,
        language=invitation.language,
        subject=subject,
        body=body,
        link_id=link.pk,
        path="/accounts/invitation/{token}/",
    )


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """Make an open invitation void. Raises NotAllowed, or Conflict when it was accepted."""
    ACCOUNTS.require(by, "invite")
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Conflict(_("The invitation has been accepted already."))
    _withdraw(Invitation.objects.filter(pk=invitation.pk))
    record("accounts.withdraw_invitation", by=by, subject=_subject(invitation), label=str(invitation))
    invitation.refresh_from_db()
    return invitation


def invitation_of(token: str) -> Invitation:
    """The open invitation of a link. Raises NotFound."""
    link = open_link(token, PURPOSE)
    return Invitation.objects.select_related("organisation", "invited_by").get(pk=link.subject_id)


@transaction.atomic
def accept_invitation(*, token: str, name: str = "", password: str = "", by: Actor) -> User:
    """Make the person (or, where the address has one already, only the membership); the link is used up.

    Raises NotFound for a dead link, Conflict when the address's person is not the one signed in, Invalid for a weak
    password.
    """
    link = open_link(token, PURPOSE)
    link = Link.objects.select_for_update().get(pk=link.pk)
    invitation = Invitation.objects.select_for_update().get(pk=link.subject_id)
    if invitation.accepted_at:
        raise Conflict(_("The invitation has been accepted already."))
    user = user_of_email(invitation.email)
    if user and user.pk != by.user_id:
        raise Conflict(_("You already have an account: sign in first, then open the link again."), code="sign-in-first")
    user = user or _new_user(invitation, name, password)
    add_membership(person=user, organisation=invitation.organisation, role=invitation.role, by=SYSTEM)
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    acted = Actor(kind="link", name=str(user), user_id=user.pk, address=by.address, trace_id=by.trace_id)
    record("accounts.accept_invitation", by=acted, subject=_subject(invitation), label=str(invitation))
    return user


def _new_user(invitation: Invitation, name: str, password: str) -> User:
    name = name.strip()
    if not name:
        raise Invalid(_("Write your name."), field="name")
    user = User(email=invitation.email, name=name, language=invitation.language)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    user.set_password(password)
    user.save()
    return user

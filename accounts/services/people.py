"""What changes about a person: name, position, language, whether they may sign in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.models import ApiToken, User
from accounts.services.audit import record
from accounts.services.memberships import check_another_admin
from core import clock
from core.actor import ADMIN, Actor
from core.errors import Conflict, Invalid, NotAllowed


@transaction.atomic
def change_person(
    *, person: User, name: str | None = None, title: str | None = None, language: str | None = None, by: Actor
) -> User:
    """Change what is given. People change themselves, administrators everybody. Raises NotAllowed, Invalid."""
    if person.pk != by.user_id:
        ACCOUNTS.require(by, "manage_people")
    person = User.objects.select_for_update().get(pk=person.pk)
    asked = {"name": name, "title": title, "language": language}
    wanted = {field: value.strip() for field, value in asked.items() if value is not None}
    if wanted.get("name") == "":
        raise Invalid(_("Write your name."), field="name")
    if wanted.get("language", "et") not in dict(settings.LANGUAGES):
        raise Invalid(_("There is no such language."), field="language")
    changes = {field: [getattr(person, field), new] for field, new in wanted.items() if getattr(person, field) != new}
    if not changes:
        return person
    for field, (_old, new) in changes.items():
        setattr(person, field, new)
    person.save(update_fields=list(changes))
    record("accounts.change_person", by=by, subject=subject_of(person), label=str(person), changes=changes)
    return person


@transaction.atomic
def deactivate(*, person: User, reason: str, by: Actor) -> User:
    """Close the account: no sign-in, sessions ended, tokens revoked. Nothing of the person's work changes.

    Raises NotAllowed, Conflict for oneself and for the last administrator.
    """
    ACCOUNTS.require(by, "manage_people")
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.user_id:
        raise Conflict(_("You cannot close your own account."))
    if not person.is_active:
        raise Conflict(_("The account is closed already."))
    if person.memberships.current().filter(role=ADMIN).exists():
        check_another_admin(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=clock.now())
    end_sessions(person)
    _note("accounts.deactivate", person, [True, False], reason, by)
    return person


@transaction.atomic
def reactivate(*, person: User, reason: str = "", by: Actor) -> User:
    """Open a closed account again; tokens stay revoked. Raises NotAllowed, Conflict."""
    ACCOUNTS.require(by, "manage_people")
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Conflict(_("The account is open already."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    _note("accounts.reactivate", person, [False, True], reason, by)
    return person


def choose_language(*, language: str, by: Actor) -> None:
    """The language of a signed-in person's pages and letters. Raises Invalid, NotAllowed."""
    if by.user_id is None:
        raise NotAllowed()
    change_person(person=User.objects.get(pk=by.user_id), language=language, by=by)


def end_sessions(person: User) -> None:
    """Sign the person out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def subject_of(person: User) -> str:
    return f"accounts.user:{person.pk}"


def _note(action: str, person: User, active: list[bool], reason: str, by: Actor) -> None:
    changes = {"is_active": active}
    record(action, by=by, subject=subject_of(person), label=str(person), changes=changes, reason=reason)

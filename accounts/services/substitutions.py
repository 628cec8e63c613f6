"""Who stands in for whom: named for whole days, one substitute at a time, each act later marked as theirs."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.events import LetterNeeded, SubstitutionNamed
from accounts.models import Membership, Substitution, User
from accounts.selectors import may_be_absent, may_substitute
from accounts.services import letters
from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish


@transaction.atomic
def name_substitute(
    *, absent: User, substitute: User, from_on: date, until_on: date, reason: str, by: Actor
) -> Substitution:
    """Name who stands in, from a day to a day (both included; Tallinn's days).

    A lead or a manager names for anybody of the agency. Raises NotAllowed, Invalid for wrong days or
    people, Conflict where another substitute is named for one of the days or the substitute is away then.
    """
    ACCOUNTS.require(by, "name_substitute")
    _check_days(from_on, until_on)
    if absent.pk == substitute.pk:
        raise Invalid(_("Nobody stands in for themself."), field="substitute")
    # Both rows are locked in one order, so that two namings cannot pass each other.
    list(User.objects.select_for_update().filter(pk__in=[absent.pk, substitute.pk]).order_by("pk"))
    if not may_be_absent(by).filter(pk=absent.pk).exists():
        raise NotAllowed(_("You cannot name a substitute for this person."), field="absent")
    if not may_substitute().filter(pk=substitute.pk).exists():
        raise Invalid(_("A substitute is an official of our agency."), field="substitute")
    _check_free(absent, substitute, from_on, until_on)
    made = Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        named_by_id=by.user_id,
    )
    days = f"{from_on.isoformat()}–{until_on.isoformat()}"
    record("accounts.name_substitute", by=by, subject=_subject(made), label=f"{made}, {days}", reason=reason)
    publish(SubstitutionNamed(substitution_id=made.pk))
    publish(_letter(made))
    return made


@transaction.atomic
def revoke_substitution(*, substitution: Substitution, by: Actor) -> Substitution:
    """End it at once; a past one stays as it was. Raises NotAllowed, Conflict."""
    ACCOUNTS.require(by, "name_substitute")
    row = Substitution.objects.select_for_update().select_related("absent", "substitute").get(pk=substitution.pk)
    if not may_be_absent(by).filter(pk=row.absent_id).exists():
        raise NotAllowed()
    if row.archived_at or row.until_on < clock.today():
        raise Conflict(_("The substitution has ended already."))
    old, yesterday = row.until_on, clock.today() - timedelta(days=1)
    if row.from_on > yesterday:
        row.archived_at = clock.now()
    else:
        row.until_on = yesterday
    row.save(update_fields=["until_on", "archived_at"])
    changes = {"until_on": [old, yesterday]}
    record("accounts.revoke_substitution", by=by, subject=_subject(row), label=str(row), changes=changes)
    return row


def check_may_act_for(*, absent_id: int, by: Actor) -> User:
    """The person whom the signed-in one may act for today; the switch is kept by the session.

    Writes the switch to the trail. Raises NotAllowed.
    """
    found = Substitution.objects.current().filter(substitute_id=by.user_id, absent_id=absent_id)
    row = found.select_related("absent").first()
    if row is None:
        raise NotAllowed(_("You are not this person's substitute today."))
    record("accounts.act_for", by=by, subject=f"accounts.user:{absent_id}", label=str(row))
    return row.absent


def _check_days(from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise Invalid(_("The end is before the beginning."), field="until_on")
    if until_on < clock.today():
        raise Invalid(_("The days have passed already."), field="until_on")
    if (until_on - from_on).days > 366:
        raise Invalid(_("A substitution lasts a year at most."), field="until_on")


def _check_free(absent: User, substitute: User, from_on: date, until_on: date) -> None:
    same_days = Substitution.objects.live().filter(from_on__lte=until_on, until_on__gte=from_on)
    taken = same_days.filter(absent=absent).select_related("substitute").first()
    if taken:
        sentence = _("%(name)s stands in for this person on some of these days already.")
        raise Conflict(sentence % {"name": taken.substitute}, field="from_on", code="substitute-named")
    if same_days.filter(absent=substitute).exists():
        sentence = _("%(name)s is away on some of these days.")
        raise Conflict(sentence % {"name": substitute}, field="substitute", code="substitute-away")


def _subject(row: Substitution) -> str:
    return f"accounts.substitution:{row.pk}"


def _letter(row: Substitution) -> LetterNeeded:
    person = row.substitute
    roles = Membership.objects.current().filter(user=row.absent)
    with translation.override(person.language):
        context = {"row": row, "roles": [one.get_role_display() for one in roles]}
        subject, body = letters.render("substitution", context)
    return LetterNeeded(
        event_key=f"substitution-{row.pk}",
        address=person.email,
        language=person.language,
        subject=subject,
        body=body,
    )

"""The yearly review of the job description, signed by the holder and the direct manager, each for themself."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.services import changes
from core import clock
from core.actor import LEAD, OWNER, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from planning.access import PLANNING
from planning.models import DescriptionReview
from planning.selectors.description import may_sign
from planning.services.trail import tell


@transaction.atomic
def review_description(*, holder: User, lead: User, held_on: date, outcome: str, by: Actor) -> DescriptionReview:
    """Write down what was found. Raises NotAllowed or Invalid (a day to come, no outcome, people without the roles, one
    person for both)."""
    PLANNING.require(by, "review_description")
    if held_on > clock.today():
        raise Invalid(_("What is noted has happened: give a day up to today."), field="held_on")
    for person, role, field in ((holder, OWNER, "holder"), (lead, LEAD, "lead")):
        if not User.objects.with_role(role).filter(pk=person.pk).exists():
            raise Invalid(_("This person does not hold that position."), field=field)
    if holder.pk == lead.pk:
        raise Invalid(_("Two people review it: name two."), field="lead")
    row = DescriptionReview(holder=holder, lead=lead)
    told = changes.apply(row, {"held_on": held_on, "outcome": outcome})
    tell("review_description", row, by, changes=told)
    return row


@transaction.atomic
def sign_description(*, review: DescriptionReview, by: Actor) -> DescriptionReview:
    """One's own signature, never another's. Raises NotAllowed (not one of the two; in another's name) or Conflict
    (signed already)."""
    rows = DescriptionReview.objects.visible_to(by).live().select_for_update()
    row = rows.filter(pk=review.pk).first()
    if row is None:
        raise NotFound()
    if by.acting_for_id:
        raise NotAllowed(_("Nobody signs in another's name."))
    if by.user_id not in (row.holder_id, row.lead_id):
        raise NotAllowed(_("The holder and the direct manager named in it sign, each for themself."))
    if not may_sign(by, row):
        raise Conflict(_("You have signed it already."))
    name = "holder_signed_on" if by.user_id == row.holder_id else "lead_signed_on"
    setattr(row, name, clock.today())
    row.save()
    tell("sign_description", row, by, changes={name: ["", str(clock.today())]})
    return row

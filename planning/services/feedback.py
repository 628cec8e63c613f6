"""What attendants thought of a training: once each, by themselves or on paper."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.privacy import mask
from planning.access import PLANNING
from planning.models import Registration, Training
from planning.rules.trainings import RATINGS, spread
from planning.services.trail import tell

LONGEST_COMMENT = 2000


@transaction.atomic
def give_feedback(*, training: Training, rating: int, comment: str = "", by: Actor) -> Registration:
    """A rating from 1 to 5 and a comment, once, by who attended. The trail says that it was given, not what.

    Raises NotAllowed, Conflict (not held, not there, given already) or Invalid naming the field.
    """
    PLANNING.require(by, "join_trainings")
    training = _held(training)
    rows = training.registrations.filter(person=by.responsible_id or 0, attended=True)
    row = rows.exclude(state=Registration.State.CANCELLED).first()
    if row is None:
        raise Conflict(_("Feedback is given by those who attended."))
    if row.rating is not None:
        raise Conflict(_("You have given your feedback already."))
    if rating not in RATINGS:
        raise Invalid(_("Give a rating from 1 to 5."), field="rating")
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(_("The text is too long: %(n)s characters at most.") % {"n": LONGEST_COMMENT}, field="comment")
    row.rating, row.comment, row.rated_at = rating, mask(comment.strip()), clock.now()
    row.save(update_fields=["rating", "comment", "rated_at"])
    tell("give_feedback", training, by)
    return row


@transaction.atomic
def enter_ratings(*, training: Training, counts: Mapping[int, int], by: Actor) -> int:
    """Ratings given on paper by attendants without an account: how many gave 5, 4, …; gives how many they were.

    Raises NotAllowed, Conflict (not held) or Invalid (none, negative, more than attended without an account).
    """
    PLANNING.require(by, "hold_trainings")
    training = _held(training)
    if set(counts) - set(RATINGS) or any(count < 0 for count in counts.values()):
        raise Invalid(_("Give a rating from 1 to 5."))
    rows = list(training.registrations.filter(attended=True, person=None, rating=None).select_for_update())
    total = sum(counts.values())
    if not total:
        raise Invalid(_("Say how many gave which rating."))
    if total > len(rows):
        told = {"n": total, "left": len(rows)}
        raise Invalid(_("That is %(n)s ratings, but %(left)s attendants have none yet.") % told)
    for row, rating in zip(rows, spread(counts), strict=False):
        row.rating, row.rated_at = rating, clock.now()
    Registration.objects.bulk_update(rows[:total], ["rating", "rated_at"])
    tell("enter_ratings", training, by, changes={"ratings": ["", str(total)]})
    return total


def _held(training: Training) -> Training:
    """The locked row. Raises Conflict."""
    training = Training.objects.select_for_update().get(pk=training.pk)
    if training.state != Training.State.HELD:
        raise Conflict(_("Feedback is given when attendance was marked."))
    return training

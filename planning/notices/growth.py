"""Who hears of accesses and of the job description's review. Of goals there are no letters: others list them too."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from accounts.selectors import with_stand_ins
from core.actor import LEAD, MANAGER
from core.events import subscribe
from notifications.services.people import tell_people
from planning.events import AccessExpiring, AccessTurned, DescriptionDue
from planning.models import AccessRequest, DescriptionReview
from planning.rules.growth import A_YEAR


def _active(*people: User) -> list[User]:
    return [person for person in people if person.is_active]


@subscribe(AccessTurned)
def tell_of_access(event: AccessTurned) -> None:
    """A request is heard by those who decide, an answer by the holder; who said it needs no letter."""
    row = AccessRequest.objects.select_related("holder").get(pk=event.request_id)
    deciders = list(User.objects.with_role(LEAD, MANAGER).exclude(pk=row.holder_id))
    people = with_stand_ins(deciders if event.action == "ask" else _active(row.holder))
    heard = [person for person in people if person.pk != event.by_id]
    context = {"request": row, "action": event.action}
    _tell(heard, f"access{row.pk}.{event.action}", "access_turned", row, context)


@subscribe(AccessExpiring)
def remind_of_access(event: AccessExpiring) -> None:
    row = AccessRequest.objects.select_related("holder").get(pk=event.request_id)
    people = with_stand_ins([*_active(row.holder), *User.objects.with_role(LEAD)])
    _tell(people, f"access{row.pk}.ends-{row.expires_on:%Y%m%d}", "access_expiring", row, {"request": row})


@subscribe(DescriptionDue)
def remind_of_description(event: DescriptionDue) -> None:
    """Whoever holds the post now and leads now, not who signed the last time."""
    last = DescriptionReview.objects.get(pk=event.review_id)
    people = with_stand_ins(list(User.objects.with_role("owner", "lead")))
    context = {"due": last.held_on + timedelta(days=A_YEAR), "is_late": event.is_late}
    key = f"description{last.pk}.{'late' if event.is_late else 'due'}"
    template, path = "planning/letters/description_due.txt", "/duties/description/"
    tell_people(people, key, template, context, path=path, queue="bulk")


def _tell(people: list[User], key: str, letter: str, row: AccessRequest, context: dict) -> None:
    template, path = f"planning/letters/{letter}.txt", f"/plan/access/{row.ref}/"
    tell_people(people, key, template, context, path=path, about=f"access:{row.ref}", queue="bulk")

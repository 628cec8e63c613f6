"""Who hears of inputs: the giver before and after the due day and when it is returned, the receiver when it is given;
and whoever stands in for them."""

from __future__ import annotations

from accounts.models import User
from accounts.selectors import with_stand_ins
from core.events import subscribe
from notifications.services.people import tell_people
from planning.events import InputDue, InputGiven, InputReturned
from planning.models import Input, InputTurn
from planning.selectors.inputs import people_of_side, with_sides


@subscribe(InputDue)
def remind(event: InputDue) -> None:
    row = _row(event.input_id)
    people = people_of_side(row.giver_organisation, row.giver)
    is_own = row.giver_id is not None or _are_of(people, row.giver_organisation_id)
    key = f"input{row.pk}.due-{event.due_on:%Y%m%d}-{event.lead}"
    _tell(row, people, key, "due", {"lead": event.lead, "is_own": is_own})


@subscribe(InputGiven)
def tell_receiver(event: InputGiven) -> None:
    row, turn = _row(event.input_id), InputTurn.objects.get(pk=event.turn_id)
    _tell(
        row,
        people_of_side(row.receiver_organisation, row.receiver),
        f"input{row.pk}.given-{turn.pk}",
        "given",
        {"turn": turn},
    )


@subscribe(InputReturned)
def tell_giver(event: InputReturned) -> None:
    row, turn = _row(event.input_id), InputTurn.objects.get(pk=event.turn_id)
    people = people_of_side(row.giver_organisation, row.giver)
    _tell(row, people, f"input{row.pk}.returned-{turn.pk}", "returned", {"turn": turn})


def _row(pk: int) -> Input:
    return with_sides(Input.objects).get(pk=pk)


def _are_of(people: list[User], organisation_id: int) -> bool:
    return User.objects.filter(pk__in=[user.pk for user in people], memberships__organisation=organisation_id).exists()


def _tell(row: Input, people: list[User], key: str, letter: str, context: dict) -> None:
    path = f"/plan/inputs/{row.ref}/"
    tell_people(
        with_stand_ins(people),
        key,
        f"planning/letters/input_{letter}.txt",
        {"input": row, "path": path, **context},
        path=path,
        about=f"input:{row.ref}",
        queue="bulk",
    )

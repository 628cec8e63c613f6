"""Who hears of trainings and advice: who has a seat, waits or registered others; who asks, who answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from accounts.models import User
from accounts.selectors import with_stand_ins
from core import clock
from core.events import subscribe
from core.templatetags.ui_time import written
from notifications.services.people import tell_people
from planning.events import AdviceAnswered, AdviceAsked, SeatsGiven, TrainingAhead, TrainingCancelled, TrainingMoved
from planning.models import AdviceRequest, Registration, Training

State = Registration.State


def concerned(rows: Iterable[Registration]) -> dict[User, list[str]]:
    """Each person with the names of the others whom they registered: those without an account hear by them."""
    found: dict[User, list[str]] = defaultdict(list)
    for row in rows:
        if row.person and row.person.is_active:
            found[row.person]
        elif row.registered_by and row.registered_by.is_active:
            found[row.registered_by].append(row.name)
    return found


def tell_of(training: Training, rows: Iterable[Registration], key: str, letter: str, **context) -> None:
    """One letter to each whom the registrations concern."""
    for person, names in concerned(rows).items():
        tell_people(
            [person],
            f"training{training.pk}.{key}",
            f"planning/letters/{letter}.txt",
            {"training": training, "names": names, **context},
            path=f"/trainings/{training.ref}/",
            about=f"training:{training.ref}",
            queue="bulk",
        )


def seats(training: Training, *states: str) -> Iterable[Registration]:
    rows = Registration.objects.filter(training=training, state__in=states)
    return rows.select_related("person", "registered_by")


@subscribe(TrainingCancelled)
def tell_of_cancelling(event: TrainingCancelled) -> None:
    training = Training.objects.get(pk=event.training_id)
    tell_of(training, seats(training, State.REGISTERED, State.WAITING), "cancelled", "training_cancelled")


@subscribe(TrainingMoved)
def tell_of_moving(event: TrainingMoved) -> None:
    training = Training.objects.get(pk=event.training_id)
    rows, key = seats(training, State.REGISTERED, State.WAITING), f"moved-{clock.now():%Y%m%d%H%M%S%f}"
    tell_of(training, rows, key, "training_moved", was_on=event.was_on)


@subscribe(SeatsGiven)
def tell_of_seats(event: SeatsGiven) -> None:
    rows = Registration.objects.filter(pk__in=event.registration_ids)
    rows = list(rows.select_related("training", "person", "registered_by"))
    tell_of(rows[0].training, rows, f"seat-{min(event.registration_ids)}", "training_seat")


@subscribe(TrainingAhead)
def remind(event: TrainingAhead) -> None:
    training = Training.objects.get(pk=event.training_id)
    days = (training.held_on - clock.today()).days
    key = f"ahead-{training.held_on:%Y%m%d}"
    tell_of(training, seats(training, State.REGISTERED), key, "training_ahead", days=days)


@subscribe(AdviceAsked)
def tell_who_answers(event: AdviceAsked) -> None:
    """The owner of the component, else all owners; and whoever stands in for them today."""
    advice = AdviceRequest.objects.select_related("component__owner").get(pk=event.advice_id)
    owner = advice.component.owner if advice.component else None
    people = [owner] if owner and owner.is_active else list(User.objects.with_role("owner"))
    _tell_of_advice(with_stand_ins(people), advice, "asked", due=written(advice.due_at))


@subscribe(AdviceAnswered)
def tell_who_asked(event: AdviceAnswered) -> None:
    advice = AdviceRequest.objects.select_related("asker").get(pk=event.advice_id)
    if advice.asker and advice.asker.is_active:
        _tell_of_advice([advice.asker], advice, "answered")


def _tell_of_advice(people: list[User], advice: AdviceRequest, what: str, **context) -> None:
    tell_people(
        people,
        f"advice{advice.pk}.{what}",
        f"planning/letters/advice_{what}.txt",
        {"advice": advice, **context},
        path=f"/advice/{advice.ref}/",
        about=f"advice:{advice.ref}",
        queue="bulk",
    )

"""What trainings and advice show on others' pages: navigation, panels, search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from components.models import Component
from core import clock
from core.actor import Actor
from core.measures import Reading, measures, midnight
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from docs_library.models import Document
from notifications.types import AboutResolver, about_resolvers
from planning.access import PLANNING
from planning.models import AdviceRequest, Training
from planning.selectors.advice import advice_of, is_late
from planning.selectors.trainings import with_counts

SHOWN = 10


def trainings_of(actor: Actor):
    return with_counts(Training.objects.visible_to(actor).live(), actor)


def trainings_today(actor: Actor, _subject: object) -> dict | None:
    """The next training on which the person has a seat or waits; for who holds them, those not marked."""
    unmarked = []
    if PLANNING.may(actor, "hold_trainings"):
        past = trainings_of(actor).filter(state=Training.State.PLANNED, held_on__lt=clock.today())
        unmarked = list(past.order_by("held_on")[:SHOWN])
    ahead = trainings_of(actor).filter(state=Training.State.PLANNED, held_on__gte=clock.today(), mine__isnull=False)
    following = ahead.first()
    return {"unmarked": unmarked, "next": following} if unmarked or following else None


def advice_today(actor: Actor, _subject: object) -> dict | None:
    """Questions that wait for whoever answers them."""
    if not PLANNING.may(actor, "answer_advice"):
        return None
    rows = list(advice_of(actor).filter(state=AdviceRequest.State.ASKED)[:SHOWN])
    for row in rows:
        row.is_late = is_late(row)
    return {"rows": rows, "list_url": f"{reverse('advice_list')}?state=asked"} if rows else None


def of_component(actor: Actor, component: Component) -> dict | None:
    """Coming trainings one of whose materials, that the reader may see, covers the component."""
    seen = Document.objects.visible_to(actor).live().filter(components=component)
    rows = trainings_of(actor).filter(state=Training.State.PLANNED, held_on__gte=clock.today())
    rows = rows.filter(pk__in=Training.materials.through._base_manager.filter(document__in=seen).values("training"))
    rows = list(rows[:SHOWN])
    return {"rows": rows, "list_url": f"{reverse('training_list')}?component={component.slug}"} if rows else None


def in_plan(actor: Actor, year: int) -> dict | None:
    """The year's trainings and advice in figures, as they stand now or stood at its end."""
    if not PLANNING.may(actor, "see_plan"):
        return None
    reading = Reading(min(clock.now(), midnight(clock.today().replace(year=year + 1, month=1, day=1))), year)
    trainings, advice = f"{reverse('training_list')}?year={year}", f"{reverse('advice_list')}?year={year}"
    held, answered = (measures.get(slug).read(reading) for slug in ("2.2.b-5", "2.2.b-4"))
    waiting = [row for row in advice_of(actor).filter(state=AdviceRequest.State.ASKED, asked_at__year=year)]
    return {
        "results": [(held, trainings), (answered, advice)],
        "splits": held.counted.splits,
        "waiting": len(waiting),
        "late": sum(is_late(row) for row in waiting),
        "ahead": trainings_of(actor).filter(held_on__year=year, state="planned", held_on__gte=clock.today()).count(),
        "list_url": trainings,
        "ahead_url": f"{trainings}&when=ahead&state=planned",
        "waiting_url": f"{advice}&state=asked",
    }


add_nav(NavItem("trainings", _("Trainings"), "training_list", 70, icon="graduation"))
add_panel(Panel("advice", "today", 25, "planning/_advice_today.html", advice_today))
add_panel(Panel("trainings", "today", 60, "planning/_trainings_today.html", trainings_today))
add_panel(Panel("trainings", "component", 40, "planning/_trainings_panel.html", of_component))
add_panel(Panel("trainings", "plan", 40, "planning/_trainings_plan.html", in_plan))


def about_training(ref: str) -> tuple[str, str] | None:
    """What a letter about a training is called, and where it leads."""
    row = Training.objects.live().filter(ref=ref).first()
    return (row.title, reverse("training_detail", args=[ref])) if row else None


def about_advice(ref: str) -> tuple[str, str] | None:
    """Its reference alone: what was asked is not everybody's who lists letters."""
    row = AdviceRequest.objects.live().filter(ref=ref).first()
    told = gettext("Advice %(ref)s") % {"ref": ref}
    return (told, reverse("advice_detail", args=[ref])) if row else None


about_resolvers.register(AboutResolver("training", about_training))
about_resolvers.register(AboutResolver("advice", about_advice))


def found_training(row: Training) -> Hit:
    return Hit(reverse("training_detail", args=[row.ref]), row.title, f"{row.ref} · {row.held_on:%d.%m.%Y}")


def texts_of_training(row: Training) -> list[Text]:
    return [Text(row.title, "A"), Text(row.ref, "A"), Text(row.about), Text(row.place)]


def found_advice(row: AdviceRequest) -> Hit:
    return Hit(reverse("advice_detail", args=[row.ref]), row.question[:120], row.ref)


def texts_of_advice(row: AdviceRequest) -> list[Text]:
    return [Text(row.ref, "A"), Text(row.question, "A"), Text(row.answer)]


search.register(
    Source(
        "trainings",
        _("Trainings"),
        Training,
        lambda actor: Training.objects.visible_to(actor).live(),
        texts_of_training,
        found_training,
    )
)
search.register(
    Source(
        "advice",
        _("Advice"),
        AdviceRequest,
        lambda actor: AdviceRequest.objects.visible_to(actor).live(),
        texts_of_advice,
        found_advice,
    )
)

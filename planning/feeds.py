"""``/plan/calendar.ics`` (RFC 5545): days by which inputs are due and days of planned releases, for whoever is signed
in, and by a signed personal address for calendar programs. UIDs never change; what was called off stays as CANCELLED.
They are whole days: no change of clocks can move them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import actor_of
from core import clock, ical
from core.actor import SYSTEM, Actor
from core.errors import NotFound
from core.links import open_link
from core.views import Page
from planning.models import Input, PlannedRelease
from planning.selectors.inputs import with_sides
from planning.services.calendar_links import PURPOSE

UID_HOME = "plan.uldkomponentide-portaal"  # not the address: UIDs must outlive a move
LAST_DAYS = 90  # what lies longer back is left out


class Calendar(Page):
    """For whoever is signed in."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return answer(self.actor)


class PersonalCalendar(Page):
    """For a calendar program that holds the person's address: what that person may see now."""

    is_public = True

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        link = open_link(self.kwargs["token"], PURPOSE)
        person = User.objects.visible_to(SYSTEM).filter(pk=link.subject_id, is_active=True).first()
        if person is None:
            raise NotFound()
        with translation.override(person.language):
            return answer(actor_of(person))


def answer(actor: Actor) -> HttpResponse:
    response = HttpResponse(calendar(actor), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="plan.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


def calendar(actor: Actor) -> bytes:
    """The calendar in the language in force, of what the actor may see."""
    since = clock.today() - timedelta(days=LAST_DAYS)
    inputs = with_sides(Input.objects.visible_to(actor).live().filter(due_on__gte=since)).order_by("due_on", "ref")
    releases = PlannedRelease.objects.visible_to(actor).filter(planned_on__gte=since)
    releases = releases.select_related("component", "release").order_by("planned_on", "pk")
    events = [line for row in inputs for line in _of_input(row)]
    events += [line for row in releases for line in _of_release(row)]
    return ical.calendar(f"{settings.PRODUCT_NAME}: {_('Inputs and releases')}", events)


def _of_input(row: Input) -> Iterator[str]:
    told = {"ref": row.ref, "what": row.what}
    about = [f"{_('From whom')}: {row.giver_name}", f"{_('To whom')}: {row.receiver_name}", row.get_state_display()]
    uid = f"input-{row.pk}"
    summary = _("Due: %(ref)s %(what)s") % told
    path = reverse("input_detail", args=[row.ref])
    yield from _event(
        uid, row.created_at, row.due_on, summary, [str(row.development), *about], path, row.state != "cancelled"
    )


def _of_release(row: PlannedRelease) -> Iterator[str]:
    about = [_("out") if row.release_id else _("planned")]
    yield from _event(
        f"release-{row.pk}",
        row.created_at,
        row.planned_on,
        _("Release: %(what)s") % {"what": row},
        about,
        reverse("planned_release_list"),
        row.archived_at is None,
    )


def _event(
    uid: str, made: datetime, day: date, summary: str, about: list[str], path: str, is_standing: bool
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@{UID_HOME}"
    yield f"DTSTAMP:{ical.stamp(clock.now())}"
    yield f"CREATED:{ical.stamp(made)}"
    yield f"DTSTART;VALUE=DATE:{ical.day(day)}"
    yield f"DTEND;VALUE=DATE:{ical.day(day + timedelta(days=1))}"
    yield f"SUMMARY:{ical.text(summary)}"
    yield f"DESCRIPTION:{ical.text(chr(10).join(str(each) for each in about))}"
    yield f"STATUS:{'CONFIRMED' if is_standing else 'CANCELLED'}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{settings.PORTAL_URL.rstrip('/')}{path}"
    yield "END:VEVENT"

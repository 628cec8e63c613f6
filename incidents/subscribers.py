"""News from below and from ourselves, turned into our own services and tasks."""

from __future__ import annotations

from django.db import transaction

from components.types import catalogue_sections
from core import clock
from core.events import subscribe
from docs_library.events import DocumentWithdrawn
from incidents import tasks
from incidents.selectors.competence import fault_class_choices
from incidents.services import guards, handovers, signals, words
from incidents.services.sections import SECTIONS
from monitoring.events import CheckFailed, CheckRecovered
from monitoring.types import FaultClassSource, fault_class_sources
from notifications.events import DeliveryEnded
from notifications.models import Delivery

for section in SECTIONS:
    catalogue_sections.register(section)
fault_class_sources.register(FaultClassSource("incidents", fault_class_choices))


@subscribe(CheckFailed)
def open_signal(event: CheckFailed) -> None:
    """A failing check is a signal; settling it (joining or opening a case) is our own task."""
    signal = signals.note_failure(event)
    if signal.incident_id is None and signal.settle_at <= clock.now():
        transaction.on_commit(tasks.kick_settling)


@subscribe(CheckRecovered)
def close_signal(event: CheckRecovered) -> None:
    signals.note_recovery(event)


@subscribe(DeliveryEnded)
def note_letter(event: DeliveryEnded) -> None:
    """The handover letter reached the relay: the party's clock starts. A notice's first copy: the first word."""
    kind, _colon, ref = event.about.partition(":")
    if kind != "incident":
        return
    letter = Delivery.objects.select_related("link").get(pk=event.delivery_id)
    is_delivered = event.state == "delivered"
    if letter.link and handovers.is_sending_letter(letter.event_key):
        handovers.note_delivery(letter.link.subject_id, at=clock.now(), is_delivered=is_delivered)
    elif letter.notice_update_id and is_delivered:
        words.note_first_word(ref, clock.now())


@subscribe(DocumentWithdrawn)
def note_lost_guard(event: DocumentWithdrawn) -> None:
    """Cases that a document kept from coming back have no guard any more."""
    guards.note_lost(event.document_id)

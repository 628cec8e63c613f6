"""What was told in the year: notices with their updates, planned work, and how many letters arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from components.models import Component, Maintenance
from components.services import finish_maintenance, plan_maintenance
from core import clock
from core.actor import SYSTEM
from core.fields import Translated
from core.links import token_for
from core.models import Link
from incidents.models import Incident
from incidents.services import words
from notifications.models import Delivery, Notice, Subscription
from notifications.selectors import acknowledgements_of
from notifications.services import approve_notice, draft_notice, end_notice, enqueue_many, letter, publish_notice
from notifications.services.acknowledgements import acknowledge_by_link
from notifications.services.subscriptions import CONFIRM, confirm, subscribe_address
from notifications.types import Recipient
from portal.demo.seeding.documents import slug_of
from portal.demo.seeding.people import actor
from portal.demo.seeding.year import Moved, Step, moment, rows

CHANGE_READERS = 6
KINDS = {"probleem": "problem", "hooldustöö": "maintenance", "muudatus": "change"}
TOUCHED = {
    "T-04": ["av-turvaserver"],
    "T-06": ["aut-govsso"],
    "T-12": ["av-turvaserver"],
    "T-09": ["av-valjund"],
    "T-14": ["av-valjund"],
}
FIRST = Translated(et="Otsime põhjust.", en="We are looking for the cause.", ru="Ищем причину.")
MEANWHILE = Translated(
    et="Salvestage töö mustandina; kiireloomulisega pöörduge kasutajatoe poole.",
    en="Save your work as a draft; for urgent matters turn to user support.",
    ru="Сохраняйте работу как черновик; по срочным делам обращайтесь в службу поддержки.",
)
LATER = Translated(
    et="Põhjus on teada, parandus on töös.",
    en="The cause is known, the repair is under way.",
    ru="Причина известна, идёт исправление.",
)
OVER = Translated(et="Kõik töötab jälle.", en="Everything works again.", ru="Всё снова работает.")


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    readers = ("liidestujad", partial(make_readers, moved))
    return [readers, *((f"teade {row['id']}", partial(tell, row, moved)) for row in rows("notices", "notices"))]


def make_readers(moved: Moved) -> None:
    """Invented programmers of other agencies who asked to hear of changes of our data services; the contract's own
    contact is the seventh."""
    for number in range(1, CHANGE_READERS + 1):
        address = f"liidestaja{number}@asutus.example"
        if Subscription.objects.filter(address=address).exists():
            continue
        with moment(moved.at("2026-01-05T09:00")):
            subscribe_address(address=address, topic="component:av-valjund", kinds=["change"], by=SYSTEM)
            row = Subscription.objects.get(address=address)
            subject = f"notifications.subscription:{row.pk}"
            confirm(token_for(Link.objects.get(purpose=CONFIRM, subject=subject)), by=SYSTEM)


def tell(row: dict[str, Any], moved: Moved) -> None:
    """One notice with all its words; nothing when it is there already."""
    sent = moved.at(row["sent"])
    if Notice.objects.filter(published_at=sent).exists():
        return
    if row["kind"] == "probleem":
        _trouble(row, sent, moved)
    else:
        _planned(row, sent, moved)


def _trouble(row: dict[str, Any], sent: datetime, moved: Moved) -> None:
    incident = Incident.objects.select_related("component", "root").get(ref=row["incident"])
    name = incident.component.name
    title = Translated(et=f"{name}: häire", en=f"{name}: trouble", ru=f"{name}: сбой")
    is_narrow = row.get("circle") == "kitsas"
    topics = [] if is_narrow else words.topics_of(incident)
    facts = {"kind": "problem", "title": title, "about": words.about(incident), "topics": topics}
    facts["is_public"] = not is_narrow
    with moment(sent):
        by = actor("asendaja", acting_for="omanik") if row.get("by") == "asendaja" else actor("omanik")
        notice = draft_notice(impact={1: "critical", 2: "major"}.get(incident.priority, "minor"), by=by, **facts)
        next_word = sent + timedelta(hours=2)
        word = {"stage": "investigating", "next_update_at": next_word, "meanwhile": MEANWHILE}
        notice = publish_notice(notice, body=FIRST, **word, by=by)
        fill_letters(notice, row)
    if notice.waits_for_confirming:
        with moment(sent + timedelta(hours=1)):
            approve_notice(notice, by=actor("juht"))
    for at in row["updates"]:
        said = moved.at(at)
        with moment(said):
            next_word = said + timedelta(hours=2)
            words.post.add_update(notice, body=LATER, stage="identified", next_update_at=next_word, by=actor("omanik"))
    if row["ended"]:
        with moment(moved.at(row["ended"])):
            end_notice(notice, body=OVER, by=actor("omanik"))


def _planned(row: dict[str, Any], sent: datetime, moved: Moved) -> None:
    components = list(Component.objects.filter(slug__in=TOUCHED[row["id"]]))
    starts, ends = moved.at(row.get("starts")), moved.at(row.get("ends"))
    title = Translated(et=row["subject"])
    with moment(sent):
        by, about = actor("juht"), ""
        if "document" in row:
            about = f"document:{slug_of(row['document'])}"
        if row["kind"] == "hooldustöö":
            work = _work(title, components, starts, ends, row.get("late_reason", ""), by)
            about = f"maintenance:{work.public_id}"
        notice = draft_notice(
            kind=KINDS[row["kind"]],
            title=title,
            about=about,
            topics=[f"component:{one.slug}" for one in components],
            starts_at=starts or moved.at(f"{row['effective']}T00:00"),
            ends_at=ends,
            impact="minor",
            asks_ack=bool(row.get("need_ack")),
            by=by,
        )
        body = Translated(
            et="Ajakava ja mõju on teates. Palun arvestage tööde planeerimisel.",
            en="Times and effect are in this notice. Please plan accordingly.",
        )
        late_reason = row.get("late_reason", "")
        publish_notice(notice, body=body, stage="identified", late_reason=late_reason, by=by)
        fill_letters(notice, row)
    acknowledge_some(notice, row.get("ack", 0), sent)
    if ends and ends < clock.now():
        with moment(ends):
            end_notice(notice, body=OVER, by=by)


def acknowledge_some(notice: Notice, wanted: int, sent: datetime) -> None:
    """So many of those who were asked say that they have read it, by the link of their letter, one every hour and a
    half."""
    for number, asked in enumerate(acknowledgements_of(notice).order_by("pk")[:wanted], start=1):
        subject = f"notifications.acknowledgement:{asked.pk}"
        with moment(sent + number * timedelta(minutes=90)):
            acknowledge_by_link(token_for(Link.objects.get(purpose="acknowledge", subject=subject)), by=SYSTEM)


def _work(title, components, starts, ends, late_reason, by) -> Maintenance:
    work = plan_maintenance(
        title=title,
        components=components,
        starts_at=starts,
        ends_at=ends,
        by=by,
        window_reason="kokku lepitud TEHIKuga",
        late_reason=late_reason,
    )
    if ends < clock.now():
        finish_maintenance(maintenance=work, by=by)
    return work


def fill_letters(notice: Notice, row: dict[str, Any]) -> None:
    """Letters to invented readers, until as many arrived and failed as the year says."""
    update = notice.updates.order_by("pk").first()
    already = Delivery.objects.filter(notice_update=update).count()
    wanted = max(row["told"] - already, 0) + row["failed"]
    readers = [
        Recipient(channel="email", address=f"lugeja{number:03d}@kov.example", language="et", why="demo")
        for number in range(wanted)
    ]
    made = [
        letter(
            event_key=f"demo-{row['id']}-{number}",
            recipient=reader,
            subject=str(notice.title),
            body=FIRST["et"],
            about=notice.about,
            notice_update=update,
        )
        for number, reader in enumerate(readers)
    ]
    enqueue_many(made, by=SYSTEM)
    failed = [f"demo-{row['id']}-{number}" for number in range(row["failed"])]
    now = clock.now()
    mine = Delivery.objects.filter(event_key__startswith=f"demo-{row['id']}-", state="waiting")
    mine.filter(event_key__in=failed).update(state="failed", ended_at=now, error="550 5.1.1 postkasti ei ole (demo)")
    mine.update(state="delivered", ended_at=now, receipt="demonstration")

"""Who hears of our events, in which letter. Letters are rendered in the recipient's language and carry no secrets:
``{link}`` and ``{code}`` are filled in at sending."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from core.actor import SYSTEM
from core.events import subscribe
from core.models import Link
from incidents.events import (
    HandoverChanged,
    HandoverCodeAsked,
    HandoverSent,
    IncidentChanged,
    IncidentOpened,
    ReportReceived,
)
from incidents.models import CompetenceRule, Entry, Handover, Incident, Report
from incidents.selectors.cases import people_concerned
from notifications import services as post
from notifications.services.people import rendered, tell_people
from notifications.types import Recipient

TO_US = ("accept", "refuse", "ask", "answer", "fix", "reference", "note", "undelivered", "remind")
TO_PARTY = ("answer_question", "words", "revoke", "remind")
NOT_THEIRS = ("refused", "revoked")
LETTERS = "incidents/letters"


def tell_owners(incident: Incident, key: str, name: str, context: dict[str, Any]) -> None:
    """An inbox row and an e-mail to each of our own people whom the case concerns."""
    path, about = f"/incidents/{incident.ref}/", f"incident:{incident.ref}"
    tell_people(people_concerned(incident), key, f"{LETTERS}/{name}.txt", context, path=path, about=about)


def tell_address(
    address: str,
    key: str,
    name: str,
    context: dict,
    *,
    language: str,
    path: str = "",
    link: Link | None = None,
    about: str = "",
    thread_key: str = "",
    to_name: str = "",
) -> None:
    """One e-mail to an address outside."""
    subject, body = rendered(f"{LETTERS}/{name}.txt", language, context)
    post.enqueue(
        event_key=f"{key}-{address}",
        subject=subject,
        body=body,
        about=about,
        link=link,
        path=path,
        recipient=Recipient(channel="email", address=address, language=language, name=to_name),
        queue="critical",
        thread_key=thread_key,
        by=SYSTEM,
    )


@subscribe(IncidentOpened)
def tell_of_new_case(event: IncidentOpened) -> None:
    """The owner (and whoever stands in today) hears of a new case; a child of an open one is not told again."""
    incident = Incident.objects.select_related("component", "root", "fault_class", "system").get(pk=event.incident_id)
    if incident.parent_id:
        return
    tell_owners(incident, f"case{incident.pk}.opened", "case_opened", {"incident": incident})


@subscribe(HandoverSent)
def send_handover_letter(event: HandoverSent) -> None:
    """The letter to the party: useful without its link. Those whom the rule names are told too, without a link."""
    handover = _handover(event.handover_id)
    context = _handover_context(handover)
    _to_party(handover, "sent", "handover", context)
    for address, name in _to_notify(handover):
        tell_address(
            address,
            f"handover{handover.pk}.notify",
            "handover_notify",
            {**context, "name": name},
            language="et",
            about=f"incident:{handover.incident.ref}",
        )


@subscribe(HandoverCodeAsked)
def send_code(event: HandoverCodeAsked) -> None:
    handover = _handover(event.handover_id)
    context = {"handover": handover, "incident": handover.incident}
    tell_address(
        handover.address,
        f"handover{handover.pk}.code{event.code_id}",
        "handover_code",
        context,
        language=handover.language,
        link=Link.objects.get(pk=event.link_id),
        about=f"incident:{handover.incident.ref}",
        to_name=handover.contact_name,
    )


@subscribe(HandoverChanged)
def tell_of_handover(event: HandoverChanged) -> None:
    """The party's acts reach our people, our words reach the party."""
    handover = _handover(event.handover_id)
    entry = Entry.objects.get(pk=event.entry_id)
    context = {**_handover_context(handover), "entry": entry, "action": event.action}
    if event.action in TO_US:
        tell_owners(handover.incident, f"handover{handover.pk}.e{entry.pk}", "handover_changed", context)
    if event.action in TO_PARTY:
        _to_party(handover, f"e{entry.pk}", "handover_words", context)


@subscribe(IncidentChanged)
def tell_of_case(event: IncidentChanged) -> None:
    """Everyone concerned hears that it is resolved or closed: reporters, the party that mended it, our people."""
    if event.action not in ("resolve", "close", "reject", "reopen", "mark_duplicate"):
        return
    incident = Incident.objects.select_related("component", "root", "fault_class", "system").get(pk=event.incident_id)
    entry = Entry.objects.get(pk=event.entry_id)
    context = {"incident": incident, "entry": entry, "action": event.action}
    key = f"case{incident.pk}.e{entry.pk}"
    tell_owners(incident, key, "case_changed", context)
    if event.action in ("resolve", "reject", "reopen"):
        _tell_reporters(incident, key, context)
    last = incident.handovers.select_related("link").order_by("-sent_at").first()
    if event.action != "reject" and last and last.state not in NOT_THEIRS and not last.delivery_failed:
        _to_party(last, f"e{entry.pk}", "case_for_party", {**_handover_context(last), **context})


@subscribe(IncidentChanged)
def tell_of_lost_guard(event: IncidentChanged) -> None:
    """The document that kept it from coming back is in force no more."""
    if event.action == "guard_lost":
        incident, entry = Incident.objects.get(pk=event.incident_id), Entry.objects.get(pk=event.entry_id)
        key = f"case{incident.pk}.e{entry.pk}"
        tell_owners(incident, key, "guard_lost", {"incident": incident, "entry": entry})


@subscribe(ReportReceived)
def send_receipt(event: ReportReceived) -> None:
    """A receipt with the reference and the status link, where the reporter gave an address."""
    report = Report.objects.select_related("incident", "link").get(pk=event.report_id)
    if report.email:
        _to_reporter(report, "received", "report_receipt", {"report": report, "incident": report.incident})


def _tell_reporters(incident: Incident, key: str, context: dict) -> None:
    """Those of the case and of its duplicates, each address once."""
    seen = set()
    reports = Report.objects.filter(Q(incident=incident) | Q(incident__duplicate_of=incident))
    for report in reports.exclude(email="").select_related("link", "incident", "feedback").order_by("pk"):
        if report.email.casefold() not in seen:
            seen.add(report.email.casefold())
            _to_reporter(report, key, "report_over", {**context, "report": report})


def _to_reporter(report: Report, key: str, name: str, context: dict) -> None:
    tell_address(
        report.email,
        f"report{report.pk}.{key}",
        name,
        context,
        language=report.language,
        link=report.link,
        path="/report/{token}/",
        about=f"incident:{report.incident.ref}",
        thread_key=f"report{report.pk}",
    )


def _to_party(handover: Handover, key: str, name: str, context: dict) -> None:
    tell_address(
        handover.address,
        f"handover{handover.pk}.{key}",
        name,
        context,
        language=handover.language,
        link=handover.link,
        path="/handover/{token}/",
        about=f"incident:{handover.incident.ref}",
        thread_key=f"handover{handover.pk}",
        to_name=handover.contact_name,
    )


def _handover(pk: int) -> Handover:
    return Handover.objects.select_related(
        "incident__component", "incident__system", "incident__fault_class", "resolver_group", "via", "link", "sent_by"
    ).get(pk=pk)


def _handover_context(handover: Handover) -> dict[str, Any]:
    return {"handover": handover, "incident": handover.incident, "evidence": list(handover.evidence.items())}


def _to_notify(handover: Handover) -> list[tuple[str, str]]:
    """Groups that the rule says must be told (data protection, security): their desk's address."""
    code, version = handover.rule.get("code"), handover.rule.get("version")
    rule = CompetenceRule.objects.filter(code=code, version__slug=version).first() if code else None
    return [(group.email, group.name) for group in rule.notify.all() if group.email] if rule else []

"""Answers about partners: by which address a team is reached, whom to ask about a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, DateField, Q, QuerySet, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organisation
from components.models import Component, Party, System
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.links import open_link
from core.svg import Mark, lifeline
from notifications.types import Recipient
from partners.models import Contact, Contract, ResolverGroup
from partners.rules.register import BadLine, Found, Ours, compare, parse
from partners.selectors.network import VERIFIED_DAYS
from partners.types import MeetingItem, MeetingSource, meeting_sources


class Address(NamedTuple):
    """Where a letter goes and in which language it is written."""

    name: str
    email: str
    language: str


def address_for(group: ResolverGroup, organisation: Organisation | None = None) -> Address | None:
    """The team's own e-mail, else that of the valid contact who holds its contact role in the organisation.

    ``organisation`` is the one chosen at forwarding where the team names none. A team that is reached only through
    another (a developer through TEHIK) has that one's address. None where nobody is known.
    """
    if group.via_id:
        return address_for(group.via)
    if group.email:
        return Address(group.name, group.email, "et")
    contact = _contact_in_role(group, organisation or group.organisation)
    return Address(contact.name, contact.email, contact.language) if contact else None


def _contact_in_role(group: ResolverGroup, organisation: Organisation | None) -> Contact | None:
    if organisation is None or not group.contact_role:
        return None
    named = Contact.objects.valid().filter(organisation=organisation, role__iexact=group.contact_role)
    return named.exclude(email="").order_by("-verified_on", "pk").first()


def contact_by(token: str) -> Contact:
    """The contact of a letter's link. Raises NotFound."""
    link = open_link(token, "contact")
    found = Contact.objects.valid().select_related("organisation").filter(pk=link.subject_id).first()
    if found is None:
        raise NotFound()
    return found


def contacts_by_organisation(actor: Actor, thing: Component | System) -> list[tuple[Organisation, list[Contact]]]:
    """Organisations with a part in the thing, by name, each with the valid contacts that the actor may see."""
    parts = Party.objects.visible_to(actor).filter(**{type(thing).__name__.lower(): thing})
    organisations = Organisation.objects.visible_to(actor).filter(parts__in=parts).distinct().order_by("name")
    contacts: dict[int, list[Contact]] = {each.pk: [] for each in organisations}
    for contact in Contact.objects.visible_to(actor).valid().filter(organisation__in=contacts).order_by("name"):
        contacts[contact.organisation_id].append(contact)
    return [(each, contacts[each.pk]) for each in organisations]


CONTRACTUAL = ("problem", "maintenance", "change")
FAR = date(9999, 12, 31)  # open-ended contracts come last


def contracts_in_order(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Live contracts with what a row of a list shows, and ``running_end``: the last day of the term that runs today,
    which for one that renewed itself is not the day that was written."""
    ends = [When(pk=row.pk, then=Value(row.outlook.ends_on)) for row in rows.live() if row.outlook.ends_on]
    rows = rows.live().annotate(running_end=Case(*ends, default=Value(FAR), output_field=DateField()))
    return rows.prefetch_related("organisations", "components", "decisions")


def contracts_that_wait(actor: Actor) -> list[Contract]:
    """Contracts on which somebody must decide, or whose yearly review is late, the nearest end first."""
    today = clock.today()
    rows = Contract.objects.visible_to(actor).live().prefetch_related("organisations", "components", "decisions")
    waits = [row for row in rows if row.why_decide or (row.outlook.review_due and row.outlook.review_due < today)]
    return sorted(waits, key=lambda row: (row.outlook.ends_on or FAR, row.slug))


def _covering(topics: Iterable[str]) -> QuerySet[Contract]:
    """Contracts in whose scope the topics' components or systems are."""
    named: dict[str, set[str]] = {"component": set(), "system": set()}
    for topic in topics:
        sort, _colon, slug = topic.partition(":")
        named.get(sort, set()).add(slug)
    rows = Contract.objects.live().filter(
        Q(components__slug__in=named["component"]) | Q(systems__slug__in=named["system"])
    )
    return rows.distinct().order_by("slug")


def heard_by_contract(topics: Iterable[str], kind: str) -> list[Recipient]:
    """Contacts of the parties to contracts in force that cover the topics' components or systems: they are told of
    troubles, planned work and changes because it was agreed, and can not unsubscribe. One row a contact."""
    if kind not in CONTRACTUAL:
        return []
    by_organisation: dict[int, list[Contract]] = defaultdict(list)
    for contract in _covering(topics).prefetch_related("parties"):
        if contract.outlook.state == "running":
            for party in contract.parties.all():
                by_organisation[party.organisation_id].append(contract)
    contacts = Contact.objects.valid().outside().filter(organisation__in=by_organisation).exclude(email="")
    return [_heard(contact, by_organisation[contact.organisation_id]) for contact in contacts.order_by("pk")]


def components_tied_to(organisation_ids: Iterable[int]) -> QuerySet[Component]:
    """Components in which the organisations have a part, or in a system that uses them: by a contract in force or as a
    party. Their keys alone, for subqueries."""
    ours = Contract.objects.live().filter(parties__organisation__in=organisation_ids).distinct()
    running = [contract.pk for contract in ours if contract.outlook.state == "running"]
    by_contract = Q(contracts__in=running) | Q(uses__contracts__in=running)
    as_party = Q(parties__organisation__in=organisation_ids) | Q(uses__parties__organisation__in=organisation_ids)
    return Component.objects.live().filter(by_contract | as_party).order_by().values("pk")


def _heard(contact: Contact, contracts: list[Contract]) -> Recipient:
    with override(contact.language):
        names = ", ".join(each.slug.upper() if each.restriction_basis else each.reference for each in contracts[:3])
        why = _("by the contract %(names)s") % {"names": names}
    return Recipient("email", contact.email, contact.language, contact.name, None, why[:200])


def contract_named(slug: str) -> Contract | None:
    """For the label of a letter or notice about it; who may open the page is asked there."""
    return Contract.objects.filter(slug=slug).first()


def without_verified_contact(actor: Actor, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Of other organisations those with a contract in force, a use or a team of the division of competence, whose
    contacts nobody verified within ``VERIFIED_DAYS``."""
    contracts = Contract.objects.visible_to(actor).live().prefetch_related("parties")
    running = [contract for contract in contracts if contract.outlook.state == "running"]
    in_force = {party.organisation_id for contract in running for party in contract.parties.all()}
    uses = Party.objects.visible_to(actor).filter(role=Party.Role.USER).values("organisation")
    teams = ResolverGroup.objects.visible_to(actor).live().filter(organisation__isnull=False).values("organisation")
    since = clock.today() - timedelta(VERIFIED_DAYS)
    verified = Contact.objects.visible_to(actor).valid().filter(verified_on__gte=since).values("organisation")
    needs = Q(pk__in=in_force) | Q(pk__in=uses) | Q(pk__in=teams)
    return rows.exclude(kind=Organisation.Kind.OWN).filter(needs).exclude(pk__in=verified)


def against_register(actor: Actor, text: str) -> tuple[list[Found], list[BadLine]]:
    """The document register's list against the contracts that the actor sees, and the lines that can not be read."""
    lines, bad = parse(text)
    return compare(lines, [_ours(row) for row in Contract.objects.visible_to(actor).live().order_by("slug")]), bad


def _ours(contract: Contract) -> Ours:
    """One that renewed itself may stand in the register as it was written; an amount that ran out moves no day."""
    view = contract.outlook
    ends = [contract.ends_on if view.ends_by == "amount" else view.ends_on]
    if view.rolled and not contract.stops_on:
        ends.append(contract.ends_on)
    return Ours(contract.reference, tuple(ends), is_over=view.state == "ended")


def meeting_plan(actor: Actor, organisation: Organisation) -> list[tuple[MeetingSource, list[MeetingItem]]]:
    """What is open with the organisation, by kind, for those kinds that have anything."""
    sources = sorted(meeting_sources, key=lambda source: source.order)
    plan = [(source, list(source.items(actor, organisation))) for source in sources]
    return [(source, items) for source, items in plan if items]


def contract_line(contract: Contract, today: date) -> SafeString:
    """The contract's time as a picture: its term, the day of notice, today, and until when it goes on by itself."""
    view = contract.outlook
    end = view.ends_on or max(today, contract.starts_on).replace(month=12, day=31)
    marks = [Mark(contract.starts_on, _("starts")), Mark(today, _("today"), "info")]
    if view.ends_on:
        marks.append(Mark(view.ends_on, _("ends"), "warning" if contract.why_decide else "neutral"))
    if view.notice_by:
        marks.append(Mark(view.notice_by, _("notice by"), "danger" if view.notice_by < today else "warning"))
    if view.rolls_to:
        marks.append(Mark(view.rolls_to, _("goes on until"), "neutral"))
    if view.runs_out_on:
        marks.append(Mark(view.runs_out_on, _("amount runs out"), "warning"))
    return lifeline(contract.starts_on, end, marks, _("The time of the contract"))

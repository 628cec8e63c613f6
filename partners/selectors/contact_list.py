"""What a list of contacts would do, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.actor import Actor
from core.two_steps import Preview
from partners.models import Contact
from partners.rules.contact_list import BadRow, Row, parse, same

NEW, CHANGES, SAME, REFUSED = "new", "changes", "same", "refused"
SHOWN_FIRST = (REFUSED, CHANGES, NEW, SAME)


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a line: ``outcome`` new, changes, same or refused (``why`` is then the sentence).
    ``changed`` maps each fact to (what it was, what it becomes)."""

    number: int
    text: str
    outcome: str
    why: str = ""
    organisation: Organisation | None = None
    contact: Contact | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lines_of_change(self) -> list[tuple[str, str, str]]:
        """(the fact's name for people, before, after)."""
        return [(Contact._meta.get_field(name).verbose_name, *pair) for name, pair in self.changed.items()]

    @property
    def is_unverified_by_it(self) -> bool:
        return bool(self.contact and self.contact.verified_on and {"email", "phone"} & set(self.changed))


class ContactsPreview(Preview):
    """What a list of contacts would do."""

    OUTCOMES, DOES = SHOWN_FIRST, (NEW, CHANGES)

    def said(self) -> list:
        return [_said(each) for each in self.lines]


def _said(line: Planned) -> list:
    whom = [row.pk if row else None for row in (line.organisation, line.contact)]
    return [line.number, line.outcome, *whom, sorted(line.facts.items()), sorted(line.changed.items())]


def preview(actor: Actor, text: str) -> ContactsPreview:
    """Each line of the list against the contacts that have not ended: a contact is known by name and role in its
    organisation, else by e-mail and role."""
    rows, bad = parse(text)
    organisations = _organisations(actor, rows)
    known = _known(actor, organisations.values())
    taken: set[object] = set()
    lines = [_planned(row, organisations, known, taken) for row in rows]
    refused = [Planned(one.number, one.text, REFUSED, _sentence(one)) for one in bad]
    return ContactsPreview(sorted([*lines, *refused], key=lambda each: each.number))


def _organisations(actor: Actor, rows: Iterable[Row]) -> dict[str, list[Organisation]]:
    named = {row.organisation for row in rows}
    slugs = {name.casefold() for name in named}
    found: dict[str, list[Organisation]] = defaultdict(list)
    for each in Organisation.objects.visible_to(actor).live().filter(Q(slug__in=slugs) | Q(registry_code__in=named)):
        for name in {each.slug, each.registry_code} - {""}:
            found[name].append(each)
    return found


def _known(actor: Actor, organisations: Iterable[list[Organisation]]) -> dict[int, list[Contact]]:
    ids = {each.pk for group in organisations for each in group}
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = Contact.objects.visible_to(actor).not_ended().filter(organisation__in=ids)
    for contact in rows.order_by("pk"):
        found[contact.organisation_id].append(contact)
    return found


def _planned(row: Row, organisations: dict, known: dict[int, list[Contact]], taken: set[object]) -> Planned:
    def refused(why: str) -> Planned:
        return Planned(row.number, row.text, REFUSED, why)

    there = organisations.get(row.organisation) or organisations.get(row.organisation.casefold(), [])
    if len(there) != 1:
        sentence = _("several organisations have this registry code") if there else _("there is no such organisation")
        return refused(sentence)
    matches = _matches(row, known[there[0].pk])
    if len(matches) > 1:
        return refused(_("several contacts fit this line; change them by hand"))
    contact = matches[0] if matches else None
    whom = contact.pk if contact else (there[0].pk, same(row.facts["name"]), same(row.facts["role"]))
    if whom in taken:
        return refused(_("a line above is about the same contact"))
    wrong = _wrong(contact or Contact(), row.facts)
    if wrong:
        return refused(wrong)
    taken.add(whom)
    if contact is None:
        return Planned(row.number, row.text, NEW, organisation=there[0], facts=row.facts)
    was = {name: getattr(contact, name) for name in row.facts}
    changed = {name: (was[name], value) for name, value in row.facts.items() if was[name] != value}
    outcome = CHANGES if changed else SAME
    return Planned(row.number, row.text, outcome, "", there[0], contact, row.facts, changed)


def _matches(row: Row, contacts: list[Contact]) -> list[Contact]:
    role, name, email = same(row.facts["role"]), same(row.facts["name"]), same(row.facts.get("email", ""))
    in_role = [each for each in contacts if same(each.role) == role]
    named = [each for each in in_role if same(each.name) == name]
    return named or [each for each in in_role if email and same(each.email) == email]


def _wrong(contact: Contact, facts: Mapping[str, str]) -> str:
    """The model's own sentence about the facts; empty where they fit. The row itself is not touched."""
    shown = {name: facts.get(name, getattr(contact, name)) for name in ("name", "role", "email", "phone", "language")}
    try:
        Contact(**shown).clean_fields(exclude=["organisation"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        return f"{Contact._meta.get_field(name).verbose_name}: {' '.join(messages)}"
    return "" if shown["email"] or shown["phone"] else _("neither an e-mail nor a phone number")


def _sentence(one: BadRow) -> str:
    return {
        "head": _("the heading must name the organisation, the name and the role"),
        "columns": _("too few columns"),
        "organisation": _("no organisation"),
        "name": _("no name"),
        "role": _("no role"),
        "language": _("the language is et, en or ru"),
        "code": _("it holds a personal code; take it out of the list"),
        "twice": _("the same contact stood above already"),
        "long": _("the list is too long; from here on nothing was read"),
    }[one.why]

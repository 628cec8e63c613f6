"""Invented people with their sign-ins, substitutions, contacts, ownerships and subscriptions."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from accounts.models import Membership, Organisation, Substitution, User
from accounts.selectors import actor_of
from accounts.services import name_substitute
from components.models import Component
from components.services import assign
from core import clock
from core.actor import SYSTEM, Actor
from notifications.models import Delivery, Subscription
from notifications.services import subscribe
from partners.models import Contact
from partners.services import add_contact, expect
from portal.demo.seeding.year import Moved, Step, rows
from portal.supervisor.demonstration import password

SIGN_INS = {  # product.md fixes the addresses of sign-in; letters of the year go to others
    "omanik": "owner",
    "juht": "lead",
    "talitus": "manager",
    "asendaja": "deputy",
    "teenus": "service",
    "ametnik": "staff",
    "tehik-th": "resolver",
    "tehik-uk1": "uk",
    "ria-valve": "ria",
    "kov-a1": "partner-a",
    "kov-b1": "partner-b",
    "audiitor": "auditor",
    "admin": "admin",
}
ADMIN = {"id": "admin", "name": "Paju Haldur-Demo", "role": "admin"}
MOSTLY_ALL = (
    "system:skais1",
    "system:skais2-ametnik",
    "system:skais2-iseteenindus",
    "system:star",
    "component:av-turvaserver",
    "component:aut-govsso",
)
WISHES = {  # who asked to hear of what
    "ametnik": ("system:skais2-ametnik", "system:star"),
    "kov-a1": ("component:av-star-kov", "system:star"),
    "kov-b1": ("system:star",),
    "juht": MOSTLY_ALL,
    "teenus": MOSTLY_ALL,
    "tehik-th": ("component:av-turvaserver",),
}
KEY_PARTNERS = ("tehik", "ria")
CONTACT_OF_SERVICE = "alamsüsteemi kontakt X-tee iseteenindusest"


def email_of(who: str) -> str:
    return f"{SIGN_INS[who]}@demo.example"


def person(who: str) -> User:
    return User.objects.get(email=email_of(who))


def actor(who: str, *, acting_for: str | None = None) -> Actor:
    """The actor of an invented person at the set instant, as a substitute where said."""
    absent = person(acting_for).pk if acting_for else None
    return actor_of(person(who), acting_for_id=absent)


def steps(shift: timedelta) -> list[Step]:
    moved = Moved(shift)
    return [
        ("inimesed", make_people),
        ("asendamised", partial(make_substitutions, moved)),
        ("kontaktid", partial(make_contacts, moved)),
        ("vastutajad ja tellimused", make_wishes),
    ]


@transaction.atomic
def make_people() -> None:
    """Everybody has the one password of this data folder."""
    hashed = _hash_of_today()
    for row in [*rows("people", "people"), ADMIN]:
        user, _is_new = User.objects.get_or_create(
            email=email_of(row["id"]),
            defaults={"name": row["name"], "language": row.get("lang", "et"), "title": row.get("title", "")},
        )
        if user.password != hashed:
            user.password = hashed
            user.save()
        organisation = Organisation.objects.get(slug=row.get("org", "ska"))
        roles = {"asendaja": ("staff",)}.get(row["id"], (row["role"],))
        for role in roles:
            Membership.objects.get_or_create(
                user=user, organisation=organisation, role=role, defaults={"valid_from": date(2020, 1, 1)}
            )


def _hash_of_today() -> str:
    """One hash for all (0.3 s of scrypt each otherwise); the owner's where it still fits the folder's password."""
    secret = password(settings.DATA_DIR)
    owner = User.objects.filter(email=email_of("omanik")).first()
    return owner.password if owner and owner.check_password(secret) else make_password(secret)


@transaction.atomic
def make_substitutions(moved: Moved) -> None:
    for row in rows("people", "substitutions"):
        days = {"from_on": moved.on(row["from"]), "until_on": moved.on(row["to"])}
        absent, substitute = person(row["for"]), person(row["by"])
        if not Substitution.objects.filter(absent=absent, substitute=substitute, **days).exists():
            with clock.at(clock.parse_local(f"{days['from_on'] - timedelta(days=7)}T10:00")):
                by = actor(row["named_by"])
                name_substitute(absent=absent, substitute=substitute, reason=row["reason"], by=by, **days)


@transaction.atomic
def make_contacts(moved: Moved) -> None:
    """The year's contacts with invented names; data services have the contact by whom X-tee names them."""
    for number, row in enumerate(rows("partners", "contacts"), start=1):
        organisation = Organisation.objects.get(slug=row["org"])
        expect(organisation=organisation, roles=[row["role"]], is_key=row["org"] in KEY_PARTNERS, by=SYSTEM)
        if row["verified"] is None:  # asked for, and nobody is named
            continue
        roles = [row["role"], *([CONTACT_OF_SERVICE] if row["role"] == "andmeteenuse omanik" else [])]
        for role in roles:
            _make_contact(organisation, role, number, moved.on(row["verified"]))


def _make_contact(organisation: Organisation, role: str, number: int, verified_on: date | None) -> None:
    if Contact.objects.filter(organisation=organisation, role=role).exists():
        return
    add_contact(
        organisation=organisation,
        name=f"Näidis Kontakt {number}",
        role=role,
        language="et",
        email=f"kontakt{number}@{organisation.slug}.example",
        valid_from=date(2024, 1, 1),
        verified_on=verified_on,
        by=SYSTEM,
    )


@transaction.atomic
def make_wishes() -> None:
    owner, deputy = person("omanik"), person("asendaja")
    for component in Component.objects.shared().filter(owner__isnull=True):
        assign(component=component, owner=owner, deputy=deputy, by=SYSTEM)
    for who, topics in WISHES.items():
        user = person(who)
        for topic in topics:
            for channel in ("email", "inbox"):
                known = Subscription.objects.live().filter(user=user, topic=topic, channel=channel)
                if not known.exists():
                    subscribe(topic=topic, channel=channel, by=actor_of(user))


def read_old_letters() -> None:
    """People have read their inbox, but for the last days before the year's end."""
    old = Delivery.objects.filter(channel="inbox", read_at__isnull=True, created_at__lt=clock.now() - timedelta(days=7))
    old.update(read_at=F("created_at"))

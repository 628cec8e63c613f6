"""The cast: one person per role, as in product.md, made only when a test asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import Membership, Organisation, User
from accounts.selectors import actor_of
from core.actor import Actor

ORGANISATIONS = {
    "ska": ("Sotsiaalkindlustusamet", "own"),
    "tehik": ("TEHIK", "agency"),
    "ria": ("RIA", "agency"),
    "kov-a": ("Metsapiiri vald", "municipality"),
    "kov-b": ("Rannaküla linn", "municipality"),
}
HOMES = {"resolver": "tehik", "partner_a": "kov-a", "partner_b": "kov-b"}
PASSWORD = "kuldnokk-lendab-kevadel"


def organisation(slug: str = "ska") -> Organisation:
    name, kind = ORGANISATIONS.get(slug, (slug.title(), "company"))
    return Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind})[0]


def person(name: str, *, role: str, organisation_slug: str = "ska", language: str = "et") -> User:
    user = User.objects.create(email=f"{name}@test.example", name=name.replace("-", " ").title(), language=language)
    Membership.objects.create(user=user, organisation=organisation(organisation_slug), role=role)
    return user


@dataclass
class Cast:
    """``cast.owner`` is a user, ``cast.actor("owner")`` the actor; both are made at the first question."""

    made: dict[str, User] = field(default_factory=dict)

    def user(self, who: str) -> User:
        if who not in self.made:
            role = who.partition("_")[0]
            self.made[who] = person(who.replace("_", "-"), role=role, organisation_slug=HOMES.get(who, "ska"))
        return self.made[who]

    def __getattr__(self, who: str) -> User:
        if who.startswith("_"):
            raise AttributeError(who)
        return self.user(who)

    def actor(self, who: str) -> Actor:
        return actor_of(self.user(who))

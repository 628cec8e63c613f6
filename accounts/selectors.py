"""Answers about people: who acts, whom one may stand in for."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import Membership, Organisation, SavedFilter, Substitution, User
from core import permissions
from core.actor import AGENCY_ROLES, LEAD, MANAGER, Actor

ACTING_FOR = "acting_for"  # the session's key: whom the signed-in person has chosen to act for


def with_standing(users: QuerySet[User]) -> QuerySet[User]:
    """Users with their roles of today and those of whom they may stand in for, in the users' own query: every page
    asks this, so it costs no query of its own."""
    current = Membership.objects.current()
    absent = Substitution.objects.current().filter(absent=OuterRef("user"), substitute=OuterRef(OuterRef("pk")))
    part = {"role": "role", "organisation": "organisation_id"}
    person = {"user": "user_id", "name": "user__name", "email": "user__email"}
    return users.annotate(
        own_parts=ArraySubquery(current.filter(user=OuterRef("pk")).values(json=JSONObject(**part))),
        absent_parts=ArraySubquery(current.filter(Exists(absent)).values(json=JSONObject(**part, **person))),
    )


def actor_of(
    user: User, *, acting_for_id: int | None = None, address: str = "", trace_id: str = "", kind: str = "user"
) -> Actor:
    """The actor of a signed-in person; as a substitute where a named substitution is valid today.

    Acting for somebody gives that person's roles and organisations instead of one's own, never both. An
    ``acting_for_id`` that is not (any more) allowed is ignored: the person acts as themself.
    """
    if not hasattr(user, "own_parts"):
        user = with_standing(User.objects).get(pk=user.pk)
    absent = {part["user"]: part["name"] or part["email"] for part in user.absent_parts}
    acts_for = acting_for_id if acting_for_id in absent else None
    parts = [part for part in user.absent_parts if part["user"] == acts_for] if acts_for else user.own_parts
    return Actor(
        kind=kind,
        name=str(user),
        user_id=user.pk,
        acting_for_id=acts_for,
        acting_for_name=absent.get(acts_for, ""),
        may_act_for=tuple(absent.items()),
        roles=frozenset(part["role"] for part in parts),
        organisation_ids=frozenset(part["organisation"] for part in parts),
        address=address,
        trace_id=trace_id,
    )


def with_stand_ins(people: list[User]) -> list[User]:
    """The people and whoever stands in for them today, each once."""
    standing_in = Substitution.objects.current().filter(absent__in=people).select_related("substitute")
    return list({user.pk: user for user in [*people, *(each.substitute for each in standing_in)]}.values())


def may_be_absent(actor: Actor) -> QuerySet[User]:
    """The people for whom the actor may name a substitute. The job description (section 1) lets the lead or the head
    of the division name one, so both may for anybody of the agency."""
    may_name = actor.is_system or actor.has_role(LEAD, MANAGER)
    return may_substitute() if may_name else User.objects.none()


def may_substitute() -> QuerySet[User]:
    """Active officials of the agency."""
    return User.objects.with_role(*AGENCY_ROLES)


def own_agency() -> Organisation | None:
    """The agency whose portal this is; None on an empty database."""
    return Organisation.objects.live().filter(kind=Organisation.Kind.OWN).order_by("pk").first()


def user_of_email(email: str) -> User | None:
    """The person of an address, whatever its letters' case."""
    return User.objects.filter(email__iexact=email).first()


def saved_filters(actor: Actor, page: str) -> list[SavedFilter]:
    """The person's own filters of a list page, by name."""
    if actor.user_id is None:
        return []
    return list(SavedFilter.objects.visible_to(actor).live().filter(page=page))


def token_scopes() -> list[tuple[str, str]]:
    """Every scope that a token may have: (``app.action``, the same). Reading of everything first, then each app's
    whole, its reading, its acts."""
    scopes = [permissions.READ_ALL]
    for app, table in sorted(permissions.tables().items()):
        scopes += [f"{app}.*", f"{app}.read", *(f"{app}.{action}" for action in sorted(table.grants))]
    return [(scope, scope) for scope in scopes]

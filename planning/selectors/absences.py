"""Days away of those who carry the field: who stands in, whom to name, and when both are away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from accounts.models import Substitution, User
from components.models import Component
from core import clock
from core.actor import AGENCY_ROLES, LEAD, OWNER
from planning.models import Absence
from planning.rules.days_away import Period, needs_substitute, overlap, uncovered, workdays
from planning.selectors.people import having


@dataclass(frozen=True, slots=True)
class Gap:
    """An absence of the post's holder or lead on whose days nobody stands in. ``usual`` is who usually does;
    ``proposed`` who could, that one where not away too."""

    absence: Absence
    from_on: date
    until_on: date
    workdays: int
    usual: User | None
    is_usual_away: bool
    proposed: User | None

    @property
    def query(self) -> str:
        """The substitution's form filled in."""
        said = {"absent": self.absence.person_id, "from_on": self.from_on, "until_on": self.until_on}
        return urlencode(said | ({"substitute": self.proposed.pk} if self.proposed else {}))


def covered(people: Collection[int]) -> dict[int, list[Period]]:
    """For each person the days on which a substitute is named."""
    found: dict[int, list[Period]] = defaultdict(list)
    rows = Substitution.objects.live().filter(absent__in=people)
    for absent, first, last in rows.values_list("absent", "from_on", "until_on"):
        found[absent].append((first, last))
    return found


def gaps(first: date | None = None) -> list[Gap]:
    """Absences of holders and leads that are not over and have a working day with nobody, the soonest first."""
    today = first or clock.today()
    people = having(OWNER, LEAD, first=today)
    rows = list(Absence.objects.live().filter(until_on__gte=today).select_related("person").order_by("from_on", "pk"))
    named = covered(people)
    open_ones = [
        row for row in rows if row.person_id in people and needs_substitute(_ahead(row, today), named[row.person_id])
    ]
    if not open_ones:
        return []
    usual = _usual({row.person_id for row in open_ones})
    away = _away(rows)
    return [_gap(row, today, named[row.person_id], usual[row.person_id], away) for row in open_ones]


def _ahead(row: Absence, today: date) -> Period:
    return max(row.from_on, today), row.until_on


def _gap(row: Absence, today: date, named: list[Period], candidates: list[User], away: dict[int, list[Period]]) -> Gap:
    days = uncovered(_ahead(row, today), named)
    span = (days[0], days[-1])
    free = [user for user in candidates if not any(overlap(span, each) for each in away[user.pk])]
    first = candidates[0] if candidates else None
    is_away = first is not None and first not in free
    return Gap(row, *span, workdays(days), first, is_away, free[0] if free else None)


def _away(rows: Iterable[Absence]) -> dict[int, list[Period]]:
    """Days on which people are away: noted, or somebody stands in for them."""
    found: dict[int, list[Period]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append((row.from_on, row.until_on))
    ahead = Substitution.objects.live().filter(until_on__gte=clock.today())
    for absent, first, last in ahead.values_list("absent", "from_on", "until_on"):
        found[absent].append((first, last))
    return found


def _usual(people: Collection[int]) -> dict[int, list[User]]:
    """Who stands in for each, the most usual first: the deputy of most of their components, then whoever did lately."""
    order: dict[int, list[int]] = defaultdict(list)
    deputies: dict[int, Counter] = defaultdict(Counter)
    rows = Component.objects.live().filter(owner__in=people, deputy__isnull=False)
    for owner, deputy in rows.values_list("owner", "deputy"):
        deputies[owner][deputy] += 1
    for owner, counts in deputies.items():
        order[owner] += [deputy for deputy, _count in counts.most_common()]
    lately = Substitution.objects.live().filter(absent__in=people).order_by("-until_on", "-pk")
    for absent, substitute in lately.values_list("absent", "substitute"):
        order[absent].append(substitute)
    named = {pk for ids in order.values() for pk in ids}
    known = {user.pk: user for user in User.objects.with_role(*AGENCY_ROLES).filter(pk__in=named)}
    return {
        person: [known[pk] for pk in dict.fromkeys(order[person]) if pk in known and pk != person] for person in people
    }

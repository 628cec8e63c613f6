"""Measures of partners: contracts reviewed and decided on, contacts that hold, promises kept, partners met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from components.models import Party
from core import clock
from core.measures import NOT_DUE, STATE, TELLING, YEAR, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from notifications.types import Ahead, LeadTime, lead_times
from partners.models import Contact, Contract, ContractDecision, ContractParty, FollowUp, Interaction, ResolverGroup
from partners.models.contracts import span_words
from partners.rules import renewal, telling
from partners.types import ComponentTeams, team_sources

VERIFIED_DAYS = 365
REASONS = {
    "end": gettext_lazy("ends within 60 days"),
    "amount": gettext_lazy("its amount is nearly used up"),
    "notice": gettext_lazy("the last day of notice has passed"),
}

kind_of("contract", "partners", lambda actor: Contract.objects.visible_to(actor))
kind_of("organisation", "accounts", lambda actor: Organisation.objects.visible_to(actor))
kind_of("follow_up", "partners", lambda actor: FollowUp.objects.visible_to(actor))


def contracts(reading: Reading) -> list[Contract]:
    """Contracts in force on the day, each with its ``named`` (topics of its scope), ``party_ids``, ``decided`` (ends of
    terms decided on) and ``stood`` (its terms without what was written later)."""
    parts = Contract.components.through.objects.filter(contract=OuterRef("pk"))
    systems = Contract.systems.through.objects.filter(contract=OuterRef("pk"))
    decisions = ContractDecision.objects.filter(contract=OuterRef("pk"), decided_on__lte=reading.today)
    rows = Contract.objects.live().annotate(
        component_slugs=ArraySubquery(parts.values("component__slug")),
        system_slugs=ArraySubquery(systems.values("system__slug")),
        party_ids=ArraySubquery(ContractParty.objects.filter(contract=OuterRef("pk")).values("organisation")),
        decided=ArraySubquery(decisions.filter(about_on__isnull=False).values("about_on")),
    )
    found = []
    for row in rows.order_by("slug"):
        row.stood = _as_of(row.terms, reading.today)
        row.named = {f"component:{one}" for one in row.component_slugs} | {f"system:{one}" for one in row.system_slugs}
        if renewal.outlook(row.stood, reading.today).state == "running":
            found.append(row)
    return found


def _as_of(terms: renewal.Terms, day: date) -> renewal.Terms:
    if terms.used_on and terms.used_on > day:
        terms = replace(terms, used=0, used_on=None)
    return replace(terms, reviewed_on=None) if terms.reviewed_on and terms.reviewed_on > day else terms


def contract_row(row: Contract, at: date | None = None, why: str = "") -> Row:
    return Row("contract", row.pk, str(row), reverse("contract_detail", args=[row.slug]), at, why)


def change_limits(reading: Reading, things: Sequence[Ahead]) -> list[tuple[datetime, str]]:
    """By the longest notice that a touched contract in force asks before a change; where none does, 90 days."""
    return [_change_limit(thing, reading.once(contracts)) for thing in things]


def _change_limit(thing: Ahead, rows: Sequence[Contract]) -> tuple[datetime, str]:
    begins = clock.local(thing.begins_at)
    touched = [row.change_notice for row in rows if row.change_notice and row.named.intersection(thing.topics)]
    limits = [(telling.change_told_by(begins, renewal.Span.parse(text)), text) for text in touched]
    limit, text = min(limits, default=(telling.change_told_by(begins, telling.CHANGE_NOTICE), ""))
    rule = _("%(notice)s by contract") if text else _("%(notice)s, as no contract says otherwise")
    return limit, rule % {"notice": span_words(text or str(telling.CHANGE_NOTICE))}


lead_times.register(LeadTime("change", change_limits))


def reviewed(reading: Reading) -> Counted:
    """2.2.a-2: open-ended contracts whose yearly review came this year."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in reading.once(contracts):
        if row.ends_on is not None:
            continue
        due = telling.review_in_year(row.review_on, reading.year)
        if due is None:
            lists["left_out"].append(contract_row(row, why=_("no yearly review is agreed")))
        elif due > reading.today:
            lists["left_out"].append(contract_row(row, due, f"{NOT_DUE}: {written(due)}"))
        else:
            is_done = telling.is_reviewed(row.stood.reviewed_on, due, reading.today)
            said = written(row.stood.reviewed_on) if row.stood.reviewed_on else _("never")
            why = _("due %(due)s, reviewed: %(said)s") % {"due": written(due), "said": said}
            lists["fulfilled" if is_done else "missed"].append(contract_row(row, due, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def undecided(reading: Reading) -> Counted:
    """2.2.a-3: contracts in force that wait for a decision."""
    waiting, settled = [], []
    for row in reading.once(contracts):
        why = renewal.needs_decision(row.stood, reading.today, row.decided)
        words = ", ".join(str(REASONS[one]) for one in why)
        (waiting if why else settled).append(contract_row(row, reading.today, words))
    return Counted(settled, waiting)


def organisations(reading: Reading) -> list[Organisation]:
    """Each with what is asked of it (``expectation``), its ``people`` valid that day, the days on which it was ``met``,
    what was ``promised`` for a day of the year, and whether it has a use or a team (``is_needed``)."""
    valid = _valid(reading.today).filter(organisation=OuterRef("pk"))
    met = Interaction.objects.live().filter(
        organisation=OuterRef("pk"), held_on__range=(reading.start_on, reading.today)
    )
    uses = Party.objects.filter(organisation=OuterRef("pk"), role=Party.Role.USER)
    teams = ResolverGroup.objects.live().filter(organisation=OuterRef("pk"))
    promises = FollowUp.objects.live().filter(
        interaction__organisation=OuterRef("pk"),
        interaction__archived_at__isnull=True,
        created_at__lte=reading.as_of,
        due_on__range=(reading.start_on, date(reading.year, 12, 31)),
    )
    return list(
        Organisation.objects.select_related("expectation")
        .annotate(
            people=ArraySubquery(valid.values(json=JSONObject(role="role", on="verified_on"))),
            met=ArraySubquery(met.values("held_on")),
            promised=ArraySubquery(
                promises.values(json=JSONObject(pk="pk", text="text", due="due_on", done="done_on"))
            ),
            is_needed=Exists(uses) | Exists(teams),
        )
        .order_by("name", "pk")
    )


def others(reading: Reading) -> list[Organisation]:
    """Organisations that are not ours."""
    rows = reading.once(organisations)
    return [row for row in rows if row.archived_at is None and row.kind != Organisation.Kind.OWN]


def _valid(day: date):
    return Contact.objects.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


def organisation_row(row: Organisation, label: str, at: date, why: str, part: str) -> Row:
    return Row("organisation", row.pk, label, reverse("organisation_detail", args=[row.slug]), at, why, part)


def verified(reading: Reading) -> Counted:
    """2.6.a-1: each contact role that is asked for; one that nobody holds is missed."""
    lists: dict[str, list[Row]] = defaultdict(list)
    in_force = {pk for contract in reading.once(contracts) for pk in contract.party_ids}
    for row in others(reading):
        roles = row.expectation.roles if hasattr(row, "expectation") else []
        if not roles and (row.is_needed or row.pk in in_force):
            why = _("no contact role is asked for")
            lists["left_out"].append(organisation_row(row, row.name, reading.today, why, ""))
        for role in roles:
            place, why = _role(row, role, reading.today)
            lists[place].append(organisation_row(row, f"{row.name}: {role}", reading.today, why, role))
    waits = "" if lists["fulfilled"] or lists["missed"] else _("No organisation is asked for a contact role yet.")
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], waits_for=waits)


def _role(row: Organisation, role: str, day: date) -> tuple[str, str]:
    days = [one["on"] for one in row.people if one["role"].casefold() == role.casefold()]
    if not days:
        return "missed", _("nobody is named")
    last = max((date.fromisoformat(on) for on in days if on and date.fromisoformat(on) <= day), default=None)
    if last is None:
        return "missed", _("never verified")
    is_fresh = last >= day - timedelta(days=VERIFIED_DAYS)
    return ("fulfilled" if is_fresh else "missed"), _("verified %(day)s") % {"day": written(last)}


def met(reading: Reading) -> Counted:
    """2.6.b-2: key partners by completed quarters of the year, with anything noted in them."""
    lists: dict[str, list[Row]] = defaultdict(list)
    keys = [row for row in others(reading) if hasattr(row, "expectation") and row.expectation.is_key]
    for row in keys:
        for number, first, last in telling.quarters(reading.year):
            label = _("%(who)s, quarter %(n)s") % {"who": row.name, "n": number}
            days = sorted(day for day in row.met if first <= day <= last)
            said = ", ".join(written(day) for day in days)
            if last >= reading.today:
                lists["left_out"].append(organisation_row(row, label, last, str(NOT_DUE), str(number)))
            else:
                lists["fulfilled" if days else "missed"].append(
                    organisation_row(row, label, last, said or _("nothing noted"), str(number))
                )
    waits = "" if keys else _("No organisation is named a key partner yet.")
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], waits_for=waits)


def kept(reading: Reading) -> Counted:
    """2.6.b-1: what was promised to partners, by the day on which it fell due."""
    lists: dict[str, list[Row]] = defaultdict(list)
    rows = [(one, row) for row in reading.once(organisations) for one in row.promised]
    for one, organisation in sorted(rows, key=lambda each: (each[0]["due"], each[0]["pk"])):
        due_on = date.fromisoformat(one["due"])
        done_on = date.fromisoformat(one["done"]) if one["done"] else None
        place, why = _promise(due_on, done_on if done_on and done_on <= reading.today else None, reading.today)
        url = reverse("organisation_detail", args=[organisation.slug])
        lists[place].append(Row("follow_up", one["pk"], f"{organisation}: {one['text']}", url, due_on, why))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _promise(due_on: date, done_on: date | None, today: date) -> tuple[str, str]:
    words = {"due": written(due_on), "done": written(done_on) if done_on else ""}
    if due_on > today or (due_on == today and done_on is None):
        return "left_out", f"{NOT_DUE}: {words['due']}"
    if done_on is None:
        return "missed", _("due %(due)s, not done") % words
    return ("fulfilled" if done_on <= due_on else "missed"), _("due %(due)s, done %(done)s") % words


def reachable_teams(reading: Reading) -> set[int]:
    """Teams with an address that works that day: their own, or that of a contact who holds their role and has not said
    otherwise. One named by its part alone (the owner of a data service) needs such a contact anywhere."""
    holders = _valid(reading.today).filter(said="", role__iexact=OuterRef("contact_role")).exclude(email="")
    rows = ResolverGroup.objects.live().annotate(
        has_own=Exists(holders.filter(organisation=OuterRef("organisation"))), has_any=Exists(holders)
    )
    known = {row.pk: row for row in rows}
    return {row.pk for row in known.values() if _is_reachable(known.get(row.via_id, row))}


def _is_reachable(row: ResolverGroup) -> bool:
    return bool(row.email) or (row.has_own if row.organisation_id else bool(row.contact_role) and row.has_any)


def reachable(reading: Reading) -> Counted:
    """2.6.a-2: shared components whose every team can be reached; one that no rule names is missed."""
    lists: dict[str, list[Row]] = defaultdict(list)
    components = [one for source in team_sources for one in source.teams(reading.today)]
    known = reading.once(reachable_teams)
    for one in components:
        away = len(one.team_ids - known)
        why = _("teams that can not be reached: %(n)s") % {"n": away} if away else ""
        why = why or ("" if one.team_ids else _("no rule in force names who solves"))
        lists["missed" if why else "fulfilled"].append(component_row(one, reading.today, why))
    waits = "" if components else _("No rules of the division of competence are known.")
    return Counted(lists["fulfilled"], lists["missed"], waits_for=waits)


def component_row(one: ComponentTeams, at: date, why: str) -> Row:
    return Row("component", one.pk, one.name, reverse("component_detail", args=[one.slug]), at, why)


for measure in (
    Measure(
        "2.2.a-2",
        gettext_lazy("Open-ended contracts had their yearly review"),
        gettext_lazy("Open-ended contracts whose day of review has come this year."),
        "support",
        YEAR,
        Target("≥", 100),
        reviewed,
        TELLING,
    ),
    Measure(
        "2.2.a-3",
        gettext_lazy("Contracts that wait for a decision"),
        gettext_lazy(
            "Contracts in force that end within 60 days, have used 95 % of their amount, or whose last day of notice "
            "passed within 60 days, with no decision noted."
        ),
        "support",
        STATE,
        Target("≤", 0, per_cent=False),
        undecided,
        TELLING,
        direction="down",
        unit="count",
    ),
    Measure(
        "2.6.a-1",
        gettext_lazy("Contacts were verified within 12 months"),
        gettext_lazy("Contact roles that are asked of organisations; one that nobody holds is missed."),
        "lead",
        STATE,
        Target("≥", 90),
        verified,
        TELLING,
    ),
    Measure(
        "2.6.a-2",
        gettext_lazy("Components whose every party can be reached"),
        gettext_lazy("Shared components: each team that the rules in force name has an address that works."),
        "support",
        STATE,
        Target("≥", 100),
        reachable,
        TELLING,
    ),
    Measure(
        "2.6.b-1",
        gettext_lazy("Agreed follow-ups were done in time"),
        gettext_lazy("Follow-ups of meetings, letters and calls, by the day on which they fell due."),
        "lead",
        YEAR,
        Target("≥", 90),
        kept,
        TELLING,
    ),
    Measure(
        "2.6.b-2",
        gettext_lazy("Key partners were met in every quarter"),
        gettext_lazy("Key partners by completed quarters: a meeting, letter or call was noted."),
        "support",
        YEAR,
        Target("≥", 100),
        met,
        TELLING,
    ),
):
    measures.register(measure)

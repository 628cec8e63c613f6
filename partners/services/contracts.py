"""Contracts: written down, changed, used up, reviewed, decided on; never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import record
from components.models import Component, System
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotFound
from core.events import publish
from partners.access import PARTNERS
from partners.events import ContractChanged
from partners.models import Contract, ContractDecision, ContractParty, Interaction
from partners.rules.renewal import FIXED, TACIT, Span

SPANS = ("period", "notice", "change_notice")
MANY = ("organisations", "components", "systems")
TOLD = ("starts_on", "ends_on", "stops_on", "change_notice", "components", "systems", "operations")  # to upper floors
DAYS = ("starts_on", "ends_on", "stops_on", "review_on", "restricted_from", "restricted_until")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
WRITING = 7_301_003  # the advisory lock of the one who writes a contract's facts
RESERVED = frozenset({"new"})  # addresses of pages that are no contract's


class ContractFacts(TypedDict, total=False):
    kind: str
    title: str
    reference: str
    register_url: str
    our_part: str
    parent: Contract | None
    organisations: Iterable[Organisation]
    components: Iterable[Component]
    systems: Iterable[System]
    operations: list[str]
    starts_on: date
    ends_on: date | None
    mode: str
    period: str
    notice: str
    change_notice: str
    amount: Decimal | None
    leads: list[int]
    review_on: date | None
    service_hours: str
    reaction: str
    restriction_basis: str
    restricted_from: date | None
    restricted_until: date | None
    note: str


@transaction.atomic
def add_contract(*, slug: str, by: Actor, **facts: Unpack[ContractFacts]) -> Contract:
    """Write a contract down. ``period``, ``notice``, ``change_notice`` are ``60d`` or ``3m``; ``leads`` days before the
    end. Raises NotAllowed, Conflict (the short name is taken) or Invalid naming the field."""
    PARTNERS.require(by, "edit_contracts")
    if slug in RESERVED:
        raise Invalid(_("This short name is taken by a page of the portal."), field="slug")
    _wait_for_turn()
    if Contract.objects.filter(slug=slug).exists():
        raise Conflict(_("There is a contract of this short name already."), field="slug")
    return _store(Contract(slug=slug), dict(facts), "add", by)


@transaction.atomic
def change_contract(*, contract: Contract, by: Actor, **facts: Unpack[ContractFacts]) -> Contract:
    """Change what is given; other dates arm the reminders anew, and upper floors hear of ``TOLD``. Raises NotAllowed or
    Invalid naming the field."""
    PARTNERS.require(by, "edit_contracts")
    _wait_for_turn()
    return _store(_locked(contract), dict(facts), "change", by)


@transaction.atomic
def set_signer(*, party: ContractParty, signed_by: str, basis: str, by: Actor) -> ContractParty:
    """Who represented the party, and on what basis. Raises NotAllowed or Invalid."""
    PARTNERS.require(by, "edit_contracts")
    party = ContractParty.objects.select_for_update().select_related("contract", "organisation").get(pk=party.pk)
    changed = changes.apply(party, {"signed_by": signed_by, "basis": basis})
    if changed:
        tell_trail("sign", party.contract, by, changed)
    return party


@transaction.atomic
def note_use(*, contract: Contract, used: Decimal, on: date | None = None, by: Actor) -> Contract:
    """How much of the amount was used by the end of the day ``on`` (today). Raises NotAllowed, Conflict where no amount
    was agreed, Invalid (negative, or a day before the start or ahead)."""
    PARTNERS.require(by, "edit_contracts")
    contract, on = _locked(contract), on or clock.today()
    if contract.amount is None:
        raise Conflict(_("No amount was agreed in this contract."))
    if used < 0:
        raise Invalid(_("What was used can not be negative."), field="used")
    if not contract.starts_on <= on <= clock.today():
        raise Invalid(_("Give a day between the start of the contract and today."), field="on")
    return _store(contract, {"used": used, "used_on": on}, "use", by)


@transaction.atomic
def review(*, contract: Contract, by: Actor) -> Contract:
    """The yearly review was done today. Raises NotAllowed, or Conflict where none is agreed."""
    PARTNERS.require(by, "edit_contracts")
    contract = _locked(contract)
    if contract.review_on is None:
        raise Conflict(_("No yearly review was agreed for this contract."))
    return _store(contract, {"reviewed_on": clock.today()}, "review", by)


@transaction.atomic
def decide(
    *,
    contract: Contract,
    verdict: str,
    text: str,
    until_on: date | None = None,
    interaction: Interaction | None = None,
    by: Actor,
) -> ContractDecision:
    """Decide on the term that runs. ``until_on`` is the new last day of a renewed contract, or the day on which one
    that goes on by itself stops. Raises NotAllowed, Conflict (it has ended) or Invalid naming the field."""
    PARTNERS.require(by, "decide_contracts")
    contract = _locked(contract)
    now = contract.outlook
    if now.state == "ended":
        raise Conflict(_("This contract has ended. Write down the new one instead."))
    if not text.strip():
        raise Invalid(_("Give the reason."), field="text")
    if until_on and not FIRST_DAY <= until_on <= LAST_DAY:
        raise Invalid(_("Give a day between 1990 and 2199; leave an open end empty."), field="until_on")
    if verdict == ContractDecision.Verdict.RENEW:
        _renew(contract, until_on, by)
    elif verdict == ContractDecision.Verdict.LET_END:
        until_on = _let_end(contract, until_on, by)
    decision = ContractDecision(contract=contract, about_on=now.ends_on, by_name=by.name, interaction=interaction)
    facts = {"verdict": verdict, "text": text, "until_on": until_on, "decided_on": clock.today()}
    tell_trail("decide", contract, by, changes.apply(decision, facts))
    return decision


@transaction.atomic
def decide_in_meeting(
    slug: str, *, verdict: str, text: str, until_on: date | None = None, interaction: Interaction, by: Actor
) -> ContractDecision:
    """The same for a line of a meeting's plan, which may be hours old: a term that somebody decided on meanwhile is not
    decided on over their head. Raises NotFound, NotAllowed, Conflict or Invalid naming the field."""
    contract = Contract.objects.visible_to(by).live().filter(slug=slug).first()
    if contract is None:
        raise NotFound()
    contract = _locked(contract)
    last = contract.outlook.ends_on
    if contract.outlook.state != "ended" and last and contract.decisions.filter(about_on=last).exists():
        raise Conflict(_("Somebody has decided on this term already. Look at the contract first."))
    return decide(contract=contract, verdict=verdict, text=text, until_on=until_on, interaction=interaction, by=by)


def _renew(contract: Contract, until_on: date | None, by: Actor) -> None:
    last = contract.outlook.ends_on
    goes_on = contract.mode == TACIT and until_on is None
    if not goes_on and last is None:
        raise Conflict(_("This contract has no last day: there is nothing to renew."))
    if not goes_on and (until_on is None or until_on <= last):
        raise Invalid(_("Give a last day after the present one."), field="until_on")
    _store(contract, {"stops_on": None, **({} if goes_on else {"ends_on": until_on})}, "renew", by)


def _let_end(contract: Contract, until_on: date | None, by: Actor) -> date:
    """The day it stops: that of the term unless another is given."""
    ends_on = contract.outlook.ends_on
    last = until_on or ends_on
    if last is None or last < clock.today():
        raise Invalid(_("Give the day on which it stops, today at the earliest."), field="until_on")
    if contract.mode != TACIT and ends_on and last > ends_on:
        raise Invalid(_("It ends before that day anyway."), field="until_on")
    _store(contract, {"stops_on": last}, "stop", by)
    return last


def _wait_for_turn() -> None:
    """Short names and references are of one contract: writers come one by one, so that the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update().get(pk=contract.pk)


def _store(contract: Contract, facts: dict, action: str, by: Actor) -> Contract:
    """Set, check and keep the facts, many-to-many ones too; the trail hears what changed."""
    many = {name: list(facts.pop(name)) for name in MANY if name in facts}
    _check(contract, facts, many)
    changed = changes.apply(contract, facts)
    for name, rows in many.items():
        before = set(getattr(contract, name).all())
        if before != set(rows):
            changed[name] = [_names(before), _names(rows)]
            getattr(contract, name).set(rows)
    contract.__dict__.pop("outlook", None)
    if changed:
        tell_trail(action, contract, by, changed)
    if action != "add" and (told := tuple(name for name in TOLD if name in changed)):
        publish(ContractChanged(contract_id=contract.pk, fields=told))
    return contract


def _check(contract: Contract, facts: dict, many: dict[str, list]) -> None:
    """What no constraint of a single column can say. Raises Invalid naming the field."""
    for name in SPANS:
        _check_span(facts.get(name, ""), name)
    if "leads" in facts:
        facts["leads"] = sorted({int(days) for days in facts["leads"]}, reverse=True)
    if not many.get("organisations", contract.pk):
        raise Invalid(_("Name at least one party."), field="organisations")
    above = facts.get("parent")
    while above is not None:
        if above.pk == contract.pk:
            raise Invalid(_("A contract can not stand under itself."), field="parent")
        above = above.parent
    _check_days(facts)
    _check_terms(contract, facts)


def _check_days(facts: dict) -> None:
    """No day so far that the calendar ends before the notice or the next term does."""
    for name in DAYS:
        if facts.get(name) and not FIRST_DAY <= facts[name] <= LAST_DAY:
            raise Invalid(_("Give a day between 1990 and 2199; leave an open end empty."), field=name)
    since, until = facts.get("restricted_from"), facts.get("restricted_until")
    if since and until and until < since:
        raise Invalid(_("A restriction can not end before it begins."), field="restricted_until")


def _check_terms(contract: Contract, facts: dict) -> None:
    values = {name: facts.get(name, getattr(contract, name)) for name in ("starts_on", "ends_on", "mode", "period")}
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        raise Invalid(_("A contract can not end before it starts."), field="ends_on")
    if values["mode"] == TACIT and not (values["ends_on"] and values["period"]):
        field = "period" if values["ends_on"] else "ends_on"
        raise Invalid(_("A contract that renews itself has a last day and a time of renewal."), field=field)
    if values["mode"] == FIXED and values["period"]:
        raise Invalid(_("A contract that is not renewed has no time of renewal."), field="period")


def _check_span(text: str, name: str) -> None:
    try:
        Span.parse(text)
    except ValueError:
        raise Invalid(_("Give days or months: 60d or 3m."), field=name) from None


def _names(rows: Iterable) -> str:
    return ", ".join(sorted(row.slug for row in rows))


def tell_trail(action: str, contract: Contract, by: Actor, changed: dict) -> None:
    """Of a restricted contract the trail keeps which facts changed, not what they say: the trail has more readers."""
    subject = f"partners.contract:{contract.pk}"
    label = contract.slug.upper() if contract.restriction_basis else str(contract)
    told = {field: ["", "…"] for field in changed} if contract.restriction_basis else changed
    record(f"partners.{action}_contract", by=by, subject=subject, label=label, changes=told)

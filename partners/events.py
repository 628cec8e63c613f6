"""What partners announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractExpiring(Event):
    """Something of a contract is ahead (or a yearly review late): ``kind`` is end, notice or review, ``target_on`` its
    day, ``lead`` the agreed number of days before it at which this is told."""

    contract_id: int
    kind: str
    target_on: date
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChanged(Event):
    """Its days, what it covers, or how long before a change the other side must be told, are others now; ``fields``
    names which of ``services.contracts.TOLD``."""

    contract_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAnswered(Event):
    """A contact answered the yearly letter; where it does not ``hold``, the row says what is different."""

    contact_id: int
    holds: bool
    record_id: int  # of the trail: each answer is told once

"""Reminders of contracts: each told once for its day; other days arm them anew (``rules.renewal.reminders``)."""

from __future__ import annotations

import structlog
from django.db import transaction

from core import clock
from core.events import publish
from partners.events import ContractExpiring
from partners.models import Contract, ContractReminder
from partners.rules.renewal import Reminder, reminders

log = structlog.get_logger(__name__)


def remind_due() -> int:
    """Tell what is due today of every contract, each in a transaction of its own; gives how many were told. One that
    can not be told of is logged and holds up no other."""
    told = 0
    for pk in Contract.objects.live().values_list("pk", flat=True):
        try:
            told += remind_of(pk)
        except Exception:
            log.exception("contract not reminded of", contract=pk)
    return told


@transaction.atomic
def remind_of(pk: int) -> int:
    """Tell the most urgent of what is due and was not told, for each day that it is about; the earlier ones of the same
    day count as told with it."""
    contract = Contract.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if contract is None:
        return 0
    today = clock.today()
    told = set(contract.reminders.values_list("kind", "target_on", "lead"))
    due = [one for one in reminders(contract.terms, today) if one.on <= today and is_ahead(one, today)]
    new = [one for one in due if (one.kind, one.target, one.lead) not in told]
    ContractReminder.objects.bulk_create(
        ContractReminder(contract=contract, kind=one.kind, target_on=one.target, lead=one.lead) for one in new
    )
    urgent = {(one.kind, one.target): one for one in sorted(new, key=lambda one: -one.lead)}
    for one in urgent.values():
        publish(ContractExpiring(contract_id=contract.pk, kind=one.kind, target_on=one.target, lead=one.lead))
    return len(urgent)


def is_ahead(one: Reminder, today) -> bool:
    """A review that was missed is still to be done; an end or a notice that has passed is a question of deciding."""
    return one.kind == "review" or one.target >= today

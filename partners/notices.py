"""Who hears of our events: the owners of what a contract covers, and the lead."""

from __future__ import annotations

from accounts.models import User
from accounts.selectors import with_stand_ins
from core import clock
from core.events import subscribe
from notifications.services.people import tell_people
from partners.events import ContractExpiring
from partners.models import Contract


@subscribe(ContractExpiring)
def remind(event: ContractExpiring) -> None:
    contract = Contract.objects.prefetch_related("components__owner", "organisations").get(pk=event.contract_id)
    path = f"/partners/contracts/{contract.slug}/"
    context = {"contract": contract, "event": event, "days": (event.target_on - clock.today()).days, "path": path}
    key = f"contract{contract.pk}.{event.kind}-{event.target_on:%Y%m%d}-{event.lead}"
    tell_people(
        people_concerned(contract),
        key,
        "partners/letters/contract_ahead.txt",
        context,
        path=path,
        about=f"contract:{contract.slug}",
        queue="bulk",
    )


def people_concerned(contract: Contract) -> list[User]:
    """The owners of the components in its scope, else all owners; the leads; and whoever stands in for them today."""
    owners = [each.owner for each in contract.components.all() if each.owner and each.owner.is_active]
    people = owners or list(User.objects.with_role("owner"))
    return with_stand_ins([*people, *User.objects.with_role("lead")])

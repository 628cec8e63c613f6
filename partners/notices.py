"""Who hears of our events: the owners of what a contract covers, and the lead."""

from __future__ import annotations

from accounts.models import User
from accounts.selectors import with_stand_ins
from core import clock
from core.events import subscribe
from notifications.services.people import tell_people
from partners.events import ContactAnswered, ContractExpiring
from partners.models import Contact, Contract


@subscribe(ContractExpiring)
def remind(event: ContractExpiring) -> None:
    contract = Contract.objects.prefetch_related("components__owner", "organisations").get(pk=event.contract_id)
    path = f"/partners/contracts/{contract.slug}/"
    name = contract.slug.upper() if contract.restriction_basis else str(contract)
    context = {
        "contract": contract,
        "name": name,
        "event": event,
        "days": (event.target_on - clock.today()).days,
        "path": path,
    }
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


@subscribe(ContactAnswered)
def tell_what_is_different(event: ContactAnswered) -> None:
    """The owners hear of a contact that does not hold; of one that does, nobody needs a letter."""
    if event.holds:
        return
    contact = Contact.objects.select_related("organisation").get(pk=event.contact_id)
    tell_people(
        with_stand_ins(list(User.objects.with_role("owner"))),
        f"contact{contact.pk}.said-{event.record_id}",
        "partners/letters/contact_differs.txt",
        {"contact": contact},
        path=f"/partners/{contact.organisation.slug}/",
        queue="bulk",
    )

"""Every write of partners."""

from partners.services.contacts import add_contact, change_contact, end_contact, verify_contact
from partners.services.contracts import add_contract, change_contract, decide, note_use, review, set_signer
from partners.services.groups import change_group
from partners.services.reminding import remind_due

__all__ = [
    "add_contact",
    "add_contract",
    "change_contact",
    "change_contract",
    "change_group",
    "decide",
    "end_contact",
    "note_use",
    "remind_due",
    "review",
    "set_signer",
    "verify_contact",
]

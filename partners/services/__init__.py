"""Every write of partners."""

from partners.services.contacts import add_contact, change_contact, end_contact, verify_contact
from partners.services.contracts import add_contract, change_contract, decide, note_use, review, set_signer
from partners.services.expectations import expect
from partners.services.groups import change_group
from partners.services.interactions import (
    add_follow_up,
    change_follow_up,
    change_interaction,
    finish_follow_up,
    note_interaction,
)
from partners.services.reminding import remind_due
from partners.services.verifying import answer_contact, ask_contact, ask_due

__all__ = [
    "add_contact",
    "add_contract",
    "add_follow_up",
    "answer_contact",
    "ask_contact",
    "ask_due",
    "change_contact",
    "change_contract",
    "change_follow_up",
    "change_group",
    "change_interaction",
    "decide",
    "end_contact",
    "expect",
    "finish_follow_up",
    "note_interaction",
    "note_use",
    "remind_due",
    "review",
    "set_signer",
    "verify_contact",
]

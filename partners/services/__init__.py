"""Every write of partners."""

from partners.services.contacts import add_contact, change_contact, end_contact, verify_contact
from partners.services.contracts import (
    add_contract,
    change_contract,
    decide,
    decide_in_meeting,
    note_use,
    review,
    set_signer,
)
from partners.services.expectations import expect
from partners.services.files import add_file, archive_file, note_reading
from partners.services.groups import change_group
from partners.services.importing import import_contacts
from partners.services.interactions import (
    add_follow_up,
    change_follow_up,
    change_interaction,
    finish_follow_up,
    note_interaction,
)
from partners.services.moving import hand_over_contact, move_contact, move_contacts
from partners.services.reminding import remind_due
from partners.services.subsystems import add_subsystem, retire_subsystem
from partners.services.verifying import answer_contact, ask_contact, ask_due

__all__ = [
    "add_contact",
    "add_contract",
    "add_file",
    "add_follow_up",
    "add_subsystem",
    "answer_contact",
    "archive_file",
    "ask_contact",
    "ask_due",
    "change_contact",
    "change_contract",
    "change_follow_up",
    "change_group",
    "change_interaction",
    "decide",
    "decide_in_meeting",
    "end_contact",
    "expect",
    "finish_follow_up",
    "hand_over_contact",
    "import_contacts",
    "move_contact",
    "move_contacts",
    "note_interaction",
    "note_reading",
    "note_use",
    "remind_due",
    "retire_subsystem",
    "review",
    "set_signer",
    "verify_contact",
]

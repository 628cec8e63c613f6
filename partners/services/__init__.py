"""Every write of partners."""

from partners.services.contacts import add_contact, change_contact, end_contact, verify_contact
from partners.services.groups import change_group

__all__ = ["add_contact", "change_contact", "change_group", "end_contact", "verify_contact"]

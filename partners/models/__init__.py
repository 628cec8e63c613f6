"""Data of partners and its constraints."""

from partners.models.contacts import Contact, ResolverGroup
from partners.models.contracts import Contract, ContractDecision, ContractParty, ContractReminder
from partners.models.expectations import Expectation
from partners.models.interactions import FollowUp, Interaction

__all__ = [
    "Contact",
    "Contract",
    "ContractDecision",
    "ContractParty",
    "ContractReminder",
    "Expectation",
    "FollowUp",
    "Interaction",
    "ResolverGroup",
]

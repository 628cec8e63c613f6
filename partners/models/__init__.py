"""Data of partners and its constraints."""

from partners.models.contacts import Contact, ResolverGroup
from partners.models.contracts import Contract, ContractDecision, ContractParty, ContractReminder
from partners.models.expectations import Expectation
from partners.models.files import ContractFile
from partners.models.interactions import FollowUp, Interaction
from partners.models.subsystems import Subsystem

__all__ = [
    "Contact",
    "Contract",
    "ContractDecision",
    "ContractFile",
    "ContractParty",
    "ContractReminder",
    "Expectation",
    "FollowUp",
    "Interaction",
    "ResolverGroup",
    "Subsystem",
]

"""Data of partners and its constraints."""

from partners.models.contacts import Contact, ResolverGroup
from partners.models.contracts import Contract, ContractDecision, ContractParty, ContractReminder

__all__ = ["Contact", "Contract", "ContractDecision", "ContractParty", "ContractReminder", "ResolverGroup"]

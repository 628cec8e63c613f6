"""Every write of accounts."""

from accounts.services.audit import check_trail, check_trail_daily, record, seal, verify
from accounts.services.filters import delete_filter, save_filter
from accounts.services.invitations import accept_invitation, invitation_of, invite, withdraw_invitation
from accounts.services.memberships import add_membership, end_membership
from accounts.services.passwords import close_resets, person_of_reset, send_reset
from accounts.services.people import change_person, choose_language, deactivate, end_sessions, reactivate
from accounts.services.substitutions import check_may_act_for, name_substitute, revoke_substitution
from accounts.services.tokens import make_token, revoke_token

__all__ = [
    "accept_invitation",
    "add_membership",
    "change_person",
    "check_may_act_for",
    "check_trail",
    "check_trail_daily",
    "choose_language",
    "close_resets",
    "deactivate",
    "delete_filter",
    "end_membership",
    "end_sessions",
    "invitation_of",
    "invite",
    "make_token",
    "name_substitute",
    "person_of_reset",
    "reactivate",
    "record",
    "revoke_substitution",
    "revoke_token",
    "save_filter",
    "seal",
    "send_reset",
    "verify",
    "withdraw_invitation",
]

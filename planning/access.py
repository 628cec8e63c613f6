"""Who may do what with plans, work and the ledger. Who sees which row is said by the querysets; whose turn it is (who
ordered, who receives, whose goal) by the services."""

from core.actor import AGENCY_ROLES, AUDITOR, LEAD, MANAGER, OWNER, PARTNER, RESOLVER, ROLES, STAFF
from core.permissions import PermissionTable

SIDES = (OWNER, LEAD, MANAGER, STAFF, RESOLVER, PARTNER)  # of an input; which side one is on, is said by the service

PLANNING = PermissionTable(
    "planning",
    {
        "see_plan": AGENCY_ROLES,
        "propose": (OWNER, LEAD, MANAGER),
        "decide_proposals": (MANAGER,),
        "open_rounds": (LEAD, MANAGER),
        "edit_plan": (OWNER, LEAD, MANAGER),
        "fix_baseline": (LEAD, MANAGER),
        "coordinate": (OWNER, LEAD),
        "give_inputs": SIDES,
        "answer_inputs": SIDES,
        "note_absences": AGENCY_ROLES,
        "import_absences": (LEAD, MANAGER),
        "order_tasks": (OWNER, LEAD, MANAGER),
        "do_tasks": AGENCY_ROLES,
        "hold_trainings": (OWNER, LEAD),
        "join_trainings": ROLES,
        "answer_advice": (OWNER, LEAD),
        "ask_advice": ROLES,
        "agree_goals": (LEAD, MANAGER),
        "review_description": (OWNER, LEAD),
        "ask_access": (OWNER, LEAD),
        "decide_access": (LEAD, MANAGER),
        "note_decisions": (OWNER, LEAD),
        "see_duties": (OWNER, LEAD, MANAGER, AUDITOR),
        "agree_targets": (LEAD,),
        "comment_duties": (OWNER, LEAD, MANAGER),
        "freeze_duties": (OWNER, LEAD),
        "export_evidence": (OWNER, LEAD, MANAGER, AUDITOR),
    },
)

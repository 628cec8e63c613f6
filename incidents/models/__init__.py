"""The tables of incidents, by what they are about."""

from incidents.models.case import STATE_LABELS, Entry, Feedback, Incident, Report, Signal
from incidents.models.competence import (
    CompetenceHole,
    CompetenceRule,
    CompetenceVersion,
    FaultClass,
    Priority,
    PriorityTarget,
)
from incidents.models.handover import HANDOVER_LABELS, Handover, HandoverCode

__all__ = [
    "HANDOVER_LABELS",
    "STATE_LABELS",
    "CompetenceHole",
    "CompetenceRule",
    "CompetenceVersion",
    "Entry",
    "FaultClass",
    "Feedback",
    "Handover",
    "HandoverCode",
    "Incident",
    "Priority",
    "PriorityTarget",
    "Report",
    "Signal",
]

"""Data of plans, work and the duty ledger."""

from planning.models.developments import Development, Input, InputTurn, PlannedRelease, ReleaseMove
from planning.models.growth import AccessRequest, Appraisal, Decision, DescriptionReview, Goal
from planning.models.ledger import EvidencePack, LedgerComment, MeasureTarget, Snapshot, SnapshotFigure
from planning.models.looks import PlanLook
from planning.models.plan import (
    QUARTERS,
    AgencyGoal,
    Counter,
    Evidence,
    PlanBaseline,
    PlanLine,
    PlanMove,
    PlanningRound,
    Proposal,
)
from planning.models.trainings import AdviceRequest, Registration, Training
from planning.models.work import Absence, Task, TaskTurn

__all__ = [
    "QUARTERS",
    "Absence",
    "AccessRequest",
    "AdviceRequest",
    "AgencyGoal",
    "Appraisal",
    "Counter",
    "Decision",
    "DescriptionReview",
    "Development",
    "Evidence",
    "EvidencePack",
    "Goal",
    "Input",
    "InputTurn",
    "LedgerComment",
    "MeasureTarget",
    "PlanBaseline",
    "PlanLine",
    "PlanLook",
    "PlanMove",
    "PlannedRelease",
    "PlanningRound",
    "Proposal",
    "Registration",
    "ReleaseMove",
    "Snapshot",
    "SnapshotFigure",
    "Task",
    "TaskTurn",
    "Training",
]

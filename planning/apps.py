from core.apps import RoomsConfig


class PlanningConfig(RoomsConfig):
    name = "planning"

from core.apps import RoomsConfig


class IncidentsConfig(RoomsConfig):
    name = "incidents"

from core.apps import RoomsConfig


class MonitoringConfig(RoomsConfig):
    name = "monitoring"

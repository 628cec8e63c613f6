from core.apps import RoomsConfig


class PartnersConfig(RoomsConfig):
    name = "partners"

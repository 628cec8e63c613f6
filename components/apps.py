from core.apps import RoomsConfig


class ComponentsConfig(RoomsConfig):
    name = "components"

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        import_module("core.search.index")


class RoomsConfig(AppConfig):
    """An app of the house: its registering rooms are imported at start, none of them twice."""

    def ready(self) -> None:
        for room in ("subscribers", "notices", "ui", "measures"):
            if module_has_submodule(self.module, room):
                import_module(f"{self.name}.{room}")

"""Every write of components."""

from components.services.catalogue import CatalogueRefused, ImportReport, export_catalogue, import_catalogue
from components.services.editing import assign, change_component, change_system, create_component, create_system
from components.services.maintenance import (
    cancel_maintenance,
    finish_maintenance,
    forbidding_windows,
    move_maintenance,
    plan_maintenance,
    plan_recurring_maintenance,
    tell_by,
)
from components.services.parts import set_uses
from components.services.releases import add_release

__all__ = [
    "CatalogueRefused",
    "ImportReport",
    "add_release",
    "assign",
    "cancel_maintenance",
    "change_component",
    "change_system",
    "create_component",
    "create_system",
    "export_catalogue",
    "finish_maintenance",
    "forbidding_windows",
    "import_catalogue",
    "move_maintenance",
    "plan_maintenance",
    "plan_recurring_maintenance",
    "set_uses",
    "tell_by",
]

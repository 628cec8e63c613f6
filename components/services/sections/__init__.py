"""The catalogue's sections that this floor keeps, in the order in which they lean on each other."""

from components.services.sections import calendar, components, dependencies, organisations, systems
from components.types import CatalogueSection

SECTIONS = (
    CatalogueSection("organisations", 10, organisations.load, organisations.dump),
    CatalogueSection("systems", 20, systems.load, systems.dump, systems.check_parents),
    CatalogueSection("groups", 30, systems.load_group, systems.dump_groups),
    CatalogueSection("components", 40, components.load, components.dump),
    CatalogueSection("externals", 50, components.load_external, components.dump_externals),
    CatalogueSection("dependencies", 60, dependencies.load, dependencies.dump, dependencies.check_circle),
    CatalogueSection("organisation_parts", 70, organisations.load_parts, key="organisations"),
    CatalogueSection("critical_windows", 80, calendar.load_window, calendar.dump_windows),
    CatalogueSection("recurring_maintenance", 90, calendar.load_pattern, calendar.dump_patterns),
)

"""What monitoring offers at start: its section of the catalogue, and what it knows of components' states."""

from components.types import StateSource, catalogue_sections, state_sources
from monitoring.selectors import component_states
from monitoring.services.catalogue import SECTION

catalogue_sections.register(SECTION)
state_sources.register(StateSource("checks", component_states))

"""What components offers at start: its sections of the catalogue."""

from components.services.sections import SECTIONS
from components.types import catalogue_sections

for section in SECTIONS:
    catalogue_sections.register(section)

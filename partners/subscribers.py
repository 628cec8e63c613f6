"""What partners offers at start: its section of the catalogue."""

from components.types import catalogue_sections
from partners.services.sections import PARTIES

catalogue_sections.register(PARTIES)

"""What partners offers at start: its section of the catalogue, and who hears of a component because of a contract."""

from components.types import catalogue_sections
from notifications.types import AudienceSource, audiences
from partners.selectors import heard_by_contract
from partners.services.sections import PARTIES

catalogue_sections.register(PARTIES)
audiences.register(AudienceSource("contracts", heard_by_contract))

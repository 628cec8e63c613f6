"""What partners offers at start: its section of the catalogue, and who hears of a component because of a contract."""

from components.types import catalogue_sections
from notifications.types import AudienceSource, CautionSource, audiences, caution_sources
from partners.selectors import change_cautions, heard_by_contract
from partners.services.sections import PARTIES

catalogue_sections.register(PARTIES)
audiences.register(AudienceSource("contracts", heard_by_contract))
caution_sources.register(CautionSource("contracts", change_cautions))

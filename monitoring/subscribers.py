"""What monitoring offers at start: its section of the catalogue, what it knows of components' states, and how long its
raw results are kept (intervals, the truth of uptime, stay)."""

from components.types import StateSource, catalogue_sections, state_sources
from core.retention import Retention, retentions
from monitoring.models import Ping, Result
from monitoring.selectors import component_states
from monitoring.services.catalogue import SECTION

catalogue_sections.register(SECTION)
state_sources.register(StateSource("checks", component_states))
retentions.register(Retention("results", 90, lambda limit: Result.objects.filter(at__lt=limit)))
# A yearly heartbeat is judged by its last sign.
retentions.register(Retention("pings", 400, lambda limit: Ping.objects.filter(at__lt=limit)))

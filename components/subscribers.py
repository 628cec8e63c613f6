"""What components offers at start: its sections of the catalogue; notices about planned work follow its times."""

from django.utils.translation import gettext

from components.events import MaintenanceChanged
from components.models import Maintenance
from components.services.sections import SECTIONS
from components.types import catalogue_sections
from core.events import subscribe
from notifications.services import follow_times

for section in SECTIONS:
    catalogue_sections.register(section)


@subscribe(MaintenanceChanged)
def retime_notice(event: MaintenanceChanged) -> None:
    """Open notices about moved or cancelled work know that people were told otherwise."""
    if event.action in ("moved", "cancelled"):
        work = Maintenance.objects.get(pk=event.maintenance_id)
        reasons = {"moved": gettext("The work was moved."), "cancelled": gettext("The work was cancelled.")}
        about = f"maintenance:{work.public_id}"
        follow_times(about, work.starts_at, work.ends_at, reason=reasons[event.action])

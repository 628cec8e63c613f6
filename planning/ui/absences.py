"""What days away show on others' pages: who needs a substitute, for the lead and on the plan."""

from __future__ import annotations

from core.actor import Actor
from core.surface import Panel, add_panel
from planning.access import PLANNING
from planning.selectors.absences import gaps


def without_substitute(actor: Actor, _subject: object) -> dict | None:
    """Absences ahead for which nobody is named yet; for whoever names."""
    if not PLANNING.may(actor, "import_absences"):
        return None
    found = gaps()
    return {"gaps": found, "may_name": True} if found else None


add_panel(Panel("absences", "today", 36, "planning/_absence_gaps.html", without_substitute))
add_panel(Panel("absences", "plan", 50, "planning/_absence_gaps.html", without_substitute))

"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from core.fields import Translated
from core.links import token_for
from incidents.services import cases, handovers, reports, words
from tests.factories import cases as make
from tests.factories.letters import NEXT

WORDS = Translated(et="Uurime", en="We look into it")


def matrix_objects(cast) -> dict:
    """``case`` is open, ``resolved`` is over, ``handed`` lies with TEHIK, which asks something."""
    by = cast.actor("owner")
    case = make.case(of="aut-tara")
    resolved = cases.resolve(make.case(of="log"), by=by)
    handover = make.handed(make.case(of="av-sisend"), by=by)
    handovers.ask(handover, text="Mis kell?", by=cast.actor("resolver"))
    notice = words.public_word(case, title=WORDS, body=WORDS, stage="investigating", **NEXT, by=by)
    report = reports.report(system=None, symptom="slow", text="Aeglane", by=by)
    return {
        "case": case.ref,
        "resolved": resolved.ref,
        "handed": handover.incident.ref,
        "handover": handover.pk,
        "door": token_for(handover.link),
        "notice": notice.public_id,
        "receipt": token_for(report.link),
    }

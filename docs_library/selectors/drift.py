"""What the look at a live schema found, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.outbound import MESSAGES
from docs_library.models import SchemaLook
from docs_library.rules.drift import Difference, Named

STATUS, NO_SCHEMA, OURS = "status", "no_schema", "ours"
PROBLEMS = {
    **MESSAGES,
    STATUS: gettext_lazy("The service answered with status %(detail)s."),
    NO_SCHEMA: gettext_lazy("The answer is none of the formats that are compared (OpenAPI, JSON Schema, WSDL, XSD)."),
    OURS: gettext_lazy("The text in force is no schema that can be compared."),
    "broken": gettext_lazy("The answer is damaged: it could not be read."),
    "too_big": gettext_lazy("The answer is too large to be compared."),
    "deep": gettext_lazy("The answer is nested too deeply to be compared."),
    "bomb": gettext_lazy("The answer grows beyond measure when it is read: it was not compared."),
    "doctype": gettext_lazy("The answer holds a DOCTYPE, which is not read."),
    "version": gettext_lazy("The answer is of a version of its format that is not known here."),
}


def told(look: SchemaLook) -> str:
    """Why it could not be compared, or what differs; empty where nothing does."""
    if look.outcome == SchemaLook.Outcome.FAILED:
        return PROBLEMS[look.problem] % {"detail": look.detail}
    return _of_difference(Difference.of_json(look.found)) if look.found else ""


def _of_difference(found: Difference) -> str:
    parts = [
        (_("only in the service: %(names)s"), found.added),
        (_("only in the text: %(names)s"), found.removed),
        (_("said differently: %(names)s"), found.changed),
    ]
    sentences = [words % {"names": _names(named)} for words, named in parts if named]
    if found.versions:
        old, new = (one or "–" for one in found.versions)
        sentences.append(_("version %(old)s in the text, %(new)s in the service") % {"old": old, "new": new})
    return "; ".join(sentences) or _("outside of operations and types")


def _names(named: Named) -> str:
    names = ", ".join(named.names)
    if not named.more:
        return names
    more = ngettext("and %(count)s more", "and %(count)s more", named.more) % {"count": named.more}
    return f"{names} {more}"

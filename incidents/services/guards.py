"""What keeps a closed case from coming back, when it is gone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.actor import SYSTEM
from docs_library.models import Document
from docs_library.selectors import label_of
from incidents.selectors.cases import guarded_by
from incidents.services.trail import locked, tell_case


@transaction.atomic
def note_lost(document_id: int) -> int:
    """Nothing of the document is in force: each case that it guards says so, and those whom the case concerns are told
    (``notices``); gives how many cases."""
    document = Document.objects.get(pk=document_id)
    with override("et"):
        text = _("The document “%(title)s”, which guards this case, is not in force any more.") % {
            "title": label_of(document.slug)
        }
    cases = list(guarded_by(document).order_by("pk"))
    for case in cases:
        tell_case(locked(case), "guard_lost", by=SYSTEM, text=text)
    return len(cases)

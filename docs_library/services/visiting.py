"""The weekly look whether those for whom a text is can open it, and nobody else (duty ledger, 2.2.a-4)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organisation
from core import clock
from core.actor import ANONYMOUS, PARTNER, STAFF, Actor
from core.models import StoredFile
from docs_library.models import AccessLook, Annex, Version, VersionText
from docs_library.rules import visitors
from docs_library.services.drafting import checksum
from partners.selectors import components_tied_to

EVERY = timedelta(days=7)
AT_ONCE = 50  # versions a tick


def visit_due() -> int:
    """Ask for every version in force that was not asked for within the week, as each kind of visitor; gives how
    many versions."""
    rows = Version.objects.in_force().filter(document__archived_at__isnull=True)
    rows = rows.annotate(last=Max("access_looks__looked_at"))
    due = rows.filter(Q(last__isnull=True) | Q(last__lte=clock.now() - EVERY)).order_by("last", "pk")
    versions = list(due.select_related("document")[:AT_ONCE])
    for version in versions:
        with override("et"):
            visit(version)
    return len(versions)


@transaction.atomic
def visit(version: Version) -> list[AccessLook]:
    """The looks at one version, one for each kind of visitor that there is."""
    is_restricted = Version.objects.restricted().filter(pk=version.pk).exists()
    looks = []
    for visitor, actor in _visitors(version).items():
        should = visitors.should_open(visitor, version.document.audience, version.audience, is_restricted=is_restricted)
        why = _fault(version, actor, should=should)
        looks.append(
            AccessLook.objects.create(
                version=version, visitor=visitor, is_right=not why, should_open=should, why=why, looked_at=clock.now()
            )
        )
    return looks


def _visitors(version: Version) -> dict[str, Actor]:
    """Somebody of each kind; a kind of which there is no organisation is left out."""
    document = version.document
    named = set(document.organisations.values_list("pk", flat=True))
    covered = set(document.components.values_list("pk", flat=True))
    found = {visitors.NOBODY: ANONYMOUS, visitors.STAFF: Actor(kind="user", roles=frozenset({STAFF}))}
    for pk in Organisation.objects.live().exclude(kind=Organisation.Kind.OWN).values_list("pk", flat=True):
        tied = bool(covered & set(components_tied_to([pk]).values_list("pk", flat=True)))
        is_named = pk in named
        if tied and is_named:
            continue  # of two kinds at once: says nothing of either
        kind = visitors.TIED if tied else visitors.NAMED if is_named else visitors.STRANGER
        found.setdefault(kind, _of(pk))
    if visitors.NAMED not in found and named:
        found |= {visitors.NAMED: _of(min(named))} if document.audience == "named" else {}
    return found


def _of(organisation_id: int) -> Actor:
    return Actor(kind="user", roles=frozenset({PARTNER}), organisation_ids=frozenset({organisation_id}))


def _fault(version: Version, actor: Actor, *, should: bool) -> str:
    """What was wrong; empty where it was as it should be."""
    is_open = Version.objects.visible_to(actor).filter(pk=version.pk).exists()
    if is_open != should:
        return _("it should open and did not") if should else _("it opened and should not")
    if not should:
        leaks = VersionText.objects.visible_to(actor).filter(version=version).exists()
        leaks = leaks or Annex.objects.visible_to(actor).filter(version=version).exists()
        return _("a part of it opened and should not") if leaks else ""
    return "" if _is_whole(version, actor) else _("its content is not what was approved")


def _is_whole(version: Version, actor: Actor) -> bool:
    """Whether all that the visitor gets has the checksum that it had at the approval."""
    texts = VersionText.objects.visible_to(actor).filter(version=version).select_related("stored")
    annexes = Annex.objects.visible_to(actor).live().filter(version=version).select_related("stored")
    contents = [(_digest(text.stored) if text.stored else _of_text(text.body), text.sha256) for text in texts]
    contents += [(_digest(annex.stored), annex.stored.sha256) for annex in annexes]
    return bool(contents) and all(is_now == was for is_now, was in contents) and checksum(version) == version.sha256


def _of_text(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _digest(stored: StoredFile) -> str:
    """SHA-256 of the file as it lies on disk; empty where it does not."""
    try:
        with default_storage.open(stored.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""

"""Answers about documents: which version a reader gets, in which language, what they read before."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Case, Prefetch, Q, QuerySet, When

from core import clock
from core.actor import STAFF, Actor
from core.errors import NotFound
from core.fields import Translated
from core.links import open_link
from docs_library import lifecycle
from docs_library.models import Annex, Document, Reading, Restriction, StaleSignal, Version, VersionText
from docs_library.models.sharing import PURPOSE
from docs_library.rules.freshness import is_fresh
from partners.models import Contract


def library(actor: Actor) -> QuerySet[Document]:
    """Live documents that the actor sees, each with ``seen_versions`` (in force or on the way, that they may read:
    ``shown`` and ``coming``) and ``doubts`` (open signals), as lists."""
    versions = Version.objects.visible_to(actor).filter(state__in=(lifecycle.IN_FORCE, *lifecycle.COMING))
    marks = Prefetch("restrictions", Restriction.objects.visible_to(actor).active(), to_attr="marks")
    return (
        Document.objects.visible_to(actor)
        .live()
        .select_related("responsible")
        .prefetch_related(
            "components",
            Prefetch("versions", versions.prefetch_related(marks), to_attr="seen_versions"),
            Prefetch("signals", StaleSignal.objects.visible_to(actor).open(), to_attr="doubts"),
        )
    )


def shown_version(actor: Actor, document: Document) -> Version | None:
    """The version that a reader of the document gets: the one in force, else the one that is on its way, else the
    newest that they may read."""
    order = Case(When(state=lifecycle.IN_FORCE, then=0), When(state__in=lifecycle.COMING, then=1), default=2)
    return Version.objects.visible_to(actor).filter(document=document).order_by(order, "-number").first()


def text_in(texts: Iterable[VersionText], language: str) -> VersionText | None:
    """The text in that language, else in Estonian, else in whatever there is."""
    by_language = {text.language: text for text in texts}
    return by_language.get(language) or by_language.get("et") or next(iter(by_language.values()), None)


def language_of_both(asked: str, old: Collection[str], new: Collection[str]) -> str:
    """The language in which two versions are compared: the asked one where both have it, else one that both have,
    Estonian first; Estonian where they have none in common."""
    return next((one for one in (asked, "et", *sorted(old)) if one in old and one in new), "et")


def marks_of(actor: Actor, version: Version) -> list[Restriction]:
    """The marks that the version bears today, as far as the actor sees what is marked; its own first."""
    rows = Restriction.objects.visible_to(actor).active().filter(version=version).select_related("annex")
    return sorted(rows, key=lambda one: one.annex_id or 0)


def mark_on(actor: Actor, version: Version, annex: Annex | None = None) -> str:
    """What goes before the name of a file that is taken: "AK" where the version or the annex is restricted, so that the
    mark goes along when it is sent on (§ 41 (4)); else nothing."""
    marked = {None, annex.pk if annex else None}
    return "AK" if any(one.annex_id in marked for one in marks_of(actor, version)) else ""


def annexes_of(actor: Actor, version: Version) -> list[Annex]:
    """The annexes that the actor may take, each with ``marks``."""
    marks = Prefetch("restrictions", Restriction.objects.visible_to(actor).active(), to_attr="marks")
    rows = Annex.objects.visible_to(actor).live().filter(version=version)
    return list(rows.select_related("stored").prefetch_related(marks))


def open_annexes(version: Version) -> list[Annex]:
    """The annexes that whoever holds a link may take: those that are not restricted."""
    marked = Restriction.objects.active().filter(version=version, annex__isnull=False).values("annex")
    return list(version.annexes.live().exclude(pk__in=marked).select_related("stored"))


def read_before(actor: Actor, version: Version) -> Version | None:
    """The version of the same document that this person read last, if it was another one and they may still see it."""
    if not actor.is_known or actor.user_id is None:
        return None
    readings = Reading.objects.visible_to(actor).filter(user=actor.user_id, version__document=version.document_id)
    if readings.filter(version=version).exists():
        return None
    last = readings.order_by("-last_at").values_list("version", flat=True).first()
    return Version.objects.visible_to(actor).filter(pk=last, number__lt=version.number).first() if last else None


def can_be_held_true(document: Document) -> bool:
    """Reviewed in time, and no open signal or broken link older than the days of grace (``rules.freshness``)."""
    began = [*document.signals.all(), *document.broken_links.all()]
    days = [clock.local(one.since).date() for one in began if one.ended_at is None]
    return is_fresh(document.review_on, days, clock.today())


def shared_version(token: str) -> Version:
    """The version that a link opens. Raises NotFound: forged, over, revoked, or the version is not to be shared now."""
    link = open_link(token, PURPOSE)
    rows = Version.objects.select_related("document").filter(pk=link.subject_id, document__archived_at__isnull=True)
    version = rows.exclude(pk__in=Version.objects.restricted().values("pk")).first()
    if version is None or version.state == lifecycle.WITHDRAWN or version.state == lifecycle.DRAFT:
        raise NotFound()
    return version


def label_of(slug: str) -> str | None:
    """What a letter or notice about the document is called wherever letters are listed: its title where all the
    agency's people read it, else its short name, which tells nothing."""
    document = Document.objects.filter(slug=slug).first()
    everybody = Actor(kind="user", roles=frozenset({STAFF}))
    is_open = document and Document.objects.visible_to(everybody).filter(pk=document.pk).exists()
    return str(document) if is_open else document and document.slug


def title_to_tell(document: Document) -> Translated | str:
    """The title as it may stand in a letter's subject: others than the reader list letters too, so that a document of
    which something is restricted is called by its short name."""
    marked = Restriction.objects.active().filter(version__document=document)
    return document.slug if marked.exists() else document.title


def covering(components: Iterable[int]) -> QuerySet[Document]:
    """Live documents with a version in force that cover one of the components."""
    rows = Document.objects.live().filter(versions__state=lifecycle.IN_FORCE, components__in=components)
    return rows.distinct().order_by("slug")


def resting_on(contract: Contract) -> QuerySet[Document]:
    """Live documents with a version in force that are tied to the contract, or cover its components and are tied to no
    other."""
    rows = Document.objects.live().filter(versions__state=lifecycle.IN_FORCE)
    own = Q(contract=contract) | Q(contract=None, components__in=contract.components.order_by().values("pk"))
    return rows.filter(own).distinct().order_by("slug")

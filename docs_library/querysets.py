"""Who reads which version. One rule for every door: those who write see all; others what is in force or was, when it is
for them and not restricted; and whoever a restricted one was sent to."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.actor import Actor
from core.querysets import AgencyOnly, ScopedQuerySet
from docs_library import lifecycle
from docs_library.access import LIBRARY
from partners.selectors import components_tied_to


def sees_all(actor: Actor) -> bool:
    """Drafts, hidden and restricted ones too."""
    return actor.is_system or (LIBRARY.may(actor, "see_drafts") and LIBRARY.may(actor, "see_restricted"))


def _circles(actor: Actor) -> dict[str, Q]:
    """The audiences to which the actor belongs, each with the versions for which that is so."""
    circles = {"public": Q()}
    if actor.is_agency:
        circles |= {"partners": Q(), "staff": Q()}
    if actor.is_known and actor.organisation_ids:
        circles["named"] = Q(document__in=_documents().filter(organisations__in=actor.organisation_ids))
        if not actor.is_agency:
            tied = components_tied_to(actor.organisation_ids)
            circles["partners"] = Q(document__in=_documents().filter(components__in=tied))
    return circles


def _is_for(circles: dict[str, Q], field: str) -> Q:
    """``field`` holds one of the audiences."""
    return reduce(or_, (Q(**{field: audience}) & of_them for audience, of_them in circles.items()))


def _documents() -> QuerySet:
    return apps.get_model("docs_library", "Document")._base_manager.order_by().values("pk")


def _restrictions(**path) -> QuerySet:
    """Restrictions that hold today."""
    rows = apps.get_model("docs_library", "Restriction")._base_manager
    over = Q(until_on__isnull=True) | Q(until_on__gte=clock.today())
    return rows.filter(over, ended_on__isnull=True, **path)


def _restricted_once(**path) -> QuerySet:
    """Restrictions that have ended: lifted, over, or with the approval of a draft."""
    rows = apps.get_model("docs_library", "Restriction")._base_manager
    return rows.filter(Q(ended_on__isnull=False) | Q(until_on__lt=clock.today()), **path)


def _sent_to(actor: Actor) -> Q:
    """A restriction whose text was sent to the actor or to an organisation of theirs."""
    return Q(copies__organisation__in=actor.organisation_ids) | Q(copies__user=actor.responsible_id or 0)


class DocumentQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """With at least one version that the actor may read; those who write see new ones too."""
        if sees_all(actor):
            return self
        versions = self.model.versions.rel.related_model._default_manager.visible_to(actor)
        return self.filter(pk__in=versions.order_by().values("document"))


class VersionQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        whole = _restrictions(version=OuterRef("pk"), annex__isnull=True)
        circles = _circles(actor)
        for_them = _is_for(circles, "document__audience") & (Q(audience="") | _is_for(circles, "audience"))
        ordinary = Q(state__in=lifecycle.READABLE) & for_them & ~Exists(whole)
        sent = ~Q(state=lifecycle.WITHDRAWN) & Exists(whole.filter(_sent_to(actor)))
        # A restriction of drafts ends with the approval; whoever was asked to read the draft reads it until it is in
        # force, and for them then by its audience.
        asked = _restricted_once(version=OuterRef("pk"), annex__isnull=True).filter(_sent_to(actor))
        sent |= Q(state__in=lifecycle.AGREED) & ~Exists(whole) & Exists(asked)
        shown = self.filter(document__archived_at__isnull=True, is_hidden=False)
        return shown.filter(ordinary | sent if actor.is_known else ordinary)

    def in_force(self) -> Self:
        return self.filter(state=lifecycle.IN_FORCE)

    def coming(self) -> Self:
        return self.filter(state__in=lifecycle.COMING)

    def restricted(self) -> Self:
        """Themselves, today; what an annex is does not count."""
        return self.filter(Exists(_restrictions(version=OuterRef("pk"), annex__isnull=True)))


class OfVersionQuerySet(ScopedQuerySet):
    """Texts: read by who reads the version."""

    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        return self.filter(version__in=_versions(self).visible_to(actor))


def _versions(rows: QuerySet) -> VersionQuerySet:
    return rows.model._meta.get_field("version").related_model._default_manager.order_by()


class AnnexQuerySet(ScopedQuerySet):
    """Annexes: read by who reads the version, unless the annex is restricted itself."""

    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        own = _restrictions(annex=OuterRef("pk"))
        open_or_sent = ~Exists(own) | Exists(own.filter(_sent_to(actor)))
        return self.live().filter(open_or_sent, version__in=_versions(self).visible_to(actor))


class RestrictionQuerySet(ScopedQuerySet):
    """Marks: seen by those who read what is marked."""

    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        sent = self.model._base_manager.filter(_sent_to(actor)).values("pk")
        return self.filter(pk__in=sent, version__in=_versions(self).visible_to(actor))

    def active(self) -> Self:
        """Today."""
        over = Q(until_on__isnull=True) | Q(until_on__gte=clock.today())
        return self.filter(over, ended_on__isnull=True)


class WritersOnly(ScopedQuerySet):
    """Known to those who keep the library."""

    def visible_to(self, actor: Actor) -> Self:
        return self if sees_all(actor) else self.none()


class RestrictionCopyQuerySet(WritersOnly):
    """To whom it was sent."""


class ShareLinkQuerySet(WritersOnly):
    """Who was given a link."""


class OfDocumentQuerySet(AgencyOnly):
    """Reviews and signals: the agency's own knowledge, about documents that the reader sees."""

    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self
        documents = self.model._meta.get_field("document").related_model._default_manager
        return super().visible_to(actor).filter(document__in=documents.visible_to(actor).values("pk"))


class StaleSignalQuerySet(OfDocumentQuerySet):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class SchemaLookQuerySet(OfDocumentQuerySet):
    """What a service said of itself."""


class BrokenLinkQuerySet(OfDocumentQuerySet):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class ReadingQuerySet(ScopedQuerySet):
    """Who read what: one's own; those who keep the library see all."""

    def visible_to(self, actor: Actor) -> Self:
        return self if sees_all(actor) else self.filter(user=actor.user_id or 0)

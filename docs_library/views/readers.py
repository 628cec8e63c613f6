"""What a reader does with documents: says that they were read, hears of changes, takes all along."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import clock
from core.views import ActionView, Page
from docs_library import services
from docs_library.filters import DocumentFilter
from docs_library.models import Document, Version
from docs_library.selectors.packing import packed
from docs_library.views.documents import address


class OfReader(ActionView):
    """Base of a known reader's acts on a document that they see."""

    @property
    def document(self) -> Document:
        return self.one(self.rows(Document).live(), slug=self.kwargs["slug"])


class DocumentFollow(OfReader):
    success_message = gettext_lazy("You will hear of its changes by e-mail.")

    def act(self) -> str:
        document = self.document
        services.follow(document=document, by=self.actor)
        return address(document)


class VersionAcknowledge(OfReader):
    success_message = gettext_lazy("Noted: you have read it.")

    def act(self) -> str:
        versions = self.rows(Version).filter(document=self.document)
        version = self.one(versions, number=self.kwargs["number"])
        services.acknowledge(version=version, by=self.actor)
        return reverse("version_detail", args=[self.kwargs["slug"], version.number])


class DocumentPack(Page):
    """The documents of the list, as it is narrowed, in one archive."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        found = DocumentFilter(request.GET, self.rows(Document).live(), request=request)
        documents = found.qs.order_by().values("pk")
        rows = self.rows(Version).in_force().filter(document__in=documents)
        versions = list(rows.select_related("document").order_by("document__slug"))
        archive = packed(self.actor, versions)
        for version in versions:
            services.note_reading(version=version, by=self.actor)
        name = f"{clock.today():%Y-%m-%d}-dokumendid.zip"
        return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")

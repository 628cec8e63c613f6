"""What a shared link opens: one version, for whoever holds it. GET changes nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from core import files
from core.actor import ANONYMOUS
from core.errors import NotFound
from docs_library.models import Annex, Version
from docs_library.selectors import open_annexes, shared_version
from docs_library.selectors.readings import file_of
from docs_library.views.reading import ReadingPage


class Shared(ReadingPage):
    """Base of the doors behind a link."""

    template_name = "docs_library/shared_version.html"

    @property
    def version(self) -> Version:
        if not hasattr(self, "_version"):
            self._version = shared_version(self.kwargs["token"])
        return self._version

    def annexes(self) -> list[Annex]:
        return open_annexes(self.version)

    def annex_url(self, annex: Annex) -> str:
        return reverse("shared_annex", args=[self.kwargs["token"], annex.pk])

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "private, no-store"
        return response


class SharedVersion(Shared):
    def get_context(self) -> dict[str, Any]:
        return {"object": self.version.document, "version": self.version, "actor": ANONYMOUS, **self.shown()}


class SharedFile(Shared):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse | HttpResponseBase:
        text = self.version.texts.select_related("stored").filter(language=kwargs["language"]).first()
        if text is None:
            raise NotFound()
        text.version = self.version
        return file_of(text)


class SharedAnnex(Shared):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        found = next((each for each in self.annexes() if each.pk == kwargs["pk"]), None)
        if found is None:
            raise NotFound()
        return files.attachment(found.stored)

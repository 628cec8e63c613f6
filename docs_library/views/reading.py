"""A document as its reader gets it, two versions side by side, and the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from core import files, surface
from core.errors import NotFound
from core.forms import LANGUAGE_NAMES
from core.links import token_for
from core.views import Page
from docs_library import lifecycle, services
from docs_library.access import LIBRARY
from docs_library.lifecycle import VERSION
from docs_library.models import (
    Annex,
    Document,
    Reading,
    Review,
    SchemaLook,
    ShareLink,
    StaleSignal,
    Version,
    VersionText,
)
from docs_library.models.versions import TYPED
from docs_library.selectors import (
    annexes_of,
    can_be_held_true,
    language_of_both,
    mark_on,
    marks_of,
    read_before,
    shown_version,
    text_in,
)
from docs_library.selectors.drift import told
from docs_library.selectors.following import may_follow
from docs_library.selectors.readings import difference, file_of, picture_of, reading_of
from docs_library.selectors.returns import last_return
from docs_library.services.deciding import approves_alone
from docs_library.services.drafting import lacks

LISTED = 12  # of versions and reviews; the rest is behind


def tell_url(version: Version) -> str:
    """The form of a notice about it, filled in as far as is known: to those who follow its components."""
    document = version.document
    given = QueryDict(mutable=True)
    given["kind"] = "change" if version.is_material else "document"
    given["about"] = f"document:{document.slug}"
    given.setlist("topic", [f"component:{each.slug}" for each in document.components.all()])
    if version.is_material and version.in_force_at:
        given["starts"] = version.in_force_at.isoformat()
    return f"{reverse('notice_add')}?{given.urlencode()}"


class ReadingPage(Page):
    """Base of pages that show one version's text; ``version`` is said by the page."""

    is_public = True
    template_name = "docs_library/document_detail.html"
    version: Version

    def shown(self) -> dict[str, Any]:
        """The text in the asked or the reader's language, read into sections."""
        texts = list(self.version.texts.select_related("stored"))
        for text in texts:
            text.version = self.version
        asked = self.request.GET.get("lang", "")
        text = text_in(texts, asked if asked in {each.language for each in texts} else get_language() or "et")
        annexes = self.annexes()
        found = reading_of(text, {each.stored.name: self.annex_url(each) for each in annexes}) if text else None
        return {"texts": texts, "text": text, "reading": found, "annexes": annexes}

    def annexes(self) -> list[Annex]:
        return annexes_of(self.actor, self.version)

    def annex_url(self, annex: Annex) -> str:
        return reverse("annex_file", args=[self.version.document.slug, self.version.number, annex.pk])


class DocumentDetail(ReadingPage):
    """The version in force, or the one that the address names."""

    @property
    def document(self) -> Document:
        if not hasattr(self, "_document"):
            rows = self.rows(Document).select_related("responsible", "contract")
            self._document = self.one(rows.prefetch_related("components", "organisations"), slug=self.kwargs["slug"])
        return self._document

    @property
    def version(self) -> Version | None:
        if not hasattr(self, "_version"):
            self._version = self.asked_version()
        return self._version

    def asked_version(self) -> Version | None:
        if "number" not in self.kwargs:
            found = shown_version(self.actor, self.document)
        else:
            found = self.one(self.rows(Version).filter(document=self.document), number=self.kwargs["number"])
        if found:
            found.document = self.document
        return found

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = self.show()  # before the reading is noted: it tells what was read last
        if self.version:
            services.note_reading(version=self.version, by=self.actor)
        return response

    def get_context(self) -> dict[str, Any]:
        document, version = self.document, self.version
        versions = self.rows(Version).filter(document=document)
        return {
            "object": document,
            "version": version,
            "versions": versions[:LISTED],
            "versions_total": versions.count(),
            "live": versions.in_force().first(),
            "has_coming": versions.coming().exists(),
            "is_fresh": can_be_held_true(document),
            "panels": surface.panels("document", self.actor, document, self.request),
            **(self.of_version(version) if version else {}),
            **self.own_knowledge(),
            **{f"may_{name}": LIBRARY.may(self.actor, name) for name in LIBRARY.grants},
        }

    def of_version(self, version: Version) -> dict[str, Any]:
        return {
            **self.shown(),
            "marks": marks_of(self.actor, version),
            "before": read_before(self.actor, version),
            "actions": VERSION.actions_from(version.state),
            "needs_others": not approves_alone(version, self.actor),
            "shares": self.shares(version),
            "tell_url": tell_url(version) if self.may_tell(version) else "",
            **self.of_reader(version),
            "returned": last_return(version) if version.is_draft and LIBRARY.may(self.actor, "see_drafts") else None,
            **(self.of_draft(version) if version.is_draft and LIBRARY.may(self.actor, "edit") else {}),
        }

    def of_reader(self, version: Version) -> dict[str, Any]:
        """What a known reader may say: that they have read it, that they want to hear of it."""
        mine = self.rows(Reading).filter(version=version, user=self.actor.user_id or 0, acknowledged_at__isnull=False)
        said = mine.values_list("acknowledged_at", flat=True).first()
        is_asked = version.state == lifecycle.IN_FORCE and self.actor.is_known and not self.actor.is_agency
        follows = version.state == lifecycle.IN_FORCE and may_follow(self.actor, self.document)
        return {"acknowledged_at": said, "may_acknowledge": is_asked and not said, "may_follow": follows}

    def of_draft(self, version: Version) -> dict[str, Any]:
        """Its languages with what there is of each, and what keeps it from review."""
        texts = {text.language: text for text in version.texts.select_related("stored")}
        languages = [(code, name, texts.get(code)) for code, name in LANGUAGE_NAMES.items()]
        may_type = TYPED in self.document.kind.extensions
        return {"languages": languages, "may_type": may_type, "lacks": list(lacks(version).values())}

    def may_tell(self, version: Version) -> bool:
        """Of what is or will be in force, and is no secret."""
        is_secret = any(mark.annex_id is None for mark in marks_of(self.actor, version))
        is_ready = version.state in (lifecycle.APPROVED, lifecycle.SCHEDULED, lifecycle.IN_FORCE)
        return LIBRARY.may(self.actor, "publish") and is_ready and not is_secret

    def shares(self, version: Version) -> list[ShareLink]:
        """With the address of each, for those who may see them."""
        rows = list(self.rows(ShareLink).filter(version=version).select_related("link"))
        for row in rows:
            row.address = settings.PORTAL_URL + reverse("shared_version", args=[token_for(row.link)])
        return rows

    def own_knowledge(self) -> dict[str, Any]:
        document = self.document
        signals = self.rows(StaleSignal).filter(document=document)
        return {
            "doubts": list(signals.open()),
            "look": self.look(),
            "reviews": list(self.rows(Review).filter(document=document)[:LISTED]),
            **self.readers(),
        }

    def readers(self) -> dict[str, int]:
        """How many have opened the document, and how many said that they have read what is in force."""
        rows = self.rows(Reading).filter(version__document=self.document)
        said = rows.filter(version__state=lifecycle.IN_FORCE, acknowledged_at__isnull=False)
        return {"readers": rows.values("user").distinct().count(), "acknowledged": said.count()}

    def look(self) -> SchemaLook | None:
        """The last look at the live schema, with its finding in words."""
        look = self.rows(SchemaLook).filter(document=self.document).select_related("version").first()
        if look:
            look.told = told(look)
        return look


class DocumentCompare(Page):
    """Two versions side by side; without a choice, the two newest that the reader may see."""

    is_public = True
    template_name = "docs_library/document_compare.html"

    def get_context(self) -> dict[str, Any]:
        document = self.one(self.rows(Document), slug=self.kwargs["slug"])
        versions = list(self.rows(Version).filter(document=document).order_by("-number"))
        new, old = self.chosen(versions)
        told = {"object": document, "versions": versions, "new": new, "old": old}
        if not (old and new):
            return told
        for version in (old, new):
            version.document = document
        found = self.compared(old, new)
        if "rows" in found:
            self.note({old, new})
        return {**told, **found}

    def chosen(self, versions: list[Version]) -> tuple[Version | None, Version | None]:
        by_number = {str(version.number): version for version in versions}
        new = by_number.get(self.request.GET.get("new", ""), versions[0] if versions else None)
        earlier = [version for version in versions if new and version.number < new.number]
        old = by_number.get(self.request.GET.get("old", ""), earlier[0] if earlier else None)
        return new, old

    def compared(self, old: Version, new: Version) -> dict[str, Any]:
        texts = [{text.language: text for text in self.texts(version)} for version in (old, new)]
        asked = self.asked_language()
        language = language_of_both(asked, *texts)
        pair = [text_in(side.values(), language) for side in texts]
        annexes = [annexes_of(self.actor, version) for version in (old, new)]
        try:
            rows = difference(*pair)
        except ValueError:
            return {"is_too_long": True}
        kept = {annex.stored.sha256 for annex in annexes[0]} & {annex.stored.sha256 for annex in annexes[1]}
        gone, came = ([annex for annex in side if annex.stored.sha256 not in kept] for side in annexes)
        marks = [mark for version in (old, new) for mark in marks_of(self.actor, version) if mark.annex_id is None]
        same = all(row.kind == "skipped" for row in rows)
        languages = {
            f"{side}_language": text.language if text else "" for side, text in zip(("old", "new"), pair, strict=True)
        }
        missing = [version for version, side in zip((old, new), texts, strict=True) if asked not in side]
        told = {"missing": missing, "asked_name": LANGUAGE_NAMES[asked], "shown_name": LANGUAGE_NAMES[language]}
        return {"rows": rows, "is_same": same, "gone": gone, "came": came, "marks": marks, **languages, **told}

    def asked_language(self) -> str:
        asked = self.request.GET.get("lang") or get_language() or "et"
        return asked if asked in LANGUAGE_NAMES else "et"

    def note(self, versions: Iterable[Version]) -> None:
        """Both texts are read here; the newer one last, for that is what the reader knows from now on."""
        for version in sorted(versions, key=lambda one: one.number):
            services.note_reading(version=version, by=self.actor)

    def texts(self, version: Version) -> list[VersionText]:
        texts = list(self.rows(VersionText).filter(version=version).select_related("stored"))
        for text in texts:
            text.version = version
        return texts


class OneText(Page):
    """Base of doors to one text of a version."""

    is_public = True

    @property
    def text(self) -> VersionText:
        rows = self.rows(VersionText).select_related("version__document", "stored")
        where = {"version__document__slug": self.kwargs["slug"], "version__number": self.kwargs["number"]}
        return self.one(rows, **where, language=self.kwargs["language"])


class VersionSwagger(OneText):
    """An OpenAPI description in Swagger UI, beside our own pages."""

    template_name = "docs_library/swagger.html"

    def get_context(self) -> dict[str, Any]:
        text = self.text
        if not text.is_interface:
            raise NotFound()
        services.note_reading(version=text.version, by=self.actor)
        marks = [mark for mark in marks_of(self.actor, text.version) if mark.annex_id is None]
        return {"object": text.version.document, "version": text.version, "text": text, "marks": marks}


class VersionPage(OneText):
    """A page of a PDF as a picture."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        text = self.text
        picture = picture_of(text, kwargs["page"])
        services.note_reading(version=text.version, by=self.actor)
        response = HttpResponse(picture, content_type="image/png")
        response["Cache-Control"] = "private, max-age=3600"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class VersionFile(OneText):
    """The text of a version as a file."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        text = self.text
        response = file_of(text, mark_on(self.actor, text.version))
        services.note_reading(version=text.version, by=self.actor)
        return response


class AnnexFile(Page):
    """An annex."""

    is_public = True

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        rows = self.rows(Annex).live().select_related("version__document", "stored")
        where = {"version__document__slug": kwargs["slug"], "version__number": kwargs["number"]}
        annex = self.one(rows, **where, pk=kwargs["pk"])
        response = files.attachment(annex.stored, mark_on(self.actor, annex.version, annex))
        services.note_reading(version=annex.version, annex=annex, by=self.actor)
        return response

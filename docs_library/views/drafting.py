"""Drafts: begun, written, given files, sent to review."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.errors import Conflict
from core.fields import LANGUAGES
from core.files import ACCEPT
from core.forms import LANGUAGE_NAMES, BaseForm
from core.views import ActionView
from docs_library import services
from docs_library.forms.versions import AnnexForm, ChangeVersionForm, NewVersionForm, TextFileForm, TextForm
from docs_library.models import Annex, Version, VersionText
from docs_library.models.versions import TYPED
from docs_library.views.documents import OneDocument, OneDocumentForm


def version_address(version: Version) -> str:
    return reverse("version_detail", args=[version.document.slug, version.number])


class OneVersion(OneDocument):
    """Base of acts on one version."""

    @property
    def version(self) -> Version:
        if not hasattr(self, "_version"):
            rows = self.rows(Version).filter(document=self.document)
            self._version = self.one(rows, number=self.kwargs["number"])
            self._version.document = self.document
        return self._version

    @property
    def back(self) -> str:
        return version_address(self.version)

    @property
    def heading(self) -> str:
        return f"{self.version}: {self.act_name}" if self.act_name else str(self.version)


class OneVersionForm(OneVersion, OneDocumentForm):
    """A form about one version."""

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "version": self.version}


class Meanwhile(OneVersionForm):
    """A form whose ``seen`` says from what its writer began. Where somebody else saved meanwhile, theirs stands beside
    what was typed, and saving again is a decision made with both in sight."""

    def now_seen(self) -> str:
        """What ``seen`` would be for somebody who begins now."""
        raise NotImplementedError

    def theirs(self) -> dict[str, Any]:
        """The other's work, for the template."""
        return {}

    def show(self, status: int = 200, **extra) -> HttpResponse:
        form = extra["form"]
        if status == Conflict.status and (now := self.now_seen()) != form.data.get("seen"):
            form.data = form.data.copy()
            form.data["seen"] = now
            extra |= {"changed_meanwhile": True, **self.theirs()}
        return super().show(status, **extra)


class VersionAdd(OneDocumentForm):
    form_class = NewVersionForm
    act_name = gettext_lazy("new version")
    verb = gettext_lazy("Begin the draft")

    def save(self, form: BaseForm) -> str:
        return version_address(services.start_version(document=self.document, **form.values(), by=self.actor))


class VersionEdit(Meanwhile):
    template_name = "docs_library/version_edit.html"
    form_class = ChangeVersionForm
    act_name = gettext_lazy("what is said about it")
    success_message = gettext_lazy("The draft was changed.")

    def get_initial(self) -> dict[str, Any]:
        return ChangeVersionForm.initial_of(self.version)

    def now_seen(self) -> str:
        return self.theirs()["their_version"].facts_mark

    def theirs(self) -> dict[str, Any]:
        return {"their_version": self.one(self.rows(Version), pk=self.version.pk)}

    def save(self, form: BaseForm) -> str:
        facts = form.values()
        seen = facts.pop("seen") or None
        return version_address(services.change_version(version=self.version, seen=seen, **facts, by=self.actor))


class OfLanguage(Meanwhile):
    """A text of the draft in the language of the address."""

    def kept_text(self) -> VersionText | None:
        return self.version.texts.select_related("stored").filter(language=self.language).first()

    def now_seen(self) -> str:
        text = self.kept_text()
        return text.sha256 if text else ""

    def theirs(self) -> dict[str, Any]:
        return {"their_text": self.kept_text()}

    @property
    def language(self) -> str:
        if self.kwargs["language"] not in LANGUAGES:
            raise Http404
        return self.kwargs["language"]

    @property
    def heading(self) -> str:
        return f"{self.version}: {self.act_name} {LANGUAGE_NAMES[self.language]}"

    def get_context(self) -> dict[str, Any]:
        types = self.document.kind.extensions
        return {**super().get_context(), "language": self.language, "may_type": TYPED in types}


class VersionWrite(OfLanguage):
    template_name = "docs_library/version_write.html"
    form_class = TextForm
    act_name = gettext_lazy("text")
    success_message = gettext_lazy("The text was kept.")

    def get_initial(self) -> dict[str, Any]:
        text = self.kept_text()
        return {"body": text.body if text else "", "seen": text.sha256 if text else ""}

    def get_context(self) -> dict[str, Any]:
        draft = f"document-{self.version.pk}-{self.language}"
        return {**super().get_context(), "draft": draft}

    def save(self, form: BaseForm) -> str:
        services.write_text(version=self.version, language=self.language, **form.values(), by=self.actor)
        return version_address(self.version)


class WithFile(OneVersionForm):
    """A form that brings a file."""

    template_name = "docs_library/version_file.html"

    def get_form(self, data=None) -> BaseForm:
        files = None if data is None else self.request.FILES
        return self.form_class(data, files, initial=self.get_initial(), extensions=self.extensions)

    @property
    def extensions(self):
        return self.document.kind.extensions

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "multipart": True}


class VersionPutFile(WithFile, OfLanguage):
    form_class = TextFileForm
    act_name = gettext_lazy("file")
    verb = gettext_lazy("Add the file")
    success_message = gettext_lazy("The file was added.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.now_seen()}

    def save(self, form: BaseForm) -> str:
        services.put_file(version=self.version, language=self.language, **form.values(), by=self.actor)
        return version_address(self.version)


class VersionTextRemove(OneVersion, ActionView):
    success_message = gettext_lazy("The text was taken out of the draft.")

    def act(self) -> str:
        services.remove_text(version=self.version, language=self.kwargs["language"], by=self.actor)
        return version_address(self.version)


class AnnexAdd(WithFile):
    form_class = AnnexForm
    act_name = pgettext_lazy("document", "annex")
    verb = gettext_lazy("Add the file")
    success_message = gettext_lazy("The annex was added.")

    @property
    def extensions(self):
        return [each.lstrip(".") for each in ACCEPT.split(",")]

    def save(self, form: BaseForm) -> str:
        services.add_annex(version=self.version, **form.values(), by=self.actor)
        return f"{version_address(self.version)}#annexes"


class AnnexArchive(OneVersion, ActionView):
    success_message = gettext_lazy("The annex was taken out of the draft.")

    def act(self) -> str:
        annex = self.one(self.rows(Annex).live().filter(version=self.version), pk=self.kwargs["pk"])
        services.archive_annex(annex=annex, by=self.actor)
        return f"{version_address(self.version)}#annexes"


class VersionSubmit(OneVersion, ActionView):
    success_message = gettext_lazy("Sent to review: those who approve were told.")

    def act(self) -> str:
        return version_address(services.submit(version=self.version, by=self.actor))

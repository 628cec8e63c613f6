"""Documents: the list, one document as its reader gets it, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core.forms import BaseForm
from core.views import ActionView, FormPage, ListPage, Page
from docs_library import services, tasks
from docs_library.access import LIBRARY
from docs_library.filters import DocumentFilter
from docs_library.forms.documents import DocumentForm, DoubtForm, NewDocumentForm, ReasonForm, ReviewForm
from docs_library.models import Document
from docs_library.selectors import can_be_held_true, library
from docs_library.selectors.attention import attention
from docs_library.selectors.news import news_for, with_ours

TARGET = 0.95  # of documents in force, duty ledger 2.2.a-1


def address(document: Document) -> str:
    return reverse("document_detail", args=[document.slug])


def in_force_label(row: Document) -> str:
    return row.shown[0].label if row.shown else ""


class DocumentList(ListPage):
    is_public = True
    template_name = "docs_library/document_list.html"
    filterset_class = DocumentFilter
    export_name = "documents"
    default_sort = "name"
    sorts = {
        "name": ("title__et", "slug"),
        "-name": ("-title__et", "slug"),
        "type": ("type", "slug"),
        "-type": ("-type", "slug"),
        "review": (F("review_on").asc(nulls_last=True), "slug"),
        "-review": (F("review_on").desc(nulls_last=True), "slug"),
    }
    public_columns = (
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Title"), lambda row: str(row.title)),
        (gettext_lazy("Type"), lambda row: row.get_type_display()),
        (gettext_lazy("Version in force"), in_force_label),
        (gettext_lazy("In force from"), lambda row: row.shown[0].in_force_at if row.shown else ""),
        (gettext_lazy("Whom it is for"), lambda row: row.get_audience_display()),
        (gettext_lazy("Components"), lambda row: ", ".join(each.slug for each in row.components.all())),
    )
    own_columns = (
        (gettext_lazy("Reference in the document register"), lambda row: row.reference),
        (gettext_lazy("Responsible"), lambda row: str(row.responsible or "")),
        (gettext_lazy("Review by"), lambda row: row.review_on or ""),
        (gettext_lazy("In doubt"), lambda row: len(row.doubts)),
    )

    @property
    def columns(self):
        """When we look again is our own knowledge."""
        return self.public_columns + self.own_columns if self.actor.is_agency else self.public_columns

    def get_queryset(self):
        rows = library(self.actor)
        return with_ours(rows, self.actor) if self.has_ours else rows

    @property
    def has_ours(self) -> bool:
        """A partner's own stand first, in groups, unless the list is sorted otherwise."""
        return self.actor.is_known and not self.actor.is_agency and self.sort == self.default_sort

    def filtered(self):
        rows = super().filtered()
        return rows.order_by("-is_ours", *self.sorts[self.default_sort]) if self.has_ours else rows

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Library"),
            "news": news_for(self.actor),
            "has_ours": self.has_ours,
            "may_edit": LIBRARY.may(self.actor, "edit"),
            "may_see_all": LIBRARY.may(self.actor, "see_drafts"),
        }


class Attention(Page):
    """What in the library waits for somebody."""

    permission = (LIBRARY, "see_drafts")
    template_name = "docs_library/attention.html"

    def get_context(self) -> dict[str, Any]:
        rows = library(self.actor).prefetch_related("signals", "broken_links")
        in_force = [row for row in rows if row.shown]
        fresh = sum(can_be_held_true(row) for row in in_force)
        tone = "success" if fresh >= len(in_force) * TARGET else "danger"
        told = {"fresh": fresh, "total": len(in_force), "tone": tone}
        return {"heading": _("What waits in the library"), "groups": attention(self.actor), **told}


class DocumentAdd(ActorFormPage):
    permission = (LIBRARY, "edit")
    form_class = NewDocumentForm
    heading = gettext_lazy("New document")
    success_message = gettext_lazy("The document was written down. Write its first version now.")

    @property
    def back(self) -> str:
        return reverse("document_list")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {"type": asked.get("type", ""), "responsible": self.actor.responsible_id}

    def save(self, form: BaseForm) -> str:
        document = services.add_document(**form.values(), by=self.actor)
        return reverse("version_add", args=[document.slug])


class OneDocument(Page):
    """Base of pages about one document."""

    permission = (LIBRARY, "edit")
    act_name = ""

    @property
    def document(self) -> Document:
        if not hasattr(self, "_document"):
            self._document = self.one(self.rows(Document).live(), slug=self.kwargs["slug"])
        return self._document

    @property
    def back(self) -> str:
        return address(self.document)

    @property
    def heading(self) -> str:
        return f"{self.document}: {self.act_name}" if self.act_name else str(self.document)


class OneDocumentForm(OneDocument, FormPage):
    """A form about one document."""

    template_name = "docs_library/form.html"
    verb = ""

    def get_context(self) -> dict[str, Any]:
        told = {"heading": self.heading, "back": self.back, "verb": self.verb, "document": self.document}
        return {**told, "act_name": self.act_name}


class DocumentEdit(OneDocumentForm):
    form_class = DocumentForm
    act_name = gettext_lazy("change the facts")
    success_message = gettext_lazy("The document was changed.")

    def get_form(self, data=None) -> BaseForm:
        return DocumentForm(data, initial=DocumentForm.initial_of(self.document), actor=self.actor)

    def save(self, form: BaseForm) -> str:
        return address(services.change_document(document=self.document, **form.values(), by=self.actor))


class DocumentArchive(OneDocumentForm):
    form_class = ReasonForm
    act_name = gettext_lazy("put away")
    verb = gettext_lazy("Put the document away")
    success_message = gettext_lazy("The document was put away.")

    def save(self, form: BaseForm) -> str:
        services.archive_document(document=self.document, **form.values(), by=self.actor)
        return reverse("document_list")


class DocumentReview(OneDocumentForm):
    permission = (LIBRARY, "review")
    form_class = ReviewForm
    act_name = gettext_lazy("reviewed, nothing changes")
    verb = gettext_lazy("Note the review")
    success_message = gettext_lazy("Noted: the document was reviewed today.")

    def save(self, form: BaseForm) -> str:
        services.review(document=self.document, **form.values(), by=self.actor)
        return self.back


class DocumentDoubt(OneDocumentForm):
    permission = (LIBRARY, "review")
    form_class = DoubtForm
    act_name = gettext_lazy("it may be out of date")
    verb = gettext_lazy("Note it")
    success_message = gettext_lazy("Noted: the one who answers for it was told.")

    def save(self, form: BaseForm) -> str:
        services.must_be_in_force(self.document)
        facts = form.values()
        about = f"noted:{form.cleaned_data['submission'] or self.actor.user_id}"
        services.doubt(document=self.document, about=about, **facts, by=self.actor)
        return self.back


class DocumentLook(OneDocument, ActionView):
    """The live schema is looked at by a worker: nobody waits for another side in a page."""

    permission = (LIBRARY, "review")
    success_message = gettext_lazy("It is being looked at: what was found stands here in a moment.")

    def act(self) -> str:
        services.ask_look(document=self.document, by=self.actor)
        transaction.on_commit(tasks.kick_schemas)
        return f"{self.back}#live"

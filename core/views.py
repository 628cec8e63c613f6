"""Bases of every page. A page says who may open it, reaches rows through ``visible_to`` and writes by services."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views import View

from core import exports, surface
from core.actor import Actor
from core.errors import DomainError, NotFound
from core.forms import BaseForm
from core.models import Submission
from core.pages import KeysFirst
from core.permissions import PermissionTable
from core.repeats import freed_if_refused

KEY_FORM = re.compile(r"[0-9A-Za-z_.:-]{1,40}")


class Page(View):
    """A page for signed-in people. ``permission`` is ``(table, action)``; ``is_public`` opens it to everybody."""

    permission: ClassVar[tuple[PermissionTable, str] | None] = None
    is_public: ClassVar[bool] = False
    template_name: ClassVar[str] = ""

    @property
    def actor(self) -> Actor:
        return self.request.actor

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.is_public and not request.actor.is_known:
            return redirect_to_login(request.get_full_path())
        if self.permission:
            table, action = self.permission
            table.require(request.actor, action)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show()

    def get_context(self) -> dict[str, Any]:
        return {}

    def show(self, status: int = 200, **extra) -> HttpResponse:
        return render(self.request, self.template_name, {**self.get_context(), **extra}, status=status)

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        """The model's rows that this actor may see: the only way from a page to rows."""
        return model.objects.visible_to(self.actor)

    def one(self, queryset: models.QuerySet, **lookup) -> Any:
        """The row, or NotFound (invisible and missing look the same)."""
        found = queryset.filter(**lookup).first()
        if found is None:
            raise NotFound()
        return found


class ListPage(Page):
    """A list: filters, sort, count, pages of 50, CSV and XLSX, a fragment for htmx with 304 when nothing changed.

    ``filterset_class`` narrows; ``sorts`` maps the address's ``sort`` to orderings; ``columns`` are
    ``(head, value(row))`` of the exports; ``fragment_name`` is the part that htmx gets back.
    """

    filterset_class: ClassVar[type | None] = None
    sorts: ClassVar[Mapping[str, Sequence[str]]] = {}
    default_sort: ClassVar[str] = ""
    columns: ClassVar[Sequence[tuple[str, Callable[[Any], Any]]]] = ()
    page_size: ClassVar[int] = 50
    fragment_name: ClassVar[str] = ""
    export_name: ClassVar[str] = "list"
    export_limit: ClassVar[int] = 20_000

    def get_queryset(self) -> models.QuerySet:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        queryset = self.filtered()
        if request.GET.get("format") in ("csv", "xlsx"):
            return self.export(queryset, request.GET["format"])
        page = KeysFirst(queryset, self.page_size).get_page(request.GET.get("page"))
        context = {**self.get_context(), **self.list_context(page)}
        if request.htmx and self.fragment_name:
            return not_modified_or(request, render(request, self.fragment_name, context))
        return render(request, self.template_name, context)

    def filtered(self) -> models.QuerySet:
        """The rows after filters and sort; also what bulk actions work on."""
        queryset = self.get_queryset()
        self.filterset = None
        if self.filterset_class:
            self.filterset = self.filterset_class(self.request.GET, queryset, request=self.request)
            queryset = self.filterset.qs
        order = self.sorts.get(self.sort)
        return queryset.order_by(*order) if order else queryset

    @property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked in self.sorts else self.default_sort

    def list_context(self, page) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("page", None)
        return {
            "page": page,
            "rows": page.object_list,
            "total": page.paginator.count,
            "filterset": self.filterset,
            "sort": self.sort,
            "query": query.urlencode(),
            "list_panels": partial(self.list_panels, query.urlencode()),
        }

    def list_panels(self, query: str) -> list[SafeString]:
        """What apps offer above every list (saved filters); asked for by the whole page only, not by fragments."""
        subject = {"page": self.request.resolver_match.url_name, "query": query}
        return surface.panels("list:filters", self.actor, subject, self.request)

    def export(self, queryset: models.QuerySet, kind: str) -> HttpResponse:
        heads = [str(head) for head, _value in self.columns]
        rows = ([value(row) for _head, value in self.columns] for row in queryset[: self.export_limit])
        make = exports.csv_response if kind == "csv" else exports.xlsx_response
        return make(self.export_name, heads, rows)


def not_modified_or(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 when the browser already holds this very content (ETag over the body).

    The body must not hold a form's token: that differs at every answer.
    """
    patch_vary_headers(response, ["HX-Request"])
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


class DetailPage(Page):
    """One row by its lookup in the address (``slug``, ``ref``, …)."""

    lookup: ClassVar[str] = "slug"

    def get_queryset(self) -> models.QuerySet:
        raise NotImplementedError

    @property
    def object(self) -> Any:
        if not hasattr(self, "_object"):
            self._object = self.one(self.get_queryset(), **{self.lookup: self.kwargs[self.lookup]})
        return self._object

    def get_context(self) -> dict[str, Any]:
        return {"object": self.object}


class FormPage(Page):
    """A form: shown by GET, saved by POST through one service call in ``save(form)``, which gives the next address.

    A DomainError re-renders the bound form with the error's status: what was typed is still there.
    """

    form_class: ClassVar[type[BaseForm]]
    success_message: ClassVar[str] = ""

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, initial=self.get_initial())

    def save(self, form: BaseForm) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(form=self.get_form())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        try:
            url = once(form.cleaned_data.get("submission"), self.actor, lambda: self.save(form))
        except DomainError as error:
            if error.status in (403, 404):
                raise
            error.leave_trace()
            form.refuse(error)
            return self.show(form=form, status=error.status)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(url)


class ActionView(Page):
    """A button: POST only, one service call in ``act()``, then back to the page (or a fragment for htmx). Where it
    ``waits`` for another side, no transaction is held meanwhile."""

    success_message: ClassVar[str] = ""
    waits: ClassVar[bool] = False

    def act(self) -> str | None:
        """Do it; give the next address, or None for the page the person came from."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        url = once(request.POST.get("submission"), self.actor, self.act, waits=self.waits) or back_to(request)
        if self.success_message:
            messages.success(request, self.success_message)
        return self.answer(url)

    def answer(self, url: str) -> HttpResponse:
        return HttpResponseRedirect(url)


def back_to(request: HttpRequest, fallback: str = "/") -> str:
    """The ``next`` of the form or the page the person came from, when it is ours."""
    for url in (request.POST.get("next"), request.GET.get("next"), request.headers.get("Referer")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return url
    return fallback


def once(key: str | None, actor: Actor, do: Callable[[], str | None], *, waits: bool = False) -> str | None:
    """Run ``do`` once per (actor, key) in one transaction; a repeat gets the first one's address and does nothing.

    The key's row is locked by its unique index, so that a double click waits and then sees the result. A key that no
    form of ours made counts as none. What ``waits`` for another side runs outside of any transaction.
    """
    if not key or not KEY_FORM.fullmatch(key):
        return do()
    with nullcontext() if waits else transaction.atomic():
        submission, is_new = Submission.objects.get_or_create(key=f"{actor.kind}:{actor.user_id or ''}:{key}")
        if not is_new:
            return submission.result_url or None
        url = freed_if_refused(submission, do) if waits else do()
        submission.result_url = (url or "")[:300]
        submission.save(update_fields=["result_url"])
    return url


class GalleryPage(Page):
    """``/style/``: every part of the look on one living page."""

    is_public = True
    template_name = "core/gallery.html"

    def get_context(self) -> dict[str, Any]:
        from core import gallery

        return gallery.context()

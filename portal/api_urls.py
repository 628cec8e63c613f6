"""``/api/v1/``: one router; each app adds its resources in ``api.py`` as ``RESOURCES``."""

from importlib import import_module

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from core.views import Page
from portal.search.api import SearchDoor

APPS = ("accounts", "notifications", "components", "partners", "monitoring", "docs_library", "incidents", "planning")


class Docs(Page):
    is_public = True
    template_name = "portal/api_docs.html"


class Router(DefaultRouter):
    include_root_view = False
    include_format_suffixes = False


router = Router()
for app in APPS:
    for name, viewset in import_module(f"{app}.api").RESOURCES:
        router.register(name, viewset, basename=f"api-{name}")

urlpatterns = [
    *router.urls,
    path("search/", SearchDoor.as_view(), name="api-search"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]

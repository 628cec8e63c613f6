"""Every HTML address. Apps bring their own; the names of doors are a contract (product.md)."""

from django.contrib import admin
from django.urls import include, path

from core.middleware import handler
from core.views import GalleryPage
from portal.status.away import server_error

urlpatterns = [
    path("", include("portal.today.urls")),
    path("accounts/", include("accounts.urls")),
    path("notices/", include("notifications.urls")),
    path("components/", include("components.urls")),
    path("partners/", include("partners.urls")),
    path("library/", include("docs_library.urls")),
    path("", include("monitoring.urls")),
    path("", include("incidents.urls")),
    path("", include("planning.urls")),
    path("status/", include("portal.status.urls")),
    path("search/", include("portal.search.urls")),
    path("", include("portal.health.urls")),
    path("demo/", include("portal.demo.urls")),
    path("style/", GalleryPage.as_view(), name="style"),
    path("api/v1/", include("portal.api_urls")),
    path("admin/", admin.site.urls),
]

handler400 = handler(400, "bad-request")
handler403 = handler(403, "not-allowed")
handler404 = handler(404, "not-found")
handler429 = handler(429, "too-many")  # asked for by allauth's brakes
handler500 = server_error

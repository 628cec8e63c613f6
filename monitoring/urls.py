"""HTML addresses of monitoring, and the door for heartbeats."""

from django.urls import path, re_path

from monitoring.views import allow_list, checks, definitions, pings, protocols

urlpatterns = [
    path("monitoring/", checks.CheckListPage.as_view(), name="check_list"),
    path("monitoring/new/", definitions.TypePage.as_view(), name="check_types"),
    path("monitoring/new/<slug:type>/", definitions.CheckNewPage.as_view(), name="check_new"),
    path("monitoring/allow-list/", allow_list.AllowListPage.as_view(), name="allow_list"),
    path("monitoring/allow-list/new/", allow_list.AllowNewPage.as_view(), name="allow_list_new"),
    path("monitoring/allow-list/<int:pk>/close/", allow_list.AllowClose.as_view(), name="allow_list_close"),
    path("monitoring/protocols/", protocols.ProtocolListPage.as_view(), name="protocol_list"),
    path("monitoring/protocols/<month>/", protocols.ProtocolPage.as_view(), name="protocol_detail"),
    path("monitoring/protocols/<month>/sign/", protocols.ProtocolSignPage.as_view(), name="protocol_sign"),
    path("monitoring/<slug:slug>/", checks.CheckPage.as_view(), name="check_detail"),
    path("monitoring/<slug:slug>/edit/", definitions.CheckEditPage.as_view(), name="check_edit"),
    path("monitoring/<slug:slug>/pause/", definitions.CheckPausePage.as_view(), name="check_pause"),
    path("monitoring/<slug:slug>/resume/", definitions.CheckResume.as_view(), name="check_resume"),
    path("monitoring/<slug:slug>/run/", definitions.CheckRun.as_view(), name="check_run"),
    path("monitoring/<slug:slug>/sign/", definitions.CheckSignPage.as_view(), name="check_sign"),
    path("monitoring/<slug:slug>/archive/", definitions.CheckArchivePage.as_view(), name="check_archive"),
    # with and without the last slash, since nobody follows a redirect with curl
    re_path(r"^ping/(?P<key>[^/]+)(?:/(?P<what>[^/]*))?/?$", pings.PingDoor.as_view(), name="ping"),
]

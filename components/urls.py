"""HTML addresses of components, under /components/."""

from django.urls import path

from components.views import editing, maintenance, pages

urlpatterns = [
    path("", pages.ComponentList.as_view(), name="component_list"),
    path("new/", editing.ComponentAdd.as_view(), name="component_add"),
    path("map/", pages.DependencyMap.as_view(), name="component_map"),
    path("systems/", pages.SystemList.as_view(), name="system_list"),
    path("systems/new/", editing.SystemAdd.as_view(), name="system_add"),
    path("systems/<slug:slug>/", pages.SystemDetail.as_view(), name="system_detail"),
    path("systems/<slug:slug>/edit/", editing.SystemEdit.as_view(), name="system_edit"),
    path("maintenance/", maintenance.MaintenanceList.as_view(), name="maintenance_list"),
    path("maintenance/new/", maintenance.MaintenancePlan.as_view(), name="maintenance_add"),
    path("maintenance/<slug:public_id>/", maintenance.MaintenanceDetail.as_view(), name="maintenance_detail"),
    path("maintenance/<slug:public_id>/move/", maintenance.MaintenanceMove.as_view(), name="maintenance_move"),
    path("maintenance/<slug:public_id>/cancel/", maintenance.MaintenanceCancel.as_view(), name="maintenance_cancel"),
    path("maintenance/<slug:public_id>/finish/", maintenance.MaintenanceFinish.as_view(), name="maintenance_finish"),
    path("<slug:slug>/", pages.ComponentDetail.as_view(), name="component_detail"),
    path("<slug:slug>/edit/", editing.ComponentEdit.as_view(), name="component_edit"),
    path("<slug:slug>/release/", editing.ReleaseAdd.as_view(), name="release_add"),
]

"""Addresses of developments, inputs, planned releases and days away: see planning.urls."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning import feeds
from planning.views import absences, developments, inputs, releases

urlpatterns: list[URLPattern] = [
    path("plan/developments/", developments.DevelopmentList.as_view(), name="development_list"),
    path("plan/developments/new/", developments.DevelopmentAdd.as_view(), name="development_add"),
    path("plan/developments/<slug:slug>/", developments.DevelopmentDetail.as_view(), name="development_detail"),
    path("plan/developments/<slug:slug>/edit/", developments.DevelopmentEdit.as_view(), name="development_edit"),
    path("plan/inputs/", inputs.InputList.as_view(), name="input_list"),
    path("plan/inputs/new/", inputs.InputAdd.as_view(), name="input_add"),
    path("plan/inputs/<str:ref>/", inputs.InputDetail.as_view(), name="input_detail"),
    path("plan/inputs/<str:ref>/edit/", inputs.InputEdit.as_view(), name="input_edit"),
    path("plan/inputs/<str:ref>/give/", inputs.InputGive.as_view(), name="input_give"),
    path("plan/inputs/<str:ref>/accept/", inputs.InputAccept.as_view(), name="input_accept"),
    path("plan/inputs/<str:ref>/return/", inputs.InputReturn.as_view(), name="input_return"),
    path("plan/inputs/<str:ref>/cancel/", inputs.InputCancel.as_view(), name="input_cancel"),
    path("plan/releases/", releases.PlannedReleaseList.as_view(), name="planned_release_list"),
    path("plan/releases/new/", releases.ReleasePlan.as_view(), name="planned_release_add"),
    path("plan/releases/<int:pk>/move/", releases.ReleaseMove.as_view(), name="planned_release_move"),
    path("plan/releases/<int:pk>/out/", releases.ReleaseOut.as_view(), name="planned_release_out"),
    path("plan/releases/<int:pk>/cancel/", releases.ReleaseCancel.as_view(), name="planned_release_cancel"),
    path("plan/calendar.ics", feeds.Calendar.as_view(), name="plan_calendar"),
    path("plan/calendar/", releases.CalendarAddress.as_view(), name="plan_calendar_address"),
    path("plan/calendar/open/", releases.CalendarOpen.as_view(), name="plan_calendar_open"),
    path("plan/calendar/close/", releases.CalendarClose.as_view(), name="plan_calendar_close"),
    path("plan/calendar/<str:token>.ics", feeds.PersonalCalendar.as_view(), name="plan_personal_calendar"),
    path("plan/absences/", absences.AbsenceList.as_view(), name="absence_list"),
    path("plan/absences/new/", absences.AbsenceAdd.as_view(), name="absence_add"),
    path("plan/absences/import/", absences.AbsenceImport.as_view(), name="absence_import"),
    path("plan/absences/<int:pk>/remove/", absences.AbsenceRemove.as_view(), name="absence_remove"),
]

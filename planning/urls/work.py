"""Addresses of tasks: see planning.urls."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning.views import work

urlpatterns: list[URLPattern] = [
    path("tasks/", work.TaskList.as_view(), name="task_list"),
    path("tasks/new/", work.TaskAdd.as_view(), name="task_add"),
    path("tasks/<slug:ref>/", work.TaskDetail.as_view(), name="task_detail"),
    path("tasks/<slug:ref>/edit/", work.TaskEdit.as_view(), name="task_edit"),
    path("tasks/<slug:ref>/finish/", work.TaskFinish.as_view(), name="task_finish"),
    path("tasks/<slug:ref>/accept/", work.TaskAccept.as_view(), name="task_accept"),
    path("tasks/<slug:ref>/return/", work.TaskReturn.as_view(), name="task_return"),
    path("tasks/<slug:ref>/delegate/", work.TaskDelegate.as_view(), name="task_delegate"),
    path("tasks/<slug:ref>/move/", work.TaskMove.as_view(), name="task_move"),
    path("tasks/<slug:ref>/cancel/", work.TaskCancel.as_view(), name="task_cancel"),
]

"""Addresses of trainings and advice: see planning.urls."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning.views import advice, seats, trainings

urlpatterns: list[URLPattern] = [
    path("trainings/", trainings.TrainingList.as_view(), name="training_list"),
    path("trainings/new/", trainings.TrainingAdd.as_view(), name="training_add"),
    path("trainings/<slug:ref>/", trainings.TrainingDetail.as_view(), name="training_detail"),
    path("trainings/<slug:ref>/edit/", trainings.TrainingEdit.as_view(), name="training_edit"),
    path("trainings/<slug:ref>/cancel/", trainings.TrainingCancel.as_view(), name="training_cancel"),
    path("trainings/<slug:ref>/attendance/", trainings.TrainingAttendance.as_view(), name="training_attendance"),
    path("trainings/<slug:ref>/calendar.ics", trainings.TrainingCalendar.as_view(), name="training_calendar"),
    path("trainings/<slug:ref>/seat/", seats.SeatTake.as_view(), name="training_seat"),
    path("trainings/<slug:ref>/register/", seats.SeatsTake.as_view(), name="training_register"),
    path("trainings/<slug:ref>/seats/<int:pk>/cancel/", seats.SeatCancel.as_view(), name="training_seat_cancel"),
    path("trainings/<slug:ref>/feedback/", seats.TrainingFeedback.as_view(), name="training_feedback"),
    path("trainings/<slug:ref>/ratings/", seats.TrainingRatings.as_view(), name="training_ratings"),
    path("advice/", advice.AdviceList.as_view(), name="advice_list"),
    path("advice/new/", advice.AdviceAdd.as_view(), name="advice_add"),
    path("advice/<slug:ref>/", advice.AdviceDetail.as_view(), name="advice_detail"),
    path("advice/<slug:ref>/answer/", advice.AdviceAnswer.as_view(), name="advice_answer"),
    path("advice/<slug:ref>/withdraw/", advice.AdviceWithdraw.as_view(), name="advice_withdraw"),
    path("advice/<slug:ref>/guide/", advice.AdviceGuide.as_view(), name="advice_guide"),
    path("advice/<slug:ref>/guide/link/", advice.AdviceLink.as_view(), name="advice_link"),
]

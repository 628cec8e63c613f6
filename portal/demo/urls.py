"""Addresses of the demo room, under /demo/."""

from django.urls import path

from portal.demo import views

urlpatterns = [
    path("mailbox/", views.Mailbox.as_view(), name="demo_mailbox"),
    path("mailbox/<str:name>/", views.MailboxLetter.as_view(), name="demo_letter"),
]

"""Addresses of the today room."""

from django.urls import path

from portal.today.views import Today

urlpatterns = [path("", Today.as_view(), name="today")]

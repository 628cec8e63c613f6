"""Addresses of the search room."""

from django.urls import path

from portal.search.views import SearchPage

urlpatterns = [path("", SearchPage.as_view(), name="search")]

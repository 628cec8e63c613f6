"""Addresses of the practice room."""

urlpatterns: list = []

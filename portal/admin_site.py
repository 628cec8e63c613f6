"""Django's admin, for the technical administrator alone; its sign-in is the product's."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class SupportDesk(admin.AdminSite):
    site_header = site_title = "Üldkomponentide portaal"

    def login(self, request, extra_context=None):
        from django.contrib.auth.views import redirect_to_login

        return redirect_to_login(request.get_full_path())


class AdminConfig(DjangoAdminConfig):
    default_site = "portal.admin_site.SupportDesk"

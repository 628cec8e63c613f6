"""The support desk sees the allow-list; its writes go through the product's own pages."""

from django.contrib import admin

from monitoring.models import AllowedTarget


@admin.register(AllowedTarget)
class AllowedTargetAdmin(admin.ModelAdmin):
    list_display = ("network", "ports", "purpose", "owner", "expires_on")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

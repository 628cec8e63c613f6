"""The support desk: people, roles and tokens. Writes go through services; nothing is deleted."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import ApiToken, Membership, User


class ReadOnly(admin.ModelAdmin):
    """Shows rows; what may be done is an action or a field that a service takes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name not in self.editable]

    editable: tuple[str, ...] = ()


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["name", "email"]
    exclude = ["password"]
    editable = ("name", "title", "language")

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        given = {field: form.cleaned_data[field] for field in self.editable}
        services.change_person(person=obj, by=request.actor, **given)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "organisation", "role", "valid_from", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    list_display = ["name", "user", "prefix", "expires_at", "revoked_at", "last_used_at"]
    list_select_related = ["user"]
    exclude = ["secret_hash"]
    actions = ["revoke"]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return obj is None and super().has_change_permission(request)

    @admin.action(description=_("Revoke the chosen tokens"))
    def revoke(self, request: HttpRequest, queryset) -> None:
        for token in queryset.filter(revoked_at=None):
            services.revoke_token(token=token, by=request.actor)

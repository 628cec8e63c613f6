"""The support desk."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import AuditRecord

pytestmark = pytest.mark.django_db


def test_only_administrators(as_, client):
    assert as_("lead").get("/admin/").status_code == 302
    assert as_("admin").get("/admin/").status_code == 200


@pytest.mark.parametrize("model", ["user", "membership", "apitoken"])
def test_lists(as_, model):
    assert as_("admin").get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert as_("admin").get(f"/admin/accounts/{model}/add/").status_code == 403


def test_writes_go_through_services(as_, cast):
    client = as_("admin")
    address = reverse("admin:accounts_user_change", args=[cast.staff.pk])
    assert client.post(address, {"name": "Mari", "title": "", "language": "ru"}).status_code == 302
    assert AuditRecord.objects.filter(action="accounts.change_person", user_id=cast.admin.pk).exists()
    token, _text = services.make_token(name="x", by=cast.actor("owner"))
    revoke = {"action": "revoke", "_selected_action": [token.pk]}
    client.post(reverse("admin:accounts_apitoken_changelist"), revoke)
    token.refresh_from_db()
    assert token.revoked_at

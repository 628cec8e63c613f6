"""What is asked of an organisation: kept once, with its trail, by who keeps contacts."""

from __future__ import annotations

import pytest

from accounts.models import AuditRecord
from core.errors import Invalid, NotAllowed
from partners.models import Expectation
from partners.services import expect
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_kept_once_with_its_trail(cast):
    by = cast.actor("owner")
    expect(organisation=organisation("ria"), roles=["Juht", " juht", "", "Valve  laud"], is_key=True, by=by)
    row = Expectation.objects.get()
    assert (row.roles, row.is_key) == (["Juht", "Valve laud"], True)
    expect(organisation=organisation("ria"), roles=["Juht"], is_key=True, by=by)
    expect(organisation=organisation("ria"), roles=["Juht"], is_key=True, by=by)
    row.refresh_from_db()
    assert (row.roles, row.history.count()) == (["Juht"], 2)
    assert AuditRecord.objects.filter(action="partners.expect").count() == 2, "nothing changed, nothing told"


def test_refusals(cast):
    by = cast.actor("owner")
    for values in ({"roles": [f"r{n}" for n in range(21)]}, {"roles": ["x" * 151]}):
        with pytest.raises(Invalid) as refusal:
            expect(organisation=organisation("ria"), is_key=False, by=by, **values)
        assert refusal.value.field == "roles"
    with pytest.raises(Invalid):
        expect(organisation=organisation("ska"), roles=["x"], is_key=False, by=by)
    for who in ("staff", "manager", "auditor", "partner_a"):
        with pytest.raises(NotAllowed):
            expect(organisation=organisation("ria"), roles=["x"], is_key=False, by=cast.actor(who))


def test_page_and_api(as_, cast):
    organisation("ria")
    client = as_("owner")
    page = "/partners/ria/expectation/"
    assert client.post(page, {"roles": "Juht\nValve", "is_key": "on"}).status_code == 302
    assert "Juht\nValve" in client.get(page).content.decode()
    assert "Juht, Valve" in client.get("/partners/ria/").content.decode()
    shown = client.post(page, {"roles": "x" * 151})
    assert shown.status_code == 422
    assert "x" * 151 in shown.content.decode(), "what was typed is kept"
    api = "/api/v1/organisations/ria/expectation/"
    assert client.get(api).json() == {"roles": ["Juht", "Valve"], "is_key": True}
    assert client.put(api, {"roles": ["Uus"], "is_key": False}, content_type="application/json").status_code == 200
    assert client.get(api).json() == {"roles": ["Uus"], "is_key": False}
    assert as_("staff").get(api).status_code == 200
    assert client.put(api, {"roles": [], "is_key": False}, content_type="application/json").status_code == 403
    assert as_("partner_a").get(api).status_code == 404
    assert "Uus" not in client.get("/partners/ria/").content.decode()

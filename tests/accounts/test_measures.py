"""Whether the trail is whole, by verifications that are kept."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import services
from accounts.models import AuditCheck
from accounts.tasks import check_trail
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from tests.accounts.test_services_audit import forged

pytestmark = pytest.mark.django_db


def read(as_of: str):
    return measures.get("4.d4").read(Reading.of(clock.parse_local(as_of)))


def verified(at, when: str) -> AuditCheck:
    with at(when):
        return services.check_trail()


def test_whole_for_24_hours(at):
    verified(at, "2026-03-04T09:00")
    assert (read("2026-03-05T09:00").value, read("2026-03-05T09:00").total("fulfilled")) == (1, 1)
    late = read("2026-03-05T09:01")
    assert (late.value, late.state) == (0, "unagreed")
    assert late.rows("missed")[0].why
    assert read("2026-03-04T08:59").state == "empty", "it had not been looked at then"


def test_broken_is_no_and_says_where(at):
    services.record("test.act", by=SYSTEM, label="row")
    services.seal()
    verified(at, "2026-03-04T09:00")
    forged("UPDATE accounts_auditrecord SET label = 'other' WHERE label = 'row'")
    with at("2026-03-04T10:00"), pytest.raises(CommandError):
        call_command("audit", "verify")
    found = read("2026-03-04T10:01")
    assert found.value == 0
    assert "1" in found.rows("missed")[0].why
    assert read("2026-03-04T09:30").value == 1, "as it was known then"


def test_once_a_day_and_never_older_than_a_day(at):
    for when, count in (("04T09:00", 1), ("04T09:10", 1), ("05T04:59", 1), ("05T05:00", 2)):
        with at(f"2026-03-{when}"):
            check_trail()
            assert AuditCheck.objects.count() == count


def test_the_page_of_the_trail_says_so(as_, at):
    client = as_("auditor")
    assert client.get(reverse("audit_list")).context["last_check"] is None
    verified(at, "2026-03-04T09:00")
    page = client.get(reverse("audit_list"))
    assert page.context["last_check"].is_whole
    assert "04.03.2026 09.00" in page.content.decode()


def test_the_agency_knows_whether_it_is_whole_and_nobody_else(at, cast):
    verified(at, "2026-03-04T09:00")
    seen = {who: AuditCheck.objects.visible_to(cast.actor(who)).count() for who in ("owner", "auditor", "resolver")}
    assert seen == {"owner": 1, "auditor": 1, "resolver": 0}

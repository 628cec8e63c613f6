"""Definitions and the allow-list: who, what is refused, what the trail says."""

import pytest

from accounts.models import AuditRecord
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from monitoring.models import AllowedTarget, CheckState, StateInterval
from monitoring.selectors import allow_rules
from monitoring.services import allow_list
from monitoring.services.definitions import add_check, archive, edit_check, pause, resume
from tests.factories import monitoring as make


@pytest.fixture
def check(db):
    return make.check()


def test_a_new_check_is_complete_and_due(check):
    assert check.config["statuses"] == "200-299"
    assert (check.failures_needed, check.successes_needed) == (3, 2)
    assert CheckState.objects.due(clock.now()).count() == 1
    assert StateInterval.objects.get().state == "unknown"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slug": "k-tara"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"type": "telepathy"}, "type"),
        ({"config": {"url": "nowhere"}}, "url"),
        ({"timeout_s": 61}, "timeout_s"),
        ({"interval_s": 1}, "interval_s"),
    ],
)
def test_what_is_refused(check, cast, given, field):
    values = {"slug": "k-2", "type": "http", "config": {"url": "http://x.example/"}, "fault_class": "katkestus"}
    with pytest.raises(Invalid) as caught:
        add_check(component=check.component, by=cast.actor("owner"), **(values | given))
    assert caught.value.field == field


@pytest.mark.parametrize("role", ["staff", "manager", "auditor", "admin", "partner_a"])
def test_others_may_not(check, cast, role):
    for act in (
        lambda by: edit_check(check=check, by=by, severity=3),
        lambda by: pause(check=check, reason="x", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(cast.actor(role))


def test_an_edit_is_told_with_old_and_new(check, cast):
    edit_check(check=check, severity=3, by=cast.actor("owner"))
    assert AuditRecord.objects.get(action="monitoring.edit_check").changes == {"severity": [1, 3]}


def test_an_edit_that_changes_nothing_leaves_no_trace(check, cast):
    edit_check(check=check, severity=1, config={"url": "http://127.0.0.1:9/"}, by=cast.actor("owner"))
    assert not AuditRecord.objects.filter(action="monitoring.edit_check").exists()


def test_own_address_ends_the_catalogues_word(check, cast):
    edit_check(check=check, config={"target": "@harjutus/tara"}, by=cast.actor("owner"))
    edited = edit_check(check=check, config={"url": "http://tara.example/"}, by=cast.actor("owner"))
    assert "target" not in edited.config


def test_pause_and_resume(check, cast):
    by = cast.actor("lead")
    with pytest.raises(Invalid):
        pause(check=check, reason="  ", by=by)
    pause(check=check, reason="hooldus", by=by)
    with pytest.raises(Conflict):
        pause(check=check, reason="again", by=by)
    assert CheckState.objects.due(clock.now()).count() == 0
    assert "hooldus" in StateInterval.objects.get(until_at=None).got
    resume(check=check, by=by)
    with pytest.raises(Conflict):
        resume(check=check, by=by)
    assert CheckState.objects.due(clock.now()).count() == 1


def test_an_archived_check_rests(check, cast):
    archive(check=check, by=cast.actor("owner"))
    assert CheckState.objects.due(clock.now()).count() == 0


OPENING = {"network": "10.20.0.0/16", "ports": "443, 8080-8090", "purpose": "test", "owner": "TEHIK"}


def test_an_opening_reaches_the_door(cast):
    allow_list.open_network(by=cast.actor("admin"), **OPENING)
    (rule,) = allow_rules()
    import ipaddress

    assert rule.opens(ipaddress.ip_address("10.20.3.4"), 8085)
    assert not rule.opens(ipaddress.ip_address("10.20.3.4"), 22)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"network": "10.20.0.1/16"}, "network"),
        ({"network": "169.254.0.0/16"}, "network"),
        ({"network": "0.0.0.0/0"}, "network"),
        ({"network": "127.0.0.0/8"}, "network"),
        ({"network": "fe80::/64"}, "network"),
        ({"ports": "all"}, "ports"),
        ({"expires_on": clock.today().replace(year=2020, day=1)}, "expires_on"),
    ],
)
def test_openings_that_are_refused(cast, given, field):
    with pytest.raises(Invalid) as caught:
        allow_list.open_network(by=cast.actor("admin"), **(OPENING | given))
    assert caught.value.field == field


def test_only_an_admin_opens_and_closing_is_at_once(cast):
    with pytest.raises(NotAllowed):
        allow_list.open_network(by=cast.actor("owner"), **OPENING)
    row = allow_list.open_network(by=cast.actor("admin"), **OPENING)
    allow_list.close_network(target=row, by=cast.actor("admin"))
    assert allow_rules() == []
    assert AllowedTarget.objects.exists()


def test_the_demonstration_opens_its_own_ports_and_production_does_not(db, settings):
    assert allow_rules() == []
    settings.DEMO = True
    (rule,) = allow_rules()
    assert list(rule.ports) == [18600, 18601, 18602]

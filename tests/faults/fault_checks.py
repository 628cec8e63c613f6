"""A target goes away and comes back; a hundred targets go away because of one."""

from __future__ import annotations

import time

from tests.factories.monitoring import Answering
from tests.faults.portal import Portal, running, verdict, wait_until

RETRY_S, LEAST_S = 5, 10
ONE_BOUND_S = 3 * RETRY_S + LEAST_S  # the issue's own: three retries and ten seconds
MANY, MANY_BOUND_S, RECOVER_S = 100, 180, 60
DOOR = """
from core.actor import SYSTEM
from components.models import Component, Dependency
from monitoring.models import AllowedTarget
from monitoring.services.definitions import add_check
AllowedTarget.objects.create(network="127.0.0.0/8", ports="1-65535", purpose="faults", owner="faults")
def component(slug):
    return Component.objects.create(slug=slug, kind="authentication", name={"et": slug})
def check(slug, of, url, every=5):
    add_check(slug=slug, type="http", component=of, config={"url": url}, interval_s=every, retry_s=5, timeout_s=5,
              severity=2, fault_class="katkestus", by=SYSTEM)
"""
ONE = DOOR + 'check("k-one", component("one"), "%s")'
HUNDRED = """
hub = component("{name}")
if {watched}:
    check("k-{name}", hub, "{url}", 60)
for n in range({many}):
    leaf = component(f"{name}-{{n}}")
    Dependency.objects.create(component=leaf, upstream=hub)
    check(f"k-{name}-{{n}}", leaf, "{url}", 60)
"""
STATES = """SELECT count(*) FROM monitoring_checkstate s JOIN monitoring_check c ON c.id = s.check_definition_id
            WHERE c.paused_at IS NULL AND s.state = %s"""
CASES = "SELECT count(*) FROM incidents_incident WHERE parent_id IS NULL"
RECOVERED = "SELECT count(*) FROM incidents_entry WHERE action = 'recovered'"


def test_one_target():
    server = Answering()
    with running(is_near=True) as portal:
        portal.shell(ONE % server.url)
        wait_until(lambda: portal.number(STATES, ("up",)) == 1, 60, portal.told)
        server.stop()
        opened = wait_until(lambda: portal.number(CASES) > 0, ONE_BOUND_S + 60, portal.told)
        time.sleep(10)  # a second case would come now
        cases = portal.number(CASES)
        server = Answering(server.port)
        mended = wait_until(lambda: portal.number(RECOVERED) > 0, RECOVER_S, portal.told)
        up = portal.number(STATES, ("up",))
        server.stop()
    verdict(
        f"one target stopped: {cases} case after {opened:.1f} s (bound {ONE_BOUND_S} s); started again: the case says "
        f"so after {mended:.1f} s, checks in order: {up}"
    )
    assert (cases, up) == (1, 1)
    assert opened <= ONE_BOUND_S


def all_joined(portal: Portal) -> bool:
    return portal.number("SELECT count(*) FROM incidents_signal WHERE incident_id IS NOT NULL") >= 2 * MANY + 1


def test_a_hundred_targets_of_one():
    """Two groups at once: in one the dependency is watched itself, in the other nobody watches it."""
    server = Answering()
    with running(is_near=True) as portal:
        groups = [HUNDRED.format(name=name, watched=watched, url=server.url, many=MANY) for name, watched in GROUPS]
        portal.shell("\n".join([DOOR, *groups]))
        wait_until(lambda: portal.number(STATES, ("up",)) == 2 * MANY + 1, 180, portal.told)
        server.stop()
        took = wait_until(lambda: all_joined(portal), MANY_BOUND_S, portal.told)
        cases = {name: cases_of(portal, name) for name, _watched in GROUPS}
    told = "; ".join(f"{name} {top} case, {below} below it" for name, (top, below) in cases.items())
    verdict(f"{MANY} targets of one dependency down, twice: {told}; all signals joined after {took:.1f} s")
    assert set(cases.values()) == {(1, 0)}


GROUPS = [("watched", True), ("unwatched", False)]


def cases_of(portal: Portal, name: str) -> tuple[int, int]:
    """(cases of their own, cases that belong to another) in the group."""
    statement = """SELECT count(*) FILTER (WHERE i.parent_id IS NULL), count(*) FILTER (WHERE i.parent_id IS NOT NULL)
                   FROM incidents_incident i JOIN components_component c ON c.id = i.component_id
                   WHERE c.slug = %s OR c.slug LIKE %s"""
    return portal.sql(statement, (name, f"{name}-%"))[0]

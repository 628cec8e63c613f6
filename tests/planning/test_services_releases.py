"""Releases planned ahead: moved with a reason, out as the component's release, warned of in payout windows."""

from __future__ import annotations

from datetime import date

import pytest

from components.events import ReleasePublished
from components.models import Release
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.events import handlers_of
from docs_library import subscribers  # noqa: F401  (hears of releases)
from planning.models import PlannedRelease
from planning.selectors.releases import warn
from planning.services.releases import cancel_release, move_release, plan_release, release_is_out
from tests.factories.catalogue import component, payout_window, system
from tests.factories.planning_developments import long_standing, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "manager", "staff", "staff_deputy", "resolver", "partner_a", "auditor")


def test_moved_with_a_reason(cast):
    row = planned()
    with pytest.raises(Invalid) as refused:
        move_release(planned=row, planned_on=date(2026, 4, 19), reason=" ", by=cast.actor("owner"))
    assert refused.value.field == "reason"
    row = move_release(planned=row, planned_on=date(2026, 4, 19), reason="testid kestavad", by=cast.actor("owner"))
    move = row.moves.get()
    assert (move.from_on, move.to_on, row.planned_on) == (date(2026, 4, 12), date(2026, 4, 19), date(2026, 4, 19))
    with pytest.raises(Invalid):
        move_release(planned=row, planned_on=date(2026, 4, 19), reason="sama", by=cast.actor("owner"))


def test_out_becomes_a_release_of_the_component(cast, at, monkeypatch):
    heard = []
    monkeypatch.setattr("components.services.releases.publish", heard.append)
    row = planned()
    with at("2026-04-13T08:00"):
        row = release_is_out(planned=row, by=cast.actor("owner"))
    release = Release.objects.get()
    assert (release.version, release.component_id, row.release) == ("2026.4", row.component_id, release)
    assert [type(each) for each in heard] == [ReleasePublished]
    assert handlers_of(ReleasePublished), "documents hear of it"
    for act in (
        lambda: release_is_out(planned=row, by=cast.actor("owner")),
        lambda: move_release(planned=row, planned_on=date(2026, 5, 1), reason="x", by=cast.actor("owner")),
        lambda: cancel_release(planned=row, reason="x", by=cast.actor("owner")),
    ):
        with pytest.raises(Conflict):
            act()


def test_not_before_it_happened(cast, at):
    later, row = clock.parse_local("2026-04-13T09:00"), planned()
    with at("2026-04-13T08:00"), pytest.raises(Invalid) as refused:
        release_is_out(planned=row, released_at=later, by=cast.actor("owner"))
    assert refused.value.field == "released_at"
    assert not Release.objects.exists()


def test_the_same_version_once(cast):
    row = planned()
    with pytest.raises(Conflict) as refused:
        plan_release(component=row.component, version=" 2026.4 ", planned_on=date(2026, 5, 4), by=cast.actor("owner"))
    assert refused.value.field == "version"
    cancel_release(planned=row, reason="ei tule", by=cast.actor("owner"))
    assert plan_release(
        component=row.component, version="2026.4", planned_on=date(2026, 5, 4), by=cast.actor("owner")
    ).pk


def test_only_who_coordinates(cast):
    row = planned()
    for who in ("manager", "staff", "resolver"):
        with pytest.raises(NotAllowed):
            cancel_release(planned=row, reason="x", by=cast.actor(who))


def test_payout_windows_warn(cast, django_assert_max_num_queries):
    star = system("star")
    payout_window(star)  # two working days before the 8th until its end
    used, other = component("aut-tara", used_by=[star]), component("aut-govsso")
    days = {"2026-05-05": [], "2026-05-06": ["pere"], "2026-05-08": ["pere"], "2026-05-09": []}
    for version in days:
        for each in (used, other):
            plan_release(
                component=each, version=version, planned_on=date.fromisoformat(version), by=cast.actor("owner")
            )
    with django_assert_max_num_queries(6):
        rows = warn(PlannedRelease.objects.select_related("component"))
    found = {row.version: [each.slug for each in row.windows] for row in rows if row.component_id == used.pk}
    assert found == days
    assert not any(row.windows for row in rows if row.component_id == other.pk)

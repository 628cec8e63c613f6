"""Who read what; reading what is restricted is in the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from accounts.selectors import actor_of
from accounts.services.substitutions import name_substitute
from core import clock
from core.actor import ANONYMOUS
from docs_library import services
from docs_library.models import Reading
from docs_library.selectors import read_before
from tests.docs_library.test_services_drafting import together
from tests.factories import library as make

pytestmark = pytest.mark.django_db


def lines() -> int:
    return AuditRecord.objects.filter(action="docs_library.read_restricted").count()


def test_one_row_a_person_and_version(at, cast):
    version, by = make.published(), cast.actor("staff")
    with at("2026-12-01T10:00"):
        services.note_reading(version=version, by=by)
    with at("2026-12-02T10:00"):
        services.note_reading(version=version, by=by)
    row = Reading.objects.get()
    assert row.last_at - row.first_at == timedelta(1)
    assert lines() == 0


def test_nobody_known_leaves_no_row():
    services.note_reading(version=make.published(), by=ANONYMOUS)
    assert not Reading.objects.exists()


def test_what_is_restricted_is_told_to_the_trail(cast):
    version, by = make.published(annexes=("Avalik", "Salajane")), cast.actor("owner")
    avalik, salajane = version.annexes.order_by("title")
    make.restricted(version, annex=salajane)
    services.note_reading(version=version, by=by)
    services.note_reading(version=version, annex=avalik, by=by)
    assert lines() == 0
    services.note_reading(version=version, annex=salajane, by=by)
    assert lines() == 1
    mark = make.restricted(version)
    services.note_reading(version=version, by=by)
    assert lines() == 2
    services.lift(restriction=mark, because="x", by=cast.actor("owner"))
    services.note_reading(version=version, by=by)
    assert lines() == 2


def test_what_the_one_who_stands_in_read_is_their_own_memory(cast):
    old = make.published()
    owner, other = cast.user("owner"), cast.user("lead")
    services.note_reading(version=old, by=actor_of(owner))
    new = make.made_live(make.draft(old.document))
    today = clock.today()
    named = {"from_on": today, "until_on": today + timedelta(1), "reason": "puhkus", "by": cast.actor("manager")}
    name_substitute(absent=owner, substitute=other, **named)
    instead = actor_of(other, acting_for_id=owner.pk)
    assert read_before(actor_of(owner), new) == old
    assert read_before(instead, new) is None  # they have read nothing yet
    services.note_reading(version=new, by=instead)
    assert {row.user for row in Reading.objects.filter(version=new)} == {other}


def test_what_was_read_before(cast):
    old, reader = make.published(audience="public"), cast.actor("partner_a")
    services.note_reading(version=old, by=reader)
    new = make.made_live(make.draft(old.document))
    assert read_before(reader, new) == old
    services.note_reading(version=new, by=reader)
    assert read_before(reader, new) is None
    assert read_before(cast.actor("partner_b"), new) is None


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once(cast):
    version, by = make.published(), cast.actor("staff")
    assert together(*(lambda: services.note_reading(version=version, by=by) for _n in range(4))) == [None] * 4
    assert Reading.objects.count() == 1

"""Versions of components."""

from __future__ import annotations

import pytest

from components import services
from components.events import ReleasePublished
from components.models import Release
from core.errors import Conflict, Invalid, NotAllowed
from tests.factories import catalogue

pytestmark = pytest.mark.django_db


def test_a_release_is_kept_and_announced(cast, heard, at):
    log = catalogue.component("log")
    with at("2026-03-04T08:50"):
        release = services.add_release(component=log, version=" 2.1 ", by=cast.actor("owner"))
    assert heard == [ReleasePublished(release_id=release.pk)]
    assert (release.version, release.environment, release.released_at.hour) == ("2.1", "production", 6)


def test_the_same_version_twice_and_an_empty_one_are_refused(cast, heard):
    log, by = catalogue.component("log"), cast.actor("lead")
    services.add_release(component=log, version="2.1", by=by)
    services.add_release(component=log, version="2.1", environment="test", by=by)
    with pytest.raises(Conflict):
        services.add_release(component=log, version="2.1", by=by)
    with pytest.raises(Invalid):
        services.add_release(component=log, version=" ", by=by)
    with pytest.raises(NotAllowed):
        services.add_release(component=log, version="3", by=cast.actor("staff"))
    assert (Release.objects.count(), len(heard)) == (2, 2)

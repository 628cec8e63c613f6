"""A release puts in doubt what is written about its component."""

from __future__ import annotations

import pytest

from components.services import add_release
from docs_library.models import StaleSignal
from docs_library.selectors import covering
from tests.factories import library as make
from tests.factories.monitoring import component

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents():
    tara, other = component("aut-tara"), component("muu-asi")
    return {
        "guide": make.published("juhend", components=[tara, other]).document,
        "review": make.published("aruanne", type="review", components=[tara]).document,
        "other": make.published("muu", components=[other]).document,
        "draft": make.draft(make.guide("kavand", components=[tara])).document,
    }


def test_what_minds_releases_and_is_in_force(documents, cast):
    row = add_release(component=component("aut-tara"), version="2.1", by=cast.actor("owner"))
    signal = StaleSignal.objects.get()
    assert (signal.document, signal.kind, signal.about) == (documents["guide"], "release", f"release:{row.pk}")
    assert "2.1" in signal.text
    add_release(component=component("aut-tara"), version="2.2", by=cast.actor("owner"))
    assert documents["guide"].signals.open().count() == 2


def test_a_release_for_testing_changes_nothing_for_readers(documents, cast):
    add_release(component=component("aut-tara"), version="2.1", environment="test", by=cast.actor("owner"))
    assert not StaleSignal.objects.exists()


def test_a_document_that_covers_two_of_the_components_comes_once(documents):
    both = [component("aut-tara").pk, component("muu-asi").pk]
    assert list(covering(both)) == [documents["review"], documents["guide"], documents["other"]]

"""Saved filters."""

import pytest

from accounts import services
from accounts.selectors import saved_filters
from accounts.services.filters import LIMIT, clean_query
from core.actor import ANONYMOUS
from core.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_kept_overwritten_and_removed(cast):
    me = cast.actor("owner")
    services.save_filter(page="people_list", name="Minu", query="?q=a&page=3&role=", by=me)
    saved = services.save_filter(page="people_list", name=" Minu ", query="q=b", by=me)
    assert [one.query for one in saved_filters(me, "people_list")] == ["q=b"]
    assert saved_filters(cast.actor("lead"), "people_list") == []
    with pytest.raises(NotAllowed):
        services.delete_filter(saved=saved, by=cast.actor("lead"))
    services.delete_filter(saved=saved, by=me)
    assert saved_filters(me, "people_list") == []


def test_refusals(cast):
    me = cast.actor("owner")
    with pytest.raises(Invalid):
        services.save_filter(page="x", name=" ", query="", by=me)
    with pytest.raises(Invalid):
        services.save_filter(page="x", name="a", query="q=" + "a" * 600, by=me)
    with pytest.raises(NotAllowed):
        services.save_filter(page="x", name="a", query="", by=ANONYMOUS)
    for n in range(LIMIT):
        services.save_filter(page="x", name=str(n), query="", by=me)
    with pytest.raises(Conflict):
        services.save_filter(page="x", name="one more", query="", by=me)


def test_query_is_cleaned():
    assert clean_query("?a=1&a=2&b=&page=4&format=csv") == "a=1&a=2"

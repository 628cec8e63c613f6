"""Pages of long lists: the same rows as plain cutting, in the same order, by one query."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.db.models import Count

from accounts.models import User
from core.pages import KeysFirst
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("is_distinct", [False, True])
def test_the_same_rows_in_the_same_order(number, is_distinct, django_assert_num_queries):
    for n in range(5):
        person(f"inimene-{n}", role="staff")
    rows = User.objects.annotate(roles=Count("memberships")).order_by("-roles", "-email")
    rows = rows.distinct() if is_distinct else rows
    page = KeysFirst(rows, 2).page(number)
    with django_assert_num_queries(1):
        found = [(one.pk, one.roles) for one in page]
    assert found == [(one.pk, one.roles) for one in Paginator(rows, 2).page(number)]
    assert found


def test_a_plain_list():
    assert list(KeysFirst([1, 2, 3], 2).page(2)) == [3]

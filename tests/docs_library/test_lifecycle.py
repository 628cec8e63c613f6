"""The table of a version's states."""

from __future__ import annotations

import pytest

from docs_library import lifecycle
from docs_library.lifecycle import VERSION
from docs_library.models import Version


def test_the_table_and_the_column_hold_the_same_states():
    assert VERSION.states == set(Version.State.values) == set(lifecycle.STATES)


def test_nothing_of_a_version_changes_but_in_a_draft():
    assert [state for state in lifecycle.STATES if VERSION.allows("change", state)] == [lifecycle.DRAFT]


@pytest.mark.parametrize("state", lifecycle.STATES)
def test_no_state_comes_into_force_without_approval(state):
    assert VERSION.allows("put_in_force", state) is (state in (lifecycle.APPROVED, lifecycle.SCHEDULED))


def test_what_is_over_does_not_come_back():
    over = {action for action in VERSION.actions_from(lifecycle.WITHDRAWN)}
    assert {VERSION.target(action, lifecycle.WITHDRAWN) for action in over} == {lifecycle.WITHDRAWN}
    assert {VERSION.target(one, lifecycle.SUPERSEDED) for one in VERSION.actions_from(lifecycle.SUPERSEDED)} == {
        lifecycle.SUPERSEDED,
        lifecycle.WITHDRAWN,
    }

import pytest

from core.lifecycle import IllegalAction, Lifecycle, move

DOOR = Lifecycle(move("open", "shut", "open"), move("shut", "open", "shut"), move("paint", "open shut", "="))


def test_target_follows_the_table():
    assert DOOR.target("open", "shut") == "open"


def test_equals_sign_keeps_the_state():
    assert DOOR.target("paint", "open") == "open"


def test_what_the_table_does_not_name_is_refused():
    with pytest.raises(IllegalAction) as refusal:
        DOOR.target("open", "open")
    assert (refusal.value.action, refusal.value.state) == ("open", "open")


def test_actions_from_are_those_with_a_button():
    assert DOOR.actions_from("open") == ("shut", "paint")


def test_states_are_all_that_are_named():
    assert DOOR.states == {"open", "shut"}

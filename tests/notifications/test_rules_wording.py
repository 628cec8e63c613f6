from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from notifications.rules import wording

FACTS = {"what": "TARA", "starts": "10.00"}


def test_fields_are_named_as_people_type_them():
    assert wording.filled("{mis} algab { Algus }", FACTS) == "TARA algab 10.00"
    assert wording.filled_so_far("{mis} kuni {lõpp}, {tundmatu}", FACTS) == "TARA kuni {lõpp}, {tundmatu}"
    assert wording.fields_of("{mis} {{algus}} {lõpp}") == {"what", "ends"}


@given(st.text(alphabet="{}mis algus", max_size=40))
def test_whatever_is_typed_is_filled_or_refused(text):
    """Never half: no brace of a field is left, and doubled braces come out single."""
    with suppress(wording.UnknownField, wording.EmptyField):
        assert wording.filled(text, FACTS).count("{") <= text.count("{{")


@given(st.text(alphabet="{}mis algus", max_size=40))
def test_a_draft_is_shown_whatever_it_holds(text):
    assert isinstance(wording.filled_so_far(text, FACTS), str)

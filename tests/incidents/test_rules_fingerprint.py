from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from incidents.rules.fingerprint import fingerprint, normalise

moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1))
times = moments.map(lambda at: at.isoformat())
local_times = moments.map(lambda at: f"{at:%d.%m.%Y}")
clocks = st.times().map(lambda at: f"{at:%H:%M:%S}")
numbers = st.one_of(
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**4, places=2).map(str),
    st.floats(0, 1e4).map(lambda f: f"{f:.3f}"),
)
varying = st.one_of(st.uuids().map(str), times, local_times, clocks, numbers, st.ip_addresses(v=4).map(str))


@given(st.lists(varying, min_size=3, max_size=3), st.lists(varying, min_size=3, max_size=3))
def test_ids_times_and_numbers_do_not_change_the_mark(one, other):
    text = "Request {} of server {} timed out after {} s"
    assert fingerprint("tara", "k", text.format(*one)) == fingerprint("tara", "k", text.format(*other))


@given(st.text("abcdefghijklmnopqrstuvwxyzõäöü ", max_size=60))
def test_case_and_white_space_do_not_change_the_mark(text):
    assert normalise(text) == normalise(f"  {text.upper()}\n".replace(" ", "\t ")) or "ß" in text


def test_component_class_and_words_do():
    marks = {fingerprint(*each) for each in (("a", "k", "x"), ("b", "k", "x"), ("a", "s", "x"), ("a", "k", "y"))}
    assert len(marks) == 4
    assert fingerprint("ab", "c", "") != fingerprint("a", "bc", "")


def test_what_is_not_varying_stays():
    assert normalise("HTTP 503 from 10.0.0.1:8443 at 2026-03-04T08:50:11Z") == "http <n> from <n> at <n>"
    assert normalise("vead 1 234 ja 12.50") == "vead <n> ja <n>"

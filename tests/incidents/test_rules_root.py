from hypothesis import given
from hypothesis import strategies as st

from incidents.rules.root import SUSPECT_FROM, downstream_of, root_of, suspects

NEEDS = {"self": {"login", "exchange"}, "login": {"tara"}, "tara": {"net"}, "exchange": {"net"}}
names = st.sampled_from("abcdef")
graphs = st.dictionaries(names, st.sets(names, max_size=3))


def test_the_deepest_failing_upstream_is_the_root():
    assert root_of("self", NEEDS, {"self", "login", "tara"}) == "tara"
    assert root_of("self", NEEDS, {"self", "net"}) == "net", "a healthy link in between hides nothing"
    assert root_of("self", NEEDS, {"self"}) == "self"
    assert root_of("tara", NEEDS, {"login", "tara"}) == "tara", "a dependent is not a root"


def test_equally_deep_ones_are_told_apart_by_name():
    assert root_of("x", {"x": {"b", "a"}}, {"x", "a", "b"}) == "a"


@given(graphs, names, st.sets(names))
def test_cycles_end_and_the_root_fails_or_is_the_start(needs, start, failing):
    root = root_of(start, needs, failing)
    assert root == start or root in failing


@given(graphs, names)
def test_downstream_is_the_mirror_of_upstream(needs, root):
    for name in downstream_of(root, needs):
        assert root_of(name, needs, {root}) == root


def test_an_unwatched_dependency_is_suspected_when_enough_of_its_dependents_fail():
    needs = {f"c{n}": {"db"} for n in range(5)}
    few = {f"c{n}" for n in range(SUSPECT_FROM - 1)}
    assert suspects(needs, few, {"db"}) == set()
    assert suspects(needs, few | {"c4"}, {"db"}) == {"db"}
    assert suspects(needs, few | {"c4"}, set()) == set(), "a watched one speaks for itself"


def test_a_failing_one_in_between_explains_those_above_it():
    needs = {"self": {"login"}, "app": {"login"}, "login": {"net"}}
    assert suspects(needs, {"self", "app", "login"}, {"net"}) == set()
    assert suspects(needs, {"self", "app"}, {"net", "login"}) == {"net", "login"}

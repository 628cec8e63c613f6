"""Dependencies: circles, roots and layers, by examples and by properties."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.rules import graph

KEYS = st.integers(0, 7)
EDGES = st.lists(st.tuples(KEYS, KEYS), max_size=20)
# Every edge leads from a larger key to a smaller one: no circle is possible.
ACYCLIC = EDGES.map(lambda edges: [(max(e), min(e)) for e in edges if e[0] != e[1]])

CHAIN = [("star", "govsso"), ("govsso", "tara"), ("portal", "tara"), ("star", "xroad")]


def test_a_circle_is_told_as_its_way():
    assert graph.cycle([*CHAIN, ("tara", "star")]) == ["govsso", "tara", "star", "govsso"]


def test_a_thing_that_needs_itself_is_a_circle():
    assert graph.cycle([("a", "a")]) == ["a", "a"]


def test_a_long_chain_does_not_exhaust_the_stack():
    chain = [(n, n + 1) for n in range(5000)]
    assert graph.cycle(chain) == []
    assert graph.cycle([*chain, (5000, 0)])[0] == 0


@given(ACYCLIC)
def test_no_circle_where_none_can_be(edges):
    assert graph.cycle(edges) == []


@given(EDGES)
def test_a_circle_found_is_made_of_edges(edges):
    way = graph.cycle(edges)
    assert all(step in edges for step in pairwise(way))
    assert not way or way[0] == way[-1]


@given(EDGES)
def test_layers_exist_exactly_where_there_is_no_circle(edges):
    if graph.cycle(edges):
        with pytest.raises(ValueError, match="circle"):
            graph.layers(edges)
        return
    place = {key: n for n, layer in enumerate(graph.layers(edges)) for key in layer}
    assert set(place) == {key for edge in edges for key in edge}
    assert all(place[needing] > place[upstream] for needing, upstream in edges)


def test_the_deepest_failing_one_is_the_root():
    assert graph.deepest(CHAIN, {"star", "govsso", "tara"}, "star") == ["tara"]


def test_what_lies_behind_a_working_one_explains_nothing():
    assert graph.deepest(CHAIN, {"star", "tara"}, "star") == ["star"]


def test_two_roots_are_both_told():
    assert graph.deepest(CHAIN, {"star", "govsso", "tara", "xroad"}, "star") == ["tara", "xroad"]


def test_without_failing_upstreams_it_is_its_own_root():
    assert graph.deepest(CHAIN, set(), "star") == ["star"]


@given(EDGES, st.sets(KEYS), KEYS)
def test_roots_fail_and_lie_upstream(edges, failing, start):
    roots = graph.deepest(edges, failing, start)
    assert roots
    assert set(roots) <= (failing & graph.upstream(edges, start)) | {start}


@given(ACYCLIC, st.sets(KEYS), KEYS)
def test_no_root_has_a_failing_upstream(edges, failing, start):
    for root in graph.deepest(edges, failing, start):
        assert not {b for a, b in edges if a == root} & (failing | {start})


@given(EDGES, KEYS, KEYS)
def test_up_and_down_mirror_each_other(edges, one, other):
    assert (other in graph.upstream(edges, one)) == (one in graph.downstream(edges, other))

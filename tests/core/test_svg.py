"""Pictures are well-formed, speak, link, and never overlap."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import star, svg
from core.layers import around, arrange, levels

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def days(*states: str) -> list[svg.DayState]:
    return [svg.DayState(date(2026, 11, 1) + timedelta(days=n), state, 1.0, state) for n, state in enumerate(states)]


def test_each_state_of_a_day_differs_in_shape_not_only_in_colour():
    bars = parsed(svg.day_strip(days("up", "degraded", "down", "unknown"))).findall(f"{SVG}rect")
    assert len({bar.get("height") for bar in bars}) == 4
    assert [bar.get("class") for bar in bars] == ["day day-up", "day day-degraded", "day day-down", "day day-unknown"]


def test_a_strip_says_what_it_shows():
    picture = parsed(svg.day_strip(days("up", "down", "down"), "Logimine"))
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text == "Logimine"
    assert "2" in picture.find(f"{SVG}desc").text


@pytest.mark.parametrize(
    ("ratio", "shown"), [(1.0, "100"), (0.99999, "99.99"), (0.985, "98.5"), (0.0, "0"), (None, "–")]
)
def test_a_day_with_an_outage_is_never_shown_as_whole(ratio, shown):
    assert svg.DayState(date(2026, 11, 1), "up", ratio).percent == shown


def test_texts_are_escaped():
    node = svg.Node("a", "<script>", '"><b>', note="&")
    picture = svg.graph([node], [], title="<i>")
    assert "<script>" not in picture
    assert "<b>" not in picture
    assert parsed(picture).find(f"{SVG}title").text == "<i>"


def test_no_picture_carries_style_or_script():
    pictures = [
        svg.day_strip(days("up")),
        svg.graph([svg.Node("a", "A"), svg.Node("b", "B")], [("a", "b")]),
        svg.bars([svg.Bar("I", 2)], "bars"),
        svg.sparkline([1, 2], "line"),
        svg.timeline(["I"], [svg.Span("work", 0, 0)], "plan"),
    ]
    for picture in pictures:
        assert "style=" not in picture
        assert "<script" not in picture
        parsed(picture)


def test_a_box_with_an_address_is_a_link_that_can_be_read():
    picture = parsed(svg.graph([svg.Node("a", "Autentimine ja isikute tuvastamine", "/components/a/")], []))
    link = picture.find(f".//{SVG}a")
    assert link.get("href") == "/components/a/"
    assert " ".join("".join(link.itertext()).split()) == "Autentimine ja isikute tuvastamine"
    assert picture.get("role") == "group"


def test_long_names_wrap_and_end_with_a_mark():
    lines = parsed(svg.graph([svg.Node("a", "sõna " * 40)], [])).findall(f".//{SVG}text[@class='node-label']")
    assert len(lines) == 3
    assert lines[-1].text.endswith("…")


def test_edges_to_unknown_boxes_are_left_out():
    assert "edge" not in svg.graph([svg.Node("a", "A")], [("a", "gone"), ("a", "a")])


@pytest.mark.parametrize(
    "nothing", [svg.day_strip([]), svg.graph([], []), svg.bars([], "b"), svg.timeline([], [], "t")]
)
def test_nothing_to_draw_is_still_a_picture(nothing):
    parsed(nothing)


def test_sparkline_of_nothing_is_nothing_and_of_one_value_a_point():
    assert svg.sparkline([], "none") == ""
    assert "circle" in svg.sparkline([5], "one")


def test_bars_link_to_their_rows():
    link = parsed(svg.bars([svg.Bar("XI", 3, href="/x")], "b")).find(f".//{SVG}a")
    assert link.get("href") == "/x"


def test_a_box_stands_right_of_its_longest_way():
    assert levels(list("abcd"), [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")]) == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_circles_end():
    assert set(levels(list("abc"), [("a", "b"), ("b", "c"), ("c", "a")])) == set("abc")


edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


@given(edges)
@settings(max_examples=60, deadline=None)
def test_boxes_never_overlap_and_stay_inside(pairs):
    sizes = {str(n): 40.0 + 10 * (n % 3) for n in range(12)}
    links = sorted({(str(a), str(b)) for a, b in pairs if a != b})
    plan = arrange(sizes, links, width=100, column_gap=50, row_gap=10)
    places = list(plan.places.values())
    for n, one in enumerate(places):
        assert 0 <= one.x <= plan.width - 100
        assert 0 <= one.y <= plan.height - one.height
        for other in places[n + 1 :]:
            assert one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_a_line_over_a_column_runs_between_its_boxes():
    sizes = {"a": 40.0, "b": 40.0, "c": 40.0}
    plan = arrange(sizes, [("a", "b"), ("b", "c"), ("a", "c")], width=100, column_gap=50, row_gap=10)
    box, (_start, (x, y), *_rest) = plan.places["b"], plan.paths[2]
    assert x == box.x
    assert not box.y < y < box.y + box.height


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 25)), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_labels_of_days_that_stand_close_do_not_overlap(places):
    begin = date(2026, 1, 1)
    marks = [svg.Mark(begin + timedelta(days=at), "x" * length) for at, length in places]
    drawn = parsed(svg.lifeline(begin, begin + timedelta(days=900), marks, "Aeg"))
    boxes = []
    for text in drawn.iter(f"{SVG}text"):
        x, wide = float(text.get("x")), len(text.text) * 7
        left = x - wide if text.get("text-anchor") == "end" else x
        boxes.append((left, left + wide, float(text.get("y"))))
    for n, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other_y in boxes[n + 1 :]:
            assert y != other_y or right <= other_left or other_right <= left


def test_a_line_of_time_says_its_days():
    drawn = parsed(svg.lifeline(date(2026, 1, 1), date(2026, 1, 1), [svg.Mark(date(2026, 1, 1), "algab")], "Aeg"))
    assert drawn.find(f"{SVG}desc").text == "algab 01.01.2026"


@given(st.lists(st.lists(st.integers(34, 90), min_size=1, max_size=25), max_size=6))
@settings(max_examples=60, deadline=None)
def test_boxes_around_one_never_overlap(heights):
    groups = [(f"g{n}", {f"{n}.{m}": tall for m, tall in enumerate(group)}) for n, group in enumerate(heights)]
    plan = around(60, groups, width=100, gap=50, row_gap=10)
    assert len(plan.places) == sum(map(len, heights))
    for x in (0, 300):
        taken = sorted((place.y, place.y + place.height) for place in plan.places.values() if place.x == x)
        heads = [(y, y + 20) for _name, at, y in plan.headings if at == x]
        taken = sorted([*taken, *heads])
        assert all(one[1] <= other[0] for one, other in pairwise(taken))
        assert all(top >= 0 and bottom <= plan.height + 0.01 for top, bottom in taken)


def test_a_star_names_its_groups_and_each_kind_of_line():
    nodes = [svg.Node("a", "A <b>", "/a/", "danger", "üks\nkaks"), svg.Node("b", "B")]
    ties = {"a": [0, 2], "b": [1], "gone": [0]}
    picture = parsed(star.star(svg.Node("", "Meie"), [("Vallad", nodes)], ties, ["x", "y", "z"], "Võrk"))
    assert picture.get("role") == "group"
    drawn = [path.get("class") for path in picture.iter(f"{SVG}path")]
    assert sorted(drawn) == sorted(f"edge edge-{n}" for n in (0, 1, 2, 0, 2, 1))
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"Vallad", "A <b>", "üks", "kaks", "Meie", "x"} <= set(texts)
    assert [link.get("href") for link in picture.iter(f"{SVG}a")] == ["/a/"]


def test_shares_are_as_high_as_all_and_filled_by_their_part():
    months = [svg.Share("jaan", 1, 2), svg.Share("veebr", 0, 0), svg.Share("märts", 4, 4)]
    picture = parsed(svg.shares(months, "Õigel ajal"))
    boxes = picture.findall(f".//{SVG}g")[0].findall(f"{SVG}rect")
    heights = {box.get("class"): float(box.get("height")) for box in boxes}
    assert heights == {"bar-whole": 40.0, "bar": 20.0}
    assert "jaan: 1/2; veebr: 0/0; märts: 4/4" in picture.find(f"{SVG}desc").text
    assert picture.get("role") == "img"

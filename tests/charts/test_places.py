"""Names in a plane keep off lines, marks, edges and each other; those of a region stand in it."""

from __future__ import annotations

import numpy as np
import pytest

from course.charts.label_placement import LETTER, LINE, NARROW, WIDE, PlacedNames, Spot, around


def boxes(names):
    """The boxes of what was written, from its rows alone: left, low, right, high in shares of the plane."""
    rows = zip(*names.table.values(), strict=True)
    for x, y, text, _, align, size, dx, dy in rows:
        u, v = names.point(x, y)
        top = v - (dy - 2) / names.height
        left, _, right, high = names.box(text, Spot(u, top, align, "top", dx), size)
        yield left, high - (high - names.box(text, Spot(u, top, align, "top"), size)[1]), right, high


@pytest.fixture
def names():
    return PlacedNames((-1.0, 1.0), (0.0, 100.0), 440.0, 260.0)


def test_names_keep_off_lines_marks_and_each_other(names):
    names.line([-1, 1], [50, 50])
    names.mark(0, 50)
    for _ in range(3):
        assert names.beside("a name", "you", 0, 50)
    found = [*boxes(names), (0.5 - 8 / 260, 0.5 - 8 / 440, 0.5 + 8 / 260, 0.5 + 8 / 440)]
    for i, a in enumerate(found):
        assert all(0 <= edge <= 1 for edge in a)
        assert i == 3 or not a[1] < 0.5 < a[3]
        for b in found[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_where_nothing_is_clear_enough_nothing_is_written(names):
    names.keep_off([(0, 0, 1, 1)])
    assert not names.put("a name", "you", around(0.5, 0.5))
    assert names.put("a name", "you", around(0.5, 0.5), most=1_000)
    assert not names.put("a name", "you", [Spot(0.99, 0.5)], most=1e9), "it would be cut by the edge"
    assert names.table["text"] == ["a name"]


@pytest.mark.parametrize("size", [13, 17])
def test_the_name_of_a_region_stands_in_it_or_nowhere(names, size):
    x, y = names.lattice()
    inside = (x + y / 100 > 0.6) & (x < 0.9)
    assert names.region("in|side", "cross", inside, size=size)
    ((left, low, right, high),) = boxes(names)
    for u in (left, right):
        for v in (low, high):
            assert (2 * u - 1) + v > 0.6 - 0.05
            assert 2 * u - 1 < 0.9 + 0.05
    assert not names.region("in|side", "cross", np.zeros_like(inside), size=size)


def test_a_name_too_wide_for_its_region_is_broken(names):
    x, _ = names.lattice()
    assert names.region("much too|wide", "cross", np.broadcast_to(np.abs(x) < 0.42, (97, 97)))
    assert names.table["text"] == ["much too\nwide"]


@pytest.mark.parametrize("flat", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("at", [0.05, 0.95])
def test_a_name_is_clear_of_lines_on_a_phone_and_on_a_desk(flat, at):
    """Beside a point where two lines meet: what stands some pixels away is nearer to both of them in a wider plane."""
    names = PlacedNames((0.0, 1.0), (0.0, 1.0), 420.0)
    lines = [lambda u: at + 2 * (u - at), lambda u: at + flat * (u - at)]
    u = np.linspace(0, 1, 2000)
    for line in lines:
        names.line(u, line(u))
    names.mark(at, at)
    names.beside("together −24 %", "ray", at, at)
    (x,), (y,), (align,), (dx,), (dy,) = (names.table[name] for name in ("x", "y", "align", "dx", "dy"))
    for width in (NARROW, WIDE):
        wide, high = len("together −24 %") * LETTER / width, LINE / 420
        left = x + dx / width - {"left": 0, "center": 0.5, "right": 1}[align] * wide
        top = y - (dy - 2) / 420
        for line in lines:
            within = (u > left) & (u < left + wide) & (line(u) > top - high) & (line(u) < top)
            assert not within.any(), f"a line runs through the name at {width:.0f} px"

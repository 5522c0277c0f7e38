"""Labels keep their distance."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from course.charts import COLORS, apart, halo
from course.charts.labels import spread
from course.charts.vocabulary import named

places = st.lists(st.floats(-100, 100), min_size=1, max_size=12)


@given(places, st.floats(0.01, 20))
def test_neighbours_are_a_gap_apart_and_keep_their_order(wanted, gap):
    got = spread(wanted, gap)
    order = np.argsort(wanted, kind="stable")
    assert np.all(np.diff(got[order]) >= gap - 1e-9)


@given(places, st.floats(0.01, 20))
def test_nothing_moves_further_than_it_must(wanted, gap):
    """The least squares solution: a group that moves as one stands around the mean of its wishes."""
    got = spread(wanted, gap)
    assert abs(np.sum(got - wanted)) < 1e-6 * max(1, len(wanted) * gap)
    if np.all(np.diff(np.sort(wanted)) >= gap):
        np.testing.assert_allclose(got, wanted, atol=1e-9)


@given(places, st.floats(0.01, 5))
def test_limits_hold_when_there_is_room(wanted, gap):
    room = gap * (len(wanted) - 1)
    got = spread(wanted, gap, low=0, high=room + 1)
    assert got.min() >= -1e-9
    assert got.max() <= room + 1 + 1e-9


def test_a_label_that_does_not_exist_takes_no_room():
    got = spread([1.0, np.nan, 1.0], 2)
    assert np.isnan(got[1])
    assert got[[0, 2]].tolist() == [0.0, 2.0]
    assert np.isnan(spread([np.nan], 1)).all()


def test_names_get_a_place_and_keep_what_they_are():
    names = [{"y": 1.0, "label": "one"}, {"y": 5.0, "label": "two"}, {"y": 1.2, "label": "three"}]
    placed = apart(names, "y", 1.0, low=0.9)
    assert [{k: v for k, v in row.items() if k != "label_y"} for row in placed] == names
    assert [row["label_y"] for row in placed] == spread([1.0, 5.0, 1.2], 1.0, 0.9).tolist()
    assert [row["y"] for row in apart(names, "y", 1.0, low=0.9, into="y")] == [row["label_y"] for row in placed]


def test_a_halo_lies_under_its_text():
    under, over = named("t", "x:Q", "y:Q", free=3, dx=5).drawn()["layer"]
    assert under["mark"] == {**over["mark"], **halo(3)}
    assert under["encoding"] == over["encoding"]
    assert halo(3)["stroke"] == COLORS["paper"]
    assert "stroke" not in over["mark"]
    assert over["mark"]["dx"] == 5

"""Every handle on a result turns its control to the stop that brings the result nearest, and stands where it is drawn."""

from __future__ import annotations

import math

import pytest

from course.lessons import lessons, record
from course.validation import ArgumentError
from tests.oracles.support import known

PULLS = [
    pytest.param(one.make, name, id=f"{about.slug}.{one.title}.{name}")
    for about in lessons()
    for one in known(about.slug).values()
    for name in one.pulls
]


#: Where a result needs more than the start setting.
ELSEWHERE = {"landscape": {"price": 52_000}}


def opened(make):
    explorer = make()
    if explorer.name in ELSEWHERE:
        explorer.set(**ELSEWHERE[explorer.name])
    if explorer.prediction:
        explorer.predict(explorer.prediction.control.value)
    return explorer


def results(explorer, pull):
    """Stop → result, for the stops that have one."""
    found = {}
    control = explorer.controls[pull.control]
    for i in range(control.stops):
        try:
            result = pull.result(**{**explorer.values, pull.control: control.stop(i)})
        except ArgumentError:
            continue
        if result is not None and math.isfinite(result):
            found[control.stop(i)] = float(result)
    return found


@pytest.mark.parametrize(("make", "name"), PULLS)
def test_a_pull_ends_at_the_stop_that_comes_nearest(make, name):
    explorer = opened(make)
    pull = explorer.pulls[name]
    there = results(explorer, pull)
    low, high = min(there.values()), max(there.values())
    assert low < high, "this control does not move the result"
    for share in (-0.2, 0.0, 0.13, 0.5, 0.81, 1.0, 1.2):
        to = low + share * (high - low)
        explorer.pull(name, to)
        got = explorer.values[pull.control]
        nearest = min(abs(result - to) for result in there.values())
        assert abs(there[got] - to) <= nearest + 1e-9 * max(1.0, abs(to)), (share, got)
        assert not explorer.error
        if not 0 <= share <= 1:
            assert explorer.frame["note"], f"out of reach, and nothing says so: {share}, {got}"


@pytest.mark.parametrize(
    ("slug", "name", "pull", "table", "column"),
    [
        ("liquidation_price", "levels", "liquidation", "drops", "price"),
        ("liquidation_price", "edge", "step", "step", "price"),
        ("liquidation_mechanics", "queue", "loss", "here", "value"),
        ("cross_vs_isolated", "frontier", "capital", "posts", "capital"),
        ("cross_vs_isolated", "outcomes", "often", "score_dots", "x"),
        ("hedges_and_correlation", "corridor", "gap", "gap", "wall"),
    ],
)
def test_the_handle_stands_on_what_it_pulls(slug, name, pull, table, column):
    explorer = opened(record(slug).explorers[name])
    drawn = explorer.view.data[table]
    places = [row[column] for row in drawn] if isinstance(drawn, list) else list(drawn[column])
    assert any(abs(explorer.frame["pulls"][pull] - place) < 1e-6 for place in places)

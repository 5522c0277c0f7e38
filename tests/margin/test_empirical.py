"""Distributions that were observed, and chances over many windows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import Quantiles, chance_alive, covering, each_must_pass, expected_closures
from course.validation import ArgumentError

records = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@given(records, st.floats(0, 1))
def test_it_is_the_smallest_observation_that_covers_the_share(values: list[float], chance: float) -> None:
    found = covering(values, chance)
    share = lambda x: sum(v <= x for v in values) / len(values)  # noqa: E731
    assert found in values
    assert share(found) >= chance - 1e-9
    less = [v for v in values if v < found]
    assert not less or share(max(less)) < chance


@given(st.integers(1, 2_000), st.data())
def test_where_the_share_is_whole_nothing_more_is_posted(n: int, data: st.DataObject) -> None:
    """k of n observations, k / n as a float in any of its roundings: exactly the k-th."""
    k = data.draw(st.integers(1, n))
    for chance in (k / n, float(Fraction(k, n)), 1.0 - (n - k) / n, k * (1.0 / n)):
        assert covering(np.arange(1, n + 1), min(chance, 1.0)) == k


def test_the_shares_that_rounding_gets_wrong() -> None:
    assert covering(np.arange(1, 101), 0.07) == 7  # 0.07 · 100 = 7.000000000000001
    assert covering([3, 4, 5, 6, 7, 8, 10, 12, 18, 40], 0.9) == 18
    assert covering([5.0], 0.0) == 5.0


def test_shapes_of_covering() -> None:
    table = np.arange(12.0).reshape(3, 4)
    assert covering(table, 0.5, axis=1).tolist() == [1, 5, 9]
    assert covering(table, [0.5, 1.0], axis=1).tolist() == [[1, 5, 9], [3, 7, 11]]


@given(records, st.lists(st.floats(0.01, 0.99), max_size=6, unique=True))
def test_stored_levels_are_exact(values: list[float], inner: list[float]) -> None:
    levels = [0.0, *sorted(inner), 1.0]
    kept = Quantiles.of(values, levels)
    for level in levels:
        assert kept.covering(level) == covering(values, level)
    assert kept.share(max(values)) == 1
    assert kept.share(min(values) - 1) == 0


@given(st.lists(st.integers(0, 20), min_size=5, max_size=60), st.floats(-1, 22))
def test_a_share_lies_between_the_stored_ones_around_it(values: list[int], x: float) -> None:
    levels = np.linspace(0, 1, 11)
    kept, true = Quantiles.of(values, levels), float(np.mean(np.asarray(values) <= x))
    assert abs(kept.share(x) - true) <= 0.1 + 1.0 / len(values) + 1e-9


@given(st.floats(0.01, 1), st.integers(0, 60), st.integers(1, 10))
def test_chances_multiply(p: float, windows: int, compartments: int) -> None:
    apart = together = 1.0
    for _ in range(windows):
        together *= p
        for _ in range(compartments):
            apart *= p
    assert chance_alive(p, windows, compartments) == pytest.approx(apart, rel=1e-9)
    assert chance_alive(p, windows, compartments, together=True) == pytest.approx(together, rel=1e-9)
    if windows:
        back = chance_alive(each_must_pass(p, windows, compartments), windows, compartments)
        assert back == pytest.approx(p)


@given(st.floats(0, 1), st.integers(0, 6), st.integers(1, 4))
def test_closures_to_expect_are_the_mean_over_all_that_may_happen(p: float, windows: int, compartments: int) -> None:
    trials = windows * compartments
    mean = sum(
        bin(outcome).count("1") * (1 - p) ** bin(outcome).count("1") * p ** (trials - bin(outcome).count("1"))
        for outcome in range(2 ** min(trials, 10))
    )
    if trials <= 10:
        assert expected_closures(p, windows, compartments) == pytest.approx(mean)
    several = expected_closures([p, 1.0], windows, compartments)
    assert several.tolist() == pytest.approx([expected_closures(p, windows, compartments), 0.0])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: covering([], 0.5), "values"),
        (lambda: covering([1.0, float("nan")], 0.5), "values"),
        (lambda: covering([1.0], 1.1), "chance"),
        (lambda: Quantiles([0, 0.5], [1, 2]), "levels"),
        (lambda: Quantiles([0, 1], [2, 1]), "values"),
        (lambda: Quantiles([0, 1], [1, 2]).covering(-0.1), "chance"),
        (lambda: chance_alive(1.5), "chance"),
        (lambda: chance_alive(0.5, -1), "windows"),
        (lambda: chance_alive(0.5, 1, 0), "compartments"),
        (lambda: each_must_pass(0.5, 0), "windows"),
        (lambda: expected_closures(-0.1), "chance"),
        (lambda: expected_closures(0.5, -1), "windows"),
    ],
)
def test_bad_input_is_refused_by_name(call, argument: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        call()
    assert caught.value.argument == argument

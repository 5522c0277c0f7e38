"""Random models against their laws; bridges and candles against their points. Seeds fixed, tolerances in standard errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Portfolio, Position, touch_probability
from course.simulation import GARCH, GBM, Jumps, Paths, StochasticVolatility, Stress, adverse_path, bridge
from course.simulation.data import Candles
from course.validation import ArgumentError

START = {"BTC": 60_000.0, "ETH": 3_000.0}
MODELS = [GBM, Jumps, StochasticVolatility, GARCH, Stress]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_is_a_fair_game_with_its_drift(model):
    for drift in (0.0, 0.5):
        m = model(START, {"BTC": 0.6, "ETH": 0.8}, 0.8, drift)
        paths = m.draw(np.random.default_rng(1), days=30, steps=60, paths=20_000)
        growth = paths.prices[-1] / paths.prices[0]
        error = growth.std(axis=1) / np.sqrt(20_000)
        assert np.all(np.abs(growth.mean(axis=1) - np.exp(drift * 30 / 365)) < 4 * error)


@pytest.mark.parametrize("model", MODELS)
def test_the_same_generator_gives_the_same_paths(model):
    draw = lambda: model(START).draw(np.random.default_rng(5), days=1, steps=10, paths=3)  # noqa: E731
    assert np.array_equal(draw().prices, draw().prices)
    assert np.all(draw().prices > 0)


def test_gbm_has_its_volatility_and_correlation():
    m = GBM(START, {"BTC": 0.6, "ETH": 0.8}, 0.84)
    returns = np.diff(np.log(m.draw(np.random.default_rng(2), days=365, steps=2_000, paths=50).prices), axis=0)
    sigma = returns.std(axis=(0, 2)) * np.sqrt(2_000)
    assert sigma == pytest.approx([0.6, 0.8], rel=0.01)  # 100,000 returns: standard error 0.2 %
    assert np.corrcoef(returns[:, 0].ravel(), returns[:, 1].ravel())[0, 1] == pytest.approx(0.84, abs=0.005)


def test_gbm_touches_as_often_as_the_closed_form_says():
    """C5: first passage of a geometric Brownian price, watched at every step."""
    days, steps, paths = 7, 168, 20_000
    m = GBM({"BTC": 100.0}, 0.8)
    low = m.draw(np.random.default_rng(3), days=days, steps=steps, paths=paths)["BTC"].min(axis=0)
    for distance in (0.05, 0.0955, 0.1960):
        expected = touch_probability(distance, 0.8, days / 365, check_interval_years=days / 365 / steps)
        seen = (low <= 100 * (1 - distance)).mean()
        assert seen == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / paths))


def test_fat_tails_where_they_are_promised():
    def kurtosis(model):
        paths = model.draw(np.random.default_rng(4), days=365, steps=3_000, paths=20)
        r = np.diff(np.log(paths["BTC"]), axis=0)
        return ((r - r.mean()) ** 4).mean() / r.var() ** 2

    assert kurtosis(GBM(START)) == pytest.approx(3, abs=0.1)
    for model in (Jumps(START), StochasticVolatility(START), GARCH(START), Stress(START)):
        assert kurtosis(model) > 3.4


def test_garch_remembers_and_heston_volatility_clusters():
    for model in (GARCH(START, alpha=0.2, beta=0.7), StochasticVolatility(START)):
        r = np.diff(np.log(model.draw(np.random.default_rng(6), days=365, steps=4_000, paths=10)["BTC"]), axis=0)
        squares = r**2 - (r**2).mean()
        assert (squares[1:] * squares[:-1]).mean() / squares.var() > 0.05
        assert abs((r[1:] * r[:-1]).mean() / r.var()) < 0.03  # returns themselves do not


def test_correlation_jumps_in_stress():
    """A market in stress from the first step on, against one that never sees any."""

    def correlation(**options):
        m = Stress(START, 0.8, 0.3, stress_correlation=0.95, **options)
        r = np.diff(np.log(m.draw(np.random.default_rng(7), days=30, steps=500, paths=40).prices), axis=0)
        return np.corrcoef(r[:, 0].ravel(), r[:, 1].ravel())[0, 1], r.std() * np.sqrt(500 * 365 / 30)

    calm = correlation(per_year=0)
    stressed = correlation(starts_in_stress=True, days_of_stress=1e9)
    assert calm == pytest.approx((0.3, 0.8), abs=0.02)
    assert stressed == pytest.approx((0.95, 2.4), abs=0.05)


def test_perfect_and_opposite_correlation_are_allowed():
    for rho in (1.0, -1.0):
        r = np.diff(np.log(GBM(START, 0.5, rho).draw(np.random.default_rng(8), days=1, steps=100).prices), axis=0)
        assert np.corrcoef(r[:, 0, 0], r[:, 1, 0])[0, 1] == pytest.approx(rho)


def test_blocks_have_every_path_once():
    m = GBM(START)
    blocks = list(m.blocks(np.random.default_rng(9), days=1, steps=4, paths=2_500, block=1_000))
    assert [b.paths for b in blocks] == [1_000, 1_000, 500]


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: GBM({}), "start"),
        (lambda: GBM({"BTC": -1}), "start"),
        (lambda: GBM(START, -0.1), "volatility"),
        (lambda: GBM(START, {"BTC": 0.5}), "volatility"),
        (lambda: GBM(START, 0.5, 1.5), "correlation"),
        (lambda: GBM(START, 0.5, [[1, 0.5], [0.4, 1]]), "correlation"),
        (lambda: GBM({"A": 1, "B": 1, "C": 1}, 0.5, -0.9), "correlation"),
        (lambda: Paths(("A",), [0, 1], np.array([[1.0], [np.nan]])), "prices"),
        (lambda: Paths(("A",), [1, 0], np.array([[1.0], [1.0]])), "times"),
        (lambda: Paths(("A", "B"), [0, 1], np.ones((2, 1))), "prices"),
        (lambda: Paths(("A",), [0], np.ones((1, 1)))["B"], "symbol"),
    ],
)
def test_bad_input_names_its_argument(make, argument):
    with pytest.raises(ArgumentError) as error:
        make()
    assert error.value.argument == argument


# ---- waypoints and candles ----------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(1, 20), st.floats(1, 1e5)), min_size=2, max_size=6),
    st.floats(0, 2),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=50, deadline=None)
def test_bridges_pass_exactly_through_their_points(gaps, volatility, seed):
    times = np.cumsum([g for g, _ in gaps]) * 60
    points = list(zip(times.tolist(), [p for _, p in gaps], strict=True))
    other = [(points[0][0], 10.0), (points[-1][0], 20.0)]
    paths = bridge(np.random.default_rng(seed), {"A": points, "B": other}, step=60, volatility=volatility, paths=3)
    for time, price in points:
        at = paths.times.tolist().index(time)
        assert np.all(paths["A"][at] == price)
    assert np.all(paths["B"][-1] == 20.0)


def test_a_bridge_has_the_variance_of_a_bridge():
    points = {"A": [(0, 100.0), (86_400 * 365, 100.0)]}
    paths = bridge(np.random.default_rng(10), points, step=86_400 * 365 / 100, volatility=0.5, paths=20_000)
    spread = np.log(paths["A"]).var(axis=1)
    t = np.linspace(0, 1, 101)
    assert spread == pytest.approx(0.25 * t * (1 - t), abs=0.004)


def test_a_bridge_without_noise_is_a_straight_line_in_log_price():
    paths = bridge(np.random.default_rng(1), {"A": [(0, 100.0), (3, 72.9)]}, step=1, volatility=0)
    assert paths["A"][:, 0] == pytest.approx([100, 90, 81, 72.9])


@pytest.mark.parametrize(
    "points", [[(0, 100.0)], [(0, 100.0), (90, 50.0)], [(0, 100.0), (0, 90.0), (60, 50)], [(0, 100.0), (60, -5.0)]]
)
def test_waypoints_are_checked(points):
    with pytest.raises(ArgumentError):
        bridge(np.random.default_rng(1), {"A": points, "B": [(0, 1.0), (60, 1.0)]}, step=60)


def test_candles_are_played_in_the_order_that_hurts():
    bars = Candles(np.array([0, 60]), 60, *(np.array(x, float) for x in ([10, 11], [12, 13], [9, 8], [11, 9])))
    long = adverse_path({"A": bars}, {"A": "long"})
    short = adverse_path({"A": bars}, {"A": "short"})
    assert long["A"][:, 0].tolist() == [10, 9, 12, 11, 11, 8, 13, 9]
    assert short["A"][:, 0].tolist() == [10, 12, 9, 11, 11, 13, 8, 9]
    assert np.all(np.diff(long.times) > 0)
    book = Portfolio.cross(5, [Position(Market("A", 0.1, 0.05), -2, 10)])
    assert adverse_path({"A": bars}, book)["A"][:, 0].tolist() == short["A"][:, 0].tolist()

"""Hedges: the slope that leaves least, what it leaves, and what it costs when the slope changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import (
    Holding,
    Market,
    Pool,
    Position,
    hedge_ratio,
    hedged_volatility,
    least_variance_ratio,
    residual_loss,
    spot_hedge_wall,
    stressed_marks,
)
from course.validation import ArgumentError

seeds = st.integers(0, 10_000)
sigmas = st.floats(0.01, 3)
rhos = st.floats(-1, 1)
moves = st.floats(-0.9, 2)


@given(seeds, st.integers(3, 50), st.floats(-3, 3))
def test_no_other_ratio_leaves_less_variance(seed, n, shift):
    own, other = np.random.default_rng(seed).standard_normal((2, n)) * 0.03
    ratio = hedge_ratio(own, other)

    assert ratio == pytest.approx(np.polyfit(other, own, 1)[0], abs=1e-9)
    assert np.var(own - ratio * other) <= np.var(own - (ratio + shift) * other) + 1e-15
    assert abs(np.cov(own - ratio * other, other)[0, 1]) < 1e-12
    assert hedge_ratio(own + 0.01, other - 0.02) == pytest.approx(ratio, abs=1e-9)  # means are taken off


@given(seeds)
def test_the_ratio_of_volatilities_and_correlation_is_the_slope(seed):
    own, other = np.random.default_rng(seed).standard_normal((2, 30))
    rho = np.corrcoef(own, other)[0, 1]
    assert least_variance_ratio(own.std(), other.std(), rho) == pytest.approx(hedge_ratio(own, other))
    left = hedged_volatility(own.std(), other.std(), rho)
    assert left == pytest.approx(np.std(own - hedge_ratio(own, other) * other))
    assert left == pytest.approx(own.std() * np.sqrt(1 - rho**2))


def test_many_coins_at_once_as_one_by_one():
    rng = np.random.default_rng(1)
    btc, coins = rng.standard_normal(40), rng.standard_normal((40, 5))
    together = hedge_ratio(coins, btc)
    assert together.shape == (5,)
    assert together == pytest.approx([hedge_ratio(coins[:, i], btc) for i in range(5)])
    assert hedge_ratio(coins, coins) == pytest.approx(np.ones(5))


@given(sigmas, sigmas, rhos, st.floats(-4, 4))
def test_what_a_hedge_leaves(own, other, rho, ratio):
    variance = own**2 - 2 * ratio * rho * own * other + (ratio * other) ** 2
    assert hedged_volatility(own, other, rho, ratio) == pytest.approx(np.sqrt(max(variance, 0.0)), abs=1e-5)
    assert hedged_volatility(own, other, rho, ratio) >= hedged_volatility(own, other, rho) - 1e-9
    best = least_variance_ratio(own, other, rho)
    assert hedged_volatility(own, other, rho, best) == pytest.approx(hedged_volatility(own, other, rho), abs=1e-9)


@given(st.floats(1, 1e6), st.floats(0, 5), st.floats(-0.99, 1), st.floats(-0.99, 1))
def test_the_loss_is_that_of_two_positions(notional, ratio, fall, other_fall):
    a, b = Market("A", 1.0, 0.0), Market("B", 1.0, 0.0)
    held = [Position(a, notional / 50.0, 50.0)]
    if ratio > 1e-9:
        held.append(Position(b, -ratio * notional / 200.0, 200.0))
    pool = Pool(0.0, tuple(held))
    lost = -pool.unrealised_pnl({"A": 50.0 * (1 + fall), "B": 200.0 * (1 + other_fall)})
    assert residual_loss(notional, ratio, fall, other_fall) == pytest.approx(lost, abs=1e-3 + 1e-9 * notional)


def test_a_hedge_that_moves_as_promised_loses_nothing():
    assert residual_loss(10_000, 1.5, -0.15, -0.1) == pytest.approx(0.0)
    assert residual_loss(10_000, [0.0, 1.52], -0.642, -0.132) == pytest.approx([6_420.0, 4_413.6])


@given(st.floats(1, 1e5), st.floats(0, 1), st.floats(0.001, 0.2))
def test_the_wall_of_a_coin_hedged_by_itself_is_the_pools(entry, weight, m):
    pool = Pool(0.0, (Position(Market("X", 1.0, m), -1.0, entry),), (Holding("X", 1.0, weight, weight),))
    wall = spot_hedge_wall(entry, weight, m)
    if wall > entry * (1 + 1e-9):
        assert pool.liquidation_price("X", {"X": entry}) == pytest.approx(wall)
    assert pool.health({"X": wall}) == pytest.approx(0.0, abs=1e-6 * wall)


def test_walls_of_the_storyboard():
    walls = spot_hedge_wall(1.0, np.array([1.0, 0.9, 0.5]), 0.025)
    assert walls == pytest.approx([40.0, 8.0, 1.905], abs=0.001)
    assert spot_hedge_wall(60_000, 1.0, 0.0) is None
    assert np.isnan(spot_hedge_wall([60_000.0, 50_000.0], 1.0, 0.0)).all()


@given(moves, st.floats(0, 3), moves)
def test_stressed_prices(move, beta, own):
    marks = {"BTC": 60_000.0, "ETH": 3_000.0}
    if 1 + move <= 0.01 or 1 + beta * move + own <= 0.01:
        return
    after = stressed_marks(marks, move, {"BTC": 1, "ETH": beta}, {"ETH": own})
    assert after["BTC"] == pytest.approx(60_000 * (1 + move))
    assert after["ETH"] == pytest.approx(3_000 * (1 + beta * move + own))
    many = stressed_marks(marks, [move, 0.0], {"BTC": 1, "ETH": beta}, {"ETH": own})
    assert many["ETH"][0] == pytest.approx(after["ETH"])
    assert many["BTC"].tolist() == pytest.approx([after["BTC"], 60_000])


def test_a_pool_under_stress():
    btc, eth = (Market(s, 0.05, 0.025) for s in ("BTC", "ETH"))
    marks = {"BTC": 60_000.0, "ETH": 3_000.0}
    pool = Pool(2_000.0, (Position(btc, -1 / 6, 60_000.0), Position(eth, 10 / 3, 3_000.0)))
    calm, wild = (pool.equity(stressed_marks(marks, -0.1, {"BTC": 1, "ETH": b})) for b in (1.0, 3.0))
    assert calm == pytest.approx(2_000)
    assert wild == pytest.approx(2_000 - residual_loss(10_000, 1.0, -0.3, -0.1))


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: hedge_ratio([0.1], [0.1]), "own"),
        (lambda: hedge_ratio(0.1, 0.1), "own"),
        (lambda: hedge_ratio([0.1, 0.2], [0.1, 0.2, 0.3]), "other"),
        (lambda: hedge_ratio([0.1, 0.2], [0.1, 0.1]), "other"),
        (lambda: hedge_ratio([0.1, 0.2], [0.0, 0.0]), "other"),
        (lambda: hedge_ratio([0.1, np.nan], [0.1, 0.2]), "own"),
        (lambda: least_variance_ratio(0.5, 0.0, 0.5), "other"),
        (lambda: hedged_volatility(0.5, 0.5, 1.1), "correlation"),
        (lambda: hedged_volatility(-0.5, 0.5, 1), "volatility"),
        (lambda: residual_loss(1, 1, -1.5, 0), "fall"),
        (lambda: residual_loss(1, 1, -0.5, -2), "other_fall"),
        (lambda: spot_hedge_wall(60_000, 1.1, 0.05), "weight"),
        (lambda: spot_hedge_wall(-1, 1, 0.05), "entry"),
        (lambda: spot_hedge_wall(1, 1, 1.0), "maintenance"),
        (lambda: stressed_marks({"BTC": 1.0, "ETH": 1.0}, -0.1, {"BTC": 1}), "beta"),
        (lambda: stressed_marks({"BTC": 1.0}, -0.1, {"BTC": 1, "SOL": 1}), "beta"),
        (lambda: stressed_marks({"BTC": 1.0}, -0.1, {"BTC": 1}, {"ETH": 0.1}), "own"),
        (lambda: stressed_marks({"BTC": 1.0}, [-0.1, -0.5], {"BTC": 2}), "move"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act()
    assert refused.value.argument == name

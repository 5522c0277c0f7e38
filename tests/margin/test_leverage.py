"""Closed forms: the exact statements that the lessons make, and that they are the pool's own numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.margin import (
    Market,
    Pool,
    Position,
    Schedule,
    effective_leverage,
    liquidation_distance,
    liquidation_price,
    max_leverage_for,
    return_on_margin,
    sign,
    touch_probability,
)
from course.validation import ArgumentError

leverages = st.floats(1.0, 30.0)
maintenances = st.floats(0.001, 0.03)
sides = st.sampled_from(["long", "short"])


@given(leverages, maintenances, sides, st.floats(1, 1e5))
def test_closed_form_is_what_the_pool_says(leverage: float, m: float, side: str, entry: float) -> None:
    pool = Pool(entry / leverage, (Position(Market("X", 1.0, m), sign(side), entry),))

    assert pool.liquidation_price("X", {"X": entry}) == pytest.approx(
        liquidation_price(entry, leverage, m, side), abs=1e-9 * entry
    )


@given(leverages, maintenances)
def test_distance_of_a_long_and_of_a_short(leverage: float, m: float) -> None:
    assert liquidation_distance(leverage, m) == pytest.approx((1 / leverage - m) / (1 - m))
    assert liquidation_distance(leverage, m, "short") == pytest.approx((1 / leverage - m) / (1 + m))


@given(st.floats(2.0, 30.0), maintenances)
def test_halving_leverage_more_than_doubles_the_room_by_exactly_this_much(leverage: float, m: float) -> None:
    for side, extra in (("long", m / (1 - m)), ("short", m / (1 + m))):
        room, half = (liquidation_distance(x, m, side) for x in (leverage, leverage / 2))
        assert half == pytest.approx(2 * room + extra)


@given(st.floats(2.0, 30.0))
def test_without_maintenance_halving_doubles_exactly(leverage: float) -> None:
    assert liquidation_distance(leverage / 2, 0.0) == pytest.approx(2 * liquidation_distance(leverage, 0.0))


def test_the_numbers_behind_the_misconceptions() -> None:
    """m = 2.5 % at 10×: −7.69 % and +7.32 %; m = 1 %: 9.09 % → 19.19 %; 1× short 195.1, 1× long none."""
    assert round(liquidation_distance(10, 0.025), 4) == 0.0769
    assert round(liquidation_distance(10, 0.025, "short"), 4) == 0.0732
    assert [round(x, 4) for x in liquidation_distance(np.array([10, 5]), 0.01)] == [0.0909, 0.1919]
    assert round(liquidation_price(100, 1, 0.025, "short"), 1) == 195.1
    assert liquidation_price(100, 1, 0.025, "long") is None


@given(st.floats(1.0, 1.0), st.floats(0.0, 0.5), st.floats(1, 1e5))
def test_a_one_times_long_is_never_liquidated_and_a_short_always_can_be(lev: float, m: float, entry: float) -> None:
    assert liquidation_price(entry, lev, m, "long") is None
    assert liquidation_price(entry, lev, m, "short") > entry


@given(maintenances, sides, st.floats(0.0, 0.9))
def test_max_leverage_is_the_inverse_of_distance(m: float, side: str, move: float) -> None:
    assert liquidation_distance(max_leverage_for(move, m, side), m, side) == pytest.approx(move, abs=1e-9)


def test_the_markets_limit_is_one_over_maintenance() -> None:
    assert liquidation_distance(40, 0.025) == 0
    with pytest.raises(ArgumentError, match=r"leverage = 41.*at most 40"):
        liquidation_distance(41, 0.025)


@given(leverages, st.floats(-0.5, 0.5), sides)
def test_effective_leverage_is_notional_over_equity(leverage: float, move: float, side: str) -> None:
    assume(abs(1 + sign(side) * leverage * move) > 1e-6)
    pool = Pool(100 / leverage, (Position(Market("X", 1.0, 0.0), sign(side), 100),))
    marks = {"X": 100 * (1 + move)}

    assert effective_leverage(leverage, move, side) == pytest.approx(pool.leverage(marks), rel=1e-6)
    assert return_on_margin(leverage, move, side) == pytest.approx(
        pool.unrealised_pnl(marks) / pool.collateral, abs=1e-9
    )


@given(leverages, maintenances, sides, st.floats(0, 0.001), st.floats(0, 0.001))
def test_fees_bring_liquidation_nearer(leverage: float, m: float, side: str, opening: float, closing: float) -> None:
    assume(1 / leverage - opening > m + closing)
    fees = liquidation_distance(leverage, m, side, opening_fee=opening, closing_fee=closing)

    assert fees <= liquidation_distance(leverage, m, side)
    market = Market("X", 1.0, Schedule.flat(m, closing_fee=closing))
    pool = Pool(100 / leverage).trade(market, sign(side), 100, fee=opening)
    price = pool.liquidation_price("X", {"X": 100})
    assert (math.inf if price is None else abs(price / 100 - 1)) == pytest.approx(math.inf if price is None else fees)


def test_odds_of_touching_within_a_week() -> None:
    """Closed form at 80 % volatility: 8 %, 49 %, 83 % at 5×, 10×, 20× (m = 2.5 %)."""
    odds = touch_probability(liquidation_distance(np.array([5, 10, 20]), 0.025), 0.8, 7 / 365)

    assert [round(100 * x) for x in odds] == [8, 49, 83]
    assert touch_probability(1.0, 0.8, 1.0) == 0.0


@pytest.mark.parametrize("side", ["long", "short"])
def test_odds_agree_with_simulated_paths_watched_at_intervals(side: str) -> None:
    rng = np.random.default_rng(7)
    steps, paths, sigma, years = 500, 20_000, 0.8, 7 / 365
    dt = years / steps
    log_moves = rng.normal(-(sigma**2) / 2 * dt, sigma * math.sqrt(dt), (paths, steps)).cumsum(axis=1)
    worst = np.exp(log_moves.min(axis=1)) if side == "long" else np.exp(log_moves.max(axis=1))
    distance = 0.1
    touched = np.mean(worst <= 1 - distance if side == "long" else worst >= 1 + distance)
    predicted = touch_probability(distance, sigma, years, side, check_interval_years=dt)

    assert touched == pytest.approx(predicted, abs=3.5 * math.sqrt(predicted * (1 - predicted) / paths))

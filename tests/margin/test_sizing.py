"""Sizes from what may be lost: each formula with the one that undoes it, and the plan with the pool."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.margin import (
    Market,
    Pool,
    Position,
    leverage_of,
    liquidation_distance,
    loss_at_stop,
    max_leverage_for,
    max_leverage_for_stop,
    notional_for_volatility,
    plan,
    size_at,
    size_for_risk,
    volatility_over,
)
from course.validation import ArgumentError

equities = st.floats(10, 1e6)
budgets = st.floats(0.001, 0.1)
entries = st.floats(0.01, 1e5)
ways = st.floats(-0.3, 0.3).filter(lambda x: abs(x) > 0.002)
fees = st.floats(0, 0.005)
gaps = st.floats(1, 3)
sides = st.sampled_from(["long", "short"])


@given(equities, budgets, entries, ways, fees, gaps)
def test_the_size_loses_the_budget_at_the_stop(equity, budget, entry, way, fee, gap):
    stop = entry * (1 + way)
    size = size_for_risk(equity, budget, entry, stop, fee=fee, gap=gap)

    assert (size > 0) == (stop < entry)
    assert loss_at_stop(size, entry, stop, fee=fee, gap=gap) == pytest.approx(equity * budget)
    # As two trades of a pool at the fill.
    market, fill = Market("X", 1.0, 0.0), entry * (1 + gap * way)
    pool = Pool(equity).trade(market, size, entry, fee=fee).trade(market, -size, fill, fee=fee)
    assert equity - pool.collateral == pytest.approx(equity * budget, abs=1e-8 * equity)


def test_sizes_of_the_storyboard():
    assert size_for_risk(10_000, 0.01, 100, 95, fee=0.0005) == pytest.approx(19.617, abs=5e-4)
    assert size_for_risk(10_000, 0.01, 100, 95) == pytest.approx(20.0)
    assert size_for_risk(10_000, 0.02, 60_000, 63_000, fee=0.0005) == pytest.approx(-0.06533, abs=5e-6)
    several = size_for_risk(10_000, [0.01, 0.02], 100, [[95.0], [105.0]])
    assert several.tolist() == [[20.0, 40.0], [-20.0, -40.0]]
    assert loss_at_stop(1.0, 100, 110) == pytest.approx(-10)  # a stop that takes a profit


@given(st.floats(0.001, 0.9), st.floats(0.001, 0.03), sides, st.floats(1, 2))
def test_the_leverage_for_a_stop_puts_the_wall_behind_it(distance, m, side, buffer):
    most = max_leverage_for_stop(distance, m, side, buffer=buffer)
    assert liquidation_distance(most, m, side) == pytest.approx(distance * buffer)
    assert most == max_leverage_for(distance * buffer, m, side)
    assert most < 1 / distance  # the naive rule is never safe


def test_leverages_and_notionals_of_the_storyboard():
    found = [max_leverage_for_stop(0.05, 0.025, s, buffer=b) for b in (1.0, 1.5) for s in ("long", "short")]
    assert found == pytest.approx([13.56, 13.11, 10.19, 9.82], abs=0.005)
    volatilities = np.array([0.26, 0.485, 0.62, 1.05, 1.54])
    wanted = [2_777, 1_489, 1_165, 688, 469]
    assert notional_for_volatility(10_000, 0.02, volatilities, 7) == pytest.approx(wanted, abs=0.6)


@given(equities, budgets, st.floats(0.01, 3), st.floats(0.1, 365), st.floats(0.5, 4))
def test_the_notional_for_a_volatility_loses_the_budget_at_that_move(equity, budget, sigma, days, k):
    notional = notional_for_volatility(equity, budget, sigma, days, k)
    assert notional * k * volatility_over(sigma, days) == pytest.approx(equity * budget)
    assert notional_for_volatility(equity, budget, 2 * sigma, days, k) == pytest.approx(notional / 2)
    assert volatility_over(sigma, 4 * days) == pytest.approx(2 * volatility_over(sigma, days))


@given(st.floats(0.1, 50), entries, equities, sides)
def test_size_and_leverage_undo_each_other(leverage, price, backing, side):
    size = size_at(leverage, price, backing, side)
    assert leverage_of(size, price, backing) == pytest.approx(leverage)
    pool = Pool(backing, (Position(Market("X", 1e-9, 0.0), size, price),))
    assert pool.leverage({"X": price}) == pytest.approx(leverage)
    assert (size > 0) == (side == "long")


@given(equities, budgets, entries, ways, fees, gaps, st.floats(0.001, 0.03), st.floats(0.5, 20), st.booleans())
def test_the_plan_is_what_the_pool_says(equity, budget, entry, way, fee, gap, m, leverage, cross):
    stop = entry * (1 + way)
    size = size_for_risk(equity, budget, entry, stop, fee=fee, gap=gap)
    notional = abs(size) * entry
    backing = equity if cross else notional / leverage
    assume(backing - fee * notional > m * notional * 1.001)

    found = plan(
        equity, budget, entry, stop,
        maintenance=m, mode="cross" if cross else "isolated", leverage=leverage, fee=fee, gap=gap,
    )  # fmt: skip

    pool = Pool(backing).trade(Market("X", 1.0, m), size, entry, fee=fee)
    wall = pool.liquidation_price("X", {"X": entry})
    assert found.backing == pytest.approx(backing)
    assert found.leverage == pytest.approx(notional / backing)
    assert found.loss_at_stop == pytest.approx(equity * budget)
    fill = entry * (1 + gap * way)
    if wall is None:
        assert np.isnan(found.liquidation_price)
        assert found.stop_first
    else:
        assert found.liquidation_price == pytest.approx(wall, abs=1e-7 * entry)
        assert found.loss_at_liquidation == pytest.approx(backing - pool.equity({"X": wall}), abs=1e-6 * backing)
        if abs(wall - fill) > 1e-6 * entry:
            assert found.stop_first == bool(not pool.liquidatable({"X": fill}))


def test_the_setting_moves_neither_size_nor_loss_and_the_mode_decides_who_is_first():
    leverages = np.array([2.0, 10.0, 13.5, 13.6, 20.0])
    alone = plan(10_000, 0.01, 100, 95, maintenance=0.025, mode="isolated", leverage=leverages)
    assert alone.notional == pytest.approx(2_000)
    assert alone.loss_at_stop == pytest.approx(100)
    assert alone.stop_first.tolist() == [True, True, True, False, False]
    assert alone.posted == pytest.approx(2_000 / leverages)
    whole = plan(10_000, 0.01, 100, 95, maintenance=0.025, mode="cross", leverage=leverages)
    assert whole.leverage == pytest.approx(0.2)
    assert np.all(whole.stop_first)
    assert np.all(np.isnan(whole.liquidation_price))
    assert whole.most_lost == pytest.approx(10_000)
    short = plan(10_000, 0.01, 100, 105, maintenance=0.025, mode="isolated", leverage=13.2)
    assert short.size == pytest.approx(-20)
    assert not short.stop_first


def test_a_plan_that_the_account_cannot_post():
    tight = plan(10_000, 0.02, 100, 99.5, maintenance=0.005, mode="isolated", leverage=3)
    assert tight.notional == pytest.approx(40_000)
    assert tight.affordable is False
    assert plan(10_000, 0.02, 100, 99.5, maintenance=0.005, mode="isolated", leverage=4).affordable is True
    with pytest.raises(ArgumentError, match="times the account") as refused:
        plan(10_000, 0.5, 100, 99.5, maintenance=0.025, mode="cross", leverage=3)
    assert refused.value.argument == "budget"


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: size_for_risk(0, 0.01, 100, 95), "equity"),
        (lambda: size_for_risk(1_000, 0, 100, 95), "budget"),
        (lambda: size_for_risk(1_000, 1.5, 100, 95), "budget"),
        (lambda: size_for_risk(1_000, 0.01, -100, 95), "entry"),
        (lambda: size_for_risk(1_000, 0.01, 100, 100), "stop"),
        (lambda: size_for_risk(1_000, 0.01, 100, [95.0, 100.0]), "stop"),
        (lambda: size_for_risk(1_000, 0.01, 100, 95, fee=-0.1), "fee"),
        (lambda: size_for_risk(1_000, 0.01, 100, 95, gap=0.5), "gap"),
        (lambda: size_for_risk(1_000, 0.01, 100, 40, gap=2), "gap"),
        (lambda: loss_at_stop(0, 100, 95), "size"),
        (lambda: max_leverage_for_stop(0, 0.025), "distance"),
        (lambda: max_leverage_for_stop(0.05, 0.025, buffer=0.5), "buffer"),
        (lambda: max_leverage_for_stop(0.05, 0.025, "up"), "side"),
        (lambda: notional_for_volatility(1_000, 0.02, 0, 7), "volatility"),
        (lambda: notional_for_volatility(1_000, 0.02, 0.5, 0), "days"),
        (lambda: notional_for_volatility(1_000, 0.02, 0.5, 7, 0), "deviations"),
        (lambda: leverage_of(0, 1, 1), "size"),
        (lambda: leverage_of(1, 1, 0), "backing"),
        (lambda: size_at(0, 1, 1), "leverage"),
        (lambda: plan(1e4, 0.01, 100, 95, maintenance=0.025, mode="both", leverage=5), "mode"),
        (lambda: plan(1e4, 0.01, 100, 95, maintenance=0.025, mode="isolated", leverage=50), "leverage"),
        (lambda: plan(1e4, 0.01, 100, 95, maintenance=0.025, mode="cross", leverage=50), "leverage"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act()
    assert refused.value.argument == name

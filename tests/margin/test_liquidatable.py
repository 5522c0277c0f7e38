"""A pool is liquidatable exactly beyond its liquidation price, however little it requires."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course.margin import Holding, Market, Pool, Portfolio, Position
from tests.margin.strategies import continuous_schedules, cross_pools

#: Requirements down to nothing at all.
schedules = st.one_of(st.just(0.0), st.just(0.0), continuous_schedules())


@st.composite
def pools(draw):
    pool, marks = draw(cross_pools(schedules=continuous_schedules()))
    free = draw(st.lists(st.booleans(), min_size=4, max_size=4))
    held = tuple(
        Position(Market(p.symbol, 1.0, 0.0), p.size, p.entry_price) if nothing else p
        for p, nothing in zip(pool.positions, free, strict=False)
    )
    collateral = pool.collateral
    holdings = ()
    if draw(st.booleans()):
        marks["coin"] = 10.0
        holdings = (Holding("coin", draw(st.floats(-0.2, 0.5)) * abs(collateral) / 10, 1.0, 1.0),)
    return Pool(collateral, held, holdings), marks


@given(pools(), st.sampled_from([False, True]))
@settings(max_examples=300)
def test_the_verdict_turns_at_the_liquidation_price(book, at_equality):
    pool, marks = book
    for position in pool.positions:
        symbol = position.symbol
        price = pool.liquidation_price(symbol, marks)
        if price is None:
            continue
        # A step that moves the health by far more than the rounding of the sums it is made of.
        scale = pool.notional(marks) + abs(pool.collateral) + abs(position.size) * price
        slope = abs(float(position.size)) - float(position.requirement_lines()[1].max())
        step = max(1e-7 * price, 1e-9 * scale / slope)
        assume(step < 0.5 * price)
        probes = np.array([price - step, price + step])
        verdict = pool.liquidatable({**marks, symbol: probes}, at_equality=at_equality)
        assert verdict.tolist() in ([True, False], [False, True])
        assert verdict.tolist() == [
            pool.liquidatable({**marks, symbol: float(p)}, at_equality=at_equality) for p in probes
        ]
        assert verdict.tolist() == [x < 0 for x in pool.health({**marks, symbol: probes})]
        ratio = pool.margin_ratio({**marks, symbol: probes})
        assert (ratio > 1).tolist() == verdict.tolist()
        if not pool.holdings:
            assert np.array_equal(Portfolio(0.0, {"p": pool}).liquidatable({**marks, symbol: probes})["p"], verdict)


def test_nothing_required_is_no_licence_to_owe():
    free = Market("X", 1.0, 0.0)
    pool = Pool(10.0, (Position(free, 1, 100.0),))
    assert pool.liquidation_price("X", {"X": 100.0}) == 90
    assert not pool.liquidatable({"X": 90.0})
    assert pool.liquidatable({"X": 90.0}, at_equality=True)
    assert pool.liquidatable({"X": 89.0})
    assert pool.liquidatable({"X": np.array([89.0, 91.0])}).tolist() == [True, False]
    assert pool.margin_ratio({"X": 89.0}) == np.inf
    assert pool.margin_ratio({"X": 90.0}) == 0


def test_where_nothing_is_held_there_is_nothing_to_liquidate():
    assert not Pool(-1.0).liquidatable({})
    assert not Pool(0.0).liquidatable({}, at_equality=True)
    assert not Pool(-1.0, (), (Holding("coin", 0.0),)).liquidatable({"coin": 1.0})
    assert Pool(-1.0, (), (Holding("coin", 0.5),)).liquidatable({"coin": 1.0})  # a debt against coins
    held = Pool(-1.0, (), (Holding("coin", np.array([0.0, 0.5, 2.0])),))
    assert held.liquidatable({"coin": 1.0}).tolist() == [False, True, False]


@pytest.mark.parametrize("kept", [np.inf, 100.0])
def test_profit_that_does_not_count_backs_nothing_new_but_everything_old(kept):
    market = Market("X", 0.1, 0.05, profit_counted=kept)
    pool = Pool(100.0, (Position(market, 10, 60.0),))
    assert pool.free_collateral({"X": 100.0}) == (100 if kept == 100 else 400)
    assert pool.health({"X": 100.0}) == 100 + 400 - 50
    assert pool.free_collateral({"X": np.array([50.0, 100.0])}).tolist()[0] == 100 - 100 - 50

"""Rows say about thousands of pools what the engine says about one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Holding, Market, Pool, Position, Schedule, SizePremium
from course.simulation import LiquidationRules, Rows
from course.validation import ArgumentError

SCHEDULES = [
    Schedule.flat(0.03),
    Schedule.brackets([0, 50_000, 250_000], [0.02, 0.05, 0.1]),
    Schedule.whole_position([0, 50_000, 250_000], [0.02, 0.05, 0.1]),
    Schedule.flat(0.04, basis="entry"),
    Schedule.brackets([0, 50_000], [0.02, 0.05], basis="entry", closing_fee=0.0005),
    Schedule.flat(0.02, size_premium=SizePremium(1e-3, 0.5, 0.8)),
    Schedule.flat(0.03, closing_fee=0.0006),
]


@st.composite
def pools(draw):
    legs = draw(st.integers(1, 3))
    positions = []
    for i in range(legs):
        schedule = draw(st.sampled_from(SCHEDULES))
        market = Market(f"M{i}", initial=0.1, maintenance=schedule)
        entry = draw(st.floats(0.5, 50_000))
        size = draw(st.sampled_from([1, -1])) * draw(st.floats(100, 500_000)) / entry
        leverage = draw(st.sampled_from([None, 3.0, 10.0]))
        positions.append(Position(market, size, entry, leverage))
    holdings = [Holding("coin", draw(st.floats(0.1, 5)), 0.9, 0.95)] if draw(st.booleans()) else []
    return Pool(draw(st.floats(-1_000, 200_000)), tuple(positions), tuple(holdings))


@given(pools(), st.lists(st.floats(0.4, 1.8), min_size=4, max_size=4))
@settings(max_examples=80, deadline=None)
def test_rows_agree_with_the_engine(pool, moves):
    marks = {p.symbol: p.entry_price * m for p, m in zip(pool.positions, moves, strict=False)}
    marks["coin"] = 1_000 * moves[3]
    rows = Rows.of(pool, 3)
    prices = [np.full(3, marks[s]) for s in rows.symbols]
    scale = pool.notional(marks) + abs(pool.collateral)
    for mine, theirs in (
        ("equity", "equity"),
        ("notional", "notional"),
        ("maintenance", "maintenance_requirement"),
        ("initial", "initial_requirement"),
        ("health", "health"),
    ):
        expected = getattr(pool, theirs)(marks)
        assert getattr(rows, mine)(prices) == pytest.approx(np.full(3, expected), abs=1e-9 * scale)
    for scalar in (True, False):  # prices shared by all rows, or (steps, rows)
        shared = [p[0] if scalar else np.tile(p, (2, 1)) for p in prices]
        assert np.allclose(rows.health(shared), pool.health(marks), rtol=0, atol=1e-9 * scale)


@given(pools(), st.lists(st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3), min_size=1, max_size=4), st.floats(0.5, 2))
@settings(max_examples=60, deadline=None)
def test_trades_agree_with_the_engine(pool, factors, move):
    """Adding, reducing, closing and flipping: same size, entry price, equity and health."""
    rows = Rows.of(pool, 2)
    position = pool.positions[0]
    price = position.entry_price
    for k, factor in enumerate(factors):
        price *= move ** (1 if k % 2 else -1)
        change = factor * pool.positions[0].size if pool.positions else 0.0
        after = pool.trade(position.market, change, price, fee=0.0)
        rows.trade(np.array([1]), 0, change, price)
        if not any(p.symbol == position.symbol for p in after.positions):
            assert rows.size[0, 1] == pytest.approx(0, abs=1e-12 * abs(change))
            break
        pool = after
        held = pool.position(position.symbol)
        assert rows.size[0, 1] == pytest.approx(held.size)
        assert rows.entry[0, 1] == pytest.approx(held.entry_price)
    marks = {p.symbol: p.entry_price for p in pool.positions} | {"coin": 1_000.0}
    marks.setdefault(position.symbol, price)
    scale = 1e-9 * (rows.notional([marks[s] for s in rows.symbols])[1] + abs(rows.cash[1]) + 1)
    prices = [marks[s] for s in rows.symbols]
    assert rows.health(prices)[1] == pytest.approx(rows.equity(prices)[1] - rows.maintenance(prices)[1], abs=scale)


@given(st.sampled_from(SCHEDULES), st.floats(1, 1e6), st.floats(0.01, 1e5), st.floats(0.3, 3))
@settings(max_examples=80, deadline=None)
def test_a_schedules_line_is_its_requirement(schedule, notional, entry, move):
    size, price = notional / entry, entry * move
    slope, intercept = schedule.line(size, price, entry)
    assert slope * price + intercept == pytest.approx(schedule.requirement(size, price, entry))


def test_which_schedules_are_straight_and_continuous():
    assert [s.straight for s in SCHEDULES] == [True, False, False, True, True, True, True]
    assert [s.continuous for s in SCHEDULES] == [True, True, False, True, True, True, True]


def test_steepness_bounds_every_change_of_health(rng):
    market = Market("A", 0.1, Schedule.brackets([0, 1_000, 5_000], [0.02, 0.05, 0.2]))
    other = Market("B", 0.1, 0.03)
    size = rng.normal(0, 100, (2, 500))
    rows = Rows([market, other], rng.normal(0, 1_000, 500), size, np.full((2, 500), 50.0))
    start = np.array([50.0, 20.0])
    for _ in range(50):
        moved = start * np.exp(rng.normal(0, 0.2, 2))
        change = np.abs(rows.health(moved) - rows.health(start))
        assert np.all(change <= rows.steepness(start) * np.abs(moved / start - 1).max() + 1e-9)


def test_shapes_are_checked():
    with pytest.raises(ArgumentError, match="size"):
        Rows([Market("A", 0.1, 0.05)], [1.0, 2.0], [[1.0]], [[1.0, 1.0]])


# ---- rules --------------------------------------------------------------------------------------------------------


@given(st.floats(0, 0.99), st.floats(0.1, 0.5), st.floats(0.01, 0.09), st.floats(0, 0.02))
@settings(max_examples=80, deadline=None)
def test_a_partial_liquidation_restores_what_it_aims_at(share, initial, maintenance, fee):
    notional = 1_000.0
    equity = share * maintenance * notional
    for close, buffer, goal in (("initial", 0.0, initial), ("maintenance", 0.2, 1.2 * maintenance)):
        rules = LiquidationRules(close, buffer=buffer)
        f = rules.close_fraction(equity, maintenance * notional, initial * notional, notional, fee * notional)
        after = equity - f * fee * notional
        required = goal * (1 - f) * notional
        assert 0 < f <= 1
        if f < 1:
            assert after == pytest.approx(required)


def test_small_remainders_and_deep_trouble_close_everything():
    rules = LiquidationRules("share", share=0.2, minimum=850, backstop=2 / 3, whole_below=500)
    assert rules.close_fraction(40, 50, 100, 1_000) == 1.0  # 800 would remain
    rules = LiquidationRules("share", share=0.2, backstop=2 / 3, whole_below=500)
    assert rules.close_fraction(40, 50, 100, 1_000) == 0.2
    assert rules.close_fraction(30, 50, 100, 1_000) == 1.0  # below two thirds of maintenance
    assert rules.close_fraction(24, 25, 50, 499) == 1.0  # small positions go whole
    assert LiquidationRules("share", share=0.2).close_fraction(0, 50, 100, 1_000) == 1.0


def test_the_bound_on_steps():
    rules = LiquidationRules("initial", share=0.2, minimum=100)
    n, steps = 10_000.0, 0
    while n > 0:
        n = 0.0 if 0.8 * n < 100 else 0.8 * n
        steps += 1
    assert steps <= rules.steps(10_000) <= steps + 1
    assert LiquidationRules().steps(1e9) == 1

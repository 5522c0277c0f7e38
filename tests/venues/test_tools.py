"""Popular tools' liquidation prices, from their formulas as they write them, and what each leaves out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import venues
from course.margin import Pool
from course.validation import ArgumentError
from course.venues import tools

MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15, "LINK": 15.0}
NOTIONALS = st.floats(1e3, 3e7)
LEVERAGES = st.floats(1.5, 20)
SIDES = st.sampled_from([-1, 1])
SYMBOLS = st.sampled_from(sorted(MARKS))


def isolated(venue: str, symbol: str, notional: float, leverage: float, side: int) -> Pool:
    price = MARKS[symbol]
    return venues.get(venue).pool(notional / leverage, (symbol, side * notional / price, price))


def bracket(symbol: str, worth: float) -> tuple[float, float]:
    table = venues.get("binance").table(symbol)
    k = max(i for i, floor in enumerate(table.floors) if worth >= floor)
    return table.maintenance[k], table.deductions[k]


def same(found: float | None, price: float) -> None:
    if price <= 0:
        assert found is None
    else:
        assert found == pytest.approx(price)


@settings(max_examples=60, deadline=None)
@given(SYMBOLS, NOTIONALS, LEVERAGES, SIDES)
def test_each_tool_s_own_formula(symbol, notional, leverage, side):
    """As their sources write them: the two of Binance's kind solve the FAQ's formula, the others start from the entry."""
    price = MARKS[symbol]
    pool = isolated("binance", symbol, notional, leverage, side)
    q, stake = notional / price, notional / leverage
    rate, amount = bracket(symbol, stake)
    same(tools.FREQTRADE.price(pool, symbol, MARKS), (stake + amount - side * q * price) / (q * rate - side * q))
    rate, _ = bracket(symbol, notional)
    wide = 1 + rate if side < 0 else -1 + rate
    same(tools.CCXT.price(pool, symbol, MARKS), stake / (q * wide) - side * price / wide)
    for tool, flat in ((tools.JESSE, 0.004), (tools.OCTOBOT, 0.01)):
        same(tool.price(pool, symbol, MARKS), price * (1 - side / leverage + side * flat))
    rate = venues.get("binance").table(symbol).maintenance[0] / leverage
    same(tools.NAUTILUS.price(pool, symbol, MARKS), (stake - side * q * price) / (q * rate - side * q))


@settings(max_examples=40, deadline=None)
@given(NOTIONALS, st.floats(1.5, 10), SIDES)
def test_alone_and_in_the_first_tier_freqtrade_has_hyperliquid_s_rule(notional, leverage, side):
    pool = isolated("hyperliquid", "SOL", min(notional, 1e7), leverage, side)
    found, own = tools.FREQTRADE_HYPERLIQUID.price(pool, "SOL", MARKS), pool.liquidation_price("SOL", MARKS)
    assert (found is None) == (own is None)
    assert found == pytest.approx(own)


@settings(max_examples=40, deadline=None)
@given(SYMBOLS, st.floats(100, 5_000), LEVERAGES, SIDES)
def test_in_the_first_tier_nothing_is_left_out(symbol, notional, leverage, side):
    """Invisible to small accounts: stake and notional lie in one tier, which has no deduction."""
    found = tools.distances("binance", isolated("binance", symbol, notional, leverage, side), symbol, MARKS)
    by = {r["tool"] and r["tool"].shortcut: r for r in found}
    for shortcut in ("tier by stake", "no deduction"):
        assert by[shortcut]["error"] is None or by[shortcut]["error"] == pytest.approx(0, abs=1e-9)


def test_cross_accounts_as_measured():
    """Figures of freqtrade 2026.9 itself: a short's profit counts as a loss, others' requirements are not held back."""
    pool = venues.get("binance").pool(4_000, ("BTC", 0.5, 60_000.0), ("ETH", -10, 3_000.0))
    for eth, shown, right in ((2_800.0, 56_450, 48_418), (3_150.0, 49_450, 55_474)):
        marks = {"BTC": 60_000.0, "ETH": eth}
        assert tools.FREQTRADE.price(pool, "BTC", marks) == pytest.approx(shown, abs=1)
        assert pool.liquidation_price("BTC", marks) == pytest.approx(right, abs=1)
    pool = venues.get("hyperliquid").pool(3_000, ("BTC", 0.1, 60_000.0), ("ETH", -10, 3_000.0))
    assert tools.FREQTRADE_HYPERLIQUID.price(pool, "BTC", MARKS) == pytest.approx(30_380, abs=1)
    assert pool.liquidation_price("BTC", MARKS) == pytest.approx(36_456, abs=1)
    sol = venues.get("binance").pool(75_000, ("SOL", 10_000, 150.0))
    assert tools.FREQTRADE.price(sol, "SOL", MARKS) == pytest.approx(143.42, abs=0.005)


def test_at_a_million_it_is_a_quarter_of_the_distance():
    found = tools.distances("binance", isolated("binance", "DOGE", 1e6, 25, 1), "DOGE", MARKS)
    errors = {r["tool"].name: r["error"] for r in found if r["tool"]}
    assert errors["freqtrade"] == pytest.approx(0.257, abs=1e-3)
    assert errors["ccxt"] == pytest.approx(-0.239, abs=1e-3)
    assert errors["jesse"] == pytest.approx(0.342, abs=1e-3)


def test_the_buffer_comes_back_towards_the_entry():
    pool = isolated("binance", "DOGE", 1e6, 25, 1)
    bare = tools.FREQTRADE.price(pool, "DOGE", MARKS)
    moved = tools.FREQTRADE.price(pool, "DOGE", MARKS, buffered=True)
    assert moved - bare == pytest.approx(0.05 * (0.15 - bare))
    assert tools.CCXT.price(pool, "DOGE", MARKS, buffered=True) == tools.CCXT.price(pool, "DOGE", MARKS)


def test_arrays_are_the_scalars_one_by_one():
    sizes = np.array([1e3, 2e5, 1e6, 9e6])
    many = tools.distances("binance", isolated("binance", "LINK", sizes, 5, -1), "LINK", MARKS)
    for k, n in enumerate(sizes):
        for row, alone in zip(
            many, tools.distances("binance", isolated("binance", "LINK", n, 5, -1), "LINK", MARKS), strict=True
        ):
            for field in ("price", "distance", "error"):
                assert np.broadcast_to(row[field], 4)[k] == pytest.approx(alone[field])


def test_a_leg_is_named_where_both_are_held_and_a_setting_moves_the_stake():
    pool = venues.get("binance").pool(5_000, ("SOL", 100, 150.0), ("SOL", -50, 150.0))
    with pytest.raises(ArgumentError, match="side"):
        tools.FREQTRADE.price(pool, "SOL", MARKS)
    assert tools.FREQTRADE.price(pool, "SOL", MARKS, side="long") is not None
    slow = venues.get("binance").pool(5_000, ("SOL", 100, 150.0, 3.0))
    assert tools.stake(slow, slow.positions[0]) == pytest.approx(5_000)
    fast = venues.get("binance").pool(5_000, ("SOL", 100, 150.0, 30.0))
    assert tools.stake(fast, fast.positions[0]) == pytest.approx(500)


def test_no_price_in_cross_and_none_where_tiers_count_coins():
    pool = venues.get("binance").pool(5_000, ("SOL", 100, 150.0), ("ETH", 1, 3_000.0))
    assert tools.JESSE.price(pool, "SOL", MARKS) is None
    assert tools.OCTOBOT.price(pool, "SOL", MARKS) is None
    okx = venues.get("okx").pool(6_000, ("BTC", 1, 60_000.0))
    assert [r["tool"] and r["tool"].name for r in tools.distances("okx", okx, "BTC", MARKS)] == [
        None, "jesse", "OctoBot", "nautilus_trader",
    ]  # fmt: skip
    with pytest.raises(ArgumentError, match="dollars"):
        tools.CCXT.price(okx, "BTC", MARKS)


def test_where_the_venue_acts_already_there_is_no_error_to_tell():
    gone = venues.get("binance").pool(10, ("SOL", 100, 150.0))
    assert all(r["error"] is None for r in tools.distances("binance", gone, "SOL", MARKS))
    mixed = venues.get("binance").pool(np.array([10.0, 2_000.0]), ("SOL", 100, 150.0))
    errors = tools.distances("binance", mixed, "SOL", MARKS)[1]["error"]
    assert np.isnan(errors).tolist() == [True, False]
    whole = venues.get("binance").pool(1e6, ("SOL", 100, 150.0))
    assert all(r["price"] is None or r["tool"] for r in tools.distances("binance", whole, "SOL", MARKS))


def test_every_tool_says_when_it_was_read_and_what_is_fair():
    for tool in tools.TOOLS:
        assert tool.version in str(tool.source)
        assert tool.source.read
        assert tool.does.endswith(".")
        assert tool.fair.endswith(".")

"""Every figure has a day; what is older than two years is called so; what differs by market is said by market."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import course.venues
from course import venues
from course.margin import Holding, Market, Pool, Portfolio, Position, inverse_position
from course.validation import ArgumentError
from course.venues import COURSE_DAY, Source, Venue, old_figures, tier_table
from course.venues.gmx import CONFIGS, POSITION_FEE


def sources():
    """Every source that any module of the venues has, and every one that a table or a venue carries."""
    found = {}
    for info in pkgutil.walk_packages(course.venues.__path__, "course.venues."):
        module = importlib.import_module(info.name)
        found |= {f"{info.name}.{k}": v for k, v in vars(module).items() if isinstance(v, Source)}
    for venue in venues.everything():
        found |= {f"{venue.name}": venue.source, **{f"{venue.name}.{s}": t.source for s, t in venue.tables.items()}}
    return found


@pytest.mark.parametrize(("where", "source"), sources().items())
def test_every_figure_has_a_day_that_is_not_to_come(where, source):
    assert source.as_of == str(source.day)
    assert source.day <= date.fromisoformat(COURSE_DAY)
    assert ("read on" if source.read else "as of") in str(source)


def test_age_is_counted_from_the_day_that_is_asked_about():
    notice = Source("a notice", "2023-08-23")
    assert notice.years("2025-08-22") < 2
    assert not notice.old("2025-08-22")
    assert notice.years("2025-08-24") > 2
    assert notice.old("2025-08-24")
    assert Source("me", "today").years() is None
    assert not Source("me", "today").old()
    assert Source("me", "2023-13-45").day is None
    with pytest.raises(ArgumentError, match="on"):
        notice.years("tomorrow")
    assert old_figures([("A", notice), ("A", notice), ("B", Source("b", "2026-01-01"))]) == (
        "Older than two years: A (2023-08-23)."
    )
    assert old_figures([("B", Source("b", "2026-01-01"))]) == ""


def test_old_tables_say_so_in_every_record():
    marks = {"BTC": 60_000.0}
    frame = venues.compare(Portfolio.cross(6_000, [Position(Market("BTC", 0.1, 0.05), 1, 60_000)]), marks)
    assert set(frame.venue[frame.old]) == {"bitmex"}
    assert {r["venue"] for r in venues.facts() if not r["dated"]} == {"hyperliquid", "bybit", "okx"}


def test_the_hours_of_funding_are_those_of_the_market():
    for name in ("binance", "bybit"):
        venue = venues.get(name)
        assert venue.funding_rule("BTC").interval_hours == venue.funding_rule("ETH").interval_hours == 8
    binance = venues.get("binance")
    assert binance.funding_rule("LINK").interval_hours == 4
    # Six payments a day of half the rate cost what three of the whole do; over four hours only one of them has been paid.
    for premium in (0.0, 0.002, -0.002):
        four, eight = (binance.funding_cost(s, 1_000, 20, premium, 24) for s in ("LINK", "DOGE"))
        assert four == pytest.approx(eight)
    assert binance.funding_cost("LINK", 1_000, 20, 0.0, 4) == pytest.approx(20_000 * 0.0001 / 2)
    assert binance.funding_cost("DOGE", 1_000, 20, 0.0, 4) == 0
    table = {s: tier_table(s, [{"floor": 0, "mmr": 0.02, "imr": 0.1}], Source("me", "2026-11-22")) for s in "AB"}
    mine = Venue("mine", "Mine", table, Source("me", "2026-11-22"), funding_hours={"B": 1.0})
    assert [mine.funding_rule(s).interval_hours for s in "AB"] == [8, 1]
    with pytest.raises(ArgumentError, match="C"):
        mine.funding_rule("C")


def test_what_a_venue_cannot_hold_is_not_turned_into_something_else():
    marks = {"BTC": 60_000.0, "SOL": 100.0}
    coins = Portfolio(0.0, {"p": Pool(1.0, (inverse_position(Market("BTC", 0.1, 0.05), 100, 60_000),))})
    owing = Portfolio(
        0.0, {"p": Pool(9_000, (Position(Market("BTC", 0.1, 0.05), 0.1, 60_000),), (Holding("SOL", -10, 1, 1),))}
    )
    for venue in venues.everything():
        (inverse,) = venue.express(coins, {"BTC": 1 / 60_000})
        assert inverse.pool is None
        assert "linear" in inverse.notes[0]
        (debt,) = venue.express(owing, marks)
        if venue.name == "drift":
            assert debt.pool.equity(marks) == 9_000 - 1_000
            assert debt.pool.maintenance_requirement(marks) == pytest.approx(6_000 * 0.05 + 1_000 * 0.1)
        else:
            assert debt.pool is None
            assert "borrowed" in debt.notes[0]


# ---- brothers of what the venues' own code has shown ------------------------------------------------------------------


@pytest.mark.parametrize("symbol", CONFIGS)
@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("leverage", [2, 20, 90])
def test_gmx_takes_off_the_fee_of_closing_in_every_market(symbol, side, leverage):
    venue, entry = venues.get("gmx"), 100.0
    held = venue.pool(60_000 / leverage, (symbol, side * 600, entry))
    expected = entry * (1 - side * (1 / leverage - CONFIGS[symbol].liquidation_factor - POSITION_FEE))
    assert held.liquidation_price(symbol, {symbol: entry}) == pytest.approx(expected)
    # What can be opened is not liquidatable at once.
    least = held.initial_requirement({symbol: entry})
    assert not venue.liquidatable(venue.pool(least, (symbol, side * 600, entry)), {symbol: entry})


@pytest.mark.parametrize(
    ("cash", "tokens", "required"),
    [
        # 10 SOL at 100: 7 %; borrowed USDC at 102 %; 20 tokens at 10 USD at 112 %, of which the value itself is in the equity
        (-355.0, 0.0, 70 + 0.02 * 355),
        (-154.0, -20.0, 70 + 0.02 * 154 + 0.12 * 200),
        (60.0, -20.0, 70 + 0.12 * 200),
    ],
)
def test_drift_adds_its_buffer_to_everything_that_is_borrowed(cash, tokens, required):
    venue, marks = venues.get("drift"), {"SOL": 100.0, "ETH": 10.0}
    holdings = (Holding("ETH", tokens, 1.2, 1.1),) if tokens else ()
    equity = cash + 10 * tokens + (100 - 60 if cash < 0 else 100 - 82) * 10
    pool = Pool(cash, (venue.position("SOL", 10, 60 if cash < 0 else 82),), holdings)
    assert pool.equity(marks) == pytest.approx(equity)

    orders = [s for s in venue.liquidation_steps(pool, marks).steps if s.name == "order"]

    shortage = required - equity
    fee = min(0.01, 0.95 * (0.07 - 0.01 - shortage / 1_000))
    assert orders[0].size == pytest.approx(shortage / (100 * 0.06 - 100 * fee))


@given(move=st.floats(0.7, 1.5), side=st.sampled_from([1, -1]))
@pytest.mark.parametrize(
    ("name", "counted"), [("gmx", 0.0), ("drift", 100.0), ("dydx", np.inf), ("hyperliquid", np.inf)]
)
def test_what_is_free_counts_open_profit_as_far_as_the_venue_does_and_every_loss(name, counted, move, side):
    venue, marks = venues.get(name), {"BTC": 60_000.0 * move}
    held = venue.pool(20_000, ("BTC", side, 60_000))
    profit = side * 60_000 * (move - 1)
    expected = 20_000 + min(profit, counted) - held.initial_requirement(marks)
    assert held.free_collateral(marks) == pytest.approx(expected)
    assert held.equity(marks) == pytest.approx(20_000 + profit)

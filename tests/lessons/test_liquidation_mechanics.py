"""Lesson 11 says exactly these things."""

from __future__ import annotations

import numpy as np
import pytest

from course import venues
from course.lessons import record
from course.lessons.liquidation_mechanics import adl_queue, books, healing, limits, walk
from course.lessons.liquidation_mechanics.order_exercises import block_outcome
from course.lessons.liquidation_mechanics.price_exercises import bankruptcy_price, limit_price
from course.venues import dydx

THIN = "\u202f"
SETTINGS = [
    (past, slippage, fund)
    for past in (0.0, 0.004, 0.02, 0.04)
    for slippage in (0.0, 0.002, 0.03)
    for fund in (0.0, 2_000.0, 20_000.0)
]


# -- the first question: misconception 19 --------------------------------------------------------------------------------


def test_dydx_leaves_nothing_and_hyperliquid_nearly_all() -> None:
    frame = walk.outcome(slippage=walk.NEAR, guess=0.5)

    assert frame.title.startswith(f"dYdX leaves you 0{THIN}%, Hyperliquid 98{THIN}%")
    assert "Nothing is left on 5 of 8 venues: dYdX Chain, Binance, Bybit, OKX, BitMEX." in frame.sentence
    assert "You said 50" in frame.sentence


def test_the_shares_of_every_venue_make_one_bar() -> None:
    for slippage in (0.0, 0.001, 0.003):
        parts = walk.outcome(slippage=slippage, guess=0.0).data["parts"]
        rows = {p["top"] for p in parts}
        assert len(rows) == len(venues.names())
        for row in rows:
            mine = [p for p in parts if p["top"] == row]
            assert mine[0]["start"] == 0
            assert mine[-1]["end"] == pytest.approx(1)


def test_beyond_the_limit_dydx_waits() -> None:
    """Just past the trigger the limit is 0.148 % below the oracle price: 0.15 % is too far."""
    assert "the account waits" in walk.outcome(slippage=0.0015, guess=0.5).sentence
    assert "the account waits" not in walk.outcome(slippage=0.0014, guess=0.5).sentence


# -- step by step ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", venues.names())
def test_no_step_of_any_venue_creates_money(name: str) -> None:
    for setting in SETTINGS:
        told = books.story(name, *setting)
        assert all(abs(step.balance) < 1e-6 for step in told.steps)
        assert sum(told.totals().values()) == pytest.approx(0, abs=1e-6)
        assert walk.running(told)[-1][1] == pytest.approx(told.equity_after, abs=0.006)
        closed = sum(books.closed(step) for step in told.steps)
        assert books.SIZE - closed == pytest.approx(books.still_open(told), abs=1e-6)
        assert len(told.steps) <= walk_slider_top()


def walk_slider_top() -> float:
    return record("liquidation_mechanics").explorers["walk"]().controls["step"].max


def test_the_walk_on_dydx_by_hand() -> None:
    """0.4 % past the trigger: N = 5 · 54,437; a tenth at 0.2 % below; the fund takes what is left above bankruptcy."""
    told = books.story("dydx", 0.004, 0.002, 10_000)
    equity = 30_000 - 5 * (60_000 - 54_437)
    fill = 0.5 * 54_437 * 0.002
    fee = 0.1 * equity - fill

    assert told.equity_before == pytest.approx(equity)
    assert told.steps[2].flows["trader"] == pytest.approx(-fill, abs=0.01)
    assert told.steps[3].flows["insurance fund"] == pytest.approx(fee, abs=0.01)
    assert told.equity_after == pytest.approx(0, abs=0.01)
    frame = walk.walk("dydx", 0.004, 0.002, 10_000, 4)
    assert frame.title == "dYdX Chain, fee: the insurance fund receives $164.06"
    assert frame.data["parties"][-1]["label"] == "sum $0"


def test_an_empty_fund_is_followed_by_other_traders() -> None:
    names = [s.name for s in books.story("dydx", 0.02, 0.005, 2_000).steps]
    assert names.index("insurance") < names.index("deleveraging")
    assert "deleveraging" not in [s.name for s in books.story("dydx", 0.02, 0.005, 20_000).steps]
    for name in ("binance", "bybit", "okx", "bitmex"):
        assert "deleveraging" in [s.name for s in books.story(name, 0.02, 0.005, 2_000).steps]
    assert "loss" in [s.name for s in books.story("gmx", 0.02, 0.005, 2_000).steps]


def test_a_venue_with_fewer_steps_stays_at_its_last() -> None:
    four, last = (walk.walk("bybit", 0.004, 0.002, 10_000, n) for n in (5, 8))
    assert four.title == last.title
    assert "**Step 5 of 5.**" in last.sentence


# -- limit and bankruptcy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", limits.TIERS)
@pytest.mark.parametrize("side", ["long", "short"])
def test_limit_and_bankruptcy_meet_at_sixty_per_cent(tier: str, side: str) -> None:
    assert pytest.approx(0.6) == limits.MEETING
    found = limits.prices(tier, limits.MEETING, side)
    assert found.limit == pytest.approx(found.bankruptcy, abs=0.01)
    above, below = (limits.prices(tier, limits.MEETING + x, side) for x in (0.1, -0.1))
    s = 1 if side == "long" else -1
    assert s * (above.limit - above.bankruptcy) > 0 > s * (below.limit - below.bankruptcy)


def test_the_manual_is_right_for_longs_and_wrong_for_shorts() -> None:
    for equity in (-0.5, 0.0, 0.3, 0.9):
        long, short = (limits.prices("Large-Cap", equity, side) for side in ("long", "short"))
        assert limits.printed("Large-Cap", equity) == pytest.approx(long.limit, abs=1e-6)
        assert short.limit - limits.ORACLE == pytest.approx(limits.ORACLE - long.limit)
    assert "nobody sells" in limits.limits("short", "Large-Cap", 0.5, 0.002, "printed").title


def test_the_cap_leaves_something_where_the_requirement_is_larger() -> None:
    """Mid-Cap at 90 %: 2.7 % of the slice is there, 0.2 % goes to the market, 1.5 % of the fill to the fund."""
    done = limits.fill("Mid-Cap", 0.9, "long", 0.002, "code")
    assert done.fee == pytest.approx(0.015 * 0.5 * 49_900)
    kept = 25_000 * (0.027 - 0.002) - done.fee
    frame = limits.limits("long", "Mid-Cap", 0.9, 0.002, "code")
    assert f"**${kept:.2f}** stays with the account" in frame.sentence


# -- does a part heal? ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("equity", [0.67, 0.8, 0.9, 0.95])
def test_on_large_cap_no_part_heals(equity: float) -> None:
    path = healing.on_dydx("Large-Cap", equity, 0.0)
    assert path.ending == "closed"
    assert np.allclose(path.health, equity, atol=1e-3)
    assert path.left == pytest.approx(0, abs=0.01)


def test_hyperliquid_and_larger_requirements_heal() -> None:
    assert healing.on_hyperliquid(0.9, 0.001).ending == "healthy"
    assert healing.on_hyperliquid(0.9, 0.001).closed[-1] == pytest.approx(0.2)
    assert healing.on_dydx("Mid-Cap", 0.9, 0.0).ending == "healthy"
    stuck = healing.on_dydx("Mid-Cap", 0.9, 0.001)
    assert stuck.ending == "waits"
    assert 0.97 < stuck.health[-1] < 1
    assert healing.on_hyperliquid(0.67, 0.01).ending == "taken over"


# -- the queue: misconception 20 ------------------------------------------------------------------------------------------


def test_a_careful_hedge_is_ninth_and_cut() -> None:
    frame = adl_queue.queue("hyperliquid", 2, 14, 5, 0.2, guess=6)
    assert frame.title == "Hyperliquid: you are 9th of 12, 14 BTC must go, and your hedge is gone"
    assert "**−$9,600** instead of $0" in frame.sentence
    assert "your hedge stays" in adl_queue.queue("hyperliquid", 1, 14, 5, 0.2, guess=6).title


@pytest.mark.parametrize("rule", ["hyperliquid", "binance", "bitmex"])
def test_less_leverage_never_brings_you_forward_where_there_is_a_rank(rule: str) -> None:
    places = [
        [t.name for t in adl_queue.line_up(rule, leverage, 14, 1).order].index(adl_queue.YOU)
        for leverage in (10, 5, 2, 1)
    ]
    assert places == sorted(places)
    assert places[0] < places[-1]


def test_on_dydx_leverage_does_nothing() -> None:
    assert adl_queue.odds(1, 14) == adl_queue.odds(10, 14) == pytest.approx(0.75)
    for size in (1, 8, 20):
        assert sum(adl_queue.line_up("dydx", 2, size, 7).fills.values()) == pytest.approx(size)


def test_scores_by_hand() -> None:
    """2×: 30,000 + 12,000 of equity under 48,000 of notional; 60,000 / 48,000 is the move."""
    you = adl_queue.Trader(adl_queue.YOU, 1, 60_000, 2)
    assert you.now == pytest.approx(48 / 42)
    assert adl_queue.score("hyperliquid", you) == pytest.approx(1.25 * 48 / 42)
    assert adl_queue.score("bitmex", you) == pytest.approx(0.2 * 48 / 42)


# -- the exercises against the venue's own arithmetic ---------------------------------------------------------------------


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize("equity", [-0.4, 0.2, 0.7])
def test_the_exercises_prices_are_the_chains(side: str, equity: float) -> None:
    held, found = (limits.account("Large-Cap", equity, side), limits.prices("Large-Cap", equity, side))
    size, needed = float(held.positions[0].size), float(held.maintenance_requirement)
    have = float(held.equity)
    assert limit_price(size, 50_000, have, needed, 0.012, 1.5) == pytest.approx(found.limit)
    assert bankruptcy_price(size, 50_000, have, needed, needed) == pytest.approx(found.bankruptcy)


@pytest.mark.parametrize("equity", [-0.3, -0.1, 0.2, 0.8])
@pytest.mark.parametrize("worse", [0.0, 0.003, 0.02])
@pytest.mark.parametrize("fund", [0, 100, 10_000])
def test_the_order_of_work_is_the_chains(equity: float, worse: float, fund: float) -> None:
    held, found = limits.account("Large-Cap", equity), limits.prices("Large-Cap", equity, "long")
    bid = 50_000 * (1 - worse)
    done = dydx.liquidate_against_book(held, "BTC", [(dydx.exact("bid", bid), 5)], fund)
    said = block_outcome(float(held.equity), bid, found.limit, found.bankruptcy, abs(found.order), fund)
    told = "book" if done.fills else "deleveraging" if held.equity < 0 else "waits"
    assert said == told
    assert any(dydx.can_deleverage(held)) == (held.equity < 0)

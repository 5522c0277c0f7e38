"""A replay under a venue's own process does what the venue does to one pool."""

from __future__ import annotations

import numpy as np
import pytest

from course import venues
from course.margin import Portfolio
from course.simulation import GBM, Book, Cascade, Exchange, Paths, Rows, VenueRules, replay
from course.validation import ArgumentError
from course.venues.liquidation import liquidate


def entry_of(venue):
    symbol = venue.symbols[0]
    return symbol, (symbol, 2.0, 60_000.0)


@pytest.mark.parametrize("name", venues.names())
def test_one_step_is_the_venues_own_liquidation(name):
    venue = venues.get(name)
    symbol, position = entry_of(venue)
    pool = venue.pool(6_000.0, position)
    liquidation_price = pool.liquidation_price(symbol, {symbol: 60_000.0})
    price = 0.9995 * liquidation_price
    path = Paths((symbol,), [0, 60], np.array([[60_000.0], [price]]))
    out = replay(Portfolio(100.0, {"p": pool}), path, rules=VenueRules(venue, slippage=0.001)).only
    expected = liquidate(venue, pool, {symbol: price}, slippage=0.001)
    assert out.liquidated.item()
    assert out.final.item() == pytest.approx(100 + expected.equity_after)
    assert out.event_frame().kind[0] == ("liquidation" if not expected.pool.positions else "partial liquidation")


def test_many_paths_and_a_debt_that_others_bear():
    venue = venues.get("hyperliquid")
    symbol, position = entry_of(venue)
    pool = venue.pool(6_000.0, position)
    portfolio = Portfolio(0.0, {"p": pool})
    paths = GBM({symbol: 60_000.0}, 1.0).draw(np.random.default_rng(1), days=7, steps=60, paths=300)
    out = replay(portfolio, paths, rules=VenueRules(venue)).only
    plain = replay(portfolio, paths).only
    assert np.array_equal(out.first, plain.first)
    assert out.final.min() >= 0
    gap = Paths((symbol,), [0, 60], np.array([[60_000.0], [40_000.0]]))
    crash = replay(portfolio, gap, rules=VenueRules(venue)).only
    assert crash.final.item() == pytest.approx(0, abs=1e-6)
    assert crash.shortfall.item() == pytest.approx(-pool.equity({symbol: 40_000.0}))


def test_rows_turn_into_pools_and_back():
    venue = venues.get("bybit")
    pool = venue.pool(9_000.0, ("BTC", 2.0, 60_000.0), ("ETH", -10.0, 3_000.0))
    rows = Rows.of(pool, 3)
    assert rows.pool(1, pool) == pool
    smaller = pool.trade(pool.positions[0].market, -2.0, 61_000.0, fee=0.0)
    rows.put(1, smaller, pool)
    marks = {"BTC": 60_500.0, "ETH": 3_100.0}
    health = rows.health([marks["BTC"], marks["ETH"]])
    assert health[1] == pytest.approx(smaller.health(marks))
    assert health[0] == pytest.approx(pool.health(marks))


def test_cascades_need_rules_on_arrays():
    rows = Rows.of(venues.get("bybit").pool(9_000.0, ("BTC", 2.0, 60_000.0)), 1)
    market = venues.get("bybit").pool(9_000.0, ("BTC", 2.0, 60_000.0)).positions[0].market
    with pytest.raises(ArgumentError, match="rules"):
        Cascade(Exchange([market], Book(1e9), rules=VenueRules(venues.get("bybit"))), rows, [60_000.0])

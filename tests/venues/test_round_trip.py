"""On every venue: a liquidation price fed back meets the requirement, the verdict turns there, and nowhere nearer."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from course import venues
from course.margin import Holding, Pool
from course.venues import Venue

ACCOUNTS = 150
PRICES = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15, "LINK": 15.0, "ADA": 0.4, "USDT": 1.0}


def account(venue: Venue, rng: Random) -> tuple[Pool, dict[str, float]]:
    """Dust to 100 million, one to four markets, both sides where they are known, tokens owned and borrowed, any equity."""
    symbols = list(venue.symbols)
    several = "cross" in venue.modes
    chosen = rng.sample(symbols, min(len(symbols), rng.choice([1, 1, 2, 3, 4])) if several else 1)
    marks = {**PRICES, **{s: PRICES.get(s, 10.0) * np.exp(rng.uniform(-1, 1)) for s in chosen}}
    positions = []
    for symbol in chosen:
        both = venue.hedge_mode and venue.hedge_margin and several and rng.random() < 0.2
        notional = 10 ** rng.uniform(0, 8)
        for side in [1, -1] if both else [rng.choice([1, -1])]:
            most = venue.market(symbol).max_leverage
            leverage = None if rng.random() < 0.5 else min(most, 10 ** rng.uniform(0, 2))
            size = side * notional * rng.choice([1, 0.5]) / marks[symbol]
            positions.append((symbol, size, marks[symbol] * np.exp(rng.gauss(0, 0.2)), leverage))
    holdings = []
    for asset in ("SOL", "ETH", "BTC", "USDT"):
        owned, owed = venue.collateral_weight(asset), venue.liability_weight(asset)
        amount = 10 ** rng.uniform(0, 7) / marks[asset]
        if owned and rng.random() < 0.15:
            holdings.append(Holding(asset, amount, *owned))
        elif owed and rng.random() < 0.15:
            holdings.append(Holding(asset, -amount, *owed))
    held = Pool(0.0, venue.pool(0.0, *positions).positions, tuple(holdings))
    required = held.maintenance_requirement(marks)
    wanted = rng.choice(
        [required * (1 + 10 ** rng.uniform(-3, 1.5))] * 7
        + [required * rng.random(), -required * 10 ** rng.uniform(-1, 1), held.notional(marks) * rng.uniform(0.5, 3)]
    )
    return held.deposit(wanted - held.equity(marks)), marks


def noise(pool: Pool, marks: dict[str, float], symbol: str, price: float) -> float:
    """What binary rounding may leave of a difference of such amounts, USD."""
    amounts = [
        abs(p.size) * (p.entry_price + marks[p.symbol] + (price if p.symbol == symbol else 0)) for p in pool.positions
    ]
    return 1e-12 * (sum(amounts) + abs(pool.collateral) + sum(abs(h.value(marks[h.asset])) for h in pool.holdings))


FAR = np.concatenate([-np.geomspace(1e-6, 12, 200)[::-1], [0.0], np.geomspace(1e-6, 6, 150)])


def holds(venue: Venue, pool: Pool, marks: dict[str, float], symbol: str) -> bool:
    """Whether there is a price; all that must be true of it, or of there being none, is asserted."""
    price, now = pool.liquidation_price(symbol, marks), bool(venue.liquidatable(pool, marks))
    grid = marks[symbol] * np.exp(FAR)
    if price is None:
        verdicts = venue.liquidatable(pool, {**marks, symbol: grid})
        assert np.all(verdicts) == np.any(verdicts)
        return False
    slack = noise(pool, marks, symbol, price)
    low, here, high = (float(pool.health({**marks, symbol: price * (1 + d)})) for d in (-1e-12, 0, 1e-12))
    jumps = min(low, high) < -slack and max(low, high) > slack  # from one whole-position tier into the next
    assert abs(here) <= slack or jumps
    before, after = (bool(venue.liquidatable(pool, {**marks, symbol: price * (1 + d)})) for d in (-1e-6, 1e-6))
    assert before != after or abs(pool.health({**marks, symbol: price * (1 + 1e-6)})) <= 10 * slack
    start, end = sorted((marks[symbol], price))
    between = grid[(grid > start * (1 + 1e-9)) & (grid < end * (1 - 1e-9))]
    assert np.all(venue.liquidatable(pool, {**marks, symbol: between}) == now)  # nothing happens on the way there
    return True


@pytest.mark.parametrize("venue", venues.everything(), ids=lambda v: v.name)
def test_a_price_fed_back_meets_the_requirement_and_turns_the_verdict(venue):
    rng, met = Random(len(venue.name)), 0
    for _ in range(ACCOUNTS):
        pool, marks = account(venue, rng)
        met += sum(holds(venue, pool, marks, symbol) for symbol in {p.symbol for p in pool.positions})
    assert met > ACCOUNTS / 2

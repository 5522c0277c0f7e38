"""Random accounts on every venue against its rule in plain words: many positions, a cent to a hundred millions, either side.

The rules are typed in anew from the venues' pages; dYdX's wall is also that of its own client (abacus: other positions' risk
plus size × oracle price less equity, over size ∓ |size| × maintenance; hidden where negative).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from course import venues
from course.venues.dydx.client import ClientAccount, client_position, effective_imf
from course.venues.tables import TierTable

PRICES = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15, "LINK": 15.0, "XRP": 0.6, "HYPE": 30.0}
AT_EQUALITY = {"binance", "bybit", "okx"}
VENUES = ("dydx", "hyperliquid", "gmx", "drift", "binance", "bybit", "okx", "bitmex")
ACCOUNTS = 100


def in_slices(table: TierTable, notional: float) -> float:
    ends = (*table.floors[1:], math.inf)
    return sum(
        rate * (min(notional, end) - low)
        for low, end, rate in zip(table.floors, ends, table.maintenance, strict=True)
        if notional > low
    )


def asked(venue: str, symbol: str, size: float, price: float, entry: float) -> float:
    """What keeping one position takes."""
    table, worth, paid = venues.get(venue).table(symbol), abs(size) * price, abs(size) * entry
    if venue == "gmx":  # half a per cent of the size at entry, one dollar at least, and the fee of closing
        return max(0.005 * paid, 1.0) + 0.0006 * paid
    if venue in ("okx", "bitmex"):  # one rate for all of it; an edge belongs to the tier below
        amount = abs(size) if table.measure == "size" else worth
        rate = next(r for f, r in reversed([*zip(table.floors, table.maintenance, strict=True)]) if amount > f or not f)
        return (rate + 0.0005) * worth if venue == "okx" else rate * paid
    need = in_slices(table, worth)
    if venue == "bybit":  # the fee of closing at the bankruptcy price of the highest leverage
        need += 0.00055 * (1 - math.copysign(1, size) * table.initial[0]) * worth
    return need


def account(venue: str, rng: np.random.Generator) -> tuple[float, list[tuple[str, float, float]], dict[str, float]]:
    """Collateral (negative too), positions (symbol, size, entry) and marks, near the wall or far from it."""
    listed = [s for s in venues.get(venue).symbols if s in PRICES]
    count = 1 if venue == "gmx" else int(rng.integers(1, len(listed) + 1))
    marks = {s: PRICES[s] * math.exp(rng.normal(0, 0.3)) for s in rng.permutation(listed)[:count].tolist()}
    book = []
    for symbol, mark in marks.items():
        dollars = 10 ** rng.uniform(-1, rng.choice([4, 6, 8]))
        book.append((symbol, float(rng.choice([-1, 1])) * dollars / mark, mark * math.exp(rng.normal(0, 0.15))))
    made = sum(q * (marks[s] - e) for s, q, e in book)
    need = sum(asked(venue, s, q, marks[s], e) for s, q, e in book)
    times = float(rng.choice([0.5, 0.9, 1.000001, 1.2, 2, 5, 20]))
    extra = rng.uniform(0, 1.5) * sum(abs(q) * marks[s] for s, q, _ in book) if rng.random() < 0.3 else 0.0
    return need * times + extra - made, book, marks


@pytest.mark.parametrize("venue", VENUES)
def test_an_account_is_held_to_the_venue_s_own_rule(venue):
    rng, place = np.random.default_rng([7, VENUES.index(venue)]), venues.get(venue)
    told = 0
    for _ in range(ACCOUNTS):
        cash, book, marks = account(venue, rng)
        if venue == "gmx" and cash <= 0:
            continue
        told += 1
        pool = place.pool(cash, *book)
        worth = sum(abs(q) * marks[s] for s, q, _ in book)
        need = sum(asked(venue, s, q, marks[s], e) for s, q, e in book)
        have = cash + sum(q * (marks[s] - e) for s, q, e in book)
        assert float(pool.maintenance_requirement(marks)) == pytest.approx(need, rel=1e-9)
        assert float(pool.equity(marks)) == pytest.approx(have, abs=1e-7 * max(worth, 1e-3))
        if abs(have - need) > 1e-7 * max(need, worth):
            assert bool(place.liquidatable(pool, marks)) == (have < need)
        if venue in ("dydx", "hyperliquid", "binance", "drift"):
            counted = sum(min(q * (marks[s] - e), 100 if venue == "drift" else math.inf) for s, q, e in book)
            opening = sum(
                next(i for f, i in reversed([*zip(t.floors, t.initial, strict=True)]) if abs(q) * marks[s] >= f)
                * abs(q) * marks[s]
                for s, q, _ in book
                for t in (place.table(s),)
            )  # fmt: skip
            free = float(pool.free_collateral(marks))
            assert free == pytest.approx(cash + counted - opening, abs=1e-7 * max(worth, 1.0))
        held_to_its_wall(venue, pool, cash, book, marks, float(worth))
    assert told > 0.6 * ACCOUNTS


def held_to_its_wall(venue, pool, cash, book, marks, worth):
    """The displayed price is where equity meets the requirement, first on the way there; None where they never meet."""
    target, size, _ = book[0]

    def spare(price: float) -> float:
        now = {**marks, target: price}
        return cash + sum(q * (now[s] - e) - asked(venue, s, q, now[s], e) for s, q, e in book)

    wall, here = pool.liquidation_price(target, marks), spare(marks[target])
    if wall is None:
        ways = [spare(marks[target] * x) > 0 for x in (1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.5, 2, 3, 5, 100)]
        assert len({here > 0, *ways}) == 1
        return
    wall = float(wall)
    below, above = spare(wall * (1 - 1e-6)), spare(wall * (1 + 1e-6))
    assert below * above <= 0 or min(abs(below), abs(above)) < 2e-6 * max(abs(size) * wall, worth)
    if here > 0:
        assert all(spare(marks[target] + (wall - marks[target]) * k / 41) > -1e-9 * worth for k in range(41))
    if venue == "dydx":
        share = {s: venues.get(venue).table(s) for s in marks}
        coins = tuple(client_position(s, q, marks[s], share[s].initial[0], share[s].maintenance[0]) for s, q, _ in book)
        client = ClientAccount(cash - sum(q * e for _, q, e in book), coins)
        others = sum(abs(q) * marks[s] * share[s].maintenance[0] for s, q, _ in book[1:])
        shown = (others + size * marks[target] - client.equity) / (size - abs(size) * share[target].maintenance[0])
        assert client.liquidation_price(target) == pytest.approx(shown, rel=1e-7, abs=1e-7 * marks[target])


def test_dydx_s_client_scales_the_opening_margin_alike():
    """``base + max((OI × price − lower) / (upper − lower) × (1 − base), 0)``, at most 1; no scaling where both caps are one."""
    rng = np.random.default_rng(7)
    for _ in range(2_000):
        base, lower = rng.uniform(0.005, 0.5), float(rng.choice([0.0, rng.uniform(0, 1e8)]))
        upper = lower + float(rng.choice([0.0, rng.uniform(1, 1e9)]))
        interest, price = 10 ** rng.uniform(0, 9), 10 ** rng.uniform(-4, 5)
        scaled = max((interest * price - lower) / (upper - lower), 0) * (1 - base) if upper > lower else 0.0
        assert effective_imf(base, price, interest, lower, upper) == pytest.approx(min(base + scaled, 1.0), abs=1e-12)

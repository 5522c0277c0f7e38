"""Binance USDⓈ-M: brackets with a deduction, on the mark price.

Sources: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93 (liquidation price), ceccfcfb4e3a45e3b48b0b1bb1a8ae46 (deductions),
dev.binance.vision/t/17801 (deleveraging); tiers: freqtrade 2026.9, a dump of the venue's own brackets, which for BTC agrees with
the venue's notice 8e428625ebeb4cc7ae8678026846095c of 2025-08-17.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course.margin import Market, Pool, Position, Schedule
from course.validation import finite, positive, within
from course.venues.base import Venue
from course.venues.funding import FundingRule
from course.venues.tables import Source, TierTable

SOURCE = Source("Binance FAQ b3c689c1…, ceccfcfb…; dev.binance.vision/t/17801", "2025-09-18")
TIERS = Source(
    "freqtrade 2026.9: freqtrade/exchange/binance_leverage_tiers.json (the venue's leverageBracket)", "2026-09-29"
)
#: Most perpetuals settle every 4 hours, under stress every hour; these three did every 8. SOL and LINK were not found.
INTERVALS = Source(
    "Hyperliquid's predictedFundings (live), which gives Binance's hours by coin: galleonlabs/hypergrok-trading-desk, change 20",
    "2026-08-28",
)
FUNDING_HOURS = {"BTC": 8.0, "ETH": 8.0, "DOGE": 8.0}
#: Reached exactly by settled rates (BTC −0.300 % on 2020-03-13 and +0.300 % on 2020-02-12, ETH +0.375 % on 2021-01-04) and
#: passed by none until the day named. They are 0.75 × 0.4 % and 0.75 × 0.5 %, as caps of maintenance rates were then; ETH's first
#: tier requires 0.4 % now, and whether its cap went down with it is not known here.
CAPS = Source("settled 8-hour rates of BTCUSDT since 2019-09-10 and of ETHUSDT since 2019-11-27", "2026-05-17")
FUNDING_CAPS = {"BTC": 0.003, "ETH": 0.00375}

#: ``(floor in USDT, maintenance rate, maximum leverage)``; the deductions follow.
_ROWS: dict[str, tuple[float, list[tuple[float, float, float]]]] = {
    "BTC": (1.8e9, [
        (0, 0.004, 150), (300e3, 0.005, 100), (800e3, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25), (70e6, 0.025, 20),
        (100e6, 0.05, 10), (230e6, 0.1, 5), (480e6, 0.125, 4), (600e6, 0.15, 3), (800e6, 0.25, 2), (1.2e9, 0.5, 1),
    ]),
    "ETH": (1.2e9, [
        (0, 0.004, 150), (300e3, 0.005, 100), (800e3, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25), (50e6, 0.025, 20),
        (65e6, 0.05, 10), (150e6, 0.1, 5), (320e6, 0.125, 4), (400e6, 0.15, 3), (530e6, 0.25, 2), (800e6, 0.5, 1),
    ]),
    "SOL": (400e6, [
        (0, 0.005, 100), (50e3, 0.0065, 75), (400e3, 0.01, 50), (1e6, 0.02, 25), (4e6, 0.025, 20), (8e6, 0.05, 10),
        (40e6, 0.1, 5), (80e6, 0.125, 4), (100e6, 0.25, 2), (200e6, 0.5, 1),
    ]),
    "DOGE": (200e6, [
        (0, 0.0065, 75), (80e3, 0.01, 50), (150e3, 0.0125, 40), (750e3, 0.02, 25), (2e6, 0.025, 20), (4e6, 0.05, 10),
        (20e6, 0.1, 5), (40e6, 0.125, 4), (50e6, 0.25, 2), (100e6, 0.5, 1),
    ]),
    "LINK": (80e6, [
        (0, 0.005, 75), (10e3, 0.01, 50), (200e3, 0.015, 40), (400e3, 0.02, 25), (800e3, 0.025, 20), (1.6e6, 0.05, 10),
        (8e6, 0.1, 5), (16e6, 0.125, 4), (20e6, 0.25, 2), (40e6, 0.5, 1),
    ]),
}  # fmt: skip


def bracket(rate: float, deduction: float) -> Schedule:
    """One bracket held fixed: ``requirement = rate · notional − deduction``, as Binance's own formula takes it."""
    return Schedule((0.0,), (rate,), (deduction,))


def position(symbol: str, size: float, entry_price: float, rate: float, deduction: float = 0.0) -> Position:
    """A position in one fixed bracket."""
    return Position(Market(symbol, initial=1.0, maintenance=bracket(rate, deduction)), size, entry_price)


def isolated_liquidation_price(
    wallet: float, size: float, entry_price: float, rate: float, deduction: float = 0.0
) -> float | None:
    """``(WB + cum − s·q·E) / (q·(m − s))``: the price where the margin of one position meets its requirement.

    Args:
        wallet: margin of the position *without* its unrealised PnL, USD.
        size: base units, signed.
        entry_price: USD.
        rate: maintenance rate of the bracket that holds at the result.
        deduction: its "cum", USD.
    """
    pool = Pool(wallet, (position("X", size, entry_price, rate, deduction),))
    price = pool.liquidation_price("X", {"X": entry_price})
    return None if price is None else float(price)


def wallet_of_isolated_margin(isolated_margin: float, unrealised_pnl: float) -> float:
    """The API's ``isolatedMargin`` contains the unrealised PnL: ``wallet = isolatedMargin − uPnL``."""
    return float(finite("isolated_margin", isolated_margin) - finite("unrealised_pnl", unrealised_pnl))


def cross_liquidation_price(
    wallet: float, positions: Iterable[Position], marks: dict[str, float], target: str
) -> float | None:
    """``(WB − MM of the others + uPnL of the others + cum − s·q·E) / (q·(m − s))``, the others' marks still."""
    price = Pool(wallet, tuple(positions)).liquidation_price(target, marks)
    return None if price is None else float(price)


def deductions(floors: Sequence[float], rates: Sequence[float]) -> tuple[float, ...]:
    """``cum_k = cum_(k−1) + floor_k·(m_k − m_(k−1))``, so that the requirement is continuous."""
    return Schedule.brackets(floors, rates).deductions


def next_deduction(previous: float, steps: Iterable[tuple[float, float, float]]) -> float:
    """The recursion from a known deduction on; a step is ``(floor, rate below, rate from there)``."""
    return float(previous + sum(floor * (rate - below) for floor, below, rate in steps))


def adl_score(unrealised_pnl: float, wallet: float, margin_ratio: float) -> tuple[float, float]:
    """``(PnL share, rank)``: ``max(0, uPnL) / max(1, WB)`` and that times the margin ratio."""
    share = max(0.0, finite("unrealised_pnl", unrealised_pnl)) / max(1.0, finite("wallet", wallet))
    return share, share * within("margin_ratio", margin_ratio, 0.0)


def funding_received(size: float, mark: float, rate: float, share_of_interval: float = 1.0) -> float:
    """USD *received* at one settlement: ``−size · mark · rate``; a short receives where the rate is positive."""
    return float(-finite("size", size) * positive("mark", mark) * finite("rate", rate) * share_of_interval)


VENUE = Venue(
    name="binance",
    title="Binance USDⓈ-M",
    tables={s: TierTable.of(s, rows, TIERS, cap=cap) for s, (cap, rows) in _ROWS.items()},
    source=SOURCE,
    at_equality=True,
    funding=FundingRule(4.0, 0.0001, 0.0005),
    funding_hours=FUNDING_HOURS,
    funding_caps=FUNDING_CAPS,
    trigger="mark price: median of index with funding basis, index with average basis, last trade",
    refresh="mark every second",
    first_action="cancels orders, reduces at once to a safe bracket, then its fund takes the rest at the bankruptcy price",
    adl="ranked by profit × margin ratio, five lights, at the bankruptcy price",
    granularity="per symbol; portfolio margin for the whole account",
    tools="API, portfolio-margin page",
    note="A clearance fee is charged on what is liquidated; its size is not published with the sources used here.",
)

"""Binance USDⓈ-M: brackets with a deduction, on the mark price.

Sources: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93 (liquidation price), ceccfcfb4e3a45e3b48b0b1bb1a8ae46 (deductions),
dev.binance.vision/t/17801 (deleveraging); tiers: freqtrade 2026.9, a dump of the venue's own brackets, which for BTC agrees with
the venue's notice 8e428625ebeb4cc7ae8678026846095c of 2025-08-17.
"""

from __future__ import annotations

from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
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


VENUE = Venue(
    name="binance",
    title="Binance USDS-M",
    tables={s: TierTable.of(s, rows, TIERS, cap=cap) for s, (cap, rows) in _ROWS.items()},
    source=SOURCE,
    at_equality=True,
    funding=FundingRule(4.0, 0.0001, 0.0005),
    funding_hours=FUNDING_HOURS,
    funding_caps=FUNDING_CAPS,
    trigger="mark price: median of index with funding basis, index with average basis, last trade",
    refresh="mark every second",
    refresh_seconds=1.0,
    first_action="cancels orders, reduces at once to a safe bracket, then its fund takes the rest at the bankruptcy price",
    adl="ranked by profit × margin ratio, five lights, at the bankruptcy price",
    granularity="per symbol; portfolio margin for the whole account",
    tools="API, portfolio-margin page",
    note="A clearance fee is charged on what is liquidated; its size is not published with the sources used here.",
)

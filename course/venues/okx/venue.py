"""OKX: tiers counted in contracts whose rate covers the whole position, and the closing fee inside the trigger.

Sources: OKX API v5 documentation (signal-bot positions sample); tier notices, see each table; help pages on liquidation.
"""

from __future__ import annotations

from course.venues.base import Venue
from course.venues.funding import FundingRule
from course.venues.tables import Source, TierTable

SOURCE = Source(
    "OKX API v5 documentation and help pages: liquidation, insurance fund, ADL (copies of 2025)",
    "2026-11-22",
    read=True,
)
USDC_TIERS = Source(
    "OKX notice of 23 Aug 2023 (einpresswire 651488898); contract size from the instruments list", "2023-08-23"
)
USDT_TIERS = Source("OKX notice, tiers effective 19 May 2023; contract size from the instruments list", "2023-05-19")
#: Until then the rate was the average premium alone, without the interest term.
FUNDING = Source(
    "OKX notice okx-to-change-the-funding-rate-formula-for-perpetual-futures: average premium + clamp(interest − average premium,"
    " ±0.05 %), interest 0.01 % per 8 hours, for all perpetuals from the day given",
    "2025-04-24",
)
FUNDING_CAP = Source("OKX listing notice of 3 Mar 2022: rates between ±0.75 %", "2022-03-03")

TAKER_FEE = 0.0005
_RATES = [(0.005, 0.0133), (0.0075, 0.02), (0.01, 0.025), (0.015, 0.03), (0.02, 0.035), (0.025, 0.04)]


def _table(symbol: str, contract: float, floors: list[float], cap: float, source: Source) -> TierTable:
    """Floors and cap in contracts of ``contract`` base units."""
    return TierTable(
        symbol,
        tuple(f * contract for f in floors),
        tuple(m for m, _ in _RATES),
        tuple(i for _, i in _RATES),
        source,
        applies="whole",
        measure="size",
        boundary="lower",
        cap=cap * contract,
    )


VENUE = Venue(
    name="okx",
    title="OKX",
    tables={
        "BTC": _table("BTC", 0.0001, [0, 15e3, 30e3, 60e3, 120e3, 180e3], 240e3, USDC_TIERS),
        "ETH": _table("ETH", 0.001, [0, 25e3, 50e3, 100e3, 200e3, 300e3], 400e3, USDC_TIERS),
        "ADA": _table("ADA", 100.0, [0, 1.5e3, 3e3, 6e3, 12e3, 18e3], 24e3, USDT_TIERS),
    },
    source=SOURCE,
    taker_fee=TAKER_FEE,
    fee_in_trigger=True,
    tiers_down=2,
    takeover_tier=1,
    at_equality=True,
    funding=FundingRule(8.0, 0.0001, 0.0005, cap=0.0075),
    trigger="mark price: margin ratio of 100 % or less",
    first_action="reduces by two tiers from tier 3 up, and repeats; in tiers 1 and 2 takes all over at the bankruptcy price",
    adl="starts when the fund has lost 30 % in 8 hours; top-ranked opponents, at the mark",
    granularity="cross or isolated per position, in single-currency, multi-currency or portfolio accounts",
    tools="margin ratio, position builder",
    note="USDC-margined tiers of August 2023 (BTC, ETH): a full current USDT table was not found. Of that, the venue's API"
    " showed the first tier on 2026-09-25: 0.4 % and 100×, up to 10 BTC or 500 ETH. The cap of funding is of March 2022.",
)

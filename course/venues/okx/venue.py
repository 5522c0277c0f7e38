"""OKX: tiers counted in contracts whose rate covers the whole position, and the closing fee inside the trigger.

Sources: OKX API v5 documentation (signal-bot positions sample); tier notices, see each table; help pages on liquidation.
"""

from __future__ import annotations

from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
from course.venues.tables import Source, TierTable

SOURCE = Source(
    "OKX API v5 documentation and help pages: liquidation, insurance fund, ADL (copies of 2025)",
    "2026-11-22",
    read=True,
)
#: freqtrade keeps what the venue's API answers, with the moment. The first tiers are still those on 2026-09-25.
USDT_TIERS = Source(
    "the venue's public position-tiers for USDT perpetuals, as freqtrade stored them: loveolu/crypto-strategy-research@346d4b7",
    "2026-05-28",
)
ADA_TIERS = Source(
    "OKX notice of 27 Oct 2023, tiers effective 31 Oct 2023; contract size from the instruments list", "2023-10-31"
)
#: Until then the rate was the average premium alone, without the interest term.
FUNDING = Source(
    "OKX notice okx-to-change-the-funding-rate-formula-for-perpetual-futures: average premium + clamp(interest − average premium,"
    " ±0.05 %), interest 0.01 % per 8 hours, for all perpetuals from the day given",
    "2025-04-24",
)
FUNDING_CAP = Source("OKX listing notice of 3 Mar 2022: rates between ±0.75 %", "2022-03-03")

TAKER_FEE = 0.0005
#: ``(floor in contracts, maintenance rate, initial rate)`` of the first tiers.
_BTC = [(0, 0.004, 0.01), (1e3, 0.005, 0.015), (5e3, 0.0075, 0.02), (20e3, 0.0125, 0.025)]
_ETH = [(0, 0.004, 0.01), (5e3, 0.005, 0.015), (10e3, 0.0075, 0.02), (25e3, 0.0125, 0.025)]
_ADA = [(0, 0.005, 0.02), (1.5e3, 0.0075, 0.025), (3e3, 0.01, 0.03), (6e3, 0.015, 0.035)]
#: Every further tier is as wide as the one before and requires this much more, of both.
STEP_RATE = 0.005


def _table(
    symbol: str, contract: float, first: list[tuple[float, float, float]], width: float, most: float, source: Source
) -> TierTable:
    """Tiers in contracts of ``contract`` base units: the first ones, then one more every ``width`` contracts up to ``most``."""
    start, maintenance, initial = first[-1]
    steps = range(1, round((most - start) / width))
    rows = [*first, *((start + k * width, maintenance + k * STEP_RATE, initial + k * STEP_RATE) for k in steps)]
    floors, maintenances, initials = zip(*rows, strict=True)
    return TierTable(
        symbol,
        tuple(round(f * contract, 9) for f in floors),
        tuple(round(m, 9) for m in maintenances),
        tuple(round(i, 9) for i in initials),
        source,
        applies="whole",
        measure="size",
        boundary="lower",
        cap=round(most * contract, 9),
    )


VENUE = Venue(
    name="okx",
    title="OKX",
    tables={
        "BTC": _table("BTC", 0.01, _BTC, 20e3, 1.94e6, USDT_TIERS),
        "ETH": _table("ETH", 0.1, _ETH, 25e3, 2.425e6, USDT_TIERS),
        "ADA": _table("ADA", 100.0, _ADA, 6e3, 24e3, ADA_TIERS),
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
    note="USDT-margined tiers; ADA's are of October 2023, and only their first ones. The cap of funding is of March 2022.",
)

"""The lesson's example: one long at 100, what dYdX requires of it, and how fast prices have fallen."""

from __future__ import annotations

from course import venues
from course.margin import Market, Pool, Position, liquidation_price
from course.simulation.fact_tables import stored
from course.texts import day, say
from course.venues import Source

ENTRY, NOTIONAL = 100.0, 100_000.0
SIZE = NOTIONAL / ENTRY
SYMBOL = "BTC"
DYDX = venues.get("dydx")
#: Maintenance of BTC on dYdX, fraction of notional at the oracle price.
MAINTENANCE = DYDX.table(SYMBOL).maintenance[0]
MAINTENANCE_SOURCE: Source = DYDX.table(SYMBOL).source
#: The one leverage where none is asked for.
LEVERAGE = 10.0
#: BTC's worst … of the record there is for it: minutes and quarters of an hour are recorded for some months only.
SPEEDS = {"hour": "hour of 2019 to 2026", "quarter": "quarter-hour of autumn 2025", "minute": "minute of January 2022"}


def fall_of(speed: str) -> tuple[float, float]:
    """The fall of a speed and its seconds."""
    table = stored("speeds")
    return table.value("fall", speed), float(table.value("seconds", speed))


def speed_words(speed: str) -> str:
    """Which record a speed is from, in one line."""
    record = "FTX BTC-PERP" if speed == "minute" else "Binance BTCUSDT perpetual"
    return say("{record}, {day}, low against open", record=record, day=day(stored("speeds").value("when", speed)))


def about(name: str, record: str) -> str:
    """Record, span and date of a table, in one line."""
    table = stored(name)
    first, last = (day(moment[:10]) for moment in table.span.split(" to "))
    return say("{record}, {first} to {last}; derived {day}", record=record, first=first, last=last, day=day(table.made))


def account(leverage: float, maintenance: float) -> Pool:
    """The long of the lesson in the engine's terms."""
    market = Market(SYMBOL, initial=max(1 / leverage, maintenance), maintenance=maintenance)
    return Pool(NOTIONAL / leverage, (Position(market, SIZE, ENTRY),))


def wall_of(leverage: float, maintenance: float) -> float:
    """Its liquidation price, USD."""
    return float(liquidation_price(ENTRY, leverage, maintenance))

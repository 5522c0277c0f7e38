"""How many base units were traded: a column is believed only as far as its name or the figures say so.

Venues count base units, contracts, quote currency or ticks, often under one name. The figures tell them apart: quote currency
divided by base units is a price, so it lies between the low and the high of its candle.
"""

from __future__ import annotations

import numpy as np

from course.simulation.exported_tables import ExportedTable
from course.simulation.exports import BASE_VOLUME, QUOTE_VOLUME, SOME_VOLUME, VOLUME_OF, Export
from course.simulation.rows import Floats

#: By how much an average price may miss the candle, for rounded volumes, and the share of candles in which it must not.
TOLERANCE, SHARE = 0.02, 0.9


def base_volume(table: ExportedTable, export: Export | None, low: Floats, high: Floats, chosen: str | None) -> Floats:
    """Volume in base units, a number or NaN in every row; all NaN where nothing says which column counts them.

    1. the column that the caller names, or whose name says base units (unless the figures say that it is quote currency);
    2. the column that gives an average price within the candle together with one of quote currency; where contracts are
       margined in coins, the other one (contracts of 1, 10, 100 … USD divided by the price);
    3. what the export is known to count; the one column of volume that there is, if nothing speaks against it.
    """
    column = chosen or table.find(BASE_VOLUME) or _by_figures(table, export, low, high)
    if not column or (not chosen and _swapped(table, column, low, high)):
        return np.full(len(table), np.nan)
    values = table.numbers(column)
    blank = table.blank(column)
    for wrong, why in ((~np.isfinite(values) & ~blank, "a number or nothing"), (values < 0, "volume at least 0")):
        if wrong.any():
            raise table.bad(wrong, column, why)
    return np.where(blank, np.nan, values)


def _by_figures(table: ExportedTable, export: Export | None, low: Floats, high: Floats) -> str | None:
    said = [k for k in table.columns if VOLUME_OF.fullmatch(k)]
    some = [k for k in SOME_VOLUME if k in table.columns] + [k for k in said if k not in QUOTE_VOLUME]
    quotes = list(dict.fromkeys(k for k in (*QUOTE_VOLUME, *some) if k in table.columns))
    if export is not None and export.volume:
        return export.volume if export.volume in table.columns else None
    contracts = False
    for base in some:
        for quote in (q for q in quotes if q != base):
            counted, paid = table.numbers(base), table.numbers(quote)
            direct = _is_price(paid, counted, low, high, 1.0)
            sizes = [10.0**k for k in range(-6, 6)]
            coins = [k for k in sizes if k >= 1 and _is_price(counted, paid, low, high, 1.0 / k)]
            if direct and not any(k > 1 for k in coins):
                return base
            if coins and not direct and _may_be_coins(quote):
                return quote
            # In the price times a round number, they are contracts of that many units.
            contracts |= direct or any(k != 1 and _is_price(paid, counted, low, high, k) for k in sizes)
    if contracts:
        return None
    if export is not None and export.volume is not None:
        return None
    return some[0] if some else None


def _swapped(table: ExportedTable, column: str, low: Floats, high: Floats) -> bool:
    """Whether a column called base units holds quote currency: divided by the one called quote, it is the price."""
    if column not in BASE_VOLUME:
        return False
    named = table.numbers(column)
    others = [table.numbers(k) for k in QUOTE_VOLUME if k in table.columns]
    direct = any(_is_price(other, named, low, high, 1.0) for other in others)
    return not direct and any(_is_price(named, other, low, high, 1.0) for other in others)


def _may_be_coins(quote: str) -> bool:
    """Whether a column may hold coins where contracts are margined in them; one that says dollars never does.

    Two names that say nothing do not say which of them is money either: "vol" may count contracts of 0.01 coins beside an
    "amount" in dollars, or coins beside an amount of contracts of 100 dollars; the figures are the same.
    """
    return quote in (*QUOTE_VOLUME, "volccy", "volumeccy") and not any(word in quote for word in ("usd", "quotetoken"))


def _is_price(paid: Floats, counted: Floats, low: Floats, high: Floats, times: float) -> bool:
    """Whether ``paid / counted`` is ``times`` a price within nearly every candle in which something was traded."""
    traded = (counted > 0) & (paid > 0)
    if not traded.any():
        return False
    with np.errstate(over="ignore"):
        price = paid[traded] / counted[traded] / times
    within = (price >= low[traded] * (1 - TOLERANCE)) & (price <= high[traded] * (1 + TOLERANCE))
    return bool(within.mean() >= SHARE)

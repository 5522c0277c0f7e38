"""Which price judges: how venues make the price that liquidates out of index, order book and last trade.

Each rule takes three series, one value a second (shape ``(seconds,)``, USD), and returns the series that is compared with the
liquidation price:

* ``index``: the spot price elsewhere, which an oracle carries to a chain;
* ``mid``: the middle of this venue's own order book;
* ``last``: its last trade.

Left out, because it moves a mark by next to nothing: the funding basis in a rule's first price. A market that is
calm before the first second is assumed, so that averages start at zero basis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Series = np.ndarray

#: Hyperliquid's validators publish a price about this often, seconds; its average has this memory, seconds.
HYPERLIQUID_STEP, HYPERLIQUID_MEMORY = 3, 150.0


def moving_average(values: Series, seconds: int) -> Series:
    """Mean of the latest ``seconds`` values; before the first second all were zero."""
    total = np.cumsum(np.concatenate([np.zeros(seconds), values]))
    return np.asarray((total[seconds:] - total[:-seconds]) / seconds)


def decaying_average(values: Series, memory: float, step: int) -> Series:
    """Exponential average that forgets over ``memory`` seconds and is renewed every ``step`` seconds; zero before."""
    keep = np.exp(-step / memory)
    renewed, state = [], 0.0
    for value in values[::step]:
        state = keep * state + (1 - keep) * value
        renewed.append(state)
    return np.repeat(renewed, step)[: len(values)]


def median_mark(window: int) -> Callable[[Series, Series, Series], Series]:
    """``median(index, index + average basis over the window, last)``: Binance and Bybit, whose windows differ."""

    def mark(index: Series, mid: Series, last: Series) -> Series:
        basis = moving_average(mid - index, window)
        return np.asarray(np.median([index, index + basis, last], axis=0))

    return mark


def hyperliquid_mark(index: Series, mid: Series, last: Series) -> Series:
    """``median(oracle + 150 s average of (mid − oracle), this book, perpetuals elsewhere)``, every three seconds."""
    step = HYPERLIQUID_STEP
    oracle = np.repeat(index[::step], step)[: len(index)]
    basis = decaying_average(mid - oracle, HYPERLIQUID_MEMORY, step)
    mark = np.median([oracle + basis, last, index], axis=0)
    return np.repeat(mark[::step], step)[: len(index)]


def oracle_only(index: Series, mid: Series, last: Series) -> Series:
    """The oracle price itself: nothing that is traded on the venue enters."""
    return index


@dataclass(frozen=True)
class Judge:
    """How one venue makes the price that liquidates.

    Attributes:
        name: what the venue calls that price.
        rule: in words.
        of: the rule as a function of index, mid and last.
        source: page or file.
        as_of: the date it was true.
    """

    name: str
    rule: str
    of: Callable[[Series, Series, Series], Series]
    source: str
    as_of: str


JUDGES: dict[str, Judge] = {
    "Binance": Judge(
        "mark price",
        "median of index with funding basis, index plus a 30-second average of the basis, and the last price",
        median_mark(30),
        "Binance notice on funding rate and mark price, in force from 2025-09-18",
        "2025-09-18",
    ),
    "Bybit": Judge(
        "mark price",
        "median of index with funding basis, index plus a 5-minute average of the basis, and the last price",
        median_mark(300),
        "Bybit help centre, Mark Price Calculation (Perpetual Contract)",
        "2024-10-16",
    ),
    "Hyperliquid": Judge(
        "mark price",
        "median of oracle plus a 150-second average of the basis, this order book, and perpetuals on other venues; about"
        " every three seconds",
        hyperliquid_mark,
        "Hyperliquid documentation, Robust price indices (a page without a date, read on that day)",
        "2026-11-22",
    ),
    "dYdX": Judge(
        "oracle price",
        "stake-weighted median of the validators' prices, every block; last and mid price never enter",
        oracle_only,
        "dydxprotocol/v4-documentation, concepts/trading/oracle",
        "2026-04-22",
    ),
    "GMX": Judge(
        "oracle price",
        "signed oracle reports with a minimum and a maximum price; collateral counts at the minimum. There is no order book,"
        " so there is no last price of its own",
        oracle_only,
        "gmx-synthetics@a5c0c88, PositionUtils",
        "2026-03-13",
    ),
}

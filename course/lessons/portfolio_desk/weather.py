"""Ordinary weather of a book's markets: volatilities, correlations and the betas that they imply; what is assumed says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from course.lessons.facts import BTC_ETH_CORRELATION, BTC_VOLATILITY, ETH_VOLATILITY
from course.lessons.portfolio_desk.book import coin
from course.margin import correlations_moved, covariance, least_variance_ratio

DAYS = 365.0
MEASURED = {"BTC": BTC_VOLATILITY.value, "ETH": ETH_VOLATILITY.value}
#: For every other coin, nothing being measured here: volatility a year, correlation with BTC, and with any other.
ASSUMED, WITH_BTC, WITH_OTHERS = 0.95, 0.78, 0.80


@dataclass(frozen=True)
class Weather:
    """A normal day.

    Attributes:
        volatility: a year, by market.
        correlation: matrix.
        beta: what a market moves when BTC moves by one: ``ρ · σ / σ_BTC``.
        assumed: coins whose numbers are assumed.
        day: covariance of the moves of one day.
    """

    volatility: np.ndarray[Any, Any]
    correlation: np.ndarray[Any, Any]
    beta: np.ndarray[Any, Any]
    assumed: tuple[str, ...]
    day: np.ndarray[Any, Any]


def _pair(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if {a, b} == {"BTC", "ETH"}:
        return BTC_ETH_CORRELATION.value
    return WITH_BTC if "BTC" in (a, b) else WITH_OTHERS


@lru_cache(maxsize=64)
def _at(markets: tuple[str, ...], end: int) -> Weather:
    """As it is (0), with all correlations 0 (−1), or 1 (+1); checked once."""
    coins = [coin(m) for m in markets]
    volatility = np.array([MEASURED.get(c, ASSUMED) for c in coins])
    base = np.array([[_pair(a, b) for b in coins] for a in coins])
    if end:
        base = np.asarray(correlations_moved(base, 1.0, 1.0 if end > 0 else 0.0, markets=len(coins)))
    to_btc = np.array([_pair(c, "BTC") for c in coins])
    beta = np.asarray(least_variance_ratio(volatility, BTC_VOLATILITY.value, to_btc))
    assumed = tuple(dict.fromkeys(c for c in coins if c not in MEASURED))
    return Weather(volatility, base, beta, assumed, covariance(volatility / np.sqrt(DAYS), base))


def weather(markets: Sequence[str], shift: float = 0.0) -> Weather:
    """The weather of these markets, in their order.

    Args:
        markets: their names.
        shift: of every correlation: a share of the way to 1 (above 0) or to 0 (below 0), −1 to 1. What lies between two possible
            matrices is possible, and covariances move on a line with it (:func:`course.margin.correlations_moved`).
    """
    now = _at(tuple(markets), 0)
    if not shift:
        return now
    share, end = abs(shift), _at(tuple(markets), 1 if shift > 0 else -1)
    return replace(
        now,
        correlation=(1 - share) * now.correlation + share * end.correlation,
        day=(1 - share) * now.day + share * end.day,
    )

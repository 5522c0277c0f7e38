"""Funding: the payment between longs and shorts that ties a perpetual to its index."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.validation import finite, nonzero, positive, within

HOURS_PER_YEAR = 365 * 24


def funding_payment(size: ArrayLike, price: ArrayLike, rate: ArrayLike, *, inverse: bool = False) -> Any:
    """What a position *pays* at one settlement: its notional, long > 0, times the rate; negative means that it receives.

    Rate > 0: longs pay shorts, in every kind of contract.

    Args:
        size: base units, long > 0; of an inverse contract its dollars.
        price: the mark or oracle price that the venue multiplies with, USD.
        rate: fraction per settlement interval.
        inverse: whether the contract is inverse: it pays in the coin, and its notional is ``size / price`` coins.

    Returns:
        ``size · price · rate`` in USD, or ``size / price · rate`` in coins.

    >>> print(f"{funding_payment(10_000, 5_000, 0.00025, inverse=True):.4f} coins")
    0.0005 coins
    """
    size, price = nonzero("size", size), positive("price", price)
    notional = np.divide(size, price) if inverse else np.multiply(size, price)
    return notional * finite("rate", rate)


def annualised(rate: ArrayLike, interval_hours: float, *, compound: bool = False) -> Any:
    """A funding rate per interval as a yearly rate: ``rate · n``, or ``± ((1 + |rate|)^n − 1)`` with n intervals a year.

    Compounded it is what the side that receives makes if it adds every payment to its position, under the sign of the rate:
    the other side is charged the same whichever way the rate points.
    """
    n = HOURS_PER_YEAR / positive("interval_hours", interval_hours)
    rate = finite("rate", rate)
    if not compound:
        return rate * n
    return np.sign(rate) * (np.power(1.0 + np.abs(rate), n) - 1.0)


def funding_rate(premium: ArrayLike, interest: float = 0.0001, clamp: float = 0.0005, cap: float | None = None) -> Any:
    """The common formula: ``premium + clamp(interest − premium, ±clamp)``, then capped at ±cap.

    All fractions per the same interval (Binance, Bybit, Hyperliquid: 8 h, interest 0.01 %, clamp 0.05 %).
    """
    premium = np.asarray(finite("premium", premium))
    within("clamp", clamp, 0.0)
    rate = premium + np.clip(finite("interest", interest) - premium, -clamp, clamp)
    if cap is not None:
        rate = np.clip(rate, -positive("cap", cap), cap)
    return rate.item() if rate.ndim == 0 else rate

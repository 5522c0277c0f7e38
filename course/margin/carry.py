"""What holding costs and earns: funding against the distance to liquidation, and the carry of spot against a future.

Signs as in :mod:`course.margin.funding`: a rate above 0 is paid by longs to shorts, on the value of the position at each
settlement, never on its collateral.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.funding import HOURS_PER_YEAR, funding_payment
from course.margin.leverage import Side, liquidation_distance, sign
from course.validation import ArgumentError, finite, nonzero, positive, within

DAYS_PER_YEAR = HOURS_PER_YEAR / 24
#: A quotient this close to a whole number, relatively, is that number: 0.075 / 0.0001 is 750.
_WHOLE = 1e-9


def _down(count: Any) -> Any:
    """Whole part of a quotient, forgiving rounding."""
    return np.floor(count * (1.0 + _WHOLE))


def _up(count: Any) -> Any:
    """Next whole number from a quotient, forgiving rounding."""
    return np.ceil(count * (1.0 - _WHOLE))


def _or_none(value: Any) -> Any:
    """NaN means never: ``None`` for a scalar, NaN inside an array."""
    value = np.asarray(value)
    if value.ndim:
        return value
    return None if np.isnan(value) else value.item()


def settlements_until_liquidation(
    leverage: ArrayLike, maintenance: ArrayLike, rate: ArrayLike, side: Side = "long", *, at_equality: bool = False
) -> Any:
    """Which settlement liquidates a fresh position whose price does not move: ``⌊(1/L − m) / (s·rate)⌋ + 1``.

    After k payments the collateral is ``N·(1/L − k·s·rate)``, and ``m·N`` is required; the first k with less closes it. Where
    equality closes too (``at_equality``), it is ``⌈(1/L − m) / (s·rate)⌉``.

    Args:
        leverage: of the fresh position, notional / collateral.
        maintenance: requirement as a fraction of notional, in [0, 1).
        rate: fraction of notional a settlement; longs pay when positive.
        side: ``"long"`` or ``"short"``.
        at_equality: whether the venue acts where equity equals the requirement.

    Returns:
        A count (float); ``None`` (NaN inside arrays) for a side that pays nothing or receives. Arrays broadcast.

    Raises:
        ArgumentError: for a leverage beyond ``1/m``, which leaves less than the requirement at once.

    >>> settlements_until_liquidation(10, 0.025, 0.0001), settlements_until_liquidation(10, 0.025, 0.0001, "short")
    (751.0, None)
    """
    liquidation_distance(leverage, maintenance, side)  # refuses what would be liquidatable as it is opened
    paid = sign(side) * np.asarray(finite("rate", rate), float)
    room = np.maximum(1.0 / np.asarray(leverage, float) - np.asarray(maintenance, float), 0.0)
    pays = paid > 0
    quotient = room / np.where(pays, paid, 1.0)
    count = _up(quotient) if at_equality else _down(quotient) + 1.0
    return _or_none(np.where(pays, count, np.nan))


def days_until_liquidation(
    leverage: ArrayLike,
    maintenance: ArrayLike,
    rate: ArrayLike,
    interval_hours: ArrayLike = 8.0,
    side: Side = "long",
    *,
    at_equality: bool = False,
) -> Any:
    """Days after which funding alone, at one rate and a price that stands still, has a fresh position liquidated.

    :func:`settlements_until_liquidation` times the interval; the first settlement comes one interval after opening.

    Args:
        leverage: of the fresh position, notional / collateral.
        maintenance: requirement as a fraction of notional, in [0, 1).
        rate: fraction of notional a settlement (not a year, not 8 hours if the interval is another).
        interval_hours: hours between settlements, above 0.
        side: ``"long"`` or ``"short"``.
        at_equality: whether the venue acts where equity equals the requirement.

    Returns:
        Days; ``None`` (NaN inside arrays) where funding never does it.

    >>> round(days_until_liquidation(10, 0.025, 0.0001, 8), 2)
    250.33
    """
    hours = np.asarray(positive("interval_hours", interval_hours), float)
    count = settlements_until_liquidation(leverage, maintenance, rate, side, at_equality=at_equality)
    return _or_none(np.asarray(np.nan if count is None else count, float) * hours / 24.0)


def _per_settlement(marks: ArrayLike, rate: Any) -> Any:
    """The marks, one for all or one for each rate."""
    mark = np.asarray(positive("marks", marks), float)
    if mark.ndim and mark.shape[-1] not in (1, rate.shape[-1]):
        raise ArgumentError("marks", mark.shape, f"one price, or one for each of {rate.shape[-1]} rates")
    return mark


def funding_paid(size: ArrayLike, marks: ArrayLike, rates: ArrayLike) -> Any:
    """What a position pays over several settlements: ``Σ size · mark · rate``, USD; negative: it receives.

    Args:
        size: base units, long > 0; any shape (…).
        marks: USD at each settlement, settlements on the last axis, or one number for all.
        rates: fraction at each settlement, settlements on the last axis, or one number for one settlement.

    Raises:
        ArgumentError: where marks and rates do not belong together.

    >>> round(funding_paid(2, [100, 120], [0.001, 0.001]), 4)
    0.44
    """
    held = np.asarray(nonzero("size", size), float)[..., np.newaxis]
    rate = np.atleast_1d(finite("rates", rates))
    paid = np.sum(funding_payment(held, _per_settlement(marks, rate), rate), axis=-1)
    return paid.item() if np.ndim(paid) == 0 else paid


def _wall(entry: Any, q: Any, left: Any, m: Any) -> Any:
    """Where what is left of the collateral meets the requirement; NaN where no positive price does it."""
    price = (entry - left / q) / (1.0 - np.sign(q) * m)
    return np.where(price > 1e-12 * entry, price, np.nan)


def liquidation_after_funding(
    entry_price: ArrayLike,
    size: ArrayLike,
    collateral: ArrayLike,
    maintenance: ArrayLike,
    marks: ArrayLike,
    rates: ArrayLike,
) -> Any:
    """Liquidation price of one linear position that is its own pool, once it has paid: ``(E − (C − paid)/q) / (1 − s·m)``.

    What one settlement pays moves the price by ``mark · rate / (1 − s·m)``: towards a side that pays, whichever it is.

    Args:
        entry_price: USD per base unit.
        size: base units q, long > 0.
        collateral: C, posted at the start, USD.
        maintenance: fraction of notional at mark, in [0, 1).
        marks: USD at each settlement, settlements on the last axis, or one number for all.
        rates: fraction at each settlement, settlements on the last axis, or one number for one settlement.

    Returns:
        USD; ``None`` (NaN inside arrays) where no positive price liquidates it. For a long a price above the mark (for a
        short one below) means that it has been liquidated on the way.

    >>> round(liquidation_after_funding(100, 100, 1_000, 0.025, 100, [0.003] * 10), 2)
    95.38
    """
    entry = np.asarray(positive("entry_price", entry_price), float)
    q = np.asarray(nonzero("size", size), float)
    left = np.asarray(finite("collateral", collateral), float) - funding_paid(q, marks, rates)
    m = np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)
    return _or_none(_wall(entry, q, left, m))


def liquidation_walk(
    entry_price: ArrayLike,
    size: ArrayLike,
    collateral: ArrayLike,
    maintenance: ArrayLike,
    marks: ArrayLike,
    rates: ArrayLike,
) -> Any:
    """Liquidation price before and after every settlement, shape (…, settlements + 1); see :func:`liquidation_after_funding`.

    Arguments as there; ``rates`` has one entry a settlement, on the last axis. The last price is that function's.

    Returns:
        USD; NaN where no positive price liquidates the position. Nothing is stopped where the walk passes the mark: the first
        entry beyond it is the settlement that liquidates.

    >>> liquidation_walk(100, 100, 1_000, 0.025, 100, [0.003] * 2).round(2).tolist()
    [92.31, 92.62, 92.92]
    """
    entry = np.asarray(positive("entry_price", entry_price), float)[..., np.newaxis]
    q = np.asarray(nonzero("size", size), float)[..., np.newaxis]
    rate = np.atleast_1d(finite("rates", rates))
    mark = _per_settlement(marks, rate)
    paid = np.cumsum(funding_payment(q, mark, rate), axis=-1)
    paid = np.concatenate([np.zeros((*paid.shape[:-1], 1)), paid], axis=-1)
    left = np.asarray(finite("collateral", collateral), float)[..., np.newaxis] - paid
    m = np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)[..., np.newaxis]
    return _wall(entry, q, left, m)


# ---- carry: spot bought, a future sold ------------------------------------------------------------------------------


def carry_capital(leverage: ArrayLike = 1.0, pooled: bool = False) -> Any:
    """Capital that one USD of carry ties up: the coin and the short's margin, ``1 + 1/L``; 1 where the coin is the margin.

    Args:
        leverage: of the short leg, above 0; without effect where it is pooled.
        pooled: whether the coin itself backs the short, in one pool.
    """
    margin = 1.0 / np.asarray(positive("leverage", leverage), float)
    capital = np.ones_like(margin) if pooled else 1.0 + margin
    return capital.item() if capital.ndim == 0 else capital


def carry_return(
    rate: ArrayLike, days: ArrayLike, cost: ArrayLike = 0.0, leverage: ArrayLike = 1.0, pooled: bool = False
) -> Any:
    """Return of a carry on the capital it ties up: ``(rate · days/365 − cost) / capital``, a fraction, not annualised.

    Args:
        rate: what the short earns a year on notional, simple (:func:`course.margin.funding.annualised`, :func:`basis_rate`).
        days: held, at least 0.
        cost: of opening and closing both legs, a fraction of notional.
        leverage: of the short leg, above 0; without effect where it is pooled.
        pooled: whether the coin itself is the margin, see :func:`carry_capital`.

    >>> round(carry_return(0.1187, 365, 0.002, leverage=3), 4), round(carry_return(0.1187, 30, 0.002, leverage=3), 4)
    (0.0875, 0.0058)
    """
    years = np.asarray(within("days", days, 0.0), float) / DAYS_PER_YEAR
    earned = np.asarray(finite("rate", rate), float) * years - np.asarray(within("cost", cost, 0.0), float)
    value = earned / carry_capital(leverage, pooled)
    return value.item() if np.ndim(value) == 0 else value


def break_even_days(cost: ArrayLike, rate: ArrayLike, interval_hours: ArrayLike = 8.0) -> Any:
    """Days until a carry has earned back its costs: ``⌈cost / rate⌉`` settlements.

    Args:
        cost: of opening and closing both legs, a fraction of notional.
        rate: what the short receives a settlement, a fraction of notional.
        interval_hours: hours between settlements.

    Returns:
        Days; 0 without costs; ``None`` (NaN inside arrays) for costs that a rate of 0 or below never earns back.

    >>> round(break_even_days(0.002, 0.0001), 1)
    6.7
    """
    cost = np.asarray(within("cost", cost, 0.0), float)
    rate = np.asarray(finite("rate", rate), float)
    hours = np.asarray(positive("interval_hours", interval_hours), float)
    earns = rate > 0
    days = _up(cost / np.where(earns, rate, 1.0)) * hours / 24.0
    return _or_none(np.where(cost == 0, 0.0, np.where(earns, days, np.nan)))


def basis_rate(spot: ArrayLike, future: ArrayLike, days: ArrayLike) -> Any:
    """What a dated future pays whoever buys spot and sells it, a year, simple: ``(future / spot − 1) · 365 / days``.

    Fixed from the start, unlike funding: on its day the future is settled at the index. It goes into :func:`carry_return`.

    Args:
        spot: price now, USD, above 0.
        future: price now, USD, above 0.
        days: to expiry, above 0.

    >>> round(basis_rate(100, 102.5, 91.25), 4)
    0.1
    """
    gap = np.asarray(positive("future", future), float) / np.asarray(positive("spot", spot), float) - 1.0
    rate = gap * DAYS_PER_YEAR / np.asarray(positive("days", days), float)
    return rate.item() if np.ndim(rate) == 0 else rate


def basis_return(
    spot: ArrayLike,
    future: ArrayLike,
    days: ArrayLike,
    cost: ArrayLike = 0.0,
    leverage: ArrayLike = 1.0,
    pooled: bool = False,
) -> Any:
    """Return until expiry, on capital, of spot bought and a dated future sold: ``(future/spot − 1 − cost) / capital``.

    A fraction of capital, not annualised; arguments as for :func:`basis_rate` and :func:`carry_return`.

    >>> round(basis_return(100, 102.5, 91.25, 0.001, leverage=3), 4)
    0.018
    """
    return carry_return(basis_rate(spot, future, days), days, cost, leverage, pooled)

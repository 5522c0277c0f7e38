"""Sizes from what may be lost: first the loss, then where one is wrong, and only then how large.

``size = budget / loss per unit at the stop``. Leverage is what is left over: notional over the money that backs it, the whole
account in cross, the post in isolated. The setting moves neither the size nor the loss at the stop; it decides whether the
position is still there when the price gets to it.

>>> print(f"{size_for_risk(10_000, 0.01, 100, 95, fee=0.0005):.3f} units")
19.617 units
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.funding import HOURS_PER_YEAR
from course.margin.leverage import Side, liquidation_distance, max_leverage_for, sign
from course.validation import ArgumentError, finite, nonzero, one_of, plain, positive, within


def _fill(entry: ArrayLike, stop: ArrayLike, gap: ArrayLike) -> tuple[Any, Any, Any]:
    """Entry, the signed way from it to the fill, and the fill: ``gap`` times as far as the stop."""
    start, at = np.asarray(positive("entry", entry), float), np.asarray(positive("stop", stop), float)
    if np.any(start == at):
        raise ArgumentError(
            "stop", float(np.broadcast_to(at, (start == at).shape)[start == at].flat[0]), "another price than the entry"
        )
    way = (at - start) * np.asarray(within("gap", gap, 1.0))
    if np.any(start + way < 0.0):
        raise ArgumentError("gap", float(np.max(gap)), "a gap that fills at no price below 0")
    return start, way, start + way


def loss_at_stop(
    size: ArrayLike, entry: ArrayLike, stop: ArrayLike, *, fee: ArrayLike = 0.0, gap: ArrayLike = 1.0
) -> Any:
    """What a position loses when its stop acts: ``−size · (fill − entry) + fee · |size| · (entry + fill)`` USD.

    Args:
        size: base units, long > 0, short < 0.
        entry: price, USD.
        stop: price, USD; on the winning side it gives a negative loss, but for the fees.
        fee: fraction of traded notional, paid on the way in and on the way out.
        gap: how many times as far as planned the fill lies from the entry, ≥ 1: ``fill = entry + gap · (stop − entry)``.
    """
    units = np.asarray(nonzero("size", size), float)
    start, way, fill = _fill(entry, stop, gap)
    cost = np.asarray(within("fee", fee, 0.0, 1.0, open_high=True)) * np.abs(units) * (start + fill)
    return plain(cost - units * way)


def size_for_risk(
    equity: ArrayLike,
    budget: ArrayLike,
    entry: ArrayLike,
    stop: ArrayLike,
    *,
    fee: ArrayLike = 0.0,
    gap: ArrayLike = 1.0,
) -> Any:
    """Base units that lose just the budget at the stop: ``± equity · budget / (|fill − entry| + fee · (entry + fill))``.

    The side follows from the stop: below the entry a long (> 0), above it a short (< 0). Undone by :func:`loss_at_stop`.

    Args:
        equity: account, USD.
        budget: share of it that may be lost, 0 to 1.
        entry: price, USD.
        stop: price, USD.
        fee: fraction of traded notional, both ways.
        gap: as in :func:`loss_at_stop`; 1 trusts the stop.

    >>> round(size_for_risk(10_000, 0.02, 60_000, 63_000, fee=0.0005), 5)
    -0.06533
    """
    money = np.asarray(positive("equity", equity)) * np.asarray(within("budget", budget, 0.0, 1.0, open_low=True))
    start, way, fill = _fill(entry, stop, gap)
    lost = np.abs(way) + np.asarray(within("fee", fee, 0.0, 1.0, open_high=True)) * (start + fill)
    return plain(-np.sign(way) * money / lost)


def max_leverage_for_stop(
    distance: ArrayLike, maintenance: ArrayLike, side: Side = "long", *, buffer: ArrayLike = 1.0
) -> Any:
    """Highest leverage at which the stop still comes before the venue: ``1 / (m + buffer · distance · (1 ∓ m))``.

    :func:`max_leverage_for` of the stop's distance, made ``buffer`` times as far for fills beyond it.

    Args:
        distance: of the stop, fraction of the entry price, > 0.
        maintenance: m, fraction of notional.
        side: ``"long"`` or ``"short"``.
        buffer: ≥ 1.

    >>> [round(max_leverage_for_stop(0.05, 0.025, side, buffer=1.5), 2) for side in ("long", "short")]
    [10.19, 9.82]
    """
    way = np.asarray(positive("distance", distance)) * np.asarray(within("buffer", buffer, 1.0))
    return max_leverage_for(way, maintenance, side)


def volatility_over(volatility: ArrayLike, days: ArrayLike) -> Any:
    """A year's volatility over some days: ``σ · √(days/365)``. A week is √7 days' worth, not 7."""
    return plain(
        np.asarray(within("volatility", volatility, 0.0))
        * np.sqrt(np.asarray(within("days", days, 0.0)) * 24 / HOURS_PER_YEAR)
    )


def notional_for_volatility(
    equity: ArrayLike, budget: ArrayLike, volatility: ArrayLike, days: ArrayLike, deviations: ArrayLike = 2.0
) -> Any:
    """Notional whose move of so many standard deviations costs the budget: ``equity · budget / (k · σ · √(days/365))`` USD.

    It says nothing about larger moves, and real ones are larger far more often than a normal law lets expect.

    Args:
        equity: account, USD.
        budget: share of it, 0 to 1.
        volatility: σ per √year, a fraction, > 0.
        days: holding time, > 0.
        deviations: k, > 0.

    >>> round(notional_for_volatility(10_000, 0.02, 0.62, 7))
    1165
    """
    money = np.asarray(positive("equity", equity)) * np.asarray(within("budget", budget, 0.0, 1.0, open_low=True))
    move = np.asarray(positive("deviations", deviations)) * volatility_over(
        positive("volatility", volatility), positive("days", days)
    )
    return plain(money / move)


def leverage_of(size: ArrayLike, price: ArrayLike, backing: ArrayLike) -> Any:
    """Leverage of a size: ``|size| · price / backing``; what backs it is the account's equity in cross, the post in isolated."""
    return plain(
        np.abs(nonzero("size", size)) * np.asarray(positive("price", price)) / np.asarray(positive("backing", backing))
    )


def size_at(leverage: ArrayLike, price: ArrayLike, backing: ArrayLike, side: Side = "long") -> Any:
    """Size of a leverage: ``± leverage · backing / price`` base units; undoes :func:`leverage_of`."""
    money = np.asarray(positive("leverage", leverage)) * np.asarray(positive("backing", backing))
    return plain(sign(side) * money / np.asarray(positive("price", price)))


@dataclass(frozen=True)
class Plan:
    """A size, and what it means in a mode. Numbers or arrays, as the arguments of :func:`plan` were.

    Attributes:
        size: base units, signed.
        notional: at entry, USD.
        posted: what the leverage setting sets aside, notional / leverage, USD.
        backing: what the venue can take: the whole account in cross, ``posted`` in isolated, USD.
        leverage: notional / backing: the setting in isolated, the account's own leverage in cross.
        loss_at_stop: with fees and gap: the budget.
        liquidation_price: USD; NaN where no price above 0 does it.
        loss_at_liquidation: what is lost if the position closes just there, without a liquidation's own costs; NaN likewise.
        most_lost: the most the position can cost if the venue keeps what it liquidates: ``backing``.
        stop_first: whether the (gapped) fill lies before the liquidation price.
        affordable: whether the account has what is posted (in cross, after the opening fee).
    """

    size: Any
    notional: Any
    posted: Any
    backing: Any
    leverage: Any
    loss_at_stop: Any
    liquidation_price: Any
    loss_at_liquidation: Any
    most_lost: Any
    stop_first: Any
    affordable: Any


def plan(
    equity: ArrayLike,
    budget: ArrayLike,
    entry: ArrayLike,
    stop: ArrayLike,
    *,
    maintenance: ArrayLike,
    mode: str,
    leverage: ArrayLike,
    fee: ArrayLike = 0.0,
    gap: ArrayLike = 1.0,
) -> Plan:
    """The whole chain: budget → size → leverage → who comes first, the stop or the venue.

    The size is :func:`size_for_risk` and knows neither mode nor leverage. The opening fee is paid from what backs the
    position; the liquidation price is :func:`course.margin.liquidation_price` at the leverage on what backs it.

    Args:
        equity: account, USD.
        budget: share of it that may be lost.
        entry: price, USD.
        stop: price, USD.
        maintenance: m, fraction of notional.
        mode: ``"cross"`` (the account backs it) or ``"isolated"`` (the post does).
        leverage: the setting, > 0, at most ``1 / (m + fee)``.
        fee: fraction of traded notional, both ways.
        gap: as in :func:`loss_at_stop`.

    Raises:
        ArgumentError: as the functions it is made of; for a leverage at which the position could not be kept at all, and in
            cross for a size that the account cannot back.

    >>> wide = plan(10_000, 0.01, 100, 95, maintenance=0.025, mode="isolated", leverage=10)
    >>> tight = plan(10_000, 0.01, 100, 95, maintenance=0.025, mode="isolated", leverage=20)
    >>> (wide.notional, wide.loss_at_stop, wide.stop_first), (tight.notional, tight.loss_at_stop, tight.stop_first)
    ((2000.0, 100.0, True), (2000.0, 100.0, False))
    """
    one_of("mode", mode, ("cross", "isolated"))
    size = np.asarray(size_for_risk(equity, budget, entry, stop, fee=fee, gap=gap))
    start, way, _ = _fill(entry, stop, gap)
    notional = np.abs(size) * start
    money = np.asarray(positive("equity", equity), float)
    posted = notional / np.asarray(positive("leverage", leverage), float)
    # Whatever the mode, a setting at which the post is less than the requirement opens nothing.
    liquidation_distance(leverage, maintenance, opening_fee=fee)
    backing = np.broadcast_to(money, notional.shape) if mode == "cross" else posted
    used = notional / backing
    long = size > 0
    try:
        distance = np.where(
            long, *(liquidation_distance(used, maintenance, side, opening_fee=fee) for side in ("long", "short"))
        )
    except ArgumentError as error:  # only in cross: the isolated setting has been looked at
        most = f"a share whose size is {error.allowed} (it is {np.max(used):.4g} times the account)"
        raise ArgumentError("budget", float(np.max(budget)), most) from None
    wall = start * (1.0 - np.where(long, distance, -distance))
    wall = np.where(wall > 1e-12 * start, wall, np.nan)
    opening = np.asarray(finite("fee", fee)) * notional
    return Plan(
        size=plain(size),
        notional=plain(notional),
        posted=plain(posted),
        backing=plain(backing),
        leverage=plain(used),
        loss_at_stop=loss_at_stop(size, entry, stop, fee=fee, gap=gap),
        liquidation_price=plain(wall),
        loss_at_liquidation=plain(opening - size * (wall - start)),
        most_lost=plain(backing),
        stop_first=plain(np.isnan(wall) | (np.abs(way) < np.abs(wall - start))),
        affordable=plain(posted + (opening if mode == "cross" else 0.0) <= money * (1 + 1e-12)),
    )

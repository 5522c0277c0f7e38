"""Price feeds as arrays: from the true price, step by step, to what a venue sees of it.

Every function takes prices with the steps along the first axis and gives an array of the same shape, so feeds can be put one
behind the other: ``delayed(push(prices, 0.005), 1)``. Nothing looks ahead: what is seen at a step depends on prices up to it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import time_to_act
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of, positive, within

KINDS = ("mean", "median")


def _prices(prices: ArrayLike, name: str = "prices") -> Floats:
    found = np.asarray(positive(name, prices), float)
    if not found.ndim or not len(found):
        raise ArgumentError(name, found.shape, "at least one step")
    return found


def _whole(name: str, value: Any, least: int) -> int:
    if within(name, value, least) != int(value):
        raise ArgumentError(name, value, f"a whole number of at least {least}")
    return int(value)


# ---- when it is published ------------------------------------------------------------------------------------------------


def published(prices: ArrayLike, deviation: float, heartbeat: int | None = None) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Of every step, the step whose price a push feed shows then, shape (steps,).

    The first price is published. A later one is, when it is ``deviation`` or more away from the one published last
    (``|p/shown − 1| ≥ deviation``), or ``heartbeat`` steps after it; both count from the last publication.

    Args:
        prices: one market, shape (steps,).
        deviation: a fraction, above 0.
        heartbeat: most steps between two publications; None: only moves count.
    """
    values = _prices(prices)
    if values.ndim != 1:
        raise ArgumentError("prices", values.shape, "one row of steps")
    limit = float(positive("deviation", deviation)) * (1 - 1e-12)
    longest = len(values) if heartbeat is None else _whole("heartbeat", heartbeat, 1)
    at = np.empty(len(values), np.intp)
    last, shown = 0, float(values[0])
    for i, price in enumerate(values.tolist()):
        if abs(price / shown - 1) >= limit or i - last >= longest:
            last, shown = i, price
        at[i] = last
    return at


def push(prices: ArrayLike, deviation: float, heartbeat: int | None = None) -> Floats:
    """The price a push feed shows at every step: that of :func:`published`.

    >>> push([100, 99.8, 99.6, 99.4, 99.2, 99.0, 98.8], 0.005).tolist()
    [100.0, 100.0, 100.0, 99.4, 99.4, 99.4, 98.8]
    """
    return np.asarray(_prices(prices)[published(prices, deviation, heartbeat)])


def pull(prices: ArrayLike, brought: ArrayLike, oldest: int | None = None) -> Floats:
    """The price a pull feed shows: that of the step at which somebody last brought one; NaN where there is none to use.

    Args:
        prices: shape (steps, …).
        brought: at which steps somebody brings the price, booleans of shape (steps,).
        oldest: steps after which a price is refused; None: never.
    """
    values, asked = _prices(prices), np.asarray(brought, bool)
    if asked.shape != (len(values),):
        raise ArgumentError("brought", asked.shape, f"one yes or no for each of {len(values)} steps")
    steps = np.arange(len(values))
    last = np.maximum.accumulate(np.where(asked, steps, -1))
    refused = last < 0
    if oldest is not None:
        refused |= steps - last > _whole("oldest", oldest, 0)
    shown = values[np.maximum(last, 0)]
    shown[refused] = np.nan
    return shown


# ---- what is made of it --------------------------------------------------------------------------------------------------


def delayed(prices: ArrayLike, steps: int) -> Floats:
    """What was true so many steps ago; before the start, the first price."""
    values = _prices(prices)
    return np.asarray(values[np.maximum(np.arange(len(values)) - _whole("steps", steps, 0), 0)])


def trailing(prices: ArrayLike, window: int, kind: str = "mean") -> Floats:
    """Mean or median of the last ``window`` prices, this step's among them; of fewer where there are not so many yet.

    Args:
        prices: shape (steps, …).
        window: steps, at least 1; 1 is the price itself.
        kind: ``"mean"`` or ``"median"`` (of an even number of prices, the middle of the two in the middle).

    >>> trailing([100, 90, 100, 100], 3, "median").tolist()
    [100.0, 95.0, 100.0, 100.0]
    """
    values, width = _prices(prices), min(_whole("window", window, 1), len(np.asarray(prices)))
    one_of("kind", kind, KINDS)
    if kind == "mean":
        first = values[:1]  # sums of differences keep their digits
        total = np.cumsum(np.concatenate([np.zeros_like(first), values - first]), axis=0)
        steps = np.arange(1, len(values) + 1)
        begin = np.maximum(steps - width, 0)
        counted = (steps - begin).reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(first + (total[steps] - total[begin]) / counted)
    columns = values.reshape(len(values), -1).T.tolist()
    return np.array([_medians(column, width) for column in columns]).T.reshape(values.shape)


def _medians(prices: list[float], width: int) -> list[float]:
    """Of the last ``width`` prices, which are kept in order: one comes, one goes."""
    ordered: list[float] = []
    found = []
    for i, price in enumerate(prices):
        insort(ordered, price)
        if i >= width:
            del ordered[bisect_left(ordered, prices[i - width])]
        n = len(ordered)
        found.append((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)
    return found


def of_sources(quotes: ArrayLike, kind: str = "median") -> Floats:
    """Median or mean over sources, step by step: quotes of shape (steps, sources) → (steps,).

    A median is unmoved by whatever fewer than half of the sources say, and it is not late.
    """
    values = _prices(quotes, "quotes")
    if values.ndim != 2:
        raise ArgumentError("quotes", values.shape, "steps in rows, sources in columns")
    one_of("kind", kind, KINDS)
    return np.asarray(values.mean(axis=1) if kind == "mean" else np.median(values, axis=1))


def halted(prices: ArrayLike, start: int, steps: int, stale: int = 0) -> Floats:
    """What is seen of a price while nobody updates it: from ``start`` for ``steps``, and ``stale`` steps after the restart.

    Before ``start`` the true price; then the last one before, until the feed works again.
    """
    values = _prices(prices)
    begin, silent = _whole("start", start, 1), _whole("steps", steps, 0) + _whole("stale", stale, 0)
    at = np.arange(len(values))
    return np.asarray(values[np.where((at >= begin) & (at < begin + silent), min(begin, len(values)) - 1, at)])


# ---- what a window does --------------------------------------------------------------------------------------------------


def window_lag(window: ArrayLike, move: float, seconds: float, kind: str = "mean") -> Any:
    """How many seconds late a mean or a median of the last prices is, one a second, in an even fall.

    A line's mean and median are both ``(W − 1)/2`` old. A price that falls by the same share each second is bent, so a mean is
    a little later than that, and a median of an even number of prices too: what is seen lies above the true price by the mean
    (median) of ``(1 − f)^(−j/T)`` over the ages ``j = 0 … W − 1``, and that is turned into seconds.

    Args:
        window: prices, whole numbers of at least 1.
        move: fall within ``seconds``, a fraction in (0, 1).
        seconds: above 0.
        kind: ``"mean"`` or ``"median"``.

    >>> round(window_lag(60, 0.2935, 3_600), 2), round(window_lag(61, 0.2935, 3_600, "median"), 2)
    (29.51, 30.0)
    """
    one_of("kind", kind, KINDS)
    widths = np.asarray(within("window", window, 1.0), float)
    if np.any(widths != np.floor(widths)):
        raise ArgumentError("window", widths.tolist(), "whole numbers of prices")
    rate = -np.log1p(-float(within("move", move, 0.0, 1.0, open_low=True, open_high=True))) / positive(
        "seconds", seconds
    )
    if kind == "mean":
        seen = np.expm1(rate * widths) / (widths * np.expm1(rate))
    else:
        low, high = np.floor((widths - 1) / 2), np.ceil((widths - 1) / 2)
        seen = (np.exp(rate * low) + np.exp(rate * high)) / 2
    late = np.log(seen) / rate
    return late.item() if np.ndim(window) == 0 else late


def most_window(maintenance: float, move: float, seconds: float, kind: str = "mean") -> int:
    """The widest window, in prices of one a second, that is not later in an even fall than the maintenance fraction lasts.

    :func:`window_lag` up to :func:`course.margin.time_to_act`: about twice that time.

    >>> [most_window(0.012, fall, span) for fall, span in ((0.29345, 3_600), (0.020711, 60))]
    [250, 70]
    """
    lasts = float(time_to_act(maintenance, move, seconds))
    widths = np.arange(1, int(2 * lasts) + 3)
    return int(widths[np.asarray(window_lag(widths, move, seconds, kind)) <= lasts][-1])


def least_window(depth: float, length: int, room: float, kind: str = "mean") -> int:
    """Fewest samples whose mean or median spares a position the wick that a true price of every instant would not.

    For ``length`` samples the price lies ``depth`` below, and then comes back. A mean of W samples shows at worst
    ``depth·length/W``, so it needs ``W ≥ length·depth/room``. A median shows the wick only when at least half of the window
    lies in it: ``W > 2·length``, or ``2·length`` where half of the depth is not beyond the room.

    Args:
        depth: of the wick, a fraction of the price in (0, 1).
        length: samples that lie in it, at least 1.
        room: adverse move to the liquidation price, a fraction in (0, 1).
        kind: ``"mean"`` or ``"median"``.

    >>> [least_window(d, 20, 0.0891, kind) for d in (0.1, 0.3) for kind in ("mean", "median")]
    [23, 40, 68, 41]
    """
    one_of("kind", kind, KINDS)
    samples = _whole("length", length, 1)
    x = float(within("depth", depth, 0.0, 1.0, open_low=True, open_high=True))
    free = float(within("room", room, 0.0, 1.0, open_low=True, open_high=True))
    if x <= free:
        return 1
    if kind == "mean":
        return int(np.ceil(samples * x / free - 1e-9))
    return 2 * samples + (x / 2 > free)


# ---- who sees the newer price --------------------------------------------------------------------------------------------


def free_look(true: ArrayLike, seen: ArrayLike, fee: ArrayLike) -> Any:
    """What is made of a stale price, a unit of notional: ``max(0, |true/seen − 1| − 2·fee)``.

    Bought or sold at the price seen, closed at the true one once it is seen too; a fee both ways, of the notional at entry.

    >>> round(free_look(101, 100, 0.0005), 6)
    0.009
    """
    gap = np.abs(np.asarray(positive("true", true), float) / np.asarray(positive("seen", seen), float) - 1)
    made = np.maximum(gap - 2 * np.asarray(within("fee", fee, 0.0, 1.0), float), 0.0)
    return made.item() if np.ndim(made) == 0 else made


@dataclass(frozen=True)
class Looks:
    """Trades of somebody who only watches two prices.

    Attributes:
        opened, closed: steps, shape (trades,).
        side: +1 bought, −1 sold.
        made: each trade's result after fees, a fraction of its notional.
    """

    opened: np.ndarray[Any, np.dtype[np.intp]]
    closed: np.ndarray[Any, np.dtype[np.intp]]
    side: Floats
    made: Floats


def look_ahead(true: ArrayLike, seen: ArrayLike, fee: float, least: float, two_steps: bool = False) -> Looks:
    """Trade against a venue that fills at the price it sees: take the stale side, leave at the next update; one at a time.

    Whenever the true price is ``least`` or more away from the one seen, buy or sell there; at the next change of the price
    seen the position is closed at it. With ``two_steps`` an order is filled at the next price instead of the one it was sent
    at: opened at the first change after it, closed at the second. No size moves a price; a trade not closed by the end is
    left out.

    Args:
        true: shape (steps,).
        seen: what the venue sees, same shape.
        fee: a side, fraction of notional, at least 0.
        least: gap that is worth it, a fraction, above 0; both fees at least, or trades lose.
        two_steps: whether the venue takes the price after the order.
    """
    now, shown = _prices(true, "true"), _prices(seen, "seen")
    if now.ndim != 1 or now.shape != shown.shape:
        raise ArgumentError("seen", shown.shape, f"one row of as many steps as true, {now.shape}")
    within("fee", fee, 0.0, 1.0)
    gaps = now / shown - 1
    wanted = np.flatnonzero(np.abs(gaps) >= positive("least", least))
    changes = np.flatnonzero(np.diff(shown) != 0) + 1
    opened, closed, side = [], [], []
    free = 0
    while True:
        i = int(np.searchsorted(wanted, free))
        if i == len(wanted):
            break
        at = int(wanted[i])
        k = int(np.searchsorted(changes, at, side="right"))
        if k + two_steps >= len(changes):
            break
        opened.append(int(changes[k]) if two_steps else at)
        closed.append(int(changes[k + two_steps]))
        side.append(float(np.sign(gaps[at])))
        free = closed[-1]
    begin, end, way = np.array(opened, np.intp), np.array(closed, np.intp), np.array(side)
    return Looks(begin, end, way, way * (shown[end] / shown[begin] - 1) - 2 * fee)

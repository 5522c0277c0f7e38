"""A plan confronted with what happened: its orders walked along a path of prices.

The path is taken as it is: an order that acts on a price fills at that price, so what jumps between two prices of the path is
the gap. A stop at the venue acts at every price; an owner who looks every few hours acts at those moments only. The venue's own
order comes at the first price at which equity is below the requirement, and it keeps what stands behind an isolated position.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import loss_at_stop
from course.simulation.plans.plan import TradePlan
from course.simulation.plans.sums import Sums, reckon, right_side
from course.validation import ArgumentError, finite, positive

#: How it may end: by the stop, by its owner at the stop or beyond, by the venue, at the target, or not before the path does.
ENDS = ("stop", "owner", "venue", "target", "open")


@dataclass(frozen=True)
class Lived:
    """How a plan fared.

    Attributes:
        times, prices: the path: hours from the opening, USD.
        ended: one of :data:`ENDS`.
        at: place in the path where it ended; the last one if it is open.
        price: at which it was closed, or stands, USD; the liquidation price where the venue closed it.
        result: USD, fees counted; ``r``: as a multiple of the planned loss.
        worst: most adverse price until then.
    """

    times: Any
    prices: Any
    ended: str
    at: int
    price: float
    result: float
    r: float
    worst: float


def live(plan: TradePlan, hours: ArrayLike, prices: ArrayLike) -> Lived:
    """Open a plan at its entry on the first price of a path, and follow its orders.

    Args:
        plan: one whose sums are known: entry, size, mode, and a stop on the losing side.
        hours: of the path, ascending from 0.
        prices: USD above zero; scaled so that the first is the plan's entry.

    Raises:
        ArgumentError: for a plan that cannot be opened yet, or a path that is none.
    """
    sums = reckon(plan)
    if plan.entry is None or sums.planned is None or not sums.opens or sums.size is None or not right_side(plan):
        raise ArgumentError("plan", "unfinished", "a plan with entry, stop, size and a mode that it can be opened in")
    at = np.atleast_1d(np.asarray(finite("hours", hours), float))
    path = np.atleast_1d(np.asarray(positive("prices", prices), float))
    if at.shape != path.shape or at.ndim != 1 or len(at) < 2 or at[0] != 0 or np.any(np.diff(at) <= 0):
        raise ArgumentError("hours", at.shape, f"as many moments as prices ({path.shape}), ascending from 0")
    path = path * (plan.entry / path[0])
    s = plan.sign
    ends = {
        "venue": _first(s * (path - sums.wall) < 0) if sums.wall is not None else len(path),
        "stop": len(path), "owner": len(path),
        "target": len(path) if plan.target is None else _first(s * (path - plan.target) >= 0),
    }  # fmt: skip
    beyond = s * (path - plan.stop) <= 0
    if plan.watched_hours == 0:
        ends["stop"] = _first(beyond)
    else:
        looks = np.concatenate([[False], np.diff(np.floor(at / plan.watched_hours)) > 0])
        ends["owner"] = _first(beyond & looks)
    # Of two orders at one price the owner's comes first: the price has passed the stop before it came to the wall.
    order = ("stop", "target", "venue", "owner") if sums.stop_first else ("venue", "stop", "target", "owner")
    ended = min(order, key=lambda name: (ends[name], order.index(name)))
    place = ends[ended]
    if place == len(path):
        ended, place = "open", len(path) - 1
    return _told(plan, sums, at, path, ended, place)


def _told(plan: TradePlan, sums: Sums, at: Any, path: Any, ended: str, place: int) -> Lived:
    assert plan.entry is not None
    assert sums.size is not None
    assert sums.planned is not None
    price = float(path[place])
    if ended == "venue":
        assert sums.wall is not None
        assert sums.worst is not None
        price = float(sums.wall)
        # Isolated: the venue keeps what is left of the post. Cross: closed just there, and what is left is the account's.
        isolated = plan.mode == "isolated"
        cost = sums.worst if isolated else loss_at_stop(plan.sign * sums.size, plan.entry, price, fee=plan.fee)
    elif ended == "target":
        assert plan.target is not None
        price = plan.target
        cost = loss_at_stop(plan.sign * sums.size, plan.entry, price, fee=plan.fee)
    elif price == plan.entry:
        cost = 2 * plan.fee * sums.size * price
    else:
        cost = loss_at_stop(plan.sign * sums.size, plan.entry, price, fee=plan.fee)
        if ended != "open" and sums.worst is not None:
            cost = min(cost, sums.worst)
    until = path[: place + 1]
    worst = float(until.min() if plan.sign > 0 else until.max())
    return Lived(at, path, ended, place, price, -float(cost), -float(cost) / sums.planned, worst)


def _first(hit: Any) -> int:
    return int(np.argmax(hit)) if np.any(hit) else len(hit)

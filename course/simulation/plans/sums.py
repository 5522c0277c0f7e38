"""What a plan comes to: size, margin, wall, and its three losses. Nothing here is written by hand, all follows from the lines.

The formulas are those of :mod:`course.margin.sizing` and :mod:`course.margin.leverage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.margin import liquidation_distance, liquidation_price, loss_at_stop, max_leverage_for_stop, size_for_risk
from course.simulation.fact_tables import stored
from course.simulation.plans.plan import TradePlan
from course.validation import ArgumentError

#: The day whose worst hour every plan is run through.
BAD_DAY = "2020-03-12"
#: Of the coins that the record has, the one that stands for any other.
STAND_IN = "ETH"
SETTLEMENTS_A_DAY = 3


@dataclass(frozen=True)
class Sums:
    """What follows from a plan; None where a line that is needed is not written yet.

    Attributes:
        budget: what may be lost, USD.
        distance: way to the stop, fraction of the entry price.
        fill: the stop price with the slip.
        gap: how many times as far as the stop that is.
        fitting: base units that lose the budget at the fill, fees counted.
        size: base units of the plan; ``notional`` at the entry and ``posted`` for it, USD.
        fees: opening and closing at the fill, USD.
        planned: what the stop costs with slip and fees, USD.
        at_distance: what the way to the stop alone costs, USD.
        backing: what the venue can take before it closes: the post, or in cross what the account has beside the other
            positions' needs after the opening fee, USD.
        wall: liquidation price with all other prices still; None where no price above zero does it, and see ``kept``.
        opens: whether the position could be kept at all at this setting and with this account.
        stop_first: whether the fill comes before the wall.
        most: highest leverage at which the wall does not come before the stop, ``careful`` before the fill (isolated).
        bad: what selling at the worst price of :data:`BAD_DAY`'s worst hour costs, at most ``worst``, USD; ``bad_move`` that
            hour's move against the side.
        worst: the most that the mode lets it cost, USD.
        reward: result at the target, fees counted, USD; ``r``: as a multiple of ``planned``.
        break_even: share of such trades that must win.
        funding: expected over the horizon, USD.
    """

    budget: Any = None
    distance: Any = None
    fill: Any = None
    gap: Any = None
    fitting: Any = None
    size: Any = None
    notional: Any = None
    posted: Any = None
    fees: Any = None
    planned: Any = None
    at_distance: Any = None
    backing: Any = None
    wall: Any = None
    opens: Any = None
    stop_first: Any = None
    most: Any = None
    careful: Any = None
    bad: Any = None
    bad_move: Any = None
    worst: Any = None
    reward: Any = None
    r: Any = None
    break_even: Any = None
    funding: Any = None


def coin(market: str) -> str:
    """The coin of the record that stands for a market: BTC for what is called so, else :data:`STAND_IN`."""
    return "BTC" if market.upper().startswith("BTC") else STAND_IN


def right_side(plan: TradePlan) -> bool:
    """Whether the stop lies where a loss is: below the entry of a long, above that of a short."""
    return plan.stop is not None and plan.entry is not None and plan.sign * (plan.entry - plan.stop) > 0


def gap_of(entry: float, stop: float, slip: float) -> float:
    """How many times as far as the stop a fill lies that is ``slip`` (of the stop price) beyond it.

    ``1 + slip · stop / |entry − stop|``; the ``gap`` of :func:`course.margin.loss_at_stop`.
    """
    return 1.0 + slip * stop / abs(entry - stop)


def reckon(plan: TradePlan) -> Sums:
    """Everything that follows from a plan, as far as it is written.

    >>> made = reckon(TradePlan(equity=20_000, risk=0.02, entry=3_000, stop=2_850, leverage=10, maintenance=0.012))
    >>> f"{made.size:.4f} {made.wall:.2f} {made.planned:.0f}"
    '2.2049 2732.79 400'
    """
    found: dict[str, Any] = {}
    if plan.equity is not None and plan.risk is not None:
        found["budget"] = plan.equity * plan.risk
    if plan.entry is not None and plan.stop is not None and right_side(plan):
        _to_the_stop(plan, plan.entry, plan.stop, found)
    size = found["size"] = plan.size if plan.size is not None else found.get("fitting")
    if size is None or plan.entry is None:
        return Sums(**found)
    units = plan.sign * float(size)
    notional = found["notional"] = float(size) * plan.entry
    if "fill" in found and plan.stop is not None:
        gap = found["gap"]
        found["planned"] = loss_at_stop(units, plan.entry, plan.stop, fee=plan.fee, gap=gap)
        found["at_distance"] = loss_at_stop(units, plan.entry, plan.stop)
        found["fees"] = found["planned"] - loss_at_stop(units, plan.entry, plan.stop, gap=gap)
    if plan.horizon_days is not None:
        found["funding"] = plan.horizon_days * SETTLEMENTS_A_DAY * plan.funding * notional
    if plan.leverage is not None:
        found["posted"] = notional / plan.leverage
    _mode(plan, notional, found)
    _bad(plan, notional, found)
    if plan.target is not None and plan.sign * (plan.target - plan.entry) > 0:
        reward = found["reward"] = -loss_at_stop(units, plan.entry, plan.target, fee=plan.fee)
        planned = found.get("planned")
        if planned and reward > 0:
            r = found["r"] = reward / planned
            found["break_even"] = 1.0 / (1.0 + r)
    return Sums(**found)


def _to_the_stop(plan: TradePlan, entry: float, stop: float, found: dict[str, Any]) -> None:
    distance = found["distance"] = abs(entry - stop) / entry
    gap = found["gap"] = gap_of(entry, stop, plan.slip)
    found["fill"] = stop * (1.0 - plan.sign * plan.slip)
    if plan.equity is not None and plan.risk is not None:
        found["fitting"] = abs(size_for_risk(plan.equity, plan.risk, entry, stop, fee=plan.fee, gap=gap))
    if plan.mode == "isolated" and plan.maintenance is not None:
        found["most"] = max_leverage_for_stop(distance, plan.maintenance, plan.side)
        found["careful"] = max_leverage_for_stop(distance, plan.maintenance, plan.side, buffer=gap)


def _mode(plan: TradePlan, notional: float, found: dict[str, Any]) -> None:
    """Backing, wall and the most that can be lost."""
    opening = plan.fee * notional
    # A long cannot lose more than its price, whatever stands behind it.
    all_of_it = notional if plan.sign > 0 else float("inf")
    if plan.mode == "isolated":
        backing = found.get("posted")
        if backing is not None:
            found["worst"] = min(backing, all_of_it) + opening
    else:
        backing = None if plan.equity is None else plan.equity - plan.reserved - opening
        if plan.equity is not None:
            found["worst"] = min(plan.equity, all_of_it + opening)
    found["backing"] = backing
    if backing is None or plan.maintenance is None or plan.entry is None:
        return
    found["opens"] = backing > plan.maintenance * notional
    if not found["opens"]:
        return
    found["wall"] = liquidation_price(plan.entry, notional / backing, plan.maintenance, plan.side)
    fill, wall = found.get("fill"), found["wall"]
    if fill is not None:
        found["stop_first"] = wall is None or plan.sign * (float(fill) - float(wall)) > 0


def _bad(plan: TradePlan, notional: float, found: dict[str, Any]) -> None:
    """The worst price of the bad day's worst hour; where the venue has closed it before, all that it can take is gone."""
    worst, backing = found.get("worst"), found.get("backing")
    if worst is None or backing is None or plan.maintenance is None or not found.get("opens"):
        return
    move = found["bad_move"] = bad_move(plan)
    cost = notional * (move + plan.fee * (2.0 - plan.sign * move))
    try:
        reached = move >= liquidation_distance(notional / backing, plan.maintenance, plan.side)
    except ArgumentError:  # no room at all
        reached = True
    found["bad"] = float(worst) if reached else min(cost, float(worst))


def bad_move(plan: TradePlan) -> float:
    """How far the bad day's worst hour went against the plan's side, fraction of the hour's first price."""
    return float(stored("bad_hours").value("against", coin(plan.market), BAD_DAY, plan.side))

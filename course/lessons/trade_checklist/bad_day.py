"""Explore: the repaired plan opened at the start of the worst hour of a day; who watches it, and in which mode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from course.charts.trade_checklist import REACH
from course.explorers import View
from course.lessons.planner_fields import DAYS
from course.lessons.trade_checklist.book import MODES, REPAIRED, SUMS, about
from course.margin import liquidation_distance, loss_at_stop
from course.number_format import usd
from course.simulation.fact_tables import stored
from course.simulation.plans import Sums, reckon
from course.texts import say, wordless

WATCHED = {"venue": "stop at the venue", "hour": "you, every hour", "day": "you, once a day"}
#: The size of the repaired plan, whatever the setting.
SIZE = SUMS.size


@dataclass(frozen=True)
class Cost:
    """What a day cost: from the best to the worst that may be, below zero where it brought something.

    Attributes:
        low, high: USD.
        how: ``"stop"``, ``"either"`` (stop or venue, by how it is filled), ``"venue"``, ``"closed"`` (by its owner), ``"open"``.
    """

    low: float
    high: float
    how: str


@lru_cache(maxsize=64)
def planned(mode: str, leverage: float) -> tuple[Any, Sums]:
    """The repaired plan at a setting."""
    plan = REPAIRED.changed(mode=mode, leverage=leverage, size=SIZE)
    return plan, reckon(plan)


def most(mode: str, leverage: float) -> float | None:
    """The most that isolated lets it cost, for a hand that pulls it; cross does not ask the setting."""
    worst: float = planned(mode, leverage)[1].worst
    return worst if mode == "isolated" else None


@lru_cache
def fell(day: str) -> dict[str, float]:
    """What the stored hour says of a long, by column."""
    row = stored("bad_hours").pick(symbol="ETH", day=day, side="long")
    return {name: float(row.column(name)[0]) for name in row.columns[3:]}


def cost(day: str, mode: str, leverage: float, watched: str) -> Cost:
    """What the plan costs if it is opened at the start of that day's worst hour."""
    plan, sums = planned(mode, leverage)
    seen = fell(day)
    wall = float(liquidation_distance(sums.notional / sums.backing, plan.maintenance))
    stop, worst = sums.distance, sums.worst

    def at(result: float) -> float:
        """Loss where it is closed after a move of the price."""
        return float(loss_at_stop(SIZE, plan.entry, plan.entry * (1 + result), fee=plan.fee))

    if watched == "venue":
        if wall <= stop:
            return Cost(worst, worst, "venue")
        return (
            Cost(at(-stop), worst, "either")
            if seen["against"] >= wall
            else Cost(at(-stop), at(-seen["against"]), "stop")
        )
    reached, result = ("against_until", "left_at") if watched == "hour" else ("against_24h", "after_24h")
    if seen[reached] >= wall:
        return Cost(worst, worst, "venue")
    return Cost(at(seen[result]), at(seen[result]), "closed" if seen[result] <= -stop else "open")


def bad_day(day: str, watched: str, mode: str, leverage: float) -> View:
    """The three losses of the plan on that day."""
    plan, sums = planned(mode, leverage)
    found = cost(day, mode, leverage, watched)
    other = cost(day, "cross" if mode == "isolated" else "isolated", leverage, watched)
    budget, worst = sums.budget, sums.worst
    names = {mode: found, "cross" if mode == "isolated" else "isolated": other}
    return View(
        data={
            "bars": _bars(names, mode, budget, worst),
            "names": [
                _name(0, budget, usd(budget, 0)),
                *(_name(1 + i, max(names[m].high, 0.0), _range(names[m])) for i, m in enumerate(MODES)),
                _name(3, worst, usd(worst, 0)),
            ],
            "heads": [
                {"row": row, "x": budget, "label": label}
                for row, label in enumerate(
                    (
                        "planned: what may be lost",
                        *(wordless("{days}, {m}", days=DAYS[day], m=m) for m in MODES),
                        say("the most that {mode} lets it cost", mode=mode),
                    )
                )
            ],
            "budget": {"x": [budget]},
            "most": {"row": [3] if mode == "isolated" else [], "x": [worst] if mode == "isolated" else []},
            "loss_frame": {"x": [0.0, REACH]},
        },
        title=_title(day, mode, leverage, budget, found),
        subtitle=say(
            "long {size:#4} ETH of the repaired plan as the worst hour begins, stop {distance:%0} below\nThe hour in which ETH"
            " fell furthest, at the traded prices; maintenance {maintenance:%1}; {about}",
            size=SIZE,
            distance=sums.distance,
            maintenance=plan.maintenance,
            about=about("bad_hours"),
        ),
        sentence=_sentence(watched, mode, leverage, budget, worst, found, other, fell(day)),
        table=lambda: _table(leverage),
    )


def _range(found: Cost) -> str:
    if abs(found.high - found.low) < 0.5:
        return usd(found.high, 0) if found.high >= 0 else say("won {high:$0}", high=-found.high)
    return say("{low:$0} to {high:$0}", low=found.low, high=found.high)


def _name(row: int, x: float, label: str) -> dict[str, Any]:
    """An amount behind its bar, or in it where it goes beyond the picture."""
    beyond = x > REACH
    return {
        "row": row,
        "x": min(x, REACH),
        "label": wordless("{label} →", label=label) if beyond else label,
        "left": not beyond,
    }


def _bars(names: dict[str, Cost], mode: str, budget: float, worst: float) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"row": 0, "low": 0.0, "high": budget, "kind": "planned", "own": True}]
    for row, one in enumerate(MODES, 1):
        found = names[one]
        spread = found.high - found.low > 0.5
        kind = "closed" if found.how == "venue" else one
        rows.append(
            {
                "row": row,
                "low": found.low if spread else 0.0,
                "high": max(found.high, 0.0),
                "kind": kind,
                "own": one == mode,
            }
        )
    return [*rows, {"row": 3, "low": 0.0, "high": min(worst, REACH), "kind": "worst", "own": True}]


def _title(day: str, mode: str, leverage: float, budget: float, found: Cost) -> str:
    setting = say("isolated at {leverage:×}", leverage=leverage) if mode == "isolated" else "cross"
    start = say("{day}, {setting}: planned {budget:$0}, ", day=DAYS[day], setting=setting, budget=-budget)
    return str(
        start
        + {
            "stop": say("a fill between {low:$0} and {high:$0}", low=-found.low, high=-found.high),
            "either": say("between {low:$0} and {high:$0}, the whole post", low=-found.low, high=-found.high),
            "venue": say("closed by the venue for {high:$0}", high=-found.high),
            "closed": say("closed by you for {high:$0}", high=-found.high),
            "open": say("a day later {high:$0+}", high=-found.high),
        }[found.how]
    )


def _sentence(
    watched: str,
    mode: str,
    leverage: float,
    budget: float,
    worst: float,
    found: Cost,
    other: Cost,
    seen: dict[str, float],
) -> str:
    low = say("The price fell by up to **{against:%1}** within the hour", against=seen["against"])
    left = seen["left_at"] <= -SUMS.distance
    rest = {
        "venue": say(": a stop at the venue fills somewhere between its price and the lowest. "),
        "hour": say(
            "; after {hours:#0} {hours:hour|hours} it stood at {at:%1+}, {why}. ",
            hours=seen["hours"], at=seen["left_at"],
            why="the first hour's end at the stop or below" if left else "and no hour had ended at the stop or below",
        ),
        "day": say(
            ", {within:%1} within the day, and stood at {after:%1+} at its end. ", within=seen["against_24h"], after=seen["after_24h"]
        ),
    }[watched]  # fmt: skip
    if mode == "cross":
        bound = say(
            "In cross the account stands behind it; the most a long can cost is its whole price, **{worst:$0}** with the fee. ",
            worst=worst,
        )
    else:
        bound = say(
            "Isolated at {leverage:×} it can cost **{worst:$0}**: what is posted, and the opening fee. ",
            leverage=leverage,
            worst=worst,
        )
    name = "cross" if mode == "isolated" else say("isolated at {leverage:×}", leverage=leverage)
    compared = say("In the other mode, {name}, it comes to {there:$0+} at worst", name=name, there=-other.high)
    over = "; for what lies above the plan the first “if” is written." if found.high > budget + 0.5 else "."
    return low + rest + bound + compared + over


def _table(leverage: float) -> Any:
    import pandas as pd

    rows = []
    for day, words in DAYS.items():
        for watched, who in WATCHED.items():
            rows.append(
                {
                    "day": words,
                    "watched": who,
                    say("isolated {leverage:×}", leverage=leverage): _range(cost(day, "isolated", leverage, watched)),
                    "cross": _range(cost(day, "cross", leverage, watched)),
                }
            )
    return pd.DataFrame(rows)

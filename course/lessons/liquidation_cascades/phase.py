"""The map of phases: how many times the shock, over leverage and depth, and the line at which κ is one.

For one ladder the depth at which a cascade rests above a level Y of the inverse price has a closed form. It rests at or before Y
if somewhere before Y the sales so far lift the price no further, so the depth needed is

    D*(Y) = min over z in (u₀, Y] of  Q(z) / (z − u₀)

with u₀ where news alone leaves the price. Where that minimum is taken inside, ∂/∂z = 0 says Q′(z) = D: κ(z) = 1, exactly at the
last place of rest.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import liquidation_cascades as looks
from course.charts.labels import spread
from course.explorers import Explorer, Number, View
from course.lessons.liquidation_cascades import market
from course.lessons.liquidation_cascades.books import DRAWN, MADE_UP, ladder, ladder_in_code
from course.lessons.liquidation_cascades.market import PRICE
from course.number_format import number
from course.simulation.rows import Floats
from course.texts import say

TRADERS = 20_000
LEVERAGES: Floats = np.arange(2.0, 10.01, 0.25)
LOW, HIGH = 0.7, 16.0
#: Contours: so many times the shock.
LEVELS = (1.1, 1.5, 2.0, 3.0, 5.0)
WIDTH = 0.01
#: By how much the depth needed must climb back for a cliff to be called one.
CLIFF = 1.05


@lru_cache(maxsize=64)
def triggers(leverage: float) -> tuple[Floats, Floats]:
    """Sorted triggers in u = P₀/p, and the share of open interest sold up to each."""
    steps = ladder(leverage, 1.0, TRADERS)
    order = np.argsort(steps.triggers)
    sold = np.cumsum(steps.quantity[order])
    known = np.isfinite(steps.triggers[order])
    return PRICE * steps.triggers[order][known], sold[known] / sold[-1]


def depth_needed(leverage: float, shock: float, fall: float) -> float:
    """Least depth, multiple of open interest, at which a shock ends with at most that fall (exact)."""
    u, sold = triggers(leverage)
    start, goal = 1 / (1 - shock), 1 / (1 - fall)
    first = int(np.searchsorted(u, start, side="right"))
    last = int(np.searchsorted(u, goal, side="right"))
    if last == 0:
        return 0.0
    # Just below the next trigger the price has come furthest on what is sold so far.
    rest = np.append(u[max(first, 1) : last], goal)
    so_far = sold[max(first, 1) - 1 : last]
    if first == 0:
        # Nobody is reached by the shock itself, and then nobody is at all.
        return 0.0
    return float(np.min(so_far / np.maximum(rest - start, 1e-12)))


def critical_depth(leverage: float, shock: float) -> float | None:
    """Depth at which the last place of rest has κ = 1: below it the cascade runs through; None if there is no such cliff.

    Triggers are counted in bins of a hundredth of u, so that single accounts do not make cliffs.
    """
    u, sold = triggers(leverage)
    start = 1 / (1 - shock)
    z = start + WIDTH * np.arange(1, 120)
    total = np.interp(z, u, sold, left=0.0)
    mean = total / (z - start)
    if total[0] <= 0:
        return None
    # How far the depth that suffices climbs back above its least value so far: the cliff that stands out most.
    peak = int(np.argmax(mean / np.minimum.accumulate(mean)))
    least = float(mean[: peak + 1].min())
    return least if mean[peak] > CLIFF * least else None


@lru_cache(maxsize=24)
def contours(shock: float) -> tuple[dict[float, Floats], Floats]:
    """Depth needed by level over :data:`LEVERAGES`, and the critical depth (NaN where there is none)."""
    curves = {
        level: np.array([depth_needed(x, shock, min(level * shock, 0.98)) for x in LEVERAGES]) for level in LEVELS
    }
    critical = np.array([np.nan if (d := critical_depth(x, shock)) is None else d for x in LEVERAGES])
    return curves, critical


def view(leverage: float, depth: float, shock: float) -> View:
    """The map, and where the learner's market stands in it."""
    curves, critical = contours(shock)
    fall = float(ladder(leverage, depth, TRADERS).response(shock).move)
    times = fall / shock
    there = np.isfinite(critical) & (critical > LOW) & (critical < HIGH)
    lines = {level: np.clip(curve, LOW, HIGH) for level, curve in curves.items()}
    texts = _names(lines, critical, there)
    side = "right" if leverage > 6.5 else "left"
    texts.append((leverage, depth * 1.09, say("you: {times:#1}×", times=times), "ink", side))
    title, sentence = _told(leverage, depth, shock, fall, times)
    columns = ("leverage", "depth", "text", "kind", "align")
    count = len(LEVERAGES)
    return View(
        data={
            "phase_frame": {"leverage": [LEVERAGES[0], LEVERAGES[-1]], "depth": [LOW, HIGH]},
            "phase_areas": {
                "leverage": np.tile(LEVERAGES, len(lines)),
                "low": LOW,
                "high": np.concatenate(list(lines.values())),
                "level": np.repeat(list(lines), count),
            },
            "phase_lines": {
                "leverage": np.tile(LEVERAGES, len(lines)),
                "depth": np.concatenate(list(lines.values())),
                "level": np.repeat(list(lines), count),
            },
            "phase_kappa": {"leverage": LEVERAGES[there], "depth": critical[there]},
            "phase_spot": {"leverage": [leverage], "depth": [depth]},
            "phase_texts": dict(zip(columns, map(list, zip(*texts, strict=True)), strict=True)),
        },
        title=title,
        subtitle=say("drag yourself over the map; {made_up}", made_up=MADE_UP),
        sentence=sentence,
        explain=say(
            "Each place of the map is a market whose crowd has that median leverage, yours {leverage:×}, and whose book is that"
            " deep, yours {depth:#2}×; all meet a shock of {shock:%1}. The crowd: {traders} longs in BTC{drawn}.",
            leverage=leverage, depth=depth, shock=shock, traders=TRADERS, drawn=DRAWN,
        ),
        table=lambda: _table(curves),
    )  # fmt: skip


def _names(lines: dict[float, Floats], critical: Floats, there: Any) -> list[tuple[float, float, str, str, str]]:
    """Names of the contours at the right edge or where they leave the map; of κ = 1 beside it; of both phases."""
    right = float(LEVERAGES[-1])
    texts: list[tuple[float, float, str, str, str]] = []
    ending = {k: float(curve[-1]) for k, curve in lines.items() if 1.2 * LOW < curve[-1] < HIGH}
    if ending:
        places = spread(np.log(list(ending.values())) - 0.09, 0.16, np.log(1.1 * LOW))
        texts += [
            (right, float(np.exp(at)), say("{level:#~} times", level=level), "liquidation", "right")
            for level, at in zip(ending, places, strict=True)
        ]
    for level, curve in lines.items():
        out = np.flatnonzero(curve >= HIGH)
        if level not in ending and len(out):
            at = float(LEVERAGES[out[0]])
            texts.append((at, 0.88 * HIGH, say("{level:#~} times", level=level), "liquidation", "right"))
            if at > 5.5:
                texts.append((float(LEVERAGES[0]), 0.88 * HIGH, "calm", "quiet", "left"))
    if there.any():
        at = np.flatnonzero(there)[(there.sum()) // 2]
        texts.append((float(LEVERAGES[at]) - 0.1, 0.92 * float(critical[at]), "κ = 1", "ink", "left"))
    return texts


def _told(leverage: float, depth: float, shock: float, fall: float, times: float) -> tuple[str, str]:
    edge = critical_depth(leverage, shock)
    if edge is None:
        title = "No cliff at this leverage and shock: nowhere does a step of depth make the fall jump"
        words = "There is no line κ = 1 here: as the book thins, the fall grows without a jump."
    elif depth < edge:
        title = say("Below the line κ = 1: the cascade runs past its last place of rest, to {fall:%0} down", fall=fall)
        words = say("The line κ = 1 lies at a depth of **{edge:#2}×** for this leverage; you are below it.", edge=edge)
    else:
        title = say("Above the line κ = 1: the cascade finds its end after {fall:%1}", fall=fall)
        off = say(", off this map, which begins at {low:#1}×", low=LOW) if edge < LOW else ""
        words = say(
            "The line κ = 1 lies at a depth of **{edge:#2}×** for this leverage{off}; you are above it.",
            edge=edge,
            off=off,
        )
    return title, (
        say(
            "A shock of {shock:%1} becomes **{fall:%1}**, **{times:#1}** times as much. {words}",
            shock=shock,
            fall=fall,
            times=times,
            words=words,
        )
    )


def _table(curves: dict[float, Floats]) -> Any:
    import pandas as pd

    every = slice(None, None, 4)
    columns = {"median leverage": [f"{x:g}×" for x in LEVERAGES[every]]}
    for level, curve in curves.items():
        columns[f"depth for {level:g} times"] = [number(float(d), 2) + "×" for d in curve[every]]
    return pd.DataFrame(columns)


def phase_explorer() -> Explorer:
    """The map of phases."""
    return Explorer(
        name="phase",
        title="Depth against leverage",
        controls=[
            Number("leverage", "Median leverage", market.LEVERAGE, min=2, max=10, step=0.25, unit="×"),
            Number("depth", "Book depth, of open interest", market.DEPTH, min=LOW, max=HIGH, unit="×", log=True),
            Number("shock", "Shock", 0.05, min=0.01, max=0.1, step=0.005, unit="%"),
        ],
        compute=view,
        design=looks.phase,
        handles={"leverage": "x", "depth": "y"},
        code=lambda leverage, depth, shock: (
            f"{ladder_in_code(leverage, depth, TRADERS)}float(ladder.response({shock:.12g}).move)"
        ),
    )  # fmt: skip

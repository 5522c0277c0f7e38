"""Deeper: what the wall of a compartment saves and what it costs, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts import spread
from course.explorers import Frame
from course.lessons.isolated_margin.book import MAINTENANCE, NOTIONAL, SOURCE, compartment, left_at_closing
from course.simulation.history import record
from course.words import percent, stated, times, usd

LEVERAGES = (3, 5, 10, 20)
RESTS = {"kept": "the venue keeps it", "returned": "you get it back"}
#: Names of the worst weeks stand so far below them, USD, and at this share of the weeks.
LOWER, NAMED = 320.0, 0.06


def wall(symbol: str, leverage: float, rest: str) -> Frame:
    """Weeks sorted from worst to best, left alone and behind a wall."""
    weeks = record().weeks(symbol)
    one = weeks.walls[int(leverage)]
    kept = rest == "kept"
    alone, behind = weeks.alone, one.results_if_kept if kept else one.results
    worst, cut = NOTIONAL * alone.values[0], NOTIONAL * behind.values[0]
    mean, mean_behind = NOTIONAL * weeks.mean, NOTIONAL * one.result_mean(kept)
    price = round(mean) - round(mean_behind)  # what the printed means differ by
    posted = NOTIONAL / leverage
    left = left_at_closing(compartment("long", posted))
    keeps = one.closed * left
    costs = (
        f"takes {usd(price, 0)} off an average week" if price > 0 else
        f"adds {usd(-price, 0)} to an average week" if price < 0 else "leaves an average week as it was"
    )  # fmt: skip
    turns = (
        f"turns the worst week of {usd(worst, 0)} into {usd(cut, 0)}" if cut > worst else
        f"makes the worst week no better, {usd(cut, 0)} instead of {usd(worst, 0)},"
    )  # fmt: skip
    share = f"**{percent(one.closed, 1)}** of the weeks were closed"
    back = (
        f", and {percent(one.back_above_wall, 0)} of those ended above the price that closed them"
        if one.back_above_wall is not None
        else ""
    )
    fee = (
        f" The {usd(left, 0)} that the venue keeps each time comes to **{usd(keeps, 0)}** a week"
        if kept
        else f" If the venue kept the {usd(left, 0)} that is left each time, that would be **{usd(keeps, 0)}** a week more"
    )
    # Closed weeks end where the share of them does, not at the next stored quantile.
    shut = behind.levels <= one.closed + 5e-7
    edges = np.concatenate([behind.levels[shut], [one.closed], behind.levels[~shut]])
    values = np.concatenate([behind.values[shut], [behind.values[0]], behind.values[~shut]])
    names = [("cross", worst), ("isolated", cut)]
    places = spread([y - LOWER for _, y in names], 2 * LOWER)
    return Frame(
        data={
            "weeks": {
                "share": np.concatenate([alone.levels, edges]),
                "result": NOTIONAL * np.concatenate([alone.values, values]),
                "mode": ["cross"] * len(alone.levels) + ["isolated"] * len(edges),
            },
            "ends": [
                {"share": NAMED, "label_at": float(place), "mode": mode, "label": f"worst week {usd(y, 0)}"}
                for (mode, y), place in zip(names, places, strict=True)
            ],
            "wall": {"share": [one.closed], "label": [f"closed: {percent(one.closed, 1)}"]},
            "means": [
                {"row": row, "value": value, "mode": mode, "label": usd(value, 0, sign=True)}
                for row, value, mode in (
                    ("left alone", mean, "cross"),
                    (f"behind {times(leverage)}", mean_behind, "isolated"),
                )
            ],
        },
        title=f"The wall {turns} and {costs}",
        subtitle=f"{usd(NOTIONAL)} of {symbol} long for a week, {usd(posted, 0)} posted, {RESTS[rest]}; {weeks.count} weeks,"
        f" {SOURCE}, maintenance {stated(MAINTENANCE)}",
        sentence=f"{share}{back}. The average week: **{usd(mean, 0, sign=True)}** left alone, **{usd(mean_behind, 0, sign=True)}** behind"
        f" the wall.{fee}.",
        table=lambda: _table(weeks, kept),
    )


def _table(weeks: Any, kept: bool) -> Any:
    import pandas as pd

    rows = [("left alone", weeks.alone.values[0], weeks.mean, 0.0)]
    rows += [
        (times(x), (w.results_if_kept if kept else w.results).values[0], w.result_mean(kept), w.closed)
        for x, w in weeks.walls.items()
    ]
    return pd.DataFrame(
        {
            "wall": [name for name, *_ in rows],
            "worst week": [usd(NOTIONAL * x, 0, sign=True) for _, x, _, _ in rows],
            "average week": [usd(NOTIONAL * x, 2, sign=True) for _, _, x, _ in rows],
            "weeks closed": [percent(x, 1) for *_, x in rows],
        }
    )

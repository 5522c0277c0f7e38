"""Deeper: what the wall of a compartment saves and what it costs, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts import apart
from course.explorers import View
from course.lessons.isolated_margin.book import MAINTENANCE, NOTIONAL, SOURCE, compartment, left_at_closing
from course.number_format import percent, times, usd
from course.simulation.history import record
from course.texts import say

LEVERAGES = (3, 5, 10, 20)
RESTS = {"kept": "the venue keeps it", "returned": "you get it back"}
#: Names of the worst weeks stand so far below them, USD, and at this share of the weeks.
LOWER, NAMED = 320.0, 0.06


def worst_weeks(symbol: str, leverage: float, rest: str) -> tuple[float, float]:
    """The worst week left alone, and behind the wall, USD."""
    weeks = record().weeks(symbol)
    one = weeks.walls[int(leverage)]
    behind = one.results_if_kept if rest == "kept" else one.results
    return NOTIONAL * float(weeks.alone.values[0]), NOTIONAL * float(behind.values[0])


def wall(symbol: str, leverage: float, rest: str) -> View:
    """Weeks sorted from worst to best, left alone and behind a wall."""
    weeks = record().weeks(symbol)
    one = weeks.walls[int(leverage)]
    kept = rest == "kept"
    alone, behind = weeks.alone, one.results_if_kept if kept else one.results
    worst, cut = worst_weeks(symbol, leverage, rest)
    mean, mean_behind = NOTIONAL * weeks.mean, NOTIONAL * one.result_mean(kept)
    price = round(mean) - round(mean_behind)  # what the printed means differ by
    posted = NOTIONAL / leverage
    left = left_at_closing(compartment("long", posted))
    told = {
        "worst": worst, "cut": cut, "price": abs(price), "closed": one.closed, "back": one.back_above_wall, "mean": mean,
        "behind": mean_behind, "left": left, "keeps": one.closed * left,
    }  # fmt: skip
    turns = (
        "The wall turns the worst week of {worst:$0} into {cut:$0} and " if cut > worst else
        "The worst week is no better, {cut:$0} instead of {worst:$0}; the wall "
    )  # fmt: skip
    costs = (
        "takes {price:$0} off an average week" if price > 0 else
        "adds {price:$0} to an average week" if price < 0 else "leaves an average week as it was"
    )  # fmt: skip
    shut = say("**{closed:%1}** of the weeks were closed", **told) + (
        ""
        if one.back_above_wall is None
        else say(", and {back:%0} of those ended above the price that closed them", **told)
    )
    means = " The average week: **{mean:$0+}** left alone, **{behind:$0+}** behind the wall."
    fee = (
        " The {left:$0} that the venue keeps each time comes to **{keeps:$0}** a week." if kept else
        " If the venue kept the {left:$0} that is left each time, that would cost you another **{keeps:$0}** a week."
    )  # fmt: skip
    # Closed weeks end where the share of them does, not at the next stored quantile.
    low = behind.levels <= one.closed + 5e-7
    edges = np.concatenate([behind.levels[low], [one.closed], behind.levels[~low]])
    values = np.concatenate([behind.values[low], [behind.values[0]], behind.values[~low]])
    names = [("cross", worst), ("isolated", cut)]
    return View(
        data={
            "weeks": {
                "share": np.concatenate([alone.levels, edges]),
                "result": NOTIONAL * np.concatenate([alone.values, values]),
                "mode": ["cross"] * len(alone.levels) + ["isolated"] * len(edges),
            },
            "ends": apart(
                (
                    {"share": NAMED, "label_at": y - LOWER, "mode": mode, "label": say("worst week {y:$0}", y=y)}
                    for mode, y in names
                ),
                "label_at",
                2 * LOWER,
                into="label_at",
            ),
            "wall": {"share": [one.closed], "label": [say("closed: {closed:%1}", closed=one.closed)]},
            "means": [
                {"row": row, "value": value, "mode": mode, "label": usd(value, 0, sign=True)}
                for row, value, mode in (
                    ("left alone", mean, "cross"),
                    (say("behind {leverage:×}", leverage=leverage), mean_behind, "isolated"),
                )
            ],
        },
        title=(say(turns, **told) + say(costs, **told)),
        subtitle=say(
            "{notional:$} of {symbol} long for a week, {posted:$0} posted, {whose}\n{weeks} weeks, {source}, maintenance"
            " {maintenance:%~}.",
            notional=NOTIONAL, symbol=symbol, posted=posted, whose=RESTS[rest], weeks=weeks.count, source=SOURCE,
            maintenance=MAINTENANCE,
        ),
        sentence=(shut + "." + say(means, **told) + say(fee, **told)),
        table=lambda: _table(weeks, kept),
    )  # fmt: skip


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

"""Explore: a year of a compartment that is posted again after every closing."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Frame
from course.lessons.isolated_margin.book import MAINTENANCE, SOURCE
from course.margin import collateral_for_move
from course.simulation.history import record
from course.words import percent, stated, times, usd

POSTED = 1_000.0
LEVERAGES = (10, 20)
YEARS = tuple(record().reopened("ETH", 20))


def again(symbol: str, leverage: float, year: float) -> Frame:
    """Compartments lost in each year, and what became of the chosen one beside the same position left alone."""
    notional = POSTED * leverage
    found = record().reopened(symbol, int(leverage))
    one = found[int(year)]
    lost = int(one["lost"])
    net, alone = notional * one["net"], notional * one["alone"]
    behind = float(collateral_for_move(notional, -one["low"], MAINTENANCE))
    rows = [(y, int(x["lost"])) for y, x in found.items()]
    went = f"{symbol} {'rose' if one['alone'] > 0 else 'fell'} {percent(abs(one['alone']), 0)}"
    how_often = {0: "never lost", 1: "lost once"}.get(lost, f"lost {lost} times")
    if lost == 0:
        said = (
            f"In {int(year)} the wall was never touched: **{usd(net, 0, sign=True)}**, as if left alone. The lowest price of the year"
            f" was {percent(abs(one['low']), 1)} below its first."
        )
    else:
        gap = round(net) - round(alone)
        ended = f"{usd(abs(gap), 0)} {'higher' if gap > 0 else 'lower'}"
        why = ", because its last compartment was bought at a lower price than the first" if gap > 0 else ""
        went_ = "One** compartment went" if lost == 1 else f"{lost}** compartments went"
        said = (
            f"**{went_} in {int(year)}, and {'' if lost == 1 else 'each time '}the next was posted: {usd((lost + 1) * POSTED)} in all."
            f" The year ended at **{usd(net, 0, sign=True)}**. Left alone, with **{usd(behind, 0)}** behind it from the start, the same"
            f" {usd(notional)} would have ended at **{usd(alone, 0, sign=True)}**. Posting again ended {ended}{why}."
        )
    return Frame(
        data={
            "crosses": {
                "count": np.concatenate([np.arange(1, n + 1) for _, n in rows]),
                "year": [str(y) for y, n in rows for _ in range(n)],
                "own": [y == year for y, n in rows for _ in range(n)],
            },
            "years": [
                {"year": str(y), "count": n, "label": str(n) if n else "none", "own": y == year} for y, n in rows
            ],
            "results": [
                {"row": row, "value": value, "kind": kind, "label": usd(value, 0, sign=True)}
                for row, value, kind in (("posted again", net, "isolated"), ("left alone", alone, "cross"))
            ],
        },
        title=f"{int(year)}: {went}, and “only {usd(POSTED)} at risk” was {how_often}",
        subtitle=f"{usd(notional)} of {symbol} long at {times(leverage)}: {usd(POSTED)} posted on 1 January, nothing returned at a"
        f" closing, {usd(notional)} opened again at the next hour; maintenance {stated(MAINTENANCE)}, {SOURCE}",
        sentence=said,
        table=lambda: _table(found, notional),
    )


def _table(found: Any, notional: float) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "year": list(map(str, found)),
            "compartments lost": [int(x["lost"]) for x in found.values()],
            "posted again": [usd(notional * x["net"], 0, sign=True) for x in found.values()],
            "left alone": [usd(notional * x["alone"], 0, sign=True) for x in found.values()],
            "lowest price of the year": [percent(x["low"], 1, sign=True) for x in found.values()],
        }
    )

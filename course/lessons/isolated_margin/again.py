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
#: As many crosses fit into a row, and room for the words behind them.
ROW = 66


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
    head = {0: "no compartment was lost", 1: "one compartment of $1,000 was lost"}.get(
        lost, f"{lost} compartments of {usd(POSTED)} were lost"
    )
    if lost == 0:
        compared = f"nothing stood between it and the price: **{usd(net, 0, sign=True)}**, the same as left alone"
        tail = f" The lowest price of the year was {percent(abs(one['low']), 1)} below its first."
    else:
        again_ = "once" if lost == 1 else f"{lost} times"
        compared = (
            f"{again_} {usd(POSTED)} went and the next {usd(POSTED)} was posted; the year ended at"
            f" **{usd(net, 0, sign=True)}**"
        )
        better = "worse" if net < alone else "better"
        why = "" if net < alone else ": after a closing it bought again lower, which a rising year forgives"
        tail = (
            f" The same {usd(notional)} left alone ended at **{usd(alone, 0, sign=True)}** and took **{usd(behind, 0)}** behind it"
            f" to last. Posting again was {better} by {usd(abs(net - alone), 0)}{why}."
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
            "frame": {"count": [0, ROW]},
            "results": [
                {"row": row, "value": value, "kind": kind, "label": usd(value, 0, sign=True), "left": value < 0}
                for row, value, kind in (("posted again", net, "isolated"), ("left alone", alone, "cross"))
            ],
        },
        title=f"{int(year)}: {went}, and {head}",
        subtitle=f"{usd(notional)} of {symbol} long at {times(leverage)}: {usd(POSTED)} posted on 1 January, nothing returned at a"
        f" closing, opened again at the next hour; maintenance {stated(MAINTENANCE)}, {SOURCE}",
        sentence=f"In {int(year)} {compared}.{tail}",
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

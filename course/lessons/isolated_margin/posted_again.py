"""Explore: a year of a compartment that is posted again after every closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.explorers import View
from course.lessons.isolated_margin.book import MAINTENANCE, SOURCE
from course.margin import collateral_for_move
from course.number_format import percent, usd
from course.simulation.history import record
from course.texts import say

POSTED = 1_000.0
LEVERAGES = (10, 20)
#: As many crosses stand side by side; two lines hold the worst year, so far apart (a year is 1).
ROW, LINES = 25, 0.4
YEARS = tuple(record().reopened("ETH", 20))


@dataclass(frozen=True)
class Year:
    """One year of a compartment that was posted again and again, USD.

    Attributes:
        lost: compartments. net: what all of them made. alone: what the same position made, left alone.
        behind: what being left alone took. low: lowest price of the year against the first. change: of the price over it.
    """

    lost: int
    net: float
    alone: float
    behind: float
    low: float
    change: float

    @property
    def ahead(self) -> int:
        """How much higher posting again ended, in whole dollars as both are printed."""
        return round(self.net) - round(self.alone)

    @property
    def rose_and_lost(self) -> int:
        """Compartments lost, if the price rose over the year."""
        return self.lost if self.change > 0 else 0


def outcome(symbol: str, leverage: float, year: float) -> Year:
    """What the record says of a year."""
    notional, one = POSTED * leverage, record().reopened(symbol, int(leverage))[int(year)]
    behind = float(collateral_for_move(notional, -one["low"], MAINTENANCE))
    return Year(
        int(one["lost"]), notional * one["net"], notional * one["alone"], behind, float(one["low"]), float(one["alone"])
    )


def again(symbol: str, leverage: float, year: float) -> View:
    """Compartments lost in each year, and what became of the chosen one beside the same position left alone."""
    notional = POSTED * leverage
    found = record().reopened(symbol, int(leverage))
    one = outcome(symbol, leverage, year)
    rows = [(y, int(x["lost"])) for y, x in found.items()]
    told = {
        "when": str(int(year)), "symbol": symbol, "change": abs(one.change), "lost": one.lost, "risk": POSTED, "notional": notional,
        "net": one.net, "alone": one.alone, "behind": one.behind, "posted": (one.lost + 1) * POSTED, "low": -one.low,
        "gap": abs(one.ahead),
    }  # fmt: skip
    went = "{when}: {symbol} rose {change:%0}" if one.change > 0 else "{when}: {symbol} fell {change:%0}"
    often = {0: "was never lost", 1: "was lost once"}.get(one.lost, "was lost {lost} times")
    if one.lost == 0:
        said = say(
            "In {when} the wall was never touched: **{net:$0+}**, as if left alone. The lowest price of the year was {low:%1} below"
            " its first.",
            **told,
        )
    else:
        said = say(
            "**One** compartment went in {when}, and the next was posted: {posted:$} in all." if one.lost == 1 else
            "**{lost}** compartments went in {when}, and each time the next was posted: {posted:$} in all.",
            **told,
        )  # fmt: skip
        said += say(
            " The year ended at **{net:$0+}**. Left alone, with **{behind:$0}** behind it from the start, the same {notional:$}"
            " would have ended at **{alone:$0+}**.",
            **told,
        )
        said += say(
            " Posting again ended {gap:$0} higher, because its last compartment was bought at a lower price than the first."
            if one.ahead > 0
            else " Posting again ended {gap:$0} lower.",
            **told,
        )
    return View(
        data={
            "crosses": [
                {"place": k % ROW + 0.5, "at": i + LINES * (k // ROW - 0.5 if n > ROW else 0), "year": str(y), "own": y == year}
                for i, (y, n) in enumerate(rows)
                for k in range(n)
            ],
            "years": [
                {
                    "year": str(y), "at": i, "left": -0.4, "place": min(n, ROW), "label": str(n) if n else "none",
                    "own": str(y == year).lower(),
                }
                for i, (y, n) in enumerate(rows)
            ],
            "results": [
                {"row": row, "value": value, "kind": kind, "label": usd(value, 0, sign=True)}
                for row, value, kind in (("posted again", one.net, "isolated"), ("left alone", one.alone, "cross"))
            ],
        },
        title=(say(went, **told) + say(", and “only {risk:$} at risk” ", **told) + say(often, **told)),
        subtitle=say(
            "{notional:$} of {symbol} long at {times:×}: {risk:$} posted, and again after every closing\nFrom 1 January on, nothing returned"
            " at a closing, {notional:$} opened again at the next hour; maintenance {maintenance:%~}, {source}.",
            times=leverage, maintenance=MAINTENANCE, source=SOURCE, **told,
        ),
        sentence=said,
        table=lambda: _table(found, notional),
    )  # fmt: skip


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

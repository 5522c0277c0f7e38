"""Predict and go deeper: what it takes to pass a share of the record's windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Frame
from course.lessons.isolated_margin.book import MAINTENANCE, NOTIONAL, SIDES, SOURCE
from course.simulation.history import record
from course.words import number, percent, stated, times, usd

CHANCE = 0.95
#: The guess reaches from a little above the requirement to more than the worst week asked for.
LEAST, MOST = 300.0, 6_000.0
HORIZONS = {1: "a day", 7: "a week", 30: "thirty days"}
PIECES = {1: "days", 7: "weeks", 30: "thirty-day stretches"}
LEVELS = np.concatenate([np.linspace(0.0, 0.99, 100), [0.995, 1.0]])


def of_hundred(share: float) -> str:
    """A share of the record as so many of a hundred; bounds where rounding would say none or all."""
    if share >= 1.0:
        return "all"
    count = number(100 * share, 0)
    return "under 1 of 100" if count == "0" else "over 99 of 100" if count == "100" else f"{count} of 100"


def predict(guess: float) -> Frame:
    """How many weeks of the record a BTC long passes, over what is posted; and the guess."""
    moves = record().moves("BTC", "long", 7)
    share = moves.survival(NOTIONAL / guess, MAINTENANCE)
    marks = {c: moves.collateral_needed(c, MAINTENANCE, NOTIONAL) for c in (CHANCE, 0.99, 1.0)}
    answer, rare, all_weeks = marks.values()
    passed = of_hundred(share)
    off = abs(guess / answer - 1)
    verdict = "just that" if off < 0.03 else "too little" if guess < answer else "more than that"
    return Frame(
        data={
            "curve": {
                "posted": moves.collateral_needed(LEVELS, MAINTENANCE, NOTIONAL),
                "share": LEVELS,
                "side": "long",
            },
            "posts": [
                {"posted": x, "share": c, "label": f"{_all(c)}: {usd(x, 0)}", "rank": k}
                for k, (c, x) in enumerate(marks.items())
            ],
            "guess": {
                "posted": [guess],
                "share": [share],
                "label": [f"you: {usd(guess, 0)}"],
                "left": [guess < (LEAST + MOST) / 2],
            },
        },
        title=f"To pass {percent(CHANCE, 0)} of the weeks takes {usd(answer, 0)}: that is {times(NOTIONAL / answer)}",
        subtitle=f"{usd(NOTIONAL)} of BTC long from Monday to Sunday, maintenance {stated(MAINTENANCE)}; {moves.windows} weeks,"
        f" {SOURCE}",
        sentence=f"You said {usd(guess, 0)}, which is {verdict}: it passes **{passed}** weeks of this record. For {number(100 * CHANCE, 0)} of"
        f" 100 it takes **{usd(answer, 0)}**, for 99 **{usd(rare, 0)}**, and for the worst of them all **{usd(all_weeks, 0)}**.",
        table=lambda: _posts([("BTC long", moves)]),
    )


def _all(chance: float) -> str:
    return "every week" if chance == 1.0 else f"{number(100 * chance, 0)} of 100"


def survival(symbol: str, days: float, chance: float) -> Frame:
    """What a chance of passing costs a long and a short, over a horizon."""
    both = {side: record().moves(symbol, side, int(days)) for side in SIDES}
    asked = {side: float(m.collateral_needed(chance, MAINTENANCE, NOTIONAL)) for side, m in both.items()}
    long, short = asked.values()
    span, pieces = HORIZONS[int(days)], PIECES[int(days)]
    share = "all" if chance >= 1.0 else stated(chance, 0)
    passed = f"{share} of the {pieces}"
    near = abs(short / long - 1) < 0.005
    dearer = "short" if short > long else "long"
    said = {side: f"{usd(x, 0)} ({times(NOTIONAL / x)})" for side, x in asked.items()}
    moves = {side: percent(m.quantiles.covering(chance), 1) for side, m in both.items()}
    curves = [(m.collateral_needed(LEVELS, MAINTENANCE, NOTIONAL), side) for side, m in both.items()]
    return Frame(
        data={
            "curve": {
                "posted": np.concatenate([x for x, _ in curves]),
                "share": np.concatenate([LEVELS, LEVELS]),
                "side": [side for _, side in curves for _ in LEVELS],
            },
            "posts": [
                {
                    "posted": x,
                    "share": chance,
                    "label": f"{side} {usd(x, 0)}",
                    "side": side,
                    "first": x == min(asked.values()),
                }
                for side, x in asked.items()
            ],
            "target": {"share": [chance], "label": [passed]},
        },
        title=f"{symbol}: to pass {passed} costs the long {usd(long, 0)}, the short {usd(short, 0)}",
        subtitle=f"{usd(NOTIONAL)} isolated for {span}, maintenance {stated(MAINTENANCE)}; {both['long'].windows:,} {pieces},"
        f" {SOURCE}{'' if days == 7 else ', beginning every day' + (' and overlapping' if days > 1 else '')}",
        sentence=f"The long needs **{said['long']}**, the short **{said['short']}**: "
        + ("about the same." if near else f"here the {dearer} is the dearer one.")
        + f" In {share} of the {pieces} {symbol} fell by at most {moves['long']}, and in {share} it rose by at most"
        f" {moves['short']}.",
        table=lambda: _posts([(f"{symbol} {side}", m) for side, m in both.items()]),
    )


def _posts(rows: list[tuple[str, Any]]) -> Any:
    """What each share of the record asked for."""
    import pandas as pd

    chances = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
    posts = {name: moves.collateral_needed(chances, MAINTENANCE, NOTIONAL) for name, moves in rows}
    return pd.DataFrame(
        {"passed": [percent(c, 0) for c in chances]}
        | {name: [f"{usd(x, 0)} ({times(NOTIONAL / x)})" for x in found] for name, found in posts.items()}
    )

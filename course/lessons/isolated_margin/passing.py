"""Predict and go deeper: what it takes to pass a share of the record's windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts.columns import Table
from course.explorers import View
from course.lessons.isolated_margin.book import MAINTENANCE, NOTIONAL, SIDES, SOURCE
from course.number_format import number, percent, times, usd
from course.simulation.history import record
from course.texts import joined, say, wordless

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
    return (
        "under 1 of 100" if count == "0" else "over 99 of 100" if count == "100" else say("{count} of 100", count=count)
    )


def answer() -> float:
    """What passing that share of the weeks takes, USD."""
    needed: float = record().moves("BTC", "long", 7).collateral_needed(CHANCE, MAINTENANCE, NOTIONAL)
    return needed


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: only the guess, where it stands."""
    placed = [] if guess is None else [guess]
    return {
        "guess": {
            "posted": placed,
            "share": [0.0] * len(placed),
            "label": [wordless("{guess:$0}?", guess=x) for x in placed],
            "left": [x < (LEAST + MOST) / 2 for x in placed],
        }
    }


def predict(guess: float) -> View:
    """How many weeks of the record a BTC long passes, over what is posted; and the guess."""
    moves = record().moves("BTC", "long", 7)
    share = moves.survival(NOTIONAL / guess, MAINTENANCE)
    marks = {c: moves.collateral_needed(c, MAINTENANCE, NOTIONAL) for c in (CHANCE, 0.99, 1.0)}
    needed, rare, every = marks.values()
    passed = of_hundred(share)
    off = abs(guess / needed - 1)
    verdict = "just that" if off < 0.03 else "too little" if guess < needed else "more than that"
    return View(
        data={
            "curve": {
                "posted": moves.collateral_needed(LEVELS, MAINTENANCE, NOTIONAL),
                "share": LEVELS,
                "side": "long",
            },
            "posts": [
                {"posted": x, "share": c, "label": wordless("{all}: {x:$0}", all=_all(c), x=x), "rank": k}
                for k, (c, x) in enumerate(marks.items())
            ],
            "guess": {
                "posted": [guess],
                "share": [share],
                "label": [say("you: {guess:$0}", guess=guess)],
                "left": [guess < (LEAST + MOST) / 2],
            },
        },
        title=say(
            "To pass {chance:%0} of the weeks takes {needed:$0}: that is {leverage:×}",
            chance=CHANCE, needed=needed, leverage=NOTIONAL / needed,
        ),
        subtitle=say(
            "{notional:$} of BTC long from Monday to Sunday; {weeks} weeks of Binance\nMaintenance {maintenance:%~}; {source}.",
            notional=NOTIONAL, maintenance=MAINTENANCE, weeks=moves.windows, source=SOURCE,
        ),
        sentence=say(
            "You said {guess:$0}, which is {verdict}: it passes **{passed}** weeks of this record. For {chance:#0} of 100 it takes"
            " **{needed:$0}**, for 99 **{rare:$0}**, and for the worst of them all **{every:$0}**.",
            guess=guess, verdict=verdict, passed=passed, chance=100 * CHANCE, needed=needed, rare=rare, every=every,
        ),
        table=lambda: _posts([("BTC long", moves)]),
    )  # fmt: skip


def _all(chance: float) -> str:
    return "every week" if chance == 1.0 else say("{the_chance:#0} of 100", the_chance=100 * chance)


def asked(symbol: str, days: float, chance: float) -> dict[str, float]:
    """What a share of the record's windows asks of both sides, USD."""
    return {
        side: float(record().moves(symbol, side, int(days)).collateral_needed(chance, MAINTENANCE, NOTIONAL))
        for side in SIDES
    }


def survival(symbol: str, days: float, chance: float) -> View:
    """What a chance of passing costs a long and a short, over a horizon."""
    both = {side: record().moves(symbol, side, int(days)) for side in SIDES}
    needed = asked(symbol, days, chance)
    long, short = needed.values()
    span, pieces = HORIZONS[int(days)], PIECES[int(days)]
    every = chance >= 1.0
    share = "all" if every else wordless("{chance:%~0}", chance=chance)
    fell, rose = (float(m.quantiles.covering(chance)) for m in both.values())
    near = abs(short / long - 1) < 0.005
    dearer = "short" if short > long else "long"
    curves = [(m.collateral_needed(LEVELS, MAINTENANCE, NOTIONAL), side) for side, m in both.items()]
    return View(
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
                    "label": wordless("{side} {x:$0}", side=side, x=x),
                    "side": side,
                    "first": x == min(needed.values()),
                }
                for side, x in needed.items()
            ],
            "target": {"share": [chance]},
        },
        title=say(
            "{symbol}: to pass {share} of the {pieces} costs the long {long:$0}, the short {short:$0}",
            symbol=symbol, share=share, pieces=pieces, long=long, short=short,
        ),
        subtitle=say(
            "{notional:$} isolated for {span}; {windows} {pieces} of Binance\nMaintenance {maintenance:%~}; {source}",
            notional=NOTIONAL, span=span, maintenance=MAINTENANCE, windows=both["long"].windows, pieces=pieces, source=SOURCE,
        )
        + {1: ", beginning every day", 7: "", 30: ", beginning every day and overlapping"}[int(days)],
        sentence=joined(
            " ",
            [
                say(
                    "The long needs **{long:$0} ({one:×})**, the short **{short:$0} ({other:×})**:",
                    long=long, short=short, one=NOTIONAL / long, other=NOTIONAL / short,
                ),
                say("about the same.") if near else say("here the {dearer} is the dearer one.", dearer=dearer),
                say(
                    "In all of the {pieces} {symbol} fell by at most {fell:%1}, and in all it rose by at most {rose:%1}." if every else
                    "In {chance:%~0} of the {pieces} {symbol} fell by at most {fell:%1}, and in {chance:%~0} it rose by at most"
                    " {rose:%1}.",
                    pieces=pieces, symbol=symbol, fell=fell, rose=rose, chance=chance,
                ),
            ],
        ),
        table=lambda: _posts([(wordless("{symbol} {side}", symbol=symbol, side=side), m) for side, m in both.items()]),
    )  # fmt: skip


def _posts(rows: list[tuple[str, Any]]) -> Any:
    """What each share of the record asked for."""
    import pandas as pd

    chances = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
    posts = {name: moves.collateral_needed(chances, MAINTENANCE, NOTIONAL) for name, moves in rows}
    return pd.DataFrame(
        {"passed": [percent(c, 0) for c in chances]}
        | {name: [f"{usd(x, 0)} ({times(NOTIONAL / x)})" for x in found] for name, found in posts.items()}
    )

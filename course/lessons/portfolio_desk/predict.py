"""The three questions before the desk: how far together, how far without the short, and what to touch first."""

from __future__ import annotations

from functools import cache

import numpy as np

from course.charts.columns import Table
from course.charts.desk import tables
from course.explorers import View
from course.lessons.portfolio_desk.book import EXAMPLE, friend
from course.lessons.portfolio_desk.common import clear, common, framed, table
from course.margin import Terrain, acts
from course.texts import say, wordless

ALL, LONGS = "your book", "the friend’s"
FEE, DOLLARS = 0.00045, 5_000.0
#: The axis of both books: moves from here to nothing.
LOW, HIGH = -0.62, 0.0


def first() -> Terrain:
    """The example's cross pool."""
    return EXAMPLE.terrains["cross"]


@cache
def second() -> Terrain:
    """The same without its short."""
    return Terrain.of(friend(), EXAMPLE.marks)


@cache
def truth(which: str) -> float:
    """The common fall that ends a book."""
    return common(first() if which == ALL else second())


def _shown(t: Terrain) -> tuple[str, float]:
    """The nearest number that an app shows."""
    walls = t.walls()
    k = int(np.nanargmin(np.abs(walls)))
    return t.symbols[k], float(walls[k])


#: The rows of the picture.
YOU, APP, TRUE = "you", "the app", "together"


def stage(guess: float | None, which: str = ALL) -> dict[str, Table]:
    """The picture before the answer: what the app shows, and the guess where it stands."""
    symbol, alone = _shown(first() if which == ALL else second())
    placed = [] if guess is None else [guess]
    return tables(
        span={"x": [LOW, HIGH, LOW], "row": [YOU, APP, TRUE]},
        rules={"x": placed, "kind": ["guess"] * len(placed)},
        dots={"row": [APP], "x": [alone], "kind": ["alone"]},
        names={
            "row": [APP, *[YOU] * len(placed)],
            "x": [alone, *placed],
            "label": [say("{s} alone {x:%1+}", s=symbol, x=alone), *(wordless("{x:%1+}", x=x) for x in placed)],
            "kind": ["plain", *["guess"] * len(placed)],
            "left": [True, *(x > -0.3 for x in placed)],
            "value": [alone, *placed],
        },
    )


def told(guess: float, which: str) -> View:
    """The truth beside the guess."""
    t = first() if which == ALL else second()
    symbol, alone = _shown(t)
    both = truth(which)
    data = dict(stage(guess, which))
    words = {k: list(v) for k, v in dict(data["names"]).items()}
    row = {"row": TRUE, "x": both, "label": wordless("{x:%1+}", x=both), "kind": "red", "left": True, "value": both}
    for key, value in row.items():
        words[key] = [*words[key], value]
    farther = both < alone
    return View(
        data=clear(
            {
                **data,
                "rules": {"x": [guess, both], "kind": ["guess", "red"]},
                "dots": {"row": [APP, TRUE], "x": [alone, both], "kind": ["alone", "together"]},
                "names": words,
            },
            [LOW, HIGH],
        ),
        title=say(
            "Together: {both:%1+}, {how} than the nearest number shown",
            both=both,
            how="farther away" if farther else "nearer",
        ),
        subtitle=say("health {h:$0}; maintenance by Hyperliquid’s tiers", h=float(t.health())),
        sentence=say(
            "You said {guess:%1+}. The app shows {symbol} **{alone:%1+}**; if all prices fall together the pool is liquidated at"
            " **{both:%1+}**. {why}",
            guess=guess,
            symbol=symbol,
            alone=alone,
            both=both,
            why="The short earns while the longs lose, and the number for one price cannot see it."
            if farther
            else "Without a short every price that falls costs something, and the number for one price sees only its own.",
        ),
        table=table({"which": ["alone", "together", "you"], "move (%)": [100 * alone, 100 * both, 100 * guess]}),
    )


#: What the third question offers, and the act of :func:`course.margin.acts` that it means.
CHOICES = {"btc": "close some of the BTC", "eth": "close some of the ETH short", "more": "sell more ETH"}
ROWS = {"btc": "close BTC", "eth": "close ETH", "more": "sell more ETH"}
ACTS = {"btc": "close BTC", "eth": "close ETH", "more": "add to ETH"}


def third(guess: str) -> View:
    """Where the common fall stands after each of three acts."""
    tried = acts(EXAMPLE.pools["cross"], EXAMPLE.marks, DOLLARS, fee=FEE)
    falls = -np.asarray(tried.after.ray(-np.ones(len(tried.after.symbols))))
    at = {act.name: float(x) for act, x in zip(tried.acts, falls, strict=True)}
    free = {act.name: float(x) for act, x in zip(tried.acts, np.asarray(tried.after.free), strict=True)}
    now = at["as it is"]
    names = list(ROWS.values())
    ends = [at[ACTS[k]] for k in CHOICES]
    freed = free["close ETH"] - free["as it is"]
    used = free["as it is"] - free["add to ETH"]
    return View(
        data=framed(
            names,
            rules={"x": [now], "kind": ["soft"]},
            rods={"row": names, "x": [now] * 3, "x2": ends, "kind": ["better" if x < now else "worse" for x in ends]},
            dots={
                "row": [*names, ROWS[guess]], "x": [*ends, now],
                "kind": [*("better" if x < now else "worse" for x in ends), "guess"],
            },
            names={
                "row": names, "x": ends, "label": [wordless("{x:%1+}", x=x) for x in ends],
                "kind": ["better" if x < now else "worse" for x in ends], "left": [x < now for x in ends], "value": ends,
            },
        ),
        title=say("Selling more ETH: {more:%1+}. Closing ETH: {eth:%1+}", more=at["add to ETH"], eth=at["close ETH"]),
        subtitle=say("{d:$} of each, fee {fee:%3}; the dashed line is today’s {now:%1+}", d=DOLLARS, fee=FEE, now=now),
        sentence=say(
            "Closing BTC moves the border from {now:%1+} to **{btc:%1+}**, selling more ETH to **{more:%1+}**. Closing ETH frees"
            " {freed:$0} and brings it to **{eth:%1+}**, nearer; the trade that **uses** {used:$0} moves it away.",
            now=now, btc=at["close BTC"], more=at["add to ETH"], eth=at["close ETH"], freed=freed, used=used,
        ),
        table=table({"act": names, "common fall (%)": [100 * x for x in ends]}),
    )  # fmt: skip

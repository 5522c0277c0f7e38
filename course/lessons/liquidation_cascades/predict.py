"""The question of the first beat: what becomes of a small push."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import liquidation_cascades as looks
from course.charts.columns import Table
from course.charts.labels import spread
from course.explorers import Explorer, Number, Prediction, View
from course.lessons.liquidation_cascades.books import ILLUSTRATIVE
from course.number_format import percent
from course.simulation.rows import Floats
from course.texts import say

#: Sales that a fall forces, and what the book takes: of open interest, per fraction of today's price.
SHOCK, FORCED, DEPTH = 0.03, 2.0, 2.5
KAPPA = FORCED / DEPTH
#: A round that adds less is the last.
LEAST = 1e-6
#: Bars that are drawn; later rounds are thinner than a line.
SHOWN = 20
#: The smallest and the deepest guess that the question takes, and how far the picture reaches.
SHALLOWEST, DEEPEST = SHOCK, 0.4
#: The step of the guess: what lies within half of it was said.
STEP = 0.005
REACH = 0.42
COLUMNS = ("round", "fall", "text", "kind", "align")


@lru_cache(maxsize=1)
def falls() -> Floats:
    """Fall after news and after every round of forced sales, of today's price, until a round adds less than :data:`LEAST`.

    Everything is told per hundredth of today's price, so each round adds κ times the one before: their sum is shock ÷ (1 − κ).
    """
    rounds = [SHOCK]
    while rounds[-1] > LEAST:
        sold = FORCED * rounds[-1]
        rounds.append(sold / DEPTH)
    return np.cumsum(rounds)


def _texts(rows: list[tuple[float, float, str, str, str]]) -> Table:
    return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


NEWS = (0.95, SHOCK / 2, say("news {the_shock:%0+}", the_shock=-SHOCK), "ink", "left")


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: what news takes, and the guess where it stands."""
    width = float(SHOWN + 1)
    placed = [] if guess is None else [guess]
    named = [(width, at - 0.03 * REACH, say("it ends at {at:%1+}?", at=-at), "guess", "right") for at in placed]
    return {
        "rounds": {"round": [0.08], "round2": [0.92], "low": [0.0], "high": [SHOCK], "kind": ["news"]},
        "spiral_frame": {"round": [0.0, width], "fall": [0.0, REACH]},
        "spiral_rules": {"fall": placed, "kind": ["guess"] * len(placed)},
        "spiral_texts": _texts([NEWS, *named]),
    }


def guessed(guess: float) -> View:
    """Round by round, with the guess drawn in."""
    depth = falls()
    end = float(depth[-1])
    steps = np.concatenate([[0.0], depth])
    low, high = steps[: SHOWN + 1], steps[1 : SHOWN + 2]
    rounds = np.arange(len(high))
    width = float(len(high))
    # The end stands below its line, clear of the bars; the guess on the far side of it.
    beside = 0.04 * REACH * (1 if guess >= end else -1)
    where = spread([end + 0.04 * REACH, guess + beside], 0.08 * REACH, 0.02 * REACH)
    rows = [
        NEWS,
        (width, float(where[0]), say("it ends at {end:%1+}", end=-end), "liquidation", "right"),
        (width, float(where[1]), say("your guess {the_guess:%1+}", the_guess=-guess), "guess", "right"),
    ]  # fmt: skip
    near = abs(guess - end) <= STEP / 2
    opening = "You said it: " if near else say("You said {guess:%1}; ", guess=guess)
    return View(
        data={
            "rounds": {
                "round": rounds + 0.08,
                "round2": rounds + 0.92,
                "low": low,
                "high": high,
                "kind": ["news", *["sales"] * (len(high) - 1)],
            },
            "spiral_frame": {"round": [0.0, width], "fall": [0.0, REACH]},
            "spiral_rules": {"fall": [end, guess], "kind": ["end", "guess"]},
            "spiral_texts": _texts(rows),
        },
        title=say(
            "{the_shock:%0} of news became {end:%1}: each round of forced sales sets off the next",
            the_shock=SHOCK,
            end=end,
        ),
        subtitle=say("longs with evenly spaced triggers; {illustrative}", illustrative=ILLUSTRATIVE),
        sentence=say(
            "{opening}the price ends **{end:%1}** down. Every round of forced sales is **{kappa:#1}** times the one before: that"
            " number is called κ, and the sum is {the_shock:%0} ÷ (1 − {kappa:#1}) = {the_sum:%1}.",
            opening=opening, end=end, kappa=KAPPA, the_shock=SHOCK, the_sum=SHOCK / (1 - KAPPA),
        ),
        explain=say(
            "News takes {the_shock:%0}, the sales that it forces take {the_first:%1}, those force another {the_second:%1}, and so"
            " on: each step of the price liquidates {kappa:#1} of what the book takes.",
            the_shock=SHOCK, the_first=float(depth[1] - depth[0]), the_second=float(depth[2] - depth[1]), kappa=KAPPA,
        ),
        table=_table,
    )  # fmt: skip


def _table() -> Any:
    import pandas as pd

    depth = falls()
    return pd.DataFrame(
        {
            "round": range(len(depth)),
            "adds": [percent(float(x), 2) for x in np.diff(depth, prepend=0.0)],
            "fall so far": [percent(float(x), 2) for x in depth],
        }
    )


def predict() -> Explorer:
    """How far does it go?"""
    return Explorer(
        name="spiral",
        title="What becomes of a small push?",
        controls=[],
        compute=guessed,
        design=looks.spiral,
        prediction=Prediction(
            Number("guess", "It ends this far down", 0.06, min=SHALLOWEST, max=DEEPEST, step=STEP, unit="%"),
            answer=lambda: float(falls()[-1]),
            stage=stage,
            handle="y",
            question=say(
                "News takes **{the_shock:%0}** off a price. Each {value:%0} of fall forces {forced:%0} of open "
                "interest to be sold; the book gives way by {value:%0} for every {the_depth:%1} sold. Where does the "
                "price end?",
                the_shock=SHOCK,
                value=0.01,
                forced=0.01 * FORCED,
                the_depth=0.01 * DEPTH,
            ),
        ),
        code=lambda: f"kappa = {FORCED:g} / {DEPTH:g}\n{SHOCK:g} / (1 - kappa)",
    )

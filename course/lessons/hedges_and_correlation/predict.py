"""Predict: what a hedge by the book had lost at the lows of 10 October 2025."""

from __future__ import annotations

import numpy as np

from course.charts import hedges_and_correlation as looks
from course.charts.columns import Table
from course.charts.label_placement import PlacedNames, Spot
from course.explorers import Code, Explorer, Number, Prediction, View
from course.lessons.hedges_and_correlation.book import NOTIONAL, source, table, twin
from course.texts import say

#: Coins that are named in the picture.
NAMED = ("SUI", "XRP", "SOL", "BCH", "ETH")
#: Beyond this share the name of the guess stands to its left.
LEFT = 0.6
#: A guess this near is as good as right.
NEAR = 0.02


def lost(guess: float) -> View:
    """Each of 32 coins hedged with BTC by its beta: the share of the coin's leg that was lost, beside the guess."""
    storm, figures = table("storm"), table("storm_figures")
    coins, losses = np.array(storm.column("coin"))[1:], -storm.column("gap")[1:]
    at_close = -float(np.median(storm.column("gap_at_close")[1:]))
    middle = float(np.median(losses))
    order = np.argsort(losses, kind="stable")
    fell = storm.column("fall")[1:] / storm.column("fall")[0]
    before, after = (figures.value(when, "mean correlation of pairs") for when in ("calm", "storm"))
    names = PlacedNames((-0.05, 1.0), (-5.0, 36.0), 320.0)
    for at in (guess, middle):
        names.line([at, at], [-5.0, 36.0])
    foot, _ = names.point(middle, 0.0)
    names.keep_off([(0.0, 0.9, 1.0, 1.0), (foot - 0.35, 0.0, foot + 0.35, 0.1)])
    for rank, coin in enumerate(order):
        names.mark(losses[coin], rank, 5)
    for rank, coin in enumerate(order):
        if coins[coin] in NAMED:
            # To the lower right no dot follows: they rise.
            u, v = names.point(losses[coin], rank)
            names.put(str(coins[coin]), "you", [Spot(u, v, "left", "top", 8, 4)])
    verdict = say("You said {guess:%0}", guess=guess)
    off = middle - guess
    if abs(off) <= NEAR:
        verdict = say("You said {guess:%0}, as good as right", guess=guess)
    return View(
        data={
            "zero": {"loss": [0.0]},
            "dots": {"rank": np.arange(len(order)), "loss": losses[order]},
            "middle": {
                "loss": [middle],
                "label": [say("median {loss:%0}", loss=middle)],
                "left": [guess > middle],
            },
            "guess": {"loss": [guess], "label": [say("your guess {guess:%0}", guess=guess)], "left": [guess > LEFT]},
            "texts": names.table,
        },
        title=say(
            "The correlation rose from {before:#2} to {after:#2}, and the hedge lost {middle:%0}",
            before=before, after=after, middle=middle,
        ),
        subtitle=say(
            "{coins} coins hedged by beta, at the lows of 10 October 2025, taken as reached together (a bound)\n{source}",
            coins=len(coins), source=source("storm"),
        ),
        sentence=verdict
        + say(
            ". In the median coin the hedged pair had lost **{loss:$0}** of {notional:$}, **{middle:%0}**. The coin had fallen"
            " **{fell:#1}** times as far as BTC, not the {beta:#1} times of the days before. By the close of that half hour"
            " it was still **{close:%0}**.",
            loss=NOTIONAL * middle, notional=NOTIONAL, middle=middle, fell=float(np.median(fell)),
            beta=float(np.median(storm.column("beta")[1:])), close=at_close,
        ),
        table=lambda: twin(
            {
                "coin": coins[order],
                "beta before, ×": np.round(storm.column("beta")[1:][order], 2),
                "coin fell, %": np.round(-100 * storm.column("fall")[1:][order], 1),
                "hedged pair lost, %": np.round(100 * losses[order], 1),
            }
        ),
    )  # fmt: skip


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: nothing lost, and the guess where it stands."""
    placed = [] if guess is None else [guess]
    return {
        "zero": {"loss": [0.0]},
        "guess": {
            "loss": placed,
            "label": [say("{guess:%0} lost?", guess=x) for x in placed],
            "left": [x > LEFT for x in placed],
        },
    }


def predict() -> Explorer:
    """The question of the first beat."""
    figures = table("storm_figures")
    return Explorer(
        name="october_guess",
        title="A hedge by the book",
        controls=[],
        compute=lost,
        design=looks.strip,
        prediction=Prediction(
            Number("guess", "The hedged pair had lost", 0.05, min=0.0, max=1.0, step=0.01, unit="%"),
            stage=stage,
            handle="x",
            answer=lambda: float(np.median(-table("storm").column("gap")[1:])),
            question=say(
                "10 October 2025, 20:30 UTC. You are long {notional:$} of an altcoin and short BTC by its beta of the "
                "days before. At the night's lows, what share of the {notional:$} has the pair lost (median of 32 "
                "coins)?",
                notional=NOTIONAL,
                calm=figures.value("calm", "mean correlation of pairs"),
                storm=figures.value("storm", "mean correlation of pairs"),
            ),
        ),
        code=Code(
            """import numpy as np
            from course.margin import residual_loss
            from course.simulation.fact_tables import stored
            beta, fall = (stored("storm").column(name) for name in ("beta", "fall"))
            np.median(residual_loss($notional, beta, fall, fall[0])[1:])""",
            notional=NOTIONAL,
        ),
    )

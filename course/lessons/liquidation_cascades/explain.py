"""The texts of lesson 14, with the numbers of the explorers they follow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course.lessons.liquidation_cascades.market import PRICE
from course.lessons.liquidation_cascades.player import FUND, reel
from course.lessons.liquidation_cascades.response import first_kappa, rungs
from course.number_format import percent, usd
from course.simulation import impact
from course.texts import say

#: Terms of the geometric series that are written out.
TERMS = 5


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A small table; the first cell of each row names it."""
    top = "".join(f"<th scope='col'>{cell}</th>" if cell else "<td></td>" for cell in head)
    body = "".join(
        f"<tr><th scope='row'>{first}</th>" + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    top = f"<thead><tr>{top}</tr></thead>" if head else ""
    return f"<table><caption>{caption}</caption>{top}<tbody>{body}</tbody></table>"


def feedback(crowd: str, leverage: float, depth: float, shock: float) -> str:
    """Impact, κ and the series, with the numbers of the response curve."""
    steps = rungs(crowd, leverage, depth)
    kappa = first_kappa(steps, shock)
    pushed = PRICE * (1 - shock)
    fall = float(steps.response(shock).move)
    # One percent of open interest, in units of it: what the book's law makes of a sale.
    interest = float(steps.quantity.sum()) * PRICE
    share = 0.01
    after, average = impact(PRICE, share * interest / PRICE, steps.depth)
    law = _table(
        say("Selling {share:%0} of open interest into this book", share=share),
        (),
        [
            ("the book's law", "1/P₁ = 1/P₀ + q/D"),
            ("before, after", f"{usd(PRICE, 0)} → {usd(float(after), 0)}, {percent(float(after) / PRICE - 1, 2, sign=True)}"),
            ("average price", say("ln(P₀/P₁) ÷ (1/P₁ − 1/P₀) = {average:$0}", average=float(average))),
        ],
    )  # fmt: skip
    lift = 1 / (1 - shock) - 1
    terms = [lift * kappa**k for k in range(TERMS)]
    series = " + ".join(percent(term, 2) for term in terms)
    rested = 1 / (1 - fall) - 1
    if not shock:
        sums = "<p>Without a shock there is nothing to add up: move the slider above.</p>"
    elif kappa < 1:
        sums = say(
            "<p>News takes the price down by {shock:%1} to {pushed:$0}: that lifts 1/P by {lift:%2}. If κ stayed at {kappa:#2}"
            " all the way, rounds would add {series} + … = lift ÷ (1 − κ) = <strong>{lift_2:%2}</strong>."
            " What follows in fact is <strong>{rested:%2}</strong>",
            shock=shock,
            pushed=pushed,
            lift=lift,
            kappa=kappa,
            series=series,
            lift_2=lift / (1 - kappa),
            rested=rested,
        ) + (
            say(
                ", as foretold: here κ is the same everywhere.</p>"
                if abs(rested - lift / (1 - kappa)) < 0.02 * rested
                else ", since κ is not the same everywhere: the falls pass through places where more is waiting.</p>"
            )
        )
    else:
        sums = say(
            "<p>News lifts 1/P by {lift:%2}, and with κ at {kappa:#2} the rounds would add {series} + …: a"
            " series without a sum. What ends it is that the triggers run out, at"
            " <strong>{rested:%2}</strong>.</p>",
            lift=lift,
            kappa=kappa,
            series=series,
            rested=rested,
        )
    return (
        say(
            "<p><strong>One sale.</strong> A book of depth D gives way by quantity over depth, measured in the"
            " inverse price. Two sales one after the other cost exactly what their sum costs, so it never"
            " matters how an order is cut up.</p>"
        )
        + law
        + say(
            "<p><strong>One round.</strong> κ = what the next {value:%0} of the price liquidates ÷ what the"
            " book takes within it. A dollar that must be sold makes κ more dollars that must be sold; those"
            " make κ², and so on: 1 + κ + κ² + … = 1/(1 − κ).</p>",
            value=0.01,
        )
        + sums
        + say(
            "<p><strong>No resting place.</strong> A cascade rests where its own sales no longer reach the next"
            " trigger. Where κ is above one each step reaches further than the last, so nothing rests there:"
            " that stretch of the price is jumped over.</p>"
        )
    )


def ending(shock: float, leverage: float, depth: float, way: str, step: float) -> str:
    """Why it ends, and who has paid, with the numbers of the player's film."""
    film = reel(shock, leverage, depth, way).film
    interest = float(film.open_interest[0])
    sold = float(film.counts.longs[0] + film.counts.shorts[0])
    least = float(np.min(film.column("insurance")))
    now = film[-1]
    rows = [
        ("closed in the book", percent(sold / interest, 1)),
        ("handed over in deleveraging", percent(film.deleveraged_share, 1)),
        ("bad debt: equity below zero after the sale", percent(film.bad_debt_share, 2)),
        ("insurance fund: start, least, end", f"{percent(FUND, 2)}, {percent(least / interest, 2)}, {percent(now.insurance / interest, 2)}"),
        ("taken from everyone's equity", percent(now.socialised / interest, 2)),
    ]  # fmt: skip
    return (
        say(
            "<p><strong>It must end.</strong> Every round closes at least one account's position, and no"
            " liquidation opens one. So there are at most as many rounds as accounts; the film above needed"
            " {rounds}.</p>",
            rounds=film.rounds,
        )
        + _table("Who has paid in the film above, shares of open interest", (), rows)
        + say(
            "<p><strong>Nothing is lost, it changes hands.</strong> A liquidated account pays first with its"
            " own margin. If the sale brings less than it owes, equity is below zero: that is bad debt. The"
            " insurance fund pays it, and fees fill the fund up again. When the fund cannot pay, either traders"
            " on the other side must give up positions (auto-deleveraging: at the bankrupt's price on some"
            " venues, at the mark on others), which sells nothing into the book and so adds nothing to the"
            " fall, or the rest is taken from everyone. The cash of all accounts, the fund and those who bought"
            " adds up to the same sum in every round; tests hold the model to that.</p>"
        )
    )

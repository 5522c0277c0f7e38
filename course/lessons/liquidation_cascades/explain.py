"""The texts of lesson 14, with the numbers of the explorers they follow."""

from __future__ import annotations

import numpy as np

from course.explorers.prose import derivation
from course.lessons.liquidation_cascades.market import PRICE
from course.lessons.liquidation_cascades.player import FUND, reel
from course.lessons.liquidation_cascades.response import DIGITS, first_kappa, rungs
from course.number_format import number, percent
from course.simulation import impact
from course.texts import Said, joined, say, wordless

#: What is sold to show how the book gives way, of open interest.
SHARE = 0.01


def _row(name: Said | str, lift: Said | str, fall: Said | str) -> Said:
    return say("<tr><th scope='row'>{name}</th><td>{lift}</td><td>{fall}</td></tr>", name=name, lift=lift, fall=fall)


def feedback(crowd: str, leverage: float, depth: float, shock: float) -> str:
    """Impact, κ and the series, with the numbers of the response curve."""
    steps = rungs(crowd, leverage, depth)
    # As the picture above rounds them, so that both say the same and the printed formula gives the printed number.
    kappa, lift = round(first_kappa(steps, shock), DIGITS), round(1 / (1 - shock) - 1, 4)
    fall = float(steps.response(shock).move)
    interest = float(steps.quantity.sum()) * PRICE
    after, average = impact(PRICE, SHARE * interest / PRICE, steps.depth)
    sale = say(
        "<p><strong>One sale.</strong> {share:%0} of open interest, sold at once, takes this book from {price:$0} to {after:$0}, for"
        " {average:$0} in the mean. It gives way evenly in 1/price, so it never matters how an order is cut up.</p>",
        share=SHARE, price=PRICE, after=float(after), average=float(average),
    )  # fmt: skip
    rounds = say(
        "<p><strong>All rounds.</strong> κ is what a stretch of the price liquidates ÷ what the book takes on it. A dollar that must"
        " be sold makes κ more, those make κ², and so on: 1 + κ + κ² + … = 1/(1 − κ).</p>"
    )
    rest = say(
        "<p><strong>No resting place.</strong> A fall rests where its own sales no longer reach the next trigger. Where κ is above"
        " one every step reaches further than the last: that stretch of the price is jumped over.</p>"
    )
    if not shock:
        return joined("", [sale, rounds, say("<p>Without a shock nothing follows: move the slider above.</p>"), rest])
    if kappa < 1:
        series = lift / (1 - kappa)
        foretold = (
            wordless("{lift:%} ÷ (1 − {kappa}) = {series:%1}", lift=lift, kappa=number(kappa, DIGITS), series=series),
            percent(1 - 1 / (1 + series), 1),
        )
    else:
        foretold = (say("no end: κ is {kappa}", kappa=number(kappa, DIGITS)), "")
    body = [
        _row("news", percent(lift), wordless("{shock:%1}", shock=shock)),
        _row("all rounds, if κ stayed as on its way", *foretold),
        _row("what follows", percent(1 / (1 - fall) - 1, 1), percent(fall, 1)),
    ]
    table = say(
        "<table><caption>The shock above</caption><thead><tr><td></td><th scope='col'>1/price rises</th><th scope='col'>the price"
        " falls</th></tr></thead><tbody>{body}</tbody></table>",
        body=joined("", body),
    )  # fmt: skip
    return joined("", [sale, rounds, table, rest])


def ending(shock: float, leverage: float, depth: float, way: str, step: float) -> str:
    """Why it ends, and who has paid, with the numbers of the player's film."""
    film = reel(shock, leverage, depth, way).film
    interest = float(film.open_interest[0])
    least = float(np.min(film.column("insurance")))
    bill = [
        ("bad debt: equity below zero after the sale", percent(film.bad_debt_share, 2)),
        ("insurance fund, at first and at its least", f"{percent(FUND, 2)} → {percent(least / interest, 2)}"),
        ("taken from everyone's equity", percent(film[-1].socialised / interest, 2)),
    ]
    return joined(
        "",
        [
            say(
                "<p><strong>It must end.</strong> Every round closes at least one account's position, and no liquidation opens one:"
                " there are at most as many rounds as accounts. The film above needed {rounds}.</p>",
                rounds=film.rounds,
            ),
            say(
                "<p><strong>Nothing is lost, it changes hands.</strong> A liquidated account pays first with its own margin. What it"
                " owes beyond that is bad debt, and the insurance fund pays it; fees fill the fund up again. When the fund cannot"
                " pay, winners give up positions past the book, which adds nothing to the fall, or everyone's equity pays.</p>"
            ),
            derivation(say("The bill of the film above, of open interest"), bill),
        ],
    )  # fmt: skip

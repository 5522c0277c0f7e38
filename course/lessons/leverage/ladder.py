"""Predict: where a position is closed, beside the learner's guess."""

from __future__ import annotations

from course.charts import spread
from course.charts.columns import Table
from course.explorers import Frame
from course.lessons.leverage.book import ENTRY, MAINTENANCE, at, opened
from course.texts import say

LADDER_COLLATERAL, LADDER_LEVERAGE = 1_000.0, 10.0
#: Labels of the ladder stand at least this far apart, USD.
LADDER_GAP = 0.9


#: The deepest guess that the question takes, and the prices on the ladder.
DEEPEST = 0.2
PRICES = (ENTRY * (1 - DEEPEST) - 1, ENTRY + 1)


def stage(guess: float | None) -> dict[str, Table]:
    """The ladder before the answer: the entry, and the guess where it stands."""
    placed = [] if guess is None else [ENTRY * (1 - guess)]
    prices = [ENTRY, *placed]
    return {
        "levels": {
            "price": prices,
            "label_price": spread(prices, LADDER_GAP),
            "kind": ["entry", "prediction"][: len(prices)],
            "label": [
                say("entry {entry:$}", entry=ENTRY),
                *(
                    say("closed at {the_price:$}? ({the_price_2:%1})", the_price=price, the_price_2=price / ENTRY - 1)
                    for price in placed
                ),
            ],
        }
    }


def ladder(guess: float) -> Frame:
    """Where a 10× long of 100 is closed, beside the learner's guess (fraction below entry)."""
    pool = opened("long", LADDER_COLLATERAL, LADDER_LEVERAGE, MAINTENANCE)
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    bankruptcy = pool.bankruptcy_price("PERP", at(ENTRY))
    left = pool.equity(at(liquidation))
    guessed = ENTRY * (1 - guess)
    fall = liquidation / ENTRY - 1
    prices = [ENTRY, liquidation, bankruptcy, guessed]
    levels = {
        "price": prices,
        "label_price": spread(prices, LADDER_GAP),
        "kind": ["entry", "liquidation", "bankruptcy", "prediction"],
        "label": [
            say("entry {entry:$}", entry=ENTRY),
            say("liquidation {liquidation:$} ({fall:%})", liquidation=liquidation, fall=fall),
            say(
                "bankruptcy {bankruptcy:$} ({bankruptcy_2:%})",
                bankruptcy=bankruptcy,
                bankruptcy_2=bankruptcy / ENTRY - 1,
            ),
            say("your guess {guessed:$} ({the_guess:%1})", guessed=guessed, the_guess=-guess),
        ],
    }
    verdict = (
        "You said it exactly" if abs(guessed - liquidation) < 0.1 else say("You said {the_guess:%1}", the_guess=-guess)
    )
    return Frame(
        data={
            "levels": levels,
            "strip": {
                "low": [bankruptcy],
                "high": [liquidation],
                "label": [say("the venue's safety strip: {left:$0}", left=left)],
            },
        },
        title=say("The venue closes you at {liquidation:$}, before your money is gone", liquidation=liquidation),
        subtitle=say(
            "{ladder_collateral:$} of collateral, {notional:$} long at {entry:$}, maintenance {the_maintenance:%1}",
            ladder_collateral=LADDER_COLLATERAL,
            notional=pool.notional(at(ENTRY)),
            entry=ENTRY,
            the_maintenance=MAINTENANCE,
        ),
        sentence=say(
            "{verdict}. The venue closes you at **{fall:%}**, while **{left:$0}** of your {ladder_collateral:$}"
            " is still there.",
            verdict=verdict,
            fall=fall,
            left=left,
            ladder_collateral=LADDER_COLLATERAL,
        ),
    )

"""Predict: where a position is closed, beside the learner's guess."""

from __future__ import annotations

from course.charts.columns import Table
from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.leverage.book import ENTRY, MAINTENANCE, at, opened
from course.texts import say

LADDER_COLLATERAL, LADDER_LEVERAGE = 1_000.0, 10.0
#: Labels of the ladder stand at least this far apart, USD.
LADDER_GAP = 0.9


#: The deepest guess that the question takes, and the prices on the ladder.
DEEPEST = 0.2
#: The step of the guess: what lies within half of it was said.
STEP = 0.001
PRICES = (ENTRY * (1 - DEEPEST) - 1, ENTRY + 1)


def stage(guess: float | None) -> dict[str, Table]:
    """The ladder before the answer: the entry, and the guess where it stands."""
    known = [("entry", ENTRY, say("entry {entry:$}", entry=ENTRY))]
    if guess is not None:
        price = ENTRY * (1 - guess)
        words = say("closed at {price:$}? ({the_price_2:%1})", price=price, the_price_2=price / ENTRY - 1)
        known.append(("prediction", price, words))
    return {"levels": levels(known, LADDER_GAP)}


def ladder(guess: float) -> View:
    """Where a 10× long of 100 is closed, beside the learner's guess (fraction below entry)."""
    pool = opened("long", LADDER_COLLATERAL, LADDER_LEVERAGE, MAINTENANCE)
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    bankruptcy = pool.bankruptcy_price("PERP", at(ENTRY))
    left = pool.equity(at(liquidation))
    guessed = ENTRY * (1 - guess)
    fall = liquidation / ENTRY - 1
    fall_to_nothing = bankruptcy / ENTRY - 1
    known = [
        ("entry", ENTRY, say("entry {entry:$}", entry=ENTRY)),
        ("liquidation", liquidation, say("liquidation {liquidation:$} ({fall:%})", liquidation=liquidation, fall=fall)),
        (
            "bankruptcy",
            bankruptcy,
            say("bankruptcy {bankruptcy:$} ({bankruptcy_2:%})", bankruptcy=bankruptcy, bankruptcy_2=fall_to_nothing),
        ),
        ("prediction", guessed, say("your guess {guessed:$} ({the_guess:%1})", guessed=guessed, the_guess=-guess)),
    ]
    verdict = (
        "You said it, as near as the slider stops"
        if abs(guessed - liquidation) <= ENTRY * STEP / 2
        else say("You said {the_guess:%1}", the_guess=-guess)
    )
    return View(
        data={
            "levels": levels(known, LADDER_GAP),
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

"""Predict: where a position is closed, beside the learner's guess."""

from __future__ import annotations

from course.charts import spread
from course.charts.columns import Table
from course.explorers import Frame
from course.lessons.leverage.book import ENTRY, MAINTENANCE, at, opened
from course.words import percent, usd

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
                f"entry {usd(ENTRY)}",
                *(f"closed at {usd(price)}? ({percent(price / ENTRY - 1, 1)})" for price in placed),
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
            f"entry {usd(ENTRY)}",
            f"liquidation {usd(liquidation)} ({percent(fall)})",
            f"bankruptcy {usd(bankruptcy)} ({percent(bankruptcy / ENTRY - 1)})",
            f"your guess {usd(guessed)} ({percent(-guess, 1)})",
        ],
    }
    verdict = "You said it exactly" if abs(guessed - liquidation) < 0.1 else f"You said {percent(-guess, 1)}"
    return Frame(
        data={
            "levels": levels,
            "strip": {
                "low": [bankruptcy],
                "high": [liquidation],
                "label": [f"the venue's safety strip: {usd(left, 0)}"],
            },
        },
        title=f"The venue closes you at {usd(liquidation)}, before your money is gone",
        subtitle=f"{usd(LADDER_COLLATERAL)} of collateral, {usd(pool.notional(at(ENTRY)))} long at {usd(ENTRY)},"
        f" maintenance {percent(MAINTENANCE, 1)}",
        sentence=f"{verdict}. The venue closes you at **{percent(fall)}**, while **{usd(left, 0)}** of your"
        f" {usd(LADDER_COLLATERAL)} is still there.",
    )

"""The one market of lesson 14: its start, the controls that every picture of it has, and what is carried between them."""

from __future__ import annotations

from course.explorers import Number
from course.lessons.carry_over import CarriedControl
from course.lessons.liquidation_cascades.books import DEPTH_HELP, START

PRICE = START["BTC"]
#: The market as it starts: median leverage at entry, depth over open interest, share of traders that are long and in cross.
LEVERAGE, DEPTH, LONG, CROSS = 5.0, 2.5, 0.65, 0.5


def leverage(most: float = 10) -> Number:
    """Median leverage of the crowd."""
    return Number("leverage", "Median leverage", LEVERAGE, min=2, max=most, step=0.5, unit="×")


def depth(least: float = 1, most: float = 10) -> Number:
    """Depth of the book."""
    return Number(
        "depth", "Book depth, of open interest", DEPTH, min=least, max=most, step=0.25, unit="×").meaning(DEPTH_HELP)  # fmt: skip


def _fall(price: float) -> float:
    return 1 - price / PRICE


def _price(fall: float) -> float:
    return PRICE * (1 - fall)


_CROWD = {"median leverage": CarriedControl("leverage"), "depth": CarriedControl("depth")}
#: By picture, what of the market it has: what is set in one is offered in the others.
CARRY = {
    "landscape": {
        **_CROWD,
        "traders in cross": CarriedControl("cross"),
        "push": CarriedControl("price", _fall, _price),
    },
    "player": {**_CROWD, "push": CarriedControl("shock")},
    "response": {**_CROWD, "push": CarriedControl("shock")},
    "contagion": {**_CROWD, "traders in cross": CarriedControl("share"), "push": CarriedControl("fall")},
    "phase": {**_CROWD, "push": CarriedControl("shock")},
}

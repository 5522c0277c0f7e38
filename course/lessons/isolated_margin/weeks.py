"""Explore: what a good week becomes when it has to be passed again and again, by several compartments."""

from __future__ import annotations

import numpy as np

from course.explorers import Frame
from course.margin import chance_alive, each_must_pass, expected_closures
from course.words import chance as in_words
from course.words import number, stated

YEAR, SIDE = 52, 10
HUNDRED = SIDE * SIDE
MOVES = {"apart": "each by itself", "together": "all as one"}
#: The chance that the last sentence asks for.
WANTED = 0.95


def traders(alive: float) -> int:
    """Of a hundred, the nearest whole number."""
    return int(np.floor(HUNDRED * alive + 0.5))


def weeks(chance: float, weeks: float, compartments: float, moves: str) -> Frame:
    """A hundred traders who pass each week with the same chance: how many have never been closed."""
    n, k, together = round(weeks), round(compartments), moves == "together"
    line = np.arange(YEAR + 1)
    curve = chance_alive(chance, line, k, together)
    alive = chance_alive(chance, n, k, together)
    left = traders(alive)
    closures = expected_closures(chance, n, k)
    needed = each_must_pass(WANTED, n, k, together)
    place = np.arange(HUNDRED)
    several = k > 1
    week = "week" if n == 1 else "weeks"
    span = f"{n} {week}" + (" in a row" if n > 1 else "")
    if not several:
        a_time = "a year" if n == YEAR else f"for {span}"
        title = f"{stated(chance, 0)} a week is {in_words(alive)} {a_time}"
    else:
        title = f"{k} compartments at {stated(chance, 0)} a week: all of them pass {span} with {in_words(alive)}"
    whole = "all of their compartments" if several else "their compartment"
    count = "under 0.1" if 0 < closures < 0.05 else number(closures, 0 if closures >= 10 else 1)
    ends = "one closing" if count == "1.0" else f"{count} closings"
    goal = stated(WANTED, 0)
    return Frame(
        data={
            "traders": {
                "x": place % SIDE,
                "y": SIDE - 1 - place // SIDE,
                "state": np.where(place < left, "whole", "closed"),
            },
            "curve": {"week": line, "chance": curve},
            "one": {"week": line if several else [], "chance": chance_alive(chance, line) if several else []},
            "now": {"week": [n], "chance": [alive], "label": [in_words(alive)], "right": [n > YEAR / 2]},
            "names": [{"week": YEAR, "chance": float(chance_alive(chance, YEAR)), "label": "one alone"}] if several else
            {"week": [], "chance": [], "label": []},
        },
        title=title,
        subtitle="one square, one trader; every week a fresh draw"
        + (f", {k} compartments that move {MOVES[moves]}" if several else ", one compartment each"),
        sentence=f"After {n} {week} **{in_words(alive)}** of traders still have {whole} whole. Whoever opens again after each closing"
        f" has to expect **{ends}** until then. To get through with {goal}, "
        + ("a compartment" if not several else "each compartment")
        + f" must pass a week with **{stated_tail(needed)}**.",
        idle={} if several else {"moves": "one compartment moves with nothing"},
    )  # fmt: skip


def stated_tail(probability: float) -> str:
    """A chance near one with the digits in which it differs from one."""
    return in_words(probability, 2 if probability < 0.9995 else 3)

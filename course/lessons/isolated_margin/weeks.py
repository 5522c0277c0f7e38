"""Explore: what a good week becomes when it has to be passed again and again, by several compartments."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.margin import chance_alive, each_must_pass, expected_closures
from course.number_format import chance as in_words
from course.number_format import number
from course.texts import joined, say

YEAR, SIDE = 52, 10
HUNDRED = SIDE * SIDE
MOVES = {"apart": "each by itself", "together": "all as one"}
#: The chance that the last sentence asks for.
WANTED = 0.95


#: How long, in words: for one week, and for several.
_SPAN = {False: "for {weeks} week", True: "for {weeks} weeks in a row"}
_PASSED = {False: "{weeks} week with {alive:%?}", True: "{weeks} weeks in a row with {alive:%?}"}


def traders(alive: float) -> int:
    """Of a hundred, the nearest whole number."""
    return int(np.floor(HUNDRED * alive + 0.5))


def alive_after(chance: float, weeks: float, compartments: float, together: bool) -> float:
    """Chance that none of the compartments has been closed."""
    alive: float = chance_alive(chance, round(weeks), round(compartments), together)
    return alive


def weeks(chance: float, weeks: float, compartments: float, moves: str) -> View:
    """A hundred traders who pass each week with the same chance: how many have never been closed."""
    n, k, together = round(weeks), round(compartments), moves == "together"
    line = np.arange(YEAR + 1)
    so_far = line[: n + 1]  # what is to come is not told before it is played
    alive = alive_after(chance, n, k, together)
    left = traders(alive)
    closures = expected_closures(chance, n, k)
    needed = each_must_pass(WANTED, n, k, together)
    place = np.arange(HUNDRED)
    several = k > 1
    told = {"chance": chance, "alive": alive, "weeks": n, "compartments": k}
    if not several:
        title = say("{chance:%~0} a week is {alive:%?} ", **told) + say("a year" if n == YEAR else _SPAN[n > 1], **told)
    else:
        title = say("{compartments} compartments at {chance:%~0} a week: all of them pass ", **told) + say(
            _PASSED[n > 1], **told
        )
    count = (
        say("under {least:#1} closings", least=0.1) if 0 < closures < 0.05 else
        say("one closing") if round(closures, 1) == 1.0 else
        say("{closures:#0} closings" if closures >= 10 else "{closures:#1} closings", closures=closures)
    )  # fmt: skip
    whole = "all of their compartments" if several else "their compartment"
    must = "**{needed:%?2}**." if needed < 0.9995 else "**{needed:%?3}**."
    said: list[str] = [
        say("After {weeks} {n:week|weeks} **{alive:%?}** of traders still have {whole} whole.", n=n, whole=whole, **told),
        say("Whoever opens again after each closing has to expect **{count}** until then.", count=count),
        (say("To get through with {wanted:%0}, {each} must pass a week with ", wanted=WANTED, each='each compartment' if several else 'a compartment') + say(must, wanted=WANTED, each='each compartment' if several else 'a compartment', needed=needed)),
    ]  # fmt: skip
    return View(
        data={
            "traders": {
                "x": place % SIDE,
                "y": SIDE - 1 - place // SIDE,
                "state": np.where(place < left, "whole", "closed"),
            },
            "curve": {"week": so_far, "chance": chance_alive(chance, so_far, k, together)},
            "one": {"week": line if several else [], "chance": chance_alive(chance, line) if several else []},
            "now": {"week": [n], "chance": [alive], "label": [in_words(alive)], "right": [n > YEAR / 2]},
            "names": [{"week": YEAR, "chance": float(chance_alive(chance, YEAR)), "label": "one alone"}] if several else
            {"week": [], "chance": [], "label": []},
        },
        title=title,
        subtitle=say("one square, one trader; every week a fresh draw, ")
        + (
            say("{compartments} compartments that are closed {how}", compartments=k, how=MOVES[moves])
            if several
            else say("one compartment each")
        ),
        sentence=joined(" ", said),
        table=lambda: _table(chance, k, together),
        idle={} if several else {"moves": "there is only one compartment"},
    )  # fmt: skip


def _table(chance: float, compartments: int, together: bool) -> Any:
    """The same after some spans."""
    import pandas as pd

    spans = (1, 4, 13, 26, YEAR)
    return pd.DataFrame(
        {
            "weeks": spans,
            "never closed": [in_words(float(x)) for x in chance_alive(chance, spans, compartments, together)],
            "closings to expect": [number(float(x), 1) for x in expected_closures(chance, spans, compartments)],
            "must pass a week with, to reach 95\u202f%": [
                in_words(float(x), 3) for x in each_must_pass(WANTED, spans, compartments, together)
            ],
        }
    )

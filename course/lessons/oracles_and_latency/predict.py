"""Predict: the same seconds for every leverage, beside the learner's guess."""

from __future__ import annotations

from typing import Any

from course.charts.columns import Table
from course.explorers import View
from course.lessons.oracles_and_latency.book import (
    ENTRY,
    MAINTENANCE,
    MAINTENANCE_SOURCE,
    account,
    fall_of,
    speed_words,
    wall_of,
)
from course.margin import time_to_act
from course.number_format import number, times
from course.texts import day, say

LEVERAGES = (2, 5, 10, 20, 40)
#: Whose seconds the question tells, and whose it asks for.
TOLD, ASKED = 10, 40
SPEED = "hour"
#: Ends of the axis of seconds.
LEAST, MOST = 10.0, 1_800.0
FALL, SPAN = fall_of(SPEED)
SECONDS = float(time_to_act(MAINTENANCE, FALL, SPAN))


def whole(seconds: float) -> str:
    """Seconds without decimals, and their unit."""
    return f"{number(seconds, 0)} s"


def bars(levers: tuple[int, ...]) -> list[dict[str, Any]]:
    """A bar a leverage, from the axis's end to the seconds."""
    return [
        {"row": times(x), "low": LEAST, "seconds": SECONDS, "label": f"{whole(SECONDS)}", "asked": x == ASKED}
        for x in levers
    ]


def _guess(guess: float | None, label: str) -> list[dict[str, Any]]:
    if guess is None:
        return []
    return [{"row": times(ASKED), "seconds": guess, "label": label, "left": guess > 200}]


def rows() -> list[dict[str, Any]]:
    """The names of all rows, so that none moves when the answer comes."""
    return [{"row": times(x), "seconds": LEAST, "wall": ENTRY} for x in LEVERAGES]


def strips_of(levers: tuple[int, ...]) -> list[dict[str, Any]]:
    """From the liquidation price to bankruptcy, at each leverage."""
    found: list[dict[str, Any]] = []
    for x in levers:
        wall = wall_of(x, MAINTENANCE)
        broke = float(account(x, MAINTENANCE).bankruptcy_price("BTC", {"BTC": ENTRY}) or 0.0)
        label = f"{number(wall, 2)} → {number(broke, 2)}"
        found.append({"row": times(x), "wall": wall, "bankrupt": broke, "label": label})
    return found


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: the bar of the question, and the guess where it stands."""
    return {
        "rows": rows(),
        "bars": bars((TOLD,)),
        "strips": strips_of((TOLD,)),
        "guess": _guess(guess, "" if guess is None else f"{whole(guess)}?"),
    }


def ladder(guess: float) -> View:
    """How long the maintenance fraction lasts at every leverage, and where the strips lie."""
    strips = strips_of(LEVERAGES)
    told, truth = round(guess), round(SECONDS)
    verdict = "which is what it is" if told == truth else "less than it is" if told < truth else "more than it is"
    return View(
        data={
            "rows": rows(),
            "bars": bars(LEVERAGES),
            "guess": _guess(guess, say("your guess {whole}", whole=whole(guess))),
            "strips": strips,
        },
        title=say(
            "{seconds} at 10×, {seconds} at 40×: leverage moves the strip, not how long it lasts",
            seconds=whole(SECONDS),
        ),
        subtitle=say(
"BTC falls {fall:%1} within an hour, each second by the same share\nMaintenance {the_maintenance:%1} of notional (BTC on dYdX,"
" {dated}). The fall: {speed_words}.", the_maintenance=MAINTENANCE, dated=_dated(), fall=FALL, speed_words=speed_words(SPEED)),
        sentence=say(
            "You said {guess} at 40×, {verdict}. A long's bankruptcy lies **{maintenance:%1}** below its liquidation price"
            " whatever the leverage, and this fall needs **{seconds}** for that.",
            guess=whole(guess), verdict=verdict, maintenance=MAINTENANCE, seconds=whole(SECONDS),
        ),
        table=lambda: _table(strips),
    )  # fmt: skip


def _dated() -> str:
    return say("as of {day}", day=day(MAINTENANCE_SOURCE.as_of))


def _table(strips: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "leverage": [s["row"] for s in strips],
            "liquidation price": [number(s["wall"], 2) for s in strips],
            "bankruptcy price": [number(s["bankrupt"], 2) for s in strips],
            "seconds between": [whole(SECONDS)] * len(strips),
        }
    )

"""What there is to find in the pictures of lesson 14."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.explorers import Task, View
from course.lessons.liquidation_cascades import landscape, oracle, phase, player, response
from course.lessons.liquidation_cascades.market import PRICE
from course.texts import say

#: The push game: so near to the smallest push that lights the fuse, USD; a push to be defended against; a step of the book.
NEAR, ATTACK, STEP = 500.0, 57_000.0, 0.25
#: So many times the news.
MANY = 4.0
#: What the formula may be off, and how much there must be to foretell.
OFF, ENOUGH = 0.001, 2.0
TENFOLD = 10.0


def _lit(v: Mapping[str, Any]) -> bool:
    return landscape.burns(v["price"], landscape.ends(**v)[0])


def _smallest(frame: View, v: Mapping[str, Any]) -> bool:
    return v["price"] < PRICE and _lit(v) and not _lit({**v, "price": min(v["price"] + NEAR, PRICE)})


def _thinnest(frame: View, v: Mapping[str, Any]) -> bool:
    if v["price"] > ATTACK or v["depth"] < 1 + STEP or _lit(v):
        return False
    return _lit({**v, "depth": v["depth"] - STEP})


def _you_too(frame: View, v: Mapping[str, Any]) -> bool:
    return bool(v["along"]) and v["price"] < PRICE and landscape.your_turn(**v).frame is not None


def _film(v: Mapping[str, Any]) -> Any:
    return player.reel(v["shock"], v["leverage"], v["depth"], v["way"]).film


def _many_times(frame: View, v: Mapping[str, Any]) -> bool:
    film = _film(v)
    fall = 1 - float(film.lowest[0]) / PRICE
    return bool(v["step"] == len(film)) and fall >= MANY * v["shock"]


def _first_handed(frame: View, v: Mapping[str, Any]) -> bool:
    film, now = _film(v), round(v["step"])
    handed = [float(f.deleveraged[0]) / float(film.open_interest[0]) for f in (*film[max(now - 2, 0) : now],)]
    return now > 0 and handed[-1] > 5e-4 and (now == 1 or handed[0] <= 5e-4)


def _on_the_cliff(frame: View, v: Mapping[str, Any]) -> bool:
    jumps = np.asarray(frame.data["jumps"]["shock"])
    return bool(((jumps > v["shock"] + 1e-9) & (jumps <= v["shock"] + 0.0025 + 1e-9)).any())


def _foretold(frame: View, v: Mapping[str, Any]) -> bool:
    shock = v["shock"]
    if not shock:
        return False
    kappa = response.first_kappa(response.rungs(v["crowd"], v["leverage"], v["depth"]), shock)
    fall = response.rests(**v)
    return kappa < 1 and fall >= ENOUGH * shock and abs(float(response.linear(shock, kappa)) - fall) <= OFF


def _edge(frame: View, v: Mapping[str, Any]) -> bool:
    line = phase.critical_depth(v["leverage"], v["shock"])
    return line is not None and line <= v["depth"] <= 1.1 * line


def _tenfold(frame: View, v: Mapping[str, Any]) -> bool:
    late, prompt = (
        oracle.run(lag, *(v[k] for k in ("passed", "averaged", "speed", "depth"))) for lag in (round(v["lag"]), 0)
    )
    return 0 < TENFOLD * prompt.debt <= late.debt


def _says(words: str) -> Any:
    """Whether the finding says so."""
    return lambda frame, v: words in frame.title


def _carried(frame: View, v: Mapping[str, Any]) -> bool:
    return "absorb" in frame.title and v["who"] == "alone"


TASKS = {
    "landscape": (
        Task(
            "smallest",
            say("Light the fuse with the **smallest push**: one that burns, where {near:$} less holds.", near=NEAR),
            _smallest,
        ),
        Task(
            "thinnest",
            say(
"Then defend it as cheaply as you can: a push to **{attack:$}** or lower that is harmless, in a"
" book that one step less would set on fire.", attack=ATTACK),
            _thinnest,
        ),
        Task(
            "hedge",
            "You are hedged while ETH moves along. Find a push that closes **you** all the same.",
            _you_too,
        ),
    ),
    "player": (
        Task("handed", "Stop the film at the **first round** in which winners must give up positions.", _first_handed),
        Task(
            "many",
            say(
"Play a film to its end in which forced sales make of the news at least **{many:#~} times** as"
" much.", many=MANY),
            _many_times,
        ),
    ),
    "response": (
        Task("cliff", "Stand **on the edge**: a quarter of a point more news, and the fall jumps.", _on_the_cliff),
        Task(
            "foretold",
            say(
"Find a fall of at least twice the news that **shock ÷ (1 − κ)** foretells to {off:%1} of the"
" price.", off=OFF),
            _foretold,
        ),
    ),
    "contagion": (
        Task("absorb", "Let only BTC be hit, and find a push that pools **absorb** instead of passing it on.", _carried),
        Task("same", "Find a crash in which the margin mode makes **no difference at all**.", _says("no difference at all")),
    ),
    "phase": (
        Task("edge", "Stand just **above the line κ = 1**: at most a tenth deeper than it asks for.", _edge),
    ),
    "hedged": (
        Task("buys", "Make the fall of BTC **lift** ETH.", _says("Contagion has a sign")),
        Task("nobody", "Find a crash in which pooled hedges lose **nobody**, and compartments do.", _says("Hedged in one pool")),
    ),
    "oracle": (
        Task("ten", say("Find a fall in which being late makes bad debt **{tenfold:#~} times** what a prompt feed leaves.", tenfold=TENFOLD), _tenfold),
    ),
    "funding": (
        Task(
            "kind",
            "Ask for funding so high or so long that the crowd breaks first, and your pool **survives both**.",
            lambda frame, v: "survives even both" in frame.title and v["rate"] >= 0.003 and v["days"] >= 7,
        ),
    ),
    "events": (
        Task(
            "fitted",
            "Fit the model to **one** crash: every figure close. Then look at the others with the same setting.",
            lambda frame, v: len(set(frame.table()["verdict"])) == 1 and frame.table()["verdict"].iloc[0] == "close",
        ),
    ),
}  # fmt: skip

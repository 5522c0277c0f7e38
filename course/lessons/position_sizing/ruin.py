"""Explore: many trades of the same kind, and how often half of the account is lost on the way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import apart
from course.explorers import View
from course.margin import covering
from course.number_format import chance, percent, times
from course.simulation import Tally, Trades
from course.texts import say, wordless

LIVES, TRADES, SEED = 2_000, 200, 8
#: One trade in so many loses more than planned.
ONE_IN = 50
#: Shares at which the curves are computed, and 0, which risks nothing.
SHARES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.18, 0.25)
#: Digits of an edge.
DIGITS = 3
#: Every fifth trade is enough for the fan.
EVERY = 5
#: Shares of the lives between which the fan is shaded, and the middle.
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
#: What the picture reaches: multiples of the start.
LEAST, MOST = 0.08, 12.0


def trades(win: float, payoff: float, worse: float) -> Trades:
    """The kind of trade; ``worse``: how many times the plan the large loss is, 1 for none."""
    return Trades(win, payoff, tail=1 / ONE_IN / (1 - win), tail_loss=worse)


@lru_cache(maxsize=1)
def _luck() -> Any:
    """What every life draws for every trade, once: sliders only change what it brings."""
    return np.asfortranarray(np.random.default_rng(SEED).random((LIVES, TRADES)))


@lru_cache(maxsize=4)
def lives(win: float, payoff: float, worse: float) -> tuple[Tally, Tally]:
    """The same lives without and with the large losses: nothing else differs.

    Life by life what ``trades(win, payoff, worse).draw(default_rng(8), 2_000, 200)`` gives.
    """
    tailed = Tally.of(trades(win, payoff, worse), _luck())
    return tailed.planned, tailed


@lru_cache(maxsize=64)
def curves(win: float, payoff: float, worse: float) -> tuple[Any, Any]:
    """Chance of having lost half at each of :data:`SHARES`, without and with the large losses."""
    plain, tailed = lives(win, payoff, worse)
    return plain.chances_to_fall(SHARES), tailed.chances_to_fall(SHARES)


def ruin(share: float, worse: float, win: float, payoff: float) -> View:
    """The fan of the account over the trades, and the chance of having lost half over the share risked."""
    both = lives(win, payoff, worse)
    half = [float(each.chances_to_fall(share)[0]) for each in both]
    at = np.arange(EVERY, TRADES + 1, EVERY)
    plain, tailed = (each.accounts(share, at) for each in both)
    typical = [float(covering(a[:, -1], 0.5)) for a in (plain, tailed)]
    off = worse == 1
    edge = trades(win, payoff, worse).edge
    told = say("Lives that lose half: {half:%?}", half=half[0])
    large = say("; {half:%?} if one trade in {n} loses {worse:×} the plan", n=ONE_IN, worse=worse, half=half[1])
    mean = say(
        "Risking {share:%~0} of what is left, a trade is expected to bring **{edge:#3+}** times what is risked. ",
        share=share,
        edge=edge,
    )
    stands = say(
        "After {n} trades the typical life stands at **{typical}** the start{verdict}",
        n=TRADES, typical=_of(typical[1]), verdict=_verdict(edge, typical[1]),
    )  # fmt: skip
    rest = "." if off else say("; without the large losses it would be {plain}.", plain=_of(typical[0]))
    quantiles, middle = (
        np.maximum(covering(np.insert(a, 0, 1.0, axis=1), level, axis=0), LEAST / 10)
        for a, level in ((tailed, QUANTILES), (plain, 0.5))
    )
    return View(
        data={
            "fan": {
                "trade": [0, *at.tolist()],
                "low": quantiles[0], "lower": quantiles[1], "middle": quantiles[2],
                "upper": quantiles[3], "high": quantiles[4], "plain": middle,
            },
            "half": {"level": [0.5], "label": ["half lost"]},
            "fan_ends": _ends(typical, off),
            **_curves(share, worse, win, payoff, half, off),
        },
        title=told if off else told + large,
        subtitle=say(
"win {win:%~0}, a win brings {payoff:×} what is risked; shaded: half of the lives, and nine in ten\n"
"{lives:#0} simulated lives of {trades} independent trades, no costs.", lives=LIVES, trades=TRADES, win=win, payoff=payoff),
        sentence=mean + stands + rest,
        table=lambda: _table(win, payoff, worse),
    )  # fmt: skip


def _of(multiple: float) -> str:
    """A multiple of the start; what is all but gone is said as a bound."""
    return "under 0.01×" if multiple < 0.01 else times(multiple) if multiple < 1_000 else "over 1,000×"


def _verdict(edge: float, typical: float) -> str:
    if round(edge, DIGITS) > 0 and typical < 1:  # an edge that is printed as none is none
        return ": the edge is real, and the typical life loses"
    return ""


def _ends(typical: list[float], off: bool) -> list[dict[str, Any]]:
    """Names at the right ends of the middle lines."""
    known = [(typical[1], "typical life", True)] + ([] if off else [(typical[0], "without", False)])
    rows = (
        {
            "trade": TRADES,
            "level": float(np.log10(np.clip(value, LEAST, MOST))),
            "label": f"{_of(value)}\n{name}",
            "own": own,
        }
        for value, name, own in known
    )
    low, high = float(np.log10(LEAST)) + 0.1, float(np.log10(MOST)) - 0.1
    return [{**row, "level": 10.0 ** row["level"]} for row in apart(rows, "level", 0.3, low, high, into="level")]


def _curves(share: float, worse: float, win: float, payoff: float, half: list[float], off: bool) -> dict[str, Any]:
    kinds = ("plain", "tailed")
    rows: dict[str, list[Any]] = {"share": [], "chance": [], "kind": []}
    for kind, level, curve in zip(kinds, half, curves(win, payoff, worse), strict=True):
        # The learner's own share lies on the curve.
        at = np.array([0.0, *SHARES, share])
        values = np.array([0.0, *curve, level])
        order = np.argsort(at, kind="stable")
        rows["share"] += at[order].tolist()
        rows["chance"] += values[order].tolist()
        rows["kind"] += [kind] * len(at)
    shown = [(half[0], "plain", "as planned")]
    shown += [] if off else [(half[1], "tailed", "with large losses")]
    return {
        "curves": rows,
        "dots": apart(
            (
                {
                    "share": share, "chance": level, "kind": kind, "label": wordless("{level:%?} {name}", level=level, name=name),
                    "left": share > 0.5 * SHARES[-1],
                }
                for level, kind, name in shown
            ),
            "chance", 0.11, 0.05, 1.0, into="place",
        ),
    }  # fmt: skip


def _table(win: float, payoff: float, worse: float) -> Any:
    import pandas as pd

    rows = {"risked a trade": [percent(s, 0) for s in SHARES]}
    plain, tailed = curves(win, payoff, worse)
    rows["half lost, all losses as planned"] = [chance(x) for x in plain]
    if worse != 1:
        rows[f"half lost, one trade in {ONE_IN} {times(worse)}"] = [chance(x) for x in tailed]
    return pd.DataFrame(rows)

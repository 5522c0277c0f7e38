"""The efficiency frontier: what a chance of survival costs, pooled and apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cross_vs_isolated as looks
from course.explorers import Explorer, Number, Pull, View
from course.lessons import controls
from course.lessons.cross_vs_isolated.book import (
    BOOKS,
    CORRELATION,
    IMPORTS,
    MODEL,
    MODES,
    RULES,
    VOLATILITY,
    WEEKS,
    both_in_code,
    legs,
    portfolios,
    weeks,
    weeks_in_code,
)
from course.margin import Pool, covering
from course.number_format import percent, usd
from course.simulation import Paths, collateral_needed
from course.texts import say, wordless

PAIR = ("hedged", "one-sided")
LEVELS = np.concatenate([np.linspace(0.005, 0.975, 40), np.linspace(0.98, 0.995, 4)])


@lru_cache(maxsize=8)
def pooled_need(book: str, volatility: float, correlation: float) -> np.ndarray:
    """Capital with which the whole book, in one pool, just passes each week of the lesson, USD."""
    return collateral_needed(portfolios(book, 0.0)["cross"].pool("cross"), weeks(volatility, correlation))


@lru_cache(maxsize=8)
def asked_for(book: str, volatility: float, correlation: float) -> dict[str, np.ndarray]:
    """:func:`needed` of the weeks of the lesson."""
    return needed(book, weeks(volatility, correlation))


def needed(book: str, paths: Paths) -> dict[str, np.ndarray]:
    """Capital with which the whole book just passes each week, by mode; isolated posts as much behind each leg."""
    trades = legs(book)
    apart = np.max([collateral_needed(Pool(0.0, (t,)), paths) for t in trades], axis=0)
    return {
        "cross": collateral_needed(portfolios(book, 0.0)["cross"].pool("cross"), paths),
        "isolated": len(trades) * apart,
    }


def frontier(correlation: float, volatility: float, survival: float) -> View:
    """Capital against survival, hedged and one-sided, both modes."""
    curves: list[dict[str, Any]] = []
    asked: dict[str, dict[str, float]] = {}
    reach = 0.0
    for book in PAIR:
        asked[book] = {}
        for mode, amounts in asked_for(book, volatility, correlation).items():
            capital = covering(amounts, LEVELS)
            asked[book][mode] = float(covering(amounts, survival))
            reach = max(reach, 1.06 * asked[book][mode], float(np.quantile(amounts, 0.97)))
            curves.append({"book": book, "mode": mode, "capital": capital, "alive": LEVELS})
    table = {
        "book": np.repeat([c["book"] for c in curves], len(LEVELS)),
        "mode": np.repeat([c["mode"] for c in curves], len(LEVELS)),
        "capital": np.concatenate([c["capital"] for c in curves]),
        "alive": np.concatenate([c["alive"] for c in curves]),
    }
    seen = table["capital"] <= reach
    posts = [post for book in PAIR for post in _posts(book, asked[book], survival, reach)]
    saving = {book: 1 - asked[book]["cross"] / asked[book]["isolated"] for book in PAIR}
    if saving["one-sided"] < 0.005:
        title = say(
            "Pooling saves {hedged:%0} for the hedge and nothing for the one-sided book", hedged=saving["hedged"]
        )
    else:
        title = say(
            "The same safety costs the hedge {hedged:%0} less in cross, the one-sided book {value:%0} less",
            hedged=saving["hedged"],
            value=saving["one-sided"],
        )
    hedged, one = asked["hedged"], asked["one-sided"]
    same = (
        " With equal legs that always move together a pool is nothing but its compartments: the curves are one."
        if saving["one-sided"] < 0.005
        else ""
    )

    def rows() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "book": BOOKS[book],
                    **{mode: usd(asked[book][mode], 0) for mode in MODES},
                    "saved": percent(saving[book], 0),
                }
                for book in PAIR
            ]
        )

    return View(
        data={
            "curve": {name: column[seen] for name, column in table.items()},
            "target": {"alive": [survival]},
            "posts": posts,
            "capital_frame": {"capital": [0.0, reach]},
        },
        title=title,
        subtitle=say(
            "capital for {survival:%0} of {weeks} weeks without any liquidation", survival=survival, weeks=WEEKS
        ),
        sentence=say(
            "To pass **{survival:%0}** of the weeks whole, the hedge needs **{hedge:$0}** in cross and **{hedge_apart:$0}** in"
            " isolated; the one-sided book **{one:$0}** and **{one_apart:$0}**.",
            survival=survival, hedge=hedged["cross"], hedge_apart=hedged["isolated"],
            one=one["cross"], one_apart=one["isolated"],
        ) + same,
        explain=say(
            "Isolated posts the same behind each leg. {weeks} weeks of {model}, correlation {correlation:#2}, volatility"
            " {volatility:%0} a year. {rules}",
            weeks=WEEKS, model=MODEL, correlation=correlation, volatility=volatility, rules=RULES,
        ),
        table=rows,
    )  # fmt: skip


def hedge_in_cross(survival: float, correlation: float, volatility: float) -> float:
    """What the hedge posts in cross to pass that share of the weeks, USD."""
    return float(covering(asked_for("hedged", volatility, correlation)["cross"], survival))


#: Heights at which what is posted is named, and the share of the width that such a name takes on a phone.
HIGH, LOW, WIDE = 1.19, 1.10, 0.42


def _posts(book: str, asked: dict[str, float], survival: float, reach: float) -> list[dict[str, Any]]:
    """What both modes post. A name lies over its own line and crosses no other: whichever line it runs past starts below it."""
    left = {mode: asked[mode] < 0.5 * reach for mode in MODES}
    if left["cross"] != left["isolated"] and asked["isolated"] - asked["cross"] < WIDE * reach:
        left = dict.fromkeys(MODES, asked["isolated"] < (1 - WIDE) * reach)
    first = "cross" if left["cross"] else "isolated"
    return [
        {
            "book": book,
            "mode": mode,
            "capital": asked[mode],
            "alive": survival,
            "top": HIGH if mode == first else LOW,
            "label": wordless("{mode} {asked:$0}", mode=mode, asked=asked[mode]),
            "left": left[mode],
        }
        for mode in MODES
    ]


def frontier_explorer() -> Explorer:
    """Capital posted against survival."""
    return Explorer(
        name="frontier",
        title="What survival costs",
        controls=[
            Number("survival", "Weeks to pass whole", 0.95, min=0.5, max=0.99, step=0.01, unit="%"),
            controls.CORRELATION.at(CORRELATION),
            controls.VOLATILITY.at(VOLATILITY),
        ],
        compute=frontier,
        design=lambda: [looks.frontier(book, BOOKS[book]) for book in PAIR],
        pulls={"capital": Pull("survival", "x", hedge_in_cross)},
        code=lambda survival, correlation, volatility: (
            f"{IMPORTS}from course.margin import covering\n"
            "from course.simulation import GBM, collateral_needed\n"
            f"{both_in_code('hedged', 0.0)}{weeks_in_code(volatility, correlation)}"
            f"covering(collateral_needed(both['cross'].pool('cross'), paths), {survival:.12g})"
        ),
    )  # fmt: skip

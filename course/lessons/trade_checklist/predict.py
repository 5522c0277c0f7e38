"""Predict: a plan with all its five lines filled in, and how many of them hold."""

from __future__ import annotations

from typing import Any

from course.charts.columns import Table
from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.planner_fields import EXAMPLE
from course.lessons.trade_checklist.book import FAILING_SUMS as SUMS
from course.simulation.plans import LINES, findings, holding
from course.texts import say, wordless

#: Prices that the ladder shows.
RANGE = (2_820.0, 3_030.0)
#: What stands in the five lines.
SAID = {
    "thesis": wordless("“{why}”", why=EXAMPLE.why),
    "loss": say("{risk:%0} of {equity:$}: {budget:$}", risk=EXAMPLE.risk, equity=EXAMPLE.equity, budget=SUMS.budget),
    "size": say(
        "{size:#3} ETH, {budget:$} ÷ {entry:$}",
        size=EXAMPLE.size,
        budget=SUMS.budget,
        entry=EXAMPLE.entry - EXAMPLE.stop,
    ),
    "mode": say(
        "isolated at {the_leverage:×}, “{budget:$} at risk”", the_leverage=EXAMPLE.leverage, budget=SUMS.budget
    ),
    "exit": say("stop at {stop:$}", stop=EXAMPLE.stop),
}


def wrong() -> dict[str, str]:
    """What is wrong in each line, short enough for a phone."""
    return {
        "thesis": "nothing would prove it wrong",
        "loss": say("the stop costs {planned:$0} with slip and fees", planned=SUMS.planned),
        "size": say("so {fitting:#3} ETH would do", fitting=SUMS.fitting),
        "mode": say("the venue closes it at {wall:$2}", wall=SUMS.wall),
        "exit": say("never reached: {wall:$2} below that", wall=SUMS.wall - EXAMPLE.stop),
    }


def answer() -> int:
    """How many lines hold."""
    return len(holding(findings(EXAMPLE, SUMS)))


def _lines(told: bool) -> dict[str, Table]:
    why = wrong()
    return {
        "lines": [
            {
                "row": row,
                "name": wordless("{row} {lines}", row=row + 1, lines=LINES[line]),
                "said": said,
                "wrong": why[line] if told else "",
            }
            for row, (line, said) in enumerate(SAID.items())
        ],
        "crosses": {"row": list(range(5)) if told else []},
        "rail": [{"x": x, "label": str(x)} for x in range(6)],
    }


def _ladder(told: bool) -> dict[str, Table]:
    """The prices of the plan; the wall and the strip that no stop sees, once they may be seen."""
    known = [
        ("entry", EXAMPLE.entry, say("{entry:$} entry", entry=EXAMPLE.entry)),
        ("fill", EXAMPLE.stop, say("{stop:$} your stop", stop=EXAMPLE.stop)),
    ]
    known += [("liquidation", SUMS.wall, say("{wall:$2} the venue", wall=SUMS.wall))] if told else []
    shown = sorted(known, key=lambda level: level[1])
    return {
        "levels": levels(shown, 14.0, *RANGE),
        "strip": [{"low": EXAMPLE.stop, "high": SUMS.wall, "label": "never reached"}]
        if told
        else {"low": [], "high": [], "label": []},
    }


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: the plan as it was written, and the guess on the rail."""
    placed = [] if guess is None else [whole(guess)]
    return {**_lines(False), **_ladder(False), "guess": {"x": placed, "label": [_holds(x) + "?" for x in placed]}}


def whole(guess: float) -> float:
    """Lines are counted in whole numbers, whatever was typed."""
    return float(round(guess))


def _holds(count: float) -> str:
    return say("{count:#0} {count:holds|hold}", count=count)


def five(guess: float) -> View:
    """The lines turned over, and the guess beside what is true."""
    guess = whole(guess)
    true = answer()
    hit = guess == true
    return View(
        data={
            **_lines(True),
            **_ladder(True),
            "guess": {"x": [guess], "label": ["you said so" if hit else "you"]},
            "truth": {"x": [] if hit else [float(true)], "label": [] if hit else ["none"]},
        },
        title="All five lines are filled in, and none of them holds",
        subtitle=say(
"long ETH at {entry:$}, isolated, maintenance {maintenance:%1}, fee {fee:%2} each way, fill"
" {slip:%0} beyond the stop", entry=EXAMPLE.entry, maintenance=EXAMPLE.maintenance, fee=EXAMPLE.fee, slip=EXAMPLE.slip),
        sentence=say(
            "You said {said}. At {leverage:×} the venue closes it at **{wall:$2}**, before the stop is reached. Had the stop acted, it"
            " would have cost **{planned:$0}** with slip and fees, not {budget:$0}, so the size is too large. And nothing is named that"
            " would prove the thesis wrong. A plan can be complete and wrong in every line: the lines are **one sum**.",
            said="that none holds" if hit else say("that {holds}", holds=_holds(guess)), leverage=EXAMPLE.leverage, wall=SUMS.wall,
            planned=SUMS.planned, budget=SUMS.budget,
        ),
        table=_table,
    )  # fmt: skip


def _table() -> Any:
    import pandas as pd

    why = wrong()
    return pd.DataFrame(
        {
            "line": [LINES[line] for line in SAID],
            "as written": list(SAID.values()),
            "what is wrong": [why[line] for line in SAID],
        }
    )

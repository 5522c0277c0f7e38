"""Predict: a plan with all its five lines filled in, and how many of them hold."""

from __future__ import annotations

from typing import Any

from course.charts import spread
from course.charts.columns import Table
from course.explorers import Frame
from course.lessons.planned import EXAMPLE
from course.lessons.trade_checklist.book import FAILING_SUMS as SUMS
from course.simulation.plans import LINES, findings, holding
from course.texts import say
from course.words import number, percent, times, usd

#: Prices that the ladder shows.
RANGE = (2_820.0, 3_030.0)
#: What stands in the five lines.
SAID = {
    "thesis": f"“{EXAMPLE.why}”",
    "loss": f"{percent(EXAMPLE.risk, 0)} of {usd(EXAMPLE.equity)}: {usd(SUMS.budget)}",
    "size": f"{number(EXAMPLE.size, 3)} ETH, {usd(SUMS.budget)} ÷ {usd(EXAMPLE.entry - EXAMPLE.stop)}",
    "mode": f"isolated at {times(EXAMPLE.leverage)}, “{usd(SUMS.budget)} at risk”",
    "exit": f"stop at {usd(EXAMPLE.stop)}",
}


def wrong() -> dict[str, str]:
    """What is wrong in each line, short enough for a phone."""
    return {
        "thesis": "nothing would prove it wrong",
        "loss": f"the stop costs {usd(SUMS.planned, 0)} with slip and fees",
        "size": f"so {number(SUMS.fitting, 3)} ETH would do",
        "mode": f"the venue closes it at {usd(SUMS.wall, 2)}",
        "exit": f"never reached: {usd(SUMS.wall - EXAMPLE.stop, 2)} below that",
    }


def answer() -> int:
    """How many lines hold."""
    return len(holding(findings(EXAMPLE, SUMS)))


def _lines(told: bool) -> dict[str, Table]:
    why = wrong()
    return {
        "lines": [
            {"row": row, "name": f"{row + 1} {LINES[line]}", "said": said, "wrong": why[line] if told else ""}
            for row, (line, said) in enumerate(SAID.items())
        ],
        "crosses": {"row": list(range(5)) if told else []},
        "rail": [{"x": x, "label": str(x)} for x in range(6)],
    }


def _ladder(told: bool) -> dict[str, Table]:
    """The prices of the plan; the wall and the strip that no stop sees, once they may be seen."""
    levels = [
        ("entry", EXAMPLE.entry, f"{usd(EXAMPLE.entry)} entry"),
        ("fill", EXAMPLE.stop, f"{usd(EXAMPLE.stop)} your stop"),
    ]
    levels += [("liquidation", SUMS.wall, f"{usd(SUMS.wall, 2)} the venue")] if told else []
    shown = sorted(levels, key=lambda level: level[1])
    places = spread([price for _, price, _ in shown], 14.0, *RANGE)
    return {
        "levels": [
            {"price": price, "kind": kind, "label": label, "label_price": float(place)}
            for (kind, price, label), place in zip(shown, places, strict=True)
        ],
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
    return str(say("{count:#0} {count:holds|hold}", count=count))


def five(guess: float) -> Frame:
    """The lines turned over, and the guess beside what is true."""
    guess = whole(guess)
    true = answer()
    hit = guess == true
    return Frame(
        data={
            **_lines(True),
            **_ladder(True),
            "guess": {"x": [guess], "label": ["you said so" if hit else "you"]},
            "truth": {"x": [] if hit else [float(true)], "label": [] if hit else ["none"]},
        },
        title="All five lines are filled in, and none of them holds",
        subtitle=f"long ETH at {usd(EXAMPLE.entry)}, isolated, maintenance {percent(EXAMPLE.maintenance, 1)}, fee"
        f" {percent(EXAMPLE.fee, 2)} each way, fill {percent(EXAMPLE.slip, 0)} beyond the stop",
        sentence=say(
            "You said {said}. At {leverage:×} the venue closes it at **{wall:$2}**, before the stop is reached. Had the stop acted, it"
            " would have cost **{planned:$0}** with slip and fees, not {budget:$0}, so the size is too large. And nothing is named that"
            " would prove the thesis wrong. A plan can be complete and wrong in every line: the lines are **one sum**.",
            said="that none holds" if hit else f"that {_holds(guess)}", leverage=EXAMPLE.leverage, wall=SUMS.wall,
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

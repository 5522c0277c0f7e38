"""One's own past: the account as it was and in two modes, with what was liquidated on the way."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import alt, axis, by, cross, ends, frame, layer, named, picture

#: A run has its hue and its dash in the picture; its name stands at its end.
RUNS = {"as it was": COLORS["ink"], "one pool": COLORS["cross"], "a margin each": COLORS["isolated_text"]}
DASHES = {"as it was": [1, 5], "one pool": [1, 0], "a margin each": [7, 3]}
WIDTHS = {"as it was": 2.2, "one pool": 3.4, "a margin each": 2.4}


def equities() -> Any:
    """Equity over time: as it was, in one pool, with a margin for each position.

    Data: curves (run, at, equity), ends (run, at, place, label), closed (at, equity, label), money (equity, label),
        reach (at, equity: corners).
    """
    x = axis("x", "at", "days since the first price", nice=False, tickCount=5)
    y = axis("y", "equity", "equity of the account", "$", zero=False, nice=False)
    tone = by("color", "run", RUNS)
    lines = layer("curves").mark_line()
    return picture(
        320,
        "Equity of an account as it was, in one pool, and with a margin for each position, with liquidations",
        frame("reach", x=x, y=y),
        layer("money").mark_rule(color=COLORS["line"]).encode(y=y),
        named("money", alt.value(0), y, align="left", dx=4, dy=-8, bold=0, fontSize=12, color=COLORS["quiet_text"]),
        lines.encode(
            x=x, y=y, color=tone, strokeDash=by("dash", "run", DASHES), strokeWidth=by("width", "run", WIDTHS)
        ),
        cross("closed", x, y, size=180, edged=True),
        named("closed", x, y, align="left", dx=11, dy=13, free=2, color=COLORS["liquidation"], fontSize=12.5),
        ends("ends", x, axis("y", "place"), tone=tone, dy=0),
    )

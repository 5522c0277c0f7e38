"""How a cascade looks in two markets at once: price by round, and where it ends over a share of the crowd."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import alt, axis, by, ends, frame, layer, picture

QUIET, LINE, INK = COLORS["quiet_text"], COLORS["line"], COLORS["ink"]
#: What a kind of line is drawn in, and what its name is written in.
HUES = {"cross": COLORS["cross"], "isolated": COLORS["isolated"], "shock": COLORS["quiet"]}
WORDS = {"cross": COLORS["cross"], "isolated": COLORS["isolated_text"], "shock": QUIET}
DASHES = {"cross": [1, 0], "isolated": [7, 6], "shock": [2, 5]}
HEIGHT = 310
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6


def _market(symbol: str, x: Any, title: str, description: str, extra: list[Any]) -> Any:
    """One market: lines with their names at the ends over a zero line, in the scales that the frame sets."""
    here = f"datum.market === '{symbol}'"
    y = axis("y", "y", title, "+%", nice=False, zero=False)
    # Compartments are drawn last, in dashes: where both modes are the same, both show.
    lines = [
        layer("lines", f"{here} && datum.tone === '{tone}'")
        .mark_line(strokeWidth=3, color=HUES[tone], strokeDash=DASHES[tone])
        .encode(x=x, y=y, order="x:Q")
        for tone in ("shock", "cross", "isolated")
    ]
    return picture(
        HEIGHT,
        description,
        frame("frame", x=x, y=y),
        layer("zero").mark_line(color=LINE, strokeWidth=1.5).encode(x=x, y=alt.datum(0)),
        *lines,
        *(made(here, x, y) for made in extra),
        ends(layer("ends", here), x, y, tone=by("color", "tone", WORDS)),
        apart=["color", "fill", "shape"],
    )


def rounds(symbol: str) -> Any:
    """One market's price, round by round, in each mode.

    Data: lines (market, x, y, tone), ends (x, y, tone, label, market), frame (x, y), zero (x).
    """
    # No numbers beneath the names at the right, nor before the first round.
    numbers = "datum.value < 0 || datum.value > (data('zero')[1] || {x: 1e9}).x ? '' : datum.label"
    ticks = {"ticks": False, "tickMinStep": 1, "tickCount": 6, "labelExpr": numbers}
    x = axis("x", "x", "round of liquidations", nice=False, zero=False, **ticks)
    description = f"Price of {symbol} over the rounds of liquidations, pooled and in compartments"
    return _market(symbol, x, f"price of {symbol} against the start", description, [])


def by_share(symbol: str, title: str) -> Any:
    """Where one market ends, over a share of the crowd, in each mode; dots where the learner stands.

    Data: lines (market, x, y, tone), ends, frame (x, y), zero (x), dots (market, x, y, tone), here (x).
    """
    x = axis("x", "x", title, "%", domain=[0, NAMES], nice=False, values=[0, 0.25, 0.5, 0.75, 1])

    def rule(here: str, x: Any, y: Any) -> Any:
        return layer("here").mark_rule(color=INK, strokeDash=[2, 3]).encode(x=x)

    def dots(here: str, x: Any, y: Any) -> Any:
        points = layer("dots", here).mark_point(size=130, filled=True, stroke=COLORS["paper"], strokeWidth=1.5)
        shapes = by("shape", "tone", {"cross": "circle", "isolated": "diamond"})
        return points.encode(x=x, y=y, fill=by("fill", "tone", HUES), shape=shapes)

    description = f"Where the price of {symbol} ends, over the share of the crowd, pooled and in compartments"
    return _market(symbol, x, f"{symbol} in the end", description, [rule, dots])

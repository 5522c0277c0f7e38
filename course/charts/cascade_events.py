"""How the five crashes look beside the model: the path with both lows, and published figures paired with the model's."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import alt, axis, by, cross, either, ends, frame, layer, named, picture

INK, RED, LINE, FAINT = (COLORS[k] for k in ("ink", "liquidation", "line", "quiet_text"))
QUIET = COLORS["quiet"]
#: What was reported, what the model says, and the path from outside that it is given.
WORDS = {"published": INK, "model": RED, "spot": FAINT}
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6
#: Pixels that a figure takes.
PAIR = 52


def _marks(source: Any, x: Any, y: Any, size: int = 150) -> list[Any]:
    """Diamonds for what was published, crosses for the model: told apart without colour."""
    published, model = (source.transform_filter(f"datum.tone === '{tone}'") for tone in ("published", "model"))
    diamond = published.mark_point(shape="diamond", size=size, filled=True, color=INK, opacity=1)
    return [diamond.encode(x=x, y=y), cross(model, x, y, size=size, filled=True, opacity=1)]


def path(title: str, end: float, ticks: list[float], height: int = 340) -> Any:
    """The reconstruction of spot, the model's perp beneath it, and where both were lowest.

    Data: path (x, y, tone), lows (x, y, to, tone), ends (x, y, tone, label), frame (x, y).
    """
    x = axis("x", "x", title, domain=[0, NAMES * end], nice=False, values=ticks)
    y = axis("y", "y", "price", "$", nice=False, zero=False)
    lines = [
        layer("path", f"datum.tone === '{tone}'")
        .mark_line(color=colour, strokeWidth=width, strokeDash=dash)
        .encode(x=x, y=y, order="x:Q")
        for tone, colour, width, dash in (("spot", QUIET, 2.5, [1, 0]), ("model", RED, 2, [5, 3]))
    ]
    tone = by("color", "tone", WORDS)
    lows = layer("lows")
    return picture(
        height,
        "Reconstructed spot price and the model's perp beneath it",
        frame("frame", x=x, y=y),
        # A low is named at the right, where no line runs, and a thread leads there.
        lows.mark_rule(strokeWidth=1, strokeDash=[1, 3]).encode(x=x, x2="to:Q", y=y, color=tone),
        *lines,
        *_marks(lows, x, y),
        ends("ends", x, y, tone=tone),
        apart=["color"],
    )


def pairs(count: int) -> Any:
    """What the model makes of every published figure: so many times as much, on one axis for all of them.

    Data: pairs (row, x, x2, name, words, verdict, off), points (row, x, tone), target (x, x2).
    """

    def y(field: str) -> Any:
        return axis("y", field, hidden=True, domain=[0, count], reverse=True, nice=False, zero=False)

    says = "datum.value < -0.5 ? 'a tenth' : datum.value > 0.5 ? 'ten times' : 'as published'"
    ticks: dict[str, Any] = {"values": [-1, 0, 1], "labelExpr": says, "line": False}

    def across(field: str) -> Any:
        return axis("x", field, "the model, shaded: close", domain=[-1.05, 1.05], nice=False, **ticks)

    heights = {"top": "datum.row + 0.14", "middle": "datum.row + 0.4", "track": "datum.row + 0.72"}
    rows, points = layer("pairs", **heights), layer("points", track=heights["track"])
    verdict = either("datum.off", RED, COLORS["profit_text"])
    band = layer("target").mark_rect(color=COLORS["profit"], opacity=0.13)
    words: dict[str, Any] = {"free": 0, "align": "left"}
    return picture(
        PAIR * count,
        "What the model makes of every published figure, from a tenth of it to ten times as much",
        band.encode(x=across("x"), x2="x2:Q"),
        rows.mark_rule(strokeWidth=4, opacity=0.5).encode(x=across("x"), x2="x2:Q", y=y("track"), color=verdict),
        *_marks(points, across("x"), y("track"), 120),
        named(rows, alt.value(2), y("top"), text="name:N", **words),
        named(rows, alt.value(2), y("middle"), text="words:N", bold=0, color=FAINT, fontSize=12.5, **words),
        named(
            rows, alt.value("width"), y("middle"), text="verdict:N", tone=verdict, free=0, align="right", fontSize=12.5
        ),
        apart=["color"],
    )

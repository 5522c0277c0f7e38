"""How far tools are off: the error of the distance they show over size, and the distances side by side."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import alt, axis, by, cross, either, ends, frame, layer, named, picture

BLUE, RED, INK, QUIET, LINE = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line"))
#: A tool has its dash and its hue in every picture; its name stands at its line.
HUES = {
    "rule": BLUE,
    "freqtrade": COLORS["prediction"],
    "ccxt": COLORS["isolated_text"],
    "jesse": COLORS["profit_text"],
    "OctoBot": COLORS["quiet_text"],
}
DASHES = {"freqtrade": [1, 0], "ccxt": [7, 4], "jesse": [2, 3], "OctoBot": [9, 3, 2, 3]}


def errors(low: float, high: float) -> Any:
    """Error of the distance to liquidation over notional, a line a tool; the venue's rule is the line at zero.

    Data: curves (tool, notional, error), here (notional), points (tool, notional, error), ends (tool, notional, place, label).
    """
    money: dict[str, Any] = {"format": "$~s", "values": [1e3, 1e5, 1e7], "labelOverlap": False}
    x = axis("x", "notional", "size of the position", type="log", nice=False, domain=[1e3, 1e9], **money)
    y = axis("y", "error", "error of the distance shown", "+%", domain=[low, high], nice=False, clamp=True, tickCount=5)
    tone = by("color", "tool", HUES)
    lines = layer("curves").mark_line(clip=True, strokeWidth=2.4)
    return picture(
        320,
        "Error of the distance to liquidation that tools show, over the size of the position",
        layer("here").mark_rule(color=BLUE, strokeWidth=2).encode(y=alt.datum(0)),
        layer("here").mark_rule(color=INK, strokeDash=[2, 2]).encode(x=x),
        lines.encode(x=x, y=y, color=tone, strokeDash=by("dash", "tool", DASHES)),
        layer("points").mark_point(size=70).encode(x=x, y=y, color=tone),
        ends("ends", x, axis("y", "place"), tone=tone, dy=0),
    )


def walls() -> Any:
    """The wall of the venue's rule and of each tool at the chosen size: how far the price may go.

    Data: walls (tool, distance, beside, label, own, off), venue (distance), room (distance), why (label: where there is no wall).
    """
    y = axis(
        "y", "tool:N", None, sort=None, ticks=False, line=False, labelFontSize=13, labelColor=INK, labelLimit=130,
        minExtent=0, paddingInner=0.25, paddingOuter=0.15,
    )  # fmt: skip
    x = axis("x", "distance", "how far the price may go, by the tool", "%", nice=False, zero=True, tickCount=4)
    bars = layer("walls").mark_bar(height=12, cornerRadius=3)
    return picture(
        320,
        "Distance to liquidation by the venue's rule and by each tool, at the chosen size",
        frame("room", x=x),
        bars.encode(x=x, y=y, color=either("datum.own", BLUE, LINE)),
        layer("venue").mark_rule(color=RED, strokeDash=[6, 4]).encode(x=x),
        cross(layer("walls", "datum.own"), x, y, size=130),
        named("walls", axis("x", "beside"), y, align="left", dx=10, free=3),
        named("why", alt.value(0), alt.value(60), align="left", fontSize=15, color=INK),
    )

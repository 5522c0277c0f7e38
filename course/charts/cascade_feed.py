"""How the feed and funding look in a cascade: what the venue sees and what it costs; your account and the rate."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import alt, axis, by, cross, either, ends, frame, layer, named, picture

INK, RED, LINE, FAINT, QUIET, BLUE = (COLORS[k] for k in ("ink", "liquidation", "line", "quiet_text", "quiet", "cross"))
HEIGHT = 320
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6
#: Lines of the two pictures: colour, width, dashes, colour of the name.
FEED = {"outside": (QUIET, 2.5, [2, 5], FAINT), "mark": (INK, 3, [1, 0], INK), "perp": (RED, 2.5, DASHED, RED)}
ACCOUNT = {
    "spike": (BLUE, 2, [2, 5], BLUE),
    "fall": (BLUE, 2, [9, 5], BLUE),
    "both": (BLUE, 3.5, [1, 0], BLUE),
    # Drawn last, in dashes: where both modes are the same, both show.
    "isolated": (COLORS["isolated"], 3, [7, 6], COLORS["isolated_text"]),
}


def _lines(kinds: dict[str, tuple[Any, ...]], x: Any, y: Any) -> list[Any]:
    return [
        layer("lines", f"datum.tone === '{tone}'")
        .mark_line(color=colour, strokeWidth=width, strokeDash=dash)
        .encode(x=x, y=y, order="x:Q")
        for tone, (colour, width, dash, _) in kinds.items()
    ]


def _names(source: str, kinds: dict[str, str], x: Any, y: Any) -> Any:
    return ends(source, x, y, tone=by("color", "tone", kinds))


def _time(title: str) -> Any:
    """Time with room for names at the right; no numbers beneath them."""
    numbers = "datum.value > (data('end')[0] || {x: 1e9}).x ? '' : datum.label"
    return axis("x", "x", title, nice=False, zero=True, ticks=False, tickCount=6, labelExpr=numbers)


def feed() -> Any:
    """The price outside, the mark that margin is measured at, and the perp's own price at which sales fill.

    Data: lines (x, y, tone), ends (x, y, tone, label), frame (x, y), end (x).
    """
    x, y = _time("minutes"), axis("y", "y", "price against the start", "+%", nice=False, zero=False)
    return picture(
        HEIGHT,
        "Price outside, mark and the perp's own price by minute",
        frame("frame", x=x, y=y),
        frame("end", x=x),
        *_lines(FEED, x, y),
        _names("ends", {k: v[3] for k, v in FEED.items()}, x, y),
        apart=["color"],
    )


def lags(count: int) -> Any:
    """Bad debt upwards and accounts liquidated downwards, by how late the feed is; the chosen one stands out.

    Data: bars (lag, debt, accounts, chosen), tags (lag, y, label, below, chosen), captions (y, label, below).
    """
    ticks: dict[str, Any] = {"values": list(range(count)), "ticks": False, "format": "d"}
    title = "minutes by which the feed is late"
    x = axis("x", "lag", title, domain=[-0.6, count - 0.4], nice=False, **ticks)

    def y(field: str) -> Any:
        return axis("y", field, hidden=True, domain=[-1.3, 1.32], nice=False)

    bars = layer("bars")
    strong = either("datum.chosen", 1, 0.35)
    sides = (("false", -9, RED), ("true", 10, FAINT))
    tags = [
        named(layer("tags", f"datum.below === {below}"), x, y("y"), free=0, dy=dy, color=colour, fontSize=12.5)
        for below, dy, colour in sides
    ]
    captions = [
        named(layer("captions", f"datum.below === {below}"), alt.value(2), y("y"), free=0, align="left", color=colour)
        for below, _, colour in sides
    ]
    return picture(
        HEIGHT,
        "Bad debt and accounts liquidated by the lag of the feed",
        bars.mark_bar(color=RED, size=20).encode(x=x, y=y("debt"), y2=alt.datum(0), fillOpacity=strong),
        bars.mark_bar(color=QUIET, size=20).encode(x=x, y=y("accounts"), y2=alt.datum(0), fillOpacity=strong),
        layer("bars", zero="0").mark_rule(color=LINE).encode(y=y("zero")),
        *tags,
        *captions,
    )


def _fall() -> Any:
    """When the fall comes."""
    return layer("end").mark_rule(color=QUIET, strokeDash=[2, 3], strokeWidth=1).encode(x=axis("x", "fall"))


def account() -> Any:
    """Your account in three histories, and its twin in compartments in the last.

    Data: lines (x, y, tone), crosses (x, y), ends (x, y, tone, label), frame (x, y), end (x).
    """
    x = _time("days")
    ticks = [0, 0.25, 0.5, 0.75, 1, 1.25]
    y = axis("y", "y", "your account over its collateral", "%", nice=False, zero=True, values=ticks)
    return picture(
        HEIGHT,
        "Your pooled account under funding, a fall, and both",
        frame("frame", x=x, y=y),
        frame("end", x=x),
        _fall(),
        *_lines(ACCOUNT, x, y),
        cross("crosses", x, y, size=190, filled=True, opacity=1),
        _names("ends", {k: v[3] for k, v in ACCOUNT.items()}, x, y),
        apart=["color"],
    )


def rates() -> Any:
    """Funding, settlement by settlement, and beside it the lowest that five crashes printed.

    Data: rates (x, y), extremes (x, at, to, y), printed (x, y, label, tone), zero (x, y),
        frame2 (x, y), end (x, fall).
    """
    x = _time("days")
    y = axis("y", "y", "BTC funding per 8 h (+: longs pay)", "+%", nice=False, zero=True, format="+.1%")
    threads = layer("extremes").mark_rule(color=QUIET, strokeWidth=1)
    return picture(
        HEIGHT,
        "Funding rate of each settlement, and the lowest published",
        frame("frame2", x=x, y=y),
        frame("end", x=x),
        layer("zero").mark_line(color=LINE).encode(x=x, y=y),
        _fall(),
        layer("rates").mark_bar(color=QUIET, size=3).encode(x=x, y=y, y2=alt.datum(0)),
        threads.encode(x=x, x2="to:Q", y=axis("y", "at"), y2="y:Q"),
        _names("printed", {"past": FAINT, "none": RED}, x, y),
        apart=["color"],
    )

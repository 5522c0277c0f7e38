"""How lesson 02 looks: the ball, the waterfall, stairs and room over size, the edge, the vanishing price, the wick."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import alt, axis, by, cross, either, layer, named, picture

BLUE, RED, INK, QUIET, LINE, PAPER = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line", "paper"))
FAINT = COLORS["quiet_text"]
SMALL: dict[str, Any] = {"bold": 0, "color": FAINT, "fontSize": 12}
#: A thin line of dots: a guide for the eye.
GUIDE: dict[str, Any] = {"color": QUIET, "strokeWidth": 1, "strokeDash": [2, 3]}


def _low() -> Any:
    """Below its point, but above it at the foot of the picture, where the axis is."""
    return alt.expr("scale('y', datum.value) > height - 26 ? -13 : 18")


def _sizes() -> Any:
    """A logarithmic axis of money, with ticks $10k … $1B."""
    words = "replace(format(datum.value, '$~s'), 'G', 'B')"
    ticks: dict[str, Any] = {"values": [1e4, 1e5, 1e6, 1e7, 1e8, 1e9], "labelExpr": words}
    return axis("x", "size", "position", type="log", nice=False, **ticks)


def _beside(name: str, x: Any, y: Any, dx: float = 12, dy: tuple[Any, Any] = (-13, -13), **look: Any) -> Any:
    """Labels of a table beside their points: to the left where its column ``left`` says so, else to the right.

    ``dy`` is how far below its point a label stands, on the left and on the right.
    """
    left, right = dy
    return alt.layer(
        named(layer(name, "datum.left"), x, y, align="right", dx=-dx, dy=left, **look),
        named(layer(name, "!datum.left"), x, y, align="left", dx=dx, dy=right, **look),
    )


def _ball(x: Any, y: Any) -> Any:
    """Where the position stands: a disc while it lives, a cross once it is closed."""
    alive = layer("ball", "!datum.closed").mark_point(color=INK, stroke=PAPER, strokeWidth=2, size=230)
    return alive.encode(x=x, y=y) + cross(layer("ball", "datum.closed"), x, y, size=260, stroke=PAPER)


def _reach(name: str, **channels: Any) -> Any:
    """Invisible corners that hold the axes still."""
    return layer(name).mark_point(opacity=0, size=1).encode(**channels)


def _price_and_money(low: float, high: float) -> tuple[Any, Any]:
    return (
        axis("x", "price", "price", "$", domain=[low, high], nice=False),
        axis("y", "value", "equity and requirements", "$", nice=False),
    )


def ball(side: str = "long") -> Any:
    """Equity over price falling through the levels of opening, keeping and bankruptcy.

    Data: equity (price, value), needed (kind, label, price, value, place), strip (price, value), frame (price, value),
    drops (kind, price, value, foot, label), ball (price, value, label, closed, left).
    """
    long = side == "long"
    x, y = _price_and_money(80, 120)
    hues = {"opening": FAINT, "keeping": RED, "liquidation": RED, "bankruptcy": RED}
    dashes = {"opening": [1, 0], "keeping": DASHED, "liquidation": DASHED, "bankruptcy": [1, 0]}
    tone, dash = by("color", "kind", hues), by("dash", "kind", dashes)
    # Labels stand where the equity line is far away: right of the crossings of a long, left of those of a short.
    needed: dict[str, Any] = {"align": "right" if long else "left", "dy": -9 if long else -12, "bold": 0}
    feet: dict[str, Any] = {"align": "left" if long else "right", "dx": 5 if long else -5, "dy": -5}
    return picture(
        350,
        "Equity over price against the requirements for opening and for keeping",
        _reach("frame", x=x, y=y),
        layer("strip").mark_area(color=RED, opacity=0.12).encode(x=x, y=y),
        layer("strip").mark_line(color=RED, strokeWidth=1).encode(x=x, y=alt.datum(0)),
        layer("needed").mark_line(strokeWidth=1.8).encode(x=x, y=y, color=tone, strokeDash=dash),
        layer("drops").mark_rule(strokeWidth=1.2).encode(x=x, y=y, y2="foot:Q", color=tone, strokeDash=dash),
        layer("equity").mark_line(color=INK, strokeWidth=3).encode(x=x, y=y),
        named("needed", x, "place:Q", tone=tone, **needed),
        named("drops", x, "foot:Q", tone=tone, **feet),
        _ball(x, y),
        _beside("ball", x, y, dy=(-13, _low()) if long else (_low(), -13)),
    )


def waterfall() -> Any:
    """From what was posted to what is left, step by step.

    Data: bars (row, start, end, high, reach, kind, label); the axis reaches as far as ``reach``, for the labels.
    """
    words = {"labelFontSize": 13, "labelColor": INK, "minExtent": 92, "labelLimit": 120}
    rows = axis("y", "row:N", None, sort=None, ticks=False, line=False, paddingInner=0.3, **words)
    x = axis("x", "start", "collateral", "$", nice=False, tickCount=4)
    tone = by("color", "kind", {"posted": QUIET, "taken": LINE, "left": COLORS["profit"], "missing": RED})
    return picture(
        230,
        "What became of the collateral: the move, the fill, the fee, what is left",
        _reach("bars", y=rows, x="reach:Q"),
        layer("bars").mark_rule(color=LINE, strokeWidth=1).encode(x=alt.datum(0)),
        layer("bars").mark_bar(cornerRadius=2).encode(y=rows, x=x, x2="end:Q", color=tone),
        named("bars", "high:Q", rows, align="left", dx=6),
    )


def stairs() -> Any:
    """Rate of the next dollar (stairs) and of all dollars (curve) over size.

    Data: steps (size, rate), average (size, rate), here (size, rate, place, kind, label, left),
    top (rate): what the axis reaches, for the labels.
    """
    x, y = _sizes(), axis("y", "rate", "maintenance, share of notional", nice=False, format="~%")
    steps = layer("steps").mark_line(interpolate="step-after", color=QUIET, strokeWidth=2, strokeJoin="miter")
    tone = by("color", "kind", {"average": BLUE, "next": FAINT})
    dots = layer("here").mark_point(size=150, strokeWidth=2, stroke=PAPER)
    return picture(
        300,
        "Maintenance rate over position size: of the next dollar and of all dollars",
        _reach("top", y=y),
        steps.encode(x=x, y=y),
        layer("average").mark_line(color=BLUE, strokeWidth=3).encode(x=x, y=y),
        dots.encode(x=x, y=y, color=tone),
        _beside("here", x, axis("y", "place"), dx=9, dy=(-10, -10), tone=tone),
    )


def rooms() -> Any:
    """Adverse move survived over size, under the chosen rule and under the other one.

    Data: rooms (size, room, own), flat (size, room, label), dot (size, room, label, left), other (size, room, label,
    left), low (room): what the axis reaches.
    """
    x, y = _sizes(), axis("y", "room", "move that liquidates", nice=False, zero=False, format="~%")
    other = layer("rooms", "!datum.own").mark_line(color=QUIET, opacity=0.5, strokeWidth=2)
    own = layer("rooms", "datum.own").mark_line(color=BLUE, strokeWidth=3)
    dot = layer("dot").mark_point(size=150, color=BLUE, stroke=PAPER, strokeWidth=2)
    return picture(
        300,
        "Adverse move survived over position size at one leverage",
        _reach("low", y=y),
        layer("flat").mark_line(color=QUIET, strokeWidth=1.5, strokeDash=[2, 3]).encode(x=x, y=y),
        other.encode(x=x, y=y),
        own.encode(x=x, y=y),
        named("flat", x, y, align="right", dy=-9, **SMALL),
        _beside("other", x, y, dx=3, dy=(0, 0), tone=alt.value(FAINT), fontSize=12),
        dot.encode(x=x, y=y),
        _beside("dot", x, y, dx=13, dy=(12, 12), tone=alt.value(BLUE)),
    )


def edge(side: str = "long") -> Any:
    """Equity and a requirement that bends or jumps where the notional crosses a tier's edge.

    Data: equity (price, value), needed (price, value), frame (price, value), closed (low, high), step (price, label, left),
    ball (price, value, label, closed, left), names (price, value, label).
    """
    x, y = _price_and_money(85, 115)
    low, top = axis("x", "low", domain=[85, 115], nice=False), alt.value(0)
    shade = layer("closed").mark_rect(color=RED, opacity=0.12)
    middle = layer("closed", middle="(datum.low + datum.high) / 2")
    return picture(
        340,
        "Equity and maintenance requirement over price across a tier's edge",
        _reach("frame", x=x, y=y),
        shade.encode(x=low, x2="high:Q", y=top, y2=alt.value("height")),
        layer("step").mark_rule(**GUIDE).encode(x=x),
        layer("needed").mark_line(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=x, y=y),
        layer("equity").mark_line(color=INK, strokeWidth=3).encode(x=x, y=y),
        named("names", x, y, align="right", dy=-9, color=RED),
        _beside("step", x, alt.value(40), dx=5, dy=(0, 0), tone=alt.value(FAINT), fontSize=12),
        named(middle, "middle:Q", top, color=RED, baseline="top", dy=58),
        _ball(x, y),
        _beside("ball", x, y, dy=(-13, _low()) if side == "long" else (_low(), -13)),
    )


def vanish() -> Any:
    """Liquidation price over collateral, a long's down to zero and then none, a short's rising for ever.

    Data: curves (side, collateral, price, own), dot (collateral, price, label, left), full (collateral, end, label),
    entry (price, label), names (collateral, price, label, own, left).
    """
    ticks = [0, 5_000, 10_000, 15_000, 20_000, 25_000]
    x = axis("x", "collateral", "collateral", "$", domain=[0, 25_000], nice=False, values=ticks)
    y = axis("y", "price", "liquidation price", "$", domain=[0, 360], nice=False)
    zero = alt.datum(0)
    dash = either("datum.side == 'long'", [1, 0], [7, 3])
    curves = layer("curves").mark_line(strokeWidth=3)
    point = layer("dot").mark_point(size=180, color=RED, stroke=PAPER, strokeWidth=2)
    return picture(
        330,
        "Liquidation price over collateral for a long and for a short",
        layer("entry").mark_rule(color=LINE).encode(y=y),
        named("entry", alt.value("width"), y, align="right", dx=-2, dy=-8, **SMALL),
        layer("full").mark_rule(color=QUIET, strokeWidth=5, opacity=0.5).encode(x=x, x2="end:Q", y=zero),
        layer("full").mark_rule(**GUIDE).encode(x=x),
        curves.encode(x=x, y=y, detail="side:N", color=either("datum.own", RED, LINE), strokeDash=dash),
        _beside("names", x, y, dx=0, dy=(0, 0), tone=either("datum.own", RED, FAINT)),
        named("full", x, zero, text="none:N", align="left", dx=6, dy=-12, **SMALL),
        named("full", x, alt.value(0), align="left", dx=5, dy=6, baseline="top", **SMALL),
        point.encode(x=x, y=y),
        _beside("dot", x, y, dy=(-15, -15)),
    )


def wick() -> Any:
    """Last price, index and judging price over a few seconds, and the liquidation price as a wall.

    Data: lines (kind, second, price), names (second, price, place, kind, label), wall (price, place, label),
    frame (second, price), closed (second, price).
    """
    x = axis("x", "second", "seconds", nice=False, format="~f")
    y = axis("y", "price", "price", "$", zero=False, nice=False)
    # Colour, dash, width, colour of the name.
    kinds: dict[str, tuple[Any, ...]] = {
        "last": (QUIET, [1, 0], 1.5, FAINT),
        "index": (BLUE, [8, 3], 2, BLUE),
        "oracle": (BLUE, [1, 0], 3.5, BLUE),
        "mark": (INK, [1, 0], 3.5, INK),
    }
    tone, dash, width, words = (
        by(channel, "kind", {kind: look[part] for kind, look in kinds.items()})
        for part, channel in enumerate(("color", "dash", "width", "color"))
    )
    lines = layer("lines").mark_line(strokeJoin="miter")
    return picture(
        340,
        "Last price, index and mark or oracle price through one wick",
        _reach("frame", x=x, y=y),
        layer("wall").mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(y=y),
        lines.encode(x=x, y=y, color=tone, strokeDash=dash, strokeWidth=width),
        named("wall", alt.value("width"), "place:Q", align="right", dx=-2, color=RED),
        named("names", x, "place:Q", tone=words, align="left", dx=8),
        cross("closed", x, y, size=240, stroke=PAPER),
    )

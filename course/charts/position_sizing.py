"""How lesson 08 looks: heaps of days, who is first, the fan of lives, growth over leverage, quarters, a hundred weeks."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, frame, layer, named, picture

BLUE, AMBER, RED, GREEN, INK, QUIET, LINE, PAPER, VIOLET = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "profit", "ink", "quiet", "line", "paper", "prediction")
)
SOFT = COLORS["quiet_text"]
SMALL: dict[str, Any] = {"bold": 0, "fontSize": 12}


def _leverage(**more: Any) -> Any:
    return axis("x", "leverage", "leverage", "×", nice=False, **more)


def _sides(source: str, x: Any, y: Any, *, gap: int = 9, **look: Any) -> list[Any]:
    """Names to the right of what they name, or to the left of it where ``left`` says so."""
    return [
        named(layer(source, f"datum.left === {left}"), x, y, align=align, dx=dx, **look)
        for left, align, dx in (("false", "left", gap), ("true", "right", -gap))
    ]


def days() -> Any:
    """Every bad day at the leverage from which on it closes, in heaps; the wall and the guess as uprights.

    Data: days (leverage, place, closed), wall, next (leverage, place, label), guess, sides (leverage, place, label, left).
    """
    x = _leverage(domain=[1, 10], values=list(range(1, 11)))
    y = axis("y", "place", hidden=True, domain=[0, 12], nice=False)
    spared = layer("days", "!datum.closed").mark_point(color=QUIET, size=60)
    stems = {"wall": (RED, DASHED, 2.5), "next": (QUIET, [2, 3], 1), "guess": (VIOLET, DOTTED, 3)}
    lines = [
        layer(name).mark_rule(color=color, strokeDash=dash, strokeWidth=width).encode(x=x, y=y, y2=alt.datum(0))
        for name, (color, dash, width) in stems.items()
    ]
    return picture(
        300,
        "Days of the record at the leverage from which on each closed a long, in heaps",
        *lines,
        spared.encode(x=x, y=y),
        cross(layer("days", "datum.closed"), x, y, size=110),
        named("wall", x, y, align="left", dx=6, color=RED),
        named("next", x, y, align="left", dx=6, color=SOFT, **SMALL),
        *_sides("sides", x, y, gap=10, color=SOFT, **SMALL),
        *_sides("guess", x, y, gap=6, color=VIOLET),
    )


def first() -> Any:
    """Who comes first: the stop's level against the wall over the leverage setting; the dot is the learner's plan.

    Data: wall (leverage, fall, deepest), stop (fall, label), you, closed (leverage, fall), limit (leverage, fall, label),
        area (leverage, fall, label, none).
    """
    x = _leverage(type="log", domain=[1, 40], values=[1, 2, 5, 10, 20, 40])
    y = axis("y", "fall", "fall from the entry", "%", domain=[0.4, 0], nice=False, values=[0, 0.1, 0.2, 0.3, 0.4])
    wall = layer("wall")
    # Above the line there is room, unless the line lies at the very top.
    low = "datum.fall < 0.04"
    beside: dict[str, Any] = {
        "align": alt.expr(f"{low} ? 'left' : 'right'"),
        "dx": alt.expr(f"{low} ? 7 : -4"),
        "dy": alt.expr(f"{low} ? 15 : -13"),
    }
    return picture(
        320,
        "The stop and the liquidation price over the leverage setting",
        wall.mark_area(color=RED, opacity=0.1, clip=True).encode(x=x, y=y, y2="deepest:Q"),
        layer("stop").mark_rule(color=INK, strokeWidth=2).encode(y=y),
        wall.mark_line(color=RED, strokeDash=DASHED, clip=True).encode(x=x, y=y),
        layer("you").mark_rule(color=LINE, strokeWidth=1.5).encode(x=x),
        cross("closed", x, y, size=150),
        layer("limit").mark_point(color=PAPER, stroke=RED, strokeWidth=2, size=70).encode(x=x, y=y),
        layer("you").mark_point(color=INK, size=150).encode(x=x, y=y),
        named("stop", alt.value(6), y, align="left", dy=15),
        named("limit", x, y, color=RED, **beside),
        named("area", x, y, free=0, align="center", color=RED, **{**SMALL, "fontSize": 13}),
    )


#: What the bars of the chain stand for.
BARS = {"account": QUIET, "position": INK, "isolated": AMBER, "cross": BLUE, "stop": VIOLET, "closed": RED}


def chain() -> Any:
    """The same dollars one under the other: account, position, what stands behind it, what the stop costs.

    Data: bars (row, kind, end, label), bar_frame (end).
    """
    y = axis("y", "row:N", None, sort=None, paddingInner=0.4, labelFontSize=13, ticks=False, line=False, minExtent=104)
    x = axis("x", "end", "USD", "$", zero=True, nice=False, tickCount=3)
    bars = layer("bars").mark_bar(fillOpacity=0.75, cornerRadius=3)
    return picture(
        220,
        "Account, position, what stands behind it and what is lost, in dollars",
        frame("bar_frame", x=x),
        bars.encode(x=x, x2=alt.datum(0), y=y, fill=by("fill", "kind", BARS)),
        named("bars", x, y, free=0, align="left", dx=7),
    )


def lives() -> Any:
    """Quantiles of the account over the trades on a logarithmic axis; the typical life in ink, the one without a tail dashed.

    Data: fan (trade, low, lower, middle, upper, high, plain), half (level, label), fan_ends (trade, level, label, own).
    """
    x = axis("x", "trade", "trades", domain=[0, 330], nice=False, values=[0, 50, 100, 150, 200])
    scale: dict[str, Any] = {"type": "log", "domain": [0.08, 12], "nice": False, "values": [0.1, 0.2, 0.5, 1, 2, 5, 10]}

    def y(field: str) -> Any:
        return axis("y", field, "account, multiples of the start", "×", **{**scale, "format": "~r"})

    def band(low: str, high: str, opacity: float) -> Any:
        return layer("fan").mark_area(color=BLUE, opacity=opacity, clip=True).encode(x=x, y=y(low), y2=f"{high}:Q")

    line = layer("fan").mark_line(clip=True)
    end: dict[str, Any] = {"align": "left", "dx": 6, "dy": -7, "lineBreak": "\n", "lineHeight": 15}
    return picture(
        320,
        "Quantiles of the account over the trades",
        band("low", "high", 0.13),
        band("lower", "upper", 0.2),
        layer("half").mark_rule(color=RED, strokeDash=DASHED).encode(y=y("level")),
        layer("fan").mark_line(clip=True, color=QUIET, strokeDash=[3, 3], strokeWidth=2).encode(x=x, y=y("plain")),
        line.encode(x=x, y=y("middle"), color=alt.value(INK)),
        named("half", alt.value(6), y("level"), align="left", dy=12, color=RED, **SMALL),
        named(layer("fan_ends", "datum.own"), x, y("level"), **end),
        named(layer("fan_ends", "!datum.own"), x, y("level"), color=SOFT, **SMALL, **end),
    )


WORLDS = {"plain": QUIET, "tailed": RED}


def half() -> Any:
    """Chance of having lost half over the share risked, without and with the tail; the learner's share as dots.

    Data: curves (share, chance, kind), dots (share, chance, place, kind, label, left).
    """
    x = axis("x", "share", "risked a trade", "%", domain=[0, 0.25], nice=False, values=[0, 0.05, 0.1, 0.15, 0.2, 0.25])
    y = axis("y", "chance", "lives that lose half", "%", domain=[0, 1.05], nice=False, values=[0, 0.25, 0.5, 0.75, 1])
    tone, text = by("color", "kind", WORLDS), by("color", "kind", {"plain": SOFT, "tailed": RED})
    curves = layer("curves").mark_line(clip=True, interpolate="monotone")
    dash = by("dash", "kind", {"plain": [3, 3], "tailed": [1, 0]})
    dots = layer("dots").mark_point(size=130)
    return picture(
        320,
        "Chance of having lost half of the account over the share risked a trade",
        layer("dots").mark_rule(color=LINE, strokeWidth=1.5).encode(x=x),
        curves.encode(x=x, y=y, color=tone, strokeDash=dash),
        dots.encode(x=x, y=y, color=tone),
        *_sides("dots", x, axis("y", "place"), gap=16, tone=text),
        apart=["color"],
    )


GROWN = {"formula": QUIET, "record": INK}


def grown() -> Any:
    """Growth a year over leverage: the formula's hill, and the record that ends at the wall.

    Data: formula, record (leverage, grown), wall (leverage, grown, top, label), you (leverage, edge, grown, kind, label, far,
    upper). A dot far to the right has its name at the right edge, clear of the record and its wall.
    """
    x = _leverage(domain=[0, 4], values=[0, 1, 2, 3, 4])
    y = axis("y", "grown", "growth a year", "+%", domain=[-1.12, 1.75], nice=False, values=[-1, -0.5, 0, 0.5, 1, 1.5])
    text = by("color", "kind", {"formula": SOFT, "record": INK})
    wall = layer("wall")
    names = [
        mark
        for upper, dy in (("true", -26), ("false", 14))
        for mark in (
            named(
                layer("you", f"datum.far === {far} && datum.upper === {upper}"), at, y, tone=text, align=align, dx=dx, dy=dy,
                lineBreak="\n", lineHeight=15,
            )
            for far, at, align, dx in (("false", x, "left", 8), ("true", axis("x", "edge"), "right", 0))
        )
    ]  # fmt: skip
    return picture(
        330,
        "Growth a year over leverage, by the formula and by the record",
        wall.mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("formula").mark_line(clip=True, color=QUIET, strokeDash=[3, 3]).encode(x=x, y=y),
        layer("record").mark_line(color=INK, strokeWidth=3).encode(x=x, y=y),
        wall.mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(x=x),
        cross("wall", x, y),
        layer("you").mark_point(size=130).encode(x=x, y=y, color=by("color", "kind", GROWN)),
        named("wall", x, axis("y", "top"), align="right", dx=-6, dy=6, color=RED, **SMALL),
        *names,
        apart=["color"],
    )


def years() -> Any:
    """The best leverage of every year with its standard error, and of the whole record as believed.

    Data: years (year, best, low, high, label, own), year_wall (best).
    """
    y = axis("y", "year:N", None, sort=None, ticks=False, line=False, labelFontSize=13, minExtent=40)
    x = axis("x", "best", "best leverage of the year, ± one standard error", "×", domain=[-4, 8], nice=False,
             values=[-4, -2, 0, 2, 4, 6, 8])  # fmt: skip
    tone = either("datum.own", BLUE, QUIET)
    rows = layer("years")
    return picture(
        250,
        "The leverage that the formula calls best, year by year",
        layer("year_wall").mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(x=x),
        rows.mark_rule(strokeWidth=3, opacity=0.5).encode(x=axis("x", "low"), x2="high:Q", y=y, color=tone),
        rows.mark_point(size=100).encode(x=x, y=y, color=tone),
        named("years", x, y, dy=-13, **SMALL),
    )


def quarters() -> Any:
    """Closures of the next week by the quarter of the week before.

    Data: quarters (quarter, closed, label, range).
    """
    x = axis("x", "quarter:N", "the week before, by its volatility", sort=None, labelAngle=0, ticks=False)
    y = axis("y", "closed", "closed in the next week", "%", domain=[0, 0.92], nice=False, values=[0, 0.25, 0.5, 0.75])
    return picture(
        300,
        "Share of weeks that closed the long, by the volatility of the week before",
        layer("quarters").mark_bar(color=RED, fillOpacity=0.5, size=34).encode(x=x, y=y),
        named("quarters", x, y, free=0, dy=-10),
    )


def sizes() -> Any:
    """Notional of the same risk over volatility; real weeks as dots.

    Data: sizes (volatility, notional), weeks (volatility, notional, label).
    """
    x = axis(
        "x",
        "volatility",
        "volatility of the week, a year",
        "%",
        domain=[0, 2.9],
        nice=False,
        values=[0, 0.5, 1, 1.5, 2],
    )
    y = axis("y", "notional", "position of the same risk", "$", zero=True, nice=False, tickCount=4)
    return picture(
        300,
        "Position of the same risk over volatility",
        layer("sizes").mark_line(color=BLUE).encode(x=x, y=y),
        layer("weeks").mark_point(color=INK, size=90).encode(x=x, y=y),
        named("weeks", x, y, align="left", dx=8, dy=-9),
    )


def hundred() -> Any:
    """A hundred weeks as squares; those that threw the compartment out are crossed.

    Data: hundred (column, line, out), hundred_name (label).
    """
    x = axis("x", "column", hidden=True, domain=[-0.7, 19.7], nice=False)
    y = axis("y", "line", hidden=True, domain=[4.7, -1.6], nice=False)
    weeks = layer("hundred").mark_point(shape="square", size=60, opacity=0.45)
    return picture(
        158,
        "A hundred weeks, those that threw the compartment out crossed",
        weeks.encode(x=x, y=y, color=either("datum.out", AMBER, QUIET)),
        cross(layer("hundred", "datum.out"), x, y, size=90),
        named("hundred_name", alt.value(4), alt.value(10), free=0, align="left", color=RED),
    )

"""How lesson 01 looks: the fan, the room over leverage, the halving bars, the odds."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED

#: "+0 %" would be odd.
SIGNED = "datum.value === 0 ? '0%' : datum.label"
#: Pixels that a name such as "short +7.32 %" takes beside its dot.
NAME = 112
#: Pixels that a share such as "+ 2.56 %" takes inside its block.
SHARE = 58
BLUE, RED, INK, QUIET = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet"))


def fan() -> Any:
    """Return on margin over price; the learner's leverage in blue among pale others, ending at liquidation.

    Data: alive (price, gain), ghosts (leverage, price, gain), liquidation (price, gain, label), now (price, gain, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X("price:Q", title="price", scale=alt.Scale(domain=[50, 150]), axis=alt.Axis(format="$,~f"))
    y = alt.Y(
        "gain:Q",
        title="return on margin",
        scale=alt.Scale(domain=[-1.1, 1.5]),
        axis=alt.Axis(format="+.0%", labelExpr=SIGNED),
    )
    ghosts = (
        alt.Chart(alt.NamedData("ghosts"))
        .mark_line(clip=True, color=COLORS["line"], strokeWidth=1.5)
        .encode(x=x, y=y, detail="leverage:N")
    )
    line = alt.Chart(alt.NamedData("alive")).mark_line(clip=True, color=BLUE, strokeWidth=3).encode(x=x, y=y)
    zero = alt.Chart(alt.NamedData("now")).mark_rule(color=COLORS["line"]).encode(y=alt.datum(0))
    wall = alt.Chart(alt.NamedData("liquidation")).mark_rule(color=RED, strokeDash=DASHED).encode(x=x)
    cross = (
        alt.Chart(alt.NamedData("liquidation"))
        .mark_point(shape="cross", angle=45, color=RED, size=170, filled=True)
        .encode(x=x, y=y)
    )
    # The name stands at the foot of the line, on the side where the position no longer lives.
    sides: list[tuple[str, Any, int]] = [("true", "left", 7), ("false", "right", -7)]
    names = [
        halo(
            alt.Chart(alt.NamedData("liquidation"))
            .transform_filter(f"datum.beyond === {beyond}")
            .mark_text(color=RED, fontWeight=600, baseline="bottom", align=align, dx=dx, dy=-6)
            .encode(x=x, y=alt.value("height"), text="label:N")
        )
        for beyond, align, dx in sides
    ]
    dot = alt.Chart(alt.NamedData("now")).mark_point(color=INK, size=150).encode(x=x, y=y)
    label = halo(
        alt.Chart(alt.NamedData("now")).mark_text(fontWeight=600, dy=-16, fontSize=14).encode(x=x, y=y, text="label:N")
    )
    return alt.layer(zero, ghosts, line, wall, cross, *names, dot, label).properties(
        height=320, description="Return on margin over price for the chosen leverage"
    )


def room() -> Any:
    """Adverse move survived over leverage: longs below zero, shorts above, against moves that happen.

    Data: rooms (leverage, move, side), dot (leverage, move, label, label_move, own), day (low, high, label),
        worst (move, label_move, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "leverage:Q",
        title="leverage",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(
            values=[1, 2, 5, 10, 20, 40, 100], format="~f", labelExpr="datum.label + '×'", labelOverlap=False
        ),
    )
    y = alt.Y(
        "move:Q",
        title="move that liquidates",
        scale=alt.Scale(domain=[-1, 1]),
        axis=alt.Axis(format="+.0%", labelExpr=SIGNED),
    )
    day = alt.Chart(alt.NamedData("day"))
    band = day.mark_rect(color=COLORS["line"], opacity=0.6).encode(y=alt.Y("low:Q"), y2="high:Q")
    worst = alt.Chart(alt.NamedData("worst"))
    rule = worst.mark_rule(color=QUIET, strokeWidth=1.5, strokeDash=[2, 3]).encode(y=y)
    caption: dict[str, Any] = {"color": COLORS["quiet_text"], "fontSize": 12}
    names = halo(
        day.mark_text(align="left", dx=6, dy=-8, **caption).encode(y=alt.Y("high:Q"), x=alt.value(0), text="label:N")
    ) + halo(
        worst.mark_text(align="right", **caption).encode(y=alt.Y("label_move:Q"), x=alt.value("width"), text="label:N")
    )
    lines = (
        alt.Chart(alt.NamedData("rooms"))
        .mark_line(clip=True)
        .encode(
            x=x,
            y=y,
            detail="side:N",
            color=alt.value(BLUE),
            strokeDash=alt.condition("datum.side == 'long'", alt.value([1, 0]), alt.value([7, 3])),
        )
    )
    dots = alt.Chart(alt.NamedData("dot"))
    point = dots.mark_point(stroke=BLUE, strokeWidth=2).encode(
        x=x,
        y=y,
        fill=alt.condition("datum.own", alt.value(BLUE), alt.value(COLORS["paper"])),
        size=alt.condition("datum.own", alt.value(160), alt.value(80)),
    )
    # Near the right edge a name stands above or below its dot instead of beside it, flush with the edge.
    outside = f"scale('x', datum.leverage) > width - {NAME}"
    label = halo(
        dots.mark_text(
            align=alt.expr(f"{outside} ? 'right' : 'left'"),
            dx=alt.expr(f"{outside} ? width - scale('x', datum.leverage) : 11"),
            dy=alt.expr(f"{outside} ? (datum.move > 0 ? -15 : 15) : 0"),
            fontWeight=600,
            color=BLUE,
        ).encode(x=x, y=alt.Y("label_move:Q"), text="label:N")
    )
    return alt.layer(band, rule, lines, names, point, label).properties(
        height=320, description="Adverse move survived over leverage, for a long and a short"
    )


def halves() -> Any:
    """Room at L and at L/2 as bars of equal blocks, the extra strip marked.

    Data: parts (row, start, end, part, label), ends (row, end, label).
    """
    from course.charts.altair_lite import alt

    rows = alt.Y(
        "row:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelFontSize=14, ticks=False, domain=False, minExtent=64),
        scale=alt.Scale(paddingInner=0.35),
    )
    parts = alt.Chart(alt.NamedData("parts"))
    x = alt.X("start:Q", title="distance to liquidation", axis=alt.Axis(format=".0%"))
    domain, hues = ["room", "again", "strip"], [BLUE, BLUE, COLORS["isolated"]]
    scale = alt.Scale(domain=domain, range=hues)
    bars = parts.mark_bar(fillOpacity=0.22, strokeWidth=1.5, cornerRadius=3).encode(
        y=rows,
        x=x,
        x2="end:Q",
        fill=alt.Fill("part:N", legend=None, scale=scale),
        stroke=alt.Stroke("part:N", legend=None, scale=scale),
    )
    narrow = f"scale('x', datum.end) - scale('x', datum.start) < {SHARE}"
    names = (
        parts.transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontWeight=600, dy=alt.expr(f"{narrow} ? -bandwidth('y') / 2 - 10 : 0"))
        .encode(y=rows, x="middle:Q", text="label:N")
    )
    ends = (
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="left", dx=8, fontWeight=700, fontSize=15)
        .encode(y=rows, x="end:Q", text="label:N")
    )
    return alt.layer(bars, names, ends).properties(
        height=170, description="Room at a leverage and at half of it, in equal blocks"
    )


def odds() -> Any:
    """Chance of touching the liquidation price over leverage.

    Data: curve (leverage, chance), dots (leverage, chance, label, own).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "leverage:Q",
        title="leverage",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[1, 2, 5, 10, 20, 40], format="~f", labelExpr="datum.label + '×'", labelOverlap=False),
    )
    y = alt.Y("chance:Q", title="odds of being liquidated", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%"))
    curve = alt.Chart(alt.NamedData("curve"))
    area = curve.mark_area(color=RED).encode(x=x, y=y)
    line = curve.mark_line(color=RED).encode(x=x, y=y)
    dots = alt.Chart(alt.NamedData("dots"))
    point = dots.mark_point(stroke=RED, strokeWidth=2).encode(
        x=x, y=y, fill=alt.condition("datum.own", alt.value(RED), alt.value(COLORS["paper"]))
    )
    label = halo(dots.mark_text(align="right", dx=-12, dy=-8, fontWeight=600).encode(x=x, y=y, text="label:N"))
    return alt.layer(area, line, point, label).properties(
        height=300, description="Odds of touching the liquidation price over leverage"
    )


def reserve() -> Any:
    """What the setting reserves and what stays free, one bar.

    Data: bars (part, start, end, label).
    """
    from course.charts.altair_lite import alt

    bars = alt.Chart(alt.NamedData("bars"))
    x = alt.X("start:Q", title="collateral in the pool", axis=alt.Axis(format="$,~f"))
    scale = alt.Scale(domain=["reserved", "free"], range=[QUIET, COLORS["profit"]])
    bar = bars.mark_bar(fillOpacity=0.22, strokeWidth=1.5, cornerRadius=3, size=44).encode(
        x=x,
        x2="end:Q",
        y=alt.value(40),
        fill=alt.Fill("part:N", legend=None, scale=scale),
        stroke=alt.Stroke("part:N", legend=None, scale=scale),
    )
    names = (
        bars.transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontWeight=600)
        .encode(x="middle:Q", y=alt.value(40), text="label:N")
    )
    return alt.layer(bar, names).properties(
        height=90, description="Collateral reserved by the leverage setting and collateral left free"
    )

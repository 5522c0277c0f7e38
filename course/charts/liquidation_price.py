"""How lesson 02 looks: the ball, the waterfall, stairs and room over size, the edge, the vanishing price, the wick."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED

BLUE, RED, INK, QUIET, LINE = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line"))


def _sizes() -> Any:
    """A logarithmic axis of money, with ticks $10k … $1B."""
    from course.charts.altair_lite import alt

    return alt.X(
        "size:Q",
        title="position",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[1e4, 1e5, 1e6, 1e7, 1e8, 1e9], labelExpr="replace(format(datum.value, '$~s'), 'G', 'B')"),
    )


def _source(name: str) -> Any:
    from course.charts.altair_lite import alt

    return alt.Chart(alt.NamedData(name))


def _beside(
    name: str, x: Any, y: Any, dx: float = 12, dy: tuple[float, float] = (-13, -13), color: Any = None, **text: Any
) -> Any:
    """Labels of a table beside their points: to the left where its column ``left`` says so, else to the right.

    ``dy`` is how far below its point a label stands, on the left and on the right.
    """
    from course.charts.altair_lite import alt

    def labels(when: str, align: str, across: float, down: float) -> Any:
        marks = _source(name).transform_filter(when)
        made = marks.mark_text(align=align, dx=across, dy=down, fontWeight=600, **text)
        return halo(made.encode(x=x, y=y, text="label:N", **({"color": color} if color else {})))

    left, right = dy
    return alt.layer(labels("datum.left", "right", -dx, left), labels("!datum.left", "left", dx, right))


def _ball(x: Any, y: Any) -> Any:
    """Where the position stands: a disc while it lives, a cross once it is closed."""
    point = _source("ball")
    alive = (
        point.transform_filter("!datum.closed")
        .mark_point(color=INK, stroke=COLORS["paper"], strokeWidth=2, size=230)
        .encode(x=x, y=y)
    )
    gone = (
        point.transform_filter("datum.closed")
        .mark_point(shape="cross", angle=45, color=RED, stroke=COLORS["paper"], size=260)
        .encode(x=x, y=y)
    )
    return alive + gone


def _frame(x: Any, y: Any) -> Any:
    """Invisible corners that hold the axes still."""
    return _source("frame").mark_point(opacity=0, size=1).encode(x=x, y=y)


def _price_and_money(low: float, high: float) -> tuple[Any, Any]:
    from course.charts.altair_lite import alt

    return (
        alt.X("price:Q", title="price", scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(format="$,~f")),
        alt.Y("value:Q", title="equity and requirements", scale=alt.Scale(nice=False), axis=alt.Axis(format="$,~f")),
    )


def ball(side: str = "long") -> Any:
    """Equity over price falling through the levels of opening, keeping and bankruptcy.

    Data: equity (price, value), needed (kind, label, price, value, place), strip (price, value), frame (price, value),
    drops (kind, price, value, foot, label), ball (price, value, label, closed, left).
    """
    from course.charts.altair_lite import alt

    x, y = _price_and_money(80, 120)
    # Labels stand where the equity line is far away: right of the crossings of a long, left of those of a short.
    align, shift = ("left", 5) if side == "long" else ("right", -5)
    needed, drops = _source("needed"), _source("drops")
    kinds = ["opening", "keeping", "liquidation", "bankruptcy"]
    colours = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[COLORS["quiet_text"], RED, RED, RED])
    )
    dashes = alt.StrokeDash(
        "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[[1, 0], DASHED, DASHED, [1, 0]])
    )
    strip = _source("strip").mark_area(color=RED, opacity=0.12).encode(x=x, y=y)
    zero = _source("strip").mark_line(color=RED, strokeWidth=1).encode(x=x, y=alt.datum(0))
    lines = needed.mark_line(strokeWidth=1.8).encode(x=x, y=y, color=colours, strokeDash=dashes)
    names = halo(
        needed.mark_text(align="right" if side == "long" else "left", dy=-9 if side == "long" else -12).encode(
            x=x, y="place:Q", text="label:N", color=colours
        )
    )
    equity = _source("equity").mark_line(color=INK, strokeWidth=3).encode(x=x, y=y)
    leads = drops.mark_rule(strokeWidth=1.2).encode(x=x, y=y, y2="foot:Q", color=colours, strokeDash=dashes)
    feet = halo(
        drops.mark_text(align=align, dx=shift, dy=-5, fontWeight=600).encode(
            x=x, y="foot:Q", text="label:N", color=colours
        )
    )
    return alt.layer(
        _frame(x, y),
        strip,
        zero,
        lines,
        leads,
        equity,
        names,
        feet,
        _ball(x, y),
        _beside("ball", x, y, dy=(-13, 18) if side == "long" else (18, -13)),
    ).properties(height=350, description="Equity over price against the requirements for opening and for keeping")


def waterfall() -> Any:
    """From what was posted to what is left, step by step.

    Data: bars (row, start, end, high, reach, kind, label); the axis reaches as far as ``reach``, for the labels.
    """
    from course.charts.altair_lite import alt

    bars = _source("bars")
    rows = alt.Y(
        "row:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False, minExtent=92, labelLimit=120),
        scale=alt.Scale(paddingInner=0.3),
    )
    x = alt.X("start:Q", title="collateral", scale=alt.Scale(nice=False), axis=alt.Axis(format="$,~f", tickCount=4))
    kinds = ["posted", "taken", "left", "missing"]
    bar = bars.mark_bar(cornerRadius=2).encode(
        y=rows,
        x=x,
        x2="end:Q",
        color=alt.Color(
            "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[QUIET, COLORS["line"], COLORS["profit"], RED])
        ),
    )
    text = halo(bars.mark_text(align="left", dx=6, fontWeight=600).encode(y=rows, x="high:Q", text="label:N"))
    room = bars.mark_point(opacity=0, size=1).encode(y=rows, x="reach:Q")
    zero = bars.mark_rule(color=LINE, strokeWidth=1).encode(x=alt.datum(0))
    return alt.layer(room, zero, bar, text).properties(
        height=230, description="What became of the collateral: the move, the fill, the fee, what is left"
    )


def stairs() -> Any:
    """Rate of the next dollar (stairs) and of all dollars (curve) over size.

    Data: steps (size, rate), average (size, rate), here (size, rate, place, kind, label, left),
    top (rate): what the axis reaches, for the labels.
    """
    from course.charts.altair_lite import alt

    x = _sizes()
    y = alt.Y(
        "rate:Q", title="maintenance, share of notional", axis=alt.Axis(format=".2~%"), scale=alt.Scale(nice=False)
    )
    steps = (
        _source("steps")
        .mark_line(interpolate="step-after", color=QUIET, strokeWidth=2, strokeJoin="miter")
        .encode(x=x, y=y)
    )
    average = _source("average").mark_line(color=BLUE, strokeWidth=3).encode(x=x, y=y)
    here = _source("here")
    colours = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=["average", "next"], range=[BLUE, COLORS["quiet_text"]])
    )
    dots = here.mark_point(size=150, strokeWidth=2, stroke=COLORS["paper"]).encode(x=x, y=y, color=colours)
    text = _beside("here", x, alt.Y("place:Q"), dx=9, dy=(-10, -10), color=colours)
    top = _source("top").mark_point(opacity=0, size=1).encode(y=y)
    return alt.layer(top, steps, average, dots, text).properties(
        height=300, description="Maintenance rate over position size: of the next dollar and of all dollars"
    )


def rooms() -> Any:
    """Adverse move survived over size, under the chosen rule and under the other one.

    Data: rooms (size, room, own), flat (size, room, label), dot (size, room, label, left), other (size, room, label,
    left), low (room): what the axis reaches.
    """
    from course.charts.altair_lite import alt

    x = _sizes()
    y = alt.Y(
        "room:Q", title="move that liquidates", axis=alt.Axis(format=".1~%"), scale=alt.Scale(nice=False, zero=False)
    )
    flat = _source("flat")
    even = flat.mark_line(color=QUIET, strokeWidth=1.5, strokeDash=[2, 3]).encode(x=x, y=y)
    note = halo(
        flat.mark_text(align="right", dy=-9, color=COLORS["quiet_text"], fontSize=12).encode(x=x, y=y, text="label:N")
    )
    other = (
        _source("rooms")
        .transform_filter("!datum.own")
        .mark_line(color=QUIET, opacity=0.5, strokeWidth=2)
        .encode(x=x, y=y)
    )
    quiet = alt.value(COLORS["quiet_text"])
    other_name = _beside("other", x, y, dx=3, dy=(0, 0), color=quiet, fontSize=12)
    low = _source("low").mark_point(opacity=0, size=1).encode(y=y)
    own = _source("rooms").transform_filter("datum.own").mark_line(color=BLUE, strokeWidth=3).encode(x=x, y=y)
    dot = _source("dot").mark_point(size=150, color=BLUE, stroke=COLORS["paper"], strokeWidth=2).encode(x=x, y=y)
    text = _beside("dot", x, y, dx=13, dy=(12, 12), color=alt.value(BLUE))
    return alt.layer(low, even, other, own, note, other_name, dot, text).properties(
        height=300, description="Adverse move survived over position size at one leverage"
    )


def edge(side: str = "long") -> Any:
    """Equity and a requirement that bends or jumps where the notional crosses a tier's edge.

    Data: equity (price, value), needed (price, value), frame (price, value), closed (low, high), step (price, label, left),
    ball (price, value, label, closed, left), names (price, value, label).
    """
    from course.charts.altair_lite import alt

    x, y = _price_and_money(85, 115)
    bands = _source("closed")
    shade = bands.mark_rect(color=RED, opacity=0.12).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[85, 115], nice=False)),
        x2="high:Q",
        y=alt.value(0),
        y2=alt.value("height"),
    )
    shut = halo(
        bands.transform_calculate(middle="(datum.low + datum.high) / 2")
        .mark_text(color=RED, fontWeight=600, baseline="top", dy=2)
        .encode(x="middle:Q", y=alt.value(0), text="label:N")
    )
    equity = _source("equity").mark_line(color=INK, strokeWidth=3).encode(x=x, y=y)
    needed = _source("needed").mark_line(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=x, y=y)
    names = halo(
        _source("names").mark_text(align="right", dy=-9, color=RED, fontWeight=600).encode(x=x, y=y, text="label:N")
    )
    steps = _source("step")
    line = steps.mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 3]).encode(x=x)
    text = _beside("step", x, alt.value(40), dx=5, dy=(0, 0), color=alt.value(COLORS["quiet_text"]), fontSize=12)
    return alt.layer(
        _frame(x, y),
        shade,
        line,
        needed,
        equity,
        names,
        text,
        shut,
        _ball(x, y),
        _beside("ball", x, y, dy=(-13, 18) if side == "long" else (18, -13)),
    ).properties(height=340, description="Equity and maintenance requirement over price across a tier's edge")


def vanish() -> Any:
    """Liquidation price over collateral, a long's down to zero and then none, a short's rising for ever.

    Data: curves (side, collateral, price, own), dot (collateral, price, label, left), full (collateral, end, label),
    entry (price, label), names (collateral, price, label, own, left).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "collateral:Q",
        title="collateral",
        scale=alt.Scale(domain=[0, 25_000], nice=False),
        axis=alt.Axis(format="$,~f", values=[0, 5_000, 10_000, 15_000, 20_000, 25_000]),
    )
    y = alt.Y(
        "price:Q", title="liquidation price", scale=alt.Scale(domain=[0, 360], nice=False), axis=alt.Axis(format="$,~f")
    )
    curves, full = _source("curves"), _source("full")
    lines = curves.mark_line(strokeWidth=3).encode(
        x=x,
        y=y,
        detail="side:N",
        color=alt.condition("datum.own", alt.value(RED), alt.value(LINE)),
        strokeDash=alt.condition("datum.side == 'long'", alt.value([1, 0]), alt.value([7, 3])),
    )
    entry = _source("entry")
    level = entry.mark_rule(color=LINE).encode(y=y)
    level_name = halo(
        entry.mark_text(align="right", dx=-2, dy=-8, color=COLORS["quiet_text"], fontSize=12).encode(
            x=alt.value("width"), y=y, text="label:N"
        )
    )
    nothing = full.mark_rule(color=QUIET, strokeWidth=5, opacity=0.5).encode(x=x, x2="end:Q", y=alt.datum(0))
    nothing_name = halo(
        full.mark_text(align="left", dx=6, dy=-12, color=COLORS["quiet_text"], fontSize=12).encode(
            x=x, y=alt.datum(0), text="none:N"
        )
    )
    once = full.mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 3]).encode(x=x)
    once_name = halo(
        full.mark_text(align="left", dx=5, dy=6, baseline="top", color=COLORS["quiet_text"], fontSize=12).encode(
            x=x, y=alt.value(0), text="label:N"
        )
    )
    own = alt.condition("datum.own", alt.value(RED), alt.value(COLORS["quiet_text"]))
    names = _beside("names", x, y, dx=0, dy=(0, 0), color=own)
    dot = _source("dot")
    point = dot.mark_point(size=180, color=RED, stroke=COLORS["paper"], strokeWidth=2).encode(x=x, y=y)
    return alt.layer(
        level,
        level_name,
        nothing,
        once,
        lines,
        names,
        nothing_name,
        once_name,
        point,
        _beside("dot", x, y, dy=(-15, -15)),
    ).properties(height=330, description="Liquidation price over collateral for a long and for a short")


def wick() -> Any:
    """Last price, index and judging price over a few seconds, and the liquidation price as a wall.

    Data: lines (kind, second, price), names (second, price, place, kind, label), wall (price, place, label),
    frame (second, price), closed (second, price).
    """
    from course.charts.altair_lite import alt

    x = alt.X("second:Q", title="seconds", scale=alt.Scale(nice=False), axis=alt.Axis(format="~f"))
    y = alt.Y("price:Q", title="price", scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(format="$,~f"))
    kinds = ["last", "index", "oracle", "mark"]
    colours = [QUIET, BLUE, BLUE, INK]
    text_colours = [COLORS["quiet_text"], BLUE, BLUE, INK]

    def scaled(values: list[Any]) -> Any:
        return alt.Scale(domain=kinds, range=values)

    lines = (
        _source("lines")
        .mark_line(strokeJoin="miter")
        .encode(
            x=x,
            y=y,
            color=alt.Color("kind:N", legend=None, scale=scaled(colours)),
            strokeDash=alt.StrokeDash("kind:N", legend=None, scale=scaled([[1, 0], [8, 3], [1, 0], [1, 0]])),
            strokeWidth=alt.StrokeWidth("kind:N", legend=None, scale=scaled([1.5, 2, 3.5, 3.5])),
        )
    )
    wall = _source("wall")
    rule = wall.mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(y=y)
    wall_name = halo(
        wall.mark_text(align="right", dx=-2, color=RED, fontWeight=600).encode(
            x=alt.value("width"), y="place:Q", text="label:N"
        )
    )
    names = halo(
        _source("names")
        .mark_text(align="left", dx=8, fontWeight=600)
        .encode(x=x, y="place:Q", text="label:N", color=alt.Color("kind:N", legend=None, scale=scaled(text_colours)))
    )
    cross = (
        _source("closed")
        .mark_point(shape="cross", angle=45, color=RED, size=240, stroke=COLORS["paper"])
        .encode(x=x, y=y)
    )
    frame = _source("frame").mark_point(opacity=0, size=1).encode(x=x, y=y)
    return alt.layer(frame, rule, lines, wall_name, names, cross).properties(
        height=340, description="Last price, index and mark or oracle price through one wick"
    )

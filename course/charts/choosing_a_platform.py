"""How lesson 13 looks: rooms and margins venue by venue, rates over size, the scorecard, a venue of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS

BLUE, RED, INK, QUIET = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet"))
MODES = {"cross": BLUE, "isolated": COLORS["isolated"], "halted": QUIET}
TEXTS = {"cross": BLUE, "isolated": COLORS["isolated_text"], "halted": COLORS["quiet_text"]}
#: Height of one venue's row, pixels.
ROW = 44


def _hue(field: str, hues: dict[str, str], channel: Any) -> Any:
    from course.charts.altair_lite import alt

    return channel(f"{field}:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))


def _rows(names: Sequence[str] | None = None, *, by: str | None = None) -> Any:
    """Venues from top to bottom: in a given order, by a field, or as the data come."""
    from course.charts.altair_lite import alt

    sort: Any = list(names) if names else alt.EncodingSortField(by, op="min", order="ascending") if by else None
    return alt.Y(
        "venue:N",
        title=None,
        sort=sort,
        axis=alt.Axis(labelFontSize=13, ticks=False, domain=False, minExtent=0, labelColor=INK, labelLimit=130),
        scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
    )


def requirements() -> Any:
    """Maintenance margin by venue as bars, the guess as a dotted line.

    Data: bars (venue, value, label, edge), guess (value, label, left).
    """
    from course.charts.altair_lite import alt

    bars, guess = alt.Chart(alt.NamedData("bars")), alt.Chart(alt.NamedData("guess"))
    x = alt.X("value:Q", title="maintenance margin", axis=alt.Axis(format="$,~f"))
    hue = alt.condition("datum.edge", alt.value(BLUE), alt.value(QUIET))
    bar = bars.mark_bar(cornerRadius=3, fillOpacity=0.2, strokeWidth=1.5).encode(y=_rows(), x=x, fill=hue, stroke=hue)
    # No guess is below the shortest bar, so its line passes right of figures at the bars' feet.
    names = bars.mark_text(align="left", dx=6, fontWeight=600).encode(y=_rows(), x=alt.datum(0), text="label:N")
    line = guess.mark_rule(color=COLORS["prediction"], strokeDash=[2, 3], strokeWidth=2.5).encode(x=x)
    # The guess is named above the bars, on the side of its line that has room.
    sides: list[tuple[str, Any, int]] = [("true", "right", -6), ("false", "left", 6)]
    said = [
        guess.transform_filter(f"datum.left === {left}")
        .mark_text(align=align, dx=dx, dy=-8, color=COLORS["prediction"], fontWeight=600)
        .encode(x=x, y=alt.value(0), text="label:N")
        for left, align, dx in sides
    ]
    return alt.layer(bar, line, names, *said).properties(
        height=260, description="Maintenance margin of one portfolio on every venue that trades"
    )


def rooms(names: Sequence[str]) -> Any:
    """Moves that liquidate each leg, one venue a row, each leg on a line of its own.

    Data: dots (venue, symbol, shown, label, left, mode, held, first), frame (shown).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "shown:Q",
        title="move that liquidates",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format="+.0%", labelExpr="datum.value === 0 ? 'now' : datum.label", tickCount=4),
    )
    offset = alt.YOffset("symbol:N", scale=alt.Scale(domain=["BTC", "ETH"], paddingInner=0.1, paddingOuter=0.1))
    y = _rows(names)
    dots = alt.Chart(alt.NamedData("dots"))
    frame = alt.Chart(alt.NamedData("frame")).mark_point(opacity=0).encode(x=x)
    zero = alt.Chart(alt.NamedData("frame")).mark_rule(color=COLORS["line"]).encode(x=alt.datum(0))
    stems = dots.mark_rule(strokeWidth=2.5, strokeOpacity=0.55).encode(
        x=x, x2=alt.datum(0), y=y, yOffset=offset, color=_hue("mode", MODES, alt.Color)
    )
    points = (
        dots.transform_filter("datum.held && !datum.first")
        .mark_point(size=90)
        .encode(
            x=x,
            y=y,
            yOffset=offset,
            color=_hue("mode", MODES, alt.Color),
            shape=alt.Shape(
                "symbol:N", legend=None, scale=alt.Scale(domain=["BTC", "ETH"], range=["circle", "diamond"])
            ),
        )
    )
    first = (
        dots.transform_filter("datum.first")
        .mark_point(shape="cross", angle=45, size=150, color=RED)
        .encode(x=x, y=y, yOffset=offset)
    )
    layers = [zero, frame, stems, points, first]
    # A leg's figure stands beyond its dot, its symbol on the other side of "now": neither meets a stem.
    sides: list[tuple[str, Any, int]] = [("true", "right", -9), ("false", "left", 9)]
    for left, align, dx in sides:
        mine = dots.transform_filter(f"datum.left === {left}")
        for red in ("true", "false"):
            color: dict[str, Any] = (
                {"color": alt.value(RED)} if red == "true" else {"color": _hue("mode", TEXTS, alt.Color)}
            )
            layers.append(
                mine.transform_filter(f"datum.first === {red}")
                .mark_text(align=align, dx=dx, fontWeight=600, fontSize=12.5)
                .encode(x=x, y=y, yOffset=offset, text="label:N", **color)
            )
        layers.append(
            mine.mark_text(
                align="left" if left == "true" else "right", dx=-dx * 0.7, fontSize=11, color=COLORS["quiet_text"]
            ).encode(x=alt.datum(0), y=y, yOffset=offset, text="symbol:N")
        )
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(height=ROW * len(names), description="Move of each leg that liquidates it, on every venue")
    )


def margins(names: Sequence[str]) -> Any:
    """Maintenance inside initial margin, one venue a row, against the collateral.

    Data: bars (venue, initial, maintenance, label, mode, short), posted (value, label), room (value).
    """
    from course.charts.altair_lite import alt

    y = _rows(names)
    x = alt.X(
        "value:Q",
        title="margin to keep, margin to open",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="$,~s", tickCount=4),
    )
    bars, posted = alt.Chart(alt.NamedData("bars")), alt.Chart(alt.NamedData("posted"))
    room = alt.Chart(alt.NamedData("room")).mark_point(opacity=0).encode(x=x)
    opened = bars.mark_bar(fillOpacity=0.16, strokeWidth=1.2, cornerRadius=2, height=22).encode(
        x=alt.X("initial:Q"), y=y, fill=_hue("mode", MODES, alt.Fill), stroke=_hue("mode", MODES, alt.Stroke)
    )
    kept = bars.mark_bar(height=10, cornerRadius=1).encode(
        x=alt.X("maintenance:Q"), y=y, color=_hue("mode", MODES, alt.Color)
    )
    line = posted.mark_rule(color=INK, strokeDash=[2, 2]).encode(x=x)
    name = posted.mark_text(dy=-8, fontWeight=600).encode(x=x, y=alt.value(0), text="label:N")
    numbers = bars.mark_text(align="right", fontSize=12.5).encode(
        x=alt.value("width"), y=y, text="label:N", color=alt.condition("datum.short", alt.value(RED), alt.value(INK))
    )
    return (
        alt.layer(opened, kept, line, room, name, numbers)
        .resolve_scale(color="independent")
        .properties(
            height=ROW * len(names), description="Maintenance and initial margin on every venue, against the collateral"
        )
    )


def sizes() -> Any:
    """Average maintenance rate over notional; the strictest and the most lenient at the learner's size in colour.

    Data: curves (venue, notional, rate, own), here (venue, notional, rate, own), span (notional, low, high),
        ends (notional, rate, label, place).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "notional:Q",
        title="notional of the position",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(format="$~s", values=[1e4, 1e5, 1e6, 1e7, 1e8], labelOverlap=False),
    )
    y = alt.Y(
        "rate:Q",
        title="maintenance over notional",
        scale=alt.Scale(type="log", nice=False, domain=[0.003, 0.15], clamp=True),
        axis=alt.Axis(format="~%", values=[0.005, 0.01, 0.02, 0.05, 0.1], labelOverlap=False),
    )
    curves, here = alt.Chart(alt.NamedData("curves")), alt.Chart(alt.NamedData("here"))
    looks: list[tuple[str, str, float]] = [("!datum.own", QUIET, 1.3), ("datum.own", BLUE, 3)]
    lines = [
        curves.transform_filter(which)
        .mark_line(clip=True, color=hue, strokeWidth=width)
        .encode(x=x, y=y, detail="venue:N")
        for which, hue, width in looks
    ]
    span = (
        alt.Chart(alt.NamedData("span"))
        .mark_rule(color=INK, strokeDash=[2, 2])
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    )
    dots = here.mark_point(size=70).encode(
        x=x, y=y, color=alt.condition("datum.own", alt.value(BLUE), alt.value(QUIET))
    )
    ends = alt.Chart(alt.NamedData("ends"))
    names = [
        halo(
            ends.transform_filter(f"datum.place === '{up} {side}'")
            .mark_text(
                align="right" if side == "left" else "left",
                dx=-8 if side == "left" else 8,
                dy=-14 if up == "above" else 15,
                fontWeight=600,
                color=BLUE,
            )
            .encode(x=x, y=y, text="label:N")
        )
        for up in ("above", "below")
        for side in ("left", "right")
    ]
    return alt.layer(*lines, span, dots, *names).properties(
        height=320, description="Maintenance rate over position size on every venue"
    )


def here() -> Any:
    """The rates at the learner's size, from the most lenient to the strictest venue.

    Data: here (venue, rate, label, own), room (rate).
    """
    from course.charts.altair_lite import alt

    rows = alt.Chart(alt.NamedData("here"))
    y = _rows(by="rate")
    x = alt.X(
        "rate:Q",
        title="maintenance over notional, at your size",
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(format="~%", tickCount=4),
    )
    bars = rows.mark_bar(cornerRadius=3, height=12).encode(
        x=x, y=y, color=alt.condition("datum.own", alt.value(BLUE), alt.value(COLORS["line"]))
    )
    room = alt.Chart(alt.NamedData("room")).mark_point(opacity=0).encode(x=x)
    text = rows.mark_text(align="left", dx=6, fontWeight=600).encode(x=x, y=y, text="label:N")
    return alt.layer(bars, text, room).properties(
        height=320, description="Maintenance rate at the chosen size, venue by venue"
    )


def totals() -> Any:
    """Venues by weighted total, the best in colour, the halted one hollow.

    Data: totals (venue, rank, score, label, part).
    """
    from course.charts.altair_lite import alt

    rows = alt.Chart(alt.NamedData("totals"))
    y = _rows(by="rank")
    x = alt.X(
        "score:Q",
        title="total out of 100",
        scale=alt.Scale(domain=[0, 1.12], nice=False),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr="format(100 * datum.value, '~f')"),
    )
    hues = {"best": BLUE, "rest": COLORS["line"], "halted": COLORS["paper"]}
    edges = {"best": BLUE, "rest": COLORS["line"], "halted": QUIET}
    bars = rows.mark_bar(cornerRadius=3, strokeWidth=1.5).encode(
        strokeDash=alt.condition("datum.part === 'halted'", alt.value([3, 3]), alt.value([1, 0])),
        x=x,
        y=y,
        fill=_hue("part", hues, alt.Fill),
        stroke=_hue("part", edges, alt.Stroke),
    )
    text = rows.mark_text(align="left", dx=6, fontWeight=600).encode(x=x, y=y, text="label:N")
    return alt.layer(bars, text).properties(height=38 * 8, description="Venues ranked by the weighted total")


def ratings() -> Any:
    """Ratings by criterion, in the order of the ranking; the chosen venue framed.

    Data: cells (venue, rank, criterion, rating, label, chosen), heads (criterion, label, raised).
    """
    from course.charts.altair_lite import alt

    cells = alt.Chart(alt.NamedData("cells"))
    y = _rows(by="rank")
    x = alt.X(
        "criterion:N",
        title=None,
        sort=["Margin", "Liquidation", "Settlement", "Tools"],
        axis=None,
        scale=alt.Scale(paddingInner=0.06),
    )
    heads = alt.Chart(alt.NamedData("heads"))
    looks: list[tuple[str, str, int, float, Any]] = [
        ("criterion:N", "datum.raised", -41, 11.5, 400),
        ("criterion:N", "!datum.raised", -26, 11.5, 400),
        ("label:N", "true", -10, 13, 600),
    ]
    names = [
        heads.transform_filter(which)
        .mark_text(dy=dy, fontSize=size, fontWeight=weight)
        .encode(x=x, y=alt.value(0), text=field)
        for field, which, dy, size, weight in looks
    ]
    boxes = cells.mark_rect(cornerRadius=3, color=BLUE).encode(
        x=x,
        y=y,
        fillOpacity=alt.FillOpacity("rating:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.04, 0.45])),
        stroke=alt.condition("datum.chosen", alt.value(INK), alt.value(COLORS["line"])),
        strokeWidth=alt.condition("datum.chosen", alt.value(1.8), alt.value(0.5)),
    )
    text = cells.mark_text(fontWeight=600).encode(x=x, y=y, text="label:N")
    return alt.layer(boxes, text, *names).properties(
        height=38 * 8, description="Rating of every venue in each of the four criteria"
    )


def walls() -> Any:
    """Liquidation as a cross, the later price acted on behind it, bankruptcy as a line, one venue a row.

    Data: walls (venue, move, label, own), late (venue, start, end), bankrupt (move, label), frame (move).
    """
    from course.charts.altair_lite import alt

    y = _rows()
    x = alt.X(
        "move:Q",
        title="fall of BTC",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(
            format=".0%",
            tickCount=5,
            labelFlush=False,
            labelExpr="datum.value > 0.0001 ? '' : datum.value > -0.0001 ? 'now' : datum.label",
        ),
    )
    data = {n: alt.Chart(alt.NamedData(n)) for n in ("walls", "late", "bankrupt", "frame")}
    zero = data["frame"].mark_rule(color=COLORS["line"]).encode(x=alt.datum(0))
    frame = data["frame"].mark_point(opacity=0).encode(x=x)
    gone = data["bankrupt"].mark_rule(color=INK, strokeDash=[2, 2]).encode(x=x)
    name = (
        data["bankrupt"]
        .mark_text(dy=-8, align="left", dx=-20, fontWeight=600)
        .encode(x=x, y=alt.value(0), text="label:N")
    )
    alive = data["walls"].mark_bar(height=10, color=COLORS["line"]).encode(x=alt.X("move:Q"), x2=alt.datum(0), y=y)
    late = data["late"].mark_bar(height=10, color=RED, opacity=0.4).encode(x=alt.X("start:Q"), x2="end:Q", y=y)
    cross = data["walls"].mark_point(shape="cross", angle=45, size=150, color=RED).encode(x=x, y=y)
    text = (
        data["walls"]
        .mark_text(align="left", dx=8, fontWeight=600)
        .encode(
            x=alt.datum(0),
            y=y,
            text="label:N",
            color=alt.condition("datum.own", alt.value(RED), alt.value(COLORS["quiet_text"])),
        )
    )
    return alt.layer(zero, frame, alive, late, gone, cross, text, name).properties(
        height=170, description="Liquidation (cross), the later price acted on, and bankruptcy on three venues"
    )


def division() -> Any:
    """What is left of the collateral when the venue acts: the trader's, what may go either way, the fee, bad debt below zero.

    Data: parts (venue, part, start, end), says (venue, label, fee, part), room (value).
    """
    from course.charts.altair_lite import alt

    y = _rows()
    x = alt.X(
        "value:Q", title="when the venue acts", scale=alt.Scale(nice=False), axis=alt.Axis(format="$,~s", tickCount=4)
    )
    hues = {"left": COLORS["profit"], "either": COLORS["line"], "fee": COLORS["isolated"], "bad debt": RED}
    parts = alt.Chart(alt.NamedData("parts"))
    room = alt.Chart(alt.NamedData("room")).mark_point(opacity=0).encode(x=x)
    zero = alt.Chart(alt.NamedData("room")).mark_rule(color=COLORS["line"]).encode(x=alt.datum(0))
    bars = parts.mark_bar(height=22, fillOpacity=0.75).encode(
        x=alt.X("start:Q"), x2="end:Q", y=y, color=_hue("part", hues, alt.Color)
    )
    said = alt.Chart(alt.NamedData("says"))
    # The words have the colours of the bars.
    hue = alt.Color(
        "part:N",
        legend=None,
        scale=alt.Scale(
            domain=["left", "either", "bad debt"], range=[COLORS["profit_text"], COLORS["quiet_text"], RED]
        ),
    )
    place: dict[str, Any] = {"align": "right", "fontSize": 12.5, "fontWeight": 600}
    at: dict[str, Any] = {"x": alt.value("width"), "y": y}
    says = [
        said.mark_text(dy=-8, **place).encode(text="label:N", color=hue, **at),
        said.mark_text(dy=9, color=COLORS["isolated_text"], **place).encode(text="fee:N", **at),
    ]
    return (
        alt.layer(room, bars, zero, *says)
        .resolve_scale(color="independent")
        .properties(height=170, description="What the trader keeps, the fee, and bad debt on three venues")
    )

"""A pool as a tank: what was paid in, what each position pours in or draws out, the level, and the line on the wall."""

from __future__ import annotations

from typing import Any, Literal

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED

RED, INK, QUIET = (COLORS[k] for k in ("liquidation", "ink", "quiet_text"))
#: Kind of bar → colour and dash.
BARS: dict[str, tuple[str, list[int]]] = {
    "deposit": (COLORS["quiet"], [1, 0]),
    "gain": (COLORS["profit"], [1, 0]),
    "loss": (RED, [4, 3]),
    "level": (COLORS["cross"], [1, 0]),
    "short": (RED, [1, 0]),
    "required": (RED, [4, 3]),
    "free": (COLORS["profit"], [1, 0]),
    "orders": (COLORS["isolated"], [1, 0]),
    "position": (COLORS["quiet"], [1, 0]),
    "plain": (COLORS["quiet"], [1, 0]),
    "first": (COLORS["cross"], [1, 0]),
}


#: The tank's columns, from what is paid in to what is required.
COLUMNS = ["paid in", "BTC long", "ETH short", "SOL long", "the pool", "it requires"]


def _by_kind(part: int) -> dict[str, Any]:
    return {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(BARS), "range": [look[part] for look in BARS.values()]},
    }


def tank(height: int = 360) -> Any:
    """A waterfall into a tank.

    Data:
        bars: column, start, end, kind (of :data:`BARS`), label, label_at: USD; columns of :data:`COLUMNS`.
        steps: column, next, level: the thread from one bar to the next.
        vessel: column, foot, top: the walls of the tank.
        line: level: the requirement, a line on its wall.
    """
    from course.charts.altair_lite import alt

    bars = alt.Chart(alt.NamedData("bars"))
    x = alt.X(
        "column:N",
        title=None,
        sort=COLUMNS,
        axis=alt.Axis(
            labelAngle=0,
            labelExpr="split(datum.label, ' ')",
            labelFontSize=12.5,
            labelColor=INK,
            labelOverlap=False,
            ticks=False,
            domain=False,
        ),
        scale=alt.Scale(paddingInner=0.24, paddingOuter=0.1),
    )
    y = alt.Y("start:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format="$,~f"))
    walls = (
        alt.Chart(alt.NamedData("vessel"))
        .mark_bar(fill=COLORS["surface"], stroke=COLORS["quiet"], strokeWidth=1)
        .encode(x=x, y=alt.Y("foot:Q"), y2="top:Q")
    )
    box = bars.mark_bar(fillOpacity=0.28, strokeWidth=1.5).encode(
        x=x,
        y=y,
        y2="end:Q",
        fill=alt.Fill(**_by_kind(0)),
        stroke=alt.Stroke(**_by_kind(0)),
        strokeDash=alt.StrokeDash(**_by_kind(1)),
    )
    floor = alt.Chart(alt.NamedData("line")).mark_rule(color=COLORS["line"]).encode(y=alt.datum(0))
    threads = (
        alt.Chart(alt.NamedData("steps"))
        .mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 2])
        .encode(x=x, x2="next:N", y="level:Q")
    )
    line = alt.Chart(alt.NamedData("line"))
    wall = line.mark_rule(color=RED, strokeWidth=2.5, strokeDash=DASHED).encode(y="level:Q")
    labels = halo(
        bars.mark_text(fontWeight=600, fontSize=12.5, baseline="bottom", dy=-4).encode(
            x=x, y="label_at:Q", text="label:N"
        )
    )
    return alt.layer(walls, floor, box, threads, wall, labels).properties(
        height=height,
        description="The pool as a tank: deposit, profit and loss of each position, level and requirement",
    )


def reserved(height: int = 300) -> Any:
    """Collateral over the number of resting orders, in layers; where an order is refused a cross.

    Data:
        bars: orders, start, end, kind.  names: orders, at, label.  fills: orders, free.  refused: orders, at, label.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "orders:O",
        title="resting orders",
        axis=alt.Axis(labelAngle=0),
        scale=alt.Scale(paddingInner=0.18, domain=list(range(11))),
    )
    y = alt.Y("start:Q", title="collateral", axis=alt.Axis(format="$,~f"))
    bars = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(fillOpacity=0.3, strokeWidth=1)
        .encode(x=x, y=y, y2="end:Q", fill=alt.Fill(**_by_kind(0)), stroke=alt.Stroke(**_by_kind(0)))
    )
    fills = (
        alt.Chart(alt.NamedData("fills")).mark_tick(color=INK, thickness=2.5, strokeDash=[3, 2]).encode(x=x, y="at:Q")
    )
    refused = alt.Chart(alt.NamedData("refused"))
    cross = refused.mark_point(
        shape="cross", angle=45, filled=True, size=170, fill=RED, stroke=COLORS["paper"], strokeWidth=1.5
    ).encode(x=x, y="at:Q")
    names = halo(
        alt.Chart(alt.NamedData("names"))
        .mark_text(align="left", fontWeight=600, dx=8)
        .encode(x=alt.value(0), y="at:Q", text="label:N")
    )
    return alt.layer(bars, fills, cross, names).properties(
        height=height, description="Collateral reserved and free over the number of resting orders"
    )


def retrace(height: int = 320) -> Any:
    """Equity and requirement on the way up and back.

    Data:
        equity, ghost: step, value.  need: step, value.  dead: step, value, label.  places: step, label.
        names: step, value, label, kind, align.
    """
    from course.charts.altair_lite import alt

    x = alt.X("step:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 2], nice=False))
    y = alt.Y("value:Q", title="in the pool", axis=alt.Axis(format="$,~f"), scale=alt.Scale(zero=True))

    def layer(name: str) -> Any:
        return alt.Chart(alt.NamedData(name))

    ghost = layer("ghost").mark_line(strokeWidth=1.5, strokeDash=[2, 3], color=COLORS["quiet"]).encode(x=x, y=y)
    equity = layer("equity").mark_line(strokeWidth=3, color=COLORS["cross"]).encode(x=x, y=y)
    need = layer("need").mark_line(strokeWidth=2.5, strokeDash=DASHED, color=RED).encode(x=x, y=y)
    top = layer("places").mark_rule(color=COLORS["line"]).encode(x=x)
    cross = (
        layer("dead")
        .mark_point(shape="cross", angle=45, filled=True, size=300, fill=RED, stroke=COLORS["paper"])
        .encode(x=x, y=y)
    )
    hues = {"cross": COLORS["cross"], "liquidation": RED, "quiet": QUIET}
    ends: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    names = [
        halo(
            layer("names")
            .transform_filter(f"datum.align === '{align}'")
            .mark_text(align=align, fontWeight=600)
            .encode(
                x=x,
                y=y,
                text="label:N",
                color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values()))),
            )
        )
        for align in ends
    ]
    places = [
        layer("places")
        .transform_filter(f"datum.align === '{align}'")
        .mark_text(align=align, baseline="top", dy=8, color=QUIET)
        .encode(x=x, y=alt.value("height"), text="label:N")
        for align in ends
    ]
    return alt.layer(top, ghost, need, equity, cross, *names, *places).properties(
        height=height, description="Equity and requirement while the price rises and comes back"
    )


def shares(field: str, title: str, form: str, domain: list[float] | None, height: int = 240) -> Any:
    """Horizontal bars, one a row, with their value at the end.

    Data:
        rows_<field>: row, value, kind (of :data:`BARS`), label, at (where it stands).
    """
    from course.charts.altair_lite import alt

    data = alt.Chart(alt.NamedData(f"rows_{field}"))
    rows = alt.Y(
        "row:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False, minExtent=92, labelOverlap=False),
        scale=alt.Scale(paddingInner=0.3),
    )
    scale = alt.Scale(domain=domain, nice=False) if domain else alt.Scale(padding=44)
    x = alt.X(
        "value:Q",
        title=title,
        scale=scale,
        axis=alt.Axis(format=form, tickCount=4, labelExpr="datum.value === 0 ? '0' : datum.label"),
    )
    bars = data.mark_bar(fillOpacity=0.3, strokeWidth=1.5).encode(
        y=rows,
        x=x,
        x2=alt.datum(0),
        fill=alt.Fill(**_by_kind(0)),
        stroke=alt.Stroke(**_by_kind(0)),
        strokeDash=alt.StrokeDash(**_by_kind(1)),
    )
    zero = data.mark_rule(color=QUIET).encode(x=alt.datum(0))
    labels = halo(data.mark_text(align="left", dx=6, fontWeight=600).encode(y=rows, x=alt.X("at:Q"), text="label:N"))
    return alt.layer(bars, zero, labels).properties(height=height, description=f"{title}, one bar a row")

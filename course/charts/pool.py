"""A pool as a tank: what was paid in, what each position pours in or draws out, the level, and the line on the wall."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, cross, layer, named, picture

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


def _look(*channels: str) -> dict[str, Any]:
    """Fill and outline of a bar by its kind, and its dashes if asked for."""
    part = {"fill": 0, "stroke": 0, "dash": 1}
    named = {"dash": "strokeDash"}
    return {
        named.get(channel, channel): by(channel, "kind", {kind: look[part[channel]] for kind, look in BARS.items()})
        for channel in ("fill", "stroke", *channels)
    }


def tank(height: int = 360) -> Any:
    """A waterfall into a tank.

    Data:
        bars: column, start, end, kind (of :data:`BARS`), label, label_at: USD; columns of :data:`COLUMNS`.
        steps: column, next, level: the thread from one bar to the next.
        vessel: column, foot, top: the walls of the tank.
        line: level: the requirement, a line on its wall.
    """
    words = {"labelExpr": "split(datum.label, ' ')", "labelFontSize": 12.5, "labelColor": INK, "labelOverlap": False}
    gaps = {"paddingInner": 0.24, "paddingOuter": 0.1}
    x = axis("x", "column:N", None, sort=COLUMNS, labelAngle=0, ticks=False, line=False, **words, **gaps)
    y = axis("y", "start", None, "$", zero=True)
    walls = layer("vessel").mark_bar(fill=COLORS["surface"], stroke=COLORS["quiet"], strokeWidth=1)
    return picture(
        height,
        "The pool as a tank: deposit, profit and loss of each position, level and requirement",
        walls.encode(x=x, y=axis("y", "foot"), y2="top:Q"),
        layer("line").mark_rule(color=COLORS["line"]).encode(y=alt.datum(0)),
        layer("bars").mark_bar(fillOpacity=0.28, strokeWidth=1.5).encode(x=x, y=y, y2="end:Q", **_look("dash")),
        layer("steps").mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 2]).encode(x=x, x2="next:N", y="level:Q"),
        layer("line").mark_rule(color=RED, strokeWidth=2.5, strokeDash=DASHED).encode(y="level:Q"),
        named("bars", x, "label_at:Q", fontSize=alt.expr("width < 330 ? 10.5 : 12.5"), baseline="bottom", dy=-4),
    )


def reserved(height: int = 300) -> Any:
    """Collateral over the number of resting orders, in layers; where an order is refused a cross; the other venue as a line.

    Data:
        bars: orders, start, end, kind.  names: at, label.  fills: orders, at.  refused: orders, at.
        other: orders, at.  other_names: orders, at, label, left.
    """
    x = axis("x", "orders:O", "resting orders", labelAngle=0, paddingInner=0.18, domain=list(range(11)))
    y = axis("y", "start", "collateral", "$")
    return picture(
        height,
        "Collateral reserved and free over the number of resting orders",
        layer("bars").mark_bar(fillOpacity=0.3, strokeWidth=1).encode(x=x, y=y, y2="end:Q", **_look()),
        layer("fills").mark_tick(color=INK, thickness=2.5, strokeDash=[3, 2]).encode(x=x, y="at:Q"),
        layer("other")
        .mark_line(color=INK, strokeWidth=2, strokeDash=DASHED, point={"color": INK, "size": 45})
        .encode(x=x, y="at:Q"),
        cross("refused", x, "at:Q", edged=1.5),
        named("names", alt.value(0), "at:Q", align="left", dx=8),
        *(
            named(layer("other_names", f"datum.left === {left}"), x, "at:Q", align=align, dx=dx, dy=-14, color=INK)
            for left, align, dx in (("false", "left", -4), ("true", "right", 4))
        ),
    )


def retrace() -> Any:
    """Equity and requirement on the way up and back.

    Data:
        equity, ghost: step, value.  need: step, value.  dead: step, value, label.  places: step, label.
        names: step, value, label, kind, align.
    """
    x = axis("x", "step", None, hidden=True, domain=[0, 2], nice=False)
    y = axis("y", "value", "in the pool", "$", zero=True)
    tone = by("color", "kind", {"cross": COLORS["cross"], "liquidation": RED, "quiet": QUIET})
    foot: dict[str, Any] = {"bold": 0, "free": 0, "baseline": "top", "dy": 8, "color": QUIET}
    aligned = [(align, f"datum.align === '{align}'") for align in ALIGNMENTS]
    names = [named(layer("names", when), x, y, tone=tone, align=align) for align, when in aligned]
    # A word, and the price below it: side by side the three of them do not fit a phone.
    places = [
        named(layer("places", when), x, alt.value("height"), align=align, lineBreak=" ", **foot)
        for align, when in aligned
    ]
    return picture(
        320,
        "Equity and requirement while the price rises and comes back",
        layer("places").mark_rule(color=COLORS["line"]).encode(x=x),
        layer("ghost").mark_line(strokeWidth=1.5, strokeDash=[2, 3], color=COLORS["quiet"]).encode(x=x, y=y),
        layer("need").mark_line(strokeWidth=2.5, strokeDash=DASHED, color=RED).encode(x=x, y=y),
        layer("equity").mark_line(strokeWidth=3, color=COLORS["cross"]).encode(x=x, y=y),
        cross("dead", x, y, size=300, edged=True),
        *names,
        *places,
    )


def shares(field: str, title: str, form: str, domain: list[float] | None, height: int = 240) -> Any:
    """Horizontal bars, one a row, with their value at the end.

    Data:
        rows_<field>: row, value, kind (of :data:`BARS`), label, at (where it stands).
    """
    words = {"labelFontSize": 13, "labelColor": INK, "minExtent": 92, "labelOverlap": False}
    rows = axis("y", "row:N", None, sort=None, ticks=False, line=False, paddingInner=0.3, **words)
    scale: dict[str, Any] = {"domain": domain, "nice": False} if domain else {"padding": 44}
    ticks = {"format": form, "tickCount": 4, "labelExpr": "datum.value === 0 ? '0' : datum.label"}
    x = axis("x", "value", title, **scale, **ticks)
    source = f"rows_{field}"
    bars = layer(source).mark_bar(fillOpacity=0.3, strokeWidth=1.5)
    return picture(
        height,
        f"{title}, one bar a row",
        bars.encode(y=rows, x=x, x2=alt.datum(0), **_look("dash")),
        layer(source).mark_rule(color=QUIET).encode(x=alt.datum(0)),
        named(source, axis("x", "at"), rows, align="left", dx=6),
    )

"""How lesson 10 looks: five lines that turn over, three losses beside the budget, a hundred weeks."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import TEXT
from course.charts.theme import COLORS, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, frame, layer, named, picture

RED, INK, QUIET, LINE, VIOLET, AMBER, BLUE = (
    COLORS[k] for k in ("liquidation", "ink", "quiet_text", "line", "prediction", "isolated", "cross")
)
#: What the bars of a day reach, USD: what is more is named at the end.
REACH = 3_000.0


def five() -> Any:
    """The lines of a plan one under the other with what is wrong in each, and how many hold on a rail at the foot.

    Data: lines (row, name, said, wrong). crosses (row, x). rail (x, label). guess (x, label, left). truth (x, label).
    """
    y = axis("y", "row", hidden=True, domain=[6.3, -0.5], nice=False)
    x = axis("x", "x", hidden=True, domain=[-0.4, 5.4], nice=False)
    left, foot = alt.value(26), axis("y", "row")
    small: dict[str, Any] = {"bold": 0, "free": 0, "align": "left", "fontSize": 12}
    rail = layer("rail", row="5.75")
    at_rail = {name: layer(name, row="5.75") for name in ("guess", "truth")}
    return picture(
        400,
        "The five lines of the plan, what is wrong in each, and how many hold",
        named("lines", left, y, text="name:N", align="left", free=0, dy=-12),
        named("lines", left, y, text="said:N", color=QUIET, dy=5, **small),
        named("lines", left, y, text="wrong:N", color=RED, dy=22, **small),
        cross("crosses", alt.value(10), y, size=150),
        rail.mark_point(shape="circle", size=60, color=LINE, filled=True).encode(x=x, y=foot),
        named(rail, x, foot, free=0, bold=0, dy=16, color=QUIET, fontSize=12),
        cross(at_rail["truth"], x, foot, size=190),
        at_rail["guess"].mark_point(shape="diamond", size=190, filled=True, color=VIOLET).encode(x=x, y=foot),
        *(
            named(layer(name, row="5.75"), x, foot, free=0, dy=-17, color=tone)
            for name, tone in (("guess", VIOLET), ("truth", RED))
        ),
    )


#: What the bars stand for.
BARS = {"planned": VIOLET, "isolated": AMBER, "cross": BLUE, "closed": RED, "worst": RED}


def losses() -> Any:
    """What was planned, what the day cost in each mode, and the most the mode allows; the budget upright.

    Data: bars (row, low, high, kind, own). names (row, x, label, own). heads (row, x, label). budget (x). most (row, x).
        loss_frame (x).
    """
    x = axis("x", "x", "loss, USD", "$", domain=[0, REACH], nice=False, values=[0, 1000, 2000, 3000])
    y = axis("y", "row", hidden=True, domain=[3.6, -0.9], nice=False)
    bars = layer("bars").mark_bar(height=20, cornerRadius=3)
    tone = by("fill", "kind", BARS)
    faint = alt.condition("datum.own", alt.value(0.8), alt.value(0.35))
    return picture(
        320,
        "What was planned, what the day cost in each mode, and the most that the mode allows, with the budget as an upright",
        frame("loss_frame", x=x),
        layer("budget").mark_rule(color=INK, strokeWidth=2, strokeDash=DOTTED).encode(x=x),
        bars.encode(x=axis("x", "low"), x2="high:Q", y=y, fill=tone, fillOpacity=faint),
        layer("most").mark_point(shape="triangle-left", size=170, color=RED, filled=True).encode(x=x, y=y),
        named("heads", x, y, align="left", bold=0, dx=6, dy=-21, color=QUIET, fontSize=12.5),
        named(layer("names", "datum.left"), x, y, align="left", dx=13),
        named(layer("names", "!datum.left"), x, y, align="right", dx=-8, free=0, color=COLORS["paper"]),
        apart=["color"],
    )


def hundred() -> Any:
    """A hundred weeks as squares: closed by the venue crossed, stopped as triangles.

    Data: hundred (column, line, kind). hundred_name (label, kind, line).
    """
    x = axis("x", "column", hidden=True, domain=[-0.7, 19.7], nice=False)
    y = axis("y", "line", hidden=True, domain=[4.7, -2.6], nice=False)
    kinds = {"stopped": VIOLET, "through": TEXT["isolated"]}
    shape = by("shape", "kind", {"stopped": "triangle-down", "through": "square"})
    kept = layer("hundred", "datum.kind !== 'closed'").mark_point(size=60, filled=True)
    names = [
        named(layer("hundred_name", f"datum.kind === '{kind}'"), alt.value(4), y, free=0, align="left", color=tone)
        for kind, tone in (("closed", RED), ("stopped", VIOLET))
    ]
    return picture(
        190,
        "A hundred weeks of the isolated position: closed by the venue crossed, stopped as triangles",
        kept.encode(x=x, y=y, color=by("color", "kind", kinds), shape=shape),
        cross(layer("hundred", "datum.kind === 'closed'"), x, y, size=90),
        *names,
        apart=["color", "shape"],
    )

"""How lesson 07 looks: the plane of together and apart, what pooling saves, coins under their betas, calm beside storm."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, cross, either, layer, named, picture

BLUE, AMBER, RED, INK, QUIET, LINE, PAPER, VIOLET = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "ink", "quiet", "line", "paper", "prediction")
)
HUES = {"cross": BLUE, "isolated": AMBER, "liquidation": RED}
WORDS = {
    "cross": BLUE,
    "isolated": COLORS["isolated_text"],
    "liquidation": RED,
    "you": INK,
    "quiet": COLORS["quiet_text"],
}
#: What the plane shows: moves together from left to right, apart from bottom to top.
TOGETHER, APART, TALL = (-0.6, 1.5), (-0.5, 0.5), 380


def _texts(x: Any, y: Any, hues: dict[str, str] = WORDS) -> list[Any]:
    """Names, each with an alignment and a place of its own. Data: texts (x, y, text, kind, align, dx, dy)."""
    moved = {"dx": alt.expr("datum.dx"), "dy": alt.expr("datum.dy"), "baseline": "top", "lineBreak": "\n"}
    return [
        named(
            layer("texts", f"datum.align === '{align}'"),
            x, y, text="text:N", tone=by("color", "kind", hues), align=align, lineHeight=16, **moved,
        )
        for align in ALIGNMENTS
    ]  # fmt: skip


def plane(second: str) -> Any:
    """What both legs do together, against how far the second one runs away from the first.

    Data: areas (key, hue, x, low, high), border and ghost (key, hue, x, y, step), dots (x, y, kind), texts;
    gap (x, y, wall): from where you are to where the second leg would end it.

    Args:
        second: what moves apart, in words.
    """
    wide, high = {"domain": list(TOGETHER), "nice": False}, {"domain": list(APART), "nice": False}
    x = axis("x", "x", "both move together", "+%", **wide, tickCount=5)
    y = axis("y", "y", second, "+%", **high, tickCount=5)
    hue = by("color", "hue", HUES)
    line: dict[str, Any] = {"x": x, "y": y, "order": "step:Q", "detail": "key:N"}
    you = layer("dots", "datum.kind === 'you'").mark_point(color=INK, size=190, stroke=PAPER, strokeWidth=2)
    return picture(
        TALL,
        "Where a book of two legs is liquidated: moves together from left to right, apart from bottom to top",
        layer("areas").mark_area(clip=True, opacity=0.22).encode(
            x=x, y=axis("y", "low", second, "+%", **high), y2="high:Q", detail="key:N", color=hue
        ),
        layer("dots").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("dots").mark_rule(color=LINE).encode(x=alt.datum(0)),
        layer("ghost").mark_line(clip=True, strokeWidth=1.5, color=QUIET, strokeDash=[2, 3]).encode(**line),
        layer("border").mark_line(clip=True, strokeWidth=3, strokeDash=DASHED, color=RED).encode(**line),
        layer("gap").mark_rule(clip=True, color=RED, strokeWidth=1.5).encode(x=x, y=y, y2="wall:Q"),
        layer("gap").mark_point(clip=True, color=RED, size=70).encode(x=x, y=axis("y", "wall", second, "+%", **high)),
        you.encode(x=x, y=y),
        cross(layer("dots", "datum.kind === 'dead'"), x, y, size=300, edged=2),
        *_texts(x, y),
        apart=["color"],
    )  # fmt: skip


def bars() -> Any:
    """What is asked for and what was needed, one pool over compartments, all on one scale.

    Data: bars (row, mode, amount, label), frame (amount).
    """
    rows = axis(
        "y", "row:N", None, sort=None, paddingInner=0.3, labelFontSize=13, ticks=False, line=False, minExtent=128
    )
    x = axis("x", "amount", "collateral", "$", nice=False, zero=True, tickCount=3)
    hues = {"cross": BLUE, "isolated": AMBER}
    bar = layer("bars").mark_bar(fillOpacity=0.3, strokeWidth=1.5, cornerRadius=3)
    return picture(
        230,
        "Collateral asked for at opening and needed to live, one pool beside compartments",
        layer("frame").mark_point(opacity=0).encode(x=x),
        bar.encode(y=rows, x=x, fill=by("fill", "mode", hues), stroke=by("stroke", "mode", hues)),
        named("bars", x, rows, align="left", dx=7, bold=700),
    )


def strip() -> Any:
    """Coins by rank, what each hedged pair had lost, the median and the learner's guess.

    Data: dots (rank, loss), middle (loss, label), guess (loss, label), texts.
    """
    x = axis("x", "loss", "lost by the hedged pair, share of the coin's leg", "%", domain=[-0.05, 1.0], nice=False)
    y = axis("y", "rank", None, hidden=True, domain=[-5, 36], nice=False)
    # The guess is named above both lines: beside its own it would give way to the median's, and seem to name that.
    above: dict[str, Any] = {"free": 0, "dy": -8}
    return picture(
        320,
        "What hedged pairs of 32 coins had lost at the lows of 10 October 2025, beside the guess",
        layer("zero").mark_rule(color=LINE).encode(x=x),
        layer("guess").mark_rule(color=VIOLET, strokeWidth=2.5, strokeDash=DOTTED).encode(x=x),
        layer("middle").mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=x),
        layer("dots").mark_point(size=60, color=INK).encode(x=x, y=y),
        *(
            named(layer(name, f"datum.left === {left}"), x, alt.value(at), align=align, dx=dx, color=hue, **put)
            for name, hue, at, put in (("guess", VIOLET, 0, above), ("middle", RED, 300, {"free": 4}))
            for left, align, dx in (("true", "right", -7), ("false", "left", 7))
        ),
        *_texts(axis("x", "x"), axis("y", "y")),
    )


def threads() -> Any:
    """Coins: how far each fell, over its beta, and the line that the beta promised.

    Data: line (beta, fall), coins (beta, fall, promised, closed), texts.
    """
    x = axis("x", "beta", "beta in the two days before", "×", domain=[0.3, 1.8], nice=False, values=[0.5, 1, 1.5])
    y = axis("y", "fall", "fall", "%", domain=[-0.9, 0.02], nice=False)
    dots = layer("coins", "!datum.closed").mark_point(color=BLUE, size=90, stroke=PAPER, strokeWidth=1)
    return picture(
        380,
        "How far 32 coins fell on 10 October 2025 against what their beta promised",
        layer("coins")
        .mark_rule(color=QUIET, strokeWidth=1, opacity=0.6)
        .encode(x=x, y=axis("y", "promised"), y2="fall:Q"),
        layer("line").mark_line(color=INK, strokeWidth=2.5).encode(x=x, y=y),
        dots.encode(x=x, y=y),
        cross(layer("coins", "datum.closed"), x, y, size=90, edged=1),
        *_texts(axis("x", "x"), axis("y", "y")),
    )


def dumbbells() -> Any:
    """Dollars at risk of three books, in the calm (hollow) and in the storm (full).

    Data: rows (row, calm, storm, calm_label, storm_label, grew).
    """
    rows = axis(
        "y", "row:N", None, sort=None, labelFontSize=13, ticks=False, line=False, minExtent=104, paddingOuter=0.6
    )
    calm = axis("x", "calm", "one standard deviation a day", "$", nice=False, zero=True, tickCount=4)
    storm = axis("x", "storm")
    tone = either("datum.grew", RED, BLUE)
    apart: dict[str, Any] = {"align": "center"}
    return picture(
        230,
        "Dollars at risk of three books, in the calm and in the storm",
        layer("reach").mark_point(opacity=0).encode(x=axis("x", "calm")),
        layer("rows").mark_rule(strokeWidth=3, opacity=0.5).encode(x=calm, x2="storm:Q", y=rows, color=tone),
        layer("rows").mark_point(fill=PAPER, stroke=QUIET, strokeWidth=2, size=110).encode(x=calm, y=rows),
        layer("rows").mark_point(size=130).encode(x=storm, y=rows, color=tone),
        named("rows", calm, rows, text="calm_label:N", color=COLORS["quiet_text"], dy=17, bold=0, **apart),
        named("rows", storm, rows, text="storm_label:N", dy=-16, bold=700, **apart),
    )

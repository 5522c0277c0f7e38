"""How lesson 03 looks: a stair that climbs to a price, a purse cut in pieces, pockets over days, a menu of carries, a step."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import DASHES, MODES, TEXT
from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, frame, layer, named, picture

BLUE, RED, INK, QUIET, LINE, PAPER, GUESS, GREEN = (
    COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line", "paper", "prediction", "profit")
)
#: Piece of the purse → fill and outline.
PIECES = {"required": QUIET, "room": BLUE, "the fall took": INK, "funding took": RED, "funding gave": GREEN}
#: Kind of carry → colour and shape: a cross where the short was closed more often than not.
CARRIES = {"alive": COLORS["isolated"], "mostly": RED, "pooled": BLUE}
SHAPES = {"alive": "circle", "mostly": "cross", "pooled": "circle"}


def _sided(name: str, x: Any, y: Any, **look: Any) -> list[Any]:
    """Names that run to the right of their place in the left half (``left``), and to the left of it in the right half."""
    return [
        named(layer(name, when), x, y, align=align, dx=dx, **look)
        for when, align, dx in (("datum.left", "left", 7), ("!datum.left", "right", -7))
    ]


def stair(most: int, low: float, high: float, guess: bool = False) -> Any:
    """The liquidation price as a stair under a price that stands still; what it has climbed is shaded.

    Data:
        stair: day, price, foot (where it began). still: price, label, left. start: label.
        closed: day, price, label, left.
        guess: day, label, left; or else you: day, price, wall, label, closed, above, left.
    """
    x = axis("x", "day", "days", domain=[0, most], nice=False)
    y = axis("y", "price", "price", "$", domain=[low, high], nice=False)
    stepped: dict[str, Any] = {"interpolate": "step-after", "clip": True}
    if guess:
        own = [
            layer("guess").mark_rule(color=GUESS, strokeWidth=3, strokeDash=DOTTED).encode(x=x),
            *_sided("guess", x, alt.value("height"), color=GUESS, dy=-52),
        ]
    else:
        own = [
            layer("you").mark_rule(color=BLUE, strokeWidth=5).encode(x=x, y=y, y2="wall:Q"),
            layer("you", "!datum.closed")
            .mark_point(stroke=BLUE, fill=PAPER, strokeWidth=2.5, size=150)
            .encode(x=x, y=y),
            cross(layer("you", "datum.closed"), x, y, size=260, edged=1.5),
            *(
                part
                for where, dy in (("datum.above", -17), ("!datum.above", 19))
                for part in (
                    named(layer("you", f"{where} && datum.left"), x, y, align="left", dx=7, dy=dy, color=BLUE),
                    named(layer("you", f"{where} && !datum.left"), x, y, align="right", dx=-7, dy=dy, color=BLUE),
                )
            ),
        ]
    return picture(
        320,
        "Liquidation price of a long over the days, while the price stands still",
        layer("stair").mark_area(color=RED, **stepped).encode(x=x, y=y, y2="foot:Q"),
        layer("still").mark_rule(color=INK, strokeWidth=2).encode(y=y),
        layer("stair").mark_line(color=RED, strokeWidth=2.5, strokeDash=DASHED, **stepped).encode(x=x, y=y),
        named("still", alt.value(0), y, align="left", dx=6, dy=-9, bold=0),
        named("start", alt.value(0), alt.value("height"), align="left", dx=6, dy=-10, color=RED, bold=0),
        cross("closed", x, y, size=260, edged=1.5),
        *_sided("closed", x, y, dy=-28, color=RED),
        *own,
    )


def purse() -> Any:
    """What has become of the collateral, one piece a row.

    Data:
        purse: part, start, end, label. posted: at, label.
    """
    words = {"labelFontSize": 13, "labelColor": INK, "minExtent": 92, "labelOverlap": False}
    rows = axis("y", "part:N", None, sort=None, ticks=False, line=False, paddingInner=0.3, **words)
    x = axis("x", "start", "of the collateral", "$", zero=True, tickCount=4)
    return picture(
        190,
        "The collateral in pieces: required, room, and what funding and the fall took",
        layer("posted").mark_rule(color=LINE, strokeWidth=2).encode(x="at:Q"),
        layer("purse")
        .mark_bar(fillOpacity=0.28, strokeWidth=1.5, cornerRadius=2)
        .encode(y=rows, x=x, x2="end:Q", fill=by("fill", "part", PIECES), stroke=by("stroke", "part", PIECES)),
        # What the axis reaches, for the names at the ends.
        layer("purse", reach="datum.end * 1.35").mark_point(opacity=0).encode(x="reach:Q"),
        named("purse", axis("x", "end"), rows, free=0, align="left", dx=7),
    )


def pockets(most: int, top: float) -> Any:
    """What two compartments and one pool hold over the days, above what each must hold.

    Data:
        lines: day, usd, pocket, mode. ends: day, usd, label, label_usd, mode, left. crosses: day, usd. needs: usd, label.
    """
    x = axis("x", "day", "days", domain=[0, most], nice=False)
    y = axis("y", "usd", "in the pocket", "$", domain=[0, top], nice=False)
    tone, dash = by("color", "mode", MODES), by("dash", "mode", DASHES)
    lines = layer("lines").mark_line(strokeWidth=3, clip=True)
    label = axis("y", "label_usd")
    return picture(
        330,
        "Collateral of the two compartments and of the pool over the days, with their requirements",
        layer("needs").mark_rule(color=RED, strokeDash=DASHED).encode(y=y),
        named("needs", alt.value("width"), y, align="right", dy=11, color=RED, bold=0, fontSize=12),
        lines.encode(x=x, y=y, detail="pocket:N", color=tone, strokeDash=dash),
        cross("crosses", x, y, size=260, edged=1.5),
        *(
            named(layer("ends", when), x, label, align=align, dx=dx, tone=by("color", "mode", TEXT))
            for when, align, dx in (("datum.left", "left", 9), ("!datum.left", "right", -9))
        ),
        apart=["color"],
    )


def carries(windows: str) -> Any:
    """Return on capital over the share of windows that closed the short: one mark a leverage, a ring where the coin is margin.

    Args:
        windows: what the record's windows are called.

    Data:
        dots: closed, earned, label, kind, own, left. frame: earned.
    """
    x = axis(
        "x",
        "closed",
        f"{windows} that lost the short leg",
        "%",
        domain=[-0.02, 1],
        nice=False,
        values=[0, 0.25, 0.5, 0.75, 1],
    )
    y = axis("y", "earned", "earned on the capital", "+%", nice=False, format="+.2~%")
    tone = by("color", "kind", CARRIES)
    at = {"x": x, "y": y, "color": tone, "shape": by("shape", "kind", SHAPES)}
    size = either("datum.own", 330, 130)
    return picture(
        300,
        "What a carry earns on its capital, over how often its short leg was closed, by leverage",
        frame("frame", y=y),
        layer("frame").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("dots", "datum.kind !== 'pooled'").mark_line(color=CARRIES["alive"], opacity=0.45).encode(x=x, y=y),
        layer("dots", "datum.kind !== 'mostly' && datum.kind !== 'pooled'")
        .mark_point(filled=True)
        .encode(**at, size=size),
        layer("dots", "datum.kind === 'mostly'").mark_point(filled=True, angle=45).encode(**at, size=size),
        layer("dots", "datum.kind === 'pooled'").mark_point(filled=True).encode(**at, size=alt.value(260)),
        *_weighted("dots", x, y),
    )


def _weighted(name: str, x: Any, y: Any) -> list[Any]:
    """Names beside their dots; the chosen one larger."""
    return [
        named(
            layer(name, f"{'' if own else '!'}datum.own && {'' if left else '!'}datum.left"),
            x,
            y,
            align="left" if left else "right",
            dx=12 if left else -12,
            fontSize=15 if own else 13,
            bold=700 if own else 0,
        )
        for own in (True, False)
        for left in (True, False)
    ]


def step(title: str) -> Any:
    """The rate over the premium: a broad flat step.

    Data:
        curve: premium, rate. now: premium, rate, label, left. sides: at, label.
    """
    x = axis("x", "premium", "premium of the perpetual over the index", "+%", format="+.2~%", nice=False, tickCount=5)
    y = axis("y", "rate", title, "+%", nice=False, format="+.2~%")
    faint: dict[str, Any] = {"align": "left", "dx": 6, "color": COLORS["quiet_text"], "bold": 0}
    return picture(
        300,
        "The funding rate over the premium, by a venue's rule",
        layer("curve").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("curve").mark_rule(color=LINE).encode(x=alt.datum(0)),
        layer("curve").mark_line(color=BLUE, strokeWidth=3, clip=True).encode(x=x, y=y),
        named(layer("sides", "datum.at === 'up'"), alt.value(0), alt.value(0), dy=12, **faint),
        named(layer("sides", "datum.at === 'down'"), alt.value("width"), alt.value("height"), dy=-12,
              **{**faint, "align": "right", "dx": -6}),
        layer("now").mark_point(stroke=BLUE, fill=PAPER, strokeWidth=2.5, size=150).encode(x=x, y=y),
        named(layer("now", "datum.left"), x, y, align="left", dx=9, dy=-15, color=BLUE),
        named(layer("now", "!datum.left"), x, y, align="right", dx=-10, dy=-14, color=BLUE),
    )  # fmt: skip

"""How lesson 01 looks: the fan, the room over leverage, the halving bars, the odds."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import alt, axis, by, cross, either, layer, named, picture

#: Pixels that a name such as "short +7.32 %" takes beside its dot.
NAME = 112
#: Pixels that a letter takes at most.
LETTER = 7.3
#: Pixels that a share such as "+ 2.56 %" takes inside its block.
SHARE = 70
BLUE, RED, INK, QUIET, LINE, PAPER = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line", "paper"))


def fan() -> Any:
    """Return on margin over price; the learner's leverage in blue among pale others, ending at liquidation.

    Data: alive (price, gain), ghosts (leverage, price, gain), liquidation (price, gain, label), now (price, gain, label).
    """
    x = axis("x", "price", "price", "$", domain=[50, 150])
    y = axis("y", "gain", "return on margin", "+%", domain=[-1.1, 1.5])
    # The name stands at the foot of the line, on the side that has more room, and never outside of the picture.
    foot: dict[str, Any] = {"color": RED, "baseline": "bottom", "dy": -26}
    at, long = "scale('x', datum.price)", f"{LETTER} * length(datum.label)"
    names = [
        named(layer("liquidation", f"datum.beyond === {beyond}"), x, alt.value("height"), align=align, dx=dx, **foot)
        for beyond, align, dx in (
            ("true", "left", alt.expr(f"min(7, width - {at} - {long})")),
            ("false", "right", alt.expr(f"max(-7, {long} - {at})")),
        )
    ]
    return picture(
        320,
        "Return on margin over price for the chosen leverage",
        layer("now").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("ghosts").mark_line(clip=True, color=LINE, strokeWidth=1.5).encode(x=x, y=y, detail="leverage:N"),
        layer("alive").mark_line(clip=True, color=BLUE, strokeWidth=3).encode(x=x, y=y),
        layer("liquidation").mark_rule(color=RED, strokeDash=DASHED).encode(x=x),
        cross("liquidation", x, y, filled=True),
        *names,
        layer("now").mark_point(color=INK, size=150).encode(x=x, y=y),
        named("now", x, y, dy=-16, fontSize=14),
    )


def _leverage(*ticks: int) -> Any:
    return axis("x", "leverage", "leverage", "×", type="log", nice=False, values=list(ticks))


def room() -> Any:
    """Adverse move survived over leverage: longs below zero, shorts above, against moves that happen.

    Data: rooms (leverage, move, side), dot (leverage, move, label, label_move, own), day (low, high, label),
        worst (move, label_move, label).
    """
    x = _leverage(1, 2, 5, 10, 20, 40, 100)
    y = axis("y", "move", "move that liquidates", "+%", domain=[-1, 1])
    faint: dict[str, Any] = {"color": COLORS["quiet_text"], "fontSize": 12, "bold": 0}
    # A name stands above the dot of a short and below that of a long, where no line is; near the right edge flush with it.
    outside = f"scale('x', datum.leverage) > width - {NAME}"
    place: dict[str, Any] = {
        "align": alt.expr(f"{outside} ? 'right' : 'left'"),
        "dx": alt.expr(f"{outside} ? width - scale('x', datum.leverage) : 4"),
        "dy": alt.expr("datum.move > 0 ? -15 : 15"),
    }
    dashes = either("datum.side == 'long'", [1, 0], [7, 3])
    own, large = either("datum.own", BLUE, PAPER), either("datum.own", 160, 80)
    return picture(
        320,
        "Adverse move survived over leverage, for a long and a short",
        layer("day").mark_rect(color=LINE, opacity=0.6).encode(y=axis("y", "low"), y2="high:Q"),
        layer("worst").mark_rule(color=QUIET, strokeWidth=1.5, strokeDash=[2, 3]).encode(y=y),
        layer("rooms").mark_line(clip=True).encode(x=x, y=y, detail="side:N", color=alt.value(BLUE), strokeDash=dashes),
        named("day", alt.value(0), axis("y", "high"), align="left", dx=6, dy=-8, **faint)
        + named("worst", alt.value("width"), axis("y", "label_move"), align="right", **faint),
        layer("dot").mark_point(stroke=BLUE, strokeWidth=2).encode(x=x, y=y, fill=own, size=large),
        named("dot", x, axis("y", "label_move"), color=BLUE, **place),
    )


def _block(bars: Any, hues: dict[str, str], **where: Any) -> Any:
    """Bars in a pale hue with an outline of the same."""
    return bars.encode(**where, fill=by("fill", "part", hues), stroke=by("stroke", "part", hues))


def halves() -> Any:
    """Room at L and at L/2 as bars of equal blocks, the extra strip marked.

    Data: parts (row, start, end, part, label), ends (row, end, label).
    """
    rows = axis(
        "y", "row:N", None, sort=None, paddingInner=0.35, labelFontSize=14, ticks=False, line=False, minExtent=64
    )
    x = axis("x", "start", "distance to liquidation", "%")
    bars = layer("parts").mark_bar(fillOpacity=0.22, strokeWidth=1.5, cornerRadius=3)
    hues = {"room": BLUE, "again": BLUE, "strip": COLORS["isolated"]}
    narrow = f"scale('x', datum.end) - scale('x', datum.start) < {SHARE}"
    above = alt.expr(f"{narrow} ? -bandwidth('y') / 2 - 10 : 0")
    middle = layer("parts", middle="(datum.start + datum.end) / 2")
    return picture(
        170,
        "Room at a leverage and at half of it, in equal blocks",
        _block(bars, hues, y=rows, x=x, x2="end:Q"),
        named(
            middle, "middle:Q", rows, free=0, dy=above, opacity=alt.expr(f"{narrow} && datum.part === 'again' ? 0 : 1")
        ),
        # What the axis reaches, for the names at the ends.
        layer("ends", reach="datum.end * 1.45").mark_point(opacity=0).encode(x="reach:Q"),
        named("ends", "end:Q", rows, free=0, bold=700, align="left", dx=8, fontSize=15),
    )


def odds() -> Any:
    """Chance of touching the liquidation price over leverage.

    Data: curve (leverage, chance), dots (leverage, chance, label, own, left).
    """
    x = _leverage(1, 2, 5, 10, 20, 40)
    y = axis("y", "chance", "odds of being liquidated", "%", domain=[0, 1])
    dot = layer("dots").mark_point(stroke=RED, strokeWidth=2)
    return picture(
        300,
        "Odds of touching the liquidation price over leverage",
        layer("curve").mark_area(color=RED).encode(x=x, y=y),
        layer("curve").mark_line(color=RED).encode(x=x, y=y),
        dot.encode(x=x, y=y, fill=either("datum.own", RED, PAPER)),
        *(
            # Above and to the left the curve never is; where it is narrow the lesser leverage's name hangs below the other's.
            named(layer("dots", when), x, y, align=align, dx=dx, dy=alt.expr("datum.own || width > 520 ? -8 : 14"))
            for when, align, dx in (("datum.left", "right", -12), ("!datum.left", "left", 12))
        ),
    )


def reserve() -> Any:
    """What the setting reserves and what stays free, one bar.

    Data: bars (part, start, end, label).
    """
    x, y = axis("x", "start", "collateral in the pool", "$"), alt.value(40)
    bar = layer("bars").mark_bar(fillOpacity=0.22, strokeWidth=1.5, cornerRadius=3, size=44)
    return picture(
        90,
        "Collateral reserved by the leverage setting and collateral left free",
        _block(bar, {"reserved": QUIET, "free": COLORS["profit"]}, x=x, x2="end:Q", y=y),
        named(layer("bars", middle="(datum.start + datum.end) / 2"), "middle:Q", y, free=0),
    )

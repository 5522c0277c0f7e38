"""How lesson 12 looks: equal seconds, the late order, windows with two edges, a staircase, tails of silences, clocks."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, frame, layer, named, picture

BLUE, AMBER, RED, INK, QUIET, LINE, PAPER, VIOLET = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "ink", "quiet", "line", "paper", "prediction")
)
SOFT = COLORS["quiet_text"]
SMALL: dict[str, Any] = {"bold": 0, "fontSize": 12}


def _rows(**more: Any) -> Any:
    return axis("y", "row:N", None, sort=None, ticks=False, line=False, labelFontSize=13, **more)


def seconds() -> Any:
    """How long the maintenance lasts at every leverage, and the guess on the row that was asked for.

    Data: rows (row, seconds), bars (row, low, seconds, label, asked), guess (row, seconds, label, left).
    """
    x = axis("x", "seconds", "seconds from liquidation price to bankruptcy", type="log", domain=[10, 1800], nice=False,
             values=[10, 30, 100, 300, 1000])  # fmt: skip
    y = _rows(minExtent=34)
    bars = layer("bars").mark_bar(height=16, fillOpacity=0.55, cornerRadius=2)
    guess = layer("guess").mark_tick(color=VIOLET, thickness=4, height=34, strokeDash=DOTTED)
    names = [
        named(layer("guess", f"datum.left === {left}"), x, y, align=align, dx=dx, dy=-15, color=VIOLET, **SMALL)
        for left, align, dx in (("false", "left", 7), ("true", "right", -7))
    ]
    return picture(
        250,
        "Seconds that the maintenance fraction lasts, by leverage",
        frame("rows", x=x, y=y),
        bars.encode(x=axis("x", "low"), x2="seconds:Q", y=y, color=alt.value(BLUE)),
        named("bars", x, y, align="left", dx=6),
        guess.encode(x=x, y=y),
        *names,
    )


def strips() -> Any:
    """Where the strip between the two prices lies at every leverage, on a logarithmic axis: all are of one width.

    Data: rows (row, wall), strips (row, wall, bankrupt, label).
    """
    x = axis("x", "wall", "price, entry 100 (equal steps are equal shares)", "", type="log", domain=[46, 100], nice=False,
             values=[50, 60, 70, 80, 90, 100])  # fmt: skip
    y = _rows(minExtent=34)
    beside: dict[str, Any] = {
        "align": alt.expr("datum.wall > 70 ? 'right' : 'left'"),
        "dx": alt.expr("datum.wall > 70 ? -18 : 8"),
    }
    return picture(
        200,
        "Liquidation and bankruptcy prices by leverage",
        frame("rows", x=x, y=y),
        layer("strips").mark_bar(height=16, color=RED, fillOpacity=0.6).encode(x=x, x2="bankrupt:Q", y=y),
        named("strips", x, y, **beside, **SMALL),
    )


def late() -> Any:
    """The true price and what the venue sees of it; the strip that maintenance buys, and where the order fills.

    Data: prices (second, move, kind), strip (top, move, label), acts (second, move, drop, label), late_names (kind, label).
    """
    x = axis(
        "x",
        "second",
        "seconds since the liquidation price",
        domain=[-30, 300],
        nice=False,
        values=[0, 60, 120, 180, 240, 300],
    )
    y = axis("y", "move", "price against the liquidation price", "+%", domain=[-0.055, 0.012], nice=False,
             values=[0, -0.01, -0.02, -0.03, -0.04, -0.05])  # fmt: skip
    tone = by("color", "kind", {"true": INK, "seen": BLUE})
    width = by("width", "kind", {"true": 2.5, "seen": 2.5})
    lines = layer("prices").mark_line(clip=True)
    strip = layer("strip")
    return picture(
        330,
        "True price and the price seen, and where the venue's order fills",
        strip.mark_rect(color=RED, opacity=0.13).encode(y=axis("y", "top"), y2="move:Q"),
        strip.mark_rule(color=RED, strokeDash=DASHED).encode(y=y),
        strip.mark_rule(color=RED, strokeWidth=1).encode(y=axis("y", "top")),
        lines.encode(x=x, y=y, color=tone, strokeWidth=width, strokeDash=by("dash", "kind", {"true": [1, 0], "seen": [5, 3]})),
        cross("acts", x, y, size=190, edged=1.5),
        named("strip", alt.value("width"), alt.value(38), align="right", dx=-3, color=RED, **SMALL),
        named("acts", x, y, align=alt.expr("datum.second < 40 ? 'left' : datum.second < 120 ? 'center' : 'right'"),
              dx=alt.expr("datum.second < 120 ? 0 : -8"),
              dy=alt.expr("datum.move < -0.05 ? -16 : datum.drop"), color=RED),
        named("late_names", alt.value("width"), alt.value(6), tone=by("color", "kind", {"true": INK, "seen": BLUE}),
              align="right", dx=-3, dy=alt.expr("datum.kind === 'seen' ? 16 : 0"), **SMALL),
        apart=["color"],
    )  # fmt: skip


def money() -> Any:
    """What was required, and what is left at the fill or owed by others.

    Data: money (row, end, kind, label).
    """
    x = axis("x", "end", "USD", "$", domain=[-10_500, 3_000], nice=False, values=[-10_000, -5_000, 0])
    y = axis("y", "row:N", hidden=True, sort=None, paddingInner=0.6)
    kinds = {"required": QUIET, "left": BLUE, "owed": RED}
    return picture(
        150,
        "Equity required at the trigger, and left or owed at the fill",
        layer("money").mark_bar(fillOpacity=0.6).encode(x=x, x2=alt.datum(0), y=y, fill=by("fill", "kind", kinds)),
        named("money", alt.value("width"), y, align="right", dx=-2, dy=-27),
    )


def ranges() -> Any:
    """From which window on the wick is spared, and up to which the fall leaves no debt; the chosen window as an upright.

    Data: ranges (row, least, most, right, label), chosen (window, label).
    """
    x = axis("x", "least", "window, seconds", domain=[0, 320], nice=False, values=[0, 60, 120, 180, 240, 300])
    y = _rows(paddingInner=0.5, minExtent=54)
    rows = layer("ranges")
    good = layer("ranges", "datum.right").mark_bar(height=20, fillOpacity=0.55, cornerRadius=3)
    return picture(
        210,
        "Windows that spare the wick and leave no debt, for a mean and for a median",
        good.encode(x=x, x2="most:Q", y=y, fill=by("fill", "row", {"mean": BLUE, "median": AMBER})),
        layer("ranges", "!datum.right").mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=x, x2="most:Q", y=y),
        named(rows, alt.value("width"), y, align="right", dx=-2, dy=-19, color=SOFT, **SMALL),
        layer("chosen").mark_rule(color=INK, strokeWidth=2.5).encode(x=axis("x", "window")),
        named("chosen", axis("x", "window"), alt.value(105),
              align=alt.expr("datum.window > 240 ? 'right' : 'left'"), dx=alt.expr("datum.window > 240 ? -6 : 6")),
    )  # fmt: skip


LINES = {"true": INK, "mean": BLUE, "median": AMBER}
TEXTS = {"true": INK, "mean": BLUE, "median": COLORS["isolated_text"]}


def _seen(source: str, x: Any, y: Any) -> Any:
    dash = by("dash", "kind", {"true": [1, 0], "mean": [1, 0], "median": [6, 3]})
    width = by("width", "kind", {"true": 1.5, "mean": 2.5, "median": 2.5})
    lines = layer(source).mark_line(clip=True)
    return lines.encode(x=x, y=y, color=by("color", "kind", LINES), strokeDash=dash, strokeWidth=width)


def wick() -> Any:
    """A price that dips and comes back, with what a mean and a median show of it.

    Data: wick (second, price, kind), walls (price, label), false (label), keys (price, kind, label).
    """
    x = axis(
        "x", "second", "seconds since the wick begins", domain=[-20, 420], nice=False, values=[0, 100, 200, 300, 400]
    )
    y = axis("y", "price", "price", "", domain=[58, 103], nice=False, values=[60, 70, 80, 90, 100])
    return picture(
        210,
        "A wick, and what a mean and a median show of it",
        layer("walls").mark_rule(color=RED, strokeDash=DASHED).encode(y=y),
        _seen("wick", x, y),
        named("walls", alt.value("width"), y, align="right", dx=-4, dy=12, color=RED, **SMALL),
        named("false", alt.value("width"), alt.value("height"), align="right", dx=-4, dy=-12, color=RED),
        named("keys", alt.value("width"), y, tone=by("color", "kind", TEXTS), align="right", dx=-4, **SMALL),
        apart=["color"],
    )


def fall() -> Any:
    """An even fall through the wall, and where a mean and a median act.

    Data: fall (second, price, kind), walls, bankrupt (price, label), acts (second, price, kind, label).
    """
    x = axis("x", "second", "seconds since the true price passed the liquidation price", domain=[-60, 260], nice=False,
             values=[-60, 0, 60, 120, 180, 240])  # fmt: skip
    y = axis("y", "price", "price", "", domain=[84.5, 93.5], nice=False, values=[86, 88, 90, 92])
    return picture(
        230,
        "A fall through the liquidation price, and where a mean and a median act",
        layer("walls").mark_rule(color=RED, strokeDash=DASHED).encode(y=y),
        layer("bankrupt").mark_rule(color=RED, strokeWidth=2).encode(y=y),
        _seen("fall", x, y),
        cross("acts", x, y, size=130, edged=1.5),
        named("walls", alt.value("width"), y, align="right", dx=-4, dy=-10, color=RED, **SMALL),
        named("bankrupt", alt.value(4), y, align="left", dy=11, color=RED, **SMALL),
        apart=["color"],
    )


def staircase() -> Any:
    """A made-up price and the steps that the feed shows of it.

    Data: feed (minute, price, kind), feed_names (kind, label).
    """
    x = axis("x", "minute", "minutes", domain=[0, 240], nice=False, values=[0, 60, 120, 180, 240])
    y = axis("y", "price", "price", "", zero=False)
    tone = by("color", "kind", {"true": QUIET, "seen": BLUE})
    return picture(
        260,
        "A made-up price and what the feed shows of it",
        named(
            "feed_names",
            alt.value(6),
            alt.value(8),
            align="left",
            dy=alt.expr("datum.kind === 'seen' ? 16 : 0"),
            tone=by("color", "kind", {"true": SOFT, "seen": BLUE}),
            **SMALL,
        ),
        layer("feed", "datum.kind === 'true'").mark_line(strokeWidth=1.5).encode(x=x, y=y, color=tone),
        layer("feed", "datum.kind === 'seen'")
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(x=x, y=y, color=tone),
    )


def fees() -> Any:
    """Sum of a month's trades against the late price, by the fee a side.

    Data: fees (row, total, label, own, zero), fee_frame (total).
    """
    y = _rows(minExtent=60)
    x = axis("x", "total", "made in the month, of a position, by the fee a side", "+%", nice=True, tickCount=3)
    tone = either("datum.own", BLUE, QUIET)
    bars = layer("fees").mark_bar(height=18, fillOpacity=0.6)
    return picture(
        260,
        "What looking at two prices made in a month, by the fee a side",
        bars.encode(x=x, x2=alt.datum(0), y=y, color=tone),
        frame("fee_frame", x=x),
        named(layer("fees", "datum.total >= 0"), x, y, align="left", dx=5),
        named(layer("fees", "datum.total < 0"), alt.datum(0), y, align="left", dx=5),
    )


def tails() -> Any:
    """Share of silences that ended at least so far away, both ways, and the walls of a long and of a short.

    Data: tails (move, share, side), walls (move, share, label, side, left), halt_frame (move, share).
    """
    x = axis("x", "move", "price on return, against the price before", "+%", domain=[-0.35, 0.35], nice=False,
             values=[-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])  # fmt: skip
    y = axis("y", "share", "silences that ended at least so far away", "%", type="log", domain=[0.0001, 1], nice=False,
             values=[0.0001, 0.001, 0.01, 0.1, 1])  # fmt: skip
    line = layer("tails").mark_line(clip=True, color=INK, point=False)
    upright = layer("walls").mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2)
    names: dict[str, Any] = {"color": RED, "lineBreak": "\n", "lineHeight": 15, "baseline": "top"}
    return picture(
        330,
        "How far the price had moved on return from a silence, and the liquidation prices",
        frame("halt_frame", x=x, y=y),
        line.encode(x=x, y=y, detail="side:N"),
        upright.encode(x=x),
        cross("walls", x, y, size=130, edged=1.5),
        *[
            named(layer("walls", f"datum.left === {left}"), x, alt.value(4), align=align, dx=dx, **names)
            for left, align, dx in (("true", "left", 7), ("false", "right", -7))
        ],
    )


def clocks() -> Any:
    """Seconds that each venue's maintenance lasts, its refresh as a dot, and the blocks that dYdX needs.

    Data: lasts (row, low, seconds, label), refresh (row, seconds), needs (row, low, seconds, label, late).
    """
    x = axis("x", "seconds", "seconds", type="log", domain=[0.1, 2000], nice=False, values=[0.1, 1, 10, 100, 1000])
    y = _rows(minExtent=84)
    bars = layer("lasts").mark_bar(height=18, color=BLUE, fillOpacity=0.35)
    needs = layer("needs").mark_rule(strokeWidth=4)
    return picture(
        240,
        "Seconds that maintenance lasts beside the refresh, by venue",
        bars.encode(x=axis("x", "low"), x2="seconds:Q", y=y),
        needs.encode(x=axis("x", "low"), x2="seconds:Q", y=y, color=either("datum.late", RED, INK)),
        layer("refresh").mark_point(color=INK, size=110).encode(x=x, y=y),
        named("lasts", alt.value(8), y, align="left", dy=-19, color=SOFT, **SMALL),
    )

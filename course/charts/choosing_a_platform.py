"""How lesson 13 looks: rooms and margins venue by venue, rates over size, the scorecard, a venue of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, cross, either, frame, layer, named, picture

BLUE, RED, INK, QUIET, LINE = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line"))
FAINT, VIOLET = COLORS["quiet_text"], COLORS["prediction"]
MODES = {"cross": BLUE, "isolated": COLORS["isolated"], "halted": QUIET}
TEXTS = {"cross": BLUE, "isolated": COLORS["isolated_text"], "halted": FAINT}
#: Height of one venue's row, pixels.
ROW = 44


def _rows(names: Sequence[str] | None = None, *, field: str | None = None) -> Any:
    """Venues from top to bottom: in a given order, by a field, or as the data come."""
    sort: Any = list(names) if names else alt.EncodingSortField(field, op="min", order="ascending") if field else None
    words = {"labelFontSize": 13, "labelColor": INK, "labelLimit": 130, "minExtent": 0}
    gaps = {"paddingInner": 0.25, "paddingOuter": 0.1}
    return axis("y", "venue:N", None, sort=sort, ticks=False, line=False, **words, **gaps)


def requirements() -> Any:
    """Maintenance margin by venue as bars, the guess as a dotted line.

    Data: bars (venue, value, label, edge), guess (value, label, left), reach (value: ends of the axis).
    """
    x = axis("x", "value", "maintenance margin", "$", nice=False)
    hue = either("datum.edge", BLUE, QUIET)
    bar = layer("bars").mark_bar(cornerRadius=3, fillOpacity=0.2, strokeWidth=1.5)
    # The guess is named above the bars, on the side of its line that has room.
    above: dict[str, Any] = {"free": 0, "dy": -8, "color": VIOLET}
    said = [
        named(layer("guess", f"datum.left === {left}"), x, alt.value(0), align=align, dx=dx, **above)
        for left, align, dx in (("true", "right", -6), ("false", "left", 6))
    ]
    return picture(
        260,
        "Maintenance margin of one portfolio on every venue that trades",
        frame("reach", x=x),
        bar.encode(y=_rows(), x=x, fill=hue, stroke=hue),
        layer("guess").mark_rule(color=VIOLET, strokeDash=[2, 3], strokeWidth=2.5).encode(x=x),
        # No guess is below the shortest bar, so its line passes right of figures at the bars' feet.
        named("bars", alt.datum(0), _rows(), free=0, align="left", dx=6),
        *said,
    )


def rooms(names: Sequence[str]) -> Any:
    """Moves that liquidate each leg, one venue a row, each leg on a line of its own.

    Data: dots (venue, symbol, shown, label, left, mode, held, first, cut), frame (shown).
    """
    now = "datum.value === 0 ? 'now' : datum.label"
    x = axis("x", "shown", "move that liquidates", "+%", nice=False, zero=False, labelExpr=now, tickCount=3)
    y = _rows()
    lines = alt.Scale(domain=["BTC", "ETH"], paddingInner=0.1, paddingOuter=0.1)
    at: dict[str, Any] = {"y": y, "yOffset": alt.YOffset("symbol:N", scale=lines)}
    tone = by("color", "mode", MODES)
    shape = by("shape", "symbol", {"BTC": "circle", "ETH": "diamond"})
    stems = layer("dots").mark_rule(strokeWidth=2.5, strokeOpacity=0.55)
    points = layer("dots", "datum.held && !datum.first").mark_point(size=90)
    layers = [
        layer("frame").mark_rule(color=LINE).encode(x=alt.datum(0)),
        frame("frame", x=x),
        stems.encode(x=x, x2=alt.datum(0), color=tone, **at),
        points.encode(x=x, color=tone, shape=shape, **at),
        cross(layer("dots", "datum.first"), x, y, size=150).encode(yOffset=at["yOffset"]),
    ]
    # A leg's figure stands beyond its dot, its symbol on the other side of "now": neither meets a stem.
    small: dict[str, Any] = {"bold": 0, "free": 0, "fontSize": 11, "color": FAINT}
    for left, align, dx in (("true", "right", -9), ("false", "left", 9)):
        mine = layer("dots", f"datum.left === {left}")
        for red, hue in (("true", alt.value(RED)), ("false", by("color", "mode", TEXTS))):
            leg = mine.transform_filter(f"datum.first === {red}")
            words = named(leg, x, y, tone=hue, free=0, align=align, dx=dx, fontSize=12.5)
            layers.append(words.encode(yOffset=at["yOffset"]))
        other = "left" if left == "true" else "right"
        symbol = named(mine, alt.datum(0), y, text="symbol:N", align=other, dx=-dx * 1.2, **small)
        layers.append(symbol.encode(yOffset=at["yOffset"]))
    return picture(ROW * len(names), "Move of each leg that liquidates it, on every venue", *layers, apart=["color"])


def margins(names: Sequence[str]) -> Any:
    """Maintenance inside initial margin, one venue a row, against the collateral.

    Data: bars (venue, initial, maintenance, label, mode, short), posted (value, label), room (value).
    """
    y = _rows()
    x = axis("x", "value", "margin to keep, margin to open", nice=False, format="$,~s", tickCount=4)
    opened = layer("bars").mark_bar(fillOpacity=0.16, strokeWidth=1.2, cornerRadius=2, height=22)
    kept = layer("bars").mark_bar(height=10, cornerRadius=1)
    pale = {"fill": by("fill", "mode", MODES), "stroke": by("stroke", "mode", MODES)}
    beyond = either("datum.short", RED, INK)
    return picture(
        ROW * len(names),
        "Maintenance and initial margin on every venue, against the collateral",
        opened.encode(x=axis("x", "initial"), y=y, **pale),
        kept.encode(x=axis("x", "maintenance"), y=y, color=by("color", "mode", MODES)),
        layer("posted").mark_rule(color=INK, strokeDash=[2, 2]).encode(x=x),
        frame("room", x=x),
        named("posted", x, alt.value(0), free=0, dy=-8),
        named("bars", alt.value("width"), y, bold=0, free=0, tone=beyond, align="right", fontSize=12.5),
        apart=["color"],
    )


def sizes() -> Any:
    """Average maintenance rate over notional; the strictest and the most lenient at the learner's size in colour.

    Data: curves (venue, notional, rate, own), here (venue, notional, rate, own), span (notional, low, high),
        ends (notional, rate, label, place).
    """
    money: dict[str, Any] = {"format": "$~s", "values": [1e4, 1e5, 1e6, 1e7, 1e8], "labelOverlap": False}
    rates: dict[str, Any] = {"format": "~%", "values": [0.005, 0.01, 0.02, 0.05, 0.1], "labelOverlap": False}
    logs: dict[str, Any] = {"type": "log", "nice": False}
    x = axis("x", "notional", "notional of the position", **logs, **money)
    y = axis("y", "rate", "maintenance over notional", domain=[0.003, 0.15], clamp=True, **logs, **rates)
    lines = [
        layer("curves", which).mark_line(clip=True, color=hue, strokeWidth=width).encode(x=x, y=y, detail="venue:N")
        for which, hue, width in (("!datum.own", QUIET, 1.3), ("datum.own", BLUE, 3))
    ]
    names = [
        named(layer("ends", f"datum.place === '{up} {side}'"), x, y, align=align, dx=dx, dy=dy, color=BLUE)
        for up, dy in (("above", -14), ("below", 15))
        for side, align, dx in (("left", "right", -8), ("right", "left", 8))
    ]
    span = layer("span").mark_rule(color=INK, strokeDash=[2, 2])
    return picture(
        320,
        "Maintenance rate over position size on every venue",
        *lines,
        span.encode(x=x, y=axis("y", "low"), y2="high:Q"),
        layer("here").mark_point(size=70).encode(x=x, y=y, color=either("datum.own", BLUE, QUIET)),
        *names,
    )


def here() -> Any:
    """The rates at the learner's size, from the most lenient to the strictest venue.

    Data: here (venue, rate, label, own), room (rate).
    """
    y = _rows(field="rate")
    title = "maintenance over notional, at your size"
    x = axis("x", "rate", title, nice=False, zero=True, format="~%", tickCount=4)
    bars = layer("here").mark_bar(cornerRadius=3, height=12)
    return picture(
        320,
        "Maintenance rate at the chosen size, venue by venue",
        bars.encode(x=x, y=y, color=either("datum.own", BLUE, LINE)),
        named("here", x, y, free=0, align="left", dx=6),
        frame("room", x=x),
    )


def cards() -> Any:
    """Venues in a plane: how long each waits with one's own collateral, and what its rules are worth by one's own weights.

    Data: cards (venue, room, score, part, chosen), card_names (as ``label_placement`` lays them), corners (room, score).
    """
    parts = {"best": BLUE, "rest": QUIET, "halted": COLORS["paper"]}
    x = axis("x", "room", "how far a leg may move until it is closed", "%", nice=False, tickCount=4)
    ticks: dict[str, Any] = {"tickCount": 4, "labelExpr": "format(100 * datum.value, '~f')"}
    y = axis("y", "score", "your total", nice=False, zero=False, **ticks)
    hue = by("color", "kind", {"chosen": INK, "best": BLUE, "rest": FAINT, "halted": FAINT})
    moved: dict[str, Any] = {"dx": alt.expr("datum.dx"), "dy": alt.expr("datum.dy"), "baseline": "top"}
    ring = layer("cards", "datum.chosen").mark_point(size=330, color=INK, strokeWidth=1.5, filled=False)
    dots = layer("cards").mark_point(size=130, filled=True, opacity=1, stroke=QUIET, strokeWidth=1)
    return picture(
        300,
        "Every venue: the room that it leaves to the book across, its total by the weights upwards",
        frame("corners", x=x, y=y),
        dots.encode(x=x, y=y, fill=by("fill", "part", parts)),
        ring.encode(x=x, y=y),
        *(
            named(layer("card_names", f"datum.align === '{align}'"), axis("x", "x"), axis("y", "y"), text="text:N",
                  tone=hue, align=align, **moved)
            for align in ALIGNMENTS
        ),
        apart=["color", "fill"],
    )  # fmt: skip


def totals() -> Any:
    """Venues by weighted total: the facts in it in full, what was read pale, and what other readings would add as an outline.

    Data: totals (venue, rank, facts, score, most, label, part, chosen).
    """
    y = _rows(field="rank")
    ticks: dict[str, Any] = {"values": [0, 0.25, 0.5, 0.75, 1], "labelExpr": "format(100 * datum.value, '~f')"}

    def x(field: str) -> Any:
        return axis("x", field, "facts, readings, other readings", domain=[0, 1.13], nice=False, **ticks)

    bars = layer("totals")
    hue = by("fill", "part", {"best": BLUE, "rest": QUIET, "halted": LINE})
    edge = {"stroke": either("datum.chosen", INK, QUIET), "strokeWidth": either("datum.chosen", 1.8, 0.8)}
    return picture(
        300,
        "Venues ranked by the weighted total: facts in full, readings pale, what other readings would add as an outline",
        bars.mark_bar(fillOpacity=0, cornerRadius=3, strokeDash=[3, 2]).encode(x=x("most"), y=y, **edge),
        bars.mark_bar(cornerRadius=3, fillOpacity=0.35).encode(x=x("score"), y=y, fill=hue),
        bars.mark_bar(cornerRadius=3).encode(x=x("facts"), y=y, fill=hue),
        named("totals", x("score"), y, align="right", dx=-6),
    )


def walls() -> Any:
    """Liquidation as a cross, the later price acted on behind it, bankruptcy as a line, one venue a row.

    Data: walls (venue, move, label, own), late (venue, start, end), bankrupt (move, label), frame (move).
    """
    y = _rows()
    falls = "datum.value > 0.0001 ? '' : datum.value > -0.0001 ? 'now' : datum.label"
    ticks: dict[str, Any] = {"tickCount": 5, "labelFlush": False, "labelExpr": falls}
    x = axis("x", "move", "fall of BTC", "%", nice=False, zero=False, **ticks)
    alive, late = (
        layer(name).mark_bar(height=10, **look)
        for name, look in (("walls", {"color": LINE}), ("late", {"color": RED, "opacity": 0.4}))
    )
    own = either("datum.own", RED, FAINT)
    return picture(
        170,
        "Liquidation (cross), the later price acted on, and bankruptcy on three venues",
        layer("frame").mark_rule(color=LINE).encode(x=alt.datum(0)),
        frame("frame", x=x),
        alive.encode(x=axis("x", "move"), x2=alt.datum(0), y=y),
        late.encode(x=axis("x", "start"), x2="end:Q", y=y),
        layer("bankrupt").mark_rule(color=INK, strokeDash=[2, 2]).encode(x=x),
        cross("walls", x, y, size=150),
        named("walls", alt.datum(0), y, tone=own, free=0, align="left", dx=8),
        named("bankrupt", x, alt.value(0), free=0, dy=-8, align="left", dx=-20),
    )


def division() -> Any:
    """What is left of the collateral when the venue acts: the trader's, what may go either way, the fee, bad debt below zero.

    Data: parts (venue, part, start, end), says (venue, label, fee, part), room (value).
    """
    y = _rows()
    x = axis("x", "value", "when the venue acts", nice=False, format="$,~s", tickCount=4)
    hues = {"left": COLORS["profit"], "either": LINE, "fee": COLORS["isolated"], "bad debt": RED}
    parts = layer("parts").mark_bar(height=22, fillOpacity=0.75)
    # The words have the colours of the bars.
    tone = by("color", "part", {"left": COLORS["profit_text"], "either": FAINT, "bad debt": RED})
    place: dict[str, Any] = {"free": 0, "align": "right", "fontSize": 12.5}
    edge = alt.value("width")
    return picture(
        170,
        "What the trader keeps, the fee, and bad debt on three venues",
        frame("room", x=x),
        parts.encode(x=axis("x", "start"), x2="end:Q", y=y, color=by("color", "part", hues)),
        layer("room").mark_rule(color=LINE).encode(x=alt.datum(0)),
        named("says", edge, y, tone=tone, dy=-8, **place),
        named("says", edge, y, text="fee:N", dy=9, color=COLORS["isolated_text"], **place),
        apart=["color"],
    )

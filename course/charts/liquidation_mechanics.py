"""How lesson 11 looks: what is left on every venue, the walk with its ledger, the limit price, healing, the queue, the hedge.

Rows are placed by number, not by name: each has its words on one line and its bar on the next, so that nothing is cut off on a
phone, and rows never change places by themselves.
"""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, layer, named, picture

BLUE, RED, INK, QUIET, LINE, PAPER = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line", "paper"))
FAINT, GREEN, VIOLET = COLORS["quiet_text"], COLORS["profit"], COLORS["prediction"]

#: Most rows of the walk (and of its ledger), places in the queue, venues.
STEPS, PLACES, VENUES = 8, 12, 8
#: Where in a row its words stand, and where its bar begins and ends (shares of the row).
WORDS, TOP, BOTTOM = 0.26, 0.48, 0.84
#: What equals money paid, received and both together.
FLOWS = {"paid": RED, "received": GREEN, "sum": INK}


def _row(field: str, rows: int, above: float = 0.0) -> Any:
    return axis("y", field, hidden=True, domain=[-above, rows], reverse=True, nice=False, zero=False)


def _words(name: str, rows: int, when: str, *, bold: int = 0, above: float = 0.0, **text: Any) -> Any:
    """The line of words of each row, from the left edge."""
    place: dict[str, Any] = {"align": "left", "baseline": "middle"}
    return named(layer(name, when), alt.value(4), _row("words", rows, above), bold=bold, **place, **text)


def _bars(
    source: Any, hues: dict[str, str], x: Any, rows: int, field: str = "kind", above: float = 0.0, **more: Any
) -> Any:
    """One bar a row, filled by what it is."""
    return source.encode(
        x=x, x2="end:Q", y=_row("top", rows, above), y2="bottom:Q", fill=by("fill", field, hues), **more
    )


def _reach(name: str) -> Any:
    """What the axis reaches at least."""
    return layer(name).mark_point(opacity=0, size=1).encode(x=axis("x", "x"))


def outcome() -> Any:
    """Where the equity at the trigger ends up, a bar a venue, with the learner's guess.

    Data: parts (start, end, top, bottom, part), venues (words, label, own), guess (share, label).
    """
    above = 0.55
    whole: dict[str, Any] = {"domain": [0, 1], "nice": False}
    x = axis("x", "start", "share of the equity that was there", "%", **whole)
    at = axis("x", "share", **whole)
    middles = {"middle": "(datum.start + datum.end) / 2", "centre": "(datum.top + datum.bottom) / 2"}
    inside: dict[str, Any] = {"free": 3, "baseline": "middle", "fontSize": 12}
    said = [
        named(layer("guess", f"datum.left === {left}"), at, alt.value(0), align=align, dx=dx, dy=8, color=VIOLET)
        for left, align, dx in (("false", "left", 6), ("true", "right", -6))
    ]
    return picture(
        int(46 * (VENUES + above)),
        "Shares of the equity at the trigger: the trader's, the market's, the venue's side, by venue",
        _bars(
            layer("parts").mark_rect(stroke=PAPER, strokeWidth=1),
            {"yours": GREEN, "market": QUIET, "venue": RED},
            x, VENUES, "part", above,
        ),
        layer("guess").mark_rule(color=VIOLET, strokeDash=DOTTED, strokeWidth=3).encode(x=at),
        named(
            layer("parts", "datum.end - datum.start > 0.18", **middles),
            "middle:Q", _row("centre", VENUES, above), text="name:N", **inside,
        ),
        _words("venues", VENUES, "!datum.own", above=above),
        _words("venues", VENUES, "datum.own", above=above, bold=700),
        *said,
    )  # fmt: skip


def walk() -> Any:
    """The trader's equity step by step: levels in ink, payments in crimson, money received in green.

    Data: steps (start, end, top, bottom, words, label, state, kind), links (at, low, high), reach (x): the axis.
    """
    x = axis("x", "start", "the trader's equity", "$", nice=False, tickCount=4)
    steps = layer("steps", "datum.state !== 'ahead'").mark_rect(cornerRadius=2)
    links = layer("links").mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 3])
    hues = {"level": BLUE, "paid": RED, "received": GREEN}
    return picture(
        44 * STEPS,
        "The trader's equity after each step",
        _reach("reach"),
        layer("reach").mark_rule(color=LINE).encode(x=alt.datum(0)),
        links.encode(x=axis("x", "at"), y=_row("low", STEPS), y2="high:Q"),
        _bars(steps, hues, x, STEPS, fillOpacity=either("datum.state === 'now'", 1, 0.45)),
        _words("steps", STEPS, "datum.state === 'done'", color=FAINT),
        _words("steps", STEPS, "datum.state === 'ahead'", color=QUIET),
        _words("steps", STEPS, "datum.state === 'now'", bold=700),
    )


def ledger() -> Any:
    """What each party has received so far, to the right of zero, or paid, to the left; the last row is the sum.

    Data: parties (start, end, top, bottom, words, label, kind), across (x): the axis.
    """
    x = axis("x", "start", "paid | received so far", "$", nice=False, tickCount=4)
    return picture(
        44 * STEPS,
        "What each party has paid or received so far",
        _reach("across"),
        layer("across").mark_rule(color=QUIET).encode(x=alt.datum(0)),
        _bars(layer("parties").mark_rect(cornerRadius=2), FLOWS, x, STEPS),
        _words("parties", STEPS, "datum.kind !== 'sum'"),
        _words("parties", STEPS, "datum.kind === 'sum'", bold=700),
    )


def limits() -> Any:
    """Limit of the order and bankruptcy price over equity, as distances from the oracle price, and one fill.

    Data: lines (equity, price, kind), band (equity, low, high), names (equity, price, label, kind, below, left),
    fill (equity, price, label, left, below, taken), gap (equity, price, other, kind), frame (equity, price).
    """
    ticks = [1, 0.75, 0.5, 0.25, 0, -0.25, -0.5]
    x = axis("x", "equity", "equity, share of the requirement", "%", domain=[1, -0.5], nice=False, values=ticks)
    y = axis("y", "price", "distance from the oracle price", "+%", nice=False, zero=False, format="+~%")
    tone = by("color", "kind", {"oracle": QUIET, "limit": BLUE, "bankruptcy": RED})
    ink = by("color", "kind", {"oracle": FAINT, "limit": BLUE, "bankruptcy": RED})
    dash = by("dash", "kind", {"oracle": [2, 3], "limit": [1, 0], "bankruptcy": DASHED})
    names = [
        named(
            layer("names", f"datum.left === {left} && datum.below === {below}"),
            x,
            y,
            tone=ink,
            align=align,
            dx=dx,
            dy=dy,
        )
        for left, align, dx in (("false", "left", 5), ("true", "right", -3))
        for below, dy in (("true", 15), ("false", -10))
    ]
    dot = [
        layer("fill", when).mark_point(color=tint, stroke=PAPER, strokeWidth=1.5, size=200, **look).encode(x=x, y=y)
        for when, tint, look in (("datum.taken", INK, {}), ("!datum.taken", RED, {"shape": "cross", "angle": 45}))
    ]
    said = [
        named(
            layer("fill", f"datum.left === {left} && datum.below === {below}"),
            x, y, bold=700, align=align, dx=dx, dy=dy,
        )
        for left, align, dx in (("false", "left", 12), ("true", "right", -12))
        for below, dy in (("true", 14), ("false", -12))
    ]  # fmt: skip
    gap = layer("gap").mark_rule(strokeWidth=5, opacity=0.75)
    low = axis("y", "low", nice=False, zero=False)
    return picture(
        340,
        "Limit of the liquidation order and bankruptcy price as equity falls",
        layer("frame").mark_point(opacity=0, size=1).encode(x=x, y=y),
        layer("band").mark_area(color=BLUE, opacity=0.13).encode(x=x, y=low, y2="high:Q"),
        layer("lines").mark_line(strokeWidth=2.5).encode(x=x, y=y, color=tone, strokeDash=dash),
        gap.encode(x=x, y=y, y2="other:Q", color=by("color", "kind", {"fee": GREEN, "fund": RED})),
        *dot,
        *names,
        *said,
        apart=["color", "strokeDash"],
    )


def healing() -> Any:
    """Equity over requirement as more of the position is closed, on dYdX and on Hyperliquid.

    Data: paths (closed, health, venue), dots (closed, health, venue), gone (closed, health, venue): where all was closed at
    once, ends (closed, health, place, label, venue, left), healthy (health, place, label).
    """
    x = axis("x", "closed", "share of the position closed", "%", domain=[0, 1], nice=False)
    scale: dict[str, Any] = {"domain": [0.4, 1.4], "nice": False, "zero": False, "clamp": True}
    y = axis("y", "health", "equity, share of the requirement", "%", **scale)
    tone = by("color", "venue", {"dydx": BLUE, "hyperliquid": FAINT})
    shape = by("shape", "venue", {"dydx": "circle", "hyperliquid": "square"})
    place = axis("y", "place")
    ends = [
        named(layer("ends", f"datum.left === {left}"), x, place, tone=tone, align=align, dx=dx)
        for left, align, dx in (("false", "left", 10), ("true", "right", -4))
    ]
    return picture(
        320,
        "Equity over requirement while the position is closed",
        layer("healthy").mark_rule(color=GREEN, strokeDash=[8, 3]).encode(y=y),
        named("healthy", alt.value("width"), place, align="right", color=COLORS["profit_text"]),
        layer("paths").mark_line(strokeWidth=2).encode(x=x, y=y, color=tone),
        layer("dots").mark_point(size=60, stroke=PAPER, strokeWidth=1).encode(x=x, y=y, color=tone, shape=shape),
        cross("gone", x, y, edged=True),
        *ends,
    )


def queue() -> Any:
    """Who is closed first: a bar of BTC for each account in the order of the queue, the part that is closed in crimson.

    Data: places (words, label, own), held (start, end, top, bottom, kind), guess (centre, label).
    """
    x = axis("x", "start", "BTC short", domain=[0, 4.2], nice=False, values=[0, 1, 2, 3])
    held = layer("held").mark_rect(cornerRadius=2)
    guess: dict[str, Any] = {"align": "right", "baseline": "middle", "color": VIOLET, "fontSize": 12}
    return picture(
        36 * PLACES,
        "The deleveraging queue, from the first closed to the last",
        _bars(held, {"closed": RED, "kept": LINE, "own": BLUE}, x, PLACES),
        _words("places", PLACES, "!datum.own", fontSize=12.5),
        _words("places", PLACES, "datum.own", bold=700, color=BLUE),
        named("guess", alt.value("width"), _row("centre", PLACES), **guess),
    )


def exposure() -> Any:
    """Change of the whole book from now on, over where the price goes: hedged, and after the short was cut.

    Data: book (move, value, kind), here (move, value, label), names (move, value, label, kind).
    """
    ticks = [-0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2]
    x = axis("x", "move", "BTC from here on", "+%", domain=[-0.4, 0.2], nice=False, values=ticks)
    y = axis("y", "value", "your book from here on", "$", domain=[-22_000, 12_000], nice=False)
    tone = by("color", "kind", {"before": FAINT, "after": RED})
    dash = by("dash", "kind", {"before": DASHED, "after": [1, 0]})
    names = [
        named(layer("names", f"datum.kind === '{kind}'"), x, y, tone=tone, align=align, dx=dx, dy=-11)
        for kind, align, dx in (("before", "left", 4), ("after", "right", -12))
    ]
    return picture(
        36 * PLACES,
        "Value of the book over the price: hedged and after the cut",
        layer("book").mark_line(strokeWidth=2.5).encode(x=x, y=y, color=tone, strokeDash=dash),
        *names,
        layer("here").mark_point(color=INK, stroke=PAPER, strokeWidth=1.5, size=170).encode(x=x, y=y),
        named("here", x, y, bold=700, align="left", dx=10, dy=16),
    )

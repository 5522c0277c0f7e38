"""How lesson 11 looks: what is left on every venue, the walk with its ledger, the limit price, healing, the queue, the hedge.

Rows are placed by number, not by name: each has its words on one line and its bar on the next, so that nothing is cut off on a
phone, and rows never change places by themselves.
"""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED, DOTTED

BLUE, RED, INK, QUIET, LINE = (COLORS[k] for k in ("cross", "liquidation", "ink", "quiet", "line"))
FAINT = COLORS["quiet_text"]

#: Most rows of the walk (and of its ledger), places in the queue, venues.
STEPS, PLACES, VENUES = 8, 12, 8
#: Where in a row its words stand, and where its bar begins and ends (shares of the row).
WORDS, TOP, BOTTOM = 0.26, 0.48, 0.84


def _source(name: str) -> Any:
    from course.charts.altair_lite import alt

    return alt.Chart(alt.NamedData(name))


def _row(field: str, rows: int, above: float = 0.0) -> Any:
    from course.charts.altair_lite import alt

    scale = alt.Scale(domain=[-above, rows], reverse=True, nice=False, zero=False)
    return alt.Y(f"{field}:Q", axis=None, scale=scale)


def _words(name: str, rows: int, *, when: str = "true", above: float = 0.0, **text: Any) -> Any:
    """The line of words of each row, from the left edge."""
    from course.charts.altair_lite import alt

    marks = _source(name).transform_filter(when).mark_text(align="left", baseline="middle", **text)
    return halo(marks.encode(x=alt.value(4), y=_row("words", rows, above), text="label:N"))


def _by(field: str, colours: dict[str, str], **more: Any) -> dict[str, Any]:
    """Fill by a column whose values are ``colours``'s keys."""
    from course.charts.altair_lite import alt

    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return {"fill": alt.Fill(f"{field}:N", legend=None, scale=scale), **more}


def outcome() -> Any:
    """Where the equity at the trigger ends up, a bar a venue, with the learner's guess.

    Data: parts (start, end, top, bottom, part), venues (words, label, own), guess (share, label).
    """
    from course.charts.altair_lite import alt

    above = 0.55
    x = alt.X(
        "start:Q",
        title="share of the equity that was there",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format=".0%"),
    )
    colours = {"yours": COLORS["profit"], "market": QUIET, "venue": RED}
    bars = (
        _source("parts")
        .mark_rect(stroke=COLORS["paper"], strokeWidth=1)
        .encode(x=x, x2="end:Q", y=_row("top", VENUES, above), y2="bottom:Q", **_by("part", colours))
    )
    names = [
        halo(
            _source("parts")
            .transform_filter("datum.end - datum.start > 0.18")
            .transform_calculate(middle="(datum.start + datum.end) / 2", centre="(datum.top + datum.bottom) / 2")
            .mark_text(baseline="middle", fontSize=12, fontWeight=600)
            .encode(x="middle:Q", y=_row("centre", VENUES, above), text="name:N"),
            3,
        )
    ]
    guess = _source("guess")
    at = alt.X("share:Q", scale=alt.Scale(domain=[0, 1], nice=False))
    line = guess.mark_rule(color=COLORS["prediction"], strokeDash=DOTTED, strokeWidth=3).encode(x=at)
    said = [
        halo(
            guess.transform_filter(f"datum.left === {left}")
            .mark_text(align=align, dx=dx, dy=8, color=COLORS["prediction"], fontWeight=600)
            .encode(x=at, y=alt.value(0), text="label:N")
        )
        for left, align, dx in (("false", "left", 6), ("true", "right", -6))
    ]
    return alt.layer(
        bars,
        line,
        *names,
        _words("venues", VENUES, when="!datum.own", above=above),
        _words("venues", VENUES, when="datum.own", above=above, fontWeight=700),
        *said,
    ).properties(
        height=int(46 * (VENUES + above)),
        description="Shares of the equity at the trigger: the trader's, the market's, the venue's side, by venue",
    )


def walk() -> Any:
    """The trader's equity step by step: levels in ink, payments in crimson, money received in green.

    Data: steps (start, end, top, bottom, words, label, state, kind), links (at, low, high), reach (x): the axis.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "start:Q", title="the trader's equity", scale=alt.Scale(nice=False), axis=alt.Axis(format="$,~f", tickCount=4)
    )
    room = _source("reach").mark_point(opacity=0, size=1).encode(x=alt.X("x:Q"))
    zero = _source("reach").mark_rule(color=LINE).encode(x=alt.datum(0))
    colours = {"level": BLUE, "paid": RED, "received": COLORS["profit"]}
    bars = (
        _source("steps")
        .transform_filter("datum.state !== 'ahead'")
        .mark_rect(cornerRadius=2)
        .encode(
            x=x,
            x2="end:Q",
            y=_row("top", STEPS),
            y2="bottom:Q",
            fillOpacity=alt.condition("datum.state === 'now'", alt.value(1), alt.value(0.45)),
            **_by("kind", colours),
        )
    )
    links = (
        _source("links")
        .mark_rule(color=QUIET, strokeWidth=1, strokeDash=[2, 3])
        .encode(x=alt.X("at:Q"), y=_row("low", STEPS), y2="high:Q")
    )
    return alt.layer(
        room,
        zero,
        links,
        bars,
        _words("steps", STEPS, when="datum.state === 'done'", color=FAINT),
        _words("steps", STEPS, when="datum.state === 'ahead'", color=QUIET),
        _words("steps", STEPS, when="datum.state === 'now'", fontWeight=700),
    ).properties(height=44 * STEPS, description="The trader's equity after each step")


def ledger() -> Any:
    """What each party has received so far, to the right of zero, or paid, to the left; the last row is the sum.

    Data: parties (start, end, top, bottom, words, label, kind), across (x): the axis.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "start:Q",
        title="paid | received so far",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="$,~f", tickCount=4),
    )
    room = _source("across").mark_point(opacity=0, size=1).encode(x=alt.X("x:Q"))
    zero = _source("across").mark_rule(color=QUIET).encode(x=alt.datum(0))
    colours = {"paid": RED, "received": COLORS["profit"], "sum": INK}
    bars = (
        _source("parties")
        .mark_rect(cornerRadius=2)
        .encode(x=x, x2="end:Q", y=_row("top", STEPS), y2="bottom:Q", **_by("kind", colours))
    )
    return alt.layer(
        room,
        zero,
        bars,
        _words("parties", STEPS, when="datum.kind !== 'sum'"),
        _words("parties", STEPS, when="datum.kind === 'sum'", fontWeight=700),
    ).properties(height=44 * STEPS, description="What each party has paid or received so far")


def limits() -> Any:
    """Limit of the order and bankruptcy price over equity, as distances from the oracle price, and one fill.

    Data: lines (equity, price, kind), band (equity, low, high), names (equity, price, label, kind, below, left),
    fill (equity, price, label, left, below, taken), gap (equity, price, other, kind), frame (equity, price).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "equity:Q",
        title="equity, share of the requirement",
        scale=alt.Scale(domain=[1, -0.5], nice=False),
        axis=alt.Axis(format=".0%", values=[1, 0.75, 0.5, 0.25, 0, -0.25, -0.5]),
    )
    y = alt.Y(
        "price:Q",
        title="distance from the oracle price",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format="+.1~%", labelExpr="datum.value === 0 ? '0%' : datum.label"),
    )
    tone = {"oracle": QUIET, "limit": BLUE, "bankruptcy": RED}
    ink = {"oracle": FAINT, "limit": BLUE, "bankruptcy": RED}

    def colour(hues: dict[str, str]) -> Any:
        return alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))

    room = _source("frame").mark_point(opacity=0, size=1).encode(x=x, y=y)
    band = (
        _source("band")
        .mark_area(color=BLUE, opacity=0.13)
        .encode(x=x, y=alt.Y("low:Q", scale=alt.Scale(nice=False, zero=False)), y2="high:Q")
    )
    lines = (
        _source("lines")
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=colour(tone),
            strokeDash=alt.StrokeDash(
                "kind:N", legend=None, scale=alt.Scale(domain=list(tone), range=[[2, 3], [1, 0], DASHED])
            ),
        )
    )
    names = [
        halo(
            _source("names")
            .transform_filter(f"datum.left === {left} && datum.below === {below}")
            .mark_text(align=align, dx=dx, dy=dy, fontWeight=600)
            .encode(x=x, y=y, text="label:N", color=colour(ink))
        )
        for left, align, dx in (("false", "left", 5), ("true", "right", -3))
        for below, dy in (("true", 15), ("false", -10))
    ]
    hues = {"fee": COLORS["profit"], "fund": RED}
    gap = (
        _source("gap")
        .mark_rule(strokeWidth=5, opacity=0.75)
        .encode(
            x=x,
            y=y,
            y2="other:Q",
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values()))),
        )
    )
    fill = _source("fill")
    dot = [
        fill.transform_filter(when)
        .mark_point(color=tint, stroke=COLORS["paper"], strokeWidth=1.5, size=200, **look)
        .encode(x=x, y=y)
        for when, tint, look in (("datum.taken", INK, {}), ("!datum.taken", RED, {"shape": "cross", "angle": 45}))
    ]
    said = [
        halo(
            fill.transform_filter(f"datum.left === {left} && datum.below === {below}")
            .mark_text(align=align, dx=dx, dy=dy, fontWeight=700)
            .encode(x=x, y=y, text="label:N")
        )
        for left, align, dx in (("false", "left", 12), ("true", "right", -12))
        for below, dy in (("true", 14), ("false", -12))
    ]
    return (
        alt.layer(room, band, lines, gap, *dot, *names, *said)
        .resolve_scale(color="independent", strokeDash="independent")
        .properties(height=340, description="Limit of the liquidation order and bankruptcy price as equity falls")
    )


def healing() -> Any:
    """Equity over requirement as more of the position is closed, on dYdX and on Hyperliquid.

    Data: paths (closed, health, venue), dots (closed, health, venue), ends (closed, health, place, label, venue, left),
    healthy (health, place, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "closed:Q",
        title="share of the position closed",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format=".0%"),
    )
    y = alt.Y(
        "health:Q",
        title="equity, share of the requirement",
        scale=alt.Scale(domain=[0.4, 1.4], nice=False, zero=False, clamp=True),
        axis=alt.Axis(format=".0%"),
    )
    hues = {"dydx": BLUE, "hyperliquid": FAINT}
    tone = alt.Color("venue:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))
    shapes = alt.Shape("venue:N", legend=None, scale=alt.Scale(domain=list(hues), range=["circle", "square"]))
    line = _source("healthy").mark_rule(color=COLORS["profit"], strokeDash=[8, 3]).encode(y=y)
    name = halo(
        _source("healthy")
        .mark_text(align="right", color=COLORS["profit_text"], fontWeight=600)
        .encode(x=alt.value("width"), y=alt.Y("place:Q"), text="label:N")
    )
    paths = _source("paths").mark_line(strokeWidth=2).encode(x=x, y=y, color=tone)
    dots = (
        _source("dots")
        .mark_point(size=60, stroke=COLORS["paper"], strokeWidth=1)
        .encode(x=x, y=y, color=tone, shape=shapes)
    )
    ends = [
        halo(
            _source("ends")
            .transform_filter(f"datum.left === {left}")
            .mark_text(align=align, dx=dx, fontWeight=600)
            .encode(x=x, y=alt.Y("place:Q"), text="label:N", color=tone)
        )
        for left, align, dx in (("false", "left", 10), ("true", "right", -4))
    ]
    return alt.layer(line, name, paths, dots, *ends).properties(
        height=320, description="Equity over requirement while the position is closed"
    )


def queue() -> Any:
    """Who is closed first: a bar of BTC for each account in the order of the queue, the part that is closed in crimson.

    Data: places (words, label, own), held (start, end, top, bottom, kind), guess (centre, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "start:Q", title="BTC short", scale=alt.Scale(domain=[0, 4.2], nice=False), axis=alt.Axis(values=[0, 1, 2, 3])
    )
    colours = {"closed": RED, "kept": LINE, "own": BLUE}
    bars = (
        _source("held")
        .mark_rect(cornerRadius=2)
        .encode(x=x, x2="end:Q", y=_row("top", PLACES), y2="bottom:Q", **_by("kind", colours))
    )
    guess = halo(
        _source("guess")
        .mark_text(align="right", baseline="middle", color=COLORS["prediction"], fontSize=12, fontWeight=600)
        .encode(x=alt.value("width"), y=_row("centre", PLACES), text="label:N")
    )
    return alt.layer(
        bars,
        _words("places", PLACES, when="!datum.own", fontSize=12.5),
        _words("places", PLACES, when="datum.own", fontWeight=700, color=BLUE),
        guess,
    ).properties(height=36 * PLACES, description="The deleveraging queue, from the first closed to the last")


def exposure() -> Any:
    """Change of the whole book from now on, over where the price goes: hedged, and after the short was cut.

    Data: book (move, value, kind), here (move, value, label), names (move, value, label, kind).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "move:Q",
        title="BTC from here on",
        scale=alt.Scale(domain=[-0.4, 0.2], nice=False),
        axis=alt.Axis(
            format="+.0%",
            values=[-0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2],
            labelExpr="datum.value === 0 ? '0%' : datum.label",
        ),
    )
    y = alt.Y(
        "value:Q",
        title="your book from here on",
        scale=alt.Scale(domain=[-22_000, 12_000], nice=False),
        axis=alt.Axis(format="$,~f"),
    )
    hues = {"before": COLORS["quiet_text"], "after": RED}
    tone = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))
    lines = (
        _source("book")
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=tone,
            strokeDash=alt.StrokeDash(
                "kind:N", legend=None, scale=alt.Scale(domain=list(hues), range=[DASHED, [1, 0]])
            ),
        )
    )
    names = [
        halo(
            _source("names")
            .transform_filter(f"datum.kind === '{kind}'")
            .mark_text(align=align, dx=dx, dy=-11, fontWeight=600)
            .encode(x=x, y=y, text="label:N", color=tone)
        )
        for kind, align, dx in (("before", "left", 4), ("after", "right", -12))
    ]
    here = _source("here")
    dot = here.mark_point(color=INK, stroke=COLORS["paper"], strokeWidth=1.5, size=170).encode(x=x, y=y)
    said = halo(here.mark_text(align="left", dx=10, dy=16, fontWeight=700).encode(x=x, y=y, text="label:N"))
    return alt.layer(lines, *names, dot, said).properties(
        height=36 * PLACES, description="Value of the book over the price: hedged and after the cut"
    )

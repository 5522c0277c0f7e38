"""How lesson 04 looks: what passing costs, two vessels with a valve, a hundred traders, a year of closings, the wall."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import DASHES, MODES, TEXT
from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, layer, named, picture

RED, INK, QUIET, LINE = (COLORS[k] for k in ("liquidation", "ink", "quiet_text", "line"))
AMBER, BLUE, VIOLET = COLORS["isolated"], COLORS["cross"], COLORS["prediction"]
#: Sides of a trade: colour and dash.
SIDES = {"long": INK, "short": QUIET}
SIDE_DASHES = {"long": [1, 0], "short": [6, 3]}
#: Without a top-up a compartment is isolated; with one it is cross by another name.
VALVES = {"shut": AMBER, "open": BLUE}
VALVE_TEXT = {"shut": TEXT["isolated"], "open": TEXT["cross"]}
VALVE_DASHES = {"shut": DASHES["isolated"], "open": DASHES["cross"]}


#: Pixels that a name such as "short $13,916" takes beside its line.
NAME = 104
#: "$0k" would be odd.
ZERO = "datum.value === 0 ? '$0' : datum.label"


def passing() -> Any:
    """Share of the weeks passed over what is posted, and the guess.

    Data: curve (posted, share, side). posts (posted, share, label, rank). guess (posted, share, label, left).
    """
    x = axis("x", "posted", "posted", "$", domain=[0, 6000], nice=False)
    y = axis("y", "share", "weeks passed", "%", domain=[0, 1.1], nice=False, values=[0, 0.25, 0.5, 0.75, 1])
    # Three names close together: above, beside and below.
    places = ((0, "left", 12, 34), (1, "left", 12, 15), (2, "right", 4, -12))
    names = [
        named(layer("posts", f"datum.rank === {rank}"), x, y, align=align, dx=dx, dy=dy)
        for rank, align, dx, dy in places
    ]
    foot = alt.value("height")
    return picture(
        320,
        "Share of the weeks passed over what is posted, with your guess",
        layer("curve").mark_line(strokeWidth=3, color=INK).encode(x=x, y=y),
        layer("posts", "datum.rank === 0").mark_rule(color=AMBER, strokeWidth=2).encode(x=x, y=y, y2=alt.datum(0)),
        layer("guess").mark_rule(color=VIOLET, strokeDash=DOTTED, strokeWidth=3).encode(x=x),
        layer("guess").mark_point(color=VIOLET, size=130, filled=True).encode(x=x, y=y),
        layer("posts").mark_point(color=AMBER, size=110, filled=True).encode(x=x, y=y),
        *names,
        *(
            named(layer("guess", f"datum.left === {left}"), x, foot, align=align, dx=dx, dy=-14, color=VIOLET)
            for left, align, dx in (("true", "left", 9), ("false", "right", -9))
        ),
    )


def vessels(wide: float) -> Any:
    """Compartment and wallet beside each other; a vessel is as wide as what was in it, and its level is what is left.

    Data: vessels (name, left, right, foot, top). water (left, right, foot, level, kind). amounts (x, label, side, name).
        line (left, right, level, label). cross (x, level). valve (left, right, middle, kind, label).
    """
    hues = {"compartment": AMBER, "wallet": BLUE, "closed": COLORS["quiet"]}
    tone = by("color", "name", {"compartment": TEXT["isolated"], "wallet": TEXT["cross"]})
    shape = by("shape", "kind", {"shut": "square", "open": "triangle-left"})
    fill = by("fill", "kind", {"shut": RED, "open": BLUE})

    def x(field: str) -> Any:
        return axis("x", field, hidden=True, domain=[0, wide], nice=False)

    def y(field: str) -> Any:
        return axis("y", field, hidden=True, domain=[-0.16, 1.22], nice=False)

    sides = (("left", "datum.side === 'left'"), ("right", "datum.side === 'right'"))
    captions = [
        named(
            layer("amounts", when, place=place),
            x("x"),
            y("place"),
            text=text,
            align=align,
            tone=tone,
            free=0,
            fontSize=size,
        )
        for align, when in sides
        for place, text, size in (("1.1", "name:N", 13), ("-0.09", "label:N", 15))
    ]
    pipe, box = layer("valve", place="0.82", above="0.94"), layer("vessels").mark_rect(fill=COLORS["surface"])
    handle = pipe.mark_point(size=150, opacity=1, stroke=COLORS["paper"])
    return picture(
        300,
        "The compartment and the wallet as two vessels, with the requirement on the compartment's wall",
        box.encode(x=x("left"), x2="right:Q", y=y("foot"), y2="top:Q", stroke=alt.value(COLORS["quiet"])),
        layer("water")
        .mark_rect(fillOpacity=0.45)
        .encode(x=x("left"), x2="right:Q", y=y("foot"), y2="level:Q", fill=by("fill", "kind", hues)),
        pipe.mark_rule(strokeWidth=7, color=LINE).encode(x=x("left"), x2="right:Q", y=y("place")),
        handle.encode(x=x("middle"), y=y("place"), shape=shape, fill=fill),
        named(pipe, x("middle"), y("above"), color=QUIET, fontSize=11.5, bold=0, free=0),
        layer("line").mark_rule(color=RED, strokeWidth=2.5, strokeDash=DASHED).encode(x=x("left"), x2="right:Q", y=y("level")),
        named("line", x("right"), y("level"), color=RED, align="left", dx=6, dy=-4, fontSize=12, lineBreak="\n", lineHeight=14),
        cross("cross", x("x"), y("level"), size=260, edged=True),
        *captions,
        apart=["fill", "shape", "color"],
    )  # fmt: skip


def account(most: float, reach: float) -> Any:
    """What there is in both vessels together over the adverse move, without a top-up and with one.

    Data: own (against, own, kind). closings (against, own, kind). rest (start, end, low, high). names (against, own, kind,
        label). now (against, own).
    """
    x = axis("x", "against", "it moves against you by", "%", domain=[0, reach], nice=False)
    y = axis("y", "own", None, "$", domain=[0, 1.12 * most], nice=False)
    tone, dash = by("color", "kind", VALVES), by("dash", "kind", VALVE_DASHES)
    words = by("color", "kind", VALVE_TEXT)
    rest = layer("rest").mark_rect(color=AMBER, opacity=0.35)
    return picture(
        300,
        "What is in compartment and wallet together over the adverse move, with and without a top-up",
        rest.encode(x=axis("x", "start"), x2="end:Q", y=axis("y", "low"), y2="high:Q"),
        layer("own").mark_line(strokeWidth=3).encode(x=x, y=y, color=tone, strokeDash=dash),
        layer("now").mark_point(color=INK, size=190, strokeWidth=2.5).encode(x=x, y=y),
        cross("closings", x, y, size=170, edged=True),
        named(layer("names", "datum.kind === 'shut'"), x, y, tone=words, align="right", dx=-2, dy=-12, fontSize=12.5),
        named(layer("names", "datum.kind === 'both'"), x, y, color=QUIET, align="left", bold=0, fontSize=12),
        named(layer("names", "datum.kind === 'open'"), x, y, tone=words, align="left", dx=10, dy=-4, fontSize=12.5),
        apart=["color"],
    )


def traders() -> Any:
    """A hundred traders: those never closed as squares, the others as crosses.

    Data: traders (x, y, state).
    """
    x, y = (axis(k, k, hidden=True, domain=[-0.6, 9.6], nice=False) for k in ("x", "y"))
    whole = layer("traders", "datum.state === 'whole'").mark_point(
        shape="square", filled=True, size=230, color=COLORS["profit"]
    )
    return picture(
        300,
        "A hundred traders: squares have never been closed, crosses have",
        cross(layer("traders", "datum.state === 'closed'"), x, y, size=90, opacity=0.55),
        whole.encode(x=x, y=y),
    )  # fmt: skip


def chances(year: int) -> Any:
    """Chance that nothing has been closed over the weeks; where there are several compartments, also of one alone.

    Data: curve (week, chance). one (week, chance). now (week, chance, label, right). names (week, chance, label).
    """
    x = axis("x", "week", "weeks", domain=[0, year], nice=False, values=[0, 13, 26, 39, 52])
    y = axis("y", "chance", "never closed so far", "%", domain=[0, 1.08], nice=False, values=[0, 0.25, 0.5, 0.75, 1])
    quiet = layer("one").mark_line(color=QUIET, strokeDash=[2, 3], strokeWidth=1.5)
    return picture(
        300,
        "Chance that nothing has been closed, over the weeks",
        quiet.encode(x=x, y=y),
        layer("curve").mark_line(color=AMBER, strokeWidth=3).encode(x=x, y=y),
        layer("now").mark_point(color=INK, size=150, strokeWidth=2.5).encode(x=x, y=y),
        *(
            named(layer("now", f"datum.right === {right}"), x, y, align=align, dx=dx, dy=-14, fontSize=14)
            for right, align, dx in (("true", "right", -8), ("false", "left", 10))
        ),
        named("names", x, y, align="right", dx=-2, dy=-9, color=QUIET, bold=0, fontSize=12),
    )


def tally(row: int, years: int) -> Any:
    """Crosses for each year, so many in a row: compartments lost.

    Data: crosses (place, at, own). years (year, at, left, place, label, own).
    """
    quiet: dict[str, Any] = {"labels": False, "ticks": False, "line": False}
    x = axis("x", "place", "one cross: one compartment lost", nice=False, domain=[-4, row + 3], **quiet)
    y = axis("y", "at", hidden=True, domain=[years - 0.5, -0.5], nice=False)
    strong = either("datum.own", 1, 0.4)
    marks = layer("crosses").mark_point(shape="cross", angle=45, size=62, filled=True, color=RED)
    ink = by("color", "own", {"true": INK, "false": QUIET})
    return picture(
        300,
        "Compartments lost in each year, one cross each",
        marks.encode(x=x, y=y, opacity=strong),
        named("years", axis("x", "left"), y, text="year:N", tone=ink, align="right", free=0, fontSize=13),
        named("years", x, y, align="left", dx=5, free=0, color=RED, fontSize=13),
        apart=["color"],
    )


def results() -> Any:
    """The year's result of posting again and of leaving alone.

    Data: results (row, value, kind, label).
    """
    return _bars("results", "result of the year", "kind")


def means() -> Any:
    """The average week left alone and behind the wall.

    Data: means (row, value, mode, label).
    """
    return _bars("means", "average week", "mode")


def _bars(source: str, title: str, kind: str) -> Any:
    """Two bars from zero with their value at the end."""
    y = axis(
        "y",
        "row:N",
        None,
        sort=None,
        ticks=False,
        line=False,
        paddingInner=0.4,
        paddingOuter=0.5,
        labelFontSize=13,
        minExtent=84,
    )
    x = axis("x", "value", title, "$", padding=62, tickCount=4, format="$~s", labelExpr=ZERO, labelFlush=True)
    bars = layer(source).mark_bar(fillOpacity=0.35, strokeWidth=1.5)
    names = [
        named(layer(source, when), x, y, align=align, dx=dx, tone=by("color", kind, TEXT))
        for when, align, dx in (("datum.value >= 0", "left", 7), ("datum.value < 0", "right", -7))
    ]
    return picture(
        220,
        f"{title}: two bars",
        bars.encode(y=y, x=x, x2=alt.datum(0), fill=by("fill", kind, MODES), stroke=by("stroke", kind, MODES)),
        layer(source).mark_rule(color=QUIET).encode(x=alt.datum(0)),
        *names,
        apart=["color"],
    )  # fmt: skip


def both_sides() -> Any:
    """Share of the windows passed over what is posted, for a long and a short.

    Data: curve (posted, share, side). posts (posted, share, label, side, first). target (share, label).
    """
    ticks = [250, 1000, 4000, 16000]
    x = axis("x", "posted", "posted", "$", type="log", domain=[240, 20000], nice=False, values=ticks)
    y = axis("y", "share", "passed", "%", domain=[0, 1.12], nice=False, values=[0, 0.25, 0.5, 0.75, 1])
    tone, dash = by("color", "side", SIDES), by("dash", "side", SIDE_DASHES)
    stems = layer("posts").mark_rule(strokeWidth=1.5, strokeDash=DASHED)
    # The dearer side is named to the right of its line; where there is no room, to the left and above the other.
    outside = f"datum.first || scale('x', datum.posted) > width - {NAME}"
    place: dict[str, Any] = {
        "align": alt.expr(f"{outside} ? 'right' : 'left'"),
        "dx": alt.expr(f"{outside} ? -6 : 6"),
        "dy": alt.expr("datum.first ? -12 : -30"),
    }
    feet = [named("posts", x, alt.value("height"), tone=tone, **place)]
    return picture(
        320,
        "Share of the windows passed over what is posted, for a long and a short",
        layer("target").mark_rule(color=LINE, strokeWidth=1.5).encode(y=y),
        stems.encode(x=x, y=y, y2=alt.datum(0), color=tone),
        layer("curve").mark_line(strokeWidth=3).encode(x=x, y=y, color=tone, strokeDash=dash),
        layer("posts").mark_point(size=120, filled=True).encode(x=x, y=y, color=tone),
        *feet,
    )


def sorted_weeks() -> Any:
    """The results of all weeks from the worst to the best, left alone and behind the wall.

    Data: weeks (share, result, mode). ends (share, label_at, mode, label). wall (share, label).
    """
    x = axis(
        "x",
        "share",
        "weeks, from the worst to the best",
        "%",
        domain=[0, 1],
        nice=False,
        values=[0, 0.25, 0.5, 0.75, 1],
    )
    y = axis("y", "result", "result of the week", "$", domain=[-4500, 4500], nice=False)
    lines = layer("weeks").mark_line(strokeWidth=3, clip=True)
    dash = by("dash", "mode", DASHES)
    names = [
        named(layer("ends", f"datum.mode === '{mode}'"), x, axis("y", "label_at"), align="left", color=TEXT[mode])
        for mode in ("cross", "isolated")
    ]
    return picture(
        320,
        "Results of the weeks sorted from worst to best, left alone and behind the wall",
        layer("wall").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("wall").mark_rule(color=RED, strokeDash=DASHED, strokeWidth=1.5).encode(x=x),
        lines.encode(x=x, y=y, color=by("color", "mode", MODES), strokeDash=dash),
        named("wall", x, alt.value(14), color=RED, align="left", dx=7),
        *names,
        apart=["color"],
    )  # fmt: skip

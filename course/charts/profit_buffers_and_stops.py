"""How lesson 09 looks: walls on one price axis, tanks, looks and months, fills beyond a stop, acts, rules on a hedge."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import TEXT
from course.charts.price_ladder import LEVELS
from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import alt, axis, by, cross, either, ends, frame, layer, named, picture

BLUE, AMBER, RED, GREEN, INK, QUIET, LINE, PAPER = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "profit", "ink", "quiet", "line", "paper")
)
SOFT = COLORS["quiet_text"]
SMALL: dict[str, Any] = {"bold": 0, "fontSize": 12}
#: What the parts of a tank are made of.
PARTS = {"account": BLUE, "wallet": GREEN, "closed": QUIET}
PARTS_FILLED = {"account": 0.45, "wallet": 0.75, "closed": 0.25}


#: Share of the width that the way takes: what the names to the right of it leave.
WAY = "max(0.36, 1 - 190 / width)"


def bought(domain: tuple[float, float]) -> Any:
    """The price as it went, the wall as it jumped, and the names of the prices that matter.

    Data: levels (price, kind, label, label_price, since), way (when, price), wall (when, price), end (when, price).
    """
    places = {"from": f"datum.since * ({WAY})", "to": WAY, "tip": f"{WAY} + 0.03", "text": f"{WAY} + 0.04"}
    levels = layer("levels", **places)

    def along(name: str) -> Any:
        return layer(name, at=f"datum.when * ({WAY})")

    def x(place: str) -> Any:
        return axis("x", place, hidden=True, domain=[0, 1])

    y = axis("y", "price", "price of BTC", "$", zero=False, nice=False, domain=list(domain), tickCount=4)
    tone, dash, width = (
        by(channel, "kind", {kind: look[part] for kind, look in LEVELS.items()})
        for part, channel in enumerate(("color", "dash", "width"))
    )
    return picture(
        340,
        "The price from the entry over the purchase to where it is closed, and the wall below it",
        layer("levels", "datum.kind !== 'mark' && datum.kind !== 'entry'", **places).mark_rule().encode(
            y=y, x=x("from"), x2="to:Q", color=tone, strokeDash=dash, strokeWidth=width
        ),
        levels.mark_rule(strokeWidth=1).encode(y=axis("y", "price"), y2="label_price:Q", x=x("to"), x2="tip:Q", color=tone),
        layer("levels", "datum.kind === 'mark' || datum.kind === 'entry'", **places).mark_rule(strokeWidth=1, opacity=0.5).encode(
            y=y, x=x("from"), x2="to:Q", color=tone
        ),
        along("wall").mark_line(color=RED, strokeDash=DASHED, strokeWidth=3).encode(x=x("at"), y=y),
        along("way").mark_line(color=INK, strokeWidth=3).encode(x=x("at"), y=y),
        along("way").mark_point(color=INK, size=70).encode(x=x("at"), y=y),
        cross(along("end"), x("at"), y, size=220, edged=True),
        named(levels, x("text"), axis("y", "label_price"), free=0, tone=tone, align="left"),
    )  # fmt: skip


def _rows(field: str) -> Any:
    return axis("y", field, hidden=True, domain=[4.5, -0.75], nice=False)


def walls() -> Any:
    """Four ways of holding a profit on one price axis: the room from the peak down to each wall.

    Data: rooms (row, upper, lower, wall, peak), walls (row, upper, lower, price, label, closed, left), way_names (row, label),
        price_lines (price, kind, label, top, foot, place), price_frame (price).
    """

    def x(field: str) -> Any:
        return axis("x", field, "price of BTC", "$", zero=False, nice=False, tickCount=4)

    y = _rows("row")
    lines = layer("price_lines")
    tone = by("color", "kind", {"entry": QUIET, "now": INK})
    dash = by("dash", "kind", {"entry": [2, 3], "now": [1, 0]})
    wall = layer("walls")
    return picture(
        330,
        "The liquidation prices of four ways of holding the same profit, on one price axis",
        frame("price_frame", x=x("price")),
        layer("rooms").mark_rect(color=BLUE, opacity=0.16).encode(
            x=x("wall"), x2="peak:Q", y=_rows("upper"), y2="lower:Q"
        ),
        lines.mark_rule(strokeWidth=2).encode(x=x("price"), y=_rows("top"), y2="foot:Q", color=tone, strokeDash=dash),
        wall.mark_rule(color=RED, strokeDash=DASHED, strokeWidth=3).encode(x=x("price"), y=_rows("upper"), y2="lower:Q"),
        cross(layer("walls", "datum.closed"), x("price"), y, size=190, edged=True),
        *(
            named(layer("walls", f"datum.left === {left}"), x("price"), y, color=RED, align=align, dx=dx)
            for left, align, dx in (("true", "right", -12), ("false", "left", 12))
        ),
        named("way_names", alt.value(4), y, align="left", fontSize=13),
        *(
            named(
                layer("price_lines", f"datum.kind === '{kind}'"), x("price"), _rows("place"),
                align=align, dx=dx, color=color, **SMALL,
            )
            for kind, color, align, dx in (("entry", SOFT, "right", 8), ("now", INK, "center", 0))
        ),
    )  # fmt: skip


def tanks() -> Any:
    """What is left of each way: in the account, which still floats, and in the wallet, which cannot fall.

    Data: left_parts (row, upper, lower, start, end, part, wide), left_crosses (row, end), left_sums (row, end, label),
        left_names (row, label), left_frame (end).
    """

    def x(field: str) -> Any:
        return axis("x", field, "left", "$", zero=True, nice=False, tickCount=4)

    y = _rows("row")
    parts = layer("left_parts").mark_rect(stroke=INK, strokeWidth=0.5)
    inside = layer("left_parts", "datum.wide", middle="(datum.start + datum.end) / 2", word="'wallet'")
    return picture(
        300,
        "What is left of each of the four ways, in the account and in the wallet",
        frame("left_frame", x=x("end")),
        parts.encode(
            x=x("start"), x2="end:Q", y=_rows("upper"), y2="lower:Q", fill=by("fill", "part", PARTS),
            fillOpacity=by("fillOpacity", "part", PARTS_FILLED),
        ),
        cross("left_crosses", x("end"), y, size=150),
        named(inside, x("middle"), y, text="word:N", align="center", **SMALL),
        named("left_sums", x("end"), y, free=0, align="left", dx=7),
        named("left_names", alt.value(4), y, align="left", fontSize=13),
    )  # fmt: skip


def hundreds() -> Any:
    """A hundred months with nobody looking above a hundred with the rule; those that were closed are crossed.

    Data: hundred (column, line, out), hundred_names (line, label).
    """
    x = axis("x", "column", hidden=True, domain=[-0.7, 19.7], nice=False)
    y = axis("y", "line", hidden=True, domain=[11.8, -1.9], nice=False)
    months = layer("hundred")
    return picture(
        270,
        "A hundred months with nobody looking and a hundred with the rule, those that the venue closed crossed",
        months.mark_point(shape="square", size=60, opacity=0.45, color=QUIET).encode(x=x, y=y),
        cross(layer("hundred", "datum.out"), x, y, size=90),
        named("hundred_names", alt.value(0), y, free=0, align="left"),
    )


def months() -> Any:
    """Where the typical month ended, by how often the rule looks: so far from the start.

    Data: ends (look, start, median, label, own), start (median).
    """
    y = axis("y", "look:N", None, sort=None, ticks=False, line=False, labelFontSize=13, minExtent=92, paddingInner=0.35)
    x = axis("x", "median", "typical month (dotted: start)", "$", nice=False, tickCount=4, domain=[0, 17_000])
    ends, tone = layer("ends"), either("datum.own", BLUE, QUIET)
    return picture(
        270,
        "The typical account after a month, by how often the rule looks",
        ends.mark_rule(strokeWidth=4, opacity=0.5).encode(x=axis("x", "start"), x2="median:Q", y=y, color=tone),
        layer("start").mark_rule(color=INK, strokeDash=[2, 3], strokeWidth=2).encode(x=x),
        ends.mark_point(size=110).encode(x=x, y=y, color=tone),
        named("ends", alt.value("width"), y, free=0, align="right"),
    )


def crashes() -> Any:
    """Days that are remembered: from the stop down to the low of the hour that reached it, its close as a dot.

    Data: crashes (row, stop, low, close, name, label), crash_stop (stop, row, label), crash_frame (low).
    """

    def x(field: str) -> Any:
        return axis("x", field, "change from the entry", "+%", nice=False, tickCount=4)

    def rows(field: str) -> Any:
        return axis("y", field, hidden=True, domain=[4.8, -0.75], nice=False)

    y = rows("row")
    days, stop = layer("crashes"), layer("crash_stop")
    return picture(
        320,
        "On known days, the hour that reached the stop: how low it went and where it closed",
        frame("crash_frame", x=x("low")),
        stop.mark_rule(color=INK, strokeWidth=2).encode(x=x("stop")),
        days.mark_rule(color=RED, strokeWidth=7, opacity=0.35).encode(x=x("low"), x2="stop:Q", y=y),
        days.mark_point(color=INK, size=70).encode(x=x("close"), y=y),
        cross("crashes", x("low"), y, size=110),
        named("crashes", alt.value(4), rows("name"), align="left", fontSize=12.5),
        named("crash_stop", x("stop"), y, align="right", dx=-6, **SMALL),
    )


LIVES = {"rule": INK, "nothing": QUIET}


def life() -> Any:
    """What there is in all, with the rule and without, and every act as a mark with its word.

    Data: life (step, total, kind), life_acts (step, total, closed, label), life_names (step, total, place, label, kind).
    """
    x = axis("x", "step", "steps", domain=[0, 66], nice=False, values=[0, 10, 20, 30, 40])
    y = axis("y", "total", "account and wallet", "$", zero=True, nice=False, tickCount=4)
    tone = by("color", "kind", LIVES)
    acts = layer("life_acts", "!datum.closed")
    return picture(
        320,
        "Account and wallet together along the fall, with the rule and without",
        layer("life").mark_line(interpolate="step-after").encode(
            x=x, y=y, color=tone, strokeDash=by("dash", "kind", {"rule": [1, 0], "nothing": [5, 4]}),
            strokeWidth=by("width", "kind", {"rule": 3, "nothing": 2}),
        ),
        acts.mark_point(color=BLUE, size=110).encode(x=x, y=y),
        cross(layer("life_acts", "datum.closed"), x, y, edged=True),
        named(acts, x, y, align="left", dx=4, dy=-13, color=TEXT["cross"], **SMALL),
        named(layer("life_acts", "datum.closed"), x, y, align="left", dx=10, dy=13, color=RED, **SMALL),
        ends("life_names", x, axis("y", "place"), fontSize=12.5, tone=by("color", "kind", {"rule": INK, "nothing": SOFT})),
        apart=["color"],
    )  # fmt: skip


def pockets() -> Any:
    """In which pocket the money is at the end.

    Data: pockets (row, kind, end, label), pocket_frame (end).
    """
    y = axis("y", "row:N", None, sort=None, ticks=False, line=False, labelFontSize=13, minExtent=98, paddingInner=0.4)
    x = axis("x", "end", "at the end", "$", zero=True, nice=False, tickCount=3)
    return picture(
        170,
        "What is left at the end: in the account, in the wallet, gone",
        frame("pocket_frame", x=x),
        layer("pockets").mark_bar(fillOpacity=0.6, cornerRadius=3).encode(
            x=x, x2=alt.datum(0), y=y, fill=by("fill", "kind", {"account": BLUE, "wallet": GREEN, "gone": RED})
        ),
        named("pockets", x, y, free=0, align="left", dx=7),
    )  # fmt: skip


def pairs() -> Any:
    """A hundred fortnights, each as the two legs of the hedge; where one was left alone, the other is gone.

    Data: legs (column, line, gone), legs_name (label).
    """
    x = axis("x", "column", hidden=True, domain=[-0.3, 9.8], nice=False)
    y = axis("y", "line", hidden=True, domain=[9.6, -1.5], nice=False)
    there, gone = layer("legs", "!datum.gone"), layer("legs", "datum.gone")
    return picture(
        290,
        "A hundred fortnights as pairs of legs; where one was left alone, the other is an empty outline",
        gone.mark_point(shape="square", size=80, filled=False, color=AMBER, strokeWidth=1.8).encode(x=x, y=y),
        there.mark_point(shape="square", size=100, filled=True, color=BLUE, opacity=0.75).encode(x=x, y=y),
        named("legs_name", alt.value(0), alt.value(14), free=0, align="left"),
    )


def storm() -> Any:
    """What the worst twentieth of fortnights left of the account in the mean, a tank for each who watches.

    Data: left (rule, above, upper, row, lower, left, never, none, whole, beside, label, own).
    """

    def rows(field: str) -> Any:
        return axis("y", field, hidden=True, domain=[6.6, -0.6], nice=False)

    def x(field: str) -> Any:
        title = "left of the account (dashed: nobody watching)"
        return axis("x", field, title, "$", domain=[0, 10_000], nice=False, tickCount=3)

    tanks, own = layer("left"), {"stroke": either("datum.own", INK, LINE), "strokeWidth": either("datum.own", 2, 1)}
    high: dict[str, Any] = {"y": rows("upper"), "y2": "lower:Q"}
    pale = either("datum.own", 0.9, 0.4)
    return picture(
        290,
        "What the worst twentieth of fortnights left in the account in the mean, a tank for each who watches",
        tanks.mark_rect(fill=RED, fillOpacity=0.13, cornerRadius=3).encode(x=x("none"), x2="whole:Q", **high, **own),
        tanks.mark_rect(fill=BLUE, cornerRadius=3).encode(x=x("none"), x2="left:Q", fillOpacity=pale, **high),
        tanks.mark_rule(color=INK, strokeDash=[3, 2], strokeWidth=1.5).encode(x=x("never"), **high),
        named("left", alt.value(0), rows("above"), text="rule:N", free=0, align="left", **SMALL),
        named("left", x("beside"), rows("row"), free=0, align="left", dx=6),
    )

"""How lesson 09 looks: walls on one price axis, tanks, looks and months, fills beyond a stop, acts, rules on a hedge."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import TEXT
from course.charts.ladder import ladder
from course.charts.marks import alt, axis, by, cross, either, ends, frame, layer, named, picture
from course.charts.theme import COLORS, DASHED

BLUE, AMBER, RED, GREEN, INK, QUIET, LINE, PAPER = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "profit", "ink", "quiet", "line", "paper")
)
SOFT = COLORS["quiet_text"]
SMALL: dict[str, Any] = {"bold": 0, "fontSize": 12}
#: What the parts of a tank are made of.
PARTS = {"account": BLUE, "wallet": GREEN, "closed": QUIET}
PARTS_FILLED = {"account": 0.45, "wallet": 0.75, "closed": 0.25}


def rungs(domain: tuple[float, float]) -> Any:
    """The ladder of the guess."""
    return ladder("price of BTC", height=360, strip=False, domain=domain)


def _rows(field: str) -> Any:
    return axis("y", field, hidden=True, domain=[4.5, -0.75], nice=False)


def walls() -> Any:
    """Four ways of holding a profit on one price axis: the room from the peak down to each wall.

    Data: rooms (row, upper, lower, wall, peak), walls (row, upper, lower, price, label, closed, left), way_names (row, label),
        price_lines (price, kind, label, place), price_frame (price).
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
        lines.mark_rule(strokeWidth=2).encode(x=x("price"), color=tone, strokeDash=dash),
        wall.mark_rule(color=RED, strokeDash=DASHED, strokeWidth=3).encode(x=x("price"), y=_rows("upper"), y2="lower:Q"),
        cross(layer("walls", "datum.closed"), x("price"), y, size=190, edged=True),
        *(
            named(layer("walls", f"datum.left === {left}"), x("price"), y, color=RED, align=align, dx=dx)
            for left, align, dx in (("true", "right", -12), ("false", "left", 12))
        ),
        named("way_names", alt.value(4), y, align="left", fontSize=13),
        *(
            named(
                layer("price_lines", f"datum.kind === '{kind}'"), x("price"), _rows("place"), align="center", color=color, **SMALL
            )
            for kind, color in (("entry", SOFT), ("now", INK))
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


def _looks(
    source: str, field: str, title: str, unit: str, color: str, height: int, words: str, *more: Any, **scale: Any
) -> Any:
    y = axis("y", "look:N", None, sort=None, ticks=False, line=False, labelFontSize=13, minExtent=92, paddingInner=0.35)
    x = axis("x", field, title, unit, nice=False, tickCount=4, **scale)
    bars = layer(source).mark_bar(cornerRadius=3, color=color)
    return picture(
        height,
        words,
        bars.encode(x=x, x2=alt.datum(0), y=y, fillOpacity=either("datum.own", 0.85, 0.35)),
        *[make(x) for make in more],
        named(source, alt.value("width"), y, free=0, align="right")
        if more
        else named(source, x, y, free=0, align="left", dx=7),
    )


def looks() -> Any:
    """Share of months closed by the venue, by how often the rule looks; the learner's is full.

    Data: looks (look, closed, label, own).
    """
    return _looks(
        "looks", "closed", "months closed by the venue", "%", RED, 240, "Share of months closed, by how often the rule looks",
        domain=[0, 0.8],
    )  # fmt: skip


def months() -> Any:
    """Where the typical month ended, by how often the rule looks.

    Data: ends (look, median, label, own), start (median).
    """
    return _looks(
        "ends", "median", "typical month (dotted: start)", "$", BLUE, 250,
        "The typical account after a month, by how often the rule looks",
        lambda x: layer("start").mark_rule(color=INK, strokeDash=[2, 3], strokeWidth=2).encode(x=x),
        domain=[0, 14_000],
    )  # fmt: skip


def beyond() -> Any:
    """Share of the fills that lay so far beyond the stop.

    Data: beyond (over, limit, share, label).
    """
    y = axis("y", "over:N", None, sort=None, ticks=False, line=False, labelFontSize=13, minExtent=72, paddingInner=0.35)
    x = axis("x", "share", "of the stops that were set off", "%", domain=[0, 1], nice=False,
             values=[0, 0.25, 0.5, 0.75])  # fmt: skip
    return picture(
        240,
        "Share of the stops that were filled so far beyond their level",
        layer("beyond").mark_bar(cornerRadius=3, color=AMBER, fillOpacity=0.6).encode(x=x, x2=alt.datum(0), y=y),
        named("beyond", x, y, free=0, align="left", dx=7),
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


def _rules(source: str, field: str, title: str, unit: str, color: str, words: str, **scale: Any) -> Any:
    y = axis(
        "y", "rule:N", None, sort=None, ticks=False, line=False, labelFontSize=12.5, minExtent=98, paddingInner=0.35
    )
    x = axis("x", field, title, unit, nice=False, tickCount=3, **scale)
    bars = layer(source).mark_bar(cornerRadius=3, color=color)
    return picture(
        270,
        words,
        bars.encode(x=x, x2=alt.datum(0), y=y, fillOpacity=either("datum.own", 0.85, 0.35)),
        named(source, x, y, free=0, align="left", dx=7),
    )


def alone() -> Any:
    """How often one leg of the hedge was left alone, by who watches.

    Data: alone (rule, alone, label, own).
    """
    return _rules(
        "alone", "alone", "fortnights with one leg alone", "%", AMBER, "Share of fortnights in which one leg stood alone",
        domain=[0, 1.2],
    )  # fmt: skip


def tails() -> Any:
    """What the worst twentieth of fortnights lost in the mean, by who watches.

    Data: tails (rule, tail, label, own).
    """
    return _rules(
        "tails", "tail", "lost in the worst twentieth", "$", RED, "Mean loss of the worst twentieth of fortnights",
        domain=[0, 12_500],
    )  # fmt: skip

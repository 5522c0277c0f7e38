"""How lesson 06 looks: twin accounts, the scorecard of two modes, outcomes back to back, the frontier, five walls."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import DASHES, MODES, TEXT
from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import alt, axis, by, cross, either, ends, layer, named, picture

RED, INK, QUIET, LINE = COLORS["liquidation"], COLORS["ink"], COLORS["quiet_text"], COLORS["line"]
AMBER, VIOLET = COLORS["isolated"], COLORS["prediction"]
HEIGHT = 300
QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def _tone(hues: dict[str, str] = MODES) -> Any:
    return by("color", "mode", hues)


def _beside(name: str, gap: int, x: Any, y: Any, also: str = "", **look: Any) -> list[Any]:
    """Names of a table to the right of their marks where its column ``left`` says so, else to the left."""
    return [
        named(layer(name, f"{also}datum.left === {left}"), x, y, align=align, dx=dx, **look)
        for left, align, dx in (("true", "left", gap), ("false", "right", -gap))
    ]


def _reach(name: str, **channels: Any) -> Any:
    """What the axes reach at least."""
    return layer(name).mark_rule(opacity=0).encode(**channels)


def _time(unit: str, end: float, ticks: list[float]) -> Any:
    """Time with room for the names of the lines at its right end."""
    return axis("x", "time", unit, domain=[0, 1.32 * end], nice=False, values=ticks)


def moves(unit: str, end: float, ticks: list[float]) -> Any:
    """Both prices as moves from the start.

    Data:
        prices: time, move, symbol. price_ends: time, move (where the name stands), label, symbol. price_frame: move.
    """
    x = _time(unit, end, ticks)
    y = axis("y", "move", "price against the start", "+%", zero=True, nice=False)
    tone = by("color", "symbol", {"BTC": INK, "ETH": COLORS["quiet"]})
    dash = by("dash", "symbol", {"BTC": [1, 0], "ETH": [5, 2]})
    return picture(
        HEIGHT,
        "Moves of the BTC and ETH prices over time",
        _reach("price_frame", y=y),
        layer("price_frame").mark_rule(color=LINE).encode(y=alt.datum(0)),
        layer("prices").mark_line(strokeWidth=2).encode(x=x, y=y, color=tone, strokeDash=dash),
        ends("price_ends", x, y, tone=by("color", "symbol", {"BTC": INK, "ETH": QUIET}), dx=7, dy=-5),
        apart=["color"],
    )


def twins(unit: str, end: float, ticks: list[float]) -> Any:
    """Value of both accounts over the same time; liquidations are named above the lines.

    Data:
        lines: time, value, mode. ends: time, value (where the name stands), label, mode. account_frame: value. start: value.
        left: time, value (of the isolated account, where one of two legs is all it has).
        events: time, value, top (where it is named), label, left.
    """
    x = _time(unit, end, ticks)
    y = axis("y", "value", "account value", "$", zero=True, nice=False)
    stems = layer("events").mark_rule(color=RED, strokeWidth=1, strokeDash=[2, 3], opacity=0.7)
    dash = by("dash", "mode", DASHES)
    return picture(
        HEIGHT,
        "Value of the cross and the isolated account",
        _reach("account_frame", y=y),
        layer("start").mark_rule(color=LINE).encode(y=y),
        layer("left").mark_line(color=RED, strokeWidth=13, opacity=0.22, strokeCap="round").encode(x=x, y=y),
        layer("lines").mark_line(strokeWidth=3).encode(x=x, y=y, color=_tone(), strokeDash=dash),
        stems.encode(x=x, y=y, y2="top:Q"),
        cross("events", x, y, size=190, filled=False, strokeWidth=3),
        *_beside("events", 4, x, axis("y", "top"), color=RED, fontSize=12.5),
        ends("ends", x, y, tone=_tone(TEXT), dx=7, dy=-5),
        apart=["color"],
    )


def tally(weeks: int) -> Any:
    """Who was ahead at the end of each week of a season: cross upwards, isolated downwards.

    Data: score (week, lead, mode), now (week, lead), score_frame (lead), score_names (lead, label, mode).
    """
    x = axis("x", "week", "week", domain=[0, weeks + 1], nice=False, values=[1, 13, 26, 39, weeks])
    unsigned = "replace(replace(datum.label, '−', ''), '-', '')"
    y = axis("y", "lead", "ahead at the week's end", "$", nice=False, zero=True, tickCount=5, labelExpr=unsigned)
    tones = {**MODES, "level": COLORS["quiet"]}
    return picture(
        HEIGHT,
        "Who was ahead in each week",
        _reach("score_frame", y=y),
        layer("score_frame").mark_rule(color=INK, strokeWidth=1).encode(y=alt.datum(0)),
        layer("score").mark_rule(strokeWidth=4).encode(x=x, y=y, y2=alt.datum(0), color=_tone(tones)),
        layer("score").mark_point(size=26, filled=True, opacity=1).encode(x=x, y=y, color=_tone(tones)),
        layer("now").mark_point(size=150, color=VIOLET, filled=False, strokeWidth=3, opacity=1).encode(x=x, y=y),
        named("score_names", alt.value(8), y, tone=_tone(TEXT), align="left"),
        apart=["color"],
    )


def score(source: str, title: str, form: str, rows: int) -> Any:
    """Rows with a dot for each mode: the name of the row above, cross named over its dot and isolated under it.

    Data (``source`` before each name):
        names: row, name. dots: row, x, mode, label, left. bars: row, x, x2. guess: row, x, label, left. frame: x.
    """
    x = axis("x", "x", title, nice=False, zero=True, format=form)
    y = axis("y", "row", hidden=True, domain=[rows - 0.36, -0.64], nice=False, zero=False)
    dots, guess = f"{source}_dots", f"{source}_guess"
    shape = by("shape", "mode", {"cross": "circle", "isolated": "diamond"})
    names = [
        named(
            layer(dots, f"datum.mode === '{mode}' && datum.left === {left}"),
            x, y, align=align, dx=dx, dy=dy, color=TEXT[mode],
        )
        for left, align, dx in (("true", "left", 0), ("false", "right", 0))
        for mode, dy in (("cross", -14), ("isolated", 16))
    ]  # fmt: skip
    guessed = layer(guess).mark_rule(color=VIOLET, strokeDash=DOTTED, strokeWidth=3, strokeCap="round")
    above: dict[str, Any] = {"bold": 0, "free": 0, "align": "left", "dy": -31, "color": QUIET, "fontSize": 12.5}
    return picture(
        76 * rows + 6,
        ": ".join((title, "cross against isolated")),  # a row, each half of which is looked up by itself
        _reach(f"{source}_frame", x=x),
        layer(f"{source}_bars").mark_rule(color=LINE, strokeWidth=4).encode(x=x, x2="x2:Q", y=y),
        guessed.encode(x=x, x2=alt.datum(0), y=y),
        layer(dots).mark_point(size=130, filled=True).encode(x=x, y=y, color=_tone(), shape=shape),
        layer(guess).mark_point(size=130, color=VIOLET, shape="square").encode(x=x, y=y),
        named(f"{source}_names", alt.value(0), y, text="name:N", **above),
        *names,
        *(
            named(layer(guess, f"datum.left === {left}"), x, y, align=align, dy=-14, color=VIOLET)
            for left, align in (("true", "left"), ("false", "right"))
        ),
        apart=["color", "shape"],
    )


def outcomes() -> Any:
    """Outcomes of all weeks back to back, cross upwards and isolated downwards; the first of them as dots that pile up.

    Data: bins (low, high, share, mode), bin_frame (share), bin_names (share, label, mode), dots (x, share, mode, mine).
    """
    numbers = "datum.value === 0 ? '0%' : datum.value === 1 ? '≥100%' : datum.label"
    ticks: dict[str, Any] = {"values": [-1, -0.5, 0, 0.5, 1], "labelExpr": numbers}
    x = axis("x", "low", "result of the week, share of the account", "+%", domain=[-1, 1], nice=False, **ticks)
    unsigned = "replace(replace(datum.label, '−', ''), '-', '')"
    y = axis("y", "share", "share of the weeks", "%", nice=False, labelExpr=unsigned)
    bins, middle = layer("bins").mark_bar(binSpacing=1, clip=True, opacity=0.3), layer("bin_frame")
    dots, mine = layer("dots"), layer("dots", "datum.mine")
    return picture(
        310,
        "Distribution of the week's result in both modes",
        _reach("bin_frame", y=y),
        bins.encode(x=x, x2="high:Q", y=y, y2=alt.datum(0), color=_tone()),
        dots.mark_point(size=26, filled=True, opacity=1).encode(x=axis("x", "x"), y=y, color=_tone(TEXT)),
        mine.mark_point(size=120, color=VIOLET, filled=False, strokeWidth=3, opacity=1).encode(x=axis("x", "x"), y=y),
        middle.mark_rule(color=INK, strokeWidth=1).encode(y=alt.datum(0)),
        middle.mark_rule(color=QUIET, strokeDash=[2, 3], strokeWidth=1).encode(x=alt.datum(0)),
        named("bin_names", alt.value("width"), y, free=0, tone=_tone(TEXT), align="right"),
        apart=["color"],
    )


def frontier(book: str, name: str) -> Any:
    """Share of weeks survived over capital posted, one book; what the target costs is named above the curves.

    Data: curve (book, mode, capital, alive), target (alive), posts (book, mode, capital, alive, top, label, left),
        capital_frame (capital).
    """
    x = axis("x", "capital", f"capital posted: {name}", "$", nice=False, zero=True)
    y = axis("y", "alive", "weeks without any liquidation", "%", domain=[0, 1.24], nice=False, values=QUARTERS)
    top = axis("y", "top")
    here = f"datum.book === '{book}'"
    curve, dash = layer("curve", here).mark_line(strokeWidth=3, clip=True), by("dash", "mode", DASHES)
    stems = layer("posts", here).mark_rule(strokeWidth=1.5, strokeDash=DASHED)
    names = [
        named(
            layer("posts", here).transform_filter(f"datum.left === {left}"),
            x,
            top,
            tone=_tone(TEXT),
            align=align,
            dx=dx,
        )
        for left, align, dx in (("true", "left", 6), ("false", "right", -6))
    ]
    return picture(
        HEIGHT,
        f"Weeks survived over capital posted, {name}, both modes",
        _reach("capital_frame", x=x),
        layer("target").mark_rule(color=COLORS["quiet"], strokeDash=[2, 3]).encode(y=y),
        stems.encode(x=x, y=top, y2=alt.datum(0), color=_tone()),
        curve.encode(x=x, y=y, color=_tone(), strokeDash=dash),
        layer("posts", here).mark_point(size=110, filled=True).encode(x=x, y=y, color=_tone()),
        *names,
        apart=["color"],
    )


def walls() -> Any:
    """Five trades in one week: how far each fell at its worst, and the wall that closes it.

    Data: trades (place, name, low, label, fell), wall (move, label).
    """
    x = axis("x", "place", hidden=True, domain=[0.5, 6.6], nice=False)
    ticks: dict[str, Any] = {"values": [-0.4, -0.2, 0], "labelOverlap": False}
    y = axis("y", "low", "worst price of the week against the start", "%", domain=[-0.5, 0.09], nice=False, **ticks)
    caption: dict[str, Any] = {"align": "right", "color": RED, "lineBreak": "\n", "lineHeight": 15, "dy": 14}
    small: dict[str, Any] = {"bold": 0, "free": 0, "fontSize": 12, "color": QUIET}
    stems = layer("trades").mark_rule(color=AMBER, strokeWidth=12, clip=True)
    return picture(
        HEIGHT,
        "Worst prices of five trades and their liquidation wall",
        layer("wall").mark_rule(color=LINE).encode(y=alt.datum(0)),
        stems.encode(x=x, y=y, y2=alt.datum(0)),
        layer("wall").mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(y="move:Q"),
        named("wall", alt.value("width"), axis("y", "move"), **caption),
        cross(layer("trades", "datum.fell"), x, axis("y", "shown"), filled=False, strokeWidth=3),
        named("trades", x, alt.value(8), text="name:N", free=0, fontSize=12),  # five side by side on a phone
        named("trades", x, alt.value(25), **small),
    )


def fallen() -> Any:
    """In how many weeks so many of the five trades were liquidated.

    Data: counts (count, share, label).
    """
    x = axis("x", "count:O", "how many of the five are liquidated in a week", labelAngle=0, ticks=False)
    y = axis("y", "share", "share of the weeks", "%", domain=[0, 1.08], nice=False, values=QUARTERS)
    strong = either("datum.count === 5", 1, 0.4)
    return picture(
        HEIGHT,
        "Weeks by the number of the five trades liquidated",
        layer("counts").mark_bar(color=AMBER).encode(x=x, y=y, fillOpacity=strong),
        named("counts", x, y, free=0, dy=-9),
    )

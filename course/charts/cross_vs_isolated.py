"""How lesson 06 looks: twin accounts, the scorecard of two modes, outcomes back to back, the frontier, five walls."""

from __future__ import annotations

from typing import Any

from course.charts.accounts import MODES, TEXT
from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED, DOTTED

RED, INK, QUIET = COLORS["liquidation"], COLORS["ink"], COLORS["quiet_text"]
AMBER = COLORS["isolated"]
HEIGHT = 300


def _tone(hues: dict[str, str]) -> Any:
    from course.charts.altair_lite import alt

    return alt.Color("mode:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))


def _beside(gap: int) -> list[tuple[str, Any, int]]:
    """Where a name stands of its mark: value of ``left``, alignment, pixels."""
    return [("true", "left", gap), ("false", "right", -gap)]


def _dash() -> Any:
    from course.charts.altair_lite import alt

    return alt.StrokeDash("mode:N", legend=None, scale=alt.Scale(domain=list(MODES), range=[[1, 0], [8, 3]]))


def _time(unit: str, end: float, ticks: list[float]) -> Any:
    """Time with room for the names of the lines at its right end."""
    from course.charts.altair_lite import alt

    return alt.X("time:Q", title=unit, scale=alt.Scale(domain=[0, 1.32 * end], nice=False), axis=alt.Axis(values=ticks))


def moves(unit: str, end: float, ticks: list[float]) -> Any:
    """Both prices as moves from the start.

    Data:
        prices: time, move, symbol. price_ends: time, move (where the name stands), label, symbol. price_frame: move.
    """
    from course.charts.altair_lite import alt

    x = _time(unit, end, ticks)
    y = alt.Y(
        "move:Q",
        title="price against the start",
        scale=alt.Scale(zero=True, nice=False),
        axis=alt.Axis(format="+.0%", labelExpr="datum.value === 0 ? '0%' : datum.label"),
    )
    domain = ["BTC", "ETH"]
    tone = alt.Color("symbol:N", legend=None, scale=alt.Scale(domain=domain, range=[INK, COLORS["quiet"]]))
    words = alt.Color("symbol:N", legend=None, scale=alt.Scale(domain=domain, range=[INK, QUIET]))
    frame = alt.Chart(alt.NamedData("price_frame")).mark_rule(opacity=0).encode(y=y)
    zero = alt.Chart(alt.NamedData("price_frame")).mark_rule(color=COLORS["line"]).encode(y=alt.datum(0))
    lines = (
        alt.Chart(alt.NamedData("prices"))
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            color=tone,
            strokeDash=alt.StrokeDash("symbol:N", legend=None, scale=alt.Scale(domain=domain, range=[[1, 0], [5, 2]])),
        )
    )
    names = halo(
        alt.Chart(alt.NamedData("price_ends"))
        .mark_text(align="left", dx=7, fontWeight=600, lineBreak="\n", lineHeight=15, dy=-5)
        .encode(x=x, y=y, text="label:N", color=words)
    )
    return (
        alt.layer(frame, zero, lines, names)
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Moves of the BTC and ETH prices over time")
    )


def twins(unit: str, end: float, ticks: list[float]) -> Any:
    """Value of both accounts over the same time; liquidations are named above the lines.

    Data:
        lines: time, value, mode. ends: time, value (where the name stands), label, mode. account_frame: value. start: value.
        events: time, value, top (where it is named), label, left.
    """
    from course.charts.altair_lite import alt

    x = _time(unit, end, ticks)
    y = alt.Y("value:Q", title="account value", scale=alt.Scale(zero=True, nice=False), axis=alt.Axis(format="$,~f"))
    frame = alt.Chart(alt.NamedData("account_frame")).mark_rule(opacity=0).encode(y=y)
    start = alt.Chart(alt.NamedData("start")).mark_rule(color=COLORS["line"]).encode(y=y)
    lines = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(strokeWidth=3)
        .encode(x=x, y=y, color=_tone(MODES), strokeDash=_dash())
    )
    events = alt.Chart(alt.NamedData("events"))
    stems = events.mark_rule(color=RED, strokeWidth=1, strokeDash=[2, 3], opacity=0.7).encode(x=x, y=y, y2="top:Q")
    marks = events.mark_point(shape="cross", angle=45, size=190, color=RED, filled=False, strokeWidth=3).encode(
        x=x, y=y
    )
    names = [
        halo(
            events.transform_filter(f"datum.left === {left}")
            .mark_text(align=align, dx=dx, fontWeight=600, color=RED, fontSize=12.5)
            .encode(x=x, y=alt.Y("top:Q"), text="label:N")
        )
        for left, align, dx in _beside(4)
    ]
    ends = halo(
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="left", dx=7, fontWeight=600, lineBreak="\n", lineHeight=15, dy=-5)
        .encode(x=x, y=y, text="label:N", color=_tone(TEXT))
    )
    return (
        alt.layer(frame, start, lines, stems, marks, *names, ends)
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Value of the cross and the isolated account")
    )


def score(source: str, title: str, form: str, rows: int) -> Any:
    """Rows with a dot for each mode: the name of the row above, cross named over its dot and isolated under it.

    Data (``source`` before each name):
        names: row, name. dots: row, x, mode, label, left. bars: row, x, x2. guess: row, x, label, left. frame: x.
    """
    from course.charts.altair_lite import alt

    x = alt.X("x:Q", title=title, scale=alt.Scale(nice=False, zero=True), axis=alt.Axis(format=form))
    scale = alt.Scale(domain=[rows - 0.36, -0.64], nice=False, zero=False)
    y = alt.Y("row:Q", axis=None, scale=scale)
    frame = alt.Chart(alt.NamedData(f"{source}_frame")).mark_rule(opacity=0).encode(x=x)
    bars = (
        alt.Chart(alt.NamedData(f"{source}_bars"))
        .mark_rule(color=COLORS["line"], strokeWidth=4)
        .encode(x=x, x2="x2:Q", y=y)
    )
    dots = alt.Chart(alt.NamedData(f"{source}_dots"))
    points = dots.mark_point(size=130, filled=True).encode(
        x=x,
        y=y,
        color=_tone(MODES),
        shape=alt.Shape("mode:N", legend=None, scale=alt.Scale(domain=list(MODES), range=["circle", "diamond"])),
    )
    titles = (
        alt.Chart(alt.NamedData(f"{source}_names"))
        .mark_text(align="left", dy=-31, color=QUIET, fontSize=12.5)
        .encode(x=alt.value(0), y=y, text="name:N")
    )
    names = [
        halo(
            dots.transform_filter(f"datum.mode === '{mode}' && datum.left === {left}")
            .mark_text(align=align, dx=dx, dy=dy, fontWeight=600, color=TEXT[mode])
            .encode(x=x, y=y, text="label:N")
        )
        for left, align, dx in _beside(-6)
        for mode, dy in (("cross", -14), ("isolated", 16))
    ]
    guess = alt.Chart(alt.NamedData(f"{source}_guess"))
    violet = COLORS["prediction"]
    guessed = guess.mark_rule(color=violet, strokeDash=DOTTED, strokeWidth=3, strokeCap="round").encode(
        x=x, x2=alt.datum(0), y=y
    )
    said = [
        halo(
            guess.transform_filter(f"datum.left === {left}")
            .mark_text(align=align, dx=dx, fontWeight=600, color=violet)
            .encode(x=x, y=y, text="label:N")
        )
        for left, align, dx in _beside(11)
    ]
    point = guess.mark_point(size=130, color=violet, shape="square").encode(x=x, y=y)
    return (
        alt.layer(frame, bars, guessed, points, point, titles, *names, *said)
        .resolve_scale(color="independent", shape="independent")
        .properties(height=76 * rows + 6, description=f"{title}: cross against isolated")
    )


def outcomes() -> Any:
    """Outcomes of all weeks back to back: cross upwards, isolated downwards.

    Data: bins (low, high, share, mode), bin_frame (share), bin_names (share, label, mode).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "low:Q",
        title="result of the week, share of the account",
        scale=alt.Scale(domain=[-1, 1], nice=False),
        axis=alt.Axis(
            values=[-1, -0.5, 0, 0.5, 1],
            format="+.0%",
            labelExpr="datum.value === 0 ? '0%' : datum.value === 1 ? '≥100%' : datum.label",
        ),
    )
    y = alt.Y(
        "share:Q",
        title="share of the weeks",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format=".0%", labelExpr="replace(replace(datum.label, '−', ''), '-', '')"),
    )
    frame = alt.Chart(alt.NamedData("bin_frame"))
    bins = (
        alt.Chart(alt.NamedData("bins"))
        .mark_bar(binSpacing=1, clip=True)
        .encode(x=x, x2="high:Q", y=y, y2=alt.datum(0), color=_tone(MODES))
    )
    names = (
        alt.Chart(alt.NamedData("bin_names"))
        .mark_text(align="right", fontWeight=600)
        .encode(x=alt.value("width"), y=y, text="label:N", color=_tone(TEXT))
    )
    return (
        alt.layer(
            frame.mark_rule(opacity=0).encode(y=y),
            bins,
            frame.mark_rule(color=INK, strokeWidth=1).encode(y=alt.datum(0)),
            frame.mark_rule(color=QUIET, strokeDash=[2, 3], strokeWidth=1).encode(x=alt.datum(0)),
            names,
        )
        .resolve_scale(color="independent")
        .properties(height=310, description="Distribution of the week's result in both modes")
    )


def frontier(book: str, name: str) -> Any:
    """Share of weeks survived over capital posted, one book; what the target costs is named above the curves.

    Data: curve (book, mode, capital, alive), target (alive), posts (book, mode, capital, alive, top, label, left),
        capital_frame (capital).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "capital:Q",
        title=f"capital posted: {name}",
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(format="$,~f"),
    )
    y = alt.Y(
        "alive:Q",
        title="weeks without any liquidation",
        scale=alt.Scale(domain=[0, 1.24], nice=False),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%"),
    )
    here = f"datum.book === '{book}'"
    frame = alt.Chart(alt.NamedData("capital_frame")).mark_rule(opacity=0).encode(x=x)
    target = alt.Chart(alt.NamedData("target")).mark_rule(color=COLORS["quiet"], strokeDash=[2, 3]).encode(y=y)
    curve = (
        alt.Chart(alt.NamedData("curve"))
        .transform_filter(here)
        .mark_line(strokeWidth=3, clip=True)
        .encode(x=x, y=y, color=_tone(MODES), strokeDash=_dash())
    )
    posts = alt.Chart(alt.NamedData("posts")).transform_filter(here)
    stems = posts.mark_rule(strokeWidth=1.5, strokeDash=DASHED).encode(
        x=x, y=alt.Y("top:Q"), y2=alt.datum(0), color=_tone(MODES)
    )
    points = posts.mark_point(size=110, filled=True).encode(x=x, y=y, color=_tone(MODES))
    names = [
        halo(
            posts.transform_filter(f"datum.left === {left}")
            .mark_text(align=align, dx=dx, fontWeight=600)
            .encode(x=x, y=alt.Y("top:Q"), text="label:N", color=_tone(TEXT))
        )
        for left, align, dx in _beside(6)
    ]
    return (
        alt.layer(frame, target, stems, curve, points, *names)
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description=f"Weeks survived over capital posted, {name}, both modes")
    )


def walls() -> Any:
    """Five trades in one week: how far each fell at its worst, and the wall that closes it.

    Data: trades (place, name, low, label, fell), wall (move, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[0.5, 6.6], nice=False))
    y = alt.Y(
        "low:Q",
        title="worst price of the week against the start",
        scale=alt.Scale(domain=[-0.5, 0.09], nice=False),
        axis=alt.Axis(values=[-0.4, -0.2, 0], format=".0%", labelOverlap=False),
    )
    trades = alt.Chart(alt.NamedData("trades"))
    wall = alt.Chart(alt.NamedData("wall"))
    zero = wall.mark_rule(color=COLORS["line"]).encode(y=alt.datum(0))
    stems = trades.mark_rule(color=AMBER, strokeWidth=12, clip=True).encode(x=x, y=y, y2=alt.datum(0))
    rule = wall.mark_rule(color=RED, strokeDash=DASHED, strokeWidth=2).encode(y="move:Q")
    caption = halo(
        wall.mark_text(align="right", color=RED, fontWeight=600, lineBreak="\n", lineHeight=15, dy=14).encode(
            y=alt.Y("move:Q"), x=alt.value("width"), text="label:N"
        )
    )
    dead = (
        trades.transform_filter("datum.fell")
        .mark_point(shape="cross", angle=45, size=170, color=RED, filled=False, strokeWidth=3)
        .encode(x=x, y=alt.Y("shown:Q"))
    )
    names = trades.mark_text(fontWeight=600).encode(x=x, y=alt.value(8), text="name:N")
    lows = trades.mark_text(fontSize=12, color=QUIET).encode(x=x, y=alt.value(25), text="label:N")
    return alt.layer(zero, stems, rule, caption, dead, names, lows).properties(
        height=HEIGHT, description="Worst prices of five trades and their liquidation wall"
    )


def fallen() -> Any:
    """In how many weeks so many of the five trades were liquidated.

    Data: counts (count, share, label).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "count:O", title="how many of the five are liquidated in a week", axis=alt.Axis(labelAngle=0, ticks=False)
    )
    y = alt.Y(
        "share:Q",
        title="share of the weeks",
        scale=alt.Scale(domain=[0, 1.08], nice=False),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%"),
    )
    counts = alt.Chart(alt.NamedData("counts"))
    last = "datum.count === 5"
    bars = counts.mark_bar(color=AMBER).encode(x=x, y=y, fillOpacity=alt.condition(last, alt.value(1), alt.value(0.4)))
    labels = counts.mark_text(dy=-9, fontWeight=600).encode(x=x, y=y, text="label:N")
    return alt.layer(bars, labels).properties(
        height=HEIGHT, description="Weeks by the number of the five trades liquidated"
    )

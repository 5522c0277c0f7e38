"""How the feed and funding look in a cascade: what the venue sees and what it costs; your account and the rate."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED

INK, RED, LINE, FAINT, QUIET, BLUE = (COLORS[k] for k in ("ink", "liquidation", "line", "quiet_text", "quiet", "cross"))
HEIGHT = 320
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6
#: Lines of the two pictures: colour, width, dashes, colour of the name.
FEED = {"outside": (QUIET, 2.5, [2, 5], FAINT), "mark": (INK, 3, [1, 0], INK), "perp": (RED, 2.5, DASHED, RED)}
ACCOUNT = {
    "spike": (BLUE, 2, [2, 5], BLUE),
    "fall": (BLUE, 2, [9, 5], BLUE),
    "both": (BLUE, 3.5, [1, 0], BLUE),
    # Drawn last, in dashes: where both modes are the same, both show.
    "isolated": (COLORS["isolated"], 3, [7, 6], COLORS["isolated_text"]),
}


def _lines(kinds: dict[str, tuple[Any, ...]], x: Any, y: Any) -> list[Any]:
    from course.charts.altair_lite import alt

    return [
        alt.Chart(alt.NamedData("lines"))
        .transform_filter(f"datum.tone === '{tone}'")
        .mark_line(color=colour, strokeWidth=width, strokeDash=dash)
        .encode(x=x, y=y, order="x:Q")
        for tone, (colour, width, dash, _) in kinds.items()
    ]


def _names(source: str, kinds: dict[str, str], x: Any, y: Any) -> Any:
    from course.charts.altair_lite import alt

    tone = alt.Color("tone:N", legend=None, scale=alt.Scale(domain=list(kinds), range=list(kinds.values())))
    return halo(
        alt.Chart(alt.NamedData(source))
        .mark_text(align="left", dx=8, dy=-7, fontWeight=600, lineBreak="\n", lineHeight=15)
        .encode(x=x, y=y, text="label:N", color=tone)
    )


def _time(title: str) -> Any:
    """Time with room for names at the right; no numbers beneath them."""
    from course.charts.altair_lite import alt

    return alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(
            ticks=False, tickCount=6, labelExpr="datum.value > (data('end')[0] || {x: 1e9}).x ? '' : datum.label"
        ),
    )


def _frame(x: Any, y: Any) -> Any:
    from course.charts.altair_lite import alt

    return alt.Chart(alt.NamedData("frame")).mark_point(opacity=0).encode(x=x, y=y)


def feed() -> Any:
    """The price outside, the mark that margin is measured at, and the perp's own price at which sales fill.

    Data: lines (x, y, tone), ends (x, y, tone, label), frame (x, y), end (x).
    """
    from course.charts.altair_lite import alt

    x = _time("minutes")
    y = alt.Y(
        "y:Q",
        title="price against the start",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format="+.0%", labelExpr="datum.value === 0 ? '0%' : datum.label"),
    )
    end = alt.Chart(alt.NamedData("end")).mark_point(opacity=0).encode(x=x)
    return (
        alt.layer(_frame(x, y), end, *_lines(FEED, x, y), _names("ends", {k: v[3] for k, v in FEED.items()}, x, y))
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Price outside, mark and the perp's own price by minute")
    )


def lags(count: int) -> Any:
    """Bad debt upwards and accounts liquidated downwards, by how late the feed is; the chosen one stands out.

    Data: bars (lag, debt, accounts, chosen), tags (lag, y, label, below, chosen), captions (y, label, below).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "lag:Q",
        title="minutes by which the feed is late",
        scale=alt.Scale(domain=[-0.6, count - 0.4], nice=False),
        axis=alt.Axis(values=list(range(count)), ticks=False, format="d"),
    )

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-1.3, 1.32], nice=False))

    bars = alt.Chart(alt.NamedData("bars"))
    strong = alt.condition("datum.chosen", alt.value(1), alt.value(0.35))
    debt = bars.mark_bar(color=RED, size=20).encode(x=x, y=y("debt"), y2=alt.datum(0), fillOpacity=strong)
    accounts = bars.mark_bar(color=QUIET, size=20).encode(x=x, y=y("accounts"), y2=alt.datum(0), fillOpacity=strong)
    zero = bars.transform_calculate(zero="0").mark_rule(color=LINE).encode(y=y("zero"))
    tags = [
        alt.Chart(alt.NamedData("tags"))
        .transform_filter(f"datum.below === {below}")
        .mark_text(dy=dy, color=colour, fontWeight=600, fontSize=12.5)
        .encode(x=x, y=y("y"), text="label:N")
        for below, dy, colour in (("false", -9, RED), ("true", 10, FAINT))
    ]
    captions = [
        alt.Chart(alt.NamedData("captions"))
        .transform_filter(f"datum.below === {below}")
        .mark_text(align="left", fontWeight=600, color=colour)
        .encode(x=alt.value(2), y=y("y"), text="label:N")
        for below, colour in (("false", RED), ("true", FAINT))
    ]
    return alt.layer(debt, accounts, zero, *tags, *captions).properties(
        height=HEIGHT, description="Bad debt and accounts liquidated by the lag of the feed"
    )


def account() -> Any:
    """Your account in three histories, and its twin in compartments in the last.

    Data: lines (x, y, tone), crosses (x, y), ends (x, y, tone, label), frame (x, y), end (x).
    """
    from course.charts.altair_lite import alt

    x = _time("days")
    y = alt.Y(
        "y:Q",
        title="your account over its collateral",
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1, 1.25]),
    )
    falls = alt.Chart(alt.NamedData("end")).mark_rule(
        color=QUIET, strokeDash=[2, 3], strokeWidth=1
    ).encode(x=alt.X("fall:Q"))  # fmt: skip
    end = alt.Chart(alt.NamedData("end")).mark_point(opacity=0).encode(x=x)
    crosses = (
        alt.Chart(alt.NamedData("crosses"))
        .mark_point(shape="cross", angle=45, size=190, color=RED, filled=True, opacity=1)
        .encode(x=x, y=y)
    )
    return (
        alt.layer(
            _frame(x, y),
            end,
            falls,
            *_lines(ACCOUNT, x, y),
            crosses,
            _names("ends", {k: v[3] for k, v in ACCOUNT.items()}, x, y),
        )
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Your pooled account under funding, a fall, and both")
    )


def rates() -> Any:
    """Funding, settlement by settlement, and beside it the lowest that five crashes printed.

    Data: rates (x, y), extremes (x, at, to, y), printed (x, y, label, tone), zero (x, y),
        frame2 (x, y), end (x, fall).
    """
    from course.charts.altair_lite import alt

    x = _time("days")
    y = alt.Y(
        "y:Q",
        title="BTC funding per 8 h (+: longs pay)",
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(format="+.1%", labelExpr="datum.value === 0 ? '0%' : datum.label"),
    )
    frame = alt.Chart(alt.NamedData("frame2")).mark_point(opacity=0).encode(x=x, y=y)
    bars = alt.Chart(alt.NamedData("rates")).mark_bar(color=QUIET, size=3).encode(x=x, y=y, y2=alt.datum(0))
    zero = alt.Chart(alt.NamedData("zero")).mark_line(color=LINE).encode(x=x, y=y)
    falls = alt.Chart(alt.NamedData("end")).mark_rule(
        color=QUIET, strokeDash=[2, 3], strokeWidth=1
    ).encode(x=alt.X("fall:Q"))  # fmt: skip
    end = alt.Chart(alt.NamedData("end")).mark_point(opacity=0).encode(x=x)
    extremes = alt.Chart(alt.NamedData("extremes"))
    threads = extremes.mark_rule(color=QUIET, strokeWidth=1).encode(x=x, x2="to:Q", y=alt.Y("at:Q"), y2="y:Q")
    names = _names("printed", {"past": FAINT, "none": RED}, x, y)
    return (
        alt.layer(frame, end, zero, falls, bars, threads, names)
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Funding rate of each settlement, and the lowest published")
    )

"""How a cascade looks in two markets at once: price by round, and where it ends over a share of the crowd."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS

QUIET, LINE, INK = COLORS["quiet_text"], COLORS["line"], COLORS["ink"]
#: What a kind of line is drawn in, and what its name is written in.
HUES = {"cross": COLORS["cross"], "isolated": COLORS["isolated"], "shock": COLORS["quiet"]}
WORDS = {"cross": COLORS["cross"], "isolated": COLORS["isolated_text"], "shock": QUIET}
DASHES = {"cross": [1, 0], "isolated": [7, 6], "shock": [2, 5]}
HEIGHT = 310
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6


def _by(channel: Any, hues: dict[str, Any]) -> Any:
    from course.charts.altair_lite import alt

    return channel("tone:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))


def _market(symbol: str, x: Any, title: str, description: str, extra: list[Any]) -> Any:
    """One market: lines with their names at the ends over a zero line, in the scales that the frame sets."""
    from course.charts.altair_lite import alt

    here = f"datum.market === '{symbol}'"
    y = alt.Y(
        "y:Q",
        title=title,
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format="+.0%", labelExpr="datum.value === 0 ? '0%' : datum.label"),
    )
    frame = alt.Chart(alt.NamedData("frame")).mark_point(opacity=0).encode(x=x, y=y)
    zero = alt.Chart(alt.NamedData("zero")).mark_line(color=LINE, strokeWidth=1.5).encode(x=x, y=alt.datum(0))
    # Compartments are drawn last, in dashes: where both modes are the same, both show.
    lines = [
        alt.Chart(alt.NamedData("lines"))
        .transform_filter(f"{here} && datum.tone === '{tone}'")
        .mark_line(strokeWidth=3, color=HUES[tone], strokeDash=DASHES[tone])
        .encode(x=x, y=y, order="x:Q")
        for tone in ("shock", "cross", "isolated")
    ]
    names = halo(
        alt.Chart(alt.NamedData("ends"))
        .transform_filter(here)
        .mark_text(align="left", dx=8, dy=-7, fontWeight=600, lineBreak="\n", lineHeight=15)
        .encode(x=x, y=y, text="label:N", color=_by(alt.Color, WORDS))
    )
    return (
        alt.layer(frame, zero, *lines, *(layer(here, x, y) for layer in extra), names)
        .resolve_scale(color="independent", fill="independent", shape="independent")
        .properties(height=HEIGHT, description=description)
    )


def rounds(symbol: str) -> Any:
    """One market's price, round by round, in each mode.

    Data: lines (market, x, y, tone), ends (x, y, tone, label, market), frame (x, y), zero (x).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "x:Q",
        title="round of liquidations",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(
            ticks=False,
            tickMinStep=1,
            tickCount=6,
            # No numbers beneath the names at the right, nor before the first round.
            labelExpr="datum.value < 0 || datum.value > (data('zero')[1] || {x: 1e9}).x ? '' : datum.label",
        ),
    )
    return _market(
        symbol, x, f"price of {symbol} against the start",
        f"Price of {symbol} over the rounds of liquidations, pooled and in compartments", [],
    )  # fmt: skip


def by_share(symbol: str, title: str) -> Any:
    """Where one market ends, over a share of the crowd, in each mode; dots where the learner stands.

    Data: lines (market, x, y, tone), ends, frame (x, y), zero (x), dots (market, x, y, tone), here (x).
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(domain=[0, NAMES], nice=False),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%"),
    )

    def rule(here: str, x: Any, y: Any) -> Any:
        return alt.Chart(alt.NamedData("here")).mark_rule(color=INK, strokeDash=[2, 3]).encode(x=x)

    def dots(here: str, x: Any, y: Any) -> Any:
        return (
            alt.Chart(alt.NamedData("dots"))
            .transform_filter(here)
            .mark_point(size=130, filled=True, stroke=COLORS["paper"], strokeWidth=1.5)
            .encode(
                x=x, y=y, fill=_by(alt.Fill, HUES), shape=_by(alt.Shape, {"cross": "circle", "isolated": "diamond"})
            )
        )

    return _market(
        symbol, x, f"{symbol} in the end",
        f"Where the price of {symbol} ends, over the share of the crowd, pooled and in compartments", [rule, dots],
    )  # fmt: skip

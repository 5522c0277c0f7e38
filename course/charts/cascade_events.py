"""How the five crashes look beside the model: the path with both lows, and published figures paired with the model's."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS

INK, RED, LINE, FAINT = (COLORS[k] for k in ("ink", "liquidation", "line", "quiet_text"))
QUIET = COLORS["quiet"]
#: What was reported, what the model says, and the path from outside that it is given.
WORDS = {"published": INK, "model": RED, "spot": FAINT}
SHAPES = {"published": "diamond", "model": "cross"}
#: The axis over its lines: the rest is room for their names.
NAMES = 1.6
#: Pixels that a pair takes.
PAIR = 64


def _tone(hues: dict[str, str]) -> Any:
    from course.charts.altair_lite import alt

    return alt.Color("tone:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))


def _marks(source: Any, x: Any, y: Any, size: int = 150) -> list[Any]:
    """Diamonds for what was published, crosses for the model: told apart without colour."""
    return [
        source.transform_filter("datum.tone === 'published'")
        .mark_point(shape="diamond", size=size, filled=True, color=INK, opacity=1)
        .encode(x=x, y=y),
        source.transform_filter("datum.tone === 'model'")
        .mark_point(shape="cross", angle=45, size=size, filled=True, color=RED, opacity=1)
        .encode(x=x, y=y),
    ]


def path(title: str, end: float, ticks: list[float]) -> Any:
    """The reconstruction of spot, the model's perp beneath it, and where both were lowest.

    Data: path (x, y, tone), lows (x, y, to, tone), ends (x, y, tone, label), frame (x, y).
    """
    from course.charts.altair_lite import alt

    x = alt.X("x:Q", title=title, scale=alt.Scale(domain=[0, NAMES * end], nice=False), axis=alt.Axis(values=ticks))
    y = alt.Y("y:Q", title="price", scale=alt.Scale(nice=False, zero=False), axis=alt.Axis(format="$,~f"))
    frame = alt.Chart(alt.NamedData("frame")).mark_point(opacity=0).encode(x=x, y=y)
    lines = [
        alt.Chart(alt.NamedData("path"))
        .transform_filter(f"datum.tone === '{tone}'")
        .mark_line(color=colour, strokeWidth=width, strokeDash=dash)
        .encode(x=x, y=y, order="x:Q")
        for tone, colour, width, dash in (("spot", QUIET, 2.5, [1, 0]), ("model", RED, 2, [5, 3]))
    ]
    lows = alt.Chart(alt.NamedData("lows"))
    # A low is named at the right, where no line runs, and a thread leads there.
    threads = lows.mark_rule(strokeWidth=1, strokeDash=[1, 3]).encode(x=x, x2="to:Q", y=y, color=_tone(WORDS))
    ends = halo(
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="left", dx=8, dy=-7, fontWeight=600, lineBreak="\n", lineHeight=15)
        .encode(x=x, y=y, text="label:N", color=_tone(WORDS))
    )
    return (
        alt.layer(frame, threads, *lines, *_marks(lows, x, y), ends)
        .resolve_scale(color="independent")
        .properties(height=340, description="Reconstructed spot price and the model's perp beneath it")
    )


def pairs(count: int) -> Any:
    """Published figure and model's, a pair a row, every row in a scale of its own from zero to the larger one.

    Data: pairs (row, x, x2, name, words, verdict, off), points (row, x, tone).
    """
    from course.charts.altair_lite import alt

    scale = alt.Scale(domain=[0, count], reverse=True, nice=False, zero=False)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-0.03, 1.42], nice=False))

    x = across("x")
    rows = alt.Chart(alt.NamedData("pairs")).transform_calculate(
        top="datum.row + 0.16", middle="datum.row + 0.41", track="datum.row + 0.72", zero="0", one="1", beyond="1.07"
    )
    points = alt.Chart(alt.NamedData("points")).transform_calculate(track="datum.row + 0.72")
    names = rows.mark_text(align="left", fontWeight=600).encode(x=alt.value(2), y=y("top"), text="name:N")
    words = rows.mark_text(align="left", color=FAINT, fontSize=12.5).encode(
        x=alt.value(2), y=y("middle"), text="words:N"
    )
    tracks = rows.mark_rule(color=LINE, strokeWidth=3).encode(x=across("zero"), x2="one:Q", y=y("track"))
    right, wrong = alt.value(COLORS["profit_text"]), alt.value(RED)
    gaps = rows.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=x, x2="x2:Q", y=y("track"), color=alt.condition("datum.off", wrong, right)
    )
    verdicts = rows.mark_text(align="left", fontWeight=600, fontSize=12.5).encode(
        x=across("beyond"), y=y("track"), text="verdict:N",
        color=alt.condition("datum.off", wrong, right),
    )  # fmt: skip
    return (
        alt.layer(tracks, gaps, *_marks(points, x, y("track"), 130), names, words, verdicts)
        .resolve_scale(color="independent")
        .properties(height=PAIR * count, description="Published figures and the model's, in pairs")
    )

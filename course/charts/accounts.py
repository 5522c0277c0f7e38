"""Account value over time: the same trades in two margin modes, with every liquidation marked."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS

MODES = {"cross": COLORS["cross"], "isolated": COLORS["isolated"]}
TEXT = {"cross": COLORS["cross"], "isolated": COLORS["isolated_text"]}

#: Pixels that a letter of a name takes, its share of the gap beside the cross included.
LETTER = 8


def twins() -> Any:
    """Value of a cross and an isolated account over a day.

    Data:
        lines: hour, value, mode. crosses: hour, value, label, label_value, mode (liquidations). start: value.
        ends: hour, value, label, label_value, mode.
    """
    from course.charts.altair_lite import alt

    def tone(hues: dict[str, str]) -> Any:
        return alt.Color("mode:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))

    x = alt.X(
        "hour:Q", title="hours", scale=alt.Scale(domain=[0, 24], nice=False), axis=alt.Axis(values=[0, 6, 12, 18, 24])
    )
    y = alt.Y("value:Q", title="account value", scale=alt.Scale(zero=True), axis=alt.Axis(format="$,~f"))
    start = alt.Chart(alt.NamedData("start")).mark_rule(color=COLORS["line"]).encode(y=y)
    lines = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(strokeWidth=3)
        .encode(
            x=x,
            y=y,
            color=tone(MODES),
            strokeDash=alt.StrokeDash(
                "mode:N", legend=None, scale=alt.Scale(domain=list(MODES), range=[[1, 0], [8, 3]])
            ),
        )
    )
    crosses = alt.Chart(alt.NamedData("crosses"))
    marks = crosses.mark_point(shape="cross", angle=45, size=190, color=COLORS["liquidation"]).encode(x=x, y=y)
    # Below the cross, where the account it stands for no longer is; on the left where there is no room on the right.
    room = f"scale('x', datum.hour) + {LETTER} * length(datum.label) < width"
    names = halo(
        crosses.mark_text(
            align=alt.expr(f"{room} ? 'left' : 'right'"),
            dx=alt.expr(f"{room} ? 9 : -9"),
            dy=14,
            fontWeight=600,
            color=COLORS["liquidation"],
        ).encode(x=x, y="label_value:Q", text="label:N")
    )
    ends = halo(
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="right", dx=-4, dy=-12, fontWeight=600, fontSize=14)
        .encode(x=x, y="label_value:Q", text="label:N", color=tone(TEXT))
    )
    return (
        alt.layer(start, lines, marks, names, ends)
        .resolve_scale(color="independent")
        .properties(height=320, description="Account value of the cross and the isolated account over a day")
    )

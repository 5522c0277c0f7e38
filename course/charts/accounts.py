"""Account value over time: the same trades in two margin modes, with every liquidation marked."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS
from course.charts.vocabulary import alt, axis, by, cross, frame, layer, named, picture

MODES = {"cross": COLORS["cross"], "isolated": COLORS["isolated"]}
TEXT = {"cross": COLORS["cross"], "isolated": COLORS["isolated_text"]}
DASHES = {"cross": [1, 0], "isolated": [8, 3]}

#: Pixels that a letter of a name takes, its share of the gap beside the cross included.
LETTER = 8


def twins() -> Any:
    """Value of a cross and an isolated account over a day.

    Data:
        lines: hour, value, mode. crosses: hour, value, label, label_value, mode (liquidations). start: value.
        ends: hour, value, label, label_value, mode, below (whether the name stands under its line).
    """
    x = axis("x", "hour", "hours", domain=[0, 24], nice=False, values=[0, 6, 12, 18, 24])
    y = axis("y", "value", "account value", "$", zero=True)
    # Below the cross, where the account it stands for no longer is; on the left where there is no room on the right.
    room = f"scale('x', datum.hour) + {LETTER} * length(datum.label) < width"
    place = {"align": alt.expr(f"{room} ? 'left' : 'right'"), "dx": alt.expr(f"{room} ? 9 : -9"), "dy": 14}
    tone, under = by("color", "mode", MODES), alt.expr("datum.below ? 20 : -12")
    return picture(
        320,
        "Account value of the cross and the isolated account over a day",
        layer("start").mark_rule(color=COLORS["line"]).encode(y=y),
        layer("lines").mark_line(strokeWidth=3).encode(x=x, y=y, color=tone, strokeDash=by("dash", "mode", DASHES)),
        cross("crosses", x, y, size=190),
        named("crosses", x, "label_value:Q", color=COLORS["liquidation"], **place),
        named("ends", x, "label_value:Q", tone=by("color", "mode", TEXT), align="right", dx=-4, dy=under, fontSize=14),
        apart=["color"],
    )


def followed(hours: float, height: int = 380) -> Any:
    """Value of both accounts up to now, on an axis of ``hours`` that stands still.

    Data:
        lines, crosses, start: as in :func:`twins`. ends: hour, value, label, label_value, mode (now).
        reach: hour, value (corners of the picture).
    """
    every = 6 if hours <= 36 else 12
    x = axis(
        "x", "hour", "hours into the crash", domain=[0, hours], nice=False, values=list(range(0, int(hours) + 1, every))
    )
    y = axis("y", "value", "account value", "$", zero=True)
    # To the right of where they are while there is room, then to the left.
    room = f"scale('x', datum.hour) + 10 + {LETTER} * length(datum.label) < width"
    place = {"align": alt.expr(f"{room} ? 'left' : 'right'"), "dx": alt.expr(f"{room} ? 10 : -10")}
    tone = by("color", "mode", MODES)
    return picture(
        height,
        "Account value of the cross and the isolated account through a crash",
        frame("reach", x=x, y=y),
        layer("start").mark_rule(color=COLORS["line"]).encode(y=y),
        layer("lines").mark_line(strokeWidth=3).encode(x=x, y=y, color=tone, strokeDash=by("dash", "mode", DASHES)),
        cross("crosses", x, y, size=190, edged=1.5),
        named("crosses", x, "label_value:Q", color=COLORS["liquidation"], **place),
        layer("ends").mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=tone),
        named("ends", x, "label_value:Q", tone=by("color", "mode", TEXT), fontSize=14, **place),
        apart=["color"],
    )

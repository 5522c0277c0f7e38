"""How a cascade is played: three prices falling, the wall of triggers that burns, and what is left of book and fund."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import axis, by, ends, frame, layer, named, picture

RED, INK, QUIET, GREEN = (COLORS[k] for k in ("liquidation", "ink", "quiet_text", "profit"))
HEIGHT = 330
#: Prices by name: colour, stroke width, dash.
PRICES: dict[str, tuple[str, float, list[int]]] = {
    "perp": (INK, 3.0, [1, 0]),
    "mark": (RED, 2.5, DASHED),
    "index": (COLORS["quiet"], 1.5, [1, 0]),
    "shock": (COLORS["quiet"], 1.5, DOTTED),
}
WORDS = {"perp": INK, "mark": RED, "index": QUIET, "shock": QUIET}
#: Triggers by state: colour, opacity.
STATES = {"waiting": (COLORS["quiet"], 0.5), "now": (RED, 1.0), "gone": (RED, 0.3)}
GAUGES = {"depth": INK, "fund": GREEN, "sold": RED, "handed": COLORS["quiet"]}


def _by(field: str, channel: str, values: dict[str, Any], part: int | None = None) -> Any:
    looks = values if part is None else {kind: look[part] for kind, look in values.items()}
    return by(channel, field, looks, type="ordinal")


def _price() -> Any:
    return axis("y", "price", "price", "$", zero=False, nice=False, format="$,.0f")


def prices() -> Any:
    """Perp, mark and index up to the present round, and the price that the shock alone would make.

    Data:
        film_frame: round, price (corners of the picture). film_lines: round, price, kind.
        film_heads: round, price, kind. film_names: round, price (where the name stands), label, kind.
        film_now: round.
    """
    x, y = axis("x", "round", "round of the engine", nice=False, zero=True, tickMinStep=1), _price()
    tone, width, dash = (_by("kind", channel, PRICES, part) for part, channel in enumerate(("color", "width", "dash")))
    lines = layer("film_lines").mark_line(interpolate="linear")
    return picture(
        HEIGHT,
        "Perp, mark and index price round by round while a cascade runs",
        frame("film_frame", x=x, y=y),
        layer("film_now").mark_rule(color=COLORS["line"], strokeWidth=1.5).encode(x=x),
        lines.encode(x=x, y=y, color=tone, strokeWidth=width, strokeDash=dash),
        layer("film_heads").mark_point(size=70, filled=True, opacity=1).encode(x=x, y=y, color=tone),
        ends("film_names", x, y, tone=_by("kind", "color", WORDS), dx=9),
        apart=["color"],
    )


def wall() -> Any:
    """Open interest by the price that liquidates it, on the same price axis: waiting, going this round, gone.

    Data:
        film_wall: low, high, share, share2, state. wall_frame: share, price (corners). wall_mark: price.
        wall_you: share, price, state (waiting, gone). wall_names: price, share, label, state.
    """
    x = axis("x", "share", "open interest that this price liquidates", nice=False, format=".1%", tickCount=4)
    y, low = _price(), axis("y", "low", zero=False, nice=False)
    looks = {"color": _by("state", "color", STATES, 0), "opacity": _by("state", "opacity", STATES, 1)}
    words = _by("state", "color", {"waiting": QUIET, "now": RED, "gone": RED})
    yours = layer("wall_you").mark_point(filled=True, size=150, opacity=1, stroke=COLORS["paper"], strokeWidth=1.5)
    tone = _by("state", "color", {"waiting": COLORS["cross"], "gone": RED})
    return picture(
        HEIGHT,
        "Triggers of liquidation by price: those waiting, those going now, those gone",
        frame("wall_frame", x=x, y=y),
        layer("film_wall").mark_rect().encode(x=x, x2="share2:Q", y=low, y2="high:Q", **looks),
        layer("wall_mark").mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(y=y),
        yours.encode(x=x, y=y, color=tone),
        named("wall_names", x, y, tone=words, align="right", dx=-2),
        apart=["color"],
    )


def gauges() -> Any:
    """What is left and what is gone, as bars from 0 to 100 %.

    Data:
        gauge: row, share, kind, name (above the bar), label (beside it), nothing (0), whole (1).
    """
    y = axis("y", "row:O", hidden=True, paddingInner=0.62, paddingOuter=0.1)
    share, whole, nothing = (
        axis("x", field, hidden=True, domain=[0, 1.14], nice=False) for field in ("share", "whole", "nothing")
    )
    above: dict[str, Any] = {"bold": 0, "align": "left", "baseline": "bottom", "dy": -8, "fontSize": 12.5}
    return picture(
        176,
        "What is left of book and insurance fund, and what was liquidated",
        layer("gauge").mark_bar(color=COLORS["line"], opacity=0.55, cornerRadius=2).encode(x=whole, y=y),
        layer("gauge").mark_bar(cornerRadius=2).encode(x=share, y=y, color=_by("kind", "color", GAUGES)),
        named("gauge", nothing, y, text="name:N", free=0, **above),
        named("gauge", whole, y, free=0, bold=700, align="left", dx=7),
    )


def design() -> list[Any]:
    """The player: prices, the wall beside them, the gauges below."""
    return [prices(), wall(), gauges()]

"""The price ladder: prices that matter, one above the other, each with its name on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from course.charts.labels import apart
from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import axis, by, layer, named, picture

#: What each kind of level looks like everywhere: colour, dash, width.
LEVELS: dict[str, tuple[str, list[int], float]] = {
    "entry": (COLORS["ink"], [1, 0], 2.0),
    "mark": (COLORS["quiet_text"], [1, 0], 2.0),
    "liquidation": (COLORS["liquidation"], DASHED, 2.5),
    "bankruptcy": (COLORS["liquidation"], [1, 0], 1.5),
    "fill": (COLORS["isolated_text"], [2, 2], 2.0),
    "prediction": (COLORS["prediction"], DOTTED, 3.0),
    "oracle": (COLORS["cross"], [8, 2], 2.0),
    "before": (COLORS["quiet_text"], DASHED, 1.5),
}

#: Share of the width that the lines take: what the names to the right of them leave.
BAR = "(width < 420 ? 0.15 : max(0.4, 1 - 320 / width))"


def levels(
    known: Iterable[tuple[str, float, str]], gap: float, low: float = -np.inf, high: float = np.inf
) -> list[dict[str, Any]]:
    """The ladder's levels, (kind, price, label) each, with their names kept ``gap`` apart, within two prices."""
    rows = [{"price": price, "kind": kind, "label": label} for kind, price, label in known]
    return apart(rows, "price", gap, low, high)


def ladder(
    title: str = "price", height: int = 340, strip: bool = True, domain: tuple[float, float] | None = None
) -> Any:
    """Levels over a vertical price axis, and, if asked for, a shaded strip between two of them.

    The axis spans the prices that are there, or ``domain``.

    Data:
        levels: price, kind (a key of :data:`LEVELS`), label, label_price (where the label stands).
        strip: low, high, label.
    """
    # Horizontal places as shares of the width, so that names find room at any width.
    places = {"left": "0", "end": BAR, "tip": f"{BAR} + 0.04", "text": f"{BAR} + 0.05"}
    levels, between = (layer(name, **places) for name in ("levels", "strip"))

    def x(place: str) -> Any:
        return axis("x", place, hidden=True, domain=[0, 1])

    y = axis("y", "price", title, "$", zero=False, nice=False, **({"domain": list(domain)} if domain else {}))
    tone, dash, width = (
        by(channel, "kind", {kind: look[part] for kind, look in LEVELS.items()})
        for part, channel in enumerate(("color", "dash", "width"))
    )
    red = COLORS["liquidation"]
    band = between.mark_rect(color=red, opacity=0.14).encode(y=axis("y", "low"), y2="high:Q", x=x("left"), x2="end:Q")
    middle = between.transform_calculate(middle="(datum.low + datum.high) / 2")
    note = named(middle, x("left"), "middle:Q", bold=0, align="left", dx=10, color=red)
    layers = [
        levels.mark_rule().encode(y=y, x=x("left"), x2="end:Q", color=tone, strokeDash=dash, strokeWidth=width),
        levels.mark_rule(strokeWidth=1).encode(y="price:Q", y2="label_price:Q", x=x("end"), x2="tip:Q", color=tone),
        named(levels, x("text"), "label_price:Q", free=0, tone=tone, align="left"),
    ]
    return picture(
        height, "Price ladder: the levels named in the sentence below it", *([band, *layers, note] if strip else layers)
    )

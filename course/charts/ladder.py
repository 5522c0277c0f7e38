"""The price ladder: prices that matter, one above the other, each with its name on it."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED, DOTTED

#: What each kind of level looks like everywhere: colour, dash, width.
LEVELS: dict[str, tuple[str, list[int], float]] = {
    "entry": (COLORS["ink"], [1, 0], 2.0),
    "mark": (COLORS["quiet_text"], [1, 0], 2.0),
    "liquidation": (COLORS["liquidation"], DASHED, 2.5),
    "bankruptcy": (COLORS["liquidation"], [1, 0], 1.5),
    "fill": (COLORS["isolated_text"], [2, 2], 2.0),
    "prediction": (COLORS["prediction"], DOTTED, 3.0),
    "oracle": (COLORS["cross"], [8, 2], 2.0),
}

#: Share of the width that the lines take; their names stand to the right of it.
BAR = 0.4


def by_kind(part: int, field: str = "kind") -> dict[str, Any]:
    """An Altair condition that picks a level's colour (0), dash (1) or width (2) by its kind."""
    kinds = list(LEVELS)
    return {
        "field": field,
        "type": "nominal",
        "legend": None,
        "scale": {"domain": kinds, "range": [LEVELS[k][part] for k in kinds]},
    }


def ladder(title: str = "price", height: int = 340, strip: bool = True) -> Any:
    """Levels over a vertical price axis, and, if asked for, a shaded strip between two of them.

    Data:
        levels: price, kind (a key of :data:`LEVELS`), label, label_price (where the label stands).
        strip: low, high, label.
    """
    from course.charts.altair_lite import alt

    # Horizontal places as shares of the width, so that names find room at any width.
    places = {"left": "0", "end": f"{BAR}", "tip": f"{BAR + 0.04}", "text": f"{BAR + 0.05}"}
    levels, between = (alt.Chart(alt.NamedData(name)).transform_calculate(**places) for name in ("levels", "strip"))

    def x(place: str) -> Any:
        return alt.X(f"{place}:Q", scale=alt.Scale(domain=[0, 1]), axis=None)

    y = alt.Y("price:Q", title=title, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(format="$,~f"))
    band = between.mark_rect(color=COLORS["liquidation"], opacity=0.14).encode(
        y=alt.Y("low:Q"), y2="high:Q", x=x("left"), x2="end:Q"
    )
    note = halo(
        between.transform_calculate(middle="(datum.low + datum.high) / 2")
        .mark_text(align="left", dx=10, color=COLORS["liquidation"])
        .encode(y="middle:Q", x=x("left"), text="label:N")
    )
    rules = levels.mark_rule().encode(
        y=y,
        x=x("left"),
        x2="end:Q",
        color=alt.Color(**by_kind(0)),
        strokeDash=alt.StrokeDash(**by_kind(1)),
        strokeWidth=alt.StrokeWidth(**by_kind(2)),
    )
    leaders = levels.mark_rule(strokeWidth=1).encode(
        y="price:Q", y2="label_price:Q", x=x("end"), x2="tip:Q", color=alt.Color(**by_kind(0))
    )
    names = levels.mark_text(align="left", fontWeight=600).encode(
        y="label_price:Q", x=x("text"), text="label:N", color=alt.Color(**by_kind(0))
    )
    layers = [rules, leaders, names]
    return alt.layer(*([band, *layers, note] if strip else layers)).properties(
        height=height, description="Price ladder: the levels named in the sentence below it"
    )

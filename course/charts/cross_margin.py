"""How lesson 05 looks: the liquidation map over two prices, the tank, the ladder of small things around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED

BLUE, AMBER, RED, GREEN, VIOLET, INK, QUIET = (
    COLORS[k] for k in ("cross", "isolated", "liquidation", "profit", "prediction", "ink", "quiet_text")
)
#: What a kind of area or line is drawn in.
HUES = {"cross": BLUE, "isolated": AMBER, "liquidation": RED, "quiet": COLORS["quiet"]}
#: What a kind of text is written in.
WORDS = {
    "cross": BLUE,
    "isolated": COLORS["isolated_text"],
    "liquidation": RED,
    "prediction": VIOLET,
    "you": INK,
    "ray": COLORS["profit_text"],
    "quiet": QUIET,
}

#: The tables of a map, each with its columns; those that a map does not use stay empty.
TABLES: dict[str, tuple[str, ...]] = {
    "areas": ("key", "hue", "x", "low", "high", "alpha"),
    "contours": ("key", "hue", "x", "y"),
    "border": ("key", "hue", "x", "y", "step"),
    "ghost": ("key", "x", "y", "step"),
    "slices": ("x", "y", "x2", "y2"),
    "ray": ("x", "y", "step"),
    "ellipse": ("x", "y", "step"),
    "dots": ("x", "y", "kind"),
    "texts": ("x", "y", "text", "kind", "align", "size", "dx", "dy"),
}


def tables(**filled: Mapping[str, Any]) -> dict[str, Any]:
    """The map's tables, the ones not named empty."""
    return {name: filled.get(name, {c: [] for c in columns}) for name, columns in TABLES.items()}


def _hue(hues: Mapping[str, Any], field: str = "hue") -> dict[str, Any]:
    """A channel by kind, colour or any other, without a legend: the names stand in the picture."""
    return {
        "field": field,
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(hues), "range": list(hues.values())},
    }


def plane(
    x_domain: tuple[float, float],
    y_domain: tuple[float, float],
    height: int = 440,
    description: str = "Liquidation map: safe and liquidated prices of BTC and ETH",
) -> Any:
    """The liquidation map. Tables as in :data:`TABLES`; areas lie over each other, so that no seam can show.

    areas: nested regions ``low`` to ``high`` over ``x``, each of weight ``alpha``.  contours: lines of equal room.
    border: where the pool is liquidated (dashed).  ghost: another border, pale.  slices: from the learner to the border
    along one price.  ray, ellipse: the common move and the reach of some days.  dots: you, guess, edge, dead (a cross).
    texts: what stands where, placed by :mod:`course.charts.places`.
    """
    from course.charts.altair_lite import alt

    def axis(channel: Any, field: str, title: str, domain: tuple[float, float], count: int) -> Any:
        return channel(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(domain=list(domain), nice=False, zero=False),
            axis=alt.Axis(format="$,.0f", tickCount=count),
        )

    x = axis(alt.X, "x", "BTC price", x_domain, 4)
    y = axis(alt.Y, "y", "ETH price", y_domain, 5)

    def layer(name: str) -> Any:
        return alt.Chart(alt.NamedData(name))

    areas = (
        layer("areas")
        .mark_area(clip=True, line=False)
        .encode(
            x=x,
            y=axis(alt.Y, "low", "ETH price", y_domain, 5),
            y2="high:Q",
            detail="key:N",
            color=alt.Color(**_hue(HUES)),
            opacity=alt.Opacity("alpha:Q", scale=None, legend=None),
        )
    )
    contours = (
        layer("contours")
        .mark_line(clip=True, strokeWidth=1, opacity=0.35)
        .encode(x=x, y=y, detail="key:N", color=alt.Color(**_hue(HUES)))
    )
    ghost = (
        layer("ghost")
        .mark_line(clip=True, strokeWidth=1.5, color=COLORS["quiet"], strokeDash=[2, 3])
        .encode(x=x, y=y, detail="key:N", order="step:Q")
    )
    border = (
        layer("border")
        .mark_line(clip=True, strokeWidth=3, strokeDash=DASHED)
        .encode(x=x, y=y, detail="key:N", order="step:Q", color=alt.Color(**_hue(HUES)))
    )
    ellipse = (
        layer("ellipse")
        .mark_line(clip=True, strokeWidth=1.5, color=COLORS["profit"], strokeDash=[2, 2])
        .encode(x=x, y=y, order="step:Q")
    )
    ray = layer("ray").mark_line(clip=True, strokeWidth=2, color=COLORS["profit"]).encode(x=x, y=y, order="step:Q")
    slices = (
        layer("slices")
        .mark_rule(clip=True, strokeWidth=2, color=INK, strokeDash=[2, 3])
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    )
    kinds = {"you": (INK, "circle", 190), "guess": (VIOLET, "diamond", 170), "edge": (RED, "circle", 80)}
    named, columns = list(kinds), list(zip(*kinds.values(), strict=True))
    fills, shapes, sizes = (_hue(dict(zip(named, column, strict=True)), "kind") for column in columns)
    dots = (
        layer("dots")
        .transform_filter("datum.kind !== 'dead'")
        .mark_point(clip=True, filled=True, opacity=1, strokeWidth=2)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(**shapes),
            fill=alt.Fill(**fills),
            size=alt.Size(**sizes),
            stroke=alt.value(COLORS["paper"]),
        )
    )
    crosses = (
        layer("dots")
        .transform_filter("datum.kind === 'dead'")
        .mark_point(clip=True, shape="cross", angle=45, filled=True, size=300, strokeWidth=2)
        .encode(x=x, y=y, fill=alt.value(RED), stroke=alt.value(COLORS["paper"]))
    )
    texts = [
        halo(
            layer("texts")
            .transform_filter(f"datum.align === '{align}' && datum.size === {size}")
            .mark_text(
                align=align,
                baseline="top",
                dx=alt.expr("datum.dx"),
                dy=alt.expr("datum.dy"),
                fontSize=size,
                fontWeight=weight,
                lineBreak="\n",
                lineHeight=size + 3,
            )
            .encode(x=x, y=y, text="text:N", color=alt.Color(**_hue(WORDS, "kind")))
        )
        for align in ("left", "center", "right")
        for size, weight in ((12, 400), (13, 600), (17, 700))
    ]
    return (
        alt.layer(areas, contours, ghost, border, ellipse, ray, slices, dots, crosses, *texts)
        .resolve_scale(color="independent", opacity="independent", fill="independent", size="independent")
        .properties(height=height, description=description)
    )

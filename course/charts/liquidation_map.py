"""The liquidation map: a plane of two prices with safe and liquidated areas, borders, rays and names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, layer, named, picture

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
#: Dots by kind: colour, shape, size.
DOTS: dict[str, tuple[Any, ...]] = {
    "you": (INK, "circle", 190),
    "guess": (VIOLET, "diamond", 170),
    "edge": (RED, "circle", 80),
}

#: The tables of a map, each with its columns; those that a map does not use stay empty.
TABLES: dict[str, tuple[str, ...]] = {
    "areas": ("key", "hue", "x", "low", "high", "alpha"),
    "contours": ("key", "hue", "x", "y"),
    "border": ("key", "hue", "x", "y", "step"),
    "ghost": ("key", "x", "y", "step"),
    "slices": ("x", "y", "x2", "y2"),
    "trail": ("x", "y", "step"),
    "ray": ("x", "y", "step"),
    "ellipse": ("x", "y", "step"),
    "dots": ("x", "y", "kind"),
    "texts": ("x", "y", "text", "kind", "align", "size", "dx", "dy"),
}


def tables(**filled: Mapping[str, Any]) -> dict[str, Any]:
    """The map's tables, the ones not named empty."""
    return {name: filled.get(name, {c: [] for c in columns}) for name, columns in TABLES.items()}


def _texts(x: Any, y: Any) -> list[Any]:
    """Names, each with an alignment, a size and a place of its own."""
    moved = {"dx": alt.expr("datum.dx"), "dy": alt.expr("datum.dy"), "baseline": "top", "lineBreak": "\n"}
    tone = by("color", "kind", WORDS)
    return [
        named(
            layer("texts", f"datum.align === '{align}' && datum.size === {size}"),
            x, y, text="text:N", tone=tone, bold=weight, align=align, fontSize=size, lineHeight=size + 3, **moved,
        )
        for align in ALIGNMENTS
        for size, weight in ((12, 400), (13, 600), (17, 700))
    ]  # fmt: skip


def plane(
    x_domain: tuple[float, float],
    y_domain: tuple[float, float],
    height: int = 440,
    description: str = "Liquidation map: safe and liquidated prices of BTC and ETH",
    symbols: tuple[str, str] = ("BTC", "ETH"),
    moves: bool = False,
) -> Any:
    """The liquidation map. Tables as in :data:`TABLES`; areas lie over each other, so that no seam can show.

    areas: nested regions ``low`` to ``high`` over ``x``, each of weight ``alpha``.  contours: lines of equal room.
    border: where the pool is liquidated (dashed).  ghost: another border, pale.  slices: from the learner to the border
    along one price.  trail: the way that the prices went.  ray, ellipse: the common move and the reach of some days.
    dots: you, guess, edge, dead (a cross).  texts: what stands where, placed by :mod:`course.charts.label_placement`.
    With ``moves`` the plane is one of relative moves, and ``symbols`` are the whole titles of its axes.
    """

    def price(channel: str, field: str) -> Any:
        which = channel == "y"
        scale: dict[str, Any] = {"domain": list((x_domain, y_domain)[which]), "nice": False, "zero": False}
        if moves:
            return axis(channel, field, symbols[which], "+%", **scale, tickCount=5)
        ticks = {"format": "$,.0f", "tickCount": 4 + which}
        return axis(channel, field, f"{symbols[which]} price", "$", **scale, **ticks)

    x, y = price("x", "x"), price("y", "y")
    hue = by("color", "hue", HUES)
    along: dict[str, Any] = {"x": x, "y": y, "order": "step:Q"}
    fill, shape, size = (
        by(channel, "kind", {kind: look[part] for kind, look in DOTS.items()})
        for part, channel in enumerate(("fill", "shape", "size"))
    )
    alpha = alt.Opacity("alpha:Q", scale=None, legend=None)
    areas = layer("areas").mark_area(clip=True, line=False)
    contours = layer("contours").mark_line(clip=True, strokeWidth=1, opacity=0.35)
    ghost = layer("ghost").mark_line(clip=True, strokeWidth=1.5, color=COLORS["quiet"], strokeDash=[2, 3])
    border = layer("border").mark_line(clip=True, strokeWidth=3, strokeDash=DASHED)
    ellipse = layer("ellipse").mark_line(clip=True, strokeWidth=1.5, color=GREEN, strokeDash=[2, 2])
    slices = layer("slices").mark_rule(clip=True, strokeWidth=2, color=INK, strokeDash=[2, 3])
    dots = layer("dots", "datum.kind !== 'dead'").mark_point(clip=True, filled=True, opacity=1, strokeWidth=2)
    edge = alt.value(COLORS["paper"])
    dead = layer("dots", "datum.kind === 'dead'").mark_point(
        clip=True, shape="cross", angle=45, filled=True, size=300, strokeWidth=2
    )
    return picture(
        height,
        description,
        areas.encode(x=x, y=price("y", "low"), y2="high:Q", detail="key:N", color=hue, opacity=alpha),
        contours.encode(x=x, y=y, detail="key:N", color=hue),
        ghost.encode(detail="key:N", **along),
        border.encode(detail="key:N", color=hue, **along),
        ellipse.encode(**along),
        layer("trail").mark_line(clip=True, strokeWidth=1.5, color=INK, opacity=0.7).encode(**along),
        layer("ray").mark_line(clip=True, strokeWidth=2, color=GREEN).encode(**along),
        slices.encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        dots.encode(x=x, y=y, shape=shape, fill=fill, size=size, stroke=edge),
        dead.encode(x=x, y=y, fill=alt.value(RED), stroke=edge),
        *_texts(x, y),
        apart=["color", "opacity", "fill", "size"],
    )

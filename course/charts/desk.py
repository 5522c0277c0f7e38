"""How the desk looks: one line a row of a table, and the map in relative moves."""

from __future__ import annotations

from typing import Any

from course.charts.liquidation_map import plane
from course.charts.theme import COLORS, DASHED
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, cross, frame, layer, named, picture

BLUE, RED, GREEN, INK, QUIET, PAPER, VIOLET = (
    COLORS[k] for k in ("cross", "liquidation", "profit", "ink", "quiet", "paper", "prediction")
)
SOFT = COLORS["quiet_text"]
#: Dots by kind: shape, fill, edge, size.
DOTS: dict[str, tuple[Any, ...]] = {
    "alone": ("circle", PAPER, INK, 110),
    "together": ("circle", RED, PAPER, 130),
    "betas": ("diamond", RED, PAPER, 110),
    "worst": ("stroke", INK, INK, 220),
    "before": ("circle", PAPER, SOFT, 90),
    "after": ("circle", BLUE, PAPER, 140),
    "better": ("circle", GREEN, PAPER, 140),
    "worse": ("diamond", RED, PAPER, 140),
    "guess": ("diamond", VIOLET, PAPER, 150),
}
RODS = {"plain": QUIET, "better": GREEN, "worse": RED, "move": INK}
WORDS = {"plain": INK, "soft": SOFT, "red": RED, "guess": VIOLET, "better": COLORS["profit_text"], "worse": RED}
RULES = {"red": RED, "soft": QUIET, "guess": VIOLET}
#: Letters that the name of a row may have, and where its first word ends.
_MOST, _FIRST = "(width < 300 ? 13 : 18)", "(indexof(datum.label, ' ') + 1)"
#: A long name of a row loses its middle: names differ at their ends. What is done ("dissolve …") is not cut.
MIDDLE = (
    f"length(datum.label) <= {_MOST} || {_FIRST} < 1 || {_FIRST} > {_MOST} - 4 ? truncate(datum.label, {_MOST}, 'center')"
    f" : slice(datum.label, 0, {_FIRST}) + truncate(slice(datum.label, {_FIRST}), {_MOST} - {_FIRST}, 'left')"
)
#: The tables of :func:`rows`, each with its columns.
TABLES: dict[str, tuple[str, ...]] = {
    "span": ("x", "row"),
    "rules": ("x", "kind"),
    "rods": ("row", "x", "x2", "kind"),
    "dots": ("row", "x", "kind"),
    "gone": ("row", "x"),
    "names": ("row", "x", "label", "kind", "left", "value"),
}


def tables(**filled: Any) -> dict[str, Any]:
    """The tables of :func:`rows`, those not named empty."""
    return {name: filled.get(name, {c: [] for c in columns}) for name, columns in TABLES.items()}


def rows(title: str, description: str, unit: str = "+%", height: int = 330) -> Any:
    """One line a row: rods, dots by kind, red crosses, a name beside; uprights through all rows.

    Tables as in :data:`TABLES`; ``span`` holds every row and the ends of the axis.
    """
    y = axis(
        "y", "row:N", None, sort=None, labelFontSize=12, ticks=False, line=False, minExtent=74, labelLimit=132,
        grid=False, paddingInner=0.3, labelExpr=MIDDLE,
    )  # fmt: skip
    x = axis("x", "x", title, unit, nice=False, zero=False, tickCount=5)
    shape, fill, stroke, size = (
        by(channel, "kind", {kind: look[part] for kind, look in DOTS.items()})
        for part, channel in enumerate(("shape", "fill", "stroke", "size"))
    )
    tone = by("color", "kind", WORDS)
    dots = layer("dots").mark_point(opacity=1, strokeWidth=2, filled=True)
    rods = layer("rods").mark_rule(strokeWidth=3, opacity=0.6)
    return picture(
        height,
        description,
        frame("span", x=x, y=y),
        layer("rules").mark_rule(strokeDash=DASHED, strokeWidth=2).encode(x=x, color=by("color", "kind", RULES)),
        rods.encode(x=x, x2="x2:Q", y=y, color=by("color", "kind", RODS)),
        dots.encode(x=x, y=y, shape=shape, fill=fill, stroke=stroke, size=size),
        cross("gone", x, y, size=130),
        *(
            named(layer("names", f"datum.left === {left}"), x, y, tone=tone, align=align, dx=dx, fontSize=12)
            for left, align, dx in (("false", "left", 11), ("true", "right", -11))
        ),
        apart=["color"],
    )


def curve(title: str, over: str, description: str, height: int = 200) -> Any:
    """One curve and where one stands on it.

    Data: curve (x, y), here (x, y, label, left).
    """
    x = axis("x", "x", over, "+%", nice=False, domain=[-1, 1], values=[-1, -0.5, 0, 0.5, 1])
    y = axis("y", "y", title, nice=True, zero=True, tickCount=4)
    return picture(
        height,
        description,
        layer("curve").mark_line(color=INK, strokeWidth=2.5).encode(x=x, y=y),
        layer("here").mark_point(filled=True, opacity=1, size=150, color=RED).encode(x=x, y=y),
        named(layer("here", "!datum.left"), x, y, align="left", dx=9, dy=13, color=RED),
        named(layer("here", "datum.left"), x, y, align="right", dx=-9, dy=13, color=RED),
    )


#: Pixels that the nights are high.
NIGHT_HIGH = 300
#: Lines of a night by kind: colour, width and how strongly.
NIGHTS: dict[str, tuple[Any, ...]] = {"other": (QUIET, 1, 0.25), "bare": (QUIET, 2, 0.9), "mine": (BLUE, 2.5, 1)}
NIGHT_WORDS = {"soft": SOFT, "red": RED, "mine": BLUE}


def nights() -> Any:
    """Equity along nights: as they go by themselves and as they go on once a line has acted.

    Data: frame (x, y), today (y), shut (x, x2), paths (key, kind, x, y), acts (x, y), gone (x, y), texts as
    :attr:`course.charts.label_placement.PlacedNames.table`.
    """
    x = axis("x", "x", "hours (days, where funding comes)", nice=False, values=[0, 8, 16, 24])
    y = axis("y", "y", "equity", "$", nice=False, zero=False, tickCount=5)
    tone, width, strength = (
        by(channel, "kind", {kind: look[part] for kind, look in NIGHTS.items()})
        for part, channel in enumerate(("color", "width", "opacity"))
    )
    moved = {"dx": alt.expr("datum.dx"), "dy": alt.expr("datum.dy"), "baseline": "top"}
    return picture(
        NIGHT_HIGH,
        "Equity of the pool along twelve nights, without lines and with them; red crosses are liquidated",
        frame("frame", x=x, y=y),
        layer("shut").mark_rect(color=QUIET, opacity=0.12).encode(x=x, x2="x2:Q"),
        layer("today").mark_rule(strokeDash=DASHED, strokeWidth=1.5, color=QUIET).encode(y=y),
        layer("paths").mark_line().encode(x=x, y=y, detail="key:N", color=tone, strokeWidth=width, opacity=strength),
        layer("acts").mark_point(filled=True, opacity=1, size=90, color=BLUE, stroke=PAPER, strokeWidth=1.5).encode(x=x, y=y),
        cross("gone", x, y, size=150, edged=True),
        *(
            named(
                layer("texts", f"datum.align === '{align}'"), x, y, text="text:N", tone=by("color", "kind", NIGHT_WORDS),
                align=align, fontSize=13, **moved,
            )
            for align in ALIGNMENTS
        ),
        apart=["color"],
    )  # fmt: skip


SPAN = 0.6


def moves_map() -> Any:
    """The liquidation map in relative moves of two prices; tables as in :data:`course.charts.liquidation_map.TABLES`."""
    words = "Liquidation map: which moves of two prices end which pool"
    return plane((-SPAN, SPAN), (-SPAN, SPAN), 420, words, ("one price moves", "the other moves"), moves=True)

"""How a cascade is played: three prices falling, the wall of triggers that burns, and what is left of book and fund."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED, DOTTED

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


def _by(field: str, channel: str, values: dict[str, Any]) -> Any:
    from course.charts.altair_lite import alt

    scale = alt.Scale(type="ordinal", domain=list(values), range=list(values.values()))
    makers = {"color": alt.Color, "opacity": alt.Opacity, "dash": alt.StrokeDash, "width": alt.StrokeWidth}
    return makers[channel](f"{field}:N", legend=None, scale=scale)


def _price(**axis: Any) -> Any:
    from course.charts.altair_lite import alt

    return alt.Y(
        "price:Q", title="price", scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(format="$,.0f", **axis)
    )


def prices() -> Any:
    """Perp, mark and index up to the present round, and the price that the shock alone would make.

    Data:
        film_frame: round, price (corners of the picture). film_lines: round, price, kind.
        film_heads: round, price, kind. film_names: round, price (where the name stands), label, kind.
        film_now: round.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "round:Q", title="round of the engine", scale=alt.Scale(nice=False, zero=True), axis=alt.Axis(tickMinStep=1)
    )
    y = _price()
    frame = alt.Chart(alt.NamedData("film_frame")).mark_point(opacity=0).encode(x=x, y=y)
    now = alt.Chart(alt.NamedData("film_now")).mark_rule(color=COLORS["line"], strokeWidth=1.5).encode(x=x)
    lines = (
        alt.Chart(alt.NamedData("film_lines"))
        .mark_line(interpolate="linear")
        .encode(
            x=x,
            y=y,
            color=_by("kind", "color", {k: v[0] for k, v in PRICES.items()}),
            strokeWidth=_by("kind", "width", {k: v[1] for k, v in PRICES.items()}),
            strokeDash=_by("kind", "dash", {k: v[2] for k, v in PRICES.items()}),
        )
    )
    heads = (
        alt.Chart(alt.NamedData("film_heads"))
        .mark_point(size=70, filled=True, opacity=1)
        .encode(x=x, y=y, color=_by("kind", "color", {k: v[0] for k, v in PRICES.items()}))
    )
    names = halo(
        alt.Chart(alt.NamedData("film_names"))
        .mark_text(align="left", dx=9, dy=-7, fontWeight=600, lineBreak="\n", lineHeight=15)
        .encode(x=x, y=y, text="label:N", color=_by("kind", "color", WORDS))
    )
    return (
        alt.layer(frame, now, lines, heads, names)
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="Perp, mark and index price round by round while a cascade runs")
    )


def wall() -> Any:
    """Open interest by the price that liquidates it, on the same price axis: waiting, going this round, gone.

    Data:
        film_wall: low, high, share, share2, state. wall_frame: share, price (corners). wall_mark: price.
        wall_names: price, share, label, state.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "share:Q",
        title="open interest that this price liquidates",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format=".1%", tickCount=4),
    )
    frame = alt.Chart(alt.NamedData("wall_frame")).mark_point(opacity=0).encode(x=x, y=_price())
    bars = (
        alt.Chart(alt.NamedData("film_wall"))
        .mark_rect()
        .encode(
            x=x,
            x2="share2:Q",
            y=alt.Y("low:Q", scale=alt.Scale(zero=False, nice=False)),
            y2="high:Q",
            color=_by("state", "color", {k: v[0] for k, v in STATES.items()}),
            opacity=_by("state", "opacity", {k: v[1] for k, v in STATES.items()}),
        )
    )
    mark = (
        alt.Chart(alt.NamedData("wall_mark")).mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(y=_price())
    )
    names = halo(
        alt.Chart(alt.NamedData("wall_names"))
        .mark_text(align="right", fontWeight=600, dx=-2)
        .encode(
            x=x, y=_price(), text="label:N", color=_by("state", "color", {"waiting": QUIET, "now": RED, "gone": RED})
        )
    )
    return (
        alt.layer(frame, bars, mark, names)
        .resolve_scale(color="independent")
        .properties(
            height=HEIGHT, description="Triggers of liquidation by price: those waiting, those going now, those gone"
        )
    )


def gauges() -> Any:
    """What is left and what is gone, as bars from 0 to 100 %.

    Data:
        gauge: row, share, kind, name (above the bar), label (beside it), nothing (0), whole (1).
    """
    from course.charts.altair_lite import alt

    data = alt.Chart(alt.NamedData("gauge"))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.62, paddingOuter=0.1))
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1.14], nice=False))
    whole, nothing = (
        alt.X(f"{edge}:Q", axis=None, scale=alt.Scale(domain=[0, 1.14], nice=False)) for edge in ("whole", "nothing")
    )
    full = data.mark_bar(color=COLORS["line"], opacity=0.55, cornerRadius=2).encode(x=whole, y=y)
    bars = data.mark_bar(cornerRadius=2).encode(x=x, y=y, color=_by("kind", "color", GAUGES))
    names = data.mark_text(align="left", baseline="bottom", dy=-8, fontSize=12.5).encode(x=nothing, y=y, text="name:N")
    values = data.mark_text(align="left", dx=7, fontWeight=700).encode(x=whole, y=y, text="label:N")
    return alt.layer(full, bars, names, values).properties(
        height=176, description="What is left of book and insurance fund, and what was liquidated"
    )


def design() -> list[Any]:
    """The player: prices, the wall beside them, the gauges below."""
    return [prices(), wall(), gauges()]

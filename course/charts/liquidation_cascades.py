"""How lesson 14 looks: the landscape of triggers over price, the response curve beside κ, the map of phases, the spiral."""

from __future__ import annotations

from typing import Any

from course.charts.labels import halo
from course.charts.theme import COLORS, DASHED, DOTTED

RED, INK, QUIET, LINE = (COLORS[k] for k in ("liquidation", "ink", "quiet_text", "line"))
VIOLET = COLORS["prediction"]
HEIGHT = 340
#: Who holds what a bar liquidates.
MODES = {"cross": COLORS["cross"], "isolated": COLORS["isolated"]}
WORDS = {
    "cross": COLORS["cross"],
    "isolated": COLORS["isolated_text"],
    "liquidation": RED,
    "ink": INK,
    "quiet": QUIET,
    "guess": VIOLET,
    "prediction": COLORS["profit_text"],
}


#: How a name lies at its place, and pixels to the right.
PLACES: tuple[tuple[Any, int], ...] = (("left", 6), ("center", 0), ("right", -6))


def _tone(values: dict[str, Any], field: str = "kind", channel: str = "Color") -> Any:
    from course.charts.altair_lite import alt

    return getattr(alt, channel)(
        f"{field}:N", legend=None, scale=alt.Scale(type="ordinal", domain=list(values), range=list(values.values()))
    )


def _texts(source: str, x: Any, y: Any) -> Any:
    """Names with their own alignment. Data: the position, text, kind, align (left, center, right)."""
    from course.charts.altair_lite import alt

    data = alt.Chart(alt.NamedData(source))
    return alt.layer(
        *(
            halo(
                data.transform_filter(f"datum.align === '{align}'")
                .mark_text(align=align, dx=dx, fontWeight=600, lineBreak="\n", lineHeight=15)
                .encode(x=x, y=y, text="text:N", color=_tone(WORDS))
            )
            for align, dx in PLACES
        )
    )


def landscape() -> Any:
    """Liquidations over price: bars of open interest per percent, the line that the book takes, the push and its end.

    Data:
        land_frame: price, share (corners). land_bands: low, high, share, share2 (where bars exceed the book).
        land_bars: low, high, share, share2, mode, state (waiting, gone). land_book: share.
        land_rules: price, share, share2, kind (now, push, end). land_run: price, price2, share.
        land_texts: price, share, text, kind, align.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "price:Q",
        title="BTC price",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(format="$,.0f", tickCount=6),
    )
    y = alt.Y(
        "share:Q",
        title="open interest liquidated per 1% of price",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format=".1~%"),
    )
    low = alt.X("low:Q", scale=alt.Scale(zero=False, nice=False))
    frame = alt.Chart(alt.NamedData("land_frame")).mark_point(opacity=0).encode(x=x, y=y)
    bands = (
        alt.Chart(alt.NamedData("land_bands"))
        .mark_rect(color=RED, opacity=0.1)
        .encode(x=low, x2="high:Q", y=y, y2="share2:Q")
    )
    bars = (
        alt.Chart(alt.NamedData("land_bars"))
        .mark_rect()
        .encode(
            x=low,
            x2="high:Q",
            y=y,
            y2="share2:Q",
            color=_tone(MODES, "mode"),
            opacity=_tone({"waiting": 0.95, "gone": 0.28}, "state", "Opacity"),
        )
    )
    book = alt.Chart(alt.NamedData("land_book")).mark_rule(color=INK, strokeWidth=2.5).encode(y=alt.Y("share:Q"))
    rules = (
        alt.Chart(alt.NamedData("land_rules"))
        .mark_rule(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            y2="share2:Q",
            color=_tone({"now": LINE, "push": INK, "end": RED}),
            strokeDash=_tone({"now": [1, 0], "push": [1, 0], "end": DASHED}, "kind", "StrokeDash"),
        )
    )
    run = alt.Chart(alt.NamedData("land_run"))
    trail = run.mark_rule(color=RED, strokeWidth=2).encode(x=x, x2="price2:Q", y=y)
    head = run.mark_point(shape="cross", angle=45, size=170, color=RED, filled=False, strokeWidth=3).encode(
        x=alt.X("price2:Q"), y=y
    )
    return (
        alt.layer(frame, bands, bars, book, rules, trail, head, _texts("land_texts", x, y))
        .resolve_scale(color="independent", opacity="independent", strokeDash="independent")
        .properties(
            height=HEIGHT, description="Open interest by the BTC price that liquidates it, against what the book takes"
        )
    )


def _fall(field: str, title: str, **more: Any) -> Any:
    """A fall of the price, downwards."""
    from course.charts.altair_lite import alt

    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(reverse=True, nice=False),
        axis=alt.Axis(format=".0%", tickCount=6),
        **more,
    )


def response() -> list[Any]:
    """Shock against fall, with κ beside it on the same axis of falls.

    Data:
        curve: shock, fall, run (a new run after every jump). jumps: shock, fall, fall2. lines: shock, fall, kind, order.
        response_frame: shock, fall. spot: shock, fall. spot_lines: shock, shock2, fall, fall2.
        response_texts: shock, fall, text, kind, align.
        kappa_curve: fall, kappa. kappa_frame: kappa, fall. kappa_bands: fall, fall2, kappa, kappa2. kappa_one: kappa.
        kappa_spot: fall, kind. kappa_texts: kappa, fall, text, kind, align.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "shock:Q", title="shock: what news takes", scale=alt.Scale(nice=False),
        axis=alt.Axis(format=".0%", values=[0, 0.03, 0.06, 0.09, 0.12, 0.15]),
    )  # fmt: skip
    y = _fall("fall", "fall in the end")
    frame = alt.Chart(alt.NamedData("response_frame")).mark_point(opacity=0).encode(x=x, y=y)
    lines = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(clip=True, strokeWidth=2)
        .encode(
            x=x,
            y=y,
            order="order:Q",
            color=_tone({"none": COLORS["quiet"], "linear": COLORS["profit"]}),
            strokeDash=_tone({"none": DOTTED, "linear": DASHED}, "kind", "StrokeDash"),
        )
    )
    jumps = (
        alt.Chart(alt.NamedData("jumps"))
        .mark_rule(color=RED, strokeWidth=3.5, strokeDash=DASHED)
        .encode(x=x, y=y, y2="fall2:Q")
    )
    curve = alt.Chart(alt.NamedData("curve")).mark_line(strokeWidth=3.5, color=INK).encode(x=x, y=y, detail="run:N")
    guides = (
        alt.Chart(alt.NamedData("spot_lines"))
        .mark_rule(color=LINE, strokeWidth=1.5)
        .encode(x=x, x2="shock2:Q", y=y, y2="fall2:Q")
    )
    spot = (
        alt.Chart(alt.NamedData("spot"))
        .mark_point(filled=True, size=190, color=RED, opacity=1, stroke=COLORS["paper"])
        .encode(x=x, y=y)
    )
    left = (
        alt.layer(frame, guides, lines, jumps, curve, spot, _texts("response_texts", x, y))
        .resolve_scale(color="independent", strokeDash="independent")
        .properties(height=HEIGHT, description="Fall of the price in the end over the shock")
    )
    k = alt.X("kappa:Q", title="κ there", scale=alt.Scale(nice=False), axis=alt.Axis(format=".1f"))
    corner = alt.Chart(alt.NamedData("kappa_frame")).mark_point(opacity=0).encode(x=k, y=y)
    bands = (
        alt.Chart(alt.NamedData("kappa_bands"))
        .mark_rect(color=RED, opacity=0.12)
        .encode(x=k, x2="kappa2:Q", y=y, y2="fall2:Q")
    )
    area = (
        alt.Chart(alt.NamedData("kappa_curve"))
        .mark_line(strokeWidth=2.5, color=INK, interpolate="step-after")
        .encode(x=k, y=y, order="fall:Q")
    )
    one = alt.Chart(alt.NamedData("kappa_one")).mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=k)
    spots = (
        alt.Chart(alt.NamedData("kappa_spot"))
        .mark_rule(strokeWidth=1.5)
        .encode(y=y, color=_tone({"shock": COLORS["quiet"], "end": RED}))
    )
    right = (
        alt.layer(corner, bands, area, one, spots, _texts("kappa_texts", k, y))
        .resolve_scale(color="independent")
        .properties(height=HEIGHT, description="κ at every fall of the price, and the line at one")
    )
    return [left, right]


def phase() -> Any:
    """Multiplier over leverage and depth, as areas that lie over each other, with the line κ = 1.

    Data:
        phase_areas: leverage, low, high, level. phase_lines: leverage, depth, level. phase_kappa: leverage, depth.
        phase_frame: leverage, depth. phase_spot: leverage, depth. phase_texts: leverage, depth, text, kind, align.
    """
    from course.charts.altair_lite import alt

    x = alt.X(
        "leverage:Q",
        title="median leverage",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format=".0f", labelExpr="datum.label + '×'"),
    )
    y = alt.Y(
        "depth:Q",
        title="depth of the book, multiple of open interest",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[0.5, 1, 2, 4, 8, 16], labelExpr="datum.value + '×'"),
    )
    frame = alt.Chart(alt.NamedData("phase_frame")).mark_point(opacity=0).encode(x=x, y=y)
    areas = (
        alt.Chart(alt.NamedData("phase_areas"))
        .mark_area(color=RED, opacity=0.17, line=False, clip=True)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", detail="level:N")
    )
    lines = (
        alt.Chart(alt.NamedData("phase_lines"))
        .mark_line(color=RED, strokeWidth=1, clip=True, opacity=0.7)
        .encode(x=x, y=y, detail="level:N")
    )
    kappa = (
        alt.Chart(alt.NamedData("phase_kappa"))
        .mark_line(color=INK, strokeWidth=3.5, strokeDash=DASHED, clip=True)
        .encode(x=x, y=y)
    )
    spot = (
        alt.Chart(alt.NamedData("phase_spot"))
        .mark_point(filled=True, size=230, color=INK, opacity=1, stroke=COLORS["paper"], strokeWidth=2)
        .encode(x=x, y=y)
    )  # fmt: skip
    return (
        alt.layer(frame, areas, lines, kappa, spot, _texts("phase_texts", x, y))
        .resolve_scale(color="independent")
        .properties(height=400, description="How many times the shock the price falls, over leverage and depth")
    )


def spiral() -> Any:
    """What each round of forced sales adds to the fall.

    Data:
        rounds: round, low, high, kind (news, sales). spiral_frame: round, fall. spiral_rules: fall, kind (guess, end).
        spiral_texts: round, fall, text, kind, align.
    """
    from course.charts.altair_lite import alt

    x = alt.X("round:Q", title="round", scale=alt.Scale(nice=False), axis=alt.Axis(format=".0f", tickMinStep=1))
    y = _fall("fall", "fall of the price")
    frame = alt.Chart(alt.NamedData("spiral_frame")).mark_point(opacity=0).encode(x=x, y=y)
    bars = (
        alt.Chart(alt.NamedData("rounds"))
        .mark_rect()
        .encode(
            x=alt.X("round:Q"), x2="round2:Q", y=alt.Y("low:Q"), y2="high:Q", color=_tone({"news": INK, "sales": RED})
        )
    )
    rules = (
        alt.Chart(alt.NamedData("spiral_rules"))
        .mark_rule(strokeWidth=2)
        .encode(
            y=y,
            color=_tone({"guess": VIOLET, "end": RED}),
            strokeDash=_tone({"guess": DOTTED, "end": DASHED}, "kind", "StrokeDash"),
        )
    )
    return (
        alt.layer(frame, bars, rules, _texts("spiral_texts", x, y))
        .resolve_scale(color="independent", strokeDash="independent")
        .properties(height=320, description="What every round of forced sales adds to the fall")
    )

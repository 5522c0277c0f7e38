"""How lesson 14 looks: the landscape of triggers over price, the response curve beside κ, the map of phases, the spiral."""

from __future__ import annotations

from typing import Any

from course.charts.theme import COLORS, DASHED, DOTTED
from course.charts.vocabulary import ALIGNMENTS, alt, axis, by, cross, frame, layer, named, picture

RED, INK, QUIET, LINE, PAPER = (COLORS[k] for k in ("liquidation", "ink", "quiet_text", "line", "paper"))
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


def _by(channel: str, values: dict[str, Any], field: str = "kind") -> Any:
    return by(channel, field, values, type="ordinal")


def _texts(source: str, x: Any, y: Any) -> Any:
    """Names with their own alignment. Data: the position, text, kind, align (left, center, right)."""
    rows: dict[str, Any] = {"text": "text:N", "tone": _by("color", WORDS), "lineBreak": "\n", "lineHeight": 15}
    aligned = zip(ALIGNMENTS, (6, 0, -6), strict=True)
    return alt.layer(
        *(named(layer(source, f"datum.align === '{align}'"), x, y, align=align, dx=dx, **rows) for align, dx in aligned)
    )


def landscape() -> Any:
    """Liquidations over price: bars of open interest per percent, the line that the book takes, the push and its end.

    Data:
        land_frame: price, share (corners). land_bands: low, high, share, share2 (where bars exceed the book).
        land_bars: low, high, share, share2, mode, state (waiting, gone). land_book: share.
        land_rules: price, share, share2, kind (now, push, end, you). land_run: price, price2, share.
        land_texts: price, share, text, kind, align.
    """
    x = axis("x", "price", "BTC price", "$", zero=False, nice=False, format="$,.0f", tickCount=6)
    y = axis("y", "share", "open interest liquidated per 1% of price", nice=False, format="~%")
    low = axis("x", "low", zero=False, nice=False)
    bands, bars = layer("land_bands").mark_rect(color=RED, opacity=0.1), layer("land_bars").mark_rect()
    state = _by("opacity", {"waiting": 0.95, "gone": 0.28}, "state")
    tone = _by("color", {"now": LINE, "push": INK, "end": RED, "you": COLORS["cross"]})
    dash = _by("dash", {"now": [1, 0], "push": [1, 0], "end": DASHED, "you": [1, 0]})
    rules, run = layer("land_rules").mark_rule(strokeWidth=2), layer("land_run")
    return picture(
        HEIGHT,
        "Open interest by the BTC price that liquidates it, against what the book takes",
        frame("land_frame", x=x, y=y),
        bands.encode(x=low, x2="high:Q", y=y, y2="share2:Q"),
        bars.encode(x=low, x2="high:Q", y=y, y2="share2:Q", color=_by("color", MODES, "mode"), opacity=state),
        layer("land_book").mark_rule(color=INK, strokeWidth=2.5).encode(y=axis("y", "share")),
        rules.encode(x=x, y=y, y2="share2:Q", color=tone, strokeDash=dash),
        run.mark_rule(color=RED, strokeWidth=2).encode(x=x, x2="price2:Q", y=y),
        cross(run, axis("x", "price2"), y, filled=False, strokeWidth=3),
        _texts("land_texts", x, y),
        apart=["color", "opacity", "strokeDash"],
    )


def _fall(title: str) -> Any:
    """A fall of the price, downwards."""
    return axis("y", "fall", title, "%", reverse=True, nice=False, tickCount=6)


def response() -> list[Any]:
    """Shock against fall, with κ beside it on the same axis of falls.

    Data:
        curve: shock, fall, run (a new run after every jump). jumps: shock, fall, fall2. lines: shock, fall, kind, order.
        response_frame: shock, fall. spot: shock, fall. spot_lines: shock, shock2, fall, fall2.
        response_texts: shock, fall, text, kind, align.
        kappa_curve: fall, kappa. kappa_frame: kappa, fall. kappa_bands: fall, fall2, kappa, kappa2. kappa_one: kappa.
        kappa_spot: fall, kind. kappa_texts: kappa, fall, text, kind, align.
    """
    ticks = [0, 0.03, 0.06, 0.09, 0.12, 0.15]
    x, y = axis("x", "shock", "shock: what news takes", "%", nice=False, values=ticks), _fall("fall in the end")
    tone = _by("color", {"none": COLORS["quiet"], "linear": COLORS["profit"]})
    dash = _by("dash", {"none": DOTTED, "linear": DASHED})
    lines = layer("lines").mark_line(clip=True, strokeWidth=2)
    jumps = layer("jumps").mark_rule(color=RED, strokeWidth=3.5, strokeDash=DASHED)
    guides = layer("spot_lines").mark_rule(color=LINE, strokeWidth=1.5)
    spot = layer("spot").mark_point(filled=True, size=190, color=RED, opacity=1, stroke=PAPER)
    left = picture(
        HEIGHT,
        "Fall of the price in the end over the shock",
        # The names at the ends of the lines take more of a narrow picture.
        frame("response_frame", x=x, y=y),
        layer("response_frame", reach="datum.shock * (width < 280 ? 1.16 : 1)")
        .mark_point(opacity=0)
        .encode(x="reach:Q"),
        guides.encode(x=x, x2="shock2:Q", y=y, y2="fall2:Q"),
        lines.encode(x=x, y=y, order="order:Q", color=tone, strokeDash=dash),
        jumps.encode(x=x, y=y, y2="fall2:Q"),
        layer("curve").mark_line(strokeWidth=3.5, color=INK).encode(x=x, y=y, detail="run:N"),
        spot.encode(x=x, y=y),
        _texts("response_texts", x, y),
        apart=["color", "strokeDash"],
    )
    k = axis("x", "kappa", "κ at that fall", nice=False, format=".1f")
    bands = layer("kappa_bands").mark_rect(color=RED, opacity=0.12)
    area = layer("kappa_curve").mark_line(strokeWidth=2.5, color=INK, interpolate="step-after")
    at = _by("color", {"shock": COLORS["quiet"], "end": RED})
    right = picture(
        HEIGHT,
        "κ at every fall of the price, and the line at one",
        frame("kappa_frame", x=k, y=y),
        bands.encode(x=k, x2="kappa2:Q", y=y, y2="fall2:Q"),
        area.encode(x=k, y=y, order="fall:Q"),
        layer("kappa_one").mark_rule(color=RED, strokeWidth=2, strokeDash=DASHED).encode(x=k),
        layer("kappa_spot").mark_rule(strokeWidth=1.5).encode(y=y, color=at),
        _texts("kappa_texts", k, y),
        apart=["color"],
    )
    return [left, right]


def phase() -> Any:
    """Multiplier over leverage and depth, as areas that lie over each other, with the line κ = 1.

    Data:
        phase_areas: leverage, low, high, level. phase_lines: leverage, depth, level. phase_kappa: leverage, depth.
        phase_frame: leverage, depth. phase_spot: leverage, depth. phase_texts: leverage, depth, text, kind, align.
    """
    whole = {"format": ".0f", "labelExpr": "datum.label + '×'"}
    x = axis("x", "leverage", "median leverage", nice=False, zero=False, **whole)
    ticks: dict[str, Any] = {"values": [0.5, 1, 2, 4, 8, 16], "labelExpr": "datum.value + '×'"}
    y = axis("y", "depth", "depth of the book, multiple of open interest", type="log", nice=False, **ticks)
    areas = layer("phase_areas").mark_area(color=RED, opacity=0.17, line=False, clip=True)
    lines = layer("phase_lines").mark_line(color=RED, strokeWidth=1, clip=True, opacity=0.7)
    kappa = layer("phase_kappa").mark_line(color=INK, strokeWidth=3.5, strokeDash=DASHED, clip=True)
    spot = layer("phase_spot").mark_point(filled=True, size=230, color=INK, opacity=1, stroke=PAPER, strokeWidth=2)
    return picture(
        400,
        "How many times the shock the price falls, over leverage and depth",
        frame("phase_frame", x=x, y=y),
        areas.encode(x=x, y=axis("y", "low"), y2="high:Q", detail="level:N"),
        lines.encode(x=x, y=y, detail="level:N"),
        kappa.encode(x=x, y=y),
        spot.encode(x=x, y=y),
        _texts("phase_texts", x, y),
        apart=["color"],
    )


def spiral() -> Any:
    """What each round of forced sales adds to the fall.

    Data:
        rounds: round, low, high, kind (news, sales). spiral_frame: round, fall. spiral_rules: fall, kind (guess, end).
        spiral_texts: round, fall, text, kind, align.
    """
    x = axis("x", "round", "round", nice=False, format=".0f", tickMinStep=1)
    y = _fall("fall of the price")
    kinds = _by("color", {"news": INK, "sales": RED})
    tone, dash = _by("color", {"guess": VIOLET, "end": RED}), _by("dash", {"guess": DOTTED, "end": DASHED})
    bars = layer("rounds").mark_rect()
    return picture(
        320,
        "What every round of forced sales adds to the fall",
        frame("spiral_frame", x=x, y=y),
        bars.encode(x=axis("x", "round"), x2="round2:Q", y=axis("y", "low"), y2="high:Q", color=kinds),
        layer("spiral_rules").mark_rule(strokeWidth=2).encode(y=y, color=tone, strokeDash=dash),
        _texts("spiral_texts", x, y),
        apart=["color", "strokeDash"],
    )

"""From shock to fall: the response curve, κ along the way, and the jump at κ = 1.

All of it is one ladder in the inverse price: with u = P₀/p, selling q base units lifts u by P₀·q/D, whatever the price. So

    κ(u) = P₀ · dQ/du ÷ D        Q(u): base units whose trigger lies below u

and a cascade rests at the first u that its own sales do not lift any further.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import liquidation_cascades as looks
from course.charts.labels import spread
from course.explorers import Choice, Explorer, Number, Pull, View
from course.lessons.liquidation_cascades import market
from course.lessons.liquidation_cascades.books import DRAWN, MADE_UP, SIZE, ladder, ladder_in_code
from course.lessons.liquidation_cascades.market import PRICE
from course.number_format import number, percent
from course.simulation import Ladder
from course.simulation.rows import Floats
from course.texts import Said, joined, say

LARGEST, POINTS = 0.15, 601
#: A step of the curve that counts as a jump.
JUMP = 0.012
#: Width in u over which κ is measured; as many rungs has the even ladder in all.
WIDTH, RUNGS = 0.01, 1_000
#: Digits of κ, in words and in the forecast alike.
DIGITS = 3
SHOCKS: Floats = np.linspace(0.0, LARGEST, POINTS)
CROWDS = {"even": "an even ladder", "people": "a crowd"}


@lru_cache(maxsize=256)
def rungs(crowd: str, leverage: float, depth: float) -> Ladder:
    """The triggers of longs: of the lesson's crowd, or spread evenly over the next 2/leverage of the inverse price."""
    if crowd == "people":
        return ladder(leverage, depth)
    spacing = 2 / leverage / RUNGS
    u: Floats = 1 + spacing * np.arange(1, RUNGS + 1, dtype=float)
    # One unit of open interest in all.
    return Ladder(PRICE, u / PRICE, np.full(RUNGS, 1 / PRICE / RUNGS), depth)


def _in_code(crowd: str, leverage: float, depth: float) -> str:
    """:func:`rungs` as code."""
    if crowd == "people":
        return ladder_in_code(leverage, depth)
    return (
        "import numpy as np\n"
        "from course.simulation import Ladder\n"
        f"u = 1 + {2 / leverage / RUNGS!r} * np.arange(1, {RUNGS + 1})\n"
        f"ladder = Ladder({PRICE:g}, u / {PRICE:g}, np.full({RUNGS}, {1 / PRICE / RUNGS!r}), {depth:.12g})\n"
    )


def density(steps: Ladder, edges: Floats) -> Floats:
    """κ in every bin of u."""
    sold = np.histogram(steps.triggers * PRICE, edges, weights=steps.quantity)[0]
    return np.asarray(PRICE * sold / (steps.depth * np.diff(edges)))


def kappas(crowd: str, leverage: float, depth: float, edges: Floats) -> Floats:
    """κ in every bin of u: three bins together for the crowd; leverage/(2·depth) on the even ladder, exactly."""
    if crowd == "even":
        return np.where(edges[:-1] < 1 + 2 / leverage - 1e-9, leverage / 2 / depth, 0.0)
    found = density(rungs(crowd, leverage, depth), edges)
    return np.convolve(np.pad(found, 1, mode="edge"), np.ones(3) / 3, "valid")


def first_kappa(steps: Ladder, shock: float) -> float:
    """κ that the shock itself meets: what it liquidates by itself over what the book takes in the course of it."""
    u = 1 / (1 - shock)
    # A rung's width of tolerance: a trigger met exactly counts.
    sold = steps.quantity[steps.triggers * PRICE <= u * (1 + 1e-12)].sum()
    return float(PRICE * sold / steps.depth / (u - 1)) if shock else 0.0


def linear(shock: Any, kappa: float) -> Any:
    """Fall that 1/(1 − κ) foretells, in the inverse price; 1 where it foretells none."""
    lift = (1 / (1 - np.asarray(shock)) - 1) / max(1 - kappa, 1e-9)
    return 1 - 1 / (1 + lift)


def jumps(falls: Floats) -> Any:
    """Indices of :data:`SHOCKS` before which the curve jumps."""
    return np.flatnonzero(np.diff(falls) > JUMP) + 1


def view(crowd: str, leverage: float, depth: float, shock: float) -> View:
    """The curve, the straight line, the forecast, and κ beside them."""
    steps = rungs(crowd, leverage, depth)
    falls = np.asarray(steps.response(SHOCKS).move)
    fall = float(steps.response(shock).move)
    # Rounded as it is printed, so that the printed formula gives the printed number.
    kappa = round(first_kappa(steps, shock), DIGITS)
    lift = round(1 / (1 - shock) - 1, 4)
    foretold = lift / (1 - kappa) if kappa < 1 else None
    cliffs = jumps(falls)
    deepest = max(0.3, 1.08 * float(falls[-1]))
    edges = np.arange(1.0, 1 / (1 - min(deepest, 0.9)) + WIDTH, WIDTH)
    along = kappas(crowd, leverage, depth, edges)
    heights = 1 - 1 / edges
    widest = max(1.3, 1.15 * float(along.max()))
    beyond = SHOCKS[linear(SHOCKS, kappa) <= deepest] if kappa < 1 else np.zeros(1)
    lines = {
        "shock": [0.0, LARGEST, *beyond],
        "fall": [0.0, LARGEST, *np.atleast_1d(linear(beyond, kappa))],
        "kind": ["none", "none", *["linear"] * len(beyond)],
        "order": [0, 1, *range(len(beyond))],
    }
    above = along >= 1
    bands = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]])))
    low, high = heights[bands[::2]], np.minimum(heights[bands[1::2]], deepest)
    who = (
        say("{size} longs{drawn}; median leverage {leverage:×}", size=SIZE, drawn=DRAWN, leverage=leverage)
        if crowd == "people"
        else say(
            "longs whose triggers lie evenly over the next {reach:%0} of the inverse price (2 over the leverage, {leverage:×})",
            reach=2 / leverage, leverage=leverage,
        )
    )  # fmt: skip
    return View(
        data={
            "response_frame": {"shock": [0.0, 1.26 * LARGEST], "fall": [0.0, deepest]},
            "curve": {"shock": SHOCKS, "fall": falls, "run": np.searchsorted(cliffs, np.arange(POINTS), side="right")},
            "jumps": {"shock": SHOCKS[cliffs], "fall": falls[cliffs - 1], "fall2": falls[cliffs]},
            "lines": lines,
            "spot": {"shock": [shock], "fall": [fall]},
            "spot_lines": {
                "shock": [shock, shock],
                "shock2": [shock, LARGEST],
                "fall": [0.0, fall],
                "fall2": [fall, fall],
            },
            "response_texts": _names(shock, fall, falls, deepest, kappa, beyond),
            "kappa_frame": {"kappa": [0.0, widest], "fall": [0.0, deepest]},
            "kappa_curve": {"kappa": np.append(along, along[-1]), "fall": np.minimum(heights, deepest)},
            "kappa_bands": {"kappa": 0.0, "kappa2": widest, "fall": low, "fall2": high},
            "kappa_one": {"kappa": [1.0]},
            "kappa_spot": {"fall": [shock, fall], "kind": ["shock", "end"]},
            "kappa_texts": _marks(shock, fall, deepest, widest),
        },
        title=_title(falls, cliffs),
        subtitle=MADE_UP,
        sentence=_sentence(shock, fall, kappa, foretold),
        explain=joined(
            " ",
            [
                _derived(shock, kappa, lift, foretold),
                say(
                    "The crowd: {who}; {value:%0} of the price takes {the_depth:%1} of open interest.",
                    who=who, value=0.01, the_depth=0.01 * depth,
                ),
            ],
        ),
        table=lambda: _table(steps, falls),
    )  # fmt: skip


def _names(shock: float, fall: float, falls: Floats, deepest: float, kappa: float, beyond: Floats) -> dict[str, Any]:
    """Names of the lines to the right of where they end, and of the learner's point beside it."""
    end = float(beyond[-1])
    lines = [(LARGEST, LARGEST, "nothing\nfollows", "quiet"), (LARGEST, float(falls[-1]), "what\nfollows", "ink")]
    if kappa < 1 and end > 0.97 * LARGEST:
        lines.append((LARGEST, float(linear(end, kappa)), "shock ÷\n(1 − κ)", "prediction"))
    places = spread([at for _, at, _, _ in lines], 0.115 * deepest, 0.0, 0.96 * deepest)
    rows = [(x, at - 0.02 * deepest, text, kind, "left") for (x, _, text, kind), at in zip(lines, places, strict=True)]
    if kappa < 1 and 0 < end <= 0.97 * LARGEST:
        rows.append((end, 0.95 * deepest, "shock ÷ (1 − κ)", "prediction", "right" if end > 0.5 * LARGEST else "left"))
    side = "right" if shock > 0.55 * LARGEST else "left"
    above = fall - 0.045 * deepest if side == "left" else fall + 0.05 * deepest
    rows.append(
        (shock, max(above, 0.02), say("{shock:%1} becomes {fall:%1}", shock=shock, fall=fall), "liquidation", side)
    )
    columns = ("shock", "fall", "text", "kind", "align")
    return dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))


def _marks(shock: float, fall: float, deepest: float, widest: float) -> dict[str, Any]:
    gap = 0.06 * deepest
    first, last = spread([shock - 0.4 * gap, fall + 0.6 * gap], gap, 0.5 * gap, deepest - 0.3 * gap)
    return {
        "kappa": [widest, widest, 1.0],
        "fall": [first, last, 0.96 * deepest if fall < 0.8 * deepest else 0.5 * deepest],
        "text": ["news alone", "where it rests", "κ = 1"],
        "kind": ["quiet", "liquidation", "liquidation"],
        "align": ["right", "right", "left"],
    }


def _title(falls: Floats, cliffs: Floats) -> Said:
    if not len(cliffs):
        return say("No jump: wherever these falls come to rest, κ is below one")
    at = int(cliffs[int(np.argmax(falls[cliffs] - falls[cliffs - 1]))])
    return say(
        "At a shock of {at:%1} the fall jumps from {least:%1} to {most:%1}: it jumps where κ reaches one",
        at=float(SHOCKS[at]), least=float(falls[at - 1]), most=float(falls[at]),
    )  # fmt: skip


def _sentence(shock: float, fall: float, kappa: float, foretold: float | None) -> Said:
    if not shock:
        return say(
            "Without a shock the price falls by {fall:%1}: nothing follows, and there is no way on which to measure κ.",
            fall=fall,
        )
    end = (
        say("With κ at one or above, shock ÷ (1 − κ) foretells no end at all.")
        if foretold is None
        else say("By shock ÷ (1 − κ) it would end **{down:%1}** down.", down=1 - 1 / (1 + foretold))
    )
    return say(
        "{shock:%1} becomes **{fall:%1}**, {times:#1} times as much: on the shock's way κ is **{kappa}**. {end}",
        shock=shock, fall=fall, times=fall / shock, kappa=number(kappa, DIGITS), end=end,
    )  # fmt: skip


def _derived(shock: float, kappa: float, lift: float, foretold: float | None) -> Said:
    """κ and what it foretells, in the numbers of the picture."""
    if not shock:
        return say("κ is what the shock itself liquidates, over what the book takes on its way.")
    way = say(
        "News takes the price {shock:%1} down, and 1/price up by {lift:%}. On that way forced sales are {kappa} times what the"
        " book takes there: the mean κ of the shock's way.",
        shock=shock, lift=lift, kappa=number(kappa, DIGITS),
    )  # fmt: skip
    if foretold is None:
        return way
    return joined(
        " ",
        [
            way,
            say(
                "Shock ÷ (1 − κ), in steps of 1/price in which the book is even: {lift:%} ÷ (1 − {kappa}) = {foretold:%1}, which"
                " is a price {down:%1} down.",
                lift=lift, kappa=number(kappa, DIGITS), foretold=foretold, down=1 - 1 / (1 + foretold),
            ),
        ],
    )  # fmt: skip


def _table(steps: Ladder, falls: Floats) -> Any:
    import pandas as pd

    every = slice(None, None, 20)
    return pd.DataFrame(
        {
            "shock": [percent(s, 1) for s in SHOCKS[every]],
            "fall": [percent(f, 1) for f in falls[every]],
            "κ of the shock": [number(first_kappa(steps, float(s)), 2) for s in SHOCKS[every]],
        }
    )


def rests(crowd: str, leverage: float, depth: float, shock: float) -> float:
    """Where the price comes to rest, as a fall."""
    return float(rungs(crowd, leverage, depth).response(shock).move)


def response_explorer() -> Explorer:
    """The response curve and κ."""
    return Explorer(
        name="response",
        title="The response curve",
        controls=[
            Choice("crowd", "Triggers of", CROWDS, value="people"),
            market.leverage(),
            market.depth(),
            Number("shock", "Shock", 0.05, min=0, max=LARGEST, step=0.0025, unit="%"),
        ],
        compute=view,
        design=looks.response,
        handles={"shock": "x"},
        pulls={"fall": Pull("depth", "y", rests)},
        code=lambda crowd, leverage, depth, shock: (
            f"{_in_code(crowd, leverage, depth)}"
            f"float(ladder.response({shock:.12g}).move)"
        ),
    )  # fmt: skip

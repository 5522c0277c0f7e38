"""Hedged books: a pool nets the two legs, compartments lose one of them; and contagion has a sign."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cascade_contagion as looks
from course.explorers import Choice, Explorer, Number, View
from course.lessons.liquidation_cascades.books import (
    CROWD_IMPORTS,
    DEPTH,
    DRAWN,
    MADE_UP,
    PRICES,
    START,
    crowd,
    crowd_in_code,
    depths,
)
from course.lessons.liquidation_cascades.contagion import NEXT, WHO, ContagionRun, matrix_over, shock
from course.lessons.liquidation_cascades.contagion_texts import bounds, ends, move
from course.number_format import number, percent
from course.simulation import settle
from course.texts import say

TRADERS = 2_000
SHARES = np.linspace(0.0, 1.0, 9)
MODES = {"isolated": 0.0, "cross": 1.0}


@lru_cache(maxsize=1024)
def run(mode: str, share: float, who: str, fall: float, leverage: float) -> ContagionRun:
    """A crowd in one mode: ``share`` of it long BTC and short ETH in equal dollars, the rest long both."""
    rows = crowd(leverage, 1.0, MODES[mode], share, TRADERS)
    end = settle(rows, PRICES, shock(who, fall), depths(rows, DEPTH))
    # Of K the lesson asks here for what BTC's fall sets off.
    return ContagionRun(end.prices / PRICES - 1, end.liquidated_share, lambda: matrix_over(rows, DEPTH, fall, [0]))


def _title(here: dict[str, ContagionRun], who: str, share: float) -> str:
    pooled, apart = (here[mode].moves[-1] for mode in ("cross", "isolated"))
    if not any(r.liquidated for r in here.values()):
        return "Nobody is liquidated, in either mode"
    if who == "together":
        if here["cross"].liquidated == 0:
            return say(
                "Hedged in one pool nobody is liquidated; in compartments the same books take BTC to {move}",
                move=move(apart[0], 0),
            )
        if pooled[0] - apart[0] >= 0.01:
            return say(
                "Pooled hedges soften the common fall: BTC ends at {move}, not {move_2}",
                move=move(pooled[0], 0),
                move_2=move(apart[0], 0),
            )
        return "Pools and compartments fall alike here: netting moves BTC by less than a point"
    if pooled[1] >= 0.005:
        return say("Contagion has a sign: BTC falls, and liquidated pools buy ETH up by {pooled:%0}", pooled=pooled[1])
    if pooled[1] <= -0.005:
        return say(
            "BTC falls, and liquidated pools sell more ETH than they buy back: {pooled:%0} down", pooled=-pooled[1]
        )
    return say("With {share:%0} hedged, liquidated pools leave ETH within half a point of where it was", share=share)


def hedged(share: float, who: str, fall: float, leverage: float) -> View:
    """Where both markets end over the share of hedged books; the dots are the learner's share."""
    curves = {m: [run(m, float(s), who, fall, leverage) for s in SHARES] for m in MODES}
    here = {m: run(m, share, who, fall, leverage) for m in MODES}
    outside = shock(who, fall) / PRICES - 1
    lasts = {m: np.array([r.moves[-1] for r in curves[m]]) for m in MODES}
    low, high = bounds(*lasts.values(), *(r.moves[-1] for r in here.values()), outside)
    lines: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    dots: list[dict[str, Any]] = []
    for a, symbol in enumerate(START):
        for mode in MODES:
            known = sorted({*zip(SHARES, lasts[mode][:, a]), (share, here[mode].moves[-1, a])})
            lines += [{"market": symbol, "x": float(x), "y": float(y), "tone": mode} for x, y in known]
            dots.insert(0, {"market": symbol, "x": share, "y": float(here[mode].moves[-1, a]), "tone": mode})
        lines += [{"market": symbol, "x": x, "y": float(outside[a]), "tone": "shock"} for x in (0.0, 1.0)]
        names += ends(
            1.0,
            [
                ("shock", outside[a], say("the push\n{move}", move=move(outside[a], 0))),
                *((m, lasts[m][-1, a], say("{m}\nhere {move}", m=m, move=move(here[m].moves[-1, a], 0))) for m in MODES),
            ],
            low, high, market=symbol,
        )  # fmt: skip
    pooled, apart = here["cross"], here["isolated"]
    sign = float(pooled.matrix[1, 0])
    effect = "sell" if sign > 0 else "buy back"
    k = (
        "moves no pool to trade ETH"
        if sign == 0
        else say(
            "makes pools {effect} ETH on balance, {sign} of what its book takes over such a move",
            effect=effect,
            sign="hardly any" if abs(sign) < 0.005 else number(abs(sign)),
        )
    )

    def table() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "hedged": percent(float(s), 0),
                    "mode": m,
                    "BTC in the end": move(r.moves[-1, 0]),
                    "ETH in the end": move(r.moves[-1, 1]),
                    "liquidated, of open interest": percent(r.liquidated, 1),
                    "K: ETH sold by BTC's fall": number(r.matrix[1, 0], 3),
                }
                for m in MODES
                for s, r in zip(SHARES, curves[m])
            ]
        )

    return View(
        data={
            "lines": lines,
            "ends": names,
            "dots": dots,
            "here": {"x": [share]},
            "frame": {"x": [0.0, 1.0], "y": [low, high]},
            "zero": {"x": [0.0, 1.0]},
        },
        title=_title(here, who, share),
        subtitle=say("{who} pushed down by {fall:%0}; {made_up}", who=WHO[who], fall=fall, made_up=MADE_UP),
        sentence=say(
            "With {share:%0} of the crowd hedged, BTC ends at **{btc}** if all are pools and at **{btc_apart}** if all are"
            " compartments. ETH ends at {eth} and {eth_apart}.",
            share=share, btc=move(pooled.moves[-1, 0]), btc_apart=move(apart.moves[-1, 0]),
            eth=move(pooled.moves[-1, 1]), eth_apart=move(apart.moves[-1, 1]),
        ),
        explain=say(
            "Liquidated: {liquidated:%0} of open interest with pools, {liquidated_apart:%0} with compartments. A fall of BTC alone"
            " by {way:%0}, before any round has fed another, {k}. The crowd: {traders} traders{drawn}; median {leverage:×}, the"
            " hedged ones long BTC and short ETH in equal dollars, the rest long both. Depth {the_depth:×} open interest; a fund"
            " that pays all bad debt, no deleveraging.",
            liquidated=pooled.liquidated, liquidated_apart=apart.liquidated, way=fall or NEXT, k=k, traders=TRADERS,
            drawn=DRAWN, leverage=leverage, the_depth=DEPTH,
        ),
        table=table,
    )  # fmt: skip


def explorer() -> Explorer:
    """Netting, and the sign of contagion."""
    return Explorer(
        name="hedged_books",
        title="A crowd of hedges",
        controls=[
            Number("share", "Hedged books", 0.75, min=0.0, max=1.0, step=0.05, unit="%"),
            Choice("who", "The push hits", dict(reversed(WHO.items()))),
            Number("fall", "Push from outside", 0.1, min=0.0, max=0.25, step=0.01, unit="%"),
            Number("leverage", "Median leverage", 6.0, min=2.0, max=12.0, step=0.5, unit="×"),
        ],
        compute=hedged,
        design=lambda: [looks.by_share(symbol, "share of the crowd that is hedged") for symbol in START],
        handles={"share": "x"},
        code=lambda share, who, fall, leverage: (
            f"{CROWD_IMPORTS}from course.simulation import open_interest, population, settle\n"
            f"{crowd_in_code(leverage, 1.0, 1.0, share, TRADERS)}"
            f"outside = today * (1 - {fall:.12g} * np.array([1, {int(who == 'together')}]))\n"
            f"end = settle(crowd, today, outside, {DEPTH:g} * open_interest(crowd, today))\n"
            "end.prices[-1] / today - 1  # in pools; with cross_share=0 in compartments"
        ),
    )

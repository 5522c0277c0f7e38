"""Contagion: what pooled accounts carry from one market to the other, and compartments do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from course.charts import cascade_contagion as looks
from course.explorers import Choice, Explorer, Number, View
from course.lessons.liquidation_cascades import market
from course.lessons.liquidation_cascades.books import (
    BTC,
    CROWD_IMPORTS,
    DRAWN,
    ETH,
    MADE_UP,
    PRICES,
    START,
    chance,
    crowd,
    crowd_in_code,
    depths,
)
from course.lessons.liquidation_cascades.contagion_texts import bounds, ends, move
from course.lessons.liquidation_cascades.market import LEVERAGE, LONG
from course.number_format import number, percent
from course.simulation import Rows, population, response_matrix, settle, spectral_radius
from course.simulation.rows import Floats
from course.texts import say

TRADERS = 4_000
#: Relative fall over which the response matrix is taken where nothing is pushed.
NEXT = 0.05
WHO = {"alone": "BTC alone", "together": "BTC and ETH"}
LEGS = {"people": "as people hold them", "equal": "equal legs"}
#: What the push hits, and whose books: name → label, who is hit, legs.
HITS = {
    "alone": (WHO["alone"], "alone", "people"),
    "together": ("both", "together", "people"),
    "equal": ("equal legs", "together", "equal"),
}


@lru_cache(maxsize=64)
def people(cross_share: float, legs: str, leverage: float = LEVERAGE) -> Rows:
    """The crowd, long or short both markets; the same people whatever the share of pools.

    ``"equal"``: every trader's two legs have one size and today's price as entry.
    """
    if legs == "people":
        return crowd(leverage, LONG, cross_share, 0.0, TRADERS)
    return population(
        chance(TRADERS, 2, np.inf),
        TRADERS,
        [BTC, ETH],
        PRICES,
        leverage=leverage,
        leverage_spread=0.45,
        long_share=LONG,
        cross_share=cross_share,
        collateral_spread=1.2,
        entry_spread=0.0,
        concentration=np.inf,
    )


#: Equal legs at today's price, beside the traits of the crowd.
EQUAL: dict[str, Any] = {"entry_spread": 0.0, "concentration": np.inf}


@dataclass(frozen=True)
class ContagionRun:
    """One cascade.

    Attributes:
        moves: of both prices against the start after the shock and after every round, shape (rounds + 1, 2).
        liquidated: notional over open interest.
        matrix: K, over a fall as large as the push; worked out only where somebody asks.
    """

    moves: Floats
    liquidated: float
    over: Callable[[], Floats]

    @cached_property
    def matrix(self) -> Floats:
        """K, worked out at first sight."""
        return self.over()


def matrix_over(rows: Rows, depth: float, fall: float, fallen: Sequence[int] | None = None) -> Floats:
    """K over a fall as large as the push (:data:`NEXT` where there is none): what the push alone sets off is in it."""
    way = fall or NEXT
    return response_matrix(rows, PRICES, depths(rows, depth), step=way / (1 - way), fallen=fallen)


def shock(who: str, fall: float) -> Floats:
    """Prices from outside after the fall, USD, (2,)."""
    return PRICES * (1 - fall * np.array([1.0, who == "together"]))


@lru_cache(maxsize=512)
def run(cross_share: float, legs: str, who: str, fall: float, depth: float, leverage: float = LEVERAGE) -> ContagionRun:
    """Play it. A fund pays every bad debt, so that nothing passes from market to market but the accounts themselves."""
    rows = people(cross_share, legs, leverage)
    end = settle(rows, PRICES, shock(who, fall), depths(rows, depth))
    return ContagionRun(end.prices / PRICES - 1, end.liquidated_share, lambda: matrix_over(rows, depth, fall))


def in_words(matrix: Floats) -> str:
    """The first column of K: what a fall of BTC alone forces, over what the books take meanwhile."""
    own, other = (float(x) for x in matrix[:, 0])
    if other == 0:
        return say("{own:#} in BTC and exactly none in ETH", own=own)
    if round(abs(other), 2) == 0:
        return say("{own:#} in BTC and hardly any in ETH", own=own)
    return say("{own:#} in BTC and {other:#} in ETH", own=own, other=other)


def title_of(both: dict[str, ContagionRun], who: str, share: float) -> str:
    """What this setting shows."""
    pooled, apart = both["cross"].moves[-1], both["isolated"].moves[-1]
    if not np.any([r.liquidated for r in both.values()]):
        return "Nobody is liquidated, in either mode: there is nothing to carry"
    if share == 0:
        return "Everybody in compartments: nothing crosses from one market to the other"
    if who == "together":
        if np.allclose(pooled, apart, rtol=0, atol=1e-12):
            return "Equal legs and one common fall: the margin mode makes no difference at all"
        if np.abs(pooled - apart).max() < 0.01:
            return "One common fall: the margin mode makes hardly any difference"
        return say(
            "One common fall: ETH ends at {move} with pools, {move_2} without",
            move=move(pooled[1]),
            move_2=move(apart[1]),
        )
    if -pooled[1] >= 0.05:
        return say(
            "Only BTC had news, yet pools take ETH down by {pooled:%0}; compartments leave it alone", pooled=-pooled[1]
        )
    if pooled[0] - apart[0] >= 0.01:
        return say(
            "This far pools absorb: BTC stops at {move} instead of {move_2}",
            move=move(pooled[0]),
            move_2=move(apart[0]),
        )
    return say("Pools take {pooled:%1} off ETH, compartments nothing", pooled=-pooled[1])


def contagion(fall: float, who: str, share: float, leverage: float, depth: float) -> View:
    """Both markets, round by round, with the chosen share of pools and with none."""
    _, who, legs = HITS[who]
    shares = {"isolated": 0.0, "cross": share}
    both = {mode: run(pools, legs, who, fall, depth, leverage) for mode, pools in shares.items()}
    last = max(*(len(r.moves) - 1 for r in both.values()), 1)
    outside = shock(who, fall) / PRICES - 1
    low, high = bounds(*(r.moves for r in both.values()), outside)
    lines: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for a, symbol in enumerate(START):
        for mode, r in both.items():
            path = np.concatenate([[0.0], r.moves[:, a], np.repeat(r.moves[-1, a], last + 1 - len(r.moves))])
            lines += [{"market": symbol, "x": k - 1, "y": float(y), "tone": mode} for k, y in enumerate(path)]
        lines += [{"market": symbol, "x": x, "y": float(outside[a]), "tone": "shock"} for x in (0, last)]
        names += ends(
            last,
            [
                ("shock", outside[a], say("the push\n{move}", move=move(outside[a]))),
                ("isolated", both["isolated"].moves[-1, a], f"isolated\n{move(both['isolated'].moves[-1, a])}"),
                ("cross", both["cross"].moves[-1, a], say("with pools\n{move}", move=move(both['cross'].moves[-1, a]))),
            ],
            low, high, market=symbol,
        )  # fmt: skip
    pooled, apart = both["cross"], both["isolated"]
    same = np.allclose(pooled.moves[-1], apart.moves[-1], rtol=0, atol=1e-12)
    where = say(
        "BTC ends at **{btc}** and ETH at **{eth}**", btc=move(pooled.moves[-1, 0]), eth=move(pooled.moves[-1, 1])
    )
    if not (pooled.liquidated or apart.liquidated):
        end = say("Nobody is liquidated: {where}, where the push alone takes them.", where=where)
    elif share == 0:
        end = say("With everybody in compartments {where}; move the share of pools and compare.", where=where)
    elif same:
        end = say(
            "{where}, **to the last digit the same** with {share:%0} of the accounts in cross and with none.",
            where=where, share=share,
        )  # fmt: skip
    else:
        end = say(
            "With {share:%0} of the accounts in cross {where}; with everybody in compartments at {btc} and **{eth}**.",
            share=share, where=where, btc=move(apart.moves[-1, 0]), eth=move(apart.moves[-1, 1]),
        )  # fmt: skip

    def table() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "accounts in cross": percent(0.0 if mode == "isolated" else share, 0),
                    "BTC in the end": move(r.moves[-1, 0]),
                    "ETH in the end": move(r.moves[-1, 1]),
                    "liquidated, of open interest": percent(r.liquidated, 1),
                    "rounds": len(r.moves) - 1,
                    "K: BTC sold by BTC's fall": number(r.matrix[0, 0]),
                    "K: ETH sold by BTC's fall": number(r.matrix[1, 0]),
                    "K: BTC sold by ETH's fall": number(r.matrix[0, 1]),
                    "spectral radius of K": number(spectral_radius(r.matrix)),
                }
                for mode, r in both.items()
            ]
        )

    return View(
        data={
            "lines": lines,
            "ends": names,
            "frame": {"x": [-1.0, looks.NAMES * (last + 1) - 1], "y": [low, high]},
            "zero": {"x": [-1.0, float(last)]},
        },
        title=title_of(both, who, share),
        subtitle=say("{who} pushed down by {fall:%0}; {made_up}", who=WHO[who], fall=fall, made_up=MADE_UP),
        sentence=end,
        explain=say(
            "The matrix K in words: a fall of BTC alone by {way:%0} forces, before any round has fed another, sales over"
            " what the books take meanwhile of {pooled} with these pools; without any, {apart}. The crowd: {traders} traders{drawn};"
            " {legs}, median {leverage:×}, {long:%0} long. Depth {depth:×} open interest; a fund that pays all bad debt, no"
            " deleveraging.",
            way=fall or NEXT, pooled=in_words(pooled.matrix), apart=in_words(apart.matrix), traders=TRADERS, drawn=DRAWN,
            legs=LEGS[legs], leverage=leverage, long=LONG, depth=depth,
        ),
        table=table,
    )  # fmt: skip


def explorer() -> Explorer:
    """Two markets side by side."""
    return Explorer(
        name="contagion",
        title="One shock, two markets",
        controls=[
            Number("fall", "Push from outside", 0.1, min=0.0, max=0.25, step=0.01, unit="%"),
            Choice(
                "who", "It hits", {name: label for name, (label, *_) in HITS.items()}).meaning("Equal legs: everybody holds the same size in both markets, entered at today's prices."),
            Number(
                "share", "Accounts in cross", market.CROSS, min=0.0, max=1.0, step=0.05, unit="%").meaning("The same people; the others hold a compartment for each market."),
            market.leverage(),
            market.depth(),
        ],
        compute=contagion,
        design=lambda: [looks.rounds(symbol) for symbol in START],
        code=lambda fall, who, share, leverage, depth: (
            f"{CROWD_IMPORTS}from course.simulation import open_interest, population, settle\n"
            f"{crowd_in_code(leverage, LONG, share, 0.0, TRADERS, **(EQUAL if HITS[who][2] == 'equal' else {}))}"
            f"outside = today * (1 - {fall:.12g} * np.array([1, {int(HITS[who][1] == 'together')}]))\n"
            f"end = settle(crowd, today, outside, {depth:.12g} * open_interest(crowd, today))\n"
            "end.prices[-1] / today - 1"
        ),
    )  # fmt: skip

"""Five isolated trades and one market: separate accounts, not separate risks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cross_vs_isolated as looks
from course.explorers import Explorer, Number, View
from course.lessons import controls
from course.lessons.cross_vs_isolated.book import DAYS, MAINTENANCE, NOTIONAL, SEED, WEEKS
from course.margin import Market, Portfolio, Position, liquidation_distance
from course.number_format import chance, percent
from course.simulation import Outcome, Paths, replay
from course.texts import say

NAMES = ("BTC", "ETH", "SOL", "XRP", "DOGE")
PRICE, VOLATILITY, EVERY = 100.0, 0.8, 4
STEPS = DAYS * 24 // EVERY


@lru_cache(maxsize=1)
def _walks() -> tuple[np.ndarray, np.ndarray]:
    """Walk of the market (steps, 1, weeks) and of each trade alone (steps, 5, weeks), in log price."""
    scale = VOLATILITY * np.sqrt(DAYS / 365 / STEPS)
    noise = np.random.default_rng(SEED).standard_normal((STEPS, 1 + len(NAMES), WEEKS))
    walks = scale * np.cumsum(noise, axis=0)
    common = walks[:, :1]
    # Weeks in the order of how low the market's own walk went: the worst one first.
    order = np.argsort(common[:, 0].min(axis=0), kind="stable")
    # Chosen by ``take``, which leaves the weeks beside each other in memory: all that is computed from them is read so.
    return common.take(order, axis=2), walks[:, 1:].take(order, axis=2)


@lru_cache(maxsize=4)
def five_weeks(correlation: float) -> Paths:
    """One factor: log price = √ρ · market + √(1 − ρ) · own − σ²t/2; every pair has correlation ρ."""
    common, own = _walks()
    prices = np.empty((STEPS + 1, len(NAMES), WEEKS))
    out = prices[1:]
    np.multiply(own, np.sqrt(1 - correlation), out=out)
    out += np.sqrt(correlation) * common
    out -= (VOLATILITY**2 / 2 * DAYS / 365 / STEPS * np.arange(1, STEPS + 1))[:, None, None]
    np.exp(out, out=out)
    out *= PRICE
    prices[0] = PRICE
    return Paths(NAMES, np.linspace(0, DAYS * 86_400, STEPS + 1), prices)


def books(leverage: float) -> dict[str, Portfolio]:
    """Five equal longs, one compartment each; and the same five in one pool."""
    trades = [Position(Market(n, initial=0.04, maintenance=MAINTENANCE), NOTIONAL / PRICE, PRICE) for n in NAMES]
    margin = NOTIONAL / leverage
    return {
        "isolated": Portfolio.isolated([margin] * len(NAMES), trades),
        "cross": Portfolio.cross(margin * len(NAMES), trades),
    }


@lru_cache(maxsize=4)
def lived(correlation: float, leverage: float) -> dict[str, Outcome]:
    """Both accounts through all the weeks."""
    return dict(replay(books(leverage), five_weeks(correlation)))


def five(correlation: float, leverage: float, rank: float) -> View:
    """One week in which the market falls, and all weeks: how many of the five are liquidated."""
    paths = five_weeks(correlation)
    both = lived(correlation, leverage)
    week = round(rank) - 1
    wall = liquidation_distance(leverage, MAINTENANCE)
    low = paths.prices[:, :, week].min(axis=0) / PRICE - 1
    first = both["isolated"].first
    dead = first >= 0
    counts = np.bincount(dead.sum(axis=0), minlength=len(NAMES) + 1) / WEEKS
    each = float(dead.mean())
    together = float(counts[-1])
    joint = chance(together) if together else "none"
    pool = both["cross"].liquidation_frequency
    gone = int(dead[:, week].sum())
    words = {0: "none", len(NAMES): "all five"}.get(gone, say("{gone} of five", gone=gone))
    same = (
        " Neither they nor one pool of all five is ever liquidated."
        if not pool and not dead.any()
        else " One pool of all five is liquidated in exactly the same weeks."
        if np.array_equal(both["cross"].liquidated, dead.all(axis=0))
        and np.array_equal(both["cross"].liquidated, dead.any(axis=0))
        else say(" One pool of all five is liquidated in {pool:%1} of the weeks.", pool=pool)
    )

    def rows() -> Any:
        import pandas as pd

        return pd.DataFrame(
            {
                "trade": list(NAMES),
                "worst price": [percent(float(x), 1) for x in low],
                "liquidated": ["yes" if gone else "no" for gone in dead[:, week]],
            }
        )

    return View(
        data={
            "trades": {
                "place": list(range(1, len(NAMES) + 1)),
                "name": list(NAMES),
                "low": low,
                "shown": np.maximum(low, -0.49),
                "label": [percent(float(x), 0) for x in low],
                "fell": dead[:, week],
            },
            "wall": {"move": [-wall], "label": [say("wall\n{wall:%1}", wall=-wall)]},
            "counts": {
                "count": list(range(len(NAMES) + 1)),
                "share": counts,
                "label": [chance(float(c)) if c else percent(0.0, 0) for c in counts],
            },
        },
        title=say("Each trade falls in {each} of the weeks; all five fall together in {joint}", each=chance(each) if each else 'none', joint=joint),
        subtitle=say("five longs of {notional:$} at {leverage:×}, one compartment each", notional=NOTIONAL, leverage=leverage),
        sentence=say(
            "Week {rank:#0} counted from the market's worst: **{words}** liquidated. At {leverage:×}, over {weeks} weeks, each trade is"
            " liquidated in {each:%1} of them; all five together in **{together:%1}**; independent trades would make that"
            " {alone:%2}.",
            rank=round(rank), words=words, leverage=leverage, weeks=WEEKS, each=each, together=together,
            alone=each ** len(NAMES),
        )
        + same,
        explain=say(
            "Volatility {the_volatility:%0} a year, one common factor, correlation {correlation:#2}; looked at every {every} hours.",
            the_volatility=VOLATILITY, correlation=correlation, every=EVERY,
        ),
        table=rows,
    )  # fmt: skip


def five_explorer() -> Explorer:
    """Five compartments and a crash slider."""
    return Explorer(
        name="five_walls",
        title="Five small risks?",
        controls=[
            controls.CORRELATION.at(
                0.0, min=0).meaning("Of every pair. At zero five separate stories, at one a single one."),
            Number("leverage", "Leverage of each", 6, min=2, max=20, step=0.5, unit="×"),
            Number(
                "rank", "Week, the market's worst first", 40, min=1, max=WEEKS, step=1, log=True, whole=True).meaning("Weeks in the order of how far the common factor fell."),
        ],
        compute=five,
        design=lambda: [looks.walls(), looks.fallen()],
        code=lambda correlation, leverage, rank: (
            "import numpy as np\n"
            "from course.margin import liquidation_distance\n"
            f"noise = np.random.default_rng({SEED}).standard_normal(({STEPS}, {1 + len(NAMES)}, {WEEKS}))\n"
            f"walks = {VOLATILITY:g} * np.sqrt({DAYS} / 365 / {STEPS}) * np.cumsum(noise, axis=0)\n"
            f"own = {correlation:.12g} ** 0.5 * walks[:, :1] + {1 - correlation:.12g} ** 0.5 * walks[:, 1:]\n"
            f"drift = {VOLATILITY**2 / 2:g} * {DAYS} / 365 / {STEPS} * np.arange(1, {STEPS + 1})\n"
            "lowest = np.exp(own - drift[:, None, None]).min(axis=0) - 1\n"
            f"fell = lowest < -liquidation_distance({leverage:.12g}, {MAINTENANCE:g})\n"
            "float(fell.mean()), float(fell.all(axis=0).mean())"
        ),
    )  # fmt: skip

"""How much collateral each path would have asked for: the efficiency frontier in one pass.

A pool whose positions are left alone survives a path exactly if its collateral covers the worst moment of it:

    needed = max over steps of ( requirement − holdings − profit and loss ).

So the survival probability of *every* collateral is the distribution function of ``needed``: no run per collateral.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Pool, Portfolio, covering
from course.simulation.paths import Paths
from course.simulation.rows import Floats, Rows
from course.validation import within

_CELLS = 65_536


def collateral_needed(pool: Pool, paths: Paths) -> Floats:
    """Collateral, USD, with which a pool's positions just survive each path; shape (paths,).

    The start counts: what is needed is at least the maintenance requirement of opening. A pool that posts exactly this
    touches its liquidation point and is not below it. Funding, fees and interventions are left out.
    """
    rows = Rows.of(replace(pool, collateral=0.0), 1)
    series = [paths[symbol] for symbol in rows.symbols]
    if rows.straight and series:
        market = [paths.symbols.index(symbol) for symbol in rows.symbols]
        if len(series) == 1:  # one line in one price is lowest where the price is lowest, or highest
            return np.asarray(-rows.least_health(paths.lowest[market], paths.highest[market]))
        return np.asarray(-rows.least_sum(market, paths.least).min(axis=0))
    block = max(1, _CELLS // paths.paths)
    needed = np.full(paths.paths, -np.inf)
    for begin in range(0, len(paths.times), block):
        worst = rows.health([x[begin : begin + block] for x in series]).min(axis=0)
        np.maximum(needed, -worst, out=needed)
    return needed


def frontier(
    portfolio: Portfolio, paths: Paths, survival: ArrayLike = (0.5, 0.75, 0.9, 0.95, 0.99)
) -> dict[str, Floats]:
    """Capital against survival for a partition into pools.

    Each pool is given the least collateral that lets *it* survive on that share of the paths (:func:`covering`).

    Returns:
        ``survival`` asked of each pool; ``capital`` posted in all, USD; ``all_survive``, the share of paths on which
        no pool is liquidated then (for several pools below ``survival``); ``pools``: capital by pool (pools, levels).
    """
    levels = np.atleast_1d(within("survival", survival, 0.0, 1.0))
    needed = np.array([collateral_needed(pool, paths) for pool in portfolio.pools.values()])
    posted = covering(needed, levels, axis=1).T
    alive = (needed[:, np.newaxis] <= posted[:, :, np.newaxis]).all(axis=0).mean(axis=-1)
    return {"survival": levels, "capital": posted.sum(axis=0), "all_survive": alive, "pools": posted}

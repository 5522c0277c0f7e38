"""The numbers of lesson 05's pictures as tables: each column's unit stands in its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course.lessons.cross_margin.book import BTC, ETH, Array, border
from course.margin import Pool, Portfolio
from course.texts import say

if TYPE_CHECKING:
    import pandas as pd

Table = Callable[[], "pd.DataFrame"]


def table(columns: Mapping[str, Sequence[Any] | Array]) -> Table:
    """Columns as a table that is made when it is asked for."""

    def made() -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({name: list(column) for name, column in columns.items()})

    return made


def of_pools(prices: Mapping[str, Any], parts: Mapping[str, Pool]) -> Table:
    """Every pool at these prices: what it holds, what it requires, its room, and what an app shows for its legs."""
    shown = {s: [_price(pool, s, prices) for pool in parts.values()] for s in (BTC, ETH)}
    return table(
        {
            "pool": list(parts),
            "equity ($)": [float(pool.equity(prices)) for pool in parts.values()],
            "requires ($)": [float(pool.maintenance_requirement(prices)) for pool in parts.values()],
            "room ($)": [float(pool.health(prices)) for pool in parts.values()],
            **{say("{s} liquidation price ($)", s=s): found for s, found in shown.items()},
        }
    )


def _price(pool: Pool, symbol: str, prices: Mapping[str, Any]) -> float | None:
    held = any(leg.symbol == symbol for leg in pool.positions)
    found: float | None = pool.liquidation_price(symbol, prices) if held else None
    return found


def both_modes(pool: Pool, parts: Portfolio) -> dict[str, Pool]:
    """The pool of cross and the two of isolated, by name."""
    return {"cross": pool, **{say("isolated {s}", s=s): parts.pool(s) for s in (BTC, ETH)}}


def of_borders(pools: Mapping[str, Pool], btc: Array) -> Table:
    """The ETH price at which each pool is liquidated, at some prices of BTC; empty where there is none."""
    edges = {name: border(pool, btc) for name, pool in pools.items()}
    return table(
        {"BTC ($)": btc, **{say("{name}: ETH ($)", name=name): np.where(e > 0, e, np.nan) for name, e in edges.items()}}
    )

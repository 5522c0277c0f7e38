"""One portfolio on many venues: what each would require, where it would act, what that would cost, and what it cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isclose
from typing import TYPE_CHECKING, Any

from course.margin import Marks, Pool, Portfolio, Position
from course.validation import finite, within
from course.venues.base import Expression, Venue
from course.venues.registry import get, names

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a comparison, in order: what a row is, the position, its pool, prices, costs, rules, provenance.
COLUMNS = (
    "venue", "title", "pool", "symbol", "status", "size", "mark", "notional",
    "initial", "maintenance",
    "equity", "pool_initial", "pool_maintenance", "free_collateral", "margin_ratio", "liquidatable",
    "liquidation_price", "distance", "bankruptcy_price", "closes_first",
    "cost_least", "cost_most", "funding",
    "first_action", "loss_bearers", "trigger", "note", "as_of", "old", "source",
)  # fmt: skip


def comparison(
    portfolio: Portfolio,
    marks: Mapping[str, float],
    venues: Iterable[Venue],
    *,
    hours: float = 24.0,
    premium: float = 0.0,
) -> list[dict[str, Any]]:
    """The comparison as records, one a position and venue: see :func:`compare`."""
    marks = Marks.of(marks)
    within("hours", hours, 0.0)
    finite("premium", premium)
    rows: list[dict[str, Any]] = []
    for venue in venues:
        of_venue: list[dict[str, Any]] = []
        for expression in venue.express(portfolio, marks):
            held = portfolio.pools[expression.name.split(" · ")[0]] if expression.pool is None else expression.pool
            of_venue.extend(_row(venue, expression, position, marks, hours, premium) for position in held.positions)
        nearest = min((r["distance"] for r in of_venue if r["distance"] is not None), default=None)
        for row in of_venue:
            distance = row["distance"]
            row["closes_first"] = None not in (nearest, distance) and isclose(
                nearest or 0.0, distance or 0.0, abs_tol=1e-12
            )
        rows.extend(of_venue)
    return rows


def compare(
    portfolio: Portfolio,
    marks: Mapping[str, float],
    venues: Iterable[Venue | str] | None = None,
    *,
    hours: float = 24.0,
    premium: float = 0.0,
) -> pd.DataFrame:
    """One portfolio on every venue, as a tidy table: a row a position and venue (imports pandas when called).

    The portfolio's own markets are replaced by each venue's; sizes, entry prices, leverage settings, collateral and the
    partition into pools stay. Where a venue cannot hold that, the row says what was changed, or that it is impossible.

    Args:
        portfolio: symbols are base assets, ``"BTC"``.
        marks: prices by symbol, also of assets held as collateral.
        venues: names or venues; all known ones unless given.
        hours: holding period for funding.
        premium: average premium of the perpetual over its index, a fraction, the same everywhere.

    Returns:
        Columns: ``status`` ("as is", "changed", "impossible") and ``note``; the position's ``initial`` and ``maintenance``; its
        pool's ``equity``, ``pool_initial``, ``pool_maintenance``, ``free_collateral``, ``margin_ratio``, ``liquidatable``;
        ``liquidation_price`` (others still), ``distance`` (fraction of the mark), ``bankruptcy_price``; ``closes_first`` (the
        nearest of this venue); ``cost_least`` and ``cost_most`` of being liquidated there; ``funding`` over the period (> 0:
        paid); ``first_action``, ``loss_bearers``, ``trigger``; ``as_of`` and ``source`` of the tiers, ``old`` if they are
        more than two years older than the course. Money in USD.
    """
    import pandas as pd

    chosen = [get(v) if isinstance(v, str) else v for v in (names() if venues is None else venues)]
    rows = comparison(portfolio, marks, chosen, hours=hours, premium=premium)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    venue: Venue, expression: Expression, position: Position, marks: Marks, hours: float, premium: float
) -> dict[str, Any]:
    symbol, mark = position.symbol, marks[position.symbol]
    source = venue.tables[symbol].source if symbol in venue.tables else venue.source
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {
        "venue": venue.name,
        "title": venue.title,
        "pool": expression.name,
        "symbol": symbol,
        "status": expression.status,
        "size": float(position.size),
        "mark": float(mark),
        "notional": float(position.notional(mark)),
        "first_action": venue.first_action,
        "loss_bearers": " → ".join(venue.backstop),
        "trigger": venue.trigger,
        "note": "; ".join(expression.notes),
        "as_of": source.as_of,
        "old": source.old(),
        "source": source.text,
    }
    if expression.pool is not None:
        row |= _numbers(venue, expression.pool, position, marks)
        row["funding"] = venue.funding_cost(symbol, float(position.size), mark, premium, hours)
    return row


def _numbers(venue: Venue, pool: Pool, position: Position, marks: Marks) -> dict[str, Any]:
    symbol, mark = position.symbol, marks[position.symbol]
    price = pool.liquidation_price(symbol, marks)
    acts = bool(venue.liquidatable(pool, marks))
    at = mark if price is None or acts else price
    least, most = venue.liquidation_cost(position, at, pool.equity({**marks, symbol: at}))
    reached = acts or price is not None
    return {
        "initial": float(position.initial_requirement(mark)),
        "maintenance": float(position.maintenance_requirement(mark)),
        "equity": float(pool.equity(marks)),
        "pool_initial": float(pool.initial_requirement(marks)),
        "pool_maintenance": float(pool.maintenance_requirement(marks)),
        "free_collateral": float(pool.free_collateral(marks)),
        "margin_ratio": float(pool.margin_ratio(marks)),
        "liquidatable": acts,
        "liquidation_price": price,
        "distance": 0.0 if acts else None if price is None else abs(price / mark - 1.0),
        "bankruptcy_price": pool.bankruptcy_price(symbol, marks),
        "cost_least": float(least) if reached else None,
        "cost_most": float(most) if reached else None,
    }

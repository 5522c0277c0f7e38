"""Makes ``rules.json``: what stops, rebalancing and rules on a hedge did on real hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.simulation.data import Candles
from course.simulation.derive_rebalancing import hedge_table, rebalanced_table
from course.simulation.derive_stops import crash_table, fills_table, gap_table, given_back_table, wick_table
from course.simulation.exported_tables import when
from course.simulation.fact_tables import FactTable


def rule_tables(
    traded: Mapping[str, Candles], marks: Mapping[str, Candles], *, source: str, made: str
) -> list[FactTable]:
    """All tables about rules.

    Args:
        traded: candles of traded prices by symbol, hourly.
        marks: candles of the mark by symbol, hourly; two markets at least, the hedge's long first.
        source: of the series, in words.
        made: today.
    """
    first, other = (next(iter(x.values())) for x in (traded, marks))
    about: dict[str, Any] = {"source": source, "made": made}
    of_trades = {**about, "span": f"{when(first.time[0])} to {when(first.time[-1])}"}
    of_marks = {**about, "span": f"{when(other.time[0])} to {when(other.time[-1])}"}
    return [
        fills_table(traded, name="stop_fills", **of_trades),
        crash_table(traded, name="crash_days", **of_trades),
        gap_table(traded, name="gaps", **of_trades),
        wick_table(traded, marks, name="wicks", **of_marks),
        given_back_table(marks, name="given_back", **of_marks),
        rebalanced_table(marks, name="rebalanced", **of_marks),
        hedge_table(marks, name="hedge_rules", **of_marks),
    ]

"""Risk of the whole venue over thousands of scenarios: value at risk and liquidations at risk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from course.margin import covering
from course.simulation.cascade import Cascade
from course.simulation.exchange import Exchange
from course.simulation.paths import Paths
from course.simulation.rows import Floats, Rows
from course.validation import ArgumentError, within

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Scenarios:
    """Statistics of every scenario, as columns.

    Attributes:
        columns: by name, shape (scenarios,): what :meth:`Film.summary` gives.
    """

    columns: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.columns["bad_debt"])

    def __getitem__(self, name: str) -> Floats:
        if name not in self.columns:
            raise ArgumentError("name", name, f"one of {sorted(self.columns)}")
        return self.columns[name]

    def value_at_risk(self, level: float = 0.95) -> float:
        """VaR: the least bad debt, USD, that at least that share of the scenarios does not exceed.

        One that occurred (:func:`course.margin.covering`), never a value between two of them.
        """
        return self._covering("bad_debt", level)

    def liquidations_at_risk(self, level: float = 0.95) -> float:
        """LaR: the least liquidated notional, USD, that at least that share of the scenarios does not exceed."""
        return self._covering("liquidated", level)

    def _covering(self, name: str, level: float) -> float:
        return float(covering(self[name], within("level", level, 0.0, 1.0)))

    def frame(self) -> pd.DataFrame:
        """One row a scenario."""
        import pandas as pd

        return pd.DataFrame({"scenario": np.arange(len(self)), **self.columns})


def run_scenarios(
    exchange: Exchange,
    rows: Rows,
    paths: Paths | Iterable[Paths],
    *,
    progress: Callable[[int], bool | None] | None = None,
    **options: Any,
) -> Scenarios:
    """Run one population through every exogenous path.

    Args:
        exchange: the venue.
        rows: the population at the start of every scenario.
        paths: exogenous prices; the first step is the start.
        progress: called with the number of scenarios done; returning False ends with what there is.
        options: passed to :class:`Cascade` (``band``, ``inflow``, ``audited``).
    """
    found: list[dict[str, float]] = []
    for block in [paths] if isinstance(paths, Paths) else paths:
        columns = [block.symbols.index(s) for s in exchange.symbols]
        for i in range(block.paths):
            series = block.prices[:, columns, i]
            film = Cascade(exchange, rows, series[0], **options).run(series[1:])
            found.append(film.summary())
            if progress is not None and progress(len(found)) is False:
                return _gather(found)
    if not found:
        raise ArgumentError("paths", "no paths", "at least one")
    return _gather(found)


def _gather(found: list[dict[str, float]]) -> Scenarios:
    return Scenarios({name: np.array([row[name] for row in found]) for name in found[0]})

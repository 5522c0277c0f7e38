"""Settled funding rates with their own times: what was paid when, whatever the hours, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course.simulation.exported_tables import Flags, Seconds, when
from course.simulation.replays import Funding
from course.simulation.rows import Floats
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

    from course.simulation.paths import Paths

#: Hours between settlements that venues use, in seconds; shorter ones divide the hour.
_INTERVALS = tuple(h * 3_600 for h in (1, 2, 3, 4, 6, 8, 12, 24))
_YEAR = 365 * 86_400


@dataclass(frozen=True)
class FundingRates:
    """Settled funding rates.

    Attributes:
        time: of settlement, UTC, whole seconds since 1970, rising.
        rate: fraction, settled at that time; longs pay when positive.
        interval: seconds between settlements, ``None`` where it changes.
    """

    time: Seconds
    rate: Floats
    interval: int | None = None

    def __len__(self) -> int:
        return len(self.time)

    def frame(self) -> pd.DataFrame:
        """One row a settlement."""
        import pandas as pd

        return pd.DataFrame({"time": pd.to_datetime(self.time, unit="s", utc=True), "rate": self.rate})


def funding_along(rates: Mapping[str, FundingRates], paths: Paths, source: str = "margin") -> Funding:
    """The settlements that fall within paths whose times are UTC seconds, for :func:`replay`.

    Each is paid at its own time: one at the start of the paths is over, one at their end falls due.

    Args:
        rates: settled rates by symbol.
        paths: whose times they fall into.
        source: which pocket pays, see :class:`Funding`.

    Raises:
        ArgumentError: where the paths begin or end further from the rates than one interval: a settlement is not known.
    """
    first, last = float(paths.times[0]), float(paths.times[-1])
    chosen, times = {}, {}
    for symbol, series in rates.items():
        steps = np.diff(series.time) if len(series) > 1 else np.array([series.interval or 0])
        before, after = int(series.time[0] - steps[0]), int(series.time[-1] + steps[-1])
        if first < before or last >= after:
            missing = before if first < before else after
            raise ArgumentError("rates", symbol, f"a settlement at {when(missing)}, within the paths")
        due = (series.time > first) & (series.time <= last)
        chosen[symbol], times[symbol] = series.rate[due], series.time[due]
    return Funding(chosen, times=times, source=source)


def missing(time: Seconds, said: Floats | None = None) -> Flags:
    """Which steps between settlements hold one that is missing, shape (n − 1,).

    With ``said``, the hours of each settlement's interval as the file states them, a step is right if it is that long.
    Without, an interval is one that its neighbours share: 8 h, 8 h, 4 h, 4 h is a change; 8 h, 16 h, 8 h is a gap, as is
    a single longer step at either end, since nothing tells it from a change.
    """
    steps = np.diff(time)
    if said is not None:
        return np.asarray(steps > said[1:] * 3_600.0)
    gap = ~np.asarray(
        np.isin(steps, _INTERVALS) | ((steps > 0) & (steps < 3_600) & (3_600 % np.maximum(steps, 1) == 0))
    )
    starts = np.flatnonzero(np.concatenate([[True], np.diff(steps) != 0]))
    sizes, lengths = steps[starts], np.diff([*starts, len(steps)])
    for i, (size, length) in enumerate(zip(sizes, lengths, strict=True)):
        beside = [sizes[j] for j in (i - 1, i + 1) if 0 <= j < len(sizes)]
        single = length == 1 and len(beside) > 0 and all(size > b for b in beside)
        # Two missing in a row every other time look like an interval of their own, but it ends too soon.
        passing = length == 2 and len(beside) == 2 and beside[0] == beside[1] < size and size % beside[0] == 0
        if single or passing:
            gap[starts[i] : starts[i] + length] = True
    return gap


def yearly(time: Seconds, rate: Floats) -> float:
    """Median of the absolute rates, as a fraction a year."""
    steps = np.diff(time)
    return float(np.median(np.abs(rate) * _YEAR / np.concatenate([steps[:1], steps])))

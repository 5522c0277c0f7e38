"""Derived constants of settled funding, and of where the perpetual stood: what :mod:`course.simulation.measure` keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.margin import annualised, covering
from course.simulation.data import Candles, FundingRates
from course.simulation.exported_tables import when
from course.simulation.rows import Floats
from course.simulation.windows import DAY
from course.validation import ArgumentError

#: Shares whose quantiles are kept: every twentieth, and the tails closer.
LEVELS = (0.0, 0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.98, 0.985, 0.99, 0.995, 1.0)
#: Those of moves, from which a survival curve is drawn: each hundredth.
FINE = (*(round(0.01 * k, 2) for k in range(100)), 0.995, 1.0)
#: The rate that the interest term alone makes, a fraction of 8 hours.
USUAL = 1e-4
MONTH = 30


def kept(values: Any, levels: Sequence[float] = LEVELS) -> list[float]:
    """The quantiles at some levels, to a millionth."""
    return [round(float(x), 6) for x in covering(values, levels)]


def short(value: float, digits: int = 6) -> float:
    """Rounded for the table: a millionth unless said."""
    return round(float(value), digits)


def years_of(time: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Calendar year of times in UTC seconds."""
    return np.asarray(time).astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970


def span(time: np.ndarray[Any, Any]) -> list[str]:
    """First and last day of a series, ISO."""
    return [when(int(time[0]))[:10], when(int(time[-1]))[:10]]


def _per_month(rates: FundingRates) -> int:
    if rates.interval is None or DAY % rates.interval:
        raise ArgumentError("funding", rates.interval, "settlements at one interval that divides the day")
    return MONTH * DAY // rates.interval


def month_sums(rate: Floats, count: int) -> Floats:
    """Sums over every ``count`` settlements in a row, shape (n − count + 1,)."""
    if len(rate) < count:
        raise ArgumentError("funding", len(rate), f"at least {count} settlements, {MONTH} days")
    total = np.concatenate([[0.0], np.cumsum(rate)])
    return np.asarray(total[count:] - total[:-count])


def funding_facts(rates: FundingRates, mark: Candles | None = None) -> dict[str, Any]:
    """What longs paid: quantiles of the rate and of thirty days of it, years, shares, and the dearest thirty days."""
    count, hours = _per_month(rates), float(rates.interval or 0) / 3_600
    rate, year = rates.rate, years_of(rates.time)
    sums = month_sums(rate, count)
    at = int(sums.argmax())
    month = slice(at, at + count)
    usual = np.isclose(rate, USUAL * hours / 8, rtol=0.0, atol=1e-9)
    worst: dict[str, Any] = {
        "start": when(int(rates.time[at])),
        "cumulative": [0.0, *(short(x, 8) for x in np.cumsum(rate[month])[count // MONTH - 1 :: count // MONTH])],
    }
    if mark is not None:
        opens = mark.open[np.searchsorted(mark.time, rates.time[month])]
        worst["paid_of_entry"] = short((rate[month] * opens).sum() / opens[0])
        worst["price_change"] = short(opens[-1] / opens[0] - 1)
    return {
        "span": span(rates.time),
        "settlements": len(rates),
        "interval_hours": hours,
        "mean_a_year": short(annualised(rate.mean(), hours)),
        "years": {
            str(y): {
                "settlements": int((year == y).sum()),
                "mean_a_year": short(annualised(rate[year == y].mean(), hours)),
                "usual": short(usual[year == y].mean()),
            }
            for y in np.unique(year)
        },
        "usual": short(usual.mean()),
        "longs_paid": short((rate > 0).mean()),
        "rates": [short(x, 8) for x in covering(rate, LEVELS)],
        "month": kept(sums),
        "worst_month": worst,
    }


def premium_facts(rates: FundingRates, perp: Candles, spot: Candles) -> dict[str, Any]:
    """Where the perpetual stood against spot over the hours before each settlement: closing prices, means of the interval.

    A near relative of the venue's premium, which is measured with impact prices against its index.
    """
    _, i, j = np.intersect1d(perp.time, spot.time, return_indices=True)
    gap, time = perp.close[i] / spot.close[j] - 1.0, perp.time[i]
    total = np.concatenate([[0.0], np.cumsum(gap)])
    first, last = (np.searchsorted(time, t) for t in (rates.time - (rates.interval or 0), rates.time))
    seen = last > first
    mean = (total[last[seen]] - total[first[seen]]) / (last[seen] - first[seen])
    paid = rates.rate[seen] > 0
    return {
        "settlements": int(seen.sum()),
        "median": short(covering(mean, 0.5)),
        "below_spot_where_longs_paid": short((mean[paid] < 0).mean()),
    }


def pair_facts(first: FundingRates, second: FundingRates) -> dict[str, Any]:
    """Thirty days of one rate less the other's: a long and a short of equal size, settlements that both had."""
    count = _per_month(first)
    time, i, j = np.intersect1d(first.time, second.time, return_indices=True)
    a, b = month_sums(first.rate[i], count), month_sums(second.rate[j], count)
    gross = np.abs(a) + np.abs(b)
    return {"span": span(time), "net": kept(a - b), "net_of_gross": short(covering(np.abs(a - b) / gross, 0.5))}

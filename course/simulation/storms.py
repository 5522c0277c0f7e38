"""A storm in a cross-section of markets: how far each fell beside what its calm beta promised, and what correlations say.

Every function takes candles as :func:`course.simulation.data.candles` reads them, so the embedded tables of
``storms.json`` can be made anew from a reader's own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import hedge_ratio
from course.simulation.data import Candles
from course.simulation.exported_tables import seconds
from course.simulation.rows import Floats
from course.validation import ArgumentError, finite, within

Span = tuple[str | int, str | int]


@dataclass(frozen=True)
class Storm:
    """A cross-section before and in a storm. Arrays by coin, the reference among them.

    Attributes:
        coins: names, the reference first, then by beta.
        beta: on the reference in the calm, of log returns.
        correlation: with the reference in the calm.
        fall: lowest low of the storm over the open of its first candle, less 1: lows are taken as simultaneous (a bound).
        fall_at_close: close of the candle in which the reference was lowest, over the same open, less 1.
        calm, storm: mean correlation between all pairs.
        wildness: the reference's standard deviation in the storm over that in the calm.
        unexplained: median over the other coins of ``1 − ρ²`` with the reference, in calm and in storm.
        residual: median over the other coins of the standard deviation of ``r − β·r_reference`` a candle, a fraction: in the
            calm; in the storm with the calm's betas, as a hedger kept them; in the storm with its own.
        growth: median over the other coins of the last two over the first.
        bars: candles in calm and in storm.
    """

    coins: tuple[str, ...]
    beta: Floats
    correlation: Floats
    fall: Floats
    fall_at_close: Floats
    calm: float
    storm: float
    wildness: float
    unexplained: tuple[float, float]
    residual: tuple[float, float, float]
    growth: tuple[float, float]
    bars: tuple[int, int]

    @property
    def gap(self) -> Floats:
        """``fall − β · fall of the reference``: what a hedged long lost, below 0, per dollar held."""
        return np.asarray(self.fall - self.beta * self.fall[0])

    @property
    def gap_at_close(self) -> Floats:
        """The same at the close of that candle."""
        return np.asarray(self.fall_at_close - self.beta * self.fall_at_close[0])


def storm(candles: Mapping[str, Candles], *, calm: Span, storm: Span, reference: str = "BTC") -> Storm:
    """What a storm did to a cross-section.

    Args:
        candles: by coin, all with the same times; the reference among them.
        calm: first and last moment at which a candle of the calm opens, UTC text or seconds, both counted.
        storm: the same for the storm, after the calm.
        reference: the coin that betas are measured against.

    Raises:
        ArgumentError: for an unknown reference, fewer than two coins, other times, or spans with fewer than three candles.
    """
    if reference not in candles or len(candles) < 2:
        raise ArgumentError("reference", reference, f"one of at least two coins, here {sorted(candles)}")
    names = [reference, *(n for n in candles if n != reference)]
    time = candles[reference].time
    for name in names:
        if not np.array_equal(candles[name].time, time):
            raise ArgumentError("candles", name, f"the same opening times as {reference}")
    logs = np.diff(np.log(np.stack([candles[n].close for n in names], axis=1)), axis=0)
    chosen = {}
    for label, (first, last) in (("calm", calm), ("storm", storm)):
        chosen[label] = (time[1:] >= seconds(first)) & (time[1:] <= seconds(last))
        if chosen[label].sum() < 3:
            raise ArgumentError(label, (first, last), "a span of at least three candles, with one before it")
    quiet, wild = logs[chosen["calm"]], logs[chosen["storm"]]
    matrices = [np.corrcoef(r.T) for r in (quiet, wild)]
    beta = np.asarray(hedge_ratio(quiet, quiet[:, 0]))
    pairs = ~np.eye(len(names), dtype=bool)
    bars = np.flatnonzero((time >= seconds(storm[0])) & (time <= seconds(storm[1])))
    opens = np.array([candles[n].open[bars[0]] for n in names])
    lowest = bars[np.argmin(candles[reference].low[bars])]
    own = np.asarray(hedge_ratio(wild, wild[:, 0]))
    # Few candles: standard deviations of a sample, with n − 1.
    before = (quiet - beta * quiet[:, :1]).std(axis=0, ddof=1)[1:]
    kept, refit = ((wild - b * wild[:, :1]).std(axis=0, ddof=1)[1:] for b in (beta, own))
    order = np.concatenate([[0], 1 + np.argsort(beta[1:], kind="stable")])
    return Storm(
        coins=tuple(names[i] for i in order),
        beta=beta[order],
        correlation=matrices[0][0][order],
        fall=(np.array([candles[n].low[bars].min() for n in names]) / opens - 1.0)[order],
        fall_at_close=(np.array([candles[n].close[lowest] for n in names]) / opens - 1.0)[order],
        calm=float(matrices[0][pairs].mean()),
        storm=float(matrices[1][pairs].mean()),
        wildness=float(wild[:, 0].std(ddof=1) / quiet[:, 0].std(ddof=1)),
        unexplained=(float(np.median(1 - matrices[0][0, 1:] ** 2)), float(np.median(1 - matrices[1][0, 1:] ** 2))),
        residual=(float(np.median(before)), float(np.median(kept)), float(np.median(refit))),
        growth=(float(np.median(kept / before)), float(np.median(refit / before))),
        bars=(len(quiet), len(wild)),
    )


def correlation_by_size(
    own: ArrayLike, other: ArrayLike, levels: ArrayLike = (0.5, 0.9, 0.99, 0.999)
) -> tuple[Floats, Floats]:
    """Correlation of two markets among moves of like size, and what selecting by size alone makes of a constant one.

    Picking large moves of one of two *normal* variables raises their correlation though nothing has changed: with s² the
    variance of the picked moves over that of all, ``ρ_s = ρ·s / √(ρ²s² + 1 − ρ²)`` (Longin and Solnik, Journal of Finance 56,
    2001). So a picture of correlation by size of move proves less than it seems.

    Args:
        own: returns of one market, shape (n,).
        other: of the other, over the same times; the size of a move is its distance from the mean of these.
        levels: rising shares between 0 and 1 that cut the moves into groups, by absolute size.

    Returns:
        ``(seen, normal)``, each of shape (levels + 1,): per group, the correlation in the record, and that of a normal pair
        with the record's correlation of all moves, cut at the same shares.
    """
    mine, theirs = (np.asarray(finite(n, v), float) for n, v in (("own", own), ("other", other)))
    if mine.ndim != 1 or mine.shape != theirs.shape or len(mine) < 10:
        raise ArgumentError("own", mine.shape, "two rows of returns of one length, at least ten")
    cuts = np.atleast_1d(np.asarray(within("levels", levels, 0.0, 1.0, open_low=True, open_high=True), float))
    if np.any(np.diff(cuts) <= 0):
        raise ArgumentError("levels", cuts.tolist(), "rising shares")
    size = np.abs(theirs - theirs.mean())
    group = np.searchsorted(np.quantile(size, cuts), size, side="left")
    counts = np.bincount(group, minlength=len(cuts) + 1)
    if counts.min() < 3:
        raise ArgumentError("levels", cuts.tolist(), f"shares that leave three moves a group; here {counts.tolist()}")
    seen = np.array([np.corrcoef(mine[group == g], theirs[group == g])[0, 1] for g in range(len(cuts) + 1)])
    rho = float(np.corrcoef(mine, theirs)[0, 1])
    scale = np.sqrt(normal_share(cuts))
    return seen, rho * scale / np.sqrt(rho**2 * scale**2 + 1 - rho**2)


def normal_share(cuts: Any) -> Floats:
    """Variance of a standard normal among sizes between the given shares of its absolute value.

    Args:
        cuts: rising shares between 0 and 1.

    Returns:
        Shape (cuts + 1,).
    """
    from statistics import NormalDist

    normal = NormalDist()
    edges = np.concatenate([[0.0], [normal.inv_cdf((1 + float(c)) / 2) for c in cuts], [np.inf]])
    density = np.array([0.0 if e == np.inf else e * normal.pdf(e) for e in edges])
    mass = np.concatenate([[0.0], np.asarray(cuts, float), [1.0]])
    # ∫ x²φ from a to b = Φ(b) − Φ(a) − (bφ(b) − aφ(a)); both sides of zero, over the share between.
    return np.asarray(1.0 - 2.0 * np.diff(density) / np.diff(mass))

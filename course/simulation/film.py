"""What a cascade leaves behind: a frame per round to play, step and rewind, and the numbers that sum it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.rows import Floats, Rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Counts:
    """Running totals, USD at the prices traded; arrays by market.

    Attributes:
        longs, shorts: notional of long and short positions liquidated in the book.
        deleveraged: notional handed over in auto-deleveraging.
        rows: liquidated at least once, in part or whole.
        partial: partial liquidations.
        bankrupt_rows, deleveraged_rows: rows closed by deleveraging; rows that gave up positions for it.
        bad_debt: negative equity left by liquidations in the book.
        socialised: the part of it that the fund could not pay.
    """

    longs: Floats
    shorts: Floats
    deleveraged: Floats
    rows: int = 0
    partial: int = 0
    bankrupt_rows: int = 0
    deleveraged_rows: int = 0
    bad_debt: float = 0.0
    socialised: float = 0.0


@dataclass(frozen=True)
class Frame:
    """The state after a round (round 0: before any). Arrays by market; money in USD, totals since the start.

    Attributes:
        tick, round: where it stands; ``rows``: how many rows have been liquidated so far.
        exogenous, perp, index, mark: prices; ``depth``: of the books, USD per unit of log price.
        longs, shorts, deleveraged: notional closed so far.
        bad_debt, socialised: so far; ``insurance``: the fund now; ``funding``: the last rate.
    """

    tick: int
    round: int
    rows: int
    exogenous: Floats
    perp: Floats
    index: Floats
    mark: Floats
    depth: Floats
    longs: Floats
    shorts: Floats
    deleveraged: Floats
    funding: Floats
    insurance: float
    bad_debt: float
    socialised: float


_BY_MARKET = ("exogenous", "perp", "index", "mark", "depth", "longs", "shorts", "deleveraged", "funding")
_TOTALS = ("insurance", "bad_debt", "socialised")

#: Rows as they were before their first liquidation: cash, size, entry, and the notional then closed, USD.
Frozen = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True, eq=False, repr=False)
class Film(Sequence[Frame]):
    """The frames of a cascade in order, and its statistics. A value: what the cascade does next changes nothing here.

    Attributes:
        frames: in order; the film itself is a sequence of them.
        symbols: of the markets.
        start: exogenous prices before the first tick, USD.
        open_interest: notional at the start by market, the larger side, USD.
        insurance: what the fund held at the start, USD.
        counts: running totals at the end.
        rows, mark: the population and the mark at the end.
        closed_round: index of the frame in which each row was first liquidated, −1: never; shape (rows,).
        frozen: what was liquidated, as it was before.
        complete: False if the run was cancelled.
        violations: largest violation of each invariant seen by an audited run, relative (see :mod:`course.simulation.audit`).
    """

    frames: tuple[Frame, ...]
    symbols: tuple[str, ...]
    start: Floats
    open_interest: Floats
    insurance: float
    counts: Counts
    rows: Rows
    mark: Floats
    closed_round: np.ndarray[Any, Any]
    frozen: tuple[Frozen, ...] = ()
    complete: bool = True
    violations: Mapping[str, float] = field(default_factory=dict)

    # ---- frames ---------------------------------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Any:
        return self.frames[index]

    def __len__(self) -> int:
        return len(self.frames)

    def __repr__(self) -> str:
        return f"Film({len(self)} frames, {self.ticks} ticks, {self.rounds} rounds)"

    def column(self, name: str) -> Floats:
        """One attribute over all frames, shape (frames,) or (frames, markets)."""
        return np.array([getattr(frame, name) for frame in self.frames])

    @property
    def ticks(self) -> int:
        """Ticks played."""
        return self.frames[-1].tick if self.frames else 0

    @property
    def rounds(self) -> int:
        """Rounds of liquidation in all."""
        return sum(frame.round > 0 for frame in self.frames)

    def frame(self) -> pd.DataFrame:
        """Tidy: one row a (frame, market)."""
        import pandas as pd

        count = len(self.symbols)
        data: dict[str, Any] = {
            "frame": np.repeat(np.arange(len(self)), count),
            "symbol": np.tile(self.symbols, len(self)),
        }
        data |= {k: np.repeat(self.column(k), count) for k in ("tick", "round", "rows", *_TOTALS)}
        data |= {k: self.column(k).ravel() for k in _BY_MARKET}
        return pd.DataFrame(data)

    # ---- statistics -----------------------------------------------------------------------------------------------

    @property
    def shock(self) -> Floats:
        """Exogenous fall from start to end, fraction, by market."""
        return np.asarray(1.0 - self.frames[-1].exogenous / self.start)

    @property
    def fall(self) -> Floats:
        """Fall of the perp price from start to end, fraction, by market."""
        return np.asarray(1.0 - self.frames[-1].perp / self.start)

    @property
    def multiplier(self) -> Floats:
        """Fall / shock by market: how many times the shock; NaN without a shock."""
        shock = self.shock
        return np.where(shock != 0, self.fall / np.where(shock != 0, shock, 1.0), np.nan)

    @property
    def lowest(self) -> Floats:
        """Lowest perp price seen, by market."""
        return np.asarray(self.column("perp").min(axis=0))

    @property
    def liquidated(self) -> Floats:
        """Notional liquidated in the book or handed over by bankrupt rows, USD, by market."""
        return self.counts.longs + self.counts.shorts + self.counts.deleveraged

    @property
    def liquidated_share(self) -> float:
        """Liquidated notional / open interest at the start."""
        return float(self.liquidated.sum() / self.open_interest.sum())

    @property
    def bad_debt_share(self) -> float:
        """Negative equity left by liquidations in the book / open interest at the start."""
        return self.counts.bad_debt / float(self.open_interest.sum())

    @property
    def deleveraged_share(self) -> float:
        """Notional handed over in deleveraging / open interest at the start."""
        return float(self.counts.deleveraged.sum() / self.open_interest.sum())

    @property
    def gap(self) -> Floats:
        """Largest distance of the perp from the mark, fraction of the mark, by market."""
        return np.asarray(np.abs(self.column("perp") / self.column("mark") - 1.0).max(axis=0))

    def false_liquidation_share(self) -> float:
        """Share, by notional, of what was liquidated that would be safe at the last mark had it been left alone."""
        if not self.frozen:
            return float("nan")
        cash, size, entry, weight = (np.concatenate(x, axis=-1) for x in zip(*self.frozen, strict=True))
        safe = Rows(self.rows.legs, cash, size, entry).health(self.mark) > 0
        return float(weight[safe].sum() / weight.sum())

    def summary(self) -> dict[str, float]:
        """The run in numbers; fractions of open interest where a name ends in ``share``."""
        return {
            "shock": float(self.shock[0]),
            "fall": float(self.fall[0]),
            "multiplier": float(self.multiplier[0]),
            "liquidated": float(self.liquidated.sum()),
            "liquidated_share": self.liquidated_share,
            "rows_liquidated": float(self.counts.rows),
            "bad_debt": self.counts.bad_debt,
            "bad_debt_share": self.bad_debt_share,
            "insurance_used": self.insurance - float(self.column("insurance").min()),
            "socialised": self.counts.socialised,
            "deleveraged_share": self.deleveraged_share,
            "false_liquidation_share": self.false_liquidation_share(),
            "rounds": float(self.rounds),
            "gap": float(self.gap.max()),
        }

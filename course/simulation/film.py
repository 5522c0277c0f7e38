"""What a cascade leaves behind: a frame per round to play, step and rewind, and the numbers that sum it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.rows import Floats

if TYPE_CHECKING:
    import pandas as pd

    from course.simulation.cascade import Cascade


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


class Film(Sequence[Frame]):
    """The frames of a cascade in order, and its statistics.

    Attributes:
        open_interest: notional at the start by market, the larger side, USD.
        complete: False if the run was cancelled.
        violations: largest violation of each invariant seen by an audited run, relative (see :meth:`audit`).
    """

    def __init__(self, cascade: Cascade, open_interest: Floats, audited: bool) -> None:
        self._cascade, self._frames = cascade, list[Frame]()
        self.open_interest = open_interest
        nothing = np.zeros(len(open_interest))
        self.counts = Counts(nothing, nothing.copy(), nothing.copy())
        self.complete = True
        self._audited = audited
        self.violations: dict[str, float] = {}
        self._start = cascade.exogenous
        self._least_insurance = 0.0
        if audited:
            self._total = self._ledger()[0]
            self._held = np.zeros_like(open_interest)
            self._sizes = np.abs(cascade.rows.size)
            self._sides = np.sign(cascade.rows.size)

    def shoot(self, number: int) -> Frame:
        """Take a frame of the cascade as it stands."""
        c, n = self._cascade, self.counts
        frame = Frame(
            c.tick,
            number,
            n.rows,
            c.exogenous,
            c.perp,
            c.index,
            c.mark,
            c.depth,
            n.longs.copy(),
            n.shorts.copy(),
            n.deleveraged.copy(),
            c.rate,
            c.insurance,
            n.bad_debt,
            n.socialised,
        )
        self._frames.append(frame)
        if self._audited:
            for name, value in self.audit().items():
                self.violations[name] = max(self.violations.get(name, 0.0), value)
        return frame

    # ---- invariants -----------------------------------------------------------------------------------------------

    def _ledger(self) -> tuple[float, float]:
        c = self._cascade
        scale = float(np.abs(c.rows.cash).sum()) + abs(c.provider_cash)
        return float(c.rows.cash.sum()) + c.provider_cash + c.insurance, scale

    def audit(self) -> dict[str, float]:
        """Violations of the invariants now, each relative to the amounts added up.

        I1 positions of rows and provider sum to zero; I2 cash of rows, provider and fund is what it was at the start; I3
        total equity at a random-like price is what it was (I1 and I2 together); I4 no row's position was enlarged or
        flipped by liquidation or deleveraging; I5 the fund is not negative.
        """
        c = self._cascade
        self._held = np.maximum(self._held, np.abs(c.rows.size).sum(axis=1) + np.abs(c.inventory))
        open_ = np.abs(c.rows.size.sum(axis=1) + c.inventory) / np.maximum(self._held, 1e-300)
        cash, scale = self._ledger()
        other = c.exogenous * (0.37 + 0.11 * np.arange(len(c.exogenous)))
        equity = float(c.rows.equity(other).sum()) + c.provider_cash + float(c.inventory @ other)
        grown = np.abs(c.rows.size) - self._sizes
        flipped = np.where(c.rows.size * self._sides < 0, np.abs(c.rows.size), 0.0)
        joined = self._sizes.shape[1] if c.inflow is None else c.joined
        worst = np.maximum(grown, flipped)[:, :joined].max(initial=0.0)
        self._sizes = np.abs(c.rows.size)
        self._sides = np.where(self._sides == 0, np.sign(c.rows.size), self._sides)
        return {
            "I1": float(open_.max()),
            "I2": abs(cash - self._total) / scale,
            "I3": abs(equity + c.insurance - self._total) / scale,
            "I4": float(worst) / max(float(self._sizes.max(initial=0.0)), 1e-300),
            "I5": max(-c.insurance, 0.0) / scale,
        }

    # ---- frames ---------------------------------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Any:
        return self._frames[index]

    def __len__(self) -> int:
        return len(self._frames)

    def __repr__(self) -> str:
        return f"Film({len(self)} frames, {self.ticks} ticks, {self.rounds} rounds)"

    def column(self, name: str) -> Floats:
        """One attribute over all frames, shape (frames,) or (frames, markets)."""
        return np.array([getattr(frame, name) for frame in self._frames])

    @property
    def ticks(self) -> int:
        """Ticks played."""
        return self._frames[-1].tick if self._frames else 0

    @property
    def rounds(self) -> int:
        """Rounds of liquidation in all."""
        return sum(frame.round > 0 for frame in self._frames)

    def frame(self) -> pd.DataFrame:
        """Tidy: one row a (frame, market)."""
        import pandas as pd

        symbols = self._cascade.exchange.symbols
        count = len(symbols)
        data: dict[str, Any] = {"frame": np.repeat(np.arange(len(self)), count), "symbol": np.tile(symbols, len(self))}
        data |= {k: np.repeat(self.column(k), count) for k in ("tick", "round", "rows", *_TOTALS)}
        data |= {k: self.column(k).ravel() for k in _BY_MARKET}
        return pd.DataFrame(data)

    # ---- statistics -----------------------------------------------------------------------------------------------

    @property
    def shock(self) -> Floats:
        """Exogenous fall from start to end, fraction, by market."""
        return np.asarray(1.0 - self._frames[-1].exogenous / self._start)

    @property
    def fall(self) -> Floats:
        """Fall of the perp price from start to end, fraction, by market."""
        return np.asarray(1.0 - self._frames[-1].perp / self._start)

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

    @property
    def closed_round(self) -> np.ndarray[Any, Any]:
        """Index of the frame in which each row was first liquidated, −1: never; shape (rows,)."""
        return self._cascade.closed_round

    @property
    def rows(self) -> Any:
        """The population as it is now."""
        return self._cascade.rows

    def summary(self) -> dict[str, float]:
        """The run in numbers; fractions of open interest where a name ends in ``share``."""
        start = self._cascade.exchange.insurance
        return {
            "shock": float(self.shock[0]),
            "fall": float(self.fall[0]),
            "multiplier": float(self.multiplier[0]),
            "liquidated": float(self.liquidated.sum()),
            "liquidated_share": self.liquidated_share,
            "rows_liquidated": float(self.counts.rows),
            "bad_debt": self.counts.bad_debt,
            "bad_debt_share": self.bad_debt_share,
            "insurance_used": start - float(self.column("insurance").min()),
            "socialised": self.counts.socialised,
            "deleveraged_share": self.deleveraged_share,
            "false_liquidation_share": self._cascade.false_liquidation_share(),
            "rounds": float(self.rounds),
            "gap": float(self.gap.max()),
        }

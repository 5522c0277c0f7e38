"""What a replay returns: arrays by path, and tidy DataFrames made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from course.margin import Marks, Portfolio, covering
from course.simulation.paths import Paths
from course.simulation.replay_account import KINDS
from course.simulation.rows import Floats
from course.validation import ArgumentError, within

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outcome:
    """What became of one portfolio on every path. Money in USD; arrays are (pools, paths) unless said.

    Attributes:
        name: of the portfolio.
        pools: names of its pools.
        times: of the paths, seconds.
        start: total account value at the start, one number or by path.
        wallet: at the end, shape (paths,).
        equity: of each pool at the end; never below zero because of a liquidation, the venue bears the rest.
        first: step of the pool's first liquidation, −1 if there was none.
        shortfall: debt that liquidation left to the venue.
        fees: fees paid, liquidation and trading.
        funding: funding paid; negative: received.
        false: the pool was liquidated, and had it been left alone it would be safe at the end.
        liquidated_notional: its notional when it was first liquidated, 0 if it was not.
        series: ``equity``, ``maintenance`` (steps + 1, pools, kept) and ``wallet`` (steps + 1, 1, kept).
        events: columns of :meth:`event_frame`.
    """

    name: str
    pools: tuple[str, ...]
    legs: tuple[tuple[str, ...], ...]
    times: np.ndarray[Any, Any]
    start: Any
    wallet: Floats
    equity: Floats
    first: np.ndarray[Any, Any]
    shortfall: Floats
    fees: Floats
    funding: Floats
    false: np.ndarray[Any, Any]
    liquidated_notional: Floats
    series: Mapping[str, Floats] = field(repr=False)
    events: tuple[Any, ...] = field(repr=False)

    @classmethod
    def join(cls, name: str, portfolio: Portfolio, paths: Paths, parts: list[dict[str, Any]]) -> Outcome:
        """One outcome from the groups of paths that a replay worked through."""
        marks = Marks({s: paths.prices[0, i, 0] for i, s in enumerate(paths.symbols)})
        arrays = {
            key: np.concatenate([part[key] for part in parts], axis=-1) if len(parts) > 1 else parts[0][key]
            for key in parts[0]
            if key not in ("series", "events")
        }
        kept = [part["series"] for part in parts if part["series"]]
        series = {k: np.concatenate([s[k] for s in kept], axis=-1) for k in (kept[0] if kept else ())}
        sizes = np.cumsum([0] + [len(part["wallet"]) for part in parts[:-1]])
        events = [(p["events"][0] + at, *p["events"][1:]) for p, at in zip(parts, sizes, strict=True)]
        return cls(
            name,
            tuple(portfolio.pools),
            tuple(
                (*(p.symbol for p in pool.positions), *(h.symbol for h in pool.holdings))
                for pool in portfolio.pools.values()
            ),
            paths.times,
            portfolio.equity(marks),
            series=series,
            events=tuple(np.concatenate(column) for column in zip(*events, strict=True)),
            **arrays,
        )

    # ---- by path --------------------------------------------------------------------------------------------------

    @property
    def final(self) -> Floats:
        """Total account value at the end, shape (paths,)."""
        return np.asarray(self.wallet + self.equity.sum(axis=0))

    @property
    def pnl(self) -> Floats:
        """Profit or loss of the account, shape (paths,)."""
        return np.asarray(self.final - self.start)

    @property
    def liquidated(self) -> np.ndarray[Any, Any]:
        """Whether any pool was liquidated, shape (paths,)."""
        return np.asarray((self.first >= 0).any(axis=0))

    @property
    def ruined(self) -> np.ndarray[Any, Any]:
        """Whether less than a hundredth of the account is left, shape (paths,)."""
        return np.asarray(self.final < 0.01 * self.start)

    # ---- in one number --------------------------------------------------------------------------------------------

    @property
    def liquidation_frequency(self) -> float:
        """Share of paths on which any pool was liquidated."""
        return float(self.liquidated.mean())

    @property
    def false_liquidation_share(self) -> float:
        """Share, by notional, of what was liquidated that would have been safe at the end; NaN if nothing was."""
        weight = self.liquidated_notional.sum()
        return float((self.false * self.liquidated_notional).sum() / weight) if weight else np.nan

    @property
    def severity(self) -> float:
        """Mean loss, as a fraction of the account, on the paths with a liquidation; NaN if there were none."""
        hit = self.liquidated
        return float((-self.pnl[hit] / self.start).mean()) if hit.any() else np.nan

    def tail_loss(self, level: float = 0.95) -> tuple[float, float]:
        """``(value at risk, expected shortfall)`` of the account's loss at a level, USD.

        The least loss of a path that at least that share of the paths does not exceed (:func:`course.margin.covering`), and
        the mean loss of the worst 1 − level of the paths: of so many and no more, however many share the loss at the edge; a
        path that lies across it counts with the part that lies within.
        """
        within("level", level, 0.0, 1.0, open_low=True, open_high=True)
        worst = np.sort(-self.pnl)[::-1]
        # Each path is a step of width 1 in the count of paths; the tail is what lies left of its end.
        share = np.clip((1.0 - level) * len(worst) - np.arange(len(worst)), 0.0, 1.0)
        return float(covering(worst, level)), float(worst @ share / share.sum())

    def summary(self) -> dict[str, float]:
        """The numbers that compare one mode with another."""
        at_risk, beyond = self.tail_loss()
        return {
            "paths": float(len(self.final)),
            "start": float(np.mean(self.start)),
            "mean_pnl": float(self.pnl.mean()),
            "liquidation_frequency": self.liquidation_frequency,
            "severity": self.severity,
            "false_liquidation_share": self.false_liquidation_share,
            "ruin_frequency": float(self.ruined.mean()),
            "loss_95": at_risk,
            "expected_shortfall_95": beyond,
            "worst_pnl": float(self.pnl.min()),
            "fees": float(self.fees.sum(axis=0).mean()),
            "funding": float(self.funding.sum(axis=0).mean()),
            "venue_shortfall": float(self.shortfall.sum(axis=0).mean()),
        }

    # ---- tables ---------------------------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """One row a path: portfolio, path, final, pnl, liquidated, first_step, shortfall, fees, funding."""
        import pandas as pd

        first = np.where(self.first >= 0, self.first, np.iinfo(int).max).min(axis=0, initial=np.iinfo(int).max)
        return pd.DataFrame(
            {
                "portfolio": self.name,
                "path": np.arange(len(self.wallet)),
                "final": self.final,
                "pnl": self.pnl,
                "liquidated": self.liquidated,
                "first_step": np.where(self.liquidated, first, -1),
                "shortfall": self.shortfall.sum(axis=0),
                "fees": self.fees.sum(axis=0),
                "funding": self.funding.sum(axis=0),
            }
        )

    def event_frame(self) -> pd.DataFrame:
        """One row an event: portfolio, path, step, time, kind, pool, symbol, size, price, amount.

        ``size`` is base units traded (for liquidations the fraction closed), ``price`` the fill, ``amount`` USD: equity at
        a liquidation, debt for a shortfall, cash moved, fee paid (negative).
        """
        import pandas as pd

        path, step, kind, pool, leg, size, price, amount = self.events
        symbol = [self.legs[p][a] if a >= 0 else "" for p, a in zip(pool, leg, strict=True)]
        return pd.DataFrame(
            {
                "portfolio": self.name,
                "path": path,
                "step": step,
                "time": self.times[step],
                "kind": np.array(KINDS)[kind],
                "pool": np.array([*self.pools, ""])[pool],
                "symbol": symbol,
                "size": size,
                "price": price,
                "amount": amount,
            }
        )

    def series_frame(self) -> pd.DataFrame:
        """Kept paths, one row a (path, time, pool): equity, maintenance; the wallet is a pool named ``"wallet"``."""
        import pandas as pd

        if not self.series:
            raise ArgumentError("keep", 0, "replay(..., keep=n) to keep the series of n paths")
        equity = np.concatenate([self.series["equity"], self.series["wallet"]], axis=1)
        maintenance = np.concatenate([self.series["maintenance"], np.zeros_like(self.series["wallet"])], axis=1)
        steps, pools, paths = equity.shape
        return pd.DataFrame(
            {
                "portfolio": self.name,
                "path": np.tile(np.arange(paths), steps * pools),
                "time": np.repeat(self.times, pools * paths),
                "pool": np.tile(np.repeat([*self.pools, "wallet"], paths), steps),
                "equity": equity.ravel(),
                "maintenance": maintenance.ravel(),
            }
        )


class Replay(Mapping[str, Outcome]):
    """Outcomes by portfolio name."""

    def __init__(self, outcomes: Mapping[str, Outcome]) -> None:
        self._outcomes = dict(outcomes)

    def __getitem__(self, name: str) -> Outcome:
        if name not in self._outcomes:
            raise ArgumentError("portfolio", name, f"one of {list(self._outcomes)}")
        return self._outcomes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._outcomes)

    def __len__(self) -> int:
        return len(self._outcomes)

    def __repr__(self) -> str:
        parts = (
            f"{n}: {o.liquidation_frequency:.1%} of {len(o.wallet):,} paths liquidated"
            for n, o in self._outcomes.items()
        )
        return f"Replay({'; '.join(parts)})"

    @property
    def only(self) -> Outcome:
        """The outcome, where there is just one."""
        (outcome,) = self._outcomes.values()
        return outcome

    def summary(self) -> pd.DataFrame:
        """One row a portfolio: frequency, severity, tail losses, fees."""
        import pandas as pd

        return pd.DataFrame([{"portfolio": n, **o.summary()} for n, o in self._outcomes.items()])

    def frame(self) -> pd.DataFrame:
        """Every portfolio's :meth:`Outcome.frame`, below each other."""
        return self._stack("frame")

    def events(self) -> pd.DataFrame:
        """Every portfolio's :meth:`Outcome.event_frame`, below each other."""
        return self._stack("event_frame")

    def series(self) -> pd.DataFrame:
        """Every portfolio's :meth:`Outcome.series_frame`, below each other."""
        return self._stack("series_frame")

    def _stack(self, what: str) -> pd.DataFrame:
        import pandas as pd

        tables: list[pd.DataFrame] = [getattr(o, what)() for o in self._outcomes.values()]
        return pd.concat(tables, ignore_index=True)

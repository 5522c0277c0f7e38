"""What a venue does when a row falls below its maintenance requirement.

Simulations ask a venue three things, on arrays: how much of the position is closed, what it costs, and whether the rest
of the collateral is kept. Anything with the attributes and the method of :class:`Rules` answers them;
:class:`LiquidationRules` covers the published ones. A replay can also run the very process of a venue, action by action
(:class:`VenueRules`), since it is shown pools as the engine knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np

from course.margin import Pool
from course.validation import finite, one_of, within

if TYPE_CHECKING:
    from course.venues.base import Venue


class Rules(Protocol):
    """What a simulation asks of a venue's liquidation process. Arguments are arrays over the rows liquidated."""

    @property
    def at_equality(self) -> bool:
        """Whether equity *equal* to the requirement is liquidated too."""

    @property
    def fee(self) -> float | None:
        """Fraction of closed notional, at most what equity is left; ``None``: each market's liquidation fee."""

    @property
    def slippage(self) -> float:
        """How much worse than mark a closing order fills, fraction (replays; a cascade has a book for this)."""

    @property
    def cooldown(self) -> int:
        """Seconds between two partial liquidations of one row."""

    @property
    def seizes_remainder(self) -> bool:
        """Whether the equity left after a full closure is kept by the venue (insurance fund, vault)."""

    def close_fraction(self, equity: Any, maintenance: Any, initial: Any, notional: Any, cost: Any) -> Any:
        """Share of every position of the row to close now, in (0, 1]. All arguments in USD; ``cost``: of closing all."""


@runtime_checkable
class PoolRules(Protocol):
    """A process too particular for arrays: it is shown one pool at a time, as the engine knows it. Replays only."""

    @property
    def at_equality(self) -> bool:
        """Whether equity *equal* to the requirement is liquidated too."""

    @property
    def cooldown(self) -> int:
        """Seconds after which a row that is still below its requirement is taken up again."""

    def liquidate_pool(self, pool: Pool, marks: Mapping[str, float]) -> tuple[Pool, float, float]:
        """``(pool afterwards, fees and equity taken, debt that others bore)``, USD."""


@dataclass(frozen=True)
class VenueRules:
    """The very process of a venue of :mod:`course.venues`, action by action. Exact, some tenths of a millisecond a liquidation.

    Attributes:
        venue: whose process; positions must be in its markets (``venue.pool(...)`` makes such a pool).
        slippage: how far from the mark the market takes the other side, fraction.
        cooldown: seconds between two liquidations of one pool.
    """

    venue: Venue
    slippage: float = 0.0
    cooldown: int = 0

    @property
    def at_equality(self) -> bool:
        """As the venue has it."""
        return self.venue.at_equality

    def liquidate_pool(self, pool: Pool, marks: Mapping[str, float]) -> tuple[Pool, float, float]:
        """Run the process; the venue's chain of backstops bears what the trader cannot."""
        from course.venues.liquidation import TRADER, liquidate

        done = liquidate(self.venue, pool, marks, slippage=self.slippage)
        flows = [(step.name, step.flows.get(TRADER, 0.0)) for step in done.steps]
        taken = -sum(x for name, x in flows if name in ("fee", "takeover") and x < 0)
        debt = sum(x for name, x in flows if name != "fill" and x > 0)
        return done.pool, taken, debt


Target = Literal["everything", "initial", "maintenance", "share"]


@dataclass(frozen=True)
class LiquidationRules:
    """The published processes in one table of numbers.

    Attributes:
        close: ``"everything"``; or only as much as restores the ``"initial"`` requirement or the ``"maintenance"``
            requirement plus buffer; or a fixed ``"share"`` each time.
        share: the least share closed at once (the share itself for ``"share"``), fraction.
        buffer: for ``"maintenance"``: restore to (1 + buffer) × requirement.
        minimum: a remainder below this notional, USD, is closed too.
        whole_below: positions below this notional, USD, are closed whole.
        backstop: equity below this fraction of the maintenance requirement closes everything; no equity always does.
        fee, slippage, cooldown, at_equality, seizes_remainder: see :class:`Rules`.

    >>> LiquidationRules("initial").close_fraction(40, 50, 100, 1_000)
    0.6
    """

    close: Target = "everything"
    share: float = 0.0
    buffer: float = 0.0
    minimum: float = 0.0
    whole_below: float = 0.0
    backstop: float = 0.0
    fee: float | None = None
    slippage: float = 0.0
    cooldown: int = 0
    at_equality: bool = False
    seizes_remainder: bool = False

    def __post_init__(self) -> None:
        one_of("close", self.close, ("everything", "initial", "maintenance", "share"))
        within("share", self.share, 0.0, 1.0, open_low=self.close == "share")
        for name in ("buffer", "minimum", "whole_below", "backstop", "cooldown"):
            within(name, getattr(self, name), 0.0)
        within("slippage", self.slippage, 0.0, 1.0, open_high=True)
        if self.fee is not None:
            within("fee", self.fee, 0.0, 1.0, open_high=True)

    def close_fraction(self, equity: Any, maintenance: Any, initial: Any, notional: Any, cost: Any = 0.0) -> Any:
        """``clip((target − E) / (target − cost), share, 1)``: closing that much and paying for it, E meets the target.

        Exact where the target is proportional to notional; where tiers bend it, a little more is closed than needed.
        """
        equity, maintenance, initial, notional, cost = (
            np.asarray(x, float) for x in (equity, maintenance, initial, notional, cost)
        )
        if self.close == "everything":
            fraction = np.ones_like(equity)
        elif self.close == "share":
            fraction = np.full_like(equity, self.share)
        else:
            target = initial if self.close == "initial" else (1.0 + self.buffer) * maintenance
            spare = target - cost
            with np.errstate(divide="ignore", invalid="ignore"):
                fraction = np.where(spare > 0, (target - equity) / spare, 1.0)
            fraction = np.clip(fraction, self.share, 1.0)
        whole = (notional * (1.0 - fraction) < self.minimum) | (notional < self.whole_below)
        whole |= (equity <= 0) | (equity < self.backstop * maintenance)
        fraction = np.where(whole, 1.0, fraction)
        return fraction.item() if fraction.ndim == 0 else fraction

    def steps(self, notional: float) -> int:
        """Most liquidations that a row of this notional can need, for the bound on a cascade's length.

        ``⌈ln(N/minimum) / −ln(1 − share)⌉ + 1`` where each closes at least ``share``; 1 where everything is closed.
        """
        finite("notional", notional)
        if self.close == "everything" or self.share >= 1 or notional <= self.minimum:
            return 1
        if self.share <= 0 or self.minimum <= 0:
            return np.iinfo(np.int64).max
        return int(np.ceil(np.log(notional / self.minimum) / -np.log1p(-self.share))) + 1


def everything(rules: Rules | PoolRules) -> bool:
    """Whether each liquidation closes the whole row whatever its numbers are, so that none need be worked out to know it."""
    return isinstance(rules, LiquidationRules) and rules.close == "everything"

"""Funding as a venue's rule: a premium goes in, a rate and a cost come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from course.margin import funding_rate
from course.validation import finite, positive, within


@dataclass(frozen=True)
class FundingRule:
    """``rate = premium + clamp(interest − premium, ±clamp)``, capped, settled every ``interval_hours``.

    Attributes:
        interval_hours: hours between settlements.
        interest: interest term per period, a fraction.
        clamp: how far the interest term may pull the rate away from the premium, a fraction per period.
        cap: largest absolute rate per period, if any.
        period_hours: the period that premium, interest and cap refer to: 8 h at most venues, 24 h at Drift.
        price: what the payment is counted on, ``"oracle"`` or ``"mark"``.
    """

    interval_hours: float
    interest: float = 0.0
    clamp: float = 0.0
    cap: float | None = None
    period_hours: float = 8.0
    price: str = "mark"

    def __post_init__(self) -> None:
        positive("interval_hours", self.interval_hours)
        positive("period_hours", self.period_hours)

    def rate(self, premium: ArrayLike) -> Any:
        """Rate per period for an average premium (perpetual over index, a fraction); positive: longs pay."""
        return funding_rate(premium, self.interest, self.clamp, self.cap)

    def interval_rate(self, premium: ArrayLike) -> Any:
        """Rate charged at one settlement."""
        return self.rate(premium) * self.interval_hours / self.period_hours

    def settlements(self, hours: float) -> int:
        """Whole settlements in a holding period that starts just after one."""
        return int(within("hours", hours, 0.0) / self.interval_hours + 1e-9)

    def cost(self, notional: ArrayLike, premium: ArrayLike, hours: float) -> Any:
        """What a *signed* notional (long > 0, USD) pays over ``hours``, USD; negative means it receives."""
        return finite("notional", notional) * self.interval_rate(premium) * self.settlements(hours)

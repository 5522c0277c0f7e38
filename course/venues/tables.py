"""What venues publish: margin tiers, each table with its source and its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from course.margin import Schedule
from course.margin.schedule import Boundary, Measure
from course.texts import joined, say
from course.validation import ArgumentError, finite, one_of, within

Applies = Literal["slice", "whole"]

#: A published deduction may be rounded; it must agree with the recursion to this many USD per USD, or to a cent.
DEDUCTION_TOLERANCE = 1e-6


#: The day on which the course was last gone through. Ages are counted from it, not from the reader's clock: a page says the same
#: whenever it is opened.
COURSE_DAY = "2026-11-28"
#: A figure older than this many years says so wherever venues are ranked by it.
OLD_YEARS = 2


def _day(text: str) -> date | None:
    """The ISO day that a text begins with; ``None`` if it begins with none that exists."""
    found = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", text)
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Source:
    """Where a number comes from and the day it was true.

    Attributes:
        text: a page, or ``repository@commit:path``.
        as_of: an ISO day; a learner's own table may say it in words, and then has no age.
        read: whether the page has no date of its own and the day is the one on which it was read.
    """

    text: str
    as_of: str
    read: bool = False

    def __post_init__(self) -> None:
        for name in ("text", "as_of"):
            if not str(getattr(self, name)).strip():
                raise ArgumentError(name, getattr(self, name), "a source and its date, in words")

    def __str__(self) -> str:
        return f"{self.text} (read on {self.as_of})" if self.read else f"{self.text} (as of {self.as_of})"

    @property
    def day(self) -> date | None:
        """The day as a date, if there is one."""
        return _day(self.as_of)

    def years(self, on: str = COURSE_DAY) -> float | None:
        """Age in years on a day (ISO); ``None`` without a day of its own."""
        now = _day(on)
        if now is None:
            raise ArgumentError("on", on, "a day, as 2026-11-28")
        return None if self.day is None else (now - self.day).days / 365.25

    def old(self, on: str = COURSE_DAY) -> bool:
        """Whether it is older than :data:`OLD_YEARS` years on that day. What has no day is not called old, only undated."""
        years = self.years(on)
        return years is not None and years > OLD_YEARS


def old_figures(sources: Iterable[tuple[str, Source]], on: str = COURSE_DAY) -> str:
    """A sentence that names what is older than two years; empty if nothing is.

    Args:
        sources: ``(whose, source)`` of everything that a screen ranks by.
        on: the day to count from, ISO.

    >>> old_figures([("OKX", Source("a notice", "2023-08-23")), ("dYdX", Source("its code", "2026-04-22"))], "2026-11-28")
    'Older than two years: OKX (2023-08-23).'
    """
    named = {f"{whose} ({source.as_of})": None for whose, source in sources if source.old(on)}
    return say("Older than two years: {named}.", named=joined(", ", named)) if named else ""


def max_leverage_for(margin: float, max_leverages: Sequence[float], caps: Sequence[float]) -> float:
    """Highest leverage at which ``margin`` may be used: ``max over tiers of min(max leverage_k, cap_k / margin)``.

    More leverage makes a larger position, and that lies in a stricter tier.

    Raises:
        ArgumentError: if even unlevered the position would be above the last cap.
    """
    within("margin", margin, 0.0, open_low=True)
    best = max(min(m, cap / margin) for m, cap in zip(max_leverages, caps, strict=True))
    if best < 1.0:
        raise ArgumentError("margin", margin, f"at most {caps[-1]:g}, the largest position")
    return float(best)


@dataclass(frozen=True)
class TierTable:
    """The margin tiers of one market, as a venue publishes them.

    Attributes:
        symbol: base asset, the name of the market everywhere in the course.
        floors: lower edge of each tier, rising, the first 0; in USD, or in base units if measured in size.
        maintenance: maintenance rate of each tier, a fraction.
        initial: initial rate of each tier, a fraction: 1 / maximum leverage.
        source: where from, as of when.
        applies: ``"slice"``: each rate applies to its slice, deductions make the requirement continuous;
            ``"whole"``: the rate of the tier applies to the whole position, and the requirement jumps.
        measure: what floors and cap count, ``"notional"`` or ``"size"``.
        boundary: the tier of a position exactly on an edge.
        cap: largest position allowed, if published.

    Raises:
        ArgumentError: naming the row, if floors do not rise, rates fall or leave (0, 1], or an initial rate lies below the
            maintenance rate of its row.
    """

    symbol: str
    floors: tuple[float, ...]
    maintenance: tuple[float, ...]
    initial: tuple[float, ...]
    source: Source
    applies: Applies = "slice"
    measure: Measure = "notional"
    boundary: Boundary = "upper"
    cap: float | None = None

    def __post_init__(self) -> None:
        one_of("applies", self.applies, ("slice", "whole"))
        for name in ("floors", "maintenance", "initial"):
            values = tuple(float(finite(name, x)) for x in getattr(self, name))
            object.__setattr__(self, name, values)
            if not values or len(values) != len(self.floors):
                raise ArgumentError(name, values, f"one value for each of {len(self.floors)} tiers")
        for row, (floor, mmr, imr) in enumerate(zip(self.floors, self.maintenance, self.initial, strict=True), start=1):
            where = say("{symbol}, row {row}: ", symbol=self.symbol, row=row)
            if row == 1 and floor != 0.0:
                raise ArgumentError("floor", floor, where + "the first tier starts at 0")
            if row > 1 and floor <= self.floors[row - 2]:
                raise ArgumentError("floor", floor, where + f"floors rise, above {self.floors[row - 2]:g}")
            if not 0.0 < mmr <= 1.0:
                raise ArgumentError("maintenance", mmr, where + "a fraction above 0, at most 1")
            if row > 1 and mmr < self.maintenance[row - 2]:
                raise ArgumentError("maintenance", mmr, where + f"rates rise, from {self.maintenance[row - 2]:g}")
            if not mmr <= imr <= 1.0:
                raise ArgumentError("initial", imr, where + f"at least the maintenance rate {mmr:g}, at most 1")
            if row > 1 and imr < self.initial[row - 2] * (1 - 1e-9):
                least = f"rates rise, from {self.initial[row - 2]:g} (the highest leverage falls)"
                raise ArgumentError("initial", imr, where + least)
        if self.cap is not None and finite("cap", self.cap) <= self.floors[-1]:
            raise ArgumentError("cap", self.cap, f"{self.symbol}: above the last floor")

    @classmethod
    def of(cls, symbol: str, rows: Sequence[tuple[float, float, float]], source: Source, **options: Any) -> TierTable:
        """From rows ``(floor, maintenance rate, maximum leverage)``, the way most venues print them."""
        floors, maintenance, leverage = zip(*rows, strict=True)
        within("max_leverage", list(leverage), 0.0, open_low=True)
        return cls(symbol, floors, maintenance, tuple(1.0 / x for x in leverage), source, **options)

    @property
    def deductions(self) -> tuple[float, ...]:
        """``deduction_k = deduction_(k−1) + floor_k · (rate_k − rate_(k−1))``; zeros where the rate covers the whole."""
        return self.maintenance_schedule().deductions

    @property
    def max_leverage(self) -> float:
        """Of the first tier."""
        return 1.0 / self.initial[0]

    def maintenance_schedule(self, **options: Any) -> Schedule:
        """The maintenance requirement as the engine's :class:`Schedule`; options are its fields (basis, closing fee)."""
        build = Schedule.brackets if self.applies == "slice" else Schedule.whole_position
        return build(self.floors, self.maintenance, boundary=self.boundary, measure=self.measure, **options)

    def initial_schedule(self, **options: Any) -> Schedule:
        """The initial requirement: the tier's ``1 / maximum leverage`` on the whole position."""
        return Schedule.whole_position(
            self.floors, self.initial, boundary=self.boundary, measure=self.measure, **options
        )

    def max_leverage_for(self, margin: float) -> float:
        """Highest leverage at which ``margin`` may be used, see :func:`max_leverage_for`."""
        caps = (*self.floors[1:], self.cap if self.cap is not None else float("inf"))
        return max_leverage_for(margin, [1.0 / i for i in self.initial], caps)

    def rows(self) -> list[dict[str, Any]]:
        """One record a tier, for a table on screen; the source goes with it."""
        tops, deductions = (*self.floors[1:], self.cap), self.deductions
        return [
            {
                "symbol": self.symbol,
                "tier": k + 1,
                "floor": self.floors[k],
                "cap": tops[k],
                "maintenance": self.maintenance[k],
                "initial": self.initial[k],
                "max_leverage": 1.0 / self.initial[k],
                "deduction": deductions[k],
                "applies": self.applies,
                "measure": self.measure,
                "as_of": self.source.as_of,
                "source": self.source.text,
            }
            for k in range(len(self.floors))
        ]

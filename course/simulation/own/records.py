"""What an export says, whoever wrote it: fills, funding, transfers; what was left out, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from course.texts import say
from course.validation import ArgumentError


@dataclass(frozen=True)
class Fill:
    """One trade of the account.

    Attributes:
        time: seconds since 1970, UTC.
        symbol: base asset, as the course names markets.
        size: base units, bought > 0, sold < 0.
        price: USD per base unit.
        fee: paid, USD; below 0 a rebate.
        line: where it stands in what was read.
        liquidation: whether the venue traded it, not the trader.
        before: the position before it, base units, where the export says so.
        closes: whether the export gives it a realised profit, so that it closed something.
        leg: ``"long"`` or ``"short"``, where the export keeps both sides of a market apart (hedge mode); else "".
    """

    time: float
    symbol: str
    size: float
    price: float
    fee: float = 0.0
    line: int = 0
    liquidation: bool = False
    before: float | None = None
    closes: bool = False
    leg: str = ""


@dataclass(frozen=True)
class InContracts:
    """A fill whose size counts contracts; :mod:`course.simulation.own.contracts` finds what one holds from all of its market's.

    Attributes:
        fill: with contracts as its size.
        profit: that the export gives it without its fee, USD; 0 for one that opens.
        column: in which the size stands.
        unit: what ``fill.line`` counts.
    """

    fill: Fill
    profit: float
    column: str
    unit: str


@dataclass(frozen=True)
class Payment:
    """One funding payment: ``amount`` USD received, below 0 paid."""

    time: float
    symbol: str
    amount: float
    line: int = 0


@dataclass(frozen=True)
class Transfer:
    """Money that came into the account (``amount`` USD above 0) or left it."""

    time: float
    amount: float
    line: int = 0


@dataclass(frozen=True)
class LeftOut:
    """Rows that are understood and do not enter the replay.

    Attributes:
        reason: why, in words.
        rows: how many.
        line: where the first of them stands.
        amount: what they sum to, USD, where they are money.
    """

    reason: str
    rows: int
    line: int
    amount: float = 0.0


@dataclass(frozen=True)
class Problem:
    """A row that cannot be read.

    Attributes:
        line: as an editor counts lines; for JSON the record's number.
        unit: which of the two: ``"line"`` or ``"record"``.
        column: as the file names it; empty where it is the row as a whole.
        value: what stands there.
        allowed: what would be right, and what to do.
    """

    line: int
    column: str
    value: str
    allowed: str
    unit: str = "line"

    @property
    def place(self) -> str:
        """``"line 7, Price"``."""
        return f"{self.unit} {self.line}" + (f", {self.column}" if self.column else "")

    def __str__(self) -> str:
        return f"{self.place}: {self.value!r} — {self.allowed}"


class HistoryError(ArgumentError):
    """Rows that cannot be read; the first is the message, all are in :attr:`problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        more = len(self.problems) - 1
        rest = say(" ({more} more {more:row|rows} like this below)", more=more) if more else ""
        super().__init__("history", f"{first.place}: {first.value}", first.allowed + rest)

    def __reduce__(self) -> tuple[type[HistoryError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


@dataclass(frozen=True)
class History:
    """An account's own past.

    Attributes:
        forms: names of the exports that were recognised.
        fills, payments, transfers: in the order of time.
        left_out: what does not enter, with its reason and count.
        notes: what had to be assumed in reading, in words.
        start: USD in the account before the first row, where the export says so.
    """

    forms: tuple[str, ...]
    fills: tuple[Fill, ...]
    payments: tuple[Payment, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = field(default=())
    start: float | None = None

    @property
    def symbols(self) -> tuple[str, ...]:
        """The markets traded, the one with the most fills first."""
        count: dict[str, int] = {}
        for fill in self.fills:
            count[fill.symbol] = count.get(fill.symbol, 0) + 1
        return tuple(sorted(count, key=lambda s: (-count[s], s)))

    @property
    def rows(self) -> int:
        """Rows that were read, whether they enter or not."""
        return len(self.fills) + len(self.payments) + len(self.transfers) + sum(x.rows for x in self.left_out)

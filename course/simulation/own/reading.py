"""An account's own past out of its exports: every row is read, left out with a reason, or refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from course.simulation.own.forms import FORMS, Form, Out, form_of, unit_of_fee
from course.simulation.own.records import Fill, History, HistoryError, LeftOut, Payment, Problem, Transfer
from course.simulation.own.rows import ABOVE, SHOWN, Row, RowError, rows_of
from course.textfiles import read_text
from course.texts import say
from course.validation import ArgumentError

#: Two sizes are the same to this many units per unit: exports round.
TOLERANCE = 1e-6
UNREADABLE = "rows that could not be read"


class _Ledger:
    """What has been read so far."""

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}
        self.fills: list[Fill] = []
        self.payments: list[Payment] = []
        self.transfers: list[Transfer] = []
        self.out: dict[str, LeftOut] = {}
        self.problems: list[Problem] = []
        self.seen: set[tuple[Any, ...]] = set()
        self.coins: dict[str, int] = {}
        self.first: tuple[float, float] | None = None
        self.zoneless = 0

    def leave_out(self, reason: str, line: int, amount: float = 0.0, rows: int = 1) -> None:
        had = self.out.get(reason, LeftOut(reason, 0, line))
        self.out[reason] = replace(had, rows=had.rows + rows, amount=had.amount + amount)

    def take(self, row: Row, form: Form) -> None:
        """One row of a known export."""
        self.forms[form.name] = self.forms.get(form.name, 0) + 1
        ids = tuple(row.text(k) for k in form.ids)
        found = form.take(row)
        if isinstance(found, Out):
            self.leave_out(found.reason, row.line, found.amount)
            return
        if ids and all(ids):
            # Under two forms of one export an id stays the same; kinds of record have ids of their own.
            mark = (type(found).__name__, *ids)
            if mark in self.seen:
                self.leave_out("rows that stand twice, by their id", row.line)
                return
            self.seen.add(mark)
        if isinstance(found, Fill):
            self.fills.append(found)
            coin = unit_of_fee(row)
            if coin:
                self.coins[coin] = self.coins.get(coin, 0) + 1
        elif isinstance(found, Payment):
            self.payments.append(found)
        else:
            self.transfers.append(found)
        self._notice(row, found.time)

    def _notice(self, row: Row, time: float) -> None:
        """The balance before the first row, and times that name no zone."""
        if row.find("walletbalance") and not row.blank("walletbalance") and not row.blank("change"):
            start = row.number("walletbalance") - row.number("change")
            if self.first is None or time < self.first[0]:
                self.first = (time, start)
        if row.find("dateutc", "timeutc", "transactiontimeutc+0", "transactiontimeutc"):
            return
        written = row.text("tradedtime", "createdat", "timestamp", "time", "date", "datetime")
        self.zoneless += bool(re.search(r"[-/:]", written) and not re.search(r"(Z|UTC|[+-]\d\d:?\d\d)$", written))


def read_history(
    source: str | Path | Sequence[str | Path],
    *,
    timezone: str | None = None,
    day_first: bool | None = None,
    skip: bool = False,
) -> History:
    """The fills, funding payments and transfers in one or several exports (see :mod:`course.simulation.own.forms`).

    Args:
        source: the text that was pasted, or a file's path; or several. Several tables may stand below each other in one text.
        timezone: where times without a zone are from, e.g. ``"Asia/Tokyo"``; UTC unless given.
        day_first: order of dates such as 03/04/2026, where the text does not show it.
        skip: leave rows out that cannot be read, counted like all others, instead of refusing.

    Raises:
        HistoryError: for rows that cannot be read, all of them, each with line, column, value and what would be right.
        ArgumentError: for a text that is no export.
    """
    ledger = _Ledger()
    sources = [source] if isinstance(source, (str, Path)) else list(source)
    if not sources:
        raise ArgumentError("history", "", "an export: a file or its text")
    for one in sources:
        text = read_text(one, "history") if isinstance(one, Path) else one
        _read(ledger, text, timezone, day_first)
    if not ledger.fills and not ledger.problems:
        said = ", ".join(f"{x.rows} × {x.reason}" for x in ledger.out.values()) or "no rows"
        raise ArgumentError(
            "history", said, "an export with fills of perpetuals: the trade history, not only the money"
        )
    fills = sorted(ledger.fills, key=lambda f: f.time)
    # A row that is not there cannot be left out: what comes after it would be another position.
    holes = _holes(fills)
    if holes or (ledger.problems and not skip):
        raise HistoryError(sorted([*ledger.problems, *holes], key=lambda p: p.line))
    if ledger.problems:
        ledger.leave_out(UNREADABLE, ledger.problems[0].line, rows=len(ledger.problems))
    fills, payments = _from_flat(ledger, fills, sorted(ledger.payments, key=lambda p: p.time))
    if not fills:
        said = ", ".join(f"{x.rows} × {x.reason}" for x in ledger.out.values())
        raise ArgumentError("history", said, "fills of which at least one opens a position")
    return History(
        tuple(ledger.forms), tuple(fills), tuple(payments), tuple(sorted(ledger.transfers, key=lambda t: t.time)),
        tuple(ledger.out.values()), tuple(_notes(ledger, timezone)), ledger.first[1] if ledger.first else None,
    )  # fmt: skip


def _read(ledger: _Ledger, text: str, timezone: str | None, day_first: bool | None) -> None:
    known: dict[frozenset[str], Form | None] = {}

    def is_header(keys: frozenset[str]) -> bool:
        return form_of(keys) is not None

    for row in rows_of(text, is_header, timezone=timezone, day_first=day_first):
        keys = frozenset(row.cells)
        if keys == {ABOVE}:
            ledger.leave_out("lines above the header", row.line)
            continue
        if keys not in known:
            known[keys] = form_of(keys)
        form = known[keys]
        if form is None:
            ledger.problems.append(_strange(row))
            continue
        try:
            ledger.take(row, form)
        except RowError as error:
            ledger.problems.append(Problem(row.line, error.column, error.value, error.allowed, row.unit))


def _strange(row: Row) -> Problem:
    """A row that belongs to no known export."""
    if "" in row.cells and len(row.cells) == 1:
        text = str(row.cells[""])
        return Problem(
            row.line, "", text[:SHOWN], "as many cells as the header has: is a number written with commas?", row.unit
        )
    names = ", ".join(map(str, row.names.values()))
    known = "; ".join(dict.fromkeys(form.name for form in FORMS))
    return Problem(row.line, "", names[:SHOWN], say("a row of one of these exports: {known}", known=known), row.unit)


def _holes(fills: Iterable[Fill]) -> list[Problem]:
    """Fills whose position before them is not what the fills before leave: rows are missing."""
    held: dict[str, float] = {}
    found = []
    for fill in fills:
        if fill.before is not None:
            had = held.get(fill.symbol, fill.before)
            if abs(had - fill.before) > TOLERANCE * max(1.0, abs(had), abs(fill.before)):
                found.append(
                    Problem(
                        fill.line,
                        "startPosition",
                        f"{fill.before:g}",
                        say(
                            "{had}, which the fills of {symbol} before it leave: rows are missing, export the"
                            " whole time",
                            had=f"{had:g}",
                            symbol=str(fill.symbol),
                        ),
                        "record",
                    )
                )
            held[fill.symbol] = fill.before + fill.size
    return found


def _from_flat(ledger: _Ledger, fills: list[Fill], payments: list[Payment]) -> tuple[list[Fill], list[Payment]]:
    """From where each market was flat: of a position that was open before the first row the entry is not known."""
    starts: dict[str, float] = {}
    left: dict[str, float] = {}
    kept = []
    for fill in fills:
        symbol = fill.symbol
        if symbol not in starts:
            before = fill.before if fill.before is not None else None
            if before is not None and abs(before) > TOLERANCE:
                left[symbol], starts[symbol] = before, float("inf")
            elif before is None and fill.closes:
                left[symbol], starts[symbol] = float("nan"), float("inf")
            else:
                starts[symbol] = float("-inf")
        if starts[symbol] == float("-inf") or fill.time > starts[symbol]:
            kept.append(fill)
            continue
        reason = say(
            "{symbol}: rows of a position that was open before the history begins, so that its entry is not known",
            symbol=str(symbol),
        )
        ledger.leave_out(reason, fill.line)
        left[symbol] += fill.size
        if abs(left[symbol]) <= TOLERANCE:
            starts[symbol] = fill.time
    inside = []
    for payment in payments:
        start = starts.get(payment.symbol)
        if start is None:
            ledger.leave_out(
                say("{symbol}: funding of a market without fills here", symbol=str(payment.symbol)),
                payment.line,
                payment.amount,
            )
        elif payment.time < start:
            ledger.leave_out(
                say("{symbol}: funding before its first fill counts", symbol=str(payment.symbol)),
                payment.line,
                payment.amount,
            )
        else:
            inside.append(payment)
    return kept, inside


def _notes(ledger: _Ledger, timezone: str | None) -> Iterable[str]:
    for coin, count in ledger.coins.items():
        yield say(
            "{count} fee{count_2} paid in {coin}, which has no price here: counted as 0.",
            count=str(count),
            count_2="s" if count > 1 else "",
            coin=str(coin),
        )
    if ledger.zoneless:
        zone = timezone or "UTC"
        yield say(
            "Times that name no zone ({zoneless} rows) are read as {zone}: say another if your page shows local time.",
            zoneless=str(ledger.zoneless),
            zone=str(zone),
        )

"""An account's own past out of its exports: every row is read, left out with a reason, or refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from course.simulation.own.contracts import unit_of
from course.simulation.own.forms import FORMS, Form, Out, form_of, unit_of_fee
from course.simulation.own.records import Fill, History, HistoryError, InContracts, LeftOut, Payment, Problem, Transfer
from course.simulation.own.text_rows import ABOVE, CUT, SHOWN, Row, RowError, rows_of
from course.textfiles import read_text
from course.texts import say
from course.validation import ArgumentError

#: Two sizes are the same to this many units per unit: exports round.
TOLERANCE = 1e-6
UNREADABLE = "rows that could not be read"


#: Columns of what was in the account after a row, and of what the row moved.
_BALANCES = (("walletbalance", "change"), ("cashbalance", "change"), ("balance", "balancechange"), ("bal", "balchg"))


#: Columns that name whose row it is. Binance's "account" is a purse and a text above a table no column.
_OWNERS = ("userid", "uid", "accountid", "subaccountnumber", "user", "wallet", "accountindex")
#: dYdX: subaccounts of one number by this modulus are a parent and its isolated children, one account.
_PARENTS = 128


def _owner(row: Row) -> tuple[str, str] | None:
    """The column that says whose row it is, and who."""
    key = row.find(*_OWNERS)
    if key is None or row.blank(key):
        return None
    who = row.text(key)
    if key == "subaccountnumber" and who.isdecimal():
        who = str(int(who) % _PARENTS)
    return key, who


def _moment(record: Any) -> float:
    return float((record.fill if isinstance(record, InContracts) else record).time)


class _Ledger:
    """What has been read so far."""

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}
        self.fills: list[Fill] = []
        self.contracts: list[InContracts] = []
        self.units: dict[str, tuple[float, str]] = {}
        self.payments: list[Payment] = []
        self.transfers: list[Transfer] = []
        self.out: dict[str, LeftOut] = {}
        self.problems: list[Problem] = []
        self.seen: set[tuple[Any, ...]] = set()
        self.coins: dict[str, int] = {}
        self.first: tuple[float, float] | None = None
        self.zoneless = 0
        self.unit = "line"
        self.owners: dict[str, tuple[str, int]] = {}
        self.zones: set[str] = set()
        self.last: float | None = None
        self.falls = self.rises = 0

    def begin(self) -> tuple[int, ...]:
        """Another text follows; its records stand behind these."""
        self.last, self.falls, self.rises = None, 0, 0
        return tuple(map(len, self._lists))

    def end(self, since: tuple[int, ...]) -> None:
        """The text is read: one that goes back in time is turned round, so that what came first at one moment stands first."""
        if self.falls > self.rises:
            for records, start in zip(self._lists, since, strict=True):
                records[start:] = records[start:][::-1]

    @property
    def _lists(self) -> tuple[list[Any], ...]:
        return self.fills, self.contracts, self.payments, self.transfers

    def leave_out(self, reason: str, line: int, amount: float = 0.0, rows: int = 1) -> None:
        had = self.out.get(reason, LeftOut(reason, 0, line))
        self.out[reason] = replace(had, rows=had.rows + rows, amount=had.amount + amount)

    def take(self, row: Row, form: Form) -> None:
        """One row of a known export."""
        self.forms[form.name] = self.forms.get(form.name, 0) + 1
        self.unit = row.unit
        ids = tuple(row.text(k) for k in form.ids)
        self._one_owner(row)
        found = form.take(row)
        if isinstance(found, Out):
            self.leave_out(found.reason, row.line, found.amount)
            return
        if ids and ids[0]:
            # Under two forms of one export an id stays the same; kinds of record have ids of their own.
            mark = ("Fill" if isinstance(found, InContracts) else type(found).__name__, *ids)
            if mark in self.seen:
                self.leave_out("rows that stand twice, by their id", row.line)
                return
            self.seen.add(mark)
        if isinstance(found, Fill | InContracts):
            (self.fills if isinstance(found, Fill) else self.contracts).append(found)  # type: ignore[arg-type]
            coin = unit_of_fee(row)
            if coin:
                self.coins[coin] = self.coins.get(coin, 0) + 1
        elif isinstance(found, Payment):
            self.payments.append(found)
        else:
            self.transfers.append(found)
        self._notice(row, (found.fill if isinstance(found, InContracts) else found).time)

    def _one_owner(self, row: Row) -> None:
        """Refuse a row of another account than the first: two in one would be a third that nobody had."""
        owner = _owner(row)
        if owner is None:
            return
        key, who = owner
        first, line = self.owners.setdefault(key, (who, row.line))
        if who != first:
            allowed = say(
                "“{first}”, whose rows begin in {unit} {line:#~}: one account at a time",
                first=first,
                unit=self.unit,
                line=line,
            )
            raise RowError(row.name(key), who, allowed)

    def _notice(self, row: Row, time: float) -> None:
        """The balance before the first row, and times that name no zone."""
        for balance, change in _BALANCES:
            if row.find(balance) and not row.blank(balance) and not row.blank(change):
                start = row.number(balance) - row.number(change)
                # Of rows at one moment the first is the last one of a text that goes back in time.
                if self.first is None or time < self.first[0] or (time == self.first[0] and self.falls > self.rises):
                    self.first = (time, start)
        if self.last is not None:
            self.falls += time < self.last
            self.rises += time > self.last
        self.last = time
        if row.reading.said:
            self.zones.add(row.reading.said)
            return
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
        since = ledger.begin()
        _read(ledger, text, timezone, day_first)
        ledger.end(since)
    _count(ledger)
    if not ledger.fills and not ledger.problems:
        said = ", ".join(f"{x.rows} × {x.reason}" for x in ledger.out.values()) or "no rows"
        raise ArgumentError(
            "history", said, "an export with fills of perpetuals: the trade history, not only the money"
        )
    fills = _one_way(sorted(ledger.fills, key=lambda f: f.time))
    # A row that is not there cannot be left out: what comes after it would be another position.
    holes = _holes(fills)
    if holes or (ledger.problems and not skip):
        raise HistoryError(sorted([*ledger.problems, *holes], key=lambda p: p.line))
    if ledger.problems:
        ledger.leave_out(UNREADABLE, ledger.problems[0].line, rows=len(ledger.problems))
    fills, payments = _from_flat(ledger, fills, sorted(ledger.payments, key=lambda p: p.time))
    more = _more_than_held(fills, ledger.unit)
    if more:
        raise HistoryError(more)
    if not fills:
        said = ", ".join(f"{x.rows} × {x.reason}" for x in ledger.out.values())
        raise ArgumentError("history", said, "fills of which at least one opens a position")
    return History(
        tuple(ledger.forms), tuple(fills), tuple(payments), tuple(sorted(ledger.transfers, key=lambda t: t.time)),
        tuple(ledger.out.values()), tuple(_notes(ledger, timezone)), ledger.first[1] if ledger.first else None,
    )  # fmt: skip


def _count(ledger: _Ledger) -> None:
    """Contracts become coins; where nothing tells what one holds, its fills are refused."""
    rows = sorted(ledger.contracts, key=_moment)
    for symbol in dict.fromkeys(r.fill.symbol for r in rows):
        mine = [r for r in rows if r.fill.symbol == symbol]
        known = unit_of(mine)
        if known is None:
            first = mine[0]
            found = say("{size:#~} contracts of {symbol}", size=abs(first.fill.size), symbol=symbol)
            ledger.problems.append(
                Problem(
                    first.fill.line, first.column, found,
                    "fills with a fee in dollars, or with a profit: they tell how much one contract holds", first.unit,
                )
            )  # fmt: skip
            continue
        ledger.units[symbol] = known
        ledger.fills += [replace(r.fill, size=r.fill.size * known[0]) for r in mine]


def _one_way(fills: list[Fill]) -> list[Fill]:
    """Where a market's fills do not all name the side of their position, it is one net position."""
    named: dict[str, bool] = {}
    for fill in fills:
        named[fill.symbol] = named.get(fill.symbol, True) and bool(fill.leg)
    return [f if named[f.symbol] or not f.leg else replace(f, leg="") for f in fills]


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
        if row.names[""] == CUT:
            return Problem(
                row.line,
                "",
                text[:SHOWN],
                "a last row with all its cells: the file breaks off here, download it again",
                row.unit,
            )
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
                            "{had:#~}, which the fills of {symbol} before it leave: rows are missing, export the"
                            " whole time",
                            had=had,
                            symbol=fill.symbol,
                        ),
                        "record",
                    )
                )
            held[fill.symbol] = fill.before + fill.size
    return found


def _more_than_held(fills: Iterable[Fill], unit: str) -> list[Problem]:
    """Fills that close more of a side than the fills before have opened: rows are missing."""
    held: dict[tuple[str, str], float] = {}
    found = []
    for fill in fills:
        key = (fill.symbol, fill.leg)
        after = held.get(key, 0.0) + fill.size
        wrong = after if fill.leg == "short" else -after if fill.leg == "long" else 0.0
        if wrong > TOLERANCE * max(1.0, abs(fill.size)):
            closed, most = f"{abs(fill.size):g}", f"{abs(after - fill.size):g}"
            found.append(
                Problem(
                    fill.line,
                    "",
                    say("{closed} {symbol} of the {leg} closed", closed=closed, symbol=fill.symbol, leg=fill.leg),
                    say(
                        "at most {most}, which the fills before leave: rows are missing, export the whole time",
                        most=most,
                    ),
                    unit,
                )
            )
            after = 0.0
        held[key] = after
    return found


def _from_flat(ledger: _Ledger, fills: list[Fill], payments: list[Payment]) -> tuple[list[Fill], list[Payment]]:
    """From where each position was flat: of one that was open before the first row the entry is not known."""
    starts: dict[tuple[str, str], float] = {}
    left: dict[tuple[str, str], float] = {}
    kept = []
    for fill in fills:
        key = (fill.symbol, fill.leg)
        if key not in starts:
            before = fill.before if fill.before is not None else None
            if before is not None and abs(before) > TOLERANCE:
                left[key], starts[key] = before, float("inf")
            elif before is None and fill.closes:
                left[key], starts[key] = float("nan"), float("inf")
            else:
                starts[key] = float("-inf")
        if starts[key] == float("-inf") or fill.time > starts[key]:
            kept.append(fill)
            continue
        reason = say(
            "{symbol}: rows of a position that was open before the history begins, so that its entry is not known",
            symbol=fill.symbol,
        )
        ledger.leave_out(reason, fill.line)
        left[key] += fill.size
        if abs(left[key]) <= TOLERANCE:
            starts[key] = fill.time
    since: dict[str, float] = {}
    for (symbol, _), start in starts.items():
        since[symbol] = min(since.get(symbol, start), start)
    inside = []
    for payment in payments:
        if payment.symbol not in since:
            ledger.leave_out(
                say("{symbol}: funding of a market without fills here", symbol=payment.symbol),
                payment.line,
                payment.amount,
            )
        elif payment.time < since[payment.symbol]:
            ledger.leave_out(
                say("{symbol}: funding before its first fill counts", symbol=payment.symbol),
                payment.line,
                payment.amount,
            )
        else:
            inside.append(payment)
    return kept, inside


def _notes(ledger: _Ledger, timezone: str | None) -> Iterable[str]:
    for coin, count in ledger.coins.items():
        yield say(
            "{count} {count:fee|fees} paid in {coin}, which has no price here: counted as 0.", count=count, coin=coin
        )
    for symbol, (holds, by) in ledger.units.items():
        yield say(
            "One contract of {symbol} counts as {holds:#~} {symbol}: the file does not say it, its {by} do.",
            symbol=symbol,
            holds=holds,
            by=by,
        )
    for zone in sorted(ledger.zones):
        yield say("Times are read as {zone}, as the file says.", zone=zone)
    if ledger.zoneless:
        zone = timezone or "UTC"
        yield say(
            "Times that name no zone ({zoneless} rows) are read as {zone}: say another if your page shows local time.",
            zoneless=ledger.zoneless,
            zone=zone,
        )

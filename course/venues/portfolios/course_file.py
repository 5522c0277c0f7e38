"""The course's own files: ``margin-course-portfolio/1`` as JSON, exact there and back, and a CSV that a spreadsheet writes.

JSON::

    {"format": "margin-course-portfolio/1", "venue": "hyperliquid", "taken": "2026-11-29T14:03:00Z",
     "marks": {"BTC": 60000},
     "pools": [{"name": "cross", "mode": "cross", "collateral": 7500,
                "positions": [{"market": "BTC", "size": 0.8, "entry": 58000, "maintenance": 0.0125, "initial": 0.025}],
                "holdings": [{"asset": "ETH", "amount": 1, "initial_weight": 0.9, "maintenance_weight": 0.95}]}]}

``maintenance`` and ``initial`` are fractions, or schedules with ``floors``, ``rates`` and ``deductions``; without them the
venue's tiers hold. CSV, one row a position, a row with the market ``USD`` for a pool's collateral; lines that begin with ``#``
are comments, and a unit may stand in brackets behind a column's name (``maintenance (%)``, ``entry ($)``)::

    pool,market,size,entry,mark,maintenance,initial
    cross,USD,7500,,,,
    cross,BTC,0.8,58000,60000,0.0125,0.025
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from course.margin import Holding, Market, Pool
from course.margin.schedule import Schedule
from course.textfiles import decimal_sign, is_cut, separator_of
from course.texts import say
from course.validation import ArgumentError
from course.venues.dumps import base_asset, coins_wanted, plain
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, Imported, symbol_of
from course.venues.portfolios.text import At, Fault, PortfolioError, typed
from course.venues.registry import names

FORM = "own"
FORMAT = "margin-course-portfolio/1"
DOLLAR = ("USD", "USDC", "USDT", "CASH")
COLUMNS = ("pool", "market", "size", "entry", "mark", "maintenance", "initial")
ALIASES: dict[str, tuple[str, ...]] = {
    "pool": ("pool", "account", "subaccount"),
    "market": ("market", "symbol", "coin", "ticker", "instrument", "contract", "pair"),
    "size": ("size", "amount", "quantity", "qty", "positionsize", "positionamt"),
    "entry": ("entry", "entryprice", "entrypx", "avgprice", "avgentryprice", "averageprice", "averageentryprice", "avgpx"),
    "mark": ("mark", "markprice", "markpx"),
    "maintenance": ("maintenance", "mmr", "maintenancerate", "maintenancefraction", "maintenancemarginfraction"),
    "initial": ("initial", "imr", "initialrate", "initialfraction", "initialmarginfraction"),
    "mode": ("mode", "marginmode", "margintype"),
    "side": ("side", "direction", "positionside"),
    "leverage": ("leverage", "lever"),
}  # fmt: skip
"""What tables call the columns, compared without capitals, spaces and underscores. Not among them: contracts, whose size a table
does not say, and amounts of margin, which are no fractions."""
MOST_BARE = 0.25
"""A maintenance rate above this is said in per cent, with its sign: 0.4 and 0.5 are what venues print as 0.4 % and 0.5 %."""
_MEANING = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_PLAIN = {name.name: name.default for name in fields(Schedule)}


# ---- JSON -----------------------------------------------------------------------------------------------------------


def matches(content: At) -> bool:
    """Whether a text has the form."""
    return isinstance(content.value, dict) and ("format" in content.value or "pools" in content.value)


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The pools of one file."""
    if len(contents) > 1:
        raise contents[1].fault("one portfolio at a time")
    content = contents[0]
    form = content.need("format")
    if form.value != FORMAT:
        raise form.fault(f"“{FORMAT}”, the form that this course writes")
    named = content.get("venue")
    venue = named.text() if named else ""
    if named is not None and venue not in names():
        raise named.fault(f"one of {', '.join(names())}")
    draft = Draft(FORM, venue, answers)
    when, hidden = content.get("taken"), content.get("redacted")
    draft.taken = when.text() if when else ""
    draft.redacted = hidden is not None and hidden.value is True
    marks = content.get("marks")
    for name, value in marks.object().items() if marks else ():
        at = At(value, (*content.path, "marks", name))
        if draft.marks.setdefault(base_asset(name), at.positive("a price")) != value and base_asset(name) != name:
            raise at.fault(f"one mark for {base_asset(name)}")
    for pool in content.need("pools").items():
        _pool(draft, pool)
    return draft


def _pool(draft: Draft, pool: At) -> None:
    name, mode_at = pool.need("name").text(), pool.need("mode")
    if name in draft.pools:
        raise pool.need("name").fault("a name for every pool of its own")
    mode = mode_at.text()
    if mode not in (CROSS, ISOLATED):
        raise mode_at.fault("cross or isolated")
    posted = pool.get("collateral")
    draft.pool(name, mode).collateral = None if posted is None else posted.number()
    held = pool.get("positions")
    for line in held.items() if held else ():
        size = line.need("size").number(what="a size")
        if size == 0:
            draft.leave_out("positions of size 0")
            continue
        _line(draft, name, mode, line, size)
    others = pool.get("holdings")
    for row in others.items() if others else ():
        asset = symbol_of(row.need("asset"))
        first, kept = row.get("initial_weight", "weight"), row.get("maintenance_weight", "weight")
        weights = (1.0 if w is None else w.number(0.0, 2.0, "a weight") for w in (first, kept))
        draft.pools[name].holdings.append(Holding(asset, row.need("amount").number(), *weights))


def _line(draft: Draft, pool: str, mode: str, line: At, size: float) -> None:
    kept, first, chosen = (line.get(n) for n in ("maintenance", "initial", "leverage"))
    schedule = _schedule(kept) if kept is not None and isinstance(kept.value, dict) else None
    draft.add(
        pool, mode, symbol_of(line.need("market")), size, line.need("entry").positive("an entry price"), line,
        maintenance=None if kept is None or schedule is not None else kept.number(0.0, 1.0, "a fraction"),
        initial=None if first is None or isinstance(first.value, dict) else first.number(0.0, 1.0, "a fraction"),
        leverage=None if chosen is None else chosen.number(1.0, 1_000.0, "a leverage"),
        schedule=schedule,
        initial_schedule=_schedule(first) if first is not None and isinstance(first.value, dict) else None,
    )  # fmt: skip


def _schedule(at: At) -> Schedule:
    given = dict(at.object())
    for name in given:
        if name not in _PLAIN or name == "size_premium":
            raise At(given[name], (*at.path, name)).fault(
                "one of floors, rates, deductions, basis, boundary, measure, closing_fee"
            )
    lists = {n: tuple(x.number() for x in at.need(n).items()) for n in ("floors", "rates", "deductions")}
    try:
        return Schedule(**{**given, **lists})
    except (ArgumentError, TypeError) as error:
        raise at.fault(getattr(error, "allowed", "a schedule")) from None


def write(found: Imported, *, taken: str = "") -> str:
    """A portfolio as the text of a file, which :func:`course.venues.portfolios.read` reads back exactly.

    Raises:
        ArgumentError: something is still asked, or a requirement grows with size in a way that the form has no words for.
    """
    _ = found.portfolio
    content = {
        "format": FORMAT,
        **({"venue": found.venue} if found.venue else {}),
        **({"taken": taken or found.taken} if taken or found.taken else {}),
        **({"redacted": True} if found.redacted else {}),
        "marks": dict(found.marks),
        "pools": [_written(name, found.modes[name], pool) for name, pool in found.pools.items()],
    }
    return json.dumps(content, indent=1) + "\n"


def _written(name: str, mode: str, pool: Pool) -> dict[str, Any]:
    return {
        "name": name,
        "mode": mode,
        "collateral": pool.collateral,
        "positions": [
            {
                "market": p.symbol, "size": p.size, "entry": p.entry_price, **_rules(p.market),
                **({"leverage": p.leverage} if p.leverage is not None else {}),
            }
            for p in pool.positions
        ],
        "holdings": [
            {"asset": h.asset, "amount": h.amount, "initial_weight": h.initial_weight, "maintenance_weight": h.maintenance_weight}
            for h in pool.holdings
        ],
    }  # fmt: skip


def _rules(market: Market) -> dict[str, Any]:
    pairs = (("maintenance", market.maintenance_schedule), ("initial", market.initial_schedule))
    return {name: _rule(schedule) for name, schedule in pairs}


def _rule(schedule: Schedule) -> Any:
    said = {
        n: getattr(schedule, n)
        for n in _PLAIN
        if n in ("floors", "rates", "deductions") or getattr(schedule, n) != _PLAIN[n]
    }
    if schedule.size_premium is not None:
        raise ArgumentError("size_premium", schedule.size_premium, "none: the file has no words for it")
    if said == {"floors": (0.0,), "rates": schedule.rates, "deductions": (0.0,)}:
        return schedule.rates[0]
    return said


# ---- CSV ------------------------------------------------------------------------------------------------------------


def read_csv(text: str, answers: Mapping[str, Any]) -> Draft:
    """The pools of a table; what its columns are called elsewhere is understood (:data:`ALIASES`)."""
    _refuse_json(text)
    lines = [_bare(line) for line in text.split("\n")]
    first = next(i for i, line in enumerate(lines) if line.strip())
    rows = _rows(lines, first)
    _, names = next(rows, (0, [""]))
    header, units = _header(names, first + 1)
    missing = [name for name in ("market", "size", "entry") if name not in header]
    # What is no table may be anything, a key as well: only what looks like a header is repeated.
    shown = ", ".join(name.strip() for name in names)[:60] if len(names) > 1 else None
    if missing:
        raise PortfolioError(
            "header", shown,
            f"JSON of a venue, or a table with the columns {', '.join(COLUMNS)}; {', '.join(missing)} is missing here",
            first + 1, 1,
        )  # fmt: skip
    twice = next((i for i, name in enumerate(header) if name and name in header[:i]), None)
    if twice is not None:
        raise PortfolioError("header", names[twice], f"one column for {header[twice]}", first + 1, twice + 1)
    content = [(line, row) for line, row in rows if any(cell.strip(" :-") for cell in row)]
    _whole_to_its_end(content, len(header), text)
    sign = decimal_sign((cell.strip() for _, row in content for cell in row), separator_of(lines[first]))
    draft = Draft(FORM, "", answers)
    for name in header:
        if name not in ALIASES and name:
            draft.leave_out(say("column “{name}”", name=name[:30]))
    for _ in range(sum(line.lstrip()[:1] == "#" for line in text.split("\n"))):
        draft.leave_out("lines of comment")
    for line, row in content:
        _csv_row(draft, _Row(header, row, line, sign, units))
    for name, pool in draft.pools.items():
        mode = CROSS if len(pool.lines) > 1 or name.lower().startswith("cross") else ISOLATED
        if name not in draft.csv_modes:
            pool.mode = draft.assume(
                f"mode:{name}",
                mode,
                say("The pool “{name}” is {mode}: the table does not say", name=name, mode=mode),
                "mode",
            )
        else:
            pool.mode = draft.csv_modes[name]
    return draft


def _whole_to_its_end(content: list[tuple[int, list[str]]], columns: int, text: str) -> None:
    """Refuse a last row that stops in its middle, where no row of a position above it does: the text was cut off there.

    Raises:
        PortfolioError: naming that row.
    """
    rows = [row for _, row in content if not any(cell.strip().upper() in DOLLAR for cell in row[:2])]
    if text.endswith("\n") or len(rows) < 2 or content[-1][1] is not rows[-1] or len(rows[-1]) >= columns:
        return
    if all(len(row) >= columns for row in rows[:-1]):
        raise PortfolioError(
            "row", len(rows[-1]), f"{columns} cells, as above: does the text break off here? Empty cells are written too",
            content[-1][0], len(rows[-1]),
        )  # fmt: skip


def _bare(line: str) -> str:
    """A line without what is no row: a comment, a spreadsheet's ``sep=;``, or the bars at both ends of a table in notes."""
    if line.lstrip()[:1] == "#" or re.fullmatch(r'"?sep=.?"?[,;]*\s*', line, re.IGNORECASE):
        return ""
    inner = re.fullmatch(r"\s*\|(.*)\|\s*", line)
    return inner.group(1) if inner else line


def _refuse_json(text: str) -> None:
    """JSON with something before it: neither can be read."""
    found = re.search(r'[\[{]\s*(?:[\[{]\s*)?"[^"\n]{1,40}"\s*:', text)
    if found:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        raise PortfolioError("file", None, "JSON begins here: take away what stands before it", line, column)


#: Units that may stand behind a column's name: they say what is read anyway.
_UNITS = {
    "entry": ("$", *DOLLAR[:3]),
    "mark": ("$", *DOLLAR[:3]),
    "leverage": ("X", "×"),
    "maintenance": ("%",),
    "initial": ("%",),
}


def _header(names: Sequence[str], line: int) -> tuple[list[str], dict[str, str]]:
    """What the columns mean, and their units: one may stand in brackets behind a name.

    Raises:
        PortfolioError: a unit in which a column is not read.
    """
    header, units = [], {}
    for at, cell in enumerate(names, start=1):
        named = re.fullmatch(r"\s*(.*?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*", cell)
        meaning = _MEANING.get(plain(cell), plain(cell))
        if named is not None and plain(named.group(1)) in _MEANING:
            meaning, unit = _MEANING[plain(named.group(1))], named.group(2).upper()
            if meaning == "size" and (unit in ("$", *DOLLAR) or unit.startswith(("CONT", "LOT"))):
                raise PortfolioError("header", cell, "a size in coins, not in dollars or contracts", line, at)
            if meaning in _UNITS and unit not in _UNITS[meaning]:
                raise PortfolioError("header", cell, f"{meaning} ({_UNITS[meaning][-1]})", line, at)
            units[meaning] = unit
        header.append(meaning)
    return header, units


def _rows(lines: list[str], first: int) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line on which it begins."""
    text = io.StringIO("\n".join(lines[first:]))
    separator = separator_of(lines[first])
    found = csv.reader(text, delimiter=separator, skipinitialspace=True, strict=True)
    line = first + 1
    try:
        for row in found:
            yield line, row
            line = first + found.line_num + 1
    except csv.Error as error:
        long = "larger" in str(error)
        allowed = "cells of an ordinary length" if long else "a quotation mark that is closed in the same cell"
        raise PortfolioError(
            "row", None, allowed, line, None if long else _unclosed(lines[line - 1], separator)
        ) from None


def _unclosed(line: str, separator: str) -> int:
    """The first cell of a line whose quotation mark is not closed at its end; the last one if none is."""
    rest, cell = line, 1
    while True:
        quoted = re.match(r'\s*"(?:[^"]|"")*"\s*', rest) if rest.lstrip()[:1] == '"' else None
        bare = rest.partition(separator)[0] if rest.lstrip()[:1] != '"' else None
        end = quoted.end() if quoted else len(bare) if bare is not None else -1
        if end < 0 or rest[end : end + 1] not in (separator, "") or end == len(rest):
            return cell
        rest, cell = rest[end + 1 :], cell + 1


class _Row:
    """The cells of one line by their columns' names."""

    def __init__(self, header: list[str], cells: list[str], line: int, sign: str, units: Mapping[str, str]) -> None:
        self.header, self.line, self.sign, self.units = header, line, sign, units
        if len(cells) > len(header):
            raise PortfolioError("row", len(cells), f"{len(header)} cells, as many as columns", line, len(header) + 1)
        if len(cells) == 1 < len(header):
            raise PortfolioError("row", cells[0][:40], "cells separated as those of the header are", line, 1)
        self.cells = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        stray = next((i for i, cell in enumerate(cells) if cell.strip() and not header[i]), None)
        if stray is not None:
            raise PortfolioError(
                "header", None, say("a name for column {n}, which is not empty", n=stray + 1), line, stray + 1
            )

    def fault(self, name: str, allowed: str) -> PortfolioError:
        """What to raise about a cell."""
        at = self.header.index(name) + 1 if name in self.header else None
        value = self.cells.get(name) or None
        return PortfolioError(
            name, value, allowed if value else say("{allowed}: it is missing", allowed=allowed), self.line, at
        )

    def percent(self, name: str) -> bool:
        """Whether a cell or its column says that it is in per cent."""
        return self.cells.get(name, "").endswith("%") or self.units.get(name) == "%"

    def number(self, name: str, what: str, low: float = -1e15, high: float = 1e15) -> float | None:
        """A cell as a number; a percent sign divides; None where it is empty."""
        text = self.cells.get(name, "")
        if not text:
            return None
        percent = self.percent(name)
        text = text.rstrip("xX×") if name == "leverage" else text
        if is_cut(text):
            raise self.fault(name, "a number with all its digits: a spreadsheet has cut it, export anew")
        try:
            found = typed(text.rstrip("%").strip().lstrip("$"), None, self.sign) / (100.0 if percent else 1.0)
        except ValueError as error:
            raise self.fault(name, str(error)) from None
        if not low <= found <= high:
            raise self.fault(name, f"{what} between {low:g} and {high:g}")
        return found

    def sided(self, size: float) -> float:
        """A size with the sign of its side, where the table has one."""
        side = self.cells.get("side", "").lower()
        if side not in ("", "long", "buy", "short", "sell", "both", "net"):
            raise self.fault("side", "long or short")
        if side in ("long", "buy") and size < 0:
            raise self.fault("size", f"a size with the sign of its side, which is {side} here")
        return -abs(size) if side in ("short", "sell") else size


def _csv_row(draft: Draft, row: _Row) -> None:
    pool = row.cells.get("pool", "") or CROSS
    market = row.cells.get("market", "")
    if not market or len(market) > 40:
        raise row.fault("market", "a market, or USD for the pool's collateral")
    mode = row.cells.get("mode", "").lower()
    if mode not in ("", CROSS, ISOLATED):
        raise row.fault("mode", "cross or isolated")
    if mode and draft.csv_modes.setdefault(pool, mode) != mode:
        raise row.fault("mode", f"{draft.csv_modes[pool]}, as in the rows of this pool above")
    other = next((p for p in draft.pools if p.casefold() == pool.casefold() and p != pool), None)
    if other is not None:
        raise row.fault("pool", say("“{other}” as in the rows above, or another name", other=other))
    size = row.number("size", "a size")
    if (wanted := coins_wanted(market)) and "size" not in row.units:
        raise row.fault("market", wanted)
    if market.upper() in DOLLAR:
        if size is None:
            raise row.fault("size", "the pool's collateral, in dollars")
        here = draft.pool(pool, mode or CROSS)
        if here.collateral is not None:
            raise row.fault("market", f"one row with the collateral of “{pool}”")
        here.collateral = size
        return
    if size is None:
        raise row.fault("size", "a size, with a minus for a short")
    if size == 0:
        draft.leave_out("positions of size 0")
        return
    entry = row.number("entry", "a price", 1e-12)
    if entry is None:
        kinds = ", ".join(DOLLAR[:3])
        raise row.fault(
            "entry",
            say("the price at which it was opened (money is a row whose market is one of {kinds})", kinds=kinds),
        )
    kept, first = (row.number(name, "a fraction", 0.0, 1.0) for name in ("maintenance", "initial"))
    if kept is not None and kept > MOST_BARE and not row.percent("maintenance"):
        raise row.fault("maintenance", "a fraction such as 0.004, or with its sign 0.4%: is it in per cent?")
    if kept is not None and first is not None and first * (1 + 1e-9) < kept < 1:
        raise row.fault("initial", "what opening takes, at least as much as the maintenance: are the two exchanged?")
    at = At(market, (row.line, "market"))
    try:
        draft.add(
            pool, mode or CROSS, symbol_of(at), row.sided(size), entry, at,
            mark=row.number("mark", "a price", 1e-12),
            maintenance=kept,
            initial=first,
            leverage=row.number("leverage", "a leverage", 1.0, 1_000.0),
        )  # fmt: skip
    except Fault as fault:
        raise row.fault("market", fault.allowed) from None


def write_csv(found: Imported) -> str:
    """A portfolio as a table; schedules become the fraction that holds at the marks now.

    Raises:
        ArgumentError: something is still asked, or a pool holds other assets, for which a table has no column.
    """
    if any(pool.holdings for pool in found.portfolio.pools.values()):
        raise ArgumentError("holdings", "other assets as collateral", "none in a table: take the JSON file")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, "mode"))
    for name, pool in found.pools.items():
        writer.writerow((name, "USD", repr(float(pool.collateral)), "", "", "", "", found.modes[name]))
        for p in pool.positions:
            mark = found.marks[p.symbol]
            notional = abs(p.size) * mark
            rates = (float(p.maintenance_requirement(mark)) / notional, float(p.initial_requirement(mark)) / notional)
            said = [repr(r) if r <= MOST_BARE else f"{100 * r!r}%" for r in rates]
            numbers = (repr(float(x)) for x in (p.size, p.entry_price, mark))
            writer.writerow((name, p.symbol, *numbers, *said, found.modes[name]))
    return out.getvalue()

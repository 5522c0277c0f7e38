r"""Portfolios out of what venues and tools hand out, by the shape of the text, and back into a file of the course's own.

>>> from course.venues import portfolios
>>> table = "pool,market,size,entry,mark,maintenance,initial\ncross,USD,6000\ncross,BTC,1,60000,60000,0.012,0.02"
>>> found = portfolios.read(table)
>>> found.ready, found.portfolio.pools["cross"].collateral
(True, 6000.0)

:func:`read` takes one text, or several of one account (positions and wallet, account and markets). What cannot be known is asked
(:attr:`Imported.asked`); answers are given by key and the texts read once more. A bad text raises :class:`PortfolioError`, one
sentence with line and column, and nothing of a text with a key in it is kept. Nothing here touches a disk or a network.

What the forms do not say, and so is asked or assumed:

=================== ======================================== ======================================================
file                asked                                    assumed, and shown to be changed
=================== ======================================== ======================================================
own table, JSON     collateral, marks, maintenance that are  a pool's mode; opening takes twice the maintenance
                    not in it
dYdX                marks without profit or markets; mainte-  nothing: pools and their modes follow from numbers
                    nance of all but BTC and ETH without the
                    markets' file; cash of a bare list
Hyperliquid         a unified account's collateral           maintenance is half of 1 / maxLeverage, where the
                                                             course's tiers have another maximum
Binance             the wallet without ``account``;          a fraction of the file holds for every size, where it is
                    maintenance in version 2                 not that of the course's tiers
Bybit               the mode of a unified account; the        as Binance; ``positionBalance`` is the collateral
                    wallet without ``wallet-balance``
OKX                 the balance without ``balance``          as Binance; what a contract holds; the fee of closing
ccxt                the mode where it is None; collateral in  as Binance; ``contractSize`` where it is None; isolated
                    cross                                    ``collateral`` contains the open profit
=================== ======================================== ======================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from course.texts import joined, listed, say
from course.validation import ArgumentError
from course.venues.portfolios import binance, bybit, course_file, dydx, hyperliquid, okx, unified
from course.venues.portfolios.course_file import FORMAT, write, write_csv
from course.venues.portfolios.imported import Assumption, Difference, Draft, Imported, OpenQuestion, ShownPrice
from course.venues.portfolios.marks import Marks, read_marks
from course.venues.portfolios.snapshot import markdown, redacted
from course.venues.portfolios.text import (
    LARGEST,
    MOST,
    At,
    Fault,
    PortfolioError,
    Rows,
    documents,
    guard,
    is_json,
    load,
    locate,
    said,
)

FORMS: tuple[ModuleType, ...] = (course_file, hyperliquid, dydx, binance, bybit, okx, unified)
"""Every form of JSON, in the order in which they are tried; no text matches two."""

KNOWN = (
    "an answer of dYdX's indexer, Hyperliquid's clearinghouseState, positions of Binance, Bybit or OKX, ccxt's fetch_positions,"
    " or a file of this course"
)


def read(*texts: str, answers: Mapping[str, Any] | None = None) -> Imported:
    """The portfolio that one or more texts of an account hold.

    Args:
        texts: as pasted or read from files; JSON answers may also stand below each other in one text.
        answers: to :attr:`Imported.asked` and :attr:`Imported.assumed`, by key; fractions for what is asked in %.

    Raises:
        PortfolioError: for a text that is none, with its place.
    """
    if not texts:
        raise PortfolioError("file", None, KNOWN)
    given = dict(answers or {})
    parts = [part for text in texts for part in documents(guard(text))]
    if not all(is_json(part) for part in parts):
        if len(parts) > 1:
            raise PortfolioError("file", None, "one table at a time, or several JSON answers of one account")
        return _whole(lambda: course_file.read_csv(parts[0], given))
    contents = [At(load(part), (number,)) for number, part in enumerate(parts)]
    try:
        for content in contents:
            _refuse_errors(content)
        contents = _together([unpacked(content) for content in contents])
        forms = [_form(content) for content in contents]
        if len({form.FORM for form in forms}) > 1:
            raise PortfolioError("file", listed(f.FORM for f in forms), "answers of one venue at a time")
        return _whole(lambda: forms[0].read(contents, given))
    except Fault as fault:
        raise _placed(parts, fault) from None


#: What answers are wrapped in: by the venues' streams, by their interfaces over a socket, by tools that keep what they asked.
WRAPPERS = (
    "result", "contents", "data", "response", "payload", "body", "account", "state", "clearinghouseState", "list", "rows",
    "positions",
)  # fmt: skip


def unpacked(content: At) -> At:
    """The answer inside what it is wrapped in, or the list that a row alone, or rows by their markets, should stand in.

    A text that has a form is left as it is; one that has none comes back as it was, too.
    """
    here = content
    for _ in range(4):
        for one in (here, *here.listed()):
            if any(form.matches(one) for form in FORMS):
                return one
        value = here.value
        if isinstance(value, list) and len(value) == 1:
            inner = [At(value[0], (*here.path, 0))]
        elif isinstance(value, dict):
            inner = [
                At(value[name], (*here.path, name)) for name in WRAPPERS if isinstance(value.get(name), dict | list)
            ]
        else:
            inner = []
        if len(inner) != 1:
            break
        here = inner[0]
    return content


def _together(contents: list[At]) -> list[At]:
    """Rows that stand below each other without a list around them, each a text of its own, are one list."""
    rows = [isinstance(c, Rows) for c in contents]
    if len(contents) < 2 or not all(rows):
        return contents
    return [Rows([row for c in contents for row in c.value], (), tuple(row for c in contents for row in c.items()))]


def _form(content: At) -> ModuleType:
    """Which form a text has."""
    for form in FORMS:
        if form.matches(content):
            return form
    if _empty(content.value):
        raise Fault(content.path, None, "it holds no positions: an empty account is safe")
    rows = content.value if isinstance(content.value, list) else [content.value]
    names = ", ".join(str(name)[:20] for name in rows[0])[:60] if isinstance(rows[0], dict) else None
    raise Fault(content.path, names, f"{KNOWN}; this is none of them")


def _empty(value: Any) -> bool:
    """Whether an answer is an empty list, whatever it is wrapped in."""
    inner = (
        [value[name] for name in WRAPPERS if isinstance(value.get(name), dict | list)]
        if isinstance(value, dict)
        else []
    )
    return value in ([], {}) or (bool(inner) and all(map(_empty, inner)))


def _refuse_errors(content: At) -> None:
    """A venue's refusal instead of its answer."""
    value = content.value
    if not isinstance(value, dict):
        return
    code = next((value[n] for n in ("retCode", "code", "status") if n in value), None)
    message = next((value[n] for n in ("retMsg", "msg", "message", "error", "errors") if value.get(n)), None)
    if isinstance(message, list) and message and isinstance(message[0], dict):
        message = message[0].get("msg", message[0])
    fine = code in (None, 0, "0", "00000", "ok", "OK", "success", 200)
    if message is None or (fine and (code is not None or not {"error", "errors"} & set(value))):
        return
    raise Fault(
        content.path, str(message)[:80], "an answer with positions: this is the venue's refusal, ask it once more"
    )


def _whole(reading: Callable[[], Draft]) -> Imported:
    """The record of a draft that holds anything."""
    try:
        draft = reading()
        if draft.count or any(pool.collateral or pool.holdings for pool in draft.pools.values()):
            return draft.done()
    except PortfolioError:
        raise
    except ArgumentError as error:  # of a position or a market that cannot be
        raise PortfolioError(error.argument, error.value, error.allowed) from None
    passed = (
        say(" ({n} left out)", n=joined(", ", (f"{n} {what}" for what, n in draft.left_out.items())))
        if draft.left_out
        else ""
    )
    raise PortfolioError("positions", None, f"none is open{passed}: an empty account is safe")


def _placed(parts: list[str], fault: Fault) -> PortfolioError:
    """A fault with its line and column."""
    first, *rest = fault.path or ("",)
    if not isinstance(first, int):
        return PortfolioError(said(fault.path), fault.value, fault.allowed)
    line, column = locate(parts[first], tuple(rest))
    return PortfolioError(said(tuple(rest)), fault.value, fault.allowed, line, column)


__all__ = [
    "FORMAT",
    "KNOWN",
    "LARGEST",
    "MOST",
    "Assumption",
    "Difference",
    "Imported",
    "Marks",
    "OpenQuestion",
    "PortfolioError",
    "ShownPrice",
    "markdown",
    "read",
    "read_marks",
    "redacted",
    "write",
    "write_csv",
]  # fmt: skip

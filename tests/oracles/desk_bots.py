"""What a bot shows of a position of a book: the venue's wall by halving, each tool's by its one line; for whole books."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from course.venues.tools import TOOLS

from .support import Told, UndecidedError, oracle, says
from .test_choosing_a_platform import SHORT, SHOWN, SLICES, row, sliced
from .test_portfolio_desk import CASH, HELD, LEGS

SILENT = "shows no price"


@dataclass(frozen=True)
class Held:
    """One pool: cash, and by coin size, entry and mark."""

    venue: str
    cash: float
    legs: dict[str, tuple[float, float, float]]

    def rows(self, s: str) -> list[tuple[float, float, float]]:
        return SHOWN.get(f"{self.venue} {s}") or SLICES[self.venue, s]

    def health(self, symbol: str, price: float) -> float:
        total = self.cash
        for s, (size, entry, mark) in self.legs.items():
            at = price if s == symbol else mark
            total += size * (at - entry) - sliced(self.rows(s), abs(size) * at)
        return total

    def wall(self, symbol: str) -> float | None:
        """The price at which health is gone; the mark if it is already; None if no price does it."""
        size, _, mark = self.legs[symbol]
        good, bad = mark, mark * (1e-12 if size > 0 else 1e6)
        if self.health(symbol, good) <= 0:
            return mark
        if self.health(symbol, bad) > 0:
            return None
        for _ in range(120):
            middle = (good + bad) / 2
            good, bad = (middle, bad) if self.health(symbol, middle) > 0 else (good, middle)
        return good

    def stakes(self) -> dict[str, float]:
        paid = {s: abs(size) * entry for s, (size, entry, _) in self.legs.items()}
        return {s: self.cash * x / sum(paid.values()) for s, x in paid.items()}

    def edges(self) -> bool:
        """Whether a size lies on the edge of a tier, where rounding decides."""
        worth = {s: abs(size) * mark for s, (size, _, mark) in self.legs.items()}
        return any(
            abs(x / floor - 1) < 1e-9
            for by in (worth, self.stakes())
            for s, x in by.items()
            for floor, *_ in self.rows(s)[1:]
        )

    def tools(self, symbol: str) -> dict[str, float | None]:
        """The price of each tool that shows one, before its buffer; None: it shows none."""
        size, entry, mark = self.legs[symbol]
        alone, worth, stakes = len(self.legs) == 1, abs(size) * mark, self.stakes()

        def price(margin: float, rate: float, less: float = 0.0) -> float | None:
            found = (size * entry - margin - less) / (size - rate * abs(size))
            return found if found > 0 else None

        found: dict[str, float | None] = {}
        if self.venue == "binance":
            rate, less, _ = row(self.rows(symbol), stakes[symbol])
            margin = self.cash
            for s, (q, e, m) in self.legs.items():
                if s != symbol:
                    r, d, _ = row(self.rows(s), stakes[s])
                    margin += abs(q) * (m - e) - (abs(q) * m * r - d)
            found["freqtrade"] = price(margin, rate, less)
            found["ccxt"] = price(self.cash, row(self.rows(symbol), worth)[0])
        else:
            found["freqtrade"] = price(self.cash, self.rows(symbol)[0][1])
        for tool, rate in (("jesse", 0.004), ("OctoBot", 0.01)):
            flat = (size * entry - self.cash + rate * abs(size) * entry) / size
            found[tool] = flat if alone and flat > 0 else None
        return found


def check(told: Told, held: Held, symbol: str) -> None:
    """Hold a frame against the book that it is of."""
    size, _, mark = held.legs[symbol]
    name, way = SHORT[held.venue], math.copysign(1, size)
    if held.edges() or abs(held.health(symbol, mark)) < 1e-6:
        raise UndecidedError
    price = held.wall(symbol)
    if price is None:
        assert told.title == f"No price of {symbol} alone closes it"
        assert not told.rows("walls")
        assert told.rows("why") == [{"label": told.title}]
        return
    true = way * (1 - price / mark)
    if true <= 0:
        assert told.title == f"{name} may close it now"
        assert not told.rows("walls")
        assert told.rows("why") == [{"label": told.title}]
        return
    assert says(told.bold[0], price)
    assert says(told.bold[1], true)
    assert ("fallen" in told.sentence) == (size > 0)
    assert says(told.subtitle, abs(size) * mark)
    prices = held.tools(symbol)
    away = {tool: None if p is None else way * (1 - p / mark) for tool, p in prices.items()}
    errors = {tool: d / true - 1 for tool, d in away.items() if d is not None}
    for tool, p in prices.items():
        part = told.sentence.partition(f"{tool} works out ")[2]
        assert bool(part) == (p is not None)
        assert p is None or says(part.partition(";")[0], p)
    if not errors:
        assert says(told.title, true)
        assert "No tool that is known here shows a price for it." in told.sentence
    else:
        worst = max(map(abs, errors.values()))
        if worst < 5e-4:
            assert told.title.endswith(f"{name}'s wall exactly")
            assert all(tool in told.title for tool in errors)
        elif worst < 0.02:
            assert says(told.title, 0.02)
            assert "no tool is off by more than" in told.title
        else:
            far, near = max(errors, key=errors.__getitem__), min(errors, key=errors.__getitem__)
            named = [t for t in dict.fromkeys((far, near)) if abs(errors[t]) >= 0.02]
            parts = told.title.split(", ")
            assert len(parts) == len(named)
            for part, tool in zip(parts, named, strict=True):
                assert any(t in part and abs(errors[t] - errors[tool]) < 1e-9 for t in errors)
                assert says(part, errors[tool])
                assert ("too far" in part) == (errors[tool] > 0)
    bars = told.rows("walls")
    assert [b["tool"] for b in bars] == [name, *away]
    assert [b["own"] for b in bars] == [True, *[False] * len(away)]
    assert not told.rows("why")
    for bar, distance in zip(bars, [true, *away.values()], strict=True):
        assert bar["beside"] == pytest.approx(max(distance or 0.0, true), abs=1e-8)
        if distance is None:
            assert (bar["distance"], bar["off"], bar["label"]) == (0.0, 0.0, SILENT)
            continue
        assert bar["distance"] == pytest.approx(distance, abs=1e-8)
        assert bar["off"] == pytest.approx(distance / true - 1, abs=1e-7)
        assert says(bar["label"].partition(", ")[0], distance)
        tail = bar["label"].partition(", ")[2]
        assert bool(tail) == (not bar["own"])
        if tail:
            error = distance / true - 1
            assert (tail == "exact") == (abs(error) < 5e-4)
            assert tail == "exact" or (says(tail, error) and ("too far" in tail) == (error > 0))
    assert told.rows("venue")[0]["distance"] == pytest.approx(true)
    farthest = max([true, *(abs(d) for d in away.values() if d is not None)])
    assert told.rows("room")[0]["distance"] == pytest.approx(3.2 * farthest)
    twin = told.cells
    assert twin[0]["who"] == name
    assert says(twin[0]["price"], price)
    assert says(twin[0]["distance"], true)
    assert (twin[0]["off by"], twin[0]["with its buffer"]) == ("the venue's rule", "none")
    assert [line["who"].split()[0] for line in twin[1:]] == [*away, "nautilus_trader"]
    for line, (who, p) in zip(twin[1:], prices.items(), strict=False):
        tool = next(t for t in TOOLS if t.title == line["who"] and t.stands_for(held.venue))
        assert [line[c] for c in ("shortcut", "what it does", "to be fair", "source")] == [
            tool.shortcut, tool.does, tool.fair, str(tool.source),
        ]  # fmt: skip
        distance = away[who]
        if p is None or distance is None:
            assert line["price"] == line["distance"] == line["off by"] == "no price"
            continue
        assert says(line["price"], p)
        assert says(line["distance"], distance)
        error = distance / true - 1
        assert (line["off by"] == "exact") == (abs(error) < 5e-4)
        assert line["off by"] == "exact" or says(line["off by"], error)
        assert (
            says(line["with its buffer"], 0.95 * distance) if who == "freqtrade" else line["with its buffer"] == "none"
        )


@oracle("portfolio_desk", "bots")
def bots(told: Told, which: str) -> None:
    pool = next(name for name, names in HELD.items() if which in names)
    held = Held("hyperliquid", CASH[pool], {s: LEGS[s][:3] for s in HELD[pool]})
    check(told, held, which)

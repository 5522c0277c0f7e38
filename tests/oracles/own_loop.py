"""A plain loop over one's own history, which tests hold the replay and the explorer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.simulation.own import History, Payment, Transfer


@dataclass(frozen=True)
class Rules:
    """A venue as far as the loop knows one: what a position must have to stay and to open, and what a closed pool keeps."""

    keeps: Callable[[str, float, float, float], float]
    opens: Callable[[str, float, float, float], float]
    at_equality: bool = True
    left: Callable[[float, float], float] = lambda equity, need: 0.0


class Loop:
    """One mode by plain arithmetic: cash and positions by market, one place of cash in cross, one a market in isolated."""

    def __init__(self, cross: bool, money: float, leverage: float, rules: Rules) -> None:
        self.cross, self.leverage, self.rules = cross, leverage, rules
        self.free = money
        self.margin: dict[str, float] = {}
        self.size: dict[str, float] = {}
        self.entry: dict[str, float] = {}
        self.own: dict[str, float] = {}
        self.off: dict[str, bool] = {}
        self.paid_in, self.unpaid, self.fees, self.funding = money, 0.0, 0.0, 0.0
        self.liquidated: list[tuple[float, str]] = []
        self.refused = self.skipped = 0
        #: Cash, margins, sizes and entries at every mark, after the venue has looked.
        self.states: list[tuple[float, dict[str, float], dict[str, float], dict[str, float]]] = []

    def worth(self, price: dict[str, float]) -> float:
        open_profit = sum(q * (price[s] - self.entry[s]) for s, q in self.size.items())
        return self.free + sum(self.margin.values()) + open_profit

    def asked(self, price: dict[str, float]) -> float:
        return sum(self.rules.opens(s, q, price[s], self.entry[s]) for s, q in self.size.items())

    def transfer(self, amount: float, price: dict[str, float]) -> None:
        if amount < 0:
            have = self.free
            if self.cross:
                have = self.worth(price) - self.asked(price)
            paid = min(-amount, max(have, 0.0))
            self.unpaid += -amount - paid
            amount = -paid
        self.free += amount
        self.paid_in += amount

    def pay(self, symbol: str, amount: float) -> None:
        """By the net size, each side its part; names of sides are ``"BTC long"`` and ``"BTC short"``."""
        sides = [s for s in self.own if s.split()[0] == symbol]
        own = sum(self.own[s] for s in sides)
        if own == 0:
            amount *= 0.0 if any(self.off.get(s) for s in sides) else 1.0
            self.funding += amount
            self.free = self.free + amount if self.cross else max(self.free + amount, 0.0)
            return
        for s in sides:
            part = amount * self.size.get(s, 0.0) / own
            self.funding += part
            if self.cross:
                self.free += part
            elif s in self.size:
                self.margin[s] += part

    def trade(self, symbol: str, delta: float, price: float, fee: float, marks: dict[str, float]) -> None:
        own = self.own.get(symbol, 0.0)
        after = own + delta
        if abs(after) < 1e-9 * max(abs(own), abs(delta)):
            after = 0.0
        self.own[symbol] = after
        if own * delta < 0:
            part = min(abs(delta), abs(own)) / abs(own) if after * own > 0 else 1.0
            mine = self.size.get(symbol)
            if mine is not None:
                gone = mine * part
                cost = fee * abs(gone / delta)
                self.fees += cost
                gain = gone * (price - self.entry[symbol]) - cost
                if self.cross:
                    self.free += gain
                else:
                    out = self.margin[symbol] * part + gain
                    self.margin[symbol] += -self.margin[symbol] * part + min(out, 0.0)
                    self.free += max(out, 0.0)
                self.size[symbol] = mine - gone
                if part == 1:
                    self.gone(symbol)
            if after * own <= 0:
                self.off[symbol] = False
            delta_open = after if after * own < 0 else 0.0
        else:
            delta_open = delta
        if delta_open == 0:
            return
        if self.off.get(symbol):
            self.skipped += 1
            return
        cost = fee * abs(delta_open / delta)
        mine = self.size.get(symbol, 0.0)
        size = mine + delta_open
        entry = (mine * self.entry.get(symbol, 0.0) + delta_open * price) / size
        if self.cross:
            now = {**marks, symbol: price}
            had = (self.size.get(symbol), self.entry.get(symbol))
            self.size[symbol], self.entry[symbol] = size, entry
            self.free -= cost
            ok = self.worth(now) >= self.asked(now) * (1 - 1e-9) - 1e-9
            if not ok:
                self.free += cost
                if had[0] is None:
                    del self.size[symbol], self.entry[symbol]
                else:
                    self.size[symbol], self.entry[symbol] = had
        else:
            least = self.rules.opens(symbol, size, price, entry) / (abs(size) * price)
            into = abs(delta_open) * price * max(1 / self.leverage, least)
            ok = into + cost <= self.free + 1e-9 * max(1.0, into)
            if ok:
                self.free = max(self.free - into - cost, 0.0)
                self.margin[symbol] = self.margin.get(symbol, 0.0) + into
                self.size[symbol], self.entry[symbol] = size, entry
        if not ok:
            self.refused += 1
            self.off[symbol] = True
            return
        self.fees += cost

    def gone(self, symbol: str) -> None:
        del self.size[symbol], self.entry[symbol]
        if symbol in self.margin:
            self.free += max(self.margin.pop(symbol), 0.0)

    def look(self, time: float, price: dict[str, float]) -> None:
        """The venue: positions small enough are closed whole; what equity is left is taken, or kept by the trader."""
        pools = [("cross", list(self.size))] if self.cross else [(s, [s]) for s in self.size]
        for name, symbols in pools:
            if not symbols:
                continue
            cash = self.free if self.cross else self.margin[name]
            equity = cash + sum(self.size[s] * (price[s] - self.entry[s]) for s in symbols)
            need = sum(self.rules.keeps(s, self.size[s], price[s], self.entry[s]) for s in symbols)
            if equity > need or (equity == need and not self.rules.at_equality):
                continue
            left = self.rules.left(equity, need)
            self.liquidated.append((time, name))
            for s in symbols:
                self.off[s] = True
                if self.cross:
                    del self.size[s], self.entry[s]
                else:
                    self.margin[s] = left
                    self.gone(s)
            if self.cross:
                self.free = left


def follow(
    history: History,
    times: Any,
    prices: Any,
    cross: bool,
    money: float,
    leverage: float,
    rules: Rules,
    sides: bool = False,
) -> tuple[Loop, list[float]]:
    """Mark by mark, nothing clever; with ``sides`` prices are by the names of sides too."""
    loop = Loop(cross, money, leverage, rules)
    records = [*history.transfers, *history.fills, *history.payments]
    records.sort(key=lambda r: r.time)
    at, seen, worth = 0, {s: float(prices[s][0]) for s in prices}, []
    for k, time in enumerate(times):
        while at < len(records) and records[at].time <= time:
            r = records[at]
            if isinstance(r, Transfer):
                loop.transfer(r.amount, seen)
            elif isinstance(r, Payment):
                loop.pay(r.symbol, r.amount)
            else:
                loop.trade(f"{r.symbol} {r.leg}".rstrip() if sides else r.symbol, r.size, r.price, r.fee, seen)
            at += 1
        seen = {s: float(prices[s][k]) for s in prices}
        loop.look(time, seen)
        worth.append(loop.worth(seen))
        loop.states.append((loop.free, dict(loop.margin), dict(loop.size), dict(loop.entry)))
    return loop, worth

"""Random books for the desk, and what they come to leg by leg: nothing of the lesson's or the engine's arithmetic is used.

Half of them go by the fractions that came with them, half by the tiers of a venue: of those only the published rows are taken.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace

from course import venues
from course.lessons.portfolio_desk.book import Book, BookPool, BookPosition
from course.margin import Holding

MARKETS = ("BTC", "ETH", "SOL", "DOGE", "AAA-USD", "BBB", "CCC", "DDD")
VOLATILITY = {"BTC": 0.62, "ETH": 0.80}


@dataclass(frozen=True)
class Tiers:
    """A venue's rows of one market, and what it says beside them.

    Floors count USD or, ``by_size``, base units; an edge belongs to the tier above (``upper``) or below it. A rate is for the
    part of a position within its tier, or for the ``whole`` of it. ``at_entry``: counted on what was paid, not at the mark.
    ``fee``: of closing, part of what keeping takes; on the same value as the rate. ``counted``: profit that backs new positions.
    """

    floors: tuple[float, ...]
    rates: tuple[float, ...]
    first: tuple[float, ...]
    whole: bool
    by_size: bool
    upper: bool
    at_entry: bool
    fee: float
    counted: float
    #: What the rates come to at the least, USD.
    least: float = 0.0
    #: The highest leverage, where the fee is counted at the bankruptcy price, and for opening too.
    most: float = 0.0

    def charged(self, size: float, setting: float | None) -> float:
        """The fee of closing, by value: at the price at which a margin of 1 / leverage is gone."""
        return self.fee * (1 - math.copysign(1, size) / min(setting or self.most, self.most)) if self.most else self.fee

    def value(self, size: float, entry: float, mark: float) -> float:
        return abs(size) * (entry if self.at_entry else mark)

    def tier(self, size: float, value: float) -> int:
        much = abs(size) if self.by_size else value
        return max(sum(much >= f if self.upper else much > f for f in self.floors) - 1, 0)

    def kept(self, size: float, entry: float, mark: float, setting: float | None) -> float:
        value, fee = self.value(size, entry, mark), self.charged(size, setting)
        if self.whole:
            return max(self.rates[self.tier(size, value)] * value, self.least) + fee * value
        tops = (*self.floors[1:], math.inf)
        parts = (
            rate * (min(value, top) - low)
            for rate, low, top in zip(self.rates, self.floors, tops, strict=True)
            if value > low
        )
        return sum(parts) + fee * value

    def opened(self, size: float, entry: float, mark: float, setting: float | None) -> float:
        value = self.value(size, entry, mark)
        share = self.first[self.tier(size, value)]
        if setting:
            share = max(share, 1 / min(setting, 1 / self.first[0]))
        return (share + (self.charged(size, setting) if self.most else 0.0)) * value

    def steep(self, size: float, entry: float, mark: float, setting: float | None) -> float:
        """What keeping it takes more for each USD of notional at the mark."""
        if self.at_entry:
            return 0.0
        return self.rates[self.tier(size, self.value(size, entry, mark))] + self.charged(size, setting)

    def turns(self, size: float) -> list[float]:
        """The prices at which it passes into another tier."""
        if self.at_entry or self.by_size or self.whole:
            return []
        return [floor / abs(size) for floor in self.floors[1:]]


def tiers_of(venue: str, market: str) -> Tiers | None:
    """The rows of a market on a venue; what they say beside them is from the venues' pages."""
    rules = venues.get(venue)
    if not venue or coin(market) not in rules.symbols:
        return None
    table = rules.table(coin(market))
    at_entry = venue in ("gmx", "bitmex")
    fee = {"gmx": 0.0006, "bybit": 0.00055, "okx": 0.0005}.get(venue, 0.0)
    first = table.initial
    if venue == "gmx":  # whoever opens must pass the test of keeping
        first = tuple(max(f, m + fee) for f, m in zip(table.initial, table.maintenance, strict=True))
    return Tiers(
        table.floors, table.maintenance, first, table.applies == "whole", table.measure == "size",
        table.boundary == "upper", at_entry, fee, {"gmx": 0.0, "drift": 100.0}.get(venue, math.inf),
        1.0 if venue == "gmx" else 0.0, 1 / table.initial[0] if venue == "bybit" else 0.0,
    )  # fmt: skip


@dataclass
class Line:
    """A position: its market, size, entry, mark, and the shares of notional that keeping and opening it take, or tiers."""

    market: str
    size: float
    entry: float
    mark: float
    kept: float
    first: float
    tiers: Tiers | None = None
    setting: float | None = None

    def keeping(self) -> float:
        """What keeping it takes, USD."""
        if self.tiers is None:
            return self.kept * self.notional
        return self.tiers.kept(self.size, self.entry, self.mark, self.setting)

    def opening(self) -> float:
        """What opening it would take, USD."""
        if self.tiers is None:
            share = max(self.first, 1 / min(self.setting, 1 / self.first)) if self.setting else self.first
            return share * self.notional
        return self.tiers.opened(self.size, self.entry, self.mark, self.setting)

    def steep(self) -> float:
        """What keeping it takes more for a dollar more of notional."""
        return self.kept if self.tiers is None else self.tiers.steep(self.size, self.entry, self.mark, self.setting)

    def uncounted(self) -> float:
        """Open profit that does not back new positions."""
        return 0.0 if self.tiers is None else max(self.profit - self.tiers.counted, 0.0)

    @property
    def side(self) -> str:
        return "long" if self.size > 0 else "short"

    @property
    def notional(self) -> float:
        return abs(self.size) * self.mark

    @property
    def profit(self) -> float:
        return self.size * (self.mark - self.entry)


@dataclass
class Plain:
    """One pool."""

    cash: float
    lines: list[Line]
    #: Asset, amount, mark, weights for opening and keeping.
    coins: list[tuple[str, float, float, float, float]] = field(default_factory=list)

    @property
    def symbols(self) -> list[str]:
        return list(dict.fromkeys([x.market for x in self.lines] + [c[0] for c in self.coins]))

    def worth(self) -> float:
        return sum(amount * mark for _, amount, mark, _, _ in self.coins)

    def equity(self) -> float:
        return self.cash + sum(x.profit for x in self.lines) + self.worth()

    def needs(self, first: bool = False) -> float:
        cut = sum(abs(1 - c[3 if first else 4]) * abs(c[1] * c[2]) for c in self.coins)
        return cut + sum(x.opening() if first else x.keeping() for x in self.lines)

    def health(self) -> float:
        return self.equity() - self.needs()

    def free(self) -> float:
        return self.equity() - sum(x.uncounted() for x in self.lines) - self.needs(first=True)

    def notional(self) -> float:
        return sum(x.notional for x in self.lines)

    def slope(self, symbol: str, ratio: float = 1.0) -> float:
        """Health that a rise of 100 % is worth; ``ratio``: of equity less the requirement over it."""
        held = sum(x.size * x.mark - x.steep() * x.notional / ratio for x in self.lines if x.market == symbol)
        return held + sum(c[1] * c[2] * (1 - abs(1 - c[4]) / ratio) for c in self.coins if c[0] == symbol)

    def whole(self, ratio: float = 1.0) -> float:
        return sum(self.slope(s, ratio) for s in self.symbols)

    def way(self) -> int:
        return -1 if self.whole() >= 0 else 1

    def along(self, direction: dict[str, float], ratio: float = 1.0) -> float | None:
        """How far along a direction health is gone: 0 if it is, None if a price would be 0 first."""
        fall = max([-d for d in direction.values()] + [0.0])
        end = 1 / fall if fall else math.inf
        # Between the prices at which something passes into another tier, health is a straight line.
        stops = sorted(
            t for x in self.lines if x.tiers and direction.get(x.market) for p in x.tiers.turns(x.size)
            if 0 < (t := (p / x.mark - 1) / direction[x.market]) < end
        )  # fmt: skip

        def room(t: float) -> float:
            there = self.moved({s: t * d for s, d in direction.items()})
            return there.equity() - there.needs() / ratio

        start, here = 0.0, room(0.0)
        if here < 0:
            return 0.0
        for stop in [*stops, math.inf]:
            probe = stop if stop < math.inf else start + (min(end, start + 1.0) - start) / 2
            there = room(probe)
            pace = (there - here) / (probe - start) if probe > start else 0.0
            if pace < -1e-15 * (abs(here) + abs(there)):
                t = start - here / pace
                if t <= stop:
                    return t if t < end else None
            start, here = probe, there
        return None

    def together(self, ratio: float = 1.0) -> float | None:
        """The common move that ends it, in the way that costs it."""
        t = self.along(dict.fromkeys(self.symbols, float(self.way())), ratio)
        return None if t is None else self.way() * t

    def by_betas(self) -> float | None:
        betas = {s: beta(s) for s in self.symbols}
        there, back = self.along(betas), self.along({s: -b for s, b in betas.items()})
        if there is None and back is None:
            return None
        return -back if there is None or (back is not None and back < there) else there

    def alone(self, symbol: str) -> float | None:
        found = [way * t for way in (1, -1) if (t := self.along({symbol: float(way)})) is not None]
        return min(found, key=abs) if found else None

    def deviation(self, shift: float = 0.0) -> float:
        s = [(self.slope(a) * volatility(a), a) for a in self.symbols]
        return math.sqrt(max(sum(x * y * rho(a, b, shift) for x, a in s for y, b in s), 0.0) / 365)

    def sigmas(self, shift: float = 0.0) -> float:
        scale = sum(abs(self.slope(a)) for a in self.symbols)
        deviation = self.deviation(shift)
        return math.inf if deviation <= 1e-12 * scale or self.endless() else self.health() / deviation

    def endless(self) -> bool:
        """Whether nothing ends it: not all prices on their way to 0, nor any one of them."""
        ways = [dict.fromkeys(self.symbols, -1.0), *({s: way} for s in self.symbols for way in (1.0, -1.0))]
        return all(self.along(way) is None for way in ways)

    def trade(self, market: str, side: str, size: float, fee: float) -> None:
        """A trade at the mark in the line of a market and side; a new one takes the fractions of ``market``'s others."""
        line = next(x for x in self.lines if (x.market, x.side) == (market, side))
        self.cash -= fee * abs(size) * line.mark
        if size * line.size < 0:
            part = min(abs(size / line.size), 1.0)
            self.cash += part * line.profit
            line.size *= 1 - part
            if part == 1:
                self.lines.remove(line)
        else:
            line.entry = (line.size * line.entry + size * line.mark) / (line.size + size)
            line.size += size

    def copied(self) -> Plain:
        """The same once more, to be changed: of its own are the lines; tiers and coins never change."""
        return Plain(self.cash, [replace(x) for x in self.lines], list(self.coins))

    def moved(self, moves: dict[str, float]) -> Plain:
        other = self.copied()
        for x in other.lines:
            x.mark *= 1 + moves.get(x.market, 0.0)
        other.coins = [(a, n, m * (1 + moves.get(a, 0.0)), w, v) for a, n, m, w, v in other.coins]
        return other


def coin(market: str) -> str:
    return market.removesuffix("-USD")


def volatility(market: str) -> float:
    return VOLATILITY.get(coin(market), 0.95)


def rho(a: str, b: str, shift: float = 0.0) -> float:
    a, b = coin(a), coin(b)
    if a == b:
        return 1.0
    base = 0.84 if {a, b} == {"BTC", "ETH"} else 0.78 if "BTC" in (a, b) else 0.80
    return base + shift * (1 - base) if shift > 0 else base * (1 + shift)


def beta(market: str) -> float:
    return rho(market, "BTC") * volatility(market) / 0.62


def plain(book: Book) -> dict[str, Plain]:
    """The pools of a book."""
    return {
        box.name: Plain(
            box.collateral,
            [
                Line(
                    x.market,
                    x.size,
                    x.entry,
                    book.marks[x.market],
                    x.maintenance,
                    max(x.initial, x.maintenance),
                    tiers_of(book.venue, x.market) if book.venue and x.tiered else None,
                    x.leverage,
                )
                for x in box.legs
            ],
            [(h.asset, h.amount, book.marks[h.asset], h.initial_weight, h.maintenance_weight) for h in box.holdings],
        )
        for box in book.boxes
        if box.legs
    }


def idle(book: Book) -> float:
    """Cash that no position draws on (the books drawn here hold no coins there), USD."""
    return sum(box.collateral for box in book.boxes if not box.legs)


def main(pools: dict[str, Plain]) -> str:
    return max(pools, key=lambda name: pools[name].notional())


def labels(pools: dict[str, Plain]) -> dict[tuple[str, str, str], str]:
    """Pool, market and side → what a position is called."""
    names = {}
    for pool, held in pools.items():
        for x in held.lines:
            both = sum(y.market == x.market for y in held.lines) > 1
            names[pool, x.market, x.side] = f"{x.market} {x.side}" if both else x.market
    known = list(names.values())
    return {key: name if known.count(name) == 1 else f"{name}, {key[0]}" for key, name in names.items()}


def random_book(rng: random.Random, *, coins: bool = True, dead: float = 0.1) -> Book:
    """One to four pools: hedged, hedge mode, one way, with coins as collateral, some beyond their border."""
    marks = {m: float(f"{10 ** rng.uniform(-4, 4.5):.5g}") for m in MARKETS}
    rates = {m: rng.choice((0.004, 0.0125, 0.025, 0.05, 0.1)) for m in MARKETS}
    boxes = []
    for number in range(rng.choice((1, 1, 2, 3, 4))):
        legs: list[BookPosition] = []
        lean = rng.choice((0.1, 0.5, 0.9))
        for market in rng.sample(MARKETS, rng.choice((1, 1, 2, 3, 5))):
            for side in (1, -1) if rng.random() < 0.1 else (1 if rng.random() < lean else -1,):
                size = float(f"{side * 10 ** rng.uniform(2, 5) / marks[market]:.5g}")
                entry = float(f"{marks[market] * rng.uniform(0.7, 1.4):.6g}")
                legs.append(BookPosition(market, size, entry, rates[market], min(2 * rates[market], 1.0)))
        holdings: tuple[Holding, ...] = ()
        if coins and rng.random() < 0.15:
            asset = rng.choice(MARKETS)
            holdings = (Holding(asset, float(f"{10 ** rng.uniform(1, 4) / marks[asset]:.4g}"), 0.8, 0.9),)
        box = Plain(
            0.0, [Line(x.market, x.size, x.entry, marks[x.market], x.maintenance, x.initial) for x in legs],
            [(h.asset, h.amount, marks[h.asset], 0.8, 0.9) for h in holdings],
        )  # fmt: skip
        room = -0.2 if rng.random() < dead else 10 ** rng.uniform(-2, 0.3)
        cash = float(f"{room * box.notional() - box.health():.7g}")
        boxes.append(BookPool(f"pool {number}", cash, tuple(legs), holdings))
    if rng.random() < 0.15:
        boxes.append(BookPool("idle", float(f"{10 ** rng.uniform(2, 5):.5g}"), (), ()))
    return Book(tuple(boxes), marks)


def venue_book(rng: random.Random, *, coins: bool = True, dead: float = 0.1) -> Book:
    """A book by a venue's tiers: sizes through all of them; some markets that it does not have, some told with own fractions."""
    venue = rng.choice((*venues.names(), *("binance", "bybit") * 3))  # those with tiers that a price can cross
    known = [m for m in ("BTC", "ETH", "SOL", "DOGE", "HYPE", "IP") if m in venues.get(venue).symbols]
    marks: dict[str, float] = {}
    for one in dict.fromkeys(rng.choice(known) for _ in range(4)):
        market = one + rng.choice(("", "-USD"))
        marks[market] = float(f"{10 ** rng.uniform(-2, 4.8):.5g}")
    marks["BBB"] = 7.0
    boxes = []
    for number in range(rng.choice((1, 1, 2, 3))):
        mode = rng.choice(("cross", "cross", "isolated"))
        names = rng.sample(list(marks), 1 if mode == "isolated" else rng.randint(1, min(4, len(marks))))
        legs: dict[str, BookPosition] = {}
        for market in names:
            size = float(f"{rng.choice((1, -1)) * 10 ** rng.uniform(2.5, 7.8) / marks[market]:.5g}")
            entry = float(f"{marks[market] * rng.uniform(0.8, 1.25):.6g}")
            legs[market] = BookPosition(
                market, size, entry, 0.02, 0.04, rng.random() < 0.9, rng.choice((None, 3.0, 20.0))
            )
        whole = tuple(legs.values())
        held = plain(Book((BookPool("one", 0.0, whole),), marks, venue))["one"]
        room = -0.2 if rng.random() < dead else 10 ** rng.uniform(-2, 0.3)
        boxes.append(
            BookPool(f"pool {number}", float(f"{room * held.notional() - held.health():.7g}"), whole, mode=mode)
        )
    return Book(tuple(boxes), {x.market: marks[x.market] for box in boxes for x in box.legs}, venue)

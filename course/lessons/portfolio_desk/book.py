"""The desk's record: pools, positions, marks and whose parameters; plain numbers, never changed, only replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from course import venues
from course.margin import Holding, Market, Pool, Portfolio, Position, Terrain
from course.margin.portfolio import leg_names
from course.validation import ArgumentError, finite, nonzero, positive, within

FORMAT = "margin-course-portfolio/1"
#: More than this is refused.
MOST_POSITIONS, LONGEST_NAME = 200, 40
#: What :attr:`Book.since` says of a mark that a what-if moved: it is nobody's.
MOVED = "moved"
_QUOTE = re.compile(r"(?:[-/_].*|(?<=[A-Z0-9]{2})(?:USDT|USDC|USD|PERP)(?::.*)?)$")


def coin(symbol: str) -> str:
    """The coin that a market's price follows: ``"BTC"`` of ``"BTC-USD"``, ``"BTCUSDT"`` or ``"BTC/USDT:USDT"``."""
    return _QUOTE.sub("", symbol.upper()) or symbol.upper()


@dataclass(frozen=True)
class BookPosition:
    """One position.

    Attributes:
        market: its name.
        size: base units, short below 0.
        entry: average price paid, USD.
        maintenance, initial: fractions of notional that it was told with.
        tiered: whether a venue's tiers take their place where the venue is modelled and knows the market.
        leverage: the setting, if one is known.
    """

    market: str
    size: float
    entry: float
    maintenance: float
    initial: float
    tiered: bool = True
    leverage: float | None = None

    def __post_init__(self) -> None:
        nonzero("size", self.size)
        positive("entry", self.entry)
        within("maintenance", self.maintenance, 0.0, 1.0)
        within("initial", self.initial, 0.0, 1.0)


@dataclass(frozen=True)
class BookPool:
    """One pool of collateral: cash (may be negative after losses), coins that count as collateral, and what they back.

    Its mode is ``"cross"`` or ``"isolated"``: what it was told as, else by how many positions it holds.
    """

    name: str
    collateral: float
    legs: tuple[BookPosition, ...]
    holdings: tuple[Holding, ...] = ()
    mode: str = ""

    def __post_init__(self) -> None:
        finite("collateral", self.collateral)
        if not self.mode:
            object.__setattr__(self, "mode", "isolated" if len(self.legs) == 1 else "cross")


@dataclass(frozen=True)
class Book:
    """A portfolio at its marks.

    Attributes:
        boxes: the pools, at least one with a position.
        marks: USD by market; one for every position.
        venue: short name of a modelled venue whose tiers are used where it has the market, or "": the fractions as told.
        taken: when the marks were taken, as the file says it, or "".
        told: where it is from, in words.
        hidden: whether amounts are not the owner's (a snapshot, scaled to an equity of 1).
        assumed: what was taken for granted in reading it, in words; it stays with whatever is made of it.
        since: markets whose mark is another than that of ``taken``: when it was renewed, or :data:`MOVED`.
    """

    boxes: tuple[BookPool, ...]
    marks: Mapping[str, float]
    venue: str = ""
    taken: str = ""
    told: str = ""
    hidden: bool = False
    assumed: tuple[str, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [box.name for box in self.boxes]
        for name in names:
            if not 0 < len(name) <= LONGEST_NAME or names.count(name) > 1:
                raise ArgumentError("pool", name, f"a name of 1 to {LONGEST_NAME} letters that no other pool has")
        if not 0 < len(self.legs) <= MOST_POSITIONS:
            raise ArgumentError("positions", len(self.legs), f"from 1 to {MOST_POSITIONS} positions")
        for leg in self.legs:
            if leg.market not in self.marks:
                raise ArgumentError("mark", None, f"a price above 0 for {leg.market}")
        for holding in (h for box in self.boxes for h in box.holdings):
            if holding.asset not in self.marks:
                raise ArgumentError("mark", None, f"a price above 0 for {holding.asset}")
        for price in self.marks.values():
            positive("mark", price)
        if self.venue and self.venue not in venues.names():
            raise ArgumentError("venue", self.venue, f"one of {', '.join(venues.names())}")
        for box in self.boxes:
            sides = [(leg.market, leg.size > 0) for leg in box.legs]
            for market, long in sides:
                if sides.count((market, long)) > 1:
                    side = "long" if long else "short"
                    raise ArgumentError("market", market, f"one {side} of a market in a pool: join the two first")

    # ---- what the engine makes of it --------------------------------------------------------------------------------

    @cached_property
    def legs(self) -> tuple[BookPosition, ...]:
        """All positions, pool by pool."""
        return tuple(leg for box in self.boxes for leg in box.legs)

    @cached_property
    def portfolio(self) -> Portfolio:
        """The same in the engine's terms."""
        return Portfolio(
            0.0, {b.name: Pool(b.collateral, tuple(map(self._position, b.legs)), b.holdings) for b in self.boxes}
        )

    def _position(self, leg: BookPosition) -> Position:
        market = self.market(leg)
        setting = None if leg.leverage is None else min(leg.leverage, market.max_leverage)
        return Position(market, leg.size, leg.entry, setting)

    def market(self, leg: BookPosition) -> Market:
        """The venue's market where it is known there, else one of the fractions that came with the position."""
        if self.venue and leg.tiered:
            venue, symbol = venues.get(self.venue), coin(leg.market)
            if symbol in venue.symbols:
                most = venue.market(symbol).max_leverage
                setting = None if leg.leverage is None else min(leg.leverage, most)
                # What is required may depend on the side and on the setting, as the fee that Bybit counts does.
                return replace(venue.position(symbol, leg.size, leg.entry, setting).market, symbol=leg.market)
        return Market(leg.market, initial=max(leg.initial, leg.maintenance), maintenance=leg.maintenance)

    @cached_property
    def pools(self) -> dict[str, Pool]:
        """The pools that hold something, by name."""
        return {name: pool for name, pool in self.portfolio.pools.items() if pool.positions}

    @cached_property
    def idle(self) -> float:
        """What the other pools are worth, USD: cash, and coins, that no position draws on."""
        return sum(float(p.equity(self.marks)) for name, p in self.portfolio.pools.items() if name not in self.pools)

    @cached_property
    def terrains(self) -> dict[str, Terrain]:
        """Those pools as arrays."""
        return {name: Terrain.of(pool, self.marks) for name, pool in self.pools.items()}

    @cached_property
    def main(self) -> str:
        """The pool with the most notional."""
        return max(self.pools, key=lambda name: float(self.pools[name].notional(self.marks)))

    @cached_property
    def markets(self) -> tuple[str, ...]:
        """Markets held, the largest notional first."""
        held = {leg.market: 0.0 for leg in self.legs}
        for leg in self.legs:
            held[leg.market] += abs(leg.size) * self.marks[leg.market]
        return tuple(sorted(held, key=lambda m: -held[m]))

    @cached_property
    def priced(self) -> tuple[str, ...]:
        """Whatever needs a mark: markets held, then coins that count as collateral."""
        coins = sorted(h.asset for box in self.boxes for h in box.holdings)
        return tuple(dict.fromkeys((*self.markets, *coins)))

    @property
    def dated(self) -> str:
        """The oldest time of its marks; "" where one of them has none, or was moved by a what-if."""
        times = {self.since.get(market, self.taken) for market in self.priced}
        return "" if times & {"", MOVED} else min(times)

    @cached_property
    def names(self) -> list[tuple[str, str, BookPosition]]:
        """Pool, name in that pool and position, for every position: names differ within a pool."""
        return [
            (box.name, name, leg)
            for box in self.boxes
            if box.legs
            for name, leg in zip(leg_names(self.pools[box.name].positions), box.legs, strict=True)
        ]

    # ---- changes ----------------------------------------------------------------------------------------------------

    def with_pools(self, pools: Mapping[str, Pool], told: str) -> Book:
        """The same marks and venue with other pools of the engine; their fractions are those in force at the marks."""
        # A market's fractions may differ from pool to pool: those of the same place first.
        known: dict[tuple[Any, ...], BookPosition] = {}
        for box in self.boxes:
            for leg in box.legs:
                side = leg.size > 0
                known |= dict.fromkeys(((leg.market,), (leg.market, side), (box.name, leg.market, side)), leg)

        def kept(name: str, p: Position) -> BookPosition:
            side, mark = bool(p.size > 0), self.marks[p.symbol]
            if (name, p.symbol, side) in known:
                return told_leg(p, mark, known[name, p.symbol, side])
            other = known.get((p.symbol, side), known.get((p.symbol,)))
            return told_leg(p, mark, None if other is None else replace(other, leverage=p.leverage))

        shared = {box.name for box in self.boxes if box.mode == "cross"}
        boxes = tuple(
            BookPool(
                name,
                float(pool.collateral),
                tuple(kept(name, p) for p in pool.positions),
                pool.holdings,
                "cross" if name in shared else "",
            )
            for name, pool in pools.items()
        )
        return replace(self, boxes=boxes, told=told)

    def at_marks(self, prices: Mapping[str, float], when: str) -> Book:
        """At other marks, which were taken ``when``, or are :data:`MOVED`."""
        since = {m: t for m, t in {**self.since, **dict.fromkeys(prices, when)}.items() if m in self.priced}
        whole = when != MOVED and all(since.get(m) == when for m in self.priced)
        return replace(
            self, marks={**self.marks, **prices}, taken=when if whole else self.taken, since={} if whole else since
        )

    def with_venue(self, venue: str) -> Book:
        """By another venue's parameters; "": by the fractions that came with it."""
        boxes = tuple(replace(b, legs=tuple(replace(leg, tiered=True) for leg in b.legs)) for b in self.boxes)
        return replace(self, venue=venue, boxes=boxes)

    # ---- as a file --------------------------------------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        """As ``margin-course-portfolio/1`` has it."""
        return {
            "format": FORMAT,
            "taken": self.taken,
            **({"since": dict(self.since)} if self.since else {}),
            "venue": self.venue,
            "parameters_as_of": str(venues.get(self.venue).source.as_of) if self.venue else "",
            **({"redacted": True} if self.hidden else {}),
            "marks": dict(self.marks),
            "pools": [
                {
                    "name": box.name,
                    "mode": box.mode,
                    "collateral": box.collateral,
                    "positions": [
                        asdict(x)
                        for x in box.legs
                    ],
                    "holdings": [
                        {"asset": h.asset, "amount": h.amount, "initial_weight": h.initial_weight, "maintenance_weight": h.maintenance_weight}
                        for h in box.holdings
                    ],
                }
                for box in self.boxes
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any], told: str = "", assumed: Sequence[Any] = ()) -> Book:
        """What :meth:`as_json` gave.

        Raises:
            ArgumentError: a number is not allowed. KeyError, TypeError, ValueError: it is no such record.
        """
        if data.get("format") != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return cls(
            boxes=tuple(
                BookPool(
                    str(pool["name"]),
                    float(pool["collateral"]),
                    tuple(
                        BookPosition(
                            str(p["market"]),
                            float(p["size"]),
                            float(p["entry"]),
                            float(p["maintenance"]),
                            float(p["initial"]),
                            p.get("tiered") is not False,
                            None if p.get("leverage") is None else float(p["leverage"]),
                        )
                        for p in pool["positions"]
                    ),
                    tuple(
                        Holding(
                            str(h["asset"]), *(float(h[k]) for k in ("amount", "initial_weight", "maintenance_weight"))
                        )
                        for h in pool.get("holdings", ())
                    ),
                    str(pool.get("mode", "")),
                )
                for pool in data["pools"]
            ),
            marks={str(k): float(v) for k, v in data["marks"].items()},
            venue=str(data.get("venue", "")),
            taken=str(data.get("taken", "")),
            told=told,
            hidden=data.get("redacted") is True,
            assumed=tuple(map(str, assumed)),
            since={str(k): str(v) for k, v in data.get("since", {}).items()},
        )


def told_leg(position: Position, mark: float, known: BookPosition | None = None) -> BookPosition:
    """A position as the record keeps it: the fractions it was told with, or those in force at the mark."""
    if known is not None:
        return replace(known, size=float(position.size), entry=float(position.entry_price))
    notional = float(position.notional(mark))
    kept, first = (
        min(max(float(need(mark)) / notional, 0.0), 1.0)
        for need in (position.maintenance_requirement, position.initial_requirement)
    )
    return BookPosition(
        position.symbol, float(position.size), float(position.entry_price), kept, first, leverage=position.leverage
    )


def _example() -> Book:
    venue = venues.get("hyperliquid")
    marks = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15}

    def leg(symbol: str, size: float, entry: float) -> BookPosition:
        return told_leg(venue.position(symbol, size, entry), marks[symbol])

    legs = (leg("BTC", 0.8, 58_000.0), leg("ETH", -10.0, 3_100.0), leg("SOL", 120.0, 155.0))
    return Book(
        (BookPool("cross", 7_500.0, legs), BookPool("DOGE", 1_500.0, (leg("DOGE", 40_000.0, 0.16),))),
        marks,
        venue="hyperliquid",
        told="The example: made up, with Hyperliquid’s tiers",
    )


#: What the desk starts with.
EXAMPLE = _example()


def friend() -> Pool:
    """The example's cross pool without its short: the friend of the second question."""
    pool = EXAMPLE.pools["cross"]
    return replace(pool, positions=tuple(p for p in pool.positions if p.size > 0))

"""What the landing page plays: four positions in four tanks and in one pool, at every price the thumb can reach.

The engine works it out here once; the page only looks it up, so it plays without Python and shows nothing else. Whatever
falls below its requirement is closed whole, and the venue keeps what is left in it; a closed one stays closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from course.margin import Market, Pool, Portfolio, Position
from course.number_format import percent, usd
from course.texts import Said, joined, say, wordless

LEGS = {"BTC": (20_000, 60_000.0), "ETH": (10_000, 3_000.0), "SOL": (5_000, 150.0), "XRP": (-10_000, 2.0)}
"""Signed notional and price at the start, USD."""

COLLATERAL = 1_000
INITIAL, MAINTENANCE = 0.04, 0.025

LOWEST, HIGHEST, STEP = -40, 20, 0.005
"""The thumb's stops: whole multiples of :data:`STEP`, by which all four prices have moved together."""

ROWS = 2
"""Every how many stops there is a row of the table: whole per cent."""

POOL = len(LEGS)
"""Where the pool stands among the vessels, behind the tanks."""

COUNTS = ("No", "One", "Two", "Three", "Four")


def positions() -> tuple[Position, ...]:
    """The four, as they are opened."""
    return tuple(
        Position(Market(symbol, initial=INITIAL, maintenance=MAINTENANCE), notional / price, price)
        for symbol, (notional, price) in LEGS.items()
    )


def accounts() -> dict[str, Portfolio]:
    """The same positions and the same money twice: a compartment each, and one pool."""
    held = positions()
    return {
        "isolated": Portfolio.isolated([COLLATERAL] * len(held), held),
        "cross": Portfolio.cross(COLLATERAL * len(held), held),
    }


def vessels() -> tuple[Pool, ...]:
    """The four tanks in the order of :data:`LEGS`, then the pool."""
    return tuple(pool for account in accounts().values() for pool in account.pools.values())


def marks(stop: int) -> dict[str, float]:
    """The four prices at a stop, USD."""
    return {symbol: price * (1 + stop * STEP) for symbol, (_, price) in LEGS.items()}


@dataclass(frozen=True)
class SliderStop:
    """One place of the thumb, and what each vessel would be there if it had not been closed.

    Attributes:
        at: its number, 0 where the prices began.
        equity: of each vessel, USD.
        required: what each must keep, USD.
        below: whether each falls below that and is closed.
    """

    at: int
    equity: tuple[float, ...]
    required: tuple[float, ...]
    below: tuple[bool, ...]

    @property
    def where(self) -> Said:
        """The prices in words: "Prices 3 % lower"."""
        if self.at == 0:
            return say("Prices are where they began")
        by = abs(self.at) * STEP
        return say("Prices {by:%~0} lower", by=by) if self.at < 0 else say("Prices {by:%~0} higher", by=by)


def cents(amount: float) -> float:
    """USD without the dust of binary fractions, and without a sign before zero."""
    return round(float(amount), 2) + 0.0


@cache
def stops() -> tuple[SliderStop, ...]:
    """Every stop from the lowest to the highest, by the engine."""
    pools = vessels()
    return tuple(
        SliderStop(
            at,
            tuple(cents(pool.equity(marks(at))) for pool in pools),
            tuple(cents(pool.maintenance_requirement(marks(at))) for pool in pools),
            tuple(bool(pool.liquidatable(marks(at))) for pool in pools),
        )
        for at in range(LOWEST, HIGHEST + 1)
    )


@dataclass(frozen=True)
class TanksState:
    """A stop and what has been closed on the way to it.

    Attributes:
        stop: where the thumb is.
        closed: whether each vessel has been closed by now.
    """

    stop: SliderStop
    closed: tuple[bool, ...]

    @property
    def key(self) -> int:
        """What is closed as one number, a bit a vessel."""
        return sum(1 << i for i, gone in enumerate(self.closed) if gone)

    @cached_property
    def left(self) -> tuple[float, ...]:
        """What is in each vessel, USD: nothing in a closed one."""
        return tuple(0.0 if gone else equity for gone, equity in zip(self.closed, self.stop.equity, strict=True))

    @property
    def in_tanks(self) -> float:
        """What is in the four tanks together, USD."""
        return sum(self.left[:POOL])

    @property
    def dry(self) -> list[str]:
        """The positions whose tanks have been closed."""
        return [symbol for symbol, gone in zip(LEGS, self.closed, strict=False) if gone]

    @property
    def alive(self) -> list[str]:
        """Those whose tanks have not."""
        return [symbol for symbol in LEGS if symbol not in self.dry]

    def step(self, stop: SliderStop) -> TanksState:
        """The state once the thumb has come to ``stop``, a neighbour of this one's."""
        return TanksState(stop, tuple(gone or now for gone, now in zip(self.closed, stop.below, strict=True)))

    @property
    def shown(self) -> tuple[str, ...]:
        """The same in words."""
        return tuple("closed" if gone else usd(left, 0) for gone, left in zip(self.closed, self.left, strict=True))

    @property
    def words(self) -> tuple[Said, Said]:
        """A title, which is what there is to be seen, and a sentence with its numbers."""
        if self.closed[POOL]:
            return _pool_gone(self)
        return _some_dry(self) if self.dry else _all_live(self)


@cache
def states() -> dict[tuple[int, int], TanksState]:
    """Every state that pulling can lead to, by what is closed and the stop's number."""
    by_number = {stop.at: stop for stop in stops()}
    found: dict[tuple[int, int], TanksState] = {}
    ahead = [TanksState(by_number[0], by_number[0].below)]
    while ahead:
        state = ahead.pop()
        if (state.key, state.stop.at) in found:
            continue
        found[state.key, state.stop.at] = state
        ahead += [state.step(by_number[at]) for at in (state.stop.at - 1, state.stop.at + 1) if at in by_number]
    return found


def _listed(names: list[str]) -> Said:
    """Names in a row: BTC, ETH and XRP."""
    if len(names) < 2:
        return joined("", names)
    return say("{first} and {last}", first=joined(", ", names[:-1]), last=names[-1])


def _all_live(state: TanksState) -> tuple[Said, Said]:
    """Nothing has been closed."""
    money = {"own": COLLATERAL, "all": COLLATERAL * POOL}
    if state.stop.at == 0:
        return say("Four trades, {all:$}. Pull the price.", **money), say(
            "In the tanks each trade has {own:$} of its own. In the pool the same four trades share the same {all:$}.",
            **money,
        )
    lowest = min(range(POOL), key=state.left.__getitem__)
    return say("All four live, in the tanks and in the pool"), say(
        "{where}: of its {own:$}, the {name} tank has {left:$} left. The pool has {pool:$} for all four.",
        where=state.stop.where, name=list(LEGS)[lowest], left=state.left[lowest], pool=state.left[POOL], **money,
    )  # fmt: skip


def _some_dry(state: TanksState) -> tuple[Said, Said]:
    """Tanks have been closed, the pool has not."""
    many, pool = len(state.dry), state.left[POOL]
    about: dict[str, Any] = {
        "where": state.stop.where,
        "count": COUNTS[many],
        "many": many,
        "names": _listed(state.dry),
        "lost": COLLATERAL * many,
        "left": state.in_tanks,
        "alive": _listed(state.alive),
        "living": len(state.alive),
        "pool": pool,
        "all": COLLATERAL * POOL,
    }
    if state.stop.at == 0:
        return say("The price is back. {count} {many:tank is|tanks are} not.", **about), say(
            "{where}. The pool has its {all:$} again, the tanks have {left:$}: {names} {many:was|were} closed on the way, and"
            " closed stays closed.",
            **about,
        )
    gone = say("{where}: {names} {many:was|were} closed and {many:its|their} {lost:$} {many:is|are} gone. ", **about)
    if state.dry == ["XRP"] and state.stop.below[list(LEGS).index("XRP")]:
        return say("One tank ran dry. The pool carries its trade."), gone + say(
            "In the pool the longs’ gains carry the same short: {pool:$}, and all four live.", **about
        )
    change = pool - COLLATERAL * POOL
    title = say("{count} {many:tank|tanks} ran dry. ", **about)
    title = title + (say("The pool has only sunk.") if change < 0 else say("The pool has risen."))
    rest = say("{alive} {living:lives|live} on with {left:$}. ", **about)
    deed = say("lost {by:$}", by=-change) if change < 0 else say("gained {by:$}", by=change)
    return title, gone + rest + say("The pool has {deed}, and in it all four live.", deed=deed)


def _pool_gone(state: TanksState) -> tuple[Said, Said]:
    """The pool has been closed: it can happen only below the start, where the short is ahead."""
    living = len(state.alive)
    about: dict[str, Any] = {
        "where": state.stop.where,
        "count": COUNTS[living],
        "living": living,
        "alive": _listed(state.alive),
        "left": state.in_tanks,
        "all": COLLATERAL * POOL,
    }
    if state.stop.at == 0:
        title = say("The price is back. The pool is not.")
    else:
        title = say("The pool took all four. {count} {living:tank stands|tanks stand}.", **about)
    gone = say("{where}. The pool was closed whole: all {all:$} gone, the winning short with the rest. ", **about)
    if not living:
        return title, gone + say("The tanks ran dry one by one.")
    return title, gone + say(
        "In {living:its own tank|their own tanks} {alive} {living:lives|live}, with {left:$}.", **about
    )


def straight() -> list[TanksState]:
    """The states that one pull from the start leads to, from the lowest stop to the highest."""
    by_number = {stop.at: stop for stop in stops()}
    ways: list[list[TanksState]] = []
    for way in (range(0, LOWEST - 1, -1), range(HIGHEST + 1)):
        state = states()[0, 0]
        ways.append([state := state.step(by_number[at]) for at in way])
    return ways[0][:0:-1] + ways[1]


@cache
def table() -> list[tuple[str, tuple[str, ...], str, str]]:
    """The play as a table: prices, what is in each vessel, and the tanks' sum before the pool, in whole per cent."""
    return [
        (percent(state.stop.at * STEP, 0, sign=True), state.shown[:POOL], usd(state.in_tanks, 0), state.shown[POOL])
        for state in straight()
        if state.stop.at % ROWS == 0
    ]


@cache
def played() -> dict[str, Any]:
    """What the page is given: names, numbers by stop, and words by what is closed and stop, for all of :func:`states`."""
    words: dict[str, dict[str, tuple[str, str]]] = {}
    for (key, at), state in sorted(states().items()):
        words.setdefault(str(key), {})[str(at)] = (str(state.words[0]), str(state.words[1]))
    return {
        "lowest": LOWEST,
        "names": [*LEGS, "pool"],
        "capacity": [COLLATERAL] * POOL + [COLLATERAL * POOL],
        "stops": [
            {
                "where": str(stop.where),
                "move": percent(stop.at * STEP, 1 if stop.at % ROWS else 0, sign=True),
                "equity": stop.equity,
                "required": stop.required,
                "below": stop.below,
            }
            for stop in stops()
        ],
        "words": words,
    }


@cache
def titles() -> list[str]:
    """Every title that there is."""
    return sorted({str(state.words[0]) for state in states().values()})


@cache
def longest() -> str:
    """The longest sentence."""
    return max((str(state.words[1]) for state in states().values()), key=len)


@dataclass(frozen=True)
class Trade:
    """A position as its boat says it."""

    name: str
    held: str


@cache
def trades() -> tuple[Trade, ...]:
    """The four, in the tanks' order."""
    return tuple(
        Trade(
            p.symbol, wordless("{leverage:×} {side}", leverage=p.notional(LEGS[p.symbol][1]) / COLLATERAL, side=p.side)
        )
        for p in positions()
    )

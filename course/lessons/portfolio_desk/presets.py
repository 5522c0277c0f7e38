"""The usual what-ifs as one press: what may be done with the book, and what may happen to it, each as another book.

All trades are at the mark and cost :data:`~course.lessons.portfolio_desk.touch_first.FEE`. Nothing here is advice: every one of them
says what it changes, for the worse too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course import venues
from course.lessons.portfolio_desk.book import MOVED, Book, coin
from course.lessons.portfolio_desk.common import common, labels
from course.lessons.portfolio_desk.days import SETTLEMENTS
from course.lessons.portfolio_desk.touch_first import FEE
from course.lessons.portfolio_desk.weather import weather
from course.margin import Market, Pool, Position, Terrain, split_evenly
from course.margin.portfolio import leg_names
from course.number_format import percent, usd
from course.texts import Said, say
from course.validation import ArgumentError

DO, COMES = "do", "comes"
#: Share of a pool's equity that "put in" adds; how far all prices fall; how far the largest hedge moves against it alone.
PUT_IN, FALLS, SQUEEZE = 0.1, (-0.10, -0.20), 0.15
#: A day of heavy funding for a week: 8-hourly rate, settlements.
HEAVY, WEEK = 0.001, 7 * SETTLEMENTS
#: What is left of the weight of coins as collateral.
HAIRCUT = 0.8


@dataclass(frozen=True)
class Preset:
    """One what-if.

    Attributes:
        key: of the button.
        group: :data:`DO`, what the owner may do, or :data:`COMES`, what may come.
        name: in words.
        pool: whose pool it is mostly about.
        book: what lies on the desk afterwards; None where it cannot be done.
        cost: fees, or funding paid, USD; ``cash``: put in from outside, USD.
        why: why it cannot be done.
    """

    key: str
    group: str
    name: Said | str
    pool: str
    book: Book | None
    cost: float = 0.0
    cash: float = 0.0
    why: Said | str = ""


@dataclass(frozen=True)
class NearestPool:
    """Where the nearest of some pools stands: health, USD; the common move and the ordinary days' σ to its border."""

    pool: str
    health: float
    common: float
    sigma: float


def place(book: Book, name: str) -> NearestPool:
    """Where one pool stands; no other pool is looked at."""
    t = Terrain.of(book.pools[name], book.marks)
    health = float(t.health())
    return NearestPool(name, health, 0.0 if health < 0 else common(t), float(t.sigmas(weather(t.symbols).day)))


def places(
    book: Book, before: Book | None = None, known: dict[str, NearestPool] | None = None
) -> dict[str, NearestPool]:
    """Every pool's; of a pool that is as it was ``before`` what is ``known`` is taken: a preset leaves most alone."""
    found = {}
    for name, pool in book.pools.items():
        same = before is not None and known is not None and before.pools.get(name) == pool
        same = same and all(book.marks[s] == before.marks[s] for s in before.terrains[name].symbols)  # type: ignore[union-attr]
        found[name] = known[name] if same and known is not None else place(book, name)
    return found


def nearest(found: Mapping[str, NearestPool]) -> NearestPool:
    """The pool that ordinary weather reaches first."""
    return min(found.values(), key=lambda p: p.sigma)


# ---- what may be done --------------------------------------------------------------------------------------------------

Made = Iterator[Preset]


def _with(book: Book, name: str, pool: Pool, **more: Pool) -> Book:
    return replace(book.with_pools({**book.portfolio.pools, name: pool, **more}, book.told), taken=book.taken)


def _notional(book: Book, leg: Any) -> float:
    return abs(float(leg.size)) * book.marks[leg.market]


def _halve(book: Book) -> Made:
    named = labels(book)
    pool, name, leg = max(book.names, key=lambda row: _notional(book, row[2]))
    held, price = book.pools[pool], book.marks[leg.market]
    after = held.trade(book.market(leg), -leg.size / 2, price, fee=FEE, side=_side(leg))
    said = say("Halve the largest, {label}", label=named[pool, name])
    yield Preset("halve", DO, said, pool, _with(book, pool, after), FEE * _notional(book, leg) / 2)


def _close_worst(book: Book) -> Made:
    named = labels(book)
    pool, name, leg = min(book.names, key=lambda row: row[2].size * (book.marks[row[2].market] - row[2].entry))
    price = book.marks[leg.market]
    won = leg.size * (price - leg.entry)
    # A book without amounts is entered at its marks: there is no worst to tell.
    open_ = say(" ({won} open)", won=usd(won, 0, sign=True)) if not book.hidden else ""
    said = say("Close the worst, {label}{open}", label=named[pool, name], open=open_)
    if len(book.legs) == 1:
        yield Preset("worst", DO, said, pool, None, why="It is the only position.")
        return
    after = book.pools[pool].trade(book.market(leg), -leg.size, price, fee=FEE, side=_side(leg))
    yield Preset("worst", DO, said, pool, _with(book, pool, after), FEE * _notional(book, leg))


def _put_in(book: Book) -> Made:
    found = nearest(places(book))
    pool = found.pool
    equity = float(book.pools[pool].equity(book.marks))
    cash = float(f"{PUT_IN * equity:.2g}") if equity > 0 else 0.0
    ended = found.sigma < float("inf")
    if not cash or not ended:
        lost = say("Put money into “{pool}”", pool=pool)
        why = (
            "Nothing is left in it, of which a tenth could be added."
            if ended
            else "No move of ordinary weather ends a pool."
        )
        yield Preset("put", DO, lost, pool, None, why=why)
        return
    amount = say("{x:#2} of equity", x=cash) if book.hidden else usd(cash, 0)
    said = say("Put {amount} into “{pool}”, the nearest pool", amount=amount, pool=pool)
    yield Preset("put", DO, said, pool, _with(book, pool, book.pools[pool].deposit(cash)), cash=cash)


def _own_pool(book: Book) -> Made:
    shared = {n: p for n, p in book.pools.items() if len(p.positions) > 1}
    named = labels(book)
    rows = [row for row in book.names if row[0] in shared]
    if not rows:
        yield Preset(
            "alone", DO, "Move a position to a pool of its own", book.main, None, why="Every position has one already."
        )
        return
    pool, name, _ = max(rows, key=lambda row: _notional(book, row[2]))
    said = say("Move {label} to a pool of its own", label=named[pool, name])
    held = shared[pool]
    rest = tuple(n for n in leg_names(held.positions) if n != name)
    title = next(
        t for t in (f"{name} alone", *(f"{name} alone {k}" for k in range(2, 300))) if t not in book.portfolio.pools
    )
    if held.holdings or float(held.equity(book.marks)) <= 0:
        yield Preset("alone", DO, said, pool, None, why="Its pool’s collateral cannot be shared out in cash.")
        return
    parts = split_evenly({pool: held}, {pool: rest, title: (name,)}, book.marks)
    yield Preset("alone", DO, said, pool, _with(book, pool, parts[pool], **{title: parts[title]}))


def _hedge(book: Book) -> Made:
    """Half of what a common move costs the main pool, taken away by a trade that works against the rest."""
    pool = book.main
    t, held = book.terrains[pool], book.pools[pool]
    exposure = float(t.gradient.sum())
    way = -1.0 if exposure > 0 else 1.0
    dollars = abs(exposure) / 2
    found = _against(book, held, way)
    if found is None:
        why = "No market is known here in which a position of the other side could be taken beside it."
        yield Preset("hedge", DO, say("Hedge “{pool}”", pool=pool), pool, None, why=why)
        return
    market, side = found
    after = held.trade(market, way * dollars / book.marks[market.symbol], book.marks[market.symbol], fee=FEE, side=side)
    amount = say("{x:#2} of equity", x=dollars) if book.hidden else usd(dollars, 0)
    said = say(
        "Hedge half of “{pool}” with {symbol}: {verb} {amount}",
        pool=pool, symbol=market.symbol, verb="sell" if way < 0 else "buy", amount=amount,
    )  # fmt: skip
    yield Preset("hedge", DO, said, pool, _with(book, pool, after), FEE * dollars)


def _against(book: Book, held: Pool, way: float) -> tuple[Market, str] | None:
    """A market to take a position of the other side in: the largest that is held on that side already, else BTC or ETH."""
    side = "short" if way < 0 else "long"
    already = [p for p in held.positions if p.side == side]
    if already:
        leg: Position = max(already, key=lambda p: float(p.notional(book.marks[p.symbol])))
        return leg.market, side
    in_pool = {p.symbol for p in held.positions}
    for symbol in ("BTC", "ETH"):
        name = next((m for m in book.marks if coin(m) == symbol and m not in in_pool), None)
        if name is None:
            continue
        own = next((book.market(leg) for leg in book.legs if leg.market == name), None)
        if own is None and book.venue and symbol in venues.get(book.venue).symbols:
            own = replace(venues.get(book.venue).position(symbol, way, book.marks[name]).market, symbol=name)
        if own is not None:
            return own, side
    return None


def _side(leg: Any) -> str:
    return "long" if leg.size > 0 else "short"


# ---- what may come -----------------------------------------------------------------------------------------------------


def _moved(book: Book, moves: dict[str, float]) -> Book:
    return book.at_marks({m: p * (1 + moves[m]) for m, p in book.marks.items() if m in moves}, MOVED)


def _all_fall(book: Book) -> Made:
    for fall in FALLS:
        said = say("All prices {fall}", fall=percent(fall, 0, sign=True))
        yield Preset(f"fall{-100 * fall:.0f}", COMES, said, book.main, _moved(book, dict.fromkeys(book.marks, fall)))


def _squeeze(book: Book) -> Made:
    """The largest position that works against the rest moves against its owner, and nothing else moves."""
    pool = book.main
    t = book.terrains[pool]
    whole = float(t.gradient.sum())
    against = {s: float(g) for s, g in zip(t.symbols, t.gradient, strict=True) if g * whole < 0}
    if not against:
        return
    symbol = max(against, key=lambda s: abs(against[s]))
    move = -np.sign(against[symbol]) * SQUEEZE
    said = say("{symbol} alone {move}: the hedge is squeezed", symbol=symbol, move=percent(float(move), 0, sign=True))
    yield Preset("squeeze", COMES, said, pool, _moved(book, {symbol: float(move)}))


def _heavy_funding(book: Book) -> Made:
    """Each position pays or earns in its own pool; the marks stand still."""
    pools = dict(book.portfolio.pools)
    paid = 0.0
    for name, pool in book.pools.items():
        due = WEEK * sum(float(p.funding_payment(book.marks[p.symbol], HEAVY)) for p in pool.positions)
        paid += due
        pools[name] = pool.deposit(-due)
    said = say("A week of funding at {rate} per 8 hours", rate=percent(HEAVY, 1))
    after = replace(book.with_pools(pools, book.told), taken=book.taken)
    yield Preset("funding", COMES, said, book.main, after, paid)


def _haircut(book: Book) -> Made:
    if not any(box.holdings for box in book.boxes):
        return
    boxes = tuple(
        replace(b, holdings=tuple(
            replace(h, initial_weight=HAIRCUT * h.initial_weight, maintenance_weight=HAIRCUT * h.maintenance_weight)
            for h in b.holdings
        )) for b in book.boxes
    )  # fmt: skip
    said = say("Coins as collateral count {x} less", x=percent(1 - HAIRCUT, 0))
    pool = next(b.name for b in book.boxes if b.holdings)
    yield Preset("haircut", COMES, said, pool if pool in book.pools else book.main, replace(book, boxes=boxes))


def _holds(venue: venues.Venue, book: Book) -> bool:
    """Whether a venue takes the book as it is: its markets and sizes, shared collateral, both sides of a market in one pool."""
    for box in book.boxes:
        coins = [coin(leg.market) for leg in box.legs]
        if not set(coins) <= set(venue.symbols) or (len(coins) > 1 and "cross" not in venue.modes):
            return False
        if len(set(coins)) < len(coins) and not (venue.hedge_mode and venue.hedge_margin):
            return False
        for leg, symbol in zip(box.legs, coins, strict=True):
            table, price = venue.table(symbol), book.marks[leg.market] if venue.basis == "mark" else leg.entry
            if table.cap is not None and abs(leg.size) * (1.0 if table.measure == "size" else price) > table.cap:
                return False
    return True


def _strictest(book: Book) -> Made:
    """The venue, of those that could hold the book, by whose tiers it is nearest to its border."""
    others = [n for n in venues.names() if n != book.venue and venues.get(n).live and _holds(venues.get(n), book)]
    if book.hidden or not others:
        return
    found = {n: nearest(places(book.with_venue(n))).sigma for n in others}
    name = min(found, key=lambda n: found[n])
    if found[name] == float("inf"):
        return
    said = say("By {title}’s tiers, the strictest of the others that could hold it", title=venues.get(name).title)
    yield Preset("venue", COMES, said, book.main, book.with_venue(name))


MAKERS: tuple[Callable[[Book], Made], ...] = (
    _halve, _close_worst, _put_in, _own_pool, _hedge, _all_fall, _squeeze, _heavy_funding, _haircut, _strictest,
)  # fmt: skip


def presets(book: Book) -> list[Preset]:
    """Every what-if that the book allows, in the order in which they are shown; what cannot be made says why."""
    found: list[Preset] = []
    for maker in MAKERS:
        try:
            found += maker(book)
        except ArgumentError as error:  # the engine refuses it: a size or a price that cannot be
            found.append(Preset(maker.__name__, DO, "Not possible here", book.main, None, why=str(error)))
    return found

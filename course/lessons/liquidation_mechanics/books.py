"""The account of lesson 11 on every venue, and its liquidation told step by step."""

from __future__ import annotations

import math
from functools import lru_cache

from course import venues
from course.margin import Pool
from course.texts import say, wordless
from course.venues import Liquidation, Step, Venue
from course.venues.drift import SOCIALISED
from course.venues.dydx import DydxVenue, Subaccount
from course.venues.liquidation import COUNTERPARTIES, MARKET, TRADER

SYMBOL, SIZE, ENTRY, COLLATERAL = "BTC", 5.0, 60_000.0, 30_000.0

#: Names of the venues, without the name of a product line.
TITLES = {v.name: v.title.split(" USD")[0] for v in venues.everything()}
#: Whom dYdX's deleveraging meets, in this order: name and BTC short.
OTHERS = (("Ann", 1.0), ("Ben", 2.0), ("Cleo", 3.0))
#: Parties as a small chart names them.
PARTIES = {TRADER: "you", MARKET: "the market", COUNTERPARTIES: "other traders", SOCIALISED: "all other traders"}
#: Steps as a heading names them.
NAMES = {
    "trigger": "Trigger",
    "order": "Order",
    "fill": "Fill",
    "fee": "Fee",
    "takeover": "Takeover",
    "insurance": "Insurance fund",
    "deleveraging": "Deleveraging",
    "loss": "Loss",
    "end": "End",
}


@lru_cache(16)
def account(name: str) -> Pool:
    """5 BTC long from $60,000 with $30,000 behind it, in a venue's own market."""
    return venues.get(name).pool(COLLATERAL, (SYMBOL, SIZE, ENTRY))


@lru_cache(512)
def moment(name: str, past: float) -> float:
    """The first whole dollar below the venue's trigger, or ``past`` (a share of the trigger) further down."""
    venue, pool = venues.get(name), account(name)
    trigger = pool.liquidation_price(SYMBOL, {SYMBOL: ENTRY})
    mark = float(math.floor(trigger * (1 - past)))
    return mark if venue.liquidatable(pool, {SYMBOL: mark}) else mark - 1


def others(venue: Venue, marks: dict[str, float]) -> list[tuple[str, Subaccount]]:
    """Traders who are short where the account is long, in the order in which dYdX meets them."""
    assert isinstance(venue, DydxVenue)
    return [(name, venue.subaccount(venue.pool(20_000 * size, (SYMBOL, -size, ENTRY)), marks)) for name, size in OTHERS]


@lru_cache(512)
def story(name: str, past: float, slippage: float, fund: float) -> Liquidation:
    """The liquidation of the account on a venue, at :func:`moment`."""
    venue, marks = venues.get(name), {SYMBOL: moment(name, past)}
    extra = {"others": others(venue, marks)} if isinstance(venue, DydxVenue) else {}
    return venue.liquidation_steps(account(name), marks, slippage=slippage, insurance_fund=fund, **extra)


def party(name: str) -> str:
    """A party in few words."""
    return PARTIES.get(name, say("the {name}", name=name))


def moves(name: str, amount: float) -> str:
    """What a party does with an amount, in words."""
    many = party(name).endswith("traders")
    verb = ("receive" if many else "receives") if amount > 0 else "pay" if many else "pays"
    return wordless("{party} {verb} {amount:$}", party=party(name), verb=verb, amount=abs(amount))


def closed(step: Step) -> float:
    """BTC that a step takes out of the account: fills, takeovers and deleveraging of the trader's own."""
    own = not step.flows or TRADER in step.flows
    if step.name in ("fill", "takeover") and own:
        return step.size
    return step.size if step.name == "deleveraging" and TRADER in step.flows else 0.0


def still_open(told: Liquidation) -> float:
    """BTC that the account holds after the story."""
    return float(sum(abs(p.size) for p in told.pool.positions))


def setting(name: str, past: float) -> str:
    """The account and the price in words."""
    return say(
        "{the_size:#~} BTC long from {entry:$} with {collateral:$}; the price stands at {moment:$},"
        " {past:%~} past the trigger",
        the_size=SIZE,
        entry=ENTRY,
        collateral=COLLATERAL,
        moment=moment(name, past),
        past=past,
    )

"""A liquidation, step by step: who acts, at what price, who pays whom.

Every venue's process is the same loop (look at the pool, take the venue's next action, look again) with the venue's own
actions. Money is counted against the mark: selling a long below it moves value from the trader to whoever buys. So every
step's flows sum to zero, and what the trader has left is the equity at the trigger plus all flows to the trader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from course.margin import Marks, Pool, Position
from course.number_format import usd
from course.texts import joined, say
from course.validation import ArgumentError, within

TRADER, MARKET, FUND = "trader", "buyers and sellers in the market", "insurance fund"
COUNTERPARTIES = "deleveraged traders"
#: What the step is called in which a party bears a loss; ``"loss"`` for any other.
_BEARING = {FUND: "insurance", COUNTERPARTIES: "deleveraging"}

#: A venue that needs more actions than this to make a pool healthy or empty has been described wrongly.
MAX_ACTIONS = 100


@dataclass(frozen=True)
class Step:
    """One step: what happens, in words, and the money that moves (party → USD received; the sum is zero)."""

    name: str
    text: str
    symbol: str | None = None
    size: float = 0.0
    price: float | None = None
    flows: Mapping[str, float] = field(default_factory=dict)

    @property
    def balance(self) -> float:
        """Sum of the flows: zero, but for rounding."""
        return sum(self.flows.values())


@dataclass(frozen=True)
class Liquidation:
    """All steps of a liquidation.

    Attributes:
        venue: its name.
        steps: in order; names are ``trigger, order, fill, fee, takeover, insurance, deleveraging, loss, end``.
        equity_before: the pool's equity at the mark, USD.
        equity_after: what the trader has left in the pool, at the mark, USD.
        pool: the pool afterwards.
    """

    venue: str
    steps: tuple[Step, ...]
    equity_before: float
    equity_after: float
    pool: Pool

    def totals(self) -> dict[str, float]:
        """Party → USD received over all steps; they sum to zero."""
        result: dict[str, float] = {}
        for step in self.steps:
            for party, amount in step.flows.items():
                result[party] = result.get(party, 0.0) + amount
        return result

    def waterfall(self) -> list[tuple[str, float]]:
        """The trader's side: equity at the trigger, each flow by the name of its step, what is left."""
        moves: dict[str, float] = {}
        for step in self.steps:
            if step.flows.get(TRADER):
                moves[step.name] = moves.get(step.name, 0.0) + step.flows[TRADER]
        return [("equity at the trigger", self.equity_before), *moves.items(), ("left", self.equity_after)]

    def rows(self) -> list[dict[str, Any]]:
        """One record a flow (a step without money has one record without a party): a tidy table."""
        return [
            {
                "number": n,
                "step": step.name,
                "text": step.text,
                "symbol": step.symbol,
                "size": step.size,
                "price": step.price,
                "party": party,
                "usd": amount,
            }
            for n, step in enumerate(self.steps, start=1)
            for party, amount in (step.flows.items() or [(None, 0.0)])
        ]


@dataclass(frozen=True)
class LiquidationOrder:
    """What a venue does next with an unhealthy pool.

    Attributes:
        position: what it acts on: a market, and a side of it.
        size: base units to close, > 0; at most the position.
        text: why so much, in words.
        price: the price of the trade; ``None``: what the market pays, mark ∓ slippage.
        taker: who takes the other side.
        fees: who gets which fraction of the traded notional, from what equity is left.
        fee_price: what the notional of the fees is counted at; ``None``: the price of the trade.
        seize: take over everything, equity and positions, at the price where the equity is zero; the taker trades it away.
        last: stop after this action, healthy or not (what a block or a call allows).
    """

    position: Position
    size: float
    text: str
    price: float | None = None
    taker: str = MARKET
    fees: Mapping[str, float] = field(default_factory=dict)
    fee_price: float | None = None
    seize: bool = False
    last: bool = False

    @property
    def symbol(self) -> str:
        """The market."""
        return self.position.symbol


class Process(Protocol):
    """What :func:`liquidate` asks of a venue; every :class:`course.venues.Venue` has it."""

    @property
    def name(self) -> str:
        """Short."""

    @property
    def trigger(self) -> str:
        """The price that triggers, in words."""

    @property
    def backstop(self) -> tuple[str, ...]:
        """Who bears a loss, in order."""

    def liquidatable(self, pool: Pool, marks: Mapping[str, Any]) -> Any:
        """Whether the venue acts now."""

    def next_action(
        self, pool: Pool, marks: Mapping[str, float], symbol: str | None, done: int
    ) -> LiquidationOrder | None:
        """The venue's next action on an unhealthy pool; ``done`` counts the steps before it."""


class _Ledger:
    """Collects steps and keeps the pool in step with the trader's flows."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.steps = pool, list[Step]()

    def add(self, name: str, text: str, flows: dict[str, float] | None = None, **where: Any) -> None:
        flows = {party: float(amount) for party, amount in (flows or {}).items() if amount}
        self.steps.append(Step(name, text, flows=flows, **where))

    def pay(self, name: str, text: str, payer: str, payee: str, amount: float, **where: Any) -> None:
        """``amount`` USD from payer to payee; the trader's cash follows."""
        self.add(name, text, {payer: -amount, payee: amount}, **where)
        if TRADER in (payer, payee):
            self.pool = self.pool.deposit(amount if payee == TRADER else -amount)

    def close(self, position: Position, size: float, price: float) -> None:
        signed = -size if position.size > 0 else size
        left = abs(position.size) - size
        if left <= 1e-12 * abs(position.size):
            signed = -position.size
        self.pool = self.pool.trade(position.market, signed, price, fee=0.0, side=position.side)


def liquidate(
    venue: Process,
    pool: Pool,
    marks: Mapping[str, float],
    *,
    slippage: float = 0.0,
    insurance_fund: float = float("inf"),
    symbol: str | None = None,
) -> Liquidation:
    """Run a venue's process on a pool at given marks.

    Args:
        venue: whose process.
        pool: positions in the venue's markets (:meth:`Venue.pool` makes one).
        marks: prices by symbol; they stay still while the process runs.
        slippage: how far from the mark the market takes the other side, a fraction.
        insurance_fund: what the fund holds, USD.
        symbol: which position it begins with; the venue chooses otherwise.

    Returns:
        The steps. A healthy pool has one: nothing happens.
    """
    marks = Marks.of(marks)
    within("slippage", slippage, 0.0, 1.0, open_high=True)
    within("insurance_fund", insurance_fund if insurance_fund != float("inf") else 0.0, 0.0)
    before, required = pool.equity(marks), pool.maintenance_requirement(marks)
    ledger = _Ledger(pool)
    if not venue.liquidatable(pool, marks):
        ledger.add(
            "trigger",
            say("Equity {against}: nothing happens.", against=against(before, required, "covers the requirement")),
        )
        return Liquidation(venue.name, tuple(ledger.steps), before, before, pool)
    ledger.add(
        "trigger", say("Equity {against} ({trigger}).", against=against(before, required), trigger=venue.trigger)
    )

    for _ in range(MAX_ACTIONS):
        if not ledger.pool.positions or not venue.liquidatable(ledger.pool, marks):
            break
        action = venue.next_action(ledger.pool, marks, symbol, len(ledger.steps))
        if action is None:
            break
        _perform(action, ledger, marks, slippage)
        if action.last:
            break
    else:
        raise ArgumentError("venue", venue.name, f"a process that ends within {MAX_ACTIONS} actions")

    after = ledger.pool.equity(marks)
    if after < 0 and not ledger.pool.positions:
        _cover(venue, ledger, -after, insurance_fund)
    _refill(venue, ledger, insurance_fund)
    after = ledger.pool.equity(marks)
    text = (
        say("Closed; {after:$} left.", after=after)
        if not ledger.pool.positions
        else say("Healthy again with {after:$} of equity.", after=after)
        if not venue.liquidatable(ledger.pool, marks)
        else say("Still below the requirement with {after:$} of equity: it goes on later.", after=after)
    )
    ledger.add("end", text)
    return Liquidation(venue.name, tuple(ledger.steps), before, after, ledger.pool)


def against(equity: float, required: float, words: str = "against a requirement of") -> str:
    """Two amounts as words with as many places as it takes to tell them apart, at most cents."""
    digits = 2 if usd(equity) == usd(required) else None
    return joined(" ", [usd(equity, digits), words, usd(required, digits)])


def _perform(action: LiquidationOrder, ledger: _Ledger, marks: Marks, slippage: float) -> None:
    position = ledger.pool.position(action.symbol, action.position.side)
    mark, side = marks[action.symbol], 1.0 if position.size > 0 else -1.0
    action = replace(action, size=min(action.size, abs(position.size)))
    ledger.add("order", action.text, symbol=action.symbol, size=action.size)
    if action.seize:
        _seize(action, ledger, marks, slippage)
        return
    price = mark * (1.0 - side * slippage) if action.price is None else action.price
    given_up = side * (mark - price) * action.size
    ledger.close(position, action.size, price)
    ledger.add(
        "fill",
        say(
            "{size:#4} {symbol} trade at {price:$}, the mark is {mark:$}.",
            size=action.size,
            symbol=action.symbol,
            price=price,
            mark=mark,
        ),
        {TRADER: -given_up, action.taker: given_up},
        symbol=action.symbol,
        size=action.size,
        price=price,
    )
    for party, rate in action.fees.items():
        fee = min(rate * action.size * (action.fee_price or price), max(ledger.pool.equity(marks), 0.0))
        if fee > 0:
            ledger.pay(
                "fee", say("{fee:$} to the {party}.", fee=fee, party=party), TRADER, party, fee, symbol=action.symbol
            )


def _seize(action: LiquidationOrder, ledger: _Ledger, marks: Marks, slippage: float) -> None:
    """The taker takes positions and equity: the trader is closed at the bankruptcy price, the taker trades at the market."""
    equity = ledger.pool.equity(marks)
    kept = (
        say("keeps the {equity:$} that was left", equity=equity)
        if equity >= 0
        else say("bears the missing {equity:$}", equity=-equity)
    )
    cost = 0.0
    for position in ledger.pool.positions:
        cost += slippage * position.notional(marks[position.symbol])
    bankruptcy = ledger.pool.bankruptcy_price(action.symbol, marks)
    ledger.pool = replace(ledger.pool, collateral=0.0, positions=(), holdings=())
    ledger.add(
        "takeover",
        say("The {taker} takes the position over at the bankruptcy price and {kept}.", taker=action.taker, kept=kept),
        {TRADER: -equity, action.taker: equity},
        symbol=action.symbol,
        size=action.size,
        price=bankruptcy,
    )
    if cost:
        ledger.add(
            "fill",
            say("It trades the position away {slippage:%} from the mark.", slippage=slippage),
            {action.taker: -cost, MARKET: cost},
            symbol=action.symbol,
            size=action.size,
        )


def _cover(venue: Process, ledger: _Ledger, missing: float, fund: float) -> None:
    """Who pays what the trader cannot: the venue's chain, the fund only as far as it reaches."""
    for party in venue.backstop:
        paid = min(missing, fund) if party == FUND else missing
        if paid > 0:
            text = say("{paid:$} borne by the {party}.", paid=paid, party=party)
            ledger.pay(_BEARING.get(party, "loss"), text, party, TRADER, paid)
        missing -= paid
        if missing <= 0:
            return


def _refill(venue: Process, ledger: _Ledger, fund: float) -> None:
    """A fund that took a position over may have lost more than it holds: the rest falls on the next in the chain."""
    short = -fund - sum(step.flows.get(FUND, 0.0) for step in ledger.steps)
    after = venue.backstop[venue.backstop.index(FUND) + 1 :] if FUND in venue.backstop else ()
    if short > 0 and after:
        text = say("The fund is empty: {short:$} borne by the {after}.", short=short, after=after[0])
        ledger.add(_BEARING.get(after[0], "loss"), text, {after[0]: -short, FUND: short})

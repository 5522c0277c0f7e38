"""dYdX's liquidation told step by step, with the chain's own arithmetic: trigger, order, fill, fee or fund, deleveraging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from course.language import word
from course.margin import Market, Pool, Position
from course.number_format import number, percent, usd
from course.texts import say
from course.validation import ArgumentError, within
from course.venues.dydx.deleveraging import can_deleverage, deleverage
from course.venues.dydx.liquidation import BookLiquidation, bankruptcy_quote, liquidate_against_book
from course.venues.dydx.parameters import MAINNET, LiquidationConfig
from course.venues.dydx.subaccount import Subaccount
from course.venues.dydx.units import decimal, exact
from course.venues.liquidation import COUNTERPARTIES, FUND, MARKET, TRADER, Liquidation, Step, against

#: Far more blocks than any position needs: a tenth at a time, then $1,000 at a time.
MOST_BLOCKS = 10_000

#: What is said of the later blocks' money, by the name of the step.
_MORE = {
    "fill": "{size} {symbol} more trade, block after block",
    "fee": "{paid} more to the insurance fund",
    "insurance": "The insurance fund pays {paid} more",
    "deleveraging": "Other traders close {size} {symbol} at the bankruptcy price",
}


def tell_block(
    account: Subaccount,
    ticker: str,
    orders: Iterable[tuple[Any, Any]],
    fund: Any = 0,
    others: Iterable[tuple[str, Subaccount]] = (),
    config: LiquidationConfig = MAINNET,
) -> tuple[tuple[Step, ...], Subaccount]:
    """One block's work on one account.

    Args:
        account: a subaccount; for a healthy one nothing happens.
        ticker: the market that the block picked.
        orders: ``(price, size)`` on the other side of the book.
        fund: the insurance fund's balance, USDC.
        others: ``(name, subaccount)`` in the order in which deleveraging would meet them.
        config: the liquidation parameters.

    Returns:
        The steps (their flows sum to zero) and the account afterwards.
    """
    held = account.position(ticker)
    if held is None:
        raise ArgumentError("ticker", ticker, "a market in which the account has a position")
    equity, required = float(account.equity), float(account.maintenance_requirement)
    oracle = float(held.perpetual.oracle_price)
    told = say("Equity {against} at the oracle price {oracle:$}", against=against(equity, required), oracle=oracle)
    if not account.risk.liquidatable:
        return (Step("trigger", told + ": nothing happens."),), account
    done = liquidate_against_book(account, ticker, orders, fund, config)
    steps = [Step("trigger", told + "."), _order(account, ticker, done), *_fills(account, ticker, done, config)]
    if not done.tries_deleveraging:
        return tuple(steps), done.account
    more, after = _deleverage(account, ticker, others, done.stopped)
    return (*steps, *more), after


def _bankruptcy_price(account: Subaccount, ticker: str) -> float:
    held = account.position(ticker)
    assert held is not None
    return float(abs(bankruptcy_quote(account, ticker, -held.size)) / decimal(abs(held.size)))


def _order(account: Subaccount, ticker: str, done: BookLiquidation) -> Step:
    size, limit = abs(float(done.order_size)), float(done.limit)
    verb = "Sell" if done.order_size < 0 else "Buy"
    text = say(
        "{verb} {size:#4} {ticker} at {limit:$} or better; the bankruptcy price is {bankruptcy_price:$}.",
        verb=verb,
        size=size,
        ticker=ticker,
        limit=limit,
        bankruptcy_price=_bankruptcy_price(account, ticker),
    )
    return Step("order", text, ticker, size, limit)


def _fills(account: Subaccount, ticker: str, done: BookLiquidation, config: LiquidationConfig) -> list[Step]:
    held = account.position(ticker)
    assert held is not None
    oracle, side = float(held.perpetual.oracle_price), 1 if held.size > 0 else -1
    steps: list[Step] = []
    for fill in done.fills:
        size, price, paid = float(fill.size), float(fill.price), float(fill.fund_delta)
        lost = side * (oracle - price) * size
        text = say("{size:#4} {ticker} trade at {price:$}.", size=size, ticker=ticker, price=price)
        steps.append(Step("fill", text, ticker, size, price, {TRADER: -lost, MARKET: lost}))
        if paid > 0:
            most = percent(float(config.max_fee), 1)
            text = say(
                "{paid:$} to the insurance fund: what the fill left of the position's share of equity, at most {most}.",
                paid=paid,
                most=most,
            )
            steps.append(Step("fee", text, ticker, size, None, {TRADER: -paid, FUND: paid}))
        elif paid < 0:
            text = say("The insurance fund pays {paid:$}, up to the bankruptcy price.", paid=-paid)
            steps.append(Step("insurance", text, ticker, size, None, {TRADER: -paid, FUND: paid}))
    return steps


def _deleverage(
    account: Subaccount, ticker: str, others: Iterable[tuple[str, Subaccount]], why: str
) -> tuple[list[Step], Subaccount]:
    if not any(can_deleverage(account)):
        text = say(
            "Nothing filled ({why}); equity is not negative, so nobody is deleveraged and the account waits.", why=why
        )
        return [Step("deleveraging", text, ticker)], account
    held = account.position(ticker)
    assert held is not None
    oracle, side = float(held.perpetual.oracle_price), 1 if held.size > 0 else -1
    price = _bankruptcy_price(account, ticker)
    result = deleverage(account, ticker, others)
    steps: list[Step] = []
    for name, filled in result.fills:
        size = float(filled)
        gained = side * (price - oracle) * size
        text = say(
            "Nothing filled ({why}): {name}, met at random, closes {size:#4} {ticker} at {price:$}.",
            why=why,
            name=name,
            size=size,
            ticker=ticker,
            price=price,
        )
        flows = {TRADER: gained, COUNTERPARTIES: -gained}
        steps.append(Step("deleveraging", text, ticker, size, price, flows))
    if result.remaining:
        size = abs(float(result.remaining))
        text = say("{size:#4} {ticker} stay open: nobody else's bankruptcy price overlaps.", size=size, ticker=ticker)
        steps.append(Step("deleveraging", text, ticker, size))
    return steps, result.liquidated


def tell(
    venue: str,
    start: Subaccount,
    *,
    config: LiquidationConfig = MAINNET,
    slippage: float = 0.0,
    insurance_fund: float = float("inf"),
    symbol: str | None = None,
    blocks: int | None = None,
    others: Iterable[tuple[str, Subaccount]] = (),
) -> Liquidation:
    """Block after block until the account is healthy, empty or stuck. The first is told in full, the rest as one.

    Args:
        venue: the venue's name.
        start: the subaccount, its markets at oracle prices, which stay still.
        config: the liquidation parameters.
        slippage: how far from the oracle price the book takes the other side, a fraction.
        insurance_fund: what the fund holds, USD.
        symbol: the market that the blocks pick first; the first of the account unless given.
        blocks: most blocks to tell.
        others: ``(name, subaccount)`` whom deleveraging would meet, in that order.
    """
    within("slippage", slippage, 0.0, 1.0, open_high=True)
    fund = min(within("insurance_fund", min(insurance_fund, 1e15), 0.0), 1e15)
    account = start
    others = list(others)
    steps: list[Step] = []
    rest: dict[tuple[str, str | None], Step] = {}
    used = 0
    for block in range(MOST_BLOCKS if blocks is None else blocks):
        if not account.positions or (block and not account.risk.liquidatable):
            break
        tickers = [p.perpetual.ticker for p in account.positions]
        ticker = symbol if symbol in tickers else tickers[0]
        held = account.position(ticker)
        assert held is not None
        side = 1 if held.size > 0 else -1
        price = held.perpetual.oracle_price * (1 - side * exact("slippage", slippage))
        told, after = tell_block(account, ticker, [(price, abs(held.size))], round(fund, 6), others, config)
        fund += sum(s.flows.get(FUND, 0.0) for s in told)
        if block == 0:
            steps.extend(told)
        else:
            used = block
            _merge(rest, told)
        if after == account:
            break
        account = after
    steps.extend(
        replace(s, text=say("{text} (blocks 2 to {used} together).", text=s.text, used=used + 1)) for s in rest.values()
    )
    left = float(account.equity)
    open_ = (
        ", ".join(f"{number(abs(float(p.size)), 4)} {p.perpetual.ticker}" for p in account.positions) or "no position"
    )
    steps.append(Step("end", say("{left:$} of equity and {open} left.", left=left, open=open_)))
    return Liquidation(venue, tuple(steps), float(start.equity), left, _pool(account))


def _merge(rest: dict[tuple[str, str | None], Step], told: tuple[Step, ...]) -> None:
    """Add a block's money to the steps of the same kind."""
    for step in told:
        if not step.flows:
            continue
        known = rest.get((step.name, step.symbol))
        flows = dict(known.flows) if known else {}
        for party, amount in step.flows.items():
            flows[party] = flows.get(party, 0.0) + amount
        size = step.size + (known.size if known else 0.0)
        text = word(_MORE[step.name]).format(
            size=number(size, 4), symbol=step.symbol, paid=usd(abs(flows.get(FUND, 0.0)))
        )
        rest[step.name, step.symbol] = Step(step.name, text, step.symbol, size, None, flows)


def _pool(account: Subaccount) -> Pool:
    """What is left, in the engine's terms: entered at the oracle price."""
    held = tuple(
        Position(
            Market(p.perpetual.ticker, float(p.perpetual.base_imf), p.perpetual.maintenance_ppm / 1e6),
            float(p.size),
            float(p.perpetual.oracle_price),
        )
        for p in account.positions
    )
    return Pool(float(account.equity), held)

"""The explorers of lesson 03: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import funding_walk as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.funding import drip as dripping
from course.lessons.funding import pockets as pocketed
from course.lessons.funding.book import (
    A_DAY,
    COLLATERAL,
    ENTRY,
    LEVERAGE,
    MAINTENANCE,
    MONTH,
    USUAL,
    day_of,
    settled,
    size_of,
)
from course.lessons.funding.carry import COST, HELD, LEVERAGES, RATE, carry
from course.lessons.funding.drip import HIGH, LOW, closes_on, drip
from course.lessons.funding.pockets import TOP, pockets, pockets_of
from course.lessons.funding.predict import NEVER, month, span, stage, worst_month
from course.lessons.funding.rates import DAYS, NOTIONAL, SHOWN, STEP, SYMBOL, VENUES, rates
from course.margin import settlements_until_liquidation
from course.texts import say


def predict() -> Explorer:
    first, last = span()
    return Explorer(
        name="worst_month_of_funding",
        title="Thirty days in which nothing happens",
        controls=[],
        compute=worst_month,
        design=lambda: looks.stair(NEVER, 88.0, 104.0, guess=True),
        prediction=Prediction(
            Number("guess", "Closed on day", 15, min=1, max=NEVER, step=1, whole=True).meaning("31 stands for: not at all."),
            answer=lambda: float(day_of(month()[2])),
            stage=stage,
            handle="x",
            question=say(
                "Long ETH at {leverage:×}: {collateral:$} behind {notional:$}. For {days} days the price stands "
                "still, and you pay what longs really paid from {first} to {last}. On which day does the venue close "
                "you? ({never}: never.)",
                leverage=LEVERAGE, collateral=COLLATERAL, notional=COLLATERAL * LEVERAGE, days=MONTH, first=first, last=last,
                never=NEVER,
            ),
        ),
        code=Code(
            """from course.margin import liquidation_walk
            from course.simulation.history import record
            rates = record().funding('ETH').worst_month.rates()
            walk = liquidation_walk($entry, $size, $collateral, $maintenance, $entry, rates)
            (walk <= $entry).sum() / 3  # the day of the first price above $entry: three settlements a day""",
            entry=ENTRY, size=size_of(LEVERAGE), collateral=COLLATERAL, maintenance=MAINTENANCE,
        ),
    )  # fmt: skip


def _drip_code(leverage: float, rate: float, days: float, price: float) -> str:
    """The walk up to that day, or up to the settlement that closes the position, and the day of the latter."""
    count, last = settled(int(days)), settlements_until_liquidation(leverage, MAINTENANCE, rate)
    count = count if last is None else int(min(count, last))
    if not count:
        return (
            f"from course.margin import liquidation_price\nliquidation_price({ENTRY:g}, {leverage:.12g}, {MAINTENANCE})"
        )
    walk = f"walk = liquidation_walk({ENTRY:g}, {size_of(leverage):.12g}, {COLLATERAL:g}, {MAINTENANCE}, {ENTRY:g}, [{rate:.10g}] * {count})"
    if last is None:
        return f"from course.margin import liquidation_walk\n{walk}\nwalk[0], walk[-1]"
    return (
        "from course.margin import liquidation_walk, settlements_until_liquidation\n"
        f"{walk}\n"
        f"last = settlements_until_liquidation({leverage:.12g}, {MAINTENANCE}, {rate:.10g})\n"
        f"walk[0], walk[-1], -(-last // {A_DAY})  # the day of the last settlement"
    )


def pockets_explorer() -> Explorer:
    def rate(name: str, label: str, why: str) -> Number:
        return Number(name, label, 0.0005, min=-0.0006, max=0.0006, step=0.00005, unit="%", help=why)

    return Explorer(
        name="two_pockets",
        title="Two pockets",
        controls=[
            rate("btc", "BTC's rate per 8 hours", "You are long BTC: above zero you pay."),
            rate("eth", "ETH's rate per 8 hours", "You are short ETH: above zero you receive."),
            controls.DAYS.at(10, max=pocketed.MOST, whole=True),
        ],
        compute=pockets,
        design=lambda: looks.pockets(pocketed.MOST, TOP),
        handles={"days": "x"},
        code=_pockets_code,
    )


def _pockets_code(btc: float, eth: float, days: float) -> str:
    """The three pockets, settlement by settlement, up to that day or to the first that is closed, and the day of that."""
    count = settled(int(days))
    closed = [int(one.last) for one in pockets_of(btc, eth) if one.last is not None and one.last <= count]
    count = min([count, *closed])
    return (
        "from course.margin import Market, Pool, Portfolio, Position\n"
        f"btc, eth = (Position(Market(s, {MAINTENANCE}, {MAINTENANCE}), q, 100) for s, q in (('BTC', 100), ('ETH', -100)))\n"
        "book = Portfolio(0, {'BTC': Pool(1_000, (btc,)), 'ETH': Pool(1_000, (eth,)), 'pool': Pool(2_000, (btc, eth))})\n"
        f"for settlement in range({count}):\n"
        f"    book = book.settle_funding({{'BTC': {btc:.10g}, 'ETH': {eth:.10g}}}, {{'BTC': 100, 'ETH': 100}})\n"
        "[pool.equity({'BTC': 100, 'ETH': 100}) for pool in book.pools.values()]"
        + (f", settlement // {A_DAY} + 1  # the day of the last settlement" if closed and count else "")
    )


EXPLORERS = {
    "predict": predict,
    "drip": lambda: Explorer(
        name="funding_drip",
        title="The drip",
        controls=[
            controls.LEVERAGE.at(LEVERAGE, min=5),
            Number("rate", "Funding rate per 8 hours", USUAL, min=-0.001, max=0.00375, step=0.00001, unit="%").meaning(
                "Above zero longs pay shorts, below zero shorts pay longs."
            ),
            controls.DAYS.at(200, max=dripping.MOST, whole=True),
            Number("price", "Price on that day", ENTRY, min=80, max=ENTRY, step=0.1, unit="$").meaning(
                "Until then the price stands still."
            ),
        ],
        compute=drip,
        design=lambda: [looks.stair(dripping.MOST, LOW, HIGH), looks.purse()],
        handles={"days": "x", "price": "y"},
        pulls={"closed": Pull("leverage", "x", closes_on)},
        code=_drip_code,
    ),
    "pockets": pockets_explorer,
    "carry": lambda: Explorer(
        name="funding_carry",
        title="Does the carry pay for its risk?",
        controls=[
            Number("rate", "Funding a year", RATE, min=0.0, max=0.4, step=0.0001, unit="%").meaning(
                "What longs pay shorts, added up over a year. It starts at the mean of BTC since 2019."
            ),
            Choice(
                "days", "Held for", {days: say("a {name}", name=name) for days, (name, _) in HELD.items()}, value=30
            ),
            Choice("leverage", "Leverage of the short", {x: f"{x}×" for x in LEVERAGES}, value=10),
            Number("weight", "Coin counts as margin at", 0.9, min=0.5, max=1.0, step=0.05, unit="%").meaning(
                "Venues that take the coin as collateral count a share of it; others do not take it."
            ),
        ],
        compute=carry,
        design=lambda days: looks.carries(HELD[days][1]),
        code=Code(
            """from course.margin import carry_return
            from course.simulation.history import record
            short = record().moves('BTC', 'short', $days)
            carry_return($rate, $days, $cost, $leverage), short.closed[$leverage], carry_return($rate, $days, $cost, pooled=True)""",
            cost=COST,
        ),
    ),
    "rates": lambda: Explorer(
        name="rate_from_premium",
        title="Where the rate comes from",
        controls=[
            Choice("venue", "Venue", VENUES, value="binance"),
            Number("premium", "Premium", -0.0003, min=-0.001, max=0.0012, step=STEP, unit="%").meaning(
                "How far the perpetual stands above the index, on average over the period."
            ),
            Choice("shown", "Rate shown", SHOWN),
        ],
        compute=rates,
        design=lambda shown: looks.step(f"rate {SHOWN[shown]}"),
        handles={"premium": "x"},
        code=Code(
            """from course import venues
            from course.margin import annualised
            rule = venues.get($venue).funding_rule($symbol)
            rate = rule.interval_rate($premium)
            rate * 8 / rule.interval_hours, annualised(rate, rule.interval_hours), rule.cost($notional, $premium, 24 * $days)""",
            symbol=SYMBOL,
            notional=NOTIONAL,
            days=DAYS,
        ),
    ),
}

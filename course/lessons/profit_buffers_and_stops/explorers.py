"""The explorers of lesson 09: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import profit_buffers_and_stops as looks
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.lessons.profit_buffers_and_stops.acts import ACCOUNT, RULES, SHAPES, STEPS, STOP, acts
from course.lessons.profit_buffers_and_stops.book import (
    ASSETS,
    ENTRY,
    FEE,
    INITIAL,
    LIQUIDATION_FEE,
    MAINTENANCE,
    STAKE,
)
from course.lessons.profit_buffers_and_stops.bought import LEAST, MOST, PEAK, PRICES, predict, stage, wall
from course.lessons.profit_buffers_and_stops.drift import LEVERAGES, LOOKS, SIDES, drift
from course.lessons.profit_buffers_and_stops.fleeting import fleeting, price_of
from course.lessons.profit_buffers_and_stops.hedge import LEVERAGES as HEDGED
from course.lessons.profit_buffers_and_stops.hedge import PAIR, hedge
from course.lessons.profit_buffers_and_stops.hedge import RULES as WATCHERS
from course.lessons.profit_buffers_and_stops.stops import STOPS, WATCHED, stops
from course.texts import say

_STORED = "from course.simulation.facts import stored\n"


def _asset() -> Choice:
    return Choice("asset", "Coin", list(ASSETS), value="BTC")


def predict_explorer() -> Explorer:
    return Explorer(
        name="bought_on_profit",
        title="Bought on profit",
        controls=[],
        compute=predict,
        design=lambda: looks.rungs(PRICES),
        prediction=Prediction(
            Number("guess", "It is closed at", 58_000, min=LEAST, max=MOST, step=100, unit="$"),
            question=say(
                "You are long 1 BTC from {entry:$} with {stake:$}, at 10×. BTC rises 10 %. The app offers the"
                " unrealised profit as margin, and you buy 0.82 BTC more, so that you are at 10× again. Then it"
                " falls. Maintenance is 3 % of what the position is worth. At which price are you liquidated?",
                entry=ENTRY,
                stake=STAKE,
            ),
            answer=wall,
            stage=stage,
            handle="y",
        ),
        code=lambda: (
            "from course.margin import Market, Pool, Position, rebalancing_trade\n"
            f"btc, peak = Market('BTC', {INITIAL}, {MAINTENANCE}), {{'BTC': {PEAK:g}}}\n"
            f"pool = Pool({STAKE:g}, (Position(btc, 1, {ENTRY:g}),))\n"
            f"more = rebalancing_trade(1, {PEAK:g}, pool.equity(peak), 10)\n"
            f"more, pool.trade(btc, more, {PEAK:g}).liquidation_price('BTC', peak)"
        ),
    )


def fleeting_explorer() -> Explorer:
    return Explorer(
        name="four_ways",
        title="Four ways to hold a profit",
        controls=[
            Number("leverage", "Leverage at the entry", 10, min=2, max=15, step=0.5, unit="×"),
            Number("rise", "It rises by", 0.1, min=0.02, max=0.3, step=0.01, unit="%"),
            Number("fall", "Then it falls from the peak by", 0.03, min=0, max=0.5, step=0.005, unit="%"),
        ],
        compute=fleeting,
        design=lambda: [looks.walls(), looks.tanks()],
        pulls={"now": Pull("fall", "x", price_of)},
        code=lambda leverage, rise, fall: (
            "from course.margin import Market, Pool, Position, rebalancing_trade\n"
            f"btc, peak, size = Market('BTC', {INITIAL}, {MAINTENANCE}), {ENTRY * (1 + rise):.12g}, {STAKE * leverage / ENTRY:.12g}\n"
            f"pool = Pool({STAKE:g}, (Position(btc, size, {ENTRY:g}),))\n"
            f"more = rebalancing_trade(size, peak, pool.equity({{'BTC': peak}}), {leverage:.12g})\n"
            "ways = pool, pool.trade(btc, more, peak), pool.deposit(-pool.unrealised_pnl({'BTC': peak})), pool.trade(btc, -size / 2,"
            " peak)\n"
            "[way.liquidation_price('BTC', {'BTC': peak}) for way in ways]"
        ),
    )  # fmt: skip


def stops_explorer() -> Explorer:
    return Explorer(
        name="stops_filled",
        title="A stop is an order, not a price",
        controls=[
            _asset(),
            Choice("stop", "Stop below the entry", STOPS, value="0.08"),
            Choice("watched", "Watched by", WATCHED, help="Who looks seldom sells later, and does not see what came back in between."),
        ],
        compute=stops,
        design=lambda: [looks.beyond(), looks.crashes()],
        code=lambda asset, stop, watched: (
            f"{_STORED}row = ({asset!r}, {float(stop)}, {watched!r})\n"
            "[stored('stop_fills').value(name, *row) for name in ('hit', 'over_1', 'over_5', 'worst', 'back')]"
        ),
    )  # fmt: skip


def drift_explorer() -> Explorer:
    return Explorer(
        name="looking_often",
        title="Small losses that grow",
        controls=[
            _asset(),
            Choice("leverage", "Leverage to keep", LEVERAGES, value="5"),
            Choice("look", "The rule looks", LOOKS, value="day"),
            Choice("only", "It trades", SIDES, help="Down: it sells after falls. Up: it buys after rises, on profit."),
        ],
        compute=drift,
        design=lambda: [looks.looks(), looks.months()],
        code=lambda asset, leverage, look, only: (
            f"{_STORED}row = ({asset!r}, {float(leverage)}, {look!r}, {'both' if look == 'never' else only!r}, 0.0)\n"
            "[stored('rebalanced').value(name, *row) for name in ('closed', 'fees', 'median')]"
        ),
    )


def acts_explorer() -> Explorer:
    def code(shape: str, fall: float, rule: str, leverage: float) -> str:
        share = {"slow": f"k / {STEPS}", "once": f"(k >= {STEPS // 2})", "back": f"(1 - abs(k / {STEPS // 2} - 1))"}[
            shape
        ]
        aside = ACCOUNT / 2 if rule in ("topped", "beside") else 0
        acting = {
            "stop": f"Stop('BTC', {ENTRY * (1 - STOP):g})",
            "half": "Reduce(at=0.5, share=0.5)",
            "half_late": "Reduce(at=0.7, share=0.5)",
            "topped": "TopUp(at=0.5, to=0.4)",
        }.get(rule, "")
        return (
            "from course.margin import Market, Portfolio, Position\n"
            "from course.simulation import Paths, Reduce, Stop, TopUp, replay\n"
            f"btc = Market('BTC', {INITIAL}, {MAINTENANCE}, taker_fee={FEE}, liquidation_fee={LIQUIDATION_FEE})\n"
            f"book = Portfolio.cross({ACCOUNT - aside:.12g}, [Position(btc, {leverage * ACCOUNT / ENTRY:.12g}, {ENTRY:g})], wallet={aside:.12g})\n"
            f"prices = [[[{ENTRY:g} * (1 - {fall:.12g} * {share})]] for k in range({STEPS + 1})]\n"
            f"replay(book, Paths(('BTC',), list(range({STEPS + 1})), prices), actions=[{acting}]).only.final"
        )

    return Explorer(
        name="rule_and_fall",
        title="What acts in time",
        controls=[
            Choice("shape", "It falls", SHAPES),
            Number("fall", "By", 0.2, min=0.02, max=0.4, step=0.01, unit="%"),
            Choice("rule", "Your rule", RULES, value="half"),
            Number("leverage", "Leverage", 8, min=2, max=8, step=0.5, unit="×", help="Position over all the money, in the wallet too."),
        ],
        compute=acts,
        design=lambda: [looks.life(), looks.pockets()],
        code=code,
    )  # fmt: skip


def hedge_explorer() -> Explorer:
    return Explorer(
        name="who_watches",
        title="Who watches a hedge",
        controls=[
            Choice("rule", "Watched", WATCHERS, value="stops 8%"),
            Choice("leverage", "Both legs over the account", HEDGED, value="10"),
        ],
        compute=lambda rule, leverage: hedge(leverage, rule),
        design=lambda: [looks.alone(), looks.tails()],
        code=lambda rule, leverage: (
            f"{_STORED}row = ({PAIR!r}, {float(leverage)}, {rule!r})\n"
            "[stored('hedge_rules').value(name, *row) for name in ('closed', 'alone', 'tail')]"
        ),
    )


EXPLORERS = {
    "predict": predict_explorer,
    "fleeting": fleeting_explorer,
    "drift": drift_explorer,
    "stops": stops_explorer,
    "acts": acts_explorer,
    "hedge": hedge_explorer,
}

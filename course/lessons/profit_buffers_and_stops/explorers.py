"""The explorers of lesson 09: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import profit_buffers_and_stops as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.profit_buffers_and_stops.acts import ACCOUNT, RULES, SHAPES, STEPS, STOP, acts
from course.lessons.profit_buffers_and_stops.book import ENTRY, FEE, INITIAL, LIQUIDATION_FEE, MAINTENANCE, STAKE
from course.lessons.profit_buffers_and_stops.drift import LEVERAGES, LOOKS, SIDES, drift
from course.lessons.profit_buffers_and_stops.fleeting import fleeting, price_of
from course.lessons.profit_buffers_and_stops.hedge import LEVERAGES as HEDGED
from course.lessons.profit_buffers_and_stops.hedge import PAIR, hedge
from course.lessons.profit_buffers_and_stops.hedge import RULES as WATCHERS
from course.lessons.profit_buffers_and_stops.predict import LEAST, MOST, PEAK, PRICES, STEP, predict, stage, wall
from course.lessons.profit_buffers_and_stops.stops import STOPS, WATCHED, stops
from course.texts import say


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
            Number("leverage", "Leverage", 8, min=2, max=8, step=0.5, unit="×").meaning("Position over all the money, in the wallet too."),
        ],
        compute=acts,
        design=lambda: [looks.life(), looks.pockets()],
        code=code,
    )  # fmt: skip


EXPLORERS = {
    "predict": lambda: Explorer(
        name="bought_on_profit",
        title="Bought on profit",
        controls=[],
        compute=predict,
        design=lambda: looks.bought(PRICES),
        prediction=Prediction(
            Number("guess", "It is closed at", 58_000, min=LEAST, max=MOST, step=STEP, unit="$"),
            question=say(
                "You are long 1 BTC from {entry:$} with {stake:$}, at 10×. BTC rises 10 %, and with the profit as "
                "margin you buy 0.82 BTC more: 10× again. Maintenance is 3 %. At which price are you liquidated?",
                entry=ENTRY,
                stake=STAKE,
            ),
            answer=wall,
            stage=stage,
            handle="y",
        ),
        code=Code(
            """from course.margin import Market, Pool, Position, rebalancing_trade
            btc, peak = Market('BTC', $initial, $maintenance), {'BTC': $peak}
            pool = Pool($stake, (Position(btc, 1, $entry),))
            more = rebalancing_trade(1, $peak, pool.equity(peak), 10)
            more, pool.trade(btc, more, $peak).liquidation_price('BTC', peak)""",
            initial=INITIAL,
            maintenance=MAINTENANCE,
            peak=PEAK,
            stake=STAKE,
            entry=ENTRY,
        ),
    ),
    "fleeting": lambda: Explorer(
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
        code=Code(
            """from course.margin import Market, Pool, Position, rebalancing_trade
            btc, peak, size = Market('BTC', $initial, $maintenance), $peak, $size
            pool = Pool($stake, (Position(btc, size, $entry),))
            more = rebalancing_trade(size, peak, pool.equity({'BTC': peak}), $leverage)
            ways = pool, pool.trade(btc, more, peak), pool.deposit(-pool.unrealised_pnl({'BTC': peak})), pool.trade(btc, -size / 2, peak)
            [way.liquidation_price('BTC', {'BTC': peak}) for way in ways]""",
            initial=INITIAL,
            maintenance=MAINTENANCE,
            peak=lambda q: ENTRY * (1 + q.rise),
            size=lambda q: STAKE * q.leverage / ENTRY,
            stake=STAKE,
            entry=ENTRY,
        ),
    ),
    "drift": lambda: Explorer(
        name="looking_often",
        title="Small losses that grow",
        controls=[
            controls.COIN,
            Choice("leverage", "Leverage to keep", LEVERAGES, value="5"),
            Choice("look", "The rule looks", LOOKS, value="day"),
            Choice("only", "It trades", SIDES).meaning(
                "Down: it sells after falls. Up: it buys after rises, on profit."
            ),
        ],
        compute=drift,
        design=lambda: [looks.hundreds(), looks.months()],
        code=Code(
            """from course.simulation.fact_tables import stored
            row = ($asset, $times, $look, $trades, 0.0)
            [stored('rebalanced').value(name, *row) for name in ('closed', 'fees', 'median')]""",
            times=lambda q: float(q.leverage),
            trades=lambda q: "both" if q.look == "never" else q.only,
        ),
    ),
    "stops": lambda: Explorer(
        name="stops_filled",
        title="A stop is an order, not a price",
        controls=[
            controls.COIN,
            Choice("stop", "Stop below the entry", STOPS, value="0.08"),
            Choice("watched", "Watched by", WATCHED).meaning(
                "Who looks seldom sells later, and does not see what came back in between."
            ),
        ],
        compute=stops,
        design=lambda: looks.crashes(),
        code=Code(
            """from course.simulation.fact_tables import stored
            row = ($asset, $below, $watched)
            [stored('stop_fills').value(name, *row) for name in ('hit', 'over_1', 'over_5', 'worst', 'back')]""",
            below=lambda q: float(q.stop),
        ),
    ),
    "acts": acts_explorer,
    "hedge": lambda: Explorer(
        name="who_watches",
        title="Who watches a hedge",
        controls=[
            Choice("rule", "Watched", WATCHERS, value="stops 8%"),
            Choice("leverage", "Both legs over the account", HEDGED, value="10"),
        ],
        compute=lambda rule, leverage: hedge(leverage, rule),
        design=lambda: [looks.storm(), looks.pairs()],
        code=Code(
            """from course.simulation.fact_tables import stored
            table, of = stored('hedge_rules'), lambda name, rule: table.value(name, $pair, $times, rule)
            {name: (10_000 + of('tail', name), of('closed', name), of('alone', name)) for name in ('nothing', $rule)}""",
            pair=PAIR,
            times=lambda q: float(q.leverage),
        ),
    ),
}

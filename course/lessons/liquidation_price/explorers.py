"""The explorers of lesson 02: controls around the pure functions of its other modules, and how each looks."""

from __future__ import annotations

from course.charts import liquidation_price as looks
from course.charts.price_ladder import ladder as ladder_look
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.liquidation_price import edge as edges
from course.lessons.liquidation_price import levels, tiers, wick
from course.lessons.liquidation_price import trigger_to_fill as ladders
from course.lessons.liquidation_price.books import ENTRY, OPENING_TO_KEEPING, TABLES, big
from course.margin import sign
from course.texts import say
from course.venues.judging import JUDGES


def _price(low: float, high: float, value: float) -> Number:
    return Number("price", "Price now", value, min=low, max=high, step=0.1, unit="$").meaning(
        say("You opened at {entry:$}. You can also drag in the chart.", entry=ENTRY)
    )


EXPLORERS = {
    "predict": lambda: Explorer(
        name="size_matters",
        title="Same leverage, more size",
        controls=[],
        compute=tiers.pair,
        design=lambda: ladder_look(domain=tiers.PRICES),
        prediction=Prediction(
            Number("guess", "Ben is closed after a fall of", 0.05, min=0.0, max=tiers.DEEPEST, step=0.001, unit="%"),
            answer=lambda: tiers.pair_rooms()[1],
            stage=tiers.stage,
            handle="y",
            axis=(ENTRY, -ENTRY),
            question=say(
                "Ann buys {big} of a perpetual at {pair_leverage:×}; the venue closes her after a fall of"
                " **{pair_rooms:%}**. In the same minute Ben buys **{big_2}** of it, also at {pair_leverage:×}."
                " After which fall does the venue close Ben?",
                big=big(tiers.ANN),
                pair_leverage=tiers.PAIR_LEVERAGE,
                pair_rooms=tiers.pair_rooms()[0],
                big_2=big(tiers.BEN),
            ),
        ),
        code=Code(
            """from course import venues
            binance = venues.get('binance')
            [1 - binance.pool(notional / $leverage, ('SOL', notional / $entry, $entry)).liquidation_price('SOL', {'SOL': $entry}) / $entry
             for notional in ($ann, $ben)]""",
            leverage=tiers.PAIR_LEVERAGE,
            entry=ENTRY,
            ann=tiers.ANN,
            ben=tiers.BEN,
        ),
    ),
    "levels": lambda: Explorer(
        name="three_levels",
        title="Three levels",
        controls=[
            controls.SIDE,
            controls.COLLATERAL.at(1_000, min=100, max=4_000, step=50),
            Number("size", "Position, at entry", 10_000, min=2_000, max=20_000, step=500, unit="$"),
            controls.MAINTENANCE.at(0.025, min=0.005),
            _price(*levels.WINDOW, 94),
        ],
        compute=levels.ball,
        design=lambda side: looks.ball(side),
        handles={"price": "x"},
        pulls={"liquidation": Pull("collateral", "x", levels.acts_at)},
        code=Code(
            """from course.margin import Market, Pool, Position
            market = Market('PERP', initial=$initial, maintenance=$maintenance)
            pool = Pool($collateral, (Position(market, $quantity, $entry),))
            now = {'PERP': $price}
            pool.equity(now), pool.initial_requirement(now), pool.maintenance_requirement(now)
            pool.liquidation_price('PERP', now), pool.bankruptcy_price('PERP', now)""",
            initial=lambda q: OPENING_TO_KEEPING * q.maintenance,
            quantity=lambda q: sign(q.side) * q.size / ENTRY,
            entry=ENTRY,
        ),
    ),
    "tiers": lambda: Explorer(
        name="tier_stairs",
        title="Tier stairs",
        controls=[
            Choice("table", "Table", list(TABLES)),
            Choice("rule", "Rates apply to", {"slice": "each slice", "whole": "the whole position"}),
            controls.SIDE,
            controls.LEVERAGE.at(10, min=2, max=50),
            Number(
                "millions",
                "Position, in millions",
                tiers.BEN / 1e6,
                min=tiers.SIZES[0] / 1e6,
                max=tiers.SIZES[1] / 1e6,
                unit="$",
                log=True,
            ),
        ],
        compute=tiers.stairs,
        design=lambda: [looks.stairs(), looks.rooms()],
        code=tiers.shown,
    ),
    "wick": lambda: Explorer(
        name="one_wick",
        title="Three prices, one wick",
        controls=[
            Choice("venue", "Venue", list(JUDGES), value=wick.ASKED_VENUE),
            Choice("place", "The wick is", wick.PLACES, value=wick.ASKED_PLACE),
            Number("depth", "Depth of the wick", wick.ASKED_DEPTH, min=0.01, max=0.3, step=0.005, unit="%"),
            Number("seconds", "It lasts", wick.ASKED_SECONDS, min=1, max=300, step=1, unit="s", log=True, whole=True),
            Number(
                "liquidation", "Your liquidation price", wick.ASKED_WALL, min=70, max=99.5, step=0.5, unit="$"
            ).meaning(say("You are long; the price was {calm:$}.", calm=wick.CALM)),
        ],
        compute=wick.wick,
        design=looks.wick,
        prediction=Prediction(
            Choice("guess", "What happens to you?", wick.GUESSES),
            answer=wick.asked,
            question=say(
                "You are long on **{asked_venue}** with a liquidation price of {asked_wall:$}. The price is"
                " {calm:$}. One large sell order empties the book: for one second the last price is"
                " **{calm_2:$}**. Elsewhere nothing happens.",
                asked_venue=wick.ASKED_VENUE,
                asked_wall=wick.ASKED_WALL,
                calm=wick.CALM,
                calm_2=wick.CALM * (1 - wick.ASKED_DEPTH),
            ),
        ),
        code=wick.shown,
    ),
    "ladder": lambda: Explorer(
        name="price_ladder",
        title="The price ladder",
        controls=[
            controls.SIDE,
            controls.LEVERAGE.at(10, min=2, max=30),
            Number("fee", "Closing fee", 0.005, min=0.0, max=0.02, step=0.0005, unit="%").meaning(
                "Share of the notional closed."
            ),
            Choice("counted", "The fee is", ladders.COUNTED).meaning("OKX and Bybit count it inside the requirement."),
            Number("slippage", "Filled worse by", 0.005, min=0.0, max=0.05, step=0.0005, unit="%").meaning(
                "How far beyond the liquidation price the order finds buyers."
            ),
        ],
        compute=ladders.ladder,
        design=lambda: [ladder_look(height=300), looks.waterfall()],
        code=Code(
            """from course.margin import Market, Pool, Position, Schedule
            keeping = Schedule.flat($maintenance, closing_fee=$inside)
            pool = Pool($collateral, (Position(Market('PERP', keeping, keeping), $size, $entry),))
            liquidation = pool.liquidation_price('PERP', {'PERP': $entry})
            fill = liquidation * $worse
            pool.equity({'PERP': fill}) - $fee * pool.notional({'PERP': fill})""",
            maintenance=ladders.LADDER_MAINTENANCE,
            inside=lambda q: q.fee if q.counted == "inside" else 0,
            collateral=ladders.LADDER_COLLATERAL,
            size=lambda q: sign(q.side) * ladders.LADDER_COLLATERAL * q.leverage / ENTRY,
            entry=ENTRY,
            worse=lambda q: 1 - sign(q.side) * q.slippage,
        ),
    ),
    "edge": lambda: Explorer(
        name="tier_edge",
        title="The edge that closes a winner",
        controls=[
            controls.SIDE,
            Choice("rule", "Rates apply to", {"whole": "the whole position", "slice": "each slice"}),
            Number("size", "Position, at entry", 96_000, min=60_000, max=140_000, step=500, unit="$"),
            controls.COLLATERAL.at(5_000, min=1_000, max=20_000, step=250),
            _price(*edges.EDGE_WINDOW, 104.5),
        ],
        compute=edges.edge,
        design=lambda side: looks.edge(side),
        handles={"price": "x"},
        pulls={"step": Pull("size", "x", edges.step_at)},
        code=lambda side, rule, size, collateral, price: (
            "from course.margin import Market, Pool, Position, Schedule\n"
            f"table = Schedule.{'whole_position' if rule == 'whole' else 'brackets'}((0, {edges.EDGE:.0f}),"
            f" ({edges.BELOW}, {edges.ABOVE}))\n"
            "market = Market('PERP', initial=table, maintenance=table)\n"
            f"pool = Pool({collateral:.12g}, (Position(market, {sign(side) * size / ENTRY:.12g}, {ENTRY:g}),))\n"
            f"pool.unrealised_pnl({{'PERP': {price:.12g}}}), pool.liquidatable({{'PERP': {price:.12g}}})"
        ),
    ),
    "vanish": lambda: Explorer(
        name="no_price",
        title="When there is none",
        controls=[controls.SIDE, controls.COLLATERAL.at(8_000, min=250, max=25_000, step=250), controls.MAINTENANCE],
        compute=levels.vanish,
        design=looks.vanish,
        handles={"collateral": "x"},
        code=Code(
            """from course.margin import Market, Pool, Position
            market = Market('PERP', initial=$maintenance, maintenance=$maintenance)
            pool = Pool($collateral, (Position(market, $size, $entry),))
            pool.liquidation_price('PERP', {'PERP': $entry})""",
            size=lambda q: sign(q.side) * levels.VANISH_SIZE / ENTRY,
            entry=ENTRY,
        ),
    ),
}

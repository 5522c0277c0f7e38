"""The explorers of lesson 02: controls around the pure functions of its other modules, and how each looks."""

from __future__ import annotations

from course.charts import liquidation_price as looks
from course.charts.ladder import ladder as ladder_look
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.lessons.liquidation_price import edge as edges
from course.lessons.liquidation_price import ladder as ladders
from course.lessons.liquidation_price import levels, marks, tiers
from course.lessons.liquidation_price.books import ENTRY, OPENING_TO_KEEPING, SIDES, TABLES, big
from course.margin import sign
from course.texts import say
from course.venues.judging import JUDGES


def _side() -> Choice:
    return Choice("side", "Side", list(SIDES))


def _leverage(most: float, value: float = 10) -> Number:
    return Number(
        "leverage",
        "Leverage",
        value,
        min=2,
        max=most,
        step=0.5,
        unit="×",
        help="Notional divided by the collateral posted.",
    )


def _maintenance(least: float = 0.0) -> Number:
    return Number(
        "maintenance",
        "Maintenance fraction",
        0.025,
        min=least,
        max=0.05,
        step=0.001,
        unit="%",
        help="Share of the notional that the venue requires to keep the position open.",
    )


def _price(low: float, high: float, value: float) -> Number:
    return Number(
        "price",
        "Price now",
        value,
        min=low,
        max=high,
        step=0.1,
        unit="$",
        help=say("You opened at {entry:$}. You can also drag in the chart.", entry=ENTRY),
    )


def predict() -> Explorer:
    """Ann and Ben: the same leverage, two thousand times the size."""
    return Explorer(
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
        code=lambda: (
            "from course import venues\n"
            "binance = venues.get('binance')\n"
            f"[1 - binance.pool(notional / {tiers.PAIR_LEVERAGE:.12g}, ('SOL', notional / {ENTRY:g}, {ENTRY:g}))"
            f".liquidation_price('SOL', {{'SOL': {ENTRY:g}}}) / {ENTRY:g}\n"
            f" for notional in ({tiers.ANN:.0f}, {tiers.BEN:.0f})]"
        ),
    )


def ball() -> Explorer:
    """Equity falls through three levels, and only one of them closes the position."""
    return Explorer(
        name="three_levels",
        title="Three levels",
        controls=[
            _side(),
            Number("collateral", "Collateral", 1_000, min=100, max=4_000, step=50, unit="$"),
            Number("size", "Position, at entry", 10_000, min=2_000, max=20_000, step=500, unit="$"),
            _maintenance(0.005),
            _price(*levels.WINDOW, 94),
        ],
        compute=levels.ball,
        design=lambda side: looks.ball(side),
        handles={"price": "x"},
        pulls={"liquidation": Pull("collateral", "x", levels.acts_at)},
        code=lambda side, collateral, size, maintenance, price: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={OPENING_TO_KEEPING * maintenance:.12g}, maintenance={maintenance:.12g})\n"
            f"pool = Pool({collateral:.12g}, (Position(market, {sign(side) * size / ENTRY:.12g}, {ENTRY:g}),))\n"
            f"now = {{'PERP': {price:.12g}}}\n"
            "pool.equity(now), pool.initial_requirement(now), pool.maintenance_requirement(now)\n"
            "pool.liquidation_price('PERP', now), pool.bankruptcy_price('PERP', now)"
        ),
    )


def ladder() -> Explorer:
    """What fees and slippage do to the liquidation price and to what is left."""
    return Explorer(
        name="price_ladder",
        title="The price ladder",
        controls=[
            _side(),
            _leverage(30),
            Number(
                "fee",
                "Closing fee",
                0.005,
                min=0.0,
                max=0.02,
                step=0.0005,
                unit="%",
                help="Share of the notional closed.",
            ),
            Choice("counted", "The fee is", ladders.COUNTED, help="OKX and Bybit count it inside the requirement."),
            Number(
                "slippage",
                "Filled worse by",
                0.005,
                min=0.0,
                max=0.05,
                step=0.0005,
                unit="%",
                help="How far beyond the liquidation price the order finds buyers.",
            ),
        ],
        compute=ladders.ladder,
        design=lambda: [ladder_look(height=300), looks.waterfall()],
        code=lambda side, leverage, fee, counted, slippage: (
            "from course.margin import Market, Pool, Position, Schedule\n"
            f"keeping = Schedule.flat({ladders.LADDER_MAINTENANCE}, closing_fee={fee if counted == 'inside' else 0:.12g})\n"
            f"pool = Pool({ladders.LADDER_COLLATERAL:.12g}, (Position(Market('PERP', keeping, keeping),"
            f" {sign(side) * ladders.LADDER_COLLATERAL * leverage / ENTRY:.12g}, {ENTRY:g}),))\n"
            f"liquidation = pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})\n"
            f"fill = liquidation * {1 - sign(side) * slippage:.12g}\n"
            f"pool.equity({{'PERP': fill}}) - {fee:.12g} * pool.notional({{'PERP': fill}})"
        ),
    )


def stairs() -> Explorer:
    """A published tier table: marginal and average rate, and what size does to the room."""
    return Explorer(
        name="tier_stairs",
        title="Tier stairs",
        controls=[
            Choice("table", "Table", list(TABLES)),
            Choice("rule", "Rates apply to", {"slice": "each slice", "whole": "the whole position"}),
            _side(),
            _leverage(50),
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
    )


def edge() -> Explorer:
    """A whole-position tier counted at the mark price can close a winner."""
    return Explorer(
        name="tier_edge",
        title="The edge that closes a winner",
        controls=[
            _side(),
            Choice("rule", "Rates apply to", {"whole": "the whole position", "slice": "each slice"}),
            Number("size", "Position, at entry", 96_000, min=60_000, max=140_000, step=500, unit="$"),
            Number("collateral", "Collateral", 5_000, min=1_000, max=20_000, step=250, unit="$"),
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
    )


def vanish() -> Explorer:
    """Add collateral until the liquidation price is gone."""
    return Explorer(
        name="no_price",
        title="When there is none",
        controls=[
            _side(),
            Number("collateral", "Collateral", 8_000, min=250, max=25_000, step=250, unit="$"),
            _maintenance(),
        ],
        compute=levels.vanish,
        design=lambda: looks.vanish(),
        handles={"collateral": "x"},
        code=lambda side, collateral, maintenance: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={maintenance:.12g}, maintenance={maintenance:.12g})\n"
            f"pool = Pool({collateral:.12g}, (Position(market, {sign(side) * levels.VANISH_SIZE / ENTRY:.12g}, {ENTRY:g}),))\n"
            f"pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})"
        ),
    )


def wick() -> Explorer:
    """Three prices and one wick: which of them closes you depends on the venue."""
    return Explorer(
        name="one_wick",
        title="Three prices, one wick",
        controls=[
            Choice("venue", "Venue", list(JUDGES), value=marks.ASKED_VENUE),
            Choice("place", "The wick is", marks.PLACES, value=marks.ASKED_PLACE),
            Number("depth", "Depth of the wick", marks.ASKED_DEPTH, min=0.01, max=0.3, step=0.005, unit="%"),
            Number("seconds", "It lasts", marks.ASKED_SECONDS, min=1, max=300, step=1, unit="s", log=True),
            Number(
                "liquidation",
                "Your liquidation price",
                marks.ASKED_WALL,
                min=70,
                max=99.5,
                step=0.5,
                unit="$",
                help=say("You are long; the price was {calm:$}.", calm=marks.CALM),
            ),
        ],
        compute=marks.wick,
        design=lambda: looks.wick(),
        prediction=Prediction(
            Choice("guess", "What happens to you?", marks.GUESSES),
            answer=marks.asked,
            question=say(
                "You are long on **{asked_venue}** with a liquidation price of {asked_wall:$}. The price is"
                " {calm:$}. One large sell order empties the book: for one second the last price is"
                " **{calm_2:$}**. Elsewhere nothing happens.",
                asked_venue=marks.ASKED_VENUE,
                asked_wall=marks.ASKED_WALL,
                calm=marks.CALM,
                calm_2=marks.CALM * (1 - marks.ASKED_DEPTH),
            ),
        ),
        code=marks.shown,
    )


EXPLORERS = {
    "predict": predict,
    "levels": ball,
    "tiers": stairs,
    "wick": wick,
    "ladder": ladder,
    "edge": edge,
    "vanish": vanish,
}
